//! The encrypted envelope (*busta cifrata*): PIN, PUK and emergency code as a PDF that only the passphrase opens
//! (AES-256, ISO 32000-2 revision 6).

use std::{collections::BTreeMap, sync::Arc};

use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, Permissions,
    encryption::crypt_filters::{Aes256CryptFilter, CryptFilter},
};
use sportello_domain::{
    catalogue::Language,
    moment::Timestamp,
    secret::{EmergencyCode, Passphrase, Pin, Puk},
};

use crate::{
    PaperError,
    layout::{Frame, Layout},
    wording::Words,
};

/// What the envelope holds. Secrets, so it is not `Clone` and prints none of them.
#[derive(Debug)]
pub struct EnvelopeContent {
    pub holder: String,
    pub provider_name: String,
    pub user_id: String,
    pub pin: Pin,
    pub puk: Puk,
    pub emergency_code: EmergencyCode,
    pub training: bool,
    pub made_at: Timestamp,
    pub language: Language,
}

/// Random bytes an envelope needs, from the operating system's generator.
pub struct EnvelopeKeys {
    pub file_key: [u8; 32],
    pub file_id: [u8; 16],
    /// The owner's password of the PDF: known to nobody, so that the passphrase is the only way in.
    pub owner: Passphrase,
}

/// Makes the envelope.
pub fn seal(
    content: &EnvelopeContent,
    passphrase: &Passphrase,
    keys: &EnvelopeKeys,
) -> Result<Vec<u8>, PaperError> {
    let plain = zeroize::Zeroizing::new(pages(content)?);
    let pdf_error = |error: lopdf::Error| PaperError::Pdf(error.to_string());
    let mut document = Document::load_mem(&plain).map_err(pdf_error)?;
    let id = Object::string_literal(keys.file_id.to_vec());
    document.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    "2.0".clone_into(&mut document.version);
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let state = EncryptionState::try_from(EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        file_encryption_key: &keys.file_key,
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: keys.owner.reveal(),
        user_password: passphrase.reveal(),
        permissions: Permissions::PRINTABLE | Permissions::COPYABLE_FOR_ACCESSIBILITY,
    })
    .map_err(|_| PaperError::Passphrase)?;
    document.encrypt(&state).map_err(pdf_error)?;
    let mut sealed = Vec::with_capacity(plain.len() + 4096);
    document.save_to(&mut sealed).map_err(|error| PaperError::Pdf(error.to_string()))?;
    Ok(sealed)
}

fn pages(content: &EnvelopeContent) -> Result<Vec<u8>, PaperError> {
    let words = Words(content.language);
    let mut layout = Layout::new(Frame {
        title: words.envelope_title().to_owned(),
        subtitle: content.provider_name.clone(),
        footer: words.envelope_footer().to_owned(),
        page_words: (words.page(), words.of()),
        language: words.language_tag(),
        training: content.training.then(|| words.training()),
        made_at: content.made_at,
    })?;
    layout.paragraph(words.envelope_intro());
    layout.fact(words.holder(), &content.holder);
    layout.fact(words.user_id(), &content.user_id);
    layout.heading(words.certificate());
    layout.code(words.pin(), content.pin.reveal());
    layout.code(words.puk(), content.puk.reveal());
    layout.code(words.emergency_code(), content.emergency_code.reveal());
    layout.finish(false, None)
}
