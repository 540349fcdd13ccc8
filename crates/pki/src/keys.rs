//! Keys that sign, wherever they live, and the check of what they signed.
//!
//! [`SigningKey`] is the one seam: a key in a file ([`FileKey`]), in a PKCS#11 token or on a card look alike.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair as _, RsaKeyPair, UnparsedPublicKey};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use core::fmt;
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use thiserror::Error;
use zeroize::Zeroizing;

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
        match curve_of(info)? {
            curve if curve == rfc5912::SECP_256_R_1 => Ok(Self::EcdsaP256),
            curve if curve == rfc5912::SECP_384_R_1 => Ok(Self::EcdsaP384),
            _ => Err(KeyError::Unsupported),
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

/// A way of signing. More can be checked than [`KeyAlgorithm`] makes, since other people's certificates and
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

/// The 32-byte key under which private keys rest. It comes from outside the data folder.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Takes the bytes over.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey(…)")
    }
}

/// Version of the layout of a wrapped key, its first byte.
const WRAPPED_VERSION: u8 = 1;

/// Encrypts a PKCS#8 key with AES-256-GCM. `context` (say, `"ca/issuing-1"`) is authenticated and must be given
/// again to unwrap, so that a blob cannot be moved to another place. Layout: version, 12 bytes of nonce, ciphertext.
///
/// The nonce is drawn inside: a caller that repeated one would lose the key's secrecy.
pub fn wrap_key(master: &MasterKey, context: &str, pkcs8: &[u8]) -> Result<Vec<u8>, KeyError> {
    let failed = || KeyError::Unavailable("the library did not encrypt".to_owned());
    let key = aws_lc_rs::aead::RandomizedNonceKey::new(&aws_lc_rs::aead::AES_256_GCM, &*master.0)
        .map_err(|_| failed())?;
    let mut sealed = Zeroizing::new(pkcs8.to_vec());
    let nonce = key
        .seal_in_place_append_tag(aws_lc_rs::aead::Aad::from(context.as_bytes()), &mut *sealed)
        .map_err(|_| failed())?;
    let mut out = Vec::with_capacity(1 + 12 + sealed.len());
    out.push(WRAPPED_VERSION);
    out.extend_from_slice(nonce.as_ref());
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what [`wrap_key`] made.
pub fn unwrap_key(master: &MasterKey, context: &str, wrapped: &[u8]) -> Result<FileKey, KeyError> {
    let Some((&WRAPPED_VERSION, rest)) = wrapped.split_first() else {
        return Err(KeyError::Unwrap);
    };
    let Some((nonce, ciphertext)) = rest.split_first_chunk::<12>() else {
        return Err(KeyError::Unwrap);
    };
    let key = aws_lc_rs::aead::RandomizedNonceKey::new(&aws_lc_rs::aead::AES_256_GCM, &*master.0)
        .map_err(|_| KeyError::Unwrap)?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let plain = key
        .open_in_place(
            aws_lc_rs::aead::Nonce::assume_unique_for_key(*nonce),
            aws_lc_rs::aead::Aad::from(context.as_bytes()),
            &mut buffer,
        )
        .map_err(|_| KeyError::Unwrap)?;
    FileKey::from_pkcs8_der(Zeroizing::new(plain.to_vec()))
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

fn curve_of(info: &SubjectPublicKeyInfoOwned) -> Result<ObjectIdentifier, KeyError> {
    info.algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| parameters.decode_as::<ObjectIdentifier>().ok())
        .ok_or(KeyError::Malformed)
}
