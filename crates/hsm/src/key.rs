//! A key pair on a token, and its signatures in the form X.509 wants.

use cryptoki::{
    mechanism::Mechanism,
    object::{Attribute, AttributeType, KeyType, ObjectHandle},
};
use sha2::{Digest, Sha256, Sha384};

use crate::{HsmError, Token, encoding};

/// Kinds of keys made and used (ETSI TS 119 312).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// ECDSA on P-256 with SHA-256.
    EcP256,
    /// ECDSA on P-384 with SHA-384.
    EcP384,
    /// RSA of 3072 bits when made here, PKCS#1 v1.5 with SHA-256.
    Rsa3072,
}

impl KeyKind {
    /// CKA_EC_PARAMS: the named curve's identifier, DER.
    pub(crate) const fn curve(self) -> &'static [u8] {
        match self {
            Self::EcP256 => &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
            Self::EcP384 => &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22],
            Self::Rsa3072 => &[],
        }
    }

    /// A token's signature in the form that X.509 wants.
    pub(crate) fn of_token(self, signature: Vec<u8>) -> Result<Vec<u8>, HsmError> {
        match self {
            Self::EcP256 | Self::EcP384 => encoding::ecdsa_signature(&signature),
            Self::Rsa3072 => Ok(signature),
        }
    }
}

/// A key pair whose private half stays in its token.
#[derive(Clone, Debug)]
pub struct TokenKey {
    token: Token,
    private: ObjectHandle,
    kind: KeyKind,
    public_key_info: Vec<u8>,
}

impl TokenKey {
    pub(crate) fn new(
        token: Token,
        private: ObjectHandle,
        attributes: &[Attribute],
    ) -> Result<Self, HsmError> {
        let PublicHalf { kind, info } = PublicHalf::read(attributes)?;
        Ok(Self { token, private, kind, public_key_info: info })
    }

    /// What kind of key this is.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn public_key_info(&self) -> &[u8] {
        &self.public_key_info
    }

    /// Signs a message: ECDSA as a DER sequence, RSA as PKCS#1 v1.5.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HsmError> {
        let way = SigningWay::first(self.kind, message);
        let signature = self.token.session()?.sign(&way.mechanism, self.private, &way.data)?;
        self.kind.of_token(signature)
    }
}

/// The public half of a key pair, as its object tells it.
pub(crate) struct PublicHalf {
    pub kind: KeyKind,
    /// SubjectPublicKeyInfo, DER.
    pub info: Vec<u8>,
}

impl PublicHalf {
    /// What is asked of its object.
    pub const ATTRIBUTES: [AttributeType; 5] = [
        AttributeType::KeyType,
        AttributeType::EcParams,
        AttributeType::EcPoint,
        AttributeType::Modulus,
        AttributeType::PublicExponent,
    ];

    pub fn read(attributes: &[Attribute]) -> Result<Self, HsmError> {
        let (mut key_type, mut curve, mut point, mut modulus, mut exponent) = (None, None, None, None, None);
        for attribute in attributes {
            match attribute {
                Attribute::KeyType(found) => key_type = Some(*found),
                Attribute::EcParams(bytes) => curve = Some(bytes.as_slice()),
                Attribute::EcPoint(bytes) => point = Some(bytes.as_slice()),
                Attribute::Modulus(bytes) => modulus = Some(bytes.as_slice()),
                Attribute::PublicExponent(bytes) => exponent = Some(bytes.as_slice()),
                _ => {}
            }
        }
        let (kind, info) = match (key_type, curve, point, modulus, exponent) {
            (Some(KeyType::EC), Some(curve), Some(point), ..) => {
                let kind = [KeyKind::EcP256, KeyKind::EcP384].into_iter().find(|kind| kind.curve() == curve);
                (kind.ok_or(HsmError::KeyKind)?, encoding::ec_public_key(curve, point)?)
            }
            (Some(KeyType::RSA), _, _, Some(modulus), Some(exponent)) => {
                (KeyKind::Rsa3072, encoding::rsa_public_key(modulus, exponent)?)
            }
            _ => return Err(HsmError::KeyKind),
        };
        Ok(Self { kind, info })
    }
}

/// A way to ask for a signature: what the token is to do, and with what.
pub(crate) struct SigningWay {
    pub mechanism: Mechanism<'static>,
    pub data: Vec<u8>,
}

impl SigningWay {
    /// The one that every token of these kinds knows.
    pub fn first(kind: KeyKind, message: &[u8]) -> Self {
        match kind {
            // The digest is made here: not every token offers the mechanisms that hash as well.
            KeyKind::EcP256 => Self { mechanism: Mechanism::Ecdsa, data: Sha256::digest(message).to_vec() },
            KeyKind::EcP384 => Self { mechanism: Mechanism::Ecdsa, data: Sha384::digest(message).to_vec() },
            KeyKind::Rsa3072 => Self { mechanism: Mechanism::Sha256RsaPkcs, data: message.to_vec() },
        }
    }

    /// All ways, the best one first. What is given in parts needs a mechanism that hashes, by the standard; some tokens collect
    /// the parts for others too.
    pub fn all(kind: KeyKind, message: &[u8], in_parts: bool) -> Vec<Self> {
        let hashing = |mechanism| Self { mechanism, data: message.to_vec() };
        let first = Self::first(kind, message);
        match kind {
            KeyKind::EcP256 if in_parts => vec![hashing(Mechanism::EcdsaSha256), first],
            KeyKind::EcP384 if in_parts => vec![hashing(Mechanism::EcdsaSha384), first],
            KeyKind::EcP256 | KeyKind::EcP384 => vec![first],
            KeyKind::Rsa3072 => {
                let data = [SHA256_INFO, &Sha256::digest(message)].concat();
                vec![first, Self { mechanism: Mechanism::RsaPkcs, data }]
            }
        }
    }
}

/// DigestInfo of SHA-256 up to the digest (RFC 8017, 9.2, note 1).
const SHA256_INFO: &[u8] =
    &[0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
