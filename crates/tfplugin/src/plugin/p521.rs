//! Verification of ECDSA signatures on curve P-521, which ring lacks and Terraform's certificates use.

use std::sync::LazyLock;

use p521::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use rustls::{
    SignatureScheme,
    crypto::{WebPkiSupportedAlgorithms, ring},
};
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// ring's algorithms for verification, and P-521.
pub(super) static ALGORITHMS: LazyLock<WebPkiSupportedAlgorithms> = LazyLock::new(|| {
    let ring = ring::default_provider().signature_verification_algorithms;
    // rustls wants both lists to live for ever; they are made once a process.
    WebPkiSupportedAlgorithms {
        all: [ring.all, P521].concat().leak(),
        mapping: [ring.mapping, &[(SignatureScheme::ECDSA_NISTP521_SHA512, P521)]].concat().leak(),
    }
});

const P521: &[&dyn SignatureVerificationAlgorithm] = &[&EcdsaP521Sha512];

#[derive(Debug)]
struct EcdsaP521Sha512;

impl SignatureVerificationAlgorithm for EcdsaP521Sha512 {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_| InvalidSignature)?;
        let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify(message, &signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}
