//! Signatures at the desk: the report's PAdES in three steps (prepare, sign elsewhere, finish), and the signer that is a
//! PKCS#12 file.

use sportello_domain::{error_code::ErrorCode, moment::Timestamp, secret::Password};
use sportello_pki::{Certificate, FileKey, SigningKey};
use sportello_signing::{
    credential::{self, CredentialError, Passphrase},
    pades::{self, PreparedOptions},
};
use zeroize::Zeroizing;

use crate::{
    DeskError,
    ports::{Signer, SignerError},
};

/// A credential opened from its file: in memory for one signature.
pub(crate) struct FileSigner {
    key: FileKey,
    certificate: Certificate,
    chain: Vec<Vec<u8>>,
}

impl Signer for FileSigner {
    fn certificate(&self) -> &[u8] {
        self.certificate.der()
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.key.sign(bytes).map_err(|error| SignerError::Failed(error.to_string()))
    }
}

/// Prepares the document, has the signer sign, puts the signature in.
pub(crate) fn sign_pdf(
    pdf: &[u8],
    signer: &dyn Signer,
    place: &str,
    at: Timestamp,
) -> Result<Vec<u8>, DeskError> {
    let read =
        |der: &[u8]| Certificate::from_der(der).map_err(|_| DeskError::told(ErrorCode::CredentialUnreadable));
    let certificate = read(signer.certificate())?;
    if certificate.not_after() < at.get() {
        return Err(DeskError::told(ErrorCode::CredentialExpired));
    }
    let options = PreparedOptions {
        name: certificate.facts().ok().map(|facts| facts.holder_name),
        signer: certificate,
        chain: signer.chain().iter().map(|der| read(der)).collect::<Result<_, _>>()?,
        signing_time: at.get(),
        reason: None,
        location: Some(place.to_owned()),
        placeholder_size: None,
    };
    let prepared = pades::prepare(pdf, options).map_err(DeskError::internal)?;
    let signature = signer.sign(prepared.to_be_signed())?;
    pades::finish(prepared, &signature).map_err(DeskError::internal)
}

/// Opens a credential file.
pub(crate) fn open_file(bytes: &[u8], password: &Password) -> Result<FileSigner, DeskError> {
    let opened = credential::open(bytes, &passphrase(password)).map_err(|error| of_credential(&error))?;
    let chain = opened.chain.iter().map(|certificate| certificate.der().to_vec()).collect();
    Ok(FileSigner { key: opened.key, certificate: opened.certificate, chain })
}

/// Packs key, certificate and chain (DER) under the password.
pub(crate) fn make_file(
    key: &FileKey,
    certificate: &[u8],
    chain: &[Vec<u8>],
    password: &Password,
) -> Result<Vec<u8>, DeskError> {
    let certificate = Certificate::from_der(certificate).map_err(DeskError::internal)?;
    let chain = chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(DeskError::internal)?;
    let name = certificate.facts().map_err(DeskError::internal)?.holder_name;
    credential::make(key, &certificate, &chain, &passphrase(password), &name)
        .map_err(|error| of_credential(&error))
}

fn passphrase(password: &Password) -> Passphrase {
    Passphrase::new(Zeroizing::new(password.reveal().to_owned()))
}

fn of_credential(error: &CredentialError) -> DeskError {
    match error {
        CredentialError::WrongPassword => DeskError::told(ErrorCode::CredentialPasswordWrong),
        CredentialError::EmptyPassword => DeskError::told(ErrorCode::PasswordWeak),
        CredentialError::NotPkcs12(_)
        | CredentialError::Unsupported
        | CredentialError::NoKey
        | CredentialError::SeveralKeys
        | CredentialError::Key(_) => DeskError::told(ErrorCode::CredentialUnreadable),
    }
}
