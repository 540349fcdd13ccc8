//! Making a signature: reserve the place, give away the bytes to be signed, put the signature in.

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat, dictionary};
use serde::{Deserialize, Serialize};
use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{KeyError, SignatureError, SignatureScheme};
use thiserror::Error;
use time::OffsetDateTime;

use super::container::{self, PdfError, text_string};
use crate::cades::{self, Content};

/// Bytes for what stands in a CMS beside certificates: attributes, names, and a signature of up to RSA-8192.
const BESIDE_CERTIFICATES: usize = 4096;
/// Ten digits: a PDF's offsets have no more (ISO 32000-1 §7.5.4).
const OFFSET_PLACEHOLDER: i64 = 9_999_999_999;

/// What a signature says beside its CMS.
#[derive(Clone, Debug)]
pub struct PreparedOptions {
    /// The signer's certificate; its key will sign.
    pub signer: Certificate,
    /// The certificates above it, to be put in; the anchor may be left out.
    pub chain: Vec<Certificate>,
    /// The claimed moment, `/M`. Not a proof: that takes a timestamp.
    pub signing_time: OffsetDateTime,
    /// Who signs, for readers that show it.
    pub name: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// Bytes reserved for the CMS; `None` computes enough for a signature without a timestamp.
    pub placeholder_size: Option<usize>,
}

/// Why nothing was signed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SigningError {
    /// The document cannot be signed.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The signer's key is of a kind that is not accepted.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signature was not made by the key of the signer's certificate: another card, another credential.
    #[error("the signature was not made by the signer's key: {0}")]
    WrongSignature(#[from] SignatureError),
    /// The CMS is larger than the place reserved for it.
    #[error("the signature needs {needed} bytes and {reserved} were reserved")]
    TooLarge {
        /// Bytes needed.
        needed: usize,
        /// Bytes reserved.
        reserved: usize,
    },
    /// The time-stamp is of other bytes, or none.
    #[error("the time-stamp is not one of this document")]
    WrongStamp,
    /// The stored state is damaged, or the encoder refused.
    #[error("the signature cannot be put together: {0}")]
    Encoding(String),
}

/// A document with an empty place and the bytes whose signature fills it. Data: it may be stored and resumed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedSignature {
    #[serde(with = "base64_bytes")]
    pdf: Vec<u8>,
    /// Where the `<` of `/Contents` stands.
    gap_start: usize,
    /// One beyond its `>`.
    gap_end: usize,
    scheme: SignatureScheme,
    #[serde(with = "base64_bytes")]
    signed_attributes: Vec<u8>,
    signer: Certificate,
    chain: Vec<Certificate>,
}

impl PreparedSignature {
    /// The bytes to be signed: the DER of the signed attributes. Give them whole to
    /// [`sportello_pki::SigningKey::sign`], which hashes them; a card that wants a digest gets that of
    /// [`Self::scheme`].
    pub fn to_be_signed(&self) -> &[u8] {
        &self.signed_attributes
    }

    /// How the signer's key has to sign.
    pub fn scheme(&self) -> SignatureScheme {
        self.scheme
    }

    /// Whose key has to sign.
    pub fn signer(&self) -> &Certificate {
        &self.signer
    }
}

impl core::fmt::Debug for PreparedSignature {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // The document is somebody's: only its length is told.
        write!(formatter, "PreparedSignature({} bytes, {:?})", self.pdf.len(), self.signer)
    }
}

/// Adds an invisible signature field with an empty place, as an incremental update, and computes what is to be
/// signed.
pub fn prepare(pdf: &[u8], options: PreparedOptions) -> Result<PreparedSignature, SigningError> {
    let scheme = options.signer.key_algorithm().ok_or(KeyError::Unsupported)?.scheme();
    let reserved = options.placeholder_size.unwrap_or_else(|| {
        let certificates = std::iter::once(&options.signer).chain(&options.chain);
        certificates.map(|certificate| certificate.der().len()).sum::<usize>() + BESIDE_CERTIFICATES
    });
    let field =
        NewField { name: "Signature", signature: signature_dictionary(&options), even_if_certified: false };
    let Place { bytes, gap_start, gap_end } = reserve(pdf, field, reserved)?;

    let digest = scheme.digest().of(&[&bytes[..gap_start], &bytes[gap_end..]].concat());
    let encoding = |error: der::Error| SigningError::Encoding(error.to_string());
    let signed_attributes =
        cades::signed_attributes(Content::Detached, &digest, &options.signer).map_err(encoding)?;
    Ok(PreparedSignature {
        pdf: bytes,
        gap_start,
        gap_end,
        scheme,
        signed_attributes,
        signer: options.signer,
        chain: options.chain,
    })
}

/// Checks `signature` (over [`PreparedSignature::to_be_signed`]) and puts it in: the signed PDF.
pub fn finish(prepared: PreparedSignature, signature: &[u8]) -> Result<Vec<u8>, SigningError> {
    let key = prepared.signer.public_key_info_der().map_err(|_| KeyError::Malformed)?;
    prepared.scheme.verify(&key, &prepared.signed_attributes, signature)?;
    let along: Vec<&Certificate> = std::iter::once(&prepared.signer).chain(&prepared.chain).collect();
    let cms = cades::assemble(
        Content::Detached,
        prepared.scheme,
        &prepared.signed_attributes,
        signature,
        &prepared.signer,
        &along,
    )
    .map_err(|error| SigningError::Encoding(error.to_string()))?;
    let mut pdf = prepared.pdf;
    fill(&mut pdf, prepared.gap_start, prepared.gap_end, &cms)?;
    Ok(pdf)
}

/// A document with an empty place for what is over all the rest of it.
pub(super) struct Place {
    pub bytes: Vec<u8>,
    /// Where the `<` of `/Contents` stands.
    pub gap_start: usize,
    /// One beyond its `>`.
    pub gap_end: usize,
}

/// A field that is to be added, invisible.
pub(super) struct NewField {
    /// Its name, before the number.
    pub name: &'static str,
    /// Without `/ByteRange` and `/Contents`.
    pub signature: Dictionary,
    /// Whether it may stand also in a document whose author allows no change.
    pub even_if_certified: bool,
}

/// Adds the field as an incremental update, with `reserved` bytes for its contents.
pub(super) fn reserve(pdf: &[u8], field: NewField, reserved: usize) -> Result<Place, SigningError> {
    let mut bytes = append_field(pdf, field, reserved)?;
    let (gap_start, gap_end) = locate_gap(&bytes, pdf.len(), reserved)?;
    write_byte_range(&mut bytes, pdf.len(), gap_start, gap_end)?;
    Ok(Place { bytes, gap_start, gap_end })
}

/// Puts a CMS into its place.
pub(super) fn fill(pdf: &mut [u8], gap_start: usize, gap_end: usize, cms: &[u8]) -> Result<(), SigningError> {
    // Without the two angle brackets; the state may come from a store, so nothing is taken for granted.
    let place = pdf
        .get_mut(gap_start.saturating_add(1)..gap_end.saturating_sub(1))
        .ok_or_else(|| SigningError::Encoding("the stored state is damaged".to_owned()))?;
    let hex = hex::encode(cms);
    if hex.len() > place.len() {
        return Err(SigningError::TooLarge { needed: cms.len(), reserved: place.len() / 2 });
    }
    if place.iter().any(|byte| *byte != b'0') {
        return Err(SigningError::Encoding("the place is not empty".to_owned()));
    }
    place[..hex.len()].copy_from_slice(hex.as_bytes());
    Ok(())
}

fn append_field(pdf: &[u8], field: NewField, reserved: usize) -> Result<Vec<u8>, SigningError> {
    let document = container::load(pdf)?;
    let damaged = |error: lopdf::Error| SigningError::Pdf(PdfError::NotPdf(error.to_string()));
    let page_id = document.page_iter().next().ok_or(PdfError::NoPage)?;
    let catalog_id = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(damaged)?;
    if !field.even_if_certified && container::forbids_signatures(&document) {
        return Err(PdfError::Certified.into());
    }
    let name = format!("{}{}", field.name, container::signed_fields(&document).len() + 1);
    let name = unused_name(&document, name);

    let mut update = IncrementalDocument::create_from(pdf.to_vec(), document);
    // The field before the signature, so that the signature dictionary is the last object written.
    let field_id = update.new_document.new_object_id();
    let signature_id = update.new_document.new_object_id();
    update.new_document.set_object(
        field_id,
        dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Sig",
            "T" => text_string(&name),
            "V" => signature_id,
            "P" => page_id,
            // Invisible, and so without an appearance; Print and Locked (ISO 32000-1 table 165). PDF/A asks for Print.
            "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
            "F" => 132,
        },
    );
    update.new_document.set_object(signature_id, with_place(field.signature, reserved));
    push_reference(&mut update, page_id, b"Annots", field_id).map_err(damaged)?;
    add_to_form(&mut update, catalog_id, field_id).map_err(damaged)?;

    let mut bytes = Vec::with_capacity(pdf.len() + 2 * reserved + 4096);
    update.save_to(&mut bytes).map_err(|error| SigningError::Encoding(error.to_string()))?;
    if !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn signature_dictionary(options: &PreparedOptions) -> Dictionary {
    let mut signature = dictionary! {
        "Type" => "Sig",
        "Filter" => "Adobe.PPKLite",
        "SubFilter" => "ETSI.CAdES.detached",
        "M" => Object::string_literal(pdf_date(options.signing_time)),
    };
    for (key, value) in
        [("Name", &options.name), ("Reason", &options.reason), ("Location", &options.location)]
    {
        if let Some(value) = value {
            signature.set(key, text_string(value));
        }
    }
    signature
}

/// `/ByteRange` and `/Contents` come last, where [`rfind`] meets them before anything a caller wrote.
fn with_place(mut signature: Dictionary, reserved: usize) -> Dictionary {
    let offset = Object::Integer(OFFSET_PLACEHOLDER);
    signature.set("ByteRange", vec![offset.clone(), offset.clone(), offset.clone(), offset]);
    signature.set("Contents", Object::String(vec![0; reserved], StringFormat::Hexadecimal));
    signature
}

/// In UTC, as EN 319 142-1 §5.3 recommends for `/M`.
fn pdf_date(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(time::UtcOffset::UTC);
    let (year, month, day) = moment.to_calendar_date();
    let (hour, minute, second) = moment.to_hms();
    format!("D:{year:04}{:02}{day:02}{hour:02}{minute:02}{second:02}Z", u8::from(month))
}

fn unused_name(document: &Document, wanted: String) -> String {
    let taken = |name: &str| {
        document.objects.values().any(|object| {
            object.as_dict().is_ok_and(|field| field.get(b"T").is_ok_and(|own| container::text(own) == name))
        })
    };
    let mut name = wanted;
    while taken(&name) {
        name.push('+');
    }
    name
}

/// Appends a reference to an array of `owner`, which may be direct, by reference, or not there yet.
fn push_reference(
    update: &mut IncrementalDocument,
    owner: ObjectId,
    key: &[u8],
    reference: ObjectId,
) -> lopdf::Result<()> {
    update.opt_clone_object_to_new_document(owner)?;
    let dictionary = update.new_document.get_dictionary_mut(owner)?;
    if let Ok(id) = dictionary.get(key).and_then(Object::as_reference) {
        update.opt_clone_object_to_new_document(id)?;
        update.new_document.get_object_mut(id)?.as_array_mut()?.push(reference.into());
    } else if dictionary.has(key) {
        dictionary.get_mut(key)?.as_array_mut()?.push(reference.into());
    } else {
        dictionary.set(key, vec![Object::Reference(reference)]);
    }
    Ok(())
}

/// Merges the field into the form, or makes the form. Earlier fields stay: a form that loses them loses their
/// signatures.
fn add_to_form(update: &mut IncrementalDocument, catalog: ObjectId, field: ObjectId) -> lopdf::Result<()> {
    update.opt_clone_object_to_new_document(catalog)?;
    let entry = update.new_document.get_dictionary(catalog)?.get(b"AcroForm").cloned().ok();
    let form = match entry {
        Some(Object::Reference(id)) => {
            update.opt_clone_object_to_new_document(id)?;
            id
        }
        // A form inside the catalogue moves out, so that one path serves all cases.
        Some(Object::Dictionary(form)) => update.new_document.add_object(form),
        _ => update.new_document.add_object(Dictionary::new()),
    };
    update.new_document.get_dictionary_mut(catalog)?.set("AcroForm", form);
    push_reference(update, form, b"Fields", field)?;
    let form = update.new_document.get_dictionary_mut(form)?;
    let flags = form.get(b"SigFlags").and_then(Object::as_i64).unwrap_or(0);
    // SignaturesExist and AppendOnly (ISO 32000-1 table 219).
    form.set("SigFlags", flags | 3);
    Ok(())
}

fn locate_gap(bytes: &[u8], original: usize, reserved: usize) -> Result<(usize, usize), SigningError> {
    let place = [b"<".to_vec(), vec![b'0'; 2 * reserved], b">".to_vec()].concat();
    let start = rfind(bytes, &place, original)
        .ok_or_else(|| SigningError::Encoding("the reserved place is not found".to_owned()))?;
    Ok((start, start + place.len()))
}

fn write_byte_range(
    bytes: &mut [u8],
    original: usize,
    gap_start: usize,
    gap_end: usize,
) -> Result<(), SigningError> {
    let placeholder = [OFFSET_PLACEHOLDER; 4].map(|offset| offset.to_string()).join(" ");
    let place = bytes
        .get(..gap_start)
        .and_then(|before| rfind(before, placeholder.as_bytes(), original))
        .ok_or_else(|| SigningError::Encoding("the byte range is not found".to_owned()))?;
    let range = format!("0 {gap_start} {gap_end} {}", bytes.len() - gap_end);
    let padded = format!("{range:<width$}", width = placeholder.len());
    bytes[place..place + placeholder.len()].copy_from_slice(padded.as_bytes());
    Ok(())
}

/// The last place of `needle`, not before `from`.
fn rfind(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let tail = bytes.get(from..)?;
    tail.windows(needle.len()).rposition(|window| window == needle).map(|place| from + place)
}

pub(super) mod base64_bytes {
    use super::Deserialize;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
