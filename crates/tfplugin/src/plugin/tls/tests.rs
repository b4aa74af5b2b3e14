use rustls::{AlertDescription, CertificateError, Error};
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use super::{
    fake_host::{HOST, HOST_KEY, Identity, STRANGER, STRANGER_KEY, connect},
    *,
};

/// What the plugin says to a client that shows `identity`, and what the client reads from the plugin.
async fn meet(identity: Identity) -> (Result<(), Error>, std::io::Result<String>) {
    let tls = ServerTls::new(HOST).unwrap();
    let (ours, theirs) = duplex(1 << 16);
    let plugin = async {
        let mut stream = tls.acceptor.accept(ours).await?;
        stream.write_all(b"welcome").await?;
        stream.shutdown().await
    };
    let host = async {
        let mut text = String::new();
        connect(theirs, &tls.certificate, identity).await?.read_to_string(&mut text).await?;
        Ok(text)
    };
    let (plugin, host) = tokio::join!(plugin, host);
    (plugin.map_err(|error| error.downcast::<Error>().unwrap()), host)
}

#[tokio::test]
async fn the_host_is_let_in() {
    let (plugin, host) = meet(Some((HOST, HOST_KEY))).await;
    assert_eq!((plugin, host.unwrap().as_str()), (Ok(()), "welcome"));
}

#[tokio::test]
async fn nobody_else_is() {
    let refused = CertificateError::ApplicationVerificationFailure;
    let forged = CertificateError::BadSignature;
    for (who, identity, expected) in [
        ("one without a certificate", None, Error::NoCertificatesPresented),
        ("a stranger", Some((STRANGER, STRANGER_KEY)), refused.into()),
        ("a forger", Some((HOST, STRANGER_KEY)), forged.into()),
    ] {
        let (plugin, host) = meet(identity).await;
        assert_eq!(plugin, Err(expected), "{who}");
        let host = host.unwrap_err().downcast::<Error>().unwrap();
        assert!(matches!(host, Error::AlertReceived(_)), "{who}: {host:?}");
    }
}

#[tokio::test]
async fn a_host_sees_an_impostor() {
    let (plugin, impostor) = (ServerTls::new(HOST).unwrap(), ServerTls::new(HOST).unwrap());
    let (ours, theirs) = duplex(1 << 16);
    let identity = Some((HOST, HOST_KEY));
    let (accepted, connected) =
        tokio::join!(impostor.acceptor.accept(ours), connect(theirs, &plugin.certificate, identity));
    assert!(connected.is_err());
    let error = accepted.err().unwrap().downcast::<Error>().unwrap();
    assert!(
        matches!(
            error,
            Error::AlertReceived(
                AlertDescription::BadCertificate | AlertDescription::DecryptError | AlertDescription::UnknownCA
            )
        ),
        "{error:?}"
    );
}

#[test]
fn a_certificate_that_is_none_is_named() {
    assert!(matches!(ServerTls::new("nonsense").err(), Some(TlsError::ClientCertificate(_))));
}
