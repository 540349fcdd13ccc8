//! Keys that sign, wherever they live, and the check of what they signed.
//!
//! [`SigningKey`] is the one seam: a key in a file ([`FileKey`]), in a PKCS#11 token or on a card look alike.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair as _, RsaKeyPair};
use const_oid::db::rfc5912;
use core::fmt;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoOwned;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::signature::curve_of;
pub use crate::signature::{Digest, SignatureError, SignatureScheme};
pub use crate::wrapping::{MasterKey, unwrap_key, wrap_key};

/// The families of keys Sportello makes and certifies (ETSI TS 119 312 §6.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    EcdsaP256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaP384,
    /// RSA of 2048 bits or more, PKCS#1 v1.5 with SHA-256. New keys are made with 3072 bits.
    Rsa,
}

impl KeyAlgorithm {
    /// Which family a `SubjectPublicKeyInfo` (DER) belongs to. RSA below 2048 bits is refused.
    pub fn of_public_key_info(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoOwned::from_der(der).map_err(|_| KeyError::Malformed)?;
        Self::of_spki(&info)
    }

    pub(crate) fn of_spki(info: &SubjectPublicKeyInfoOwned) -> Result<Self, KeyError> {
        if info.algorithm.oid == rfc5912::RSA_ENCRYPTION {
            let key = rsa_public_key(info)?;
            if key.modulus_len() * 8 < 2048 {
                return Err(KeyError::TooShort);
            }
            return Ok(Self::Rsa);
        }
        if info.algorithm.oid != rfc5912::ID_EC_PUBLIC_KEY {
            return Err(KeyError::Unsupported);
        }
        let (family, length) = match curve_of(info)? {
            curve if curve == rfc5912::SECP_256_R_1 => (Self::EcdsaP256, 65),
            curve if curve == rfc5912::SECP_384_R_1 => (Self::EcdsaP384, 97),
            _ => return Err(KeyError::Unsupported),
        };
        // Uncompressed (RFC 5480 §2.2) and nothing else: one key has one spelling, by which it is known again.
        match info.subject_public_key.as_bytes() {
            Some([4, ..]) if info.subject_public_key.raw_bytes().len() == length => Ok(family),
            _ => Err(KeyError::Malformed),
        }
    }

    /// How signatures of such a key are made.
    pub fn scheme(self) -> SignatureScheme {
        match self {
            Self::EcdsaP256 => SignatureScheme::EcdsaSha256,
            Self::EcdsaP384 => SignatureScheme::EcdsaSha384,
            Self::Rsa => SignatureScheme::RsaPkcs1Sha256,
        }
    }
}

/// Why a key could not be made, read or used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// The bytes are no key.
    #[error("this is not a readable key")]
    Malformed,
    /// A family or a curve Sportello does not use.
    #[error("keys of this kind are not accepted")]
    Unsupported,
    /// RSA below 2048 bits (ETSI TS 119 312 §6.2.2.1).
    #[error("an RSA key must have at least 2048 bits")]
    TooShort,
    /// The wrapped key does not open: other master key, other context, or changed bytes.
    #[error("the stored key does not open with this master key in this place")]
    Unwrap,
    /// The key is there but did not sign now; another attempt may succeed (token removed, session lost).
    #[error("the key could not be used: {0}")]
    Unavailable(String),
    /// The key refuses for good (blocked, destroyed, not allowed).
    #[error("the key refuses to sign: {0}")]
    Refused(String),
}

/// A private key that signs, wherever it lives.
pub trait SigningKey: Send + Sync {
    /// The family; it decides the signature scheme.
    fn algorithm(&self) -> KeyAlgorithm;

    /// The public half: a `SubjectPublicKeyInfo`, DER.
    fn public_key_info_der(&self) -> Vec<u8>;

    /// Hashes `message` with the digest of [`KeyAlgorithm::scheme`] and signs it. ECDSA signatures come as DER
    /// `Ecdsa-Sig-Value` (not raw r‖s), RSA as the plain number.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

enum Pair {
    Ecdsa(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// A key held in memory, made from PKCS#8. No QSCD: decisions on what such a key may claim are the profile's.
pub struct FileKey {
    algorithm: KeyAlgorithm,
    public_key_info: Vec<u8>,
    pair: Pair,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for FileKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileKey({:?}, …)", self.algorithm)
    }
}

impl FileKey {
    /// Makes a new key with the generator of the cryptographic library. RSA takes 3072 bits (some tenths of a
    /// second), the elliptic curves well under a millisecond.
    pub fn generate(algorithm: KeyAlgorithm) -> Result<Self, KeyError> {
        let failed = || KeyError::Unavailable("the generator failed".to_owned());
        let pkcs8 = match algorithm {
            KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => {
                EcdsaKeyPair::generate(ecdsa_signing(algorithm))
                    .map_err(|_| failed())?
                    .to_pkcs8v1()
                    .map_err(|_| failed())?
                    .as_ref()
                    .to_vec()
            }
            KeyAlgorithm::Rsa => {
                let pair = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa3072).map_err(|_| failed())?;
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| failed())?;
                der.as_ref().to_vec()
            }
        };
        Self::from_pkcs8_der(Zeroizing::new(pkcs8))
    }

    /// Reads an unencrypted PKCS#8 `PrivateKeyInfo` (RFC 5208). The bytes are wiped when the key is dropped.
    pub fn from_pkcs8_der(pkcs8: Zeroizing<Vec<u8>>) -> Result<Self, KeyError> {
        if let Ok(pair) = RsaKeyPair::from_pkcs8(&pkcs8) {
            let public_key_info = x509_of(pair.public_key())?;
            // Also refuses short keys.
            let algorithm = KeyAlgorithm::of_public_key_info(&public_key_info)?;
            return Ok(Self { algorithm, public_key_info, pair: Pair::Rsa(pair), pkcs8 });
        }
        for algorithm in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384] {
            if let Ok(pair) = EcdsaKeyPair::from_pkcs8(ecdsa_signing(algorithm), &pkcs8) {
                let public_key_info = x509_of(pair.public_key())?;
                return Ok(Self { algorithm, public_key_info, pair: Pair::Ecdsa(pair), pkcs8 });
            }
        }
        Err(KeyError::Malformed)
    }

    /// The private key as PKCS#8, to be wrapped before it leaves the process.
    pub fn pkcs8_der(&self) -> &Zeroizing<Vec<u8>> {
        &self.pkcs8
    }
}

impl SigningKey for FileKey {
    fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    fn public_key_info_der(&self) -> Vec<u8> {
        self.public_key_info.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let failed = || KeyError::Unavailable("the library did not sign".to_owned());
        match &self.pair {
            Pair::Ecdsa(pair) => {
                Ok(pair.sign(&SystemRandom::new(), message).map_err(|_| failed())?.as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| failed())?;
                Ok(signature)
            }
        }
    }
}

fn ecdsa_signing(algorithm: KeyAlgorithm) -> &'static signature::EcdsaSigningAlgorithm {
    match algorithm {
        KeyAlgorithm::EcdsaP384 => &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::Rsa => &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
    }
}

fn x509_of(key: &impl AsDer<PublicKeyX509Der<'static>>) -> Result<Vec<u8>, KeyError> {
    Ok(key.as_der().map_err(|_| KeyError::Malformed)?.as_ref().to_vec())
}

fn rsa_public_key(info: &SubjectPublicKeyInfoOwned) -> Result<aws_lc_rs::rsa::PublicKey, KeyError> {
    let der = info.to_der().map_err(|_| KeyError::Malformed)?;
    aws_lc_rs::rsa::PublicKey::from_der(&der).map_err(|_| KeyError::Malformed)
}
