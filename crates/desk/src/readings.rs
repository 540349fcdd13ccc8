//! From what stands on a document to the fields of a draft: the words of the zone become the words of the form.

use sportello_capture::{
    document::{DocumentKind as Zone, DocumentReading, Field, FieldReading, Mismatch, Source},
    mrz::CheckedPart as ZonePart,
    picture::PixelBox,
};
use sportello_domain::{
    document::{DocumentKind, DocumentSide, FieldSource},
    draft::{CheckedPart, DraftContent, ImageBox, Reading, WrongCheckDigit},
    draft_check::FaultCode,
    person::Sex,
    places::mrz_state,
    tax_code::TaxCode,
};

/// What one picture gave.
pub(crate) struct Read {
    pub values: Vec<Reading>,
    pub wrong: Vec<WrongCheckDigit>,
    /// What does not fit, as words of the UI's catalogue.
    pub noticed: Vec<String>,
}

/// Translates a reading of a picture of this size; `None` for a visa, which proves no identity.
pub(crate) fn translate(reading: &DocumentReading, side: DocumentSide, size: (u32, u32)) -> Option<Read> {
    let kind = match reading.kind {
        Some(Zone::Passport) => Some(DocumentKind::Passport),
        Some(Zone::IdentityCard) => Some(DocumentKind::IdentityCard),
        Some(Zone::DrivingLicence) => Some(DocumentKind::DrivingLicence),
        // Says the tax code, and may lie beside the document.
        Some(Zone::HealthCard) | None => None,
        Some(Zone::Visa) => return None,
    };
    let mut noticed: Vec<String> =
        reading.mismatches.iter().map(|mismatch| word(mismatch).to_owned()).collect();
    noticed.dedup();
    let kind = kind.map(|kind| Reading {
        path: "document.kind".to_owned(),
        source: if reading.zone.is_some() { FieldSource::Mrz } else { FieldSource::Printed },
        value: kind.as_str().to_owned(),
        // A zone without its document code is not found at all.
        confidence: 100,
        checked: false,
        side: Some(side),
        place: None,
        filled: false,
    });
    let fields = reading.fields.iter().filter_map(|field| value(field, side, size));
    let wrong = reading.mismatches.iter().filter_map(|mismatch| wrong_digit(mismatch, side));
    Some(Read { values: kind.into_iter().chain(fields).collect(), wrong: wrong.collect(), noticed })
}

fn wrong_digit(mismatch: &Mismatch, side: DocumentSide) -> Option<WrongCheckDigit> {
    let Mismatch::CheckDigit { part, printed } = mismatch else { return None };
    let part = match part {
        ZonePart::DocumentNumber => CheckedPart::DocumentNumber,
        ZonePart::BirthDate => CheckedPart::BirthDate,
        ZonePart::ExpiryDate => CheckedPart::ExpiryDate,
        ZonePart::Optional => CheckedPart::Optional,
        ZonePart::Composite => CheckedPart::Composite,
    };
    Some(WrongCheckDigit { part, printed: printed.to_string(), side })
}

fn value(field: &FieldReading, side: DocumentSide, size: (u32, u32)) -> Option<Reading> {
    let text = field.value.trim();
    let (path, value) = match field.field {
        Field::Surname => ("person.surname", text.to_owned()),
        Field::GivenNames => ("person.givenNames", text.to_owned()),
        Field::BirthDate => ("person.bornOn", text.to_owned()),
        Field::Sex => ("person.sex", sex(text)?.as_str().to_owned()),
        Field::Nationality => ("person.citizenship", country(text)?),
        Field::DocumentNumber => ("document.number", text.to_owned()),
        Field::IssuingState => ("document.country", country(text)?),
        Field::ExpiryDate => ("document.expiresOn", text.to_owned()),
        // Some cards state the tax code there; its own check character tells it from anything else.
        Field::OptionalData | Field::TaxCode => ("person.taxCode", text.parse::<TaxCode>().ok()?.to_string()),
        Field::IssueDate => ("document.issuedOn", text.to_owned()),
        Field::Authority => ("document.authority", text.to_owned()),
        // As printed they are no places of the data sets yet: the officer chooses them.
        Field::BirthPlace | Field::Residence => return None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let confidence = (field.confidence.clamp(0.0, 1.0) * 100.0).round() as u8;
    Some(Reading {
        path: path.to_owned(),
        source: match field.source {
            Source::Mrz { .. } => FieldSource::Mrz,
            Source::Printed => FieldSource::Printed,
            Source::Barcode => FieldSource::Barcode,
        },
        value,
        confidence,
        checked: field.certain,
        side: Some(side),
        place: field.place.map(|place| thousandths(place, size)),
        filled: false,
    })
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        _ => None,
    }
}

fn country(code: &str) -> Option<String> {
    Some(mrz_state(code)?.country()?.alpha2?.to_owned())
}

fn thousandths(place: PixelBox, (width, height): (u32, u32)) -> ImageBox {
    let part = |pixels: u32, whole: u32| {
        let thousandths = u64::from(pixels) * 1000 / u64::from(whole.max(1));
        u16::try_from(thousandths.min(1000)).unwrap_or(1000)
    };
    ImageBox {
        left: part(place.left, width),
        top: part(place.top, height),
        width: part(place.width, width),
        height: part(place.height, height),
    }
}

const fn word(mismatch: &Mismatch) -> &'static str {
    match mismatch {
        Mismatch::CheckDigit { .. } => "checkDigit",
        Mismatch::SourcesDiffer { .. } => "sourcesDiffer",
        Mismatch::Expired { .. } => "expired",
        Mismatch::NameMayBeCut => "nameMayBeCut",
        Mismatch::UnknownState { .. } => "unknownState",
        Mismatch::NoSuchDay { .. } => "noSuchDay",
    }
}

/// Keeps what was read from a side, and fills in the fields in which nothing stands. Gives the fields filled in.
pub(crate) fn take(content: &mut DraftContent, read: Read) -> Vec<String> {
    content.readings.extend(read.values);
    content.wrong_check_digits.extend(read.wrong);
    fill_in(content)
}

/// Takes back what an image of this side said: its readings, the fields that only it filled in, and what was accepted
/// about it. What the officer typed stands, and what another image says as well.
pub(crate) fn forget(content: &mut DraftContent, side: DocumentSide) {
    let (gone, kept): (Vec<_>, Vec<_>) =
        std::mem::take(&mut content.readings).into_iter().partition(|reading| reading.side == Some(side));
    content.readings = kept;
    content.wrong_check_digits.retain(|wrong| wrong.side != side);
    for reading in &gone {
        // A reason was given for these images, not for the next ones.
        content.accepted_mismatches.retain(|accepted| {
            accepted.path != reading.path || accepted.code != FaultCode::ReadingMismatch.as_str()
        });
        if reading.filled && content.value(&reading.path) == Some(reading.value.as_str()) {
            put(content, &reading.path, "");
        }
    }
    fill_in(content);
}

/// Whatever was accepted about the images as a whole was said of other images.
pub(crate) fn reconsider(content: &mut DraftContent) {
    let of_images = [FaultCode::SidesDiffer.as_str(), FaultCode::CheckDigit.as_str()];
    content.accepted_mismatches.retain(|accepted| !of_images.contains(&accepted.code.as_str()));
}

/// A field that was filled in and now says something else is the officer's own.
pub(crate) fn typed_over(content: &mut DraftContent) {
    let mut readings = std::mem::take(&mut content.readings);
    for reading in &mut readings {
        reading.filled &= content.value(&reading.path) == Some(reading.value.as_str());
    }
    content.readings = readings;
}

/// Fills empty fields from what the images say. Gives the fields filled in.
pub(crate) fn fill_in(content: &mut DraftContent) -> Vec<String> {
    let mut filled = Vec::new();
    let mut readings = std::mem::take(&mut content.readings);
    for reading in &mut readings {
        let empty = content.value(&reading.path).is_none_or(|typed| typed.trim().is_empty());
        if empty && put(content, &reading.path, &reading.value) {
            reading.filled = true;
            filled.push(reading.path.clone());
        }
    }
    content.readings = readings;
    filled
}

fn put(content: &mut DraftContent, path: &str, value: &str) -> bool {
    let (document, person) = (&mut content.document, &mut content.person);
    let field = match path {
        "document.number" => &mut document.number,
        "document.issuedOn" => &mut document.issued_on,
        "document.expiresOn" => &mut document.expires_on,
        "document.authority" => &mut document.authority,
        "document.country" => &mut document.country,
        "person.taxCode" => &mut person.tax_code,
        "person.surname" => &mut person.surname,
        "person.givenNames" => &mut person.given_names,
        "person.bornOn" => &mut person.born_on,
        "person.citizenship" => &mut person.citizenship,
        "person.sex" => {
            person.sex = value.parse().ok();
            return person.sex.is_some();
        }
        "document.kind" => {
            document.kind = value.parse().ok();
            return document.kind.is_some();
        }
        _ => return false,
    };
    value.clone_into(field);
    true
}

#[cfg(test)]
#[path = "readings_tests.rs"]
mod tests;
