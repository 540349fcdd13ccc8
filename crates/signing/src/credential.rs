//! A software credential: private key, certificate and chain in one PKCS#12 file under a password.
//!
//! Key and certificates are encrypted with PBES2 (PBKDF2 with HMAC-SHA-256, AES-256-CBC), the whole is authenticated
//! with HMAC-SHA-256. Files with RC2 or 3DES are refused: they protect nothing.

use core::fmt;

use p12_keystore::error::Error as StoreError;
use p12_keystore::{
    EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, Pkcs12Archive, PrivateKey, PrivateKeyChain,
};
use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{FileKey, KeyError, SigningKey};
use thiserror::Error;
use zeroize::Zeroizing;

/// Iterations of PBKDF2 and of the MAC's derivation: what OWASP asks for HMAC-SHA-256.
const ITERATIONS: u32 = 600_000;
/// A key, three certificates and their wrapping take some kilobytes.
const LARGEST: usize = 1024 * 1024;

/// A password of the holder's choice. Wiped when dropped, printed as dots.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the text over.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(…)")
    }
}

/// What a file held, ready to sign.
#[derive(Debug)]
pub struct Credential {
    /// The private key.
    pub key: FileKey,
    /// Its certificate.
    pub certificate: Certificate,
    /// The certificates above it that were in the file, in no particular order.
    pub chain: Vec<Certificate>,
}

/// Why a credential was not made or opened.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CredentialError {
    /// Ask for the password again.
    #[error("the password is wrong")]
    WrongPassword,
    /// An empty password protects nothing.
    #[error("a credential needs a password")]
    EmptyPassword,
    /// The bytes are no PKCS#12, or a damaged one.
    #[error("this is not a readable PKCS#12 file: {0}")]
    NotPkcs12(String),
    /// Protected in a way that is not accepted (RC2, 3DES) or not known.
    #[error("the file is protected in a way that is no longer accepted; export it anew with AES-256")]
    Unsupported,
    /// No private key, or none with a certificate that fits it.
    #[error("the file holds no private key with its certificate")]
    NoKey,
    /// More than one private key: which one signs cannot be guessed.
    #[error("the file holds more than one private key")]
    SeveralKeys,
    /// The key and the certificate do not belong together, or the key is of a kind that is not accepted.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Packs a key with its certificate and chain. `name` is the friendly name that key stores show.
pub fn make(
    key: &FileKey,
    certificate: &Certificate,
    chain: &[Certificate],
    password: &Passphrase,
    name: &str,
) -> Result<Vec<u8>, CredentialError> {
    if password.0.is_empty() {
        return Err(CredentialError::EmptyPassword);
    }
    let own = certificate.public_key_info_der().map_err(|_| KeyError::Malformed)?;
    if own != key.public_key_info_der() {
        return Err(CredentialError::NoKey);
    }
    let fail = |error: StoreError| CredentialError::NotPkcs12(error.to_string());
    let certificates = std::iter::once(certificate)
        .chain(chain.iter().filter(|above| *above != certificate))
        .map(|certificate| p12_keystore::Certificate::from_der(certificate.der()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(fail)?;
    let private = PrivateKey::from_der(key.pkcs8_der()).map_err(fail)?;
    // The local key id ties key and certificate together; the certificate's fingerprint is one that never collides.
    let entry = PrivateKeyChain::new(certificate.fingerprint().to_vec(), private, certificates);
    let mut store = KeyStore::new();
    store.add_entry(name, KeyStoreEntry::PrivateKeyChain(entry));
    store
        .writer(&password.0)
        .encryption_algorithm(EncryptionAlgorithm::PbeWithHmacSha256AndAes256)
        .encryption_iterations(ITERATIONS)
        .mac_algorithm(MacAlgorithm::HmacSha256)
        .mac_iterations(ITERATIONS)
        .write()
        .map_err(fail)
}

/// Opens a file made here or elsewhere. The certificate is found by its key, not by its place in the file.
pub fn open(pkcs12: &[u8], password: &Passphrase) -> Result<Credential, CredentialError> {
    if pkcs12.len() > LARGEST {
        return Err(CredentialError::NotPkcs12("it is larger than any credential".to_owned()));
    }
    let archive = Pkcs12Archive::from_pkcs12(pkcs12, &password.0).map_err(|error| match error {
        // A file without a MAC shows a wrong password by padding that does not fit, which pkcs5 reports.
        StoreError::MacError(_) | StoreError::UnpadError | StoreError::Pkcs5Error(_) => {
            CredentialError::WrongPassword
        }
        StoreError::UnsupportedEncryptionScheme | StoreError::UnsupportedMacAlgorithm => {
            CredentialError::Unsupported
        }
        other => CredentialError::NotPkcs12(other.to_string()),
    })?;
    let mut keys = archive.keys.iter();
    let (first, more) = (keys.next().ok_or(CredentialError::NoKey)?, keys.next());
    if more.is_some() {
        return Err(CredentialError::SeveralKeys);
    }
    let key = FileKey::from_pkcs8_der(Zeroizing::new(first.key.as_der().to_vec()))?;
    let own = key.public_key_info_der();
    let certificates = archive.certs.iter().filter_map(|bag| Certificate::from_der(bag.cert.as_der()).ok());
    let (mut fitting, chain): (Vec<_>, Vec<_>) =
        certificates.partition(|certificate| certificate.public_key_info_der().is_ok_and(|info| info == own));
    let certificate = fitting.pop().ok_or(CredentialError::NoKey)?;
    Ok(Credential { key, certificate, chain })
}
