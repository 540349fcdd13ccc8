//! Signatures at the desk: the report's PAdES in three steps (prepare, sign elsewhere, finish), and the signer that is a
//! PKCS#12 file.

use sportello_domain::{error_code::ErrorCode, moment::Timestamp, secret::Password};
use sportello_pki::{FileKey, SigningKey};

use crate::{
    DeskError,
    ports::{Signer, SignerError},
};

/// A credential opened from its file: in memory for one signature.
pub(crate) struct FileSigner {
    key: FileKey,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
}

impl Signer for FileSigner {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.key.sign(bytes).map_err(|error| SignerError(error.to_string()))
    }
}

pub(crate) fn sign_pdf(_pdf: &[u8], _signer: &dyn Signer, _at: Timestamp) -> Result<Vec<u8>, DeskError> {
    Err(DeskError::told(ErrorCode::Internal))
}

pub(crate) fn open_file(_bytes: &[u8], _password: &Password) -> Result<FileSigner, DeskError> {
    Err(DeskError::told(ErrorCode::Internal))
}

pub(crate) fn make_file(
    _key: &FileKey,
    _certificate: &[u8],
    _chain: &[Vec<u8>],
    _password: &Password,
) -> Result<Vec<u8>, DeskError> {
    Err(DeskError::told(ErrorCode::Internal))
}
