//! How long a client waits for its server, whichever cluster that is of.

use std::time::Duration;

use kube::Config;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may say nothing while an answer is due. A watch may have nothing to say in all of its time, which is
/// 290 s; without any limit, a server that accepts connections and stays silent would hold for ever whoever asks it.
pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(300);

/// Limits how long clients with this configuration wait.
pub(crate) fn limit(config: &mut Config) {
    config.connect_timeout = Some(CONNECT_TIMEOUT);
    config.read_timeout = Some(READ_TIMEOUT);
    // Else the time for an answer would include the one for which the connection was not used.
    config.reset_reader_on_write = true;
}

#[cfg(test)]
mod tests {
    use http::Request;
    use kube::{Client, client::Body};
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;
    use tokio::time::{Instant, pause, timeout};

    use super::*;

    #[tokio::test]
    async fn a_server_that_accepts_and_says_nothing_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let mut config = Config::new(url.parse().expect("a URL"));
        limit(&mut config);
        let client = Client::try_from(config).expect("a client");
        let asked =
            tokio::spawn(async move { client.send(Request::get("/api").body(Body::empty()).expect("one")).await });
        let (mut connection, _) = listener.accept().await.expect("a connection");
        assert!(connection.read(&mut [0; 4096]).await.expect("a request") > 0);
        pause();
        let began = Instant::now();
        let answer = timeout(2 * READ_TIMEOUT, asked).await.expect("an end").expect("no panic");
        assert!(answer.is_err());
        assert!(began.elapsed() >= READ_TIMEOUT - Duration::from_secs(1), "{:?}", began.elapsed());
    }
}
