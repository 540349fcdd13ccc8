//! Ways of signing, and the check of what somebody signed.

use aws_lc_rs::signature::{self, UnparsedPublicKey};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::Decode;
use serde::{Deserialize, Serialize};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use thiserror::Error;

use crate::keys::KeyError;

/// Digest algorithms of signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digest {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Digest {
    /// The digest of `bytes`.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha256 => &aws_lc_rs::digest::SHA256,
            Self::Sha384 => &aws_lc_rs::digest::SHA384,
            Self::Sha512 => &aws_lc_rs::digest::SHA512,
        };
        aws_lc_rs::digest::digest(algorithm, bytes).as_ref().to_vec()
    }

    /// The identifier of the digest.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => rfc5912::ID_SHA_256,
            Self::Sha384 => rfc5912::ID_SHA_384,
            Self::Sha512 => rfc5912::ID_SHA_512,
        }
    }

    /// The digest that an identifier names, if it is one that is still trusted.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512].into_iter().find(|digest| digest.oid() == oid)
    }
}

/// A way of signing. More can be checked than [`KeyAlgorithm`](crate::keys::KeyAlgorithm) makes, since other people's certificates and
/// officers' signatures are checked too. SHA-1 is absent on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureScheme {
    /// ecdsa-with-SHA256
    EcdsaSha256,
    /// ecdsa-with-SHA384
    EcdsaSha384,
    /// ecdsa-with-SHA512
    EcdsaSha512,
    /// sha256WithRSAEncryption
    RsaPkcs1Sha256,
    /// sha384WithRSAEncryption
    RsaPkcs1Sha384,
    /// sha512WithRSAEncryption
    RsaPkcs1Sha512,
}

impl SignatureScheme {
    const ALL: [(Self, ObjectIdentifier, Digest); 6] = [
        (Self::EcdsaSha256, rfc5912::ECDSA_WITH_SHA_256, Digest::Sha256),
        (Self::EcdsaSha384, rfc5912::ECDSA_WITH_SHA_384, Digest::Sha384),
        (Self::EcdsaSha512, rfc5912::ECDSA_WITH_SHA_512, Digest::Sha512),
        (Self::RsaPkcs1Sha256, rfc5912::SHA_256_WITH_RSA_ENCRYPTION, Digest::Sha256),
        (Self::RsaPkcs1Sha384, rfc5912::SHA_384_WITH_RSA_ENCRYPTION, Digest::Sha384),
        (Self::RsaPkcs1Sha512, rfc5912::SHA_512_WITH_RSA_ENCRYPTION, Digest::Sha512),
    ];

    fn row(self) -> (Self, ObjectIdentifier, Digest) {
        // The table names every variant; the fallback is for the type system.
        Self::ALL.into_iter().find(|row| row.0 == self).unwrap_or(Self::ALL[0])
    }

    /// The digest inside the signature.
    pub fn digest(self) -> Digest {
        self.row().2
    }

    /// The `AlgorithmIdentifier`: RSA has NULL parameters (RFC 4055 §5), ECDSA none (RFC 5758 §3.2).
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        let rsa = matches!(self, Self::RsaPkcs1Sha256 | Self::RsaPkcs1Sha384 | Self::RsaPkcs1Sha512);
        AlgorithmIdentifierOwned {
            oid: self.row().1,
            parameters: rsa.then(|| der::Any::from(der::asn1::AnyRef::NULL)),
        }
    }

    /// From the identifier in a certificate, a list or an OCSP response.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.1 == oid).map(|row| row.0)
    }

    /// From the two identifiers of a CMS `SignerInfo`, where the signature algorithm may be plain rsaEncryption or
    /// an EC public key (RFC 5652 §5.3, RFC 5753 §2.1.1). `None` also where the two contradict each other.
    pub fn from_signer_info(signature: ObjectIdentifier, digest: Digest) -> Option<Self> {
        if let Some(scheme) = Self::from_oid(signature) {
            return (scheme.digest() == digest).then_some(scheme);
        }
        if signature == rfc5912::RSA_ENCRYPTION {
            return Some(match digest {
                Digest::Sha256 => Self::RsaPkcs1Sha256,
                Digest::Sha384 => Self::RsaPkcs1Sha384,
                Digest::Sha512 => Self::RsaPkcs1Sha512,
            });
        }
        None
    }

    /// Checks `signature` over `message` under the key of `public_key_info_der`.
    pub fn verify(
        self,
        public_key_info_der: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let info =
            SubjectPublicKeyInfoOwned::from_der(public_key_info_der).map_err(|_| SignatureError::BadKey)?;
        self.verify_with(&info, message, signature)
    }

    pub(crate) fn verify_with(
        self,
        info: &SubjectPublicKeyInfoOwned,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let bits = info.subject_public_key.as_bytes().ok_or(SignatureError::BadKey)?;
        let algorithm: &'static dyn signature::VerificationAlgorithm =
            if info.algorithm.oid == rfc5912::RSA_ENCRYPTION {
                match self {
                    Self::RsaPkcs1Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
                    Self::RsaPkcs1Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                    Self::RsaPkcs1Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
                    _ => return Err(SignatureError::Unsupported),
                }
            } else {
                let curve = curve_of(info).map_err(|_| SignatureError::BadKey)?;
                match (self, curve) {
                    (Self::EcdsaSha256, rfc5912::SECP_256_R_1) => &signature::ECDSA_P256_SHA256_ASN1,
                    (Self::EcdsaSha384, rfc5912::SECP_256_R_1) => &signature::ECDSA_P256_SHA384_ASN1,
                    (Self::EcdsaSha512, rfc5912::SECP_256_R_1) => &signature::ECDSA_P256_SHA512_ASN1,
                    (Self::EcdsaSha256, rfc5912::SECP_384_R_1) => &signature::ECDSA_P384_SHA256_ASN1,
                    (Self::EcdsaSha384, rfc5912::SECP_384_R_1) => &signature::ECDSA_P384_SHA384_ASN1,
                    (Self::EcdsaSha512, rfc5912::SECP_384_R_1) => &signature::ECDSA_P384_SHA512_ASN1,
                    (Self::EcdsaSha512, rfc5912::SECP_521_R_1) => &signature::ECDSA_P521_SHA512_ASN1,
                    _ => return Err(SignatureError::Unsupported),
                }
            };
        UnparsedPublicKey::new(algorithm, bits).verify(message, signature).map_err(|_| SignatureError::Wrong)
    }
}

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SignatureError {
    /// The bytes do not match the key and the message.
    #[error("the signature does not match what it stands on")]
    Wrong,
    /// An algorithm that is not trusted or not known here, such as anything with SHA-1.
    #[error("the signature algorithm is not accepted")]
    Unsupported,
    /// The public key cannot be read.
    #[error("the public key cannot be read")]
    BadKey,
}

pub(crate) fn curve_of(info: &SubjectPublicKeyInfoOwned) -> Result<ObjectIdentifier, KeyError> {
    info.algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok())
        .ok_or(KeyError::Malformed)
}
