//! Private keys at rest: AES-256-GCM under a master key that comes from elsewhere.

use core::fmt;

use zeroize::Zeroizing;

use crate::keys::{FileKey, KeyError};

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
