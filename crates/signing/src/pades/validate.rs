//! Judging the signatures of a PDF: every finding as data, for a screen, a report, or a refusal.

use lopdf::{Dictionary, Document, Object};
use serde::{Deserialize, Serialize};
use sportello_pki::certificate::{Certificate, CertificateFacts};
use sportello_pki::path::{self, ChainStatus, Evidence, StatusNeed, Use, Verdict};
use sportello_pki::status_list::StatusList;
use time::OffsetDateTime;

use super::changes::{self, Later};
use super::container::{self, PdfError, SignedField};
use crate::cades::{self, CmsFault};
use crate::timestamp::{self, StampError};

/// Whom to trust and what is known, when judging.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// Trusted roots or authorities.
    pub anchors: &'a [Certificate],
    /// Certificates that may stand between, beside those inside the signature.
    pub intermediates: &'a [Certificate],
    /// Status lists.
    pub status_lists: &'a [StatusList],
    /// OCSP responses, DER.
    pub ocsp_responses: &'a [Vec<u8>],
    /// The moment for which the signer's certificate is judged.
    pub at: OffsetDateTime,
    /// Whether a fresh status is required.
    pub need: StatusNeed,
}

/// What stands in a signature field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Somebody's signature.
    Signature,
    /// A time-stamp of the document (EN 319 142-1 §5.4.3). Nobody signs the document with it.
    DocumentStamp,
}

/// Whether the signed bytes are those that were signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "integrity", rename_all = "kebab-case")]
pub enum Integrity {
    /// Digest, attributes and signature match.
    Intact,
    /// They do not: the document was changed, or the signature is of something else.
    Altered {
        /// What does not match.
        why: String,
    },
    /// Not judged, since the signature's form is a trick or a defect: a byte range that overlaps, leaves out more
    /// than the signature itself or does not begin at 0, a CMS that is no PAdES.
    Refused {
        /// What is wrong with the form.
        why: String,
    },
}

/// How much of the file the signature covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "coverage", rename_all = "kebab-case")]
pub enum Coverage {
    /// All of it, but for the signature's own place.
    WholeFile,
    /// A complete earlier revision; afterwards only signatures, or proofs about signatures, were added.
    EarlierRevision,
    /// The file was changed after the signature in what it shows or holds.
    ChangedAfter {
        /// What was changed.
        what: String,
    },
    /// Not even a complete revision, or not looked at because the form was refused.
    Broken,
}

/// All that is known of one signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureStatus {
    /// Full name of the signature field.
    pub field: String,
    /// A signature or a time-stamp; in the second case the signer is the time-stamping unit.
    pub kind: Kind,
    /// Whether the signed bytes are those that were signed.
    pub integrity: Integrity,
    /// How much of the file is signed, and what came after.
    pub coverage: Coverage,
    /// The length of the revision that it covers; 0 where the form was refused.
    pub covers: usize,
    /// The moment of a time-stamp that could be read.
    #[serde(with = "time::serde::rfc3339::option")]
    pub stamped_at: Option<OffsetDateTime>,
    /// The signer's certificate, if the CMS could be read.
    pub signer: Option<Certificate>,
    /// The other certificates inside the CMS. They stand outside of what is signed: whoever cares for every byte of a
    /// file compares them with those it knows.
    pub sent_along: Vec<Certificate>,
    /// The facts of the signer's certificate.
    pub facts: Option<CertificateFacts>,
    /// The verdict on the signer's chain; `None` if there is no certificate to judge.
    pub chain: Option<Verdict>,
    /// `/M`, claimed by the signer and proved by nobody.
    #[serde(with = "time::serde::rfc3339::option")]
    pub claimed_at: Option<OffsetDateTime>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
}

impl SignatureStatus {
    /// Intact, with a valid chain, and nothing but signatures added since. For the document ask [`is_accepted`].
    pub fn is_acceptable(&self) -> bool {
        self.integrity == Integrity::Intact
            && matches!(self.coverage, Coverage::WholeFile | Coverage::EarlierRevision)
            && self.chain.as_ref().is_some_and(|verdict| verdict.status.is_valid())
    }

    /// The verdict on the chain.
    pub fn chain_status(&self) -> Option<&ChainStatus> {
        self.chain.as_ref().map(|verdict| &verdict.status)
    }
}

/// Whether the whole document may be relied on: it is signed, and every signature and time-stamp in it is acceptable. One
/// acceptable signature is not enough, since a later one that fails may stand on changes of its own revision.
pub fn is_accepted(signatures: &[SignatureStatus]) -> bool {
    signatures.iter().any(|status| status.kind == Kind::Signature)
        && signatures.iter().all(SignatureStatus::is_acceptable)
}

/// Judges every signature and time-stamp of the form, in its order. A document without signatures gives an empty list.
pub fn validate(pdf: &[u8], trust: &Trust<'_>) -> Result<Vec<SignatureStatus>, PdfError> {
    let document = container::load(pdf)?;
    let fields = container::signed_fields(&document);
    Ok(fields.iter().map(|field| judge(pdf, &document, field, trust)).collect())
}

fn judge(pdf: &[u8], document: &Document, field: &SignedField<'_>, trust: &Trust<'_>) -> SignatureStatus {
    let signature = field.signature;
    let text = |key: &[u8]| signature.get(key).ok().map(container::text).filter(|text| !text.is_empty());
    let mut status = SignatureStatus {
        field: field.name.clone(),
        kind: kind(signature),
        integrity: Integrity::Intact,
        coverage: Coverage::Broken,
        covers: 0,
        stamped_at: None,
        signer: None,
        sent_along: Vec::new(),
        facts: None,
        chain: None,
        claimed_at: text(b"M").and_then(|date| read_pdf_date(&date)),
        name: text(b"Name"),
        reason: text(b"Reason"),
        location: text(b"Location"),
    };
    let form = match Form::read(pdf, signature) {
        Ok(form) => form,
        Err(why) => {
            status.integrity = Integrity::Refused { why };
            return status;
        }
    };
    let covered = [&pdf[..form.gap_start], &pdf[form.gap_end..form.end]].concat();
    match form.filter {
        Filter::Rfc3161 => judge_stamp(&mut status, form.cms, &covered, trust),
        Filter::Cades | Filter::Pkcs7 => judge_signature(&mut status, &form, &covered, trust),
    }
    if status.signer.is_some() {
        status.coverage = coverage(pdf, document, form.end);
        status.covers = form.end;
    }
    status
}

fn kind(signature: &Dictionary) -> Kind {
    if signature.has_type(b"DocTimeStamp") { Kind::DocumentStamp } else { Kind::Signature }
}

fn judge_signature(status: &mut SignatureStatus, form: &Form<'_>, covered: &[u8], trust: &Trust<'_>) {
    let cms = match cades::read(form.cms) {
        Ok(cms) => cms,
        Err(CmsFault::Structure(why) | CmsFault::Mismatch(why)) => {
            status.integrity = Integrity::Refused { why };
            return;
        }
    };
    status.integrity = match cms.check(&cms.digest().of(covered), form.filter == Filter::Cades) {
        Ok(()) => Integrity::Intact,
        Err(CmsFault::Mismatch(why)) => Integrity::Altered { why },
        Err(CmsFault::Structure(why)) => Integrity::Refused { why },
    };
    status.chain = Some(judge_chain(&cms.signer, &cms.others, trust, Use::Signature, trust.at));
    status.facts = cms.signer.facts().ok();
    status.signer = Some(cms.signer);
    status.sent_along = cms.others;
}

/// A stamp's signer is judged for the moment it states: what came to the unit later changes nothing of it.
fn judge_stamp(status: &mut SignatureStatus, token: &[u8], covered: &[u8], trust: &Trust<'_>) {
    let stamp = match timestamp::open(token) {
        Ok(stamp) => stamp,
        Err(StampError::Signature(why)) => {
            status.integrity = Integrity::Altered { why };
            return;
        }
        Err(error) => {
            status.integrity = Integrity::Refused { why: error.to_string() };
            return;
        }
    };
    if !stamp.is_of(covered) {
        status.integrity = Integrity::Altered { why: "the time-stamp is of other bytes".to_owned() };
    }
    status.chain = Some(judge_chain(&stamp.signer, &stamp.sent_along, trust, Use::TimeStamping, stamp.at));
    status.facts = stamp.signer.facts().ok();
    status.stamped_at = Some(stamp.at);
    status.signer = Some(stamp.signer);
    status.sent_along = stamp.sent_along;
}

fn judge_chain(
    signer: &Certificate,
    sent_along: &[Certificate],
    trust: &Trust<'_>,
    usage: Use,
    at: OffsetDateTime,
) -> Verdict {
    // What the signer sent along needs no trust: it only helps to find the way.
    let intermediates: Vec<Certificate> = trust.intermediates.iter().chain(sent_along).cloned().collect();
    let evidence = Evidence {
        anchors: trust.anchors,
        intermediates: &intermediates,
        status_lists: trust.status_lists,
        ocsp_responses: trust.ocsp_responses,
    };
    path::validate(signer, &evidence, at, usage, trust.need)
}

fn coverage(pdf: &[u8], document: &Document, end: usize) -> Coverage {
    if end == pdf.len() {
        return Coverage::WholeFile;
    }
    // A revision ends with its end-of-file mark; a signature that stops elsewhere was not made over a document.
    let signed = &pdf[..end];
    if !signed.trim_ascii_end().ends_with(b"%%EOF") {
        return Coverage::Broken;
    }
    let Ok(earlier) = container::load(signed) else { return Coverage::Broken };
    match changes::since(&earlier, document) {
        Later::OnlySignatures => Coverage::EarlierRevision,
        Later::Changed(what) => Coverage::ChangedAfter { what },
    }
}

/// The form of a signature, checked against the bytes of the file and not only against what a parser made of them.
struct Form<'a> {
    gap_start: usize,
    gap_end: usize,
    end: usize,
    cms: &'a [u8],
    filter: Filter,
}

/// The forms that are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Cades,
    Pkcs7,
    Rfc3161,
}

impl<'a> Form<'a> {
    fn read(pdf: &[u8], signature: &'a Dictionary) -> Result<Self, String> {
        let name = |key: &[u8]| signature.get(key).and_then(Object::as_name).unwrap_or_default();
        let filter = match (name(b"SubFilter"), kind(signature)) {
            (b"ETSI.CAdES.detached", Kind::Signature) => Filter::Cades,
            (b"adbe.pkcs7.detached", Kind::Signature) => Filter::Pkcs7,
            (b"ETSI.RFC3161", Kind::DocumentStamp) => Filter::Rfc3161,
            _ => return Err("the kind of signature (SubFilter) is not accepted".to_owned()),
        };
        let range = signature
            .get(b"ByteRange")
            .and_then(Object::as_array)
            .map_err(|_| "it has no byte range".to_owned())?;
        let numbers: Vec<usize> = range
            .iter()
            .filter_map(|number| number.as_i64().ok())
            .filter_map(|number| usize::try_from(number).ok())
            .collect();
        let (&[start, gap_start, gap_end, rest], 4) = (numbers.as_slice(), range.len()) else {
            return Err("its byte range is not four numbers".to_owned());
        };
        let end = gap_end.checked_add(rest).filter(|end| *end <= pdf.len());
        let (0, true, Some(end)) = (start, gap_start < gap_end, end) else {
            return Err("its byte range does not lie in the file as it must".to_owned());
        };
        let contents = signature
            .get(b"Contents")
            .and_then(Object::as_str)
            .map_err(|_| "it has no contents".to_owned())?;
        check_gap(pdf, gap_start, gap_end, contents)?;
        Ok(Self { gap_start, gap_end, end, cms: without_padding(contents)?, filter })
    }
}

/// The bytes left out must be the signature's own hexadecimal string and nothing else.
fn check_gap(pdf: &[u8], start: usize, end: usize, contents: &[u8]) -> Result<(), String> {
    let gap = pdf.get(start..end).unwrap_or_default();
    let inner = gap.strip_prefix(b"<").and_then(|gap| gap.strip_suffix(b">"));
    let decoded = inner.and_then(|digits| hex::decode(digits).ok());
    if decoded.as_deref() != Some(contents) {
        return Err("its byte range leaves out something else than the signature".to_owned());
    }
    let before = pdf.get(..start).unwrap_or_default().trim_ascii_end();
    if !before.ends_with(b"/Contents") {
        return Err("its byte range leaves out a string that is not its contents".to_owned());
    }
    Ok(())
}

/// The DER inside the reserved place; what follows it must be zeros.
fn without_padding(contents: &[u8]) -> Result<&[u8], String> {
    use der::{Decode, Header, Reader, SliceReader};
    let unreadable = || "its contents are no CMS".to_owned();
    let mut reader = SliceReader::new(contents).map_err(|_| unreadable())?;
    let header = Header::decode(&mut reader).map_err(|_| unreadable())?;
    let length = u32::from(reader.position()) + u32::from(header.length);
    let length = usize::try_from(length).map_err(|_| unreadable())?;
    let cms = contents.get(..length).ok_or_else(unreadable)?;
    if contents.get(length..).unwrap_or_default().iter().any(|byte| *byte != 0) {
        return Err("something hides behind its CMS".to_owned());
    }
    Ok(cms)
}

/// `D:YYYYMMDDHHmmSSOHH'mm'` (ISO 32000-1 §7.9.4); what is left out counts as its least value.
fn read_pdf_date(text: &str) -> Option<OffsetDateTime> {
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (stamp, zone) = text.split_at_checked(digits)?;
    let part = |from: usize, to: usize, least: u8| match stamp.get(from..to) {
        Some(digits) => digits.parse().ok(),
        None => Some(least),
    };
    let year: i32 = stamp.get(0..4)?.parse().ok()?;
    let month = time::Month::try_from(part(4, 6, 1)?).ok()?;
    let date = time::Date::from_calendar_date(year, month, part(6, 8, 1)?).ok()?;
    let time = time::Time::from_hms(part(8, 10, 0)?, part(10, 12, 0)?, part(12, 14, 0)?).ok()?;
    let offset = match zone.split_at_checked(1) {
        Some((sign @ ("+" | "-"), rest)) => {
            let numbers: Vec<i8> = rest
                .split('\'')
                .filter(|part| !part.is_empty())
                .filter_map(|part| part.parse().ok())
                .collect();
            let sign = if sign == "-" { -1 } else { 1 };
            let (hours, minutes) = (*numbers.first()?, numbers.get(1).copied().unwrap_or(0));
            time::UtcOffset::from_hms(hours.checked_mul(sign)?, minutes.checked_mul(sign)?, 0).ok()?
        }
        _ => time::UtcOffset::UTC,
    };
    Some(date.with_time(time).assume_offset(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn dates_of_a_pdf_are_read() {
        let cases = [
            ("D:20260615100000Z", Some(datetime!(2026-06-15 10:00 UTC))),
            ("D:20260615120000+02'00'", Some(datetime!(2026-06-15 10:00 UTC))),
            ("D:20260615063000-03'30'", Some(datetime!(2026-06-15 10:00 UTC))),
            ("20260615", Some(datetime!(2026-06-15 0:00 UTC))),
            ("D:2026", Some(datetime!(2026-01-01 0:00 UTC))),
            ("D:20261315", None),
            ("yesterday", None),
            ("D:20260615100000+é", None),
        ];
        for (text, expected) in cases {
            assert_eq!(read_pdf_date(text), expected, "{text}");
        }
    }
}
