//! What a desk shows of the two keys of a token, and what of it the centre believes.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::{
    Transaction,
    tables::enrolments::{self, EnrolledKeys},
};
use sportello_contract::central::enrolment::CertifyKeys;
use sportello_domain::error_code::ErrorCode;
use sportello_pki::{
    certificate_request,
    keys::{KeyAlgorithm, KeyError},
    profile::Profile,
};

use crate::{Refusal, digest::sha256_hex};

/// Reads both requests: each is signed by its own key (RFC 2986 §3), the keys are two, and their profiles accept them.
pub(super) fn proved(
    [signature, authentication]: [&Profile; 2],
    body: &CertifyKeys,
) -> Result<EnrolledKeys, Refusal> {
    let signature = key_of(&body.signature_request, "signatureRequest", signature)?;
    let authentication = key_of(&body.authentication_request, "authenticationRequest", authentication)?;
    if signature == authentication {
        return Err(Refusal::new(ErrorCode::SameKeyTwice));
    }
    Ok(EnrolledKeys {
        signature_sha256: sha256_hex(&signature),
        signature,
        authentication_sha256: sha256_hex(&authentication),
        authentication,
    })
}

fn key_of(request: &str, field: &str, profile: &Profile) -> Result<Vec<u8>, Refusal> {
    let invalid =
        |why: &str| Refusal::new(ErrorCode::CertificateRequestInvalid).with("field", field).with("why", why);
    let der = STANDARD.decode(request).map_err(|_| invalid("base64"))?;
    let verified = certificate_request::verify_der(&der).map_err(|error| invalid("proof").because(error))?;
    if !profile.raw().key_algorithms.contains(&verified.algorithm) {
        return Err(invalid("keyAlgorithm"));
    }
    Ok(verified.public_key_info_der)
}

/// Refuses keys that have a certificate or were part of another enrolment: a key is certified once, for one holder.
pub(super) async fn are_new(tx: &mut Transaction, keys: &EnrolledKeys) -> Result<(), Refusal> {
    for (field, sha256) in
        [("signatureRequest", &keys.signature_sha256), ("authenticationRequest", &keys.authentication_sha256)]
    {
        if enrolments::knows_key(tx, sha256).await? {
            return Err(Refusal::new(ErrorCode::KeyCertifiedBefore).with("field", field));
        }
    }
    Ok(())
}

/// Whether the key signed the challenge, in the way of its kind.
pub(super) fn signed(
    public_key_info_der: &[u8],
    challenge: &str,
    proof: &str,
    field: &str,
) -> Result<(), Refusal> {
    let wrong = || Refusal::new(ErrorCode::KeyProofWrong).with("field", field);
    let signature = STANDARD.decode(proof).map_err(|_| wrong())?;
    let algorithm = KeyAlgorithm::of_public_key_info(public_key_info_der)
        .map_err(|error: KeyError| Refusal::internal(error))?;
    algorithm
        .scheme()
        .verify(public_key_info_der, challenge.as_bytes(), &signature)
        .map_err(|error| wrong().because(error))
}
