//! A key pair on a token, and its signatures in the form X.509 wants.

use cryptoki::{
    mechanism::Mechanism,
    object::{Attribute, KeyType, ObjectHandle},
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
        let (kind, public_key_info) = match (key_type, curve, point, modulus, exponent) {
            (Some(KeyType::EC), Some(curve), Some(point), ..) => {
                let kind = [KeyKind::EcP256, KeyKind::EcP384].into_iter().find(|kind| kind.curve() == curve);
                (kind.ok_or(HsmError::KeyKind)?, encoding::ec_public_key(curve, point)?)
            }
            (Some(KeyType::RSA), _, _, Some(modulus), Some(exponent)) => {
                (KeyKind::Rsa3072, encoding::rsa_public_key(modulus, exponent)?)
            }
            _ => return Err(HsmError::KeyKind),
        };
        Ok(Self { token, private, kind, public_key_info })
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
        let session = self.token.session()?;
        match self.kind {
            // The digest is made here: not every token offers the mechanisms that hash as well.
            KeyKind::EcP256 => {
                let raw = session.sign(&Mechanism::Ecdsa, self.private, &Sha256::digest(message))?;
                encoding::ecdsa_signature(&raw)
            }
            KeyKind::EcP384 => {
                let raw = session.sign(&Mechanism::Ecdsa, self.private, &Sha384::digest(message))?;
                encoding::ecdsa_signature(&raw)
            }
            KeyKind::Rsa3072 => Ok(session.sign(&Mechanism::Sha256RsaPkcs, self.private, message)?),
        }
    }
}
