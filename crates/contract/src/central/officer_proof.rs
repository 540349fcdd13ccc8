//! The officer's proof before a device is written on: a challenge of the centre, signed with the own credential, and the
//! authenticator's code where the customer's rules ask for it.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    moment::Timestamp,
    secret::{Otp, onto_the_wire_if_given},
};

/// Answer to `POST /v1/products/{id}/officer-challenges`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OfficerChallenge {
    /// What the key signs, as it stands here (ASCII); for this product and this session, once.
    pub challenge: String,
    pub expires_at: Timestamp,
    /// The authenticator's code is wanted too.
    pub second_factor: bool,
}

/// `POST /v1/products/{id}/officer-proofs`. An attempt uses the challenge up, however it ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OfficerProof {
    pub challenge: String,
    /// By the key of the officer's registered certificate: ECDSA as DER, or RSA PKCS#1 v1.5, with the digest of the key's
    /// kind; base64.
    pub signature: String,
    /// What the authenticator shows; where it is asked for.
    #[serde(serialize_with = "onto_the_wire_if_given")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub code: Option<Otp>,
}

/// Answer to [`OfficerProof`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OfficerProved {
    /// Until then this session writes on a device for this product without another proof.
    pub until: Timestamp,
}
