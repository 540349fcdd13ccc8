//! Signatures at the desk: the reports' PAdES in three steps (prepare, sign elsewhere, finish), and the signer that is a
//! PKCS#12 file.

use sportello_domain::{error_code::ErrorCode, moment::Timestamp, secret::Password};
use sportello_pki::{Certificate, FileKey, SigningKey};
use sportello_signing::{
    credential::{self, CredentialError, Passphrase},
    pades::{self, PreparedOptions, PreparedSignature},
};
use zeroize::Zeroizing;

use crate::{
    DeskError,
    ports::{Counted, SignedInTurn, Signer, SignerError},
};

/// A credential opened from its file: in memory for one showing of its password.
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

    fn sign_in_turn(&self, texts: &[&[u8]], counted: &Counted) -> SignedInTurn {
        let mut signed = SignedInTurn::default();
        for text in texts {
            match self.key.sign(text) {
                Ok(signature) => {
                    signed.signatures.push(signature);
                    counted(signed.signatures.len());
                }
                Err(error) => {
                    signed.stopped = Some(SignerError::Failed(error.to_string()));
                    break;
                }
            }
        }
        signed
    }
}

/// A document to be signed, and where that is done.
pub(crate) struct Unsigned {
    pub pdf: Vec<u8>,
    pub place: String,
}

/// Prepares all documents, has the signer sign as many as it does in one go, puts the signatures in. Gives the first documents
/// signed, in their order, and what kept the signer from the next.
pub(crate) fn sign_pdfs(
    documents: &[Unsigned],
    signer: &dyn Signer,
    at: Timestamp,
    counted: &Counted,
) -> Result<(Vec<Vec<u8>>, Option<DeskError>), DeskError> {
    let prepared = documents.iter().map(|document| prepare(document, signer, at));
    let prepared = prepared.collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<&[u8]> = prepared.iter().map(PreparedSignature::to_be_signed).collect();
    let SignedInTurn { signatures, stopped } = signer.sign_in_turn(&texts, counted);
    let mut signed = Vec::new();
    for (prepared, signature) in prepared.into_iter().zip(&signatures) {
        match pades::finish(prepared, signature) {
            Ok(pdf) => signed.push(pdf),
            Err(error) => return Ok((signed, Some(DeskError::internal(error)))),
        }
    }
    Ok((signed, stopped.map(DeskError::from)))
}

fn prepare(document: &Unsigned, signer: &dyn Signer, at: Timestamp) -> Result<PreparedSignature, DeskError> {
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
        location: Some(document.place.clone()),
        placeholder_size: None,
    };
    pades::prepare(&document.pdf, options).map_err(DeskError::internal)
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
