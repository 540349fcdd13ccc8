//! From what stands on a document to the fields of a draft: the words of the zone become the words of the form.

use sportello_capture::{
    document::{DocumentKind as Zone, DocumentReading, Field, FieldReading, Mismatch, Source},
    mrz::CheckedPart as ZonePart,
    picture::PixelBox,
};
use sportello_domain::{
    document::{DocumentKind, DocumentSide, FieldSource},
    draft::{CheckedPart, DraftContent, DraftPerson, ImageBox, Reading, WrongCheckDigit},
    draft_check::{FaultCode, SURE_FROM, same, says_in_full},
    moment::Day,
    person::Sex,
    places::{NamedPlace, mrz_state, municipalities_until, municipality_at, municipality_by_name},
    tax_code::TaxCode,
};

mod printed_places;

use printed_places::{birth_place, residence};

const PLACE_CODE: &str = "person.birthPlaceCode";

/// What one picture gave.
#[derive(Default)]
pub(crate) struct Read {
    pub values: Vec<Reading>,
    pub wrong: Vec<WrongCheckDigit>,
    /// What does not fit, as words of the UI's catalogue.
    pub noticed: Vec<String>,
}

/// Translates a reading of a picture; `None` for a visa, which proves no identity.
pub(crate) fn translate(reading: &DocumentReading, side: DocumentSide) -> Option<Read> {
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
    let source = if reading.zone.is_some() { FieldSource::Mrz } else { FieldSource::Printed };
    // A zone without its document code is not found at all.
    let kind =
        kind.map(|kind| Reading { side: Some(side), ..told("document.kind", kind.as_str(), source, 100) });
    let fields = reading.fields.iter().filter_map(|field| value(field, side, reading.size));
    let wrong = reading.mismatches.iter().filter_map(|mismatch| wrong_digit(mismatch, side));
    let values =
        kind.into_iter().chain(fields).chain(birth_place(reading, side)).chain(residence(reading, side));
    Some(Read { values: values.collect(), wrong: wrong.collect(), noticed })
}

/// A reading without proof and place.
fn told(path: &str, value: &str, source: FieldSource, confidence: u8) -> Reading {
    Reading {
        path: path.to_owned(),
        source,
        value: value.to_owned(),
        confidence,
        checked: false,
        confirmed: false,
        side: None,
        place: None,
        filled: false,
    }
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
        Field::Authority => ("document.authority", authority(text)),
        // See `printed_places`.
        Field::BirthPlace | Field::Residence | Field::Street => return None,
    };
    let source = match field.source {
        Source::Mrz { .. } => FieldSource::Mrz,
        Source::Printed => FieldSource::Printed,
        Source::Barcode => FieldSource::Barcode,
    };
    Some(Reading {
        checked: field.certain,
        side: Some(side),
        place: field.place.map(|place| thousandths(place, size)),
        ..told(path, &value, source, percent(field.confidence))
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
fn percent(belief: f32) -> u8 {
    (belief.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// Identity cards name the municipality alone, below the words *Comune di*.
fn authority(text: &str) -> String {
    let is_town = municipalities_until().is_some_and(|on| {
        matches!(municipality_by_name(text, None, on.0), NamedPlace::Found(_) | NamedPlace::Ambiguous(_))
    });
    if is_town { format!("COMUNE DI {text}") } else { text.to_owned() }
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

/// Takes in what a side says when it is read again, and deeper: what was filled in from it follows where it says something
/// better now. What only the first look saw stands. Gives the fields filled in.
pub(crate) fn deepen(content: &mut DraftContent, side: DocumentSide, read: Read) -> Vec<String> {
    let before = std::mem::take(&mut content.readings);
    let (old, kept): (Vec<_>, Vec<_>) = before.into_iter().partition(|reading| {
        reading.side == Some(side) && read.values.iter().any(|fresh| fresh.path == reading.path)
    });
    content.readings = kept;
    content.wrong_check_digits.retain(|wrong| wrong.side != side);
    for gone in old.iter().filter(|gone| gone.filled) {
        // Nobody has typed anything else since.
        if content.value(&gone.path) == Some(gone.value.as_str()) {
            put(content, &gone.path, "");
        }
    }
    let was = |path: &str| old.iter().find(|gone| gone.filled && gone.path == path).map(|gone| &gone.value);
    let same_as_before: Vec<String> = read
        .values
        .iter()
        .filter(|fresh| was(&fresh.path) == Some(&fresh.value))
        .map(|fresh| fresh.path.clone())
        .collect();
    let mut filled = take(content, read);
    filled.retain(|path| {
        !same_as_before.contains(path) || content.value(path) != was(path).map(String::as_str)
    });
    filled
}

/// Keeps what was read from a side, and fills in the fields in which nothing stands. Gives the fields filled in.
pub(crate) fn take(content: &mut DraftContent, read: Read) -> Vec<String> {
    content.readings.extend(read.values);
    content.wrong_check_digits.extend(read.wrong);
    confirm(content);
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
    confirm(content);
    fill_in(content);
}

/// Zone and print that say the same, both read clearly, leave nothing to look at; whichever side each stands on.
fn confirm(content: &mut DraftContent) {
    for reading in content.readings.iter_mut().filter(|reading| reading.confirmed) {
        (reading.checked, reading.confirmed) = (false, false);
    }
    let all = content.readings.clone();
    for reading in content.readings.iter_mut().filter(|reading| !reading.checked) {
        let by = |other: &&Reading| other.path == reading.path && other.source != reading.source;
        let agrees = |other: &Reading| {
            other.confidence.min(reading.confidence) >= SURE_FROM && same(&reading.value, &other.value)
        };
        // A zone has no accents: it does not say whether those of the print are right.
        let plain = reading.source != FieldSource::Printed || reading.value.is_ascii();
        let mut others = all.iter().filter(by).peekable();
        if plain && others.peek().is_some() && others.all(agrees) {
            (reading.checked, reading.confirmed) = (true, true);
        }
    }
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
    // An address that was begun is not finished from another one.
    let home = &content.residence;
    let lives_somewhere =
        [&home.street, &home.town, &home.postcode].iter().any(|part| !part.trim().is_empty());
    let lives_abroad = !matches!(home.country.as_str(), "" | "IT");
    for reading in &mut readings {
        if reading.path.starts_with("residence.") && (lives_somewhere || lives_abroad) {
            continue;
        }
        let empty = content.value(&reading.path).is_none_or(|typed| typed.trim().is_empty());
        if empty && put(content, &reading.path, &reading.value) {
            reading.filled = true;
            filled.push(reading.path.clone());
        }
    }
    content.readings = readings;
    filled.extend(names_in_full(content));
    filled
}

/// Names filled in from a zone take the accents of the print, and its end where the zone had no room.
fn names_in_full(content: &mut DraftContent) -> Vec<String> {
    let mut filled = Vec::new();
    for path in ["person.surname", "person.givenNames"] {
        let of = |source: FieldSource| {
            content.readings.iter().position(|reading| reading.path == path && reading.source == source)
        };
        let (Some(zone), Some(printed)) = (of(FieldSource::Mrz), of(FieldSource::Printed)) else { continue };
        let (from, to) = (&content.readings[zone], &content.readings[printed]);
        if from.filled && says_in_full(content, from, to) {
            let value = to.value.clone();
            put(content, path, &value);
            content.readings[zone].filled = false;
            content.readings[printed].filled = true;
            filled.push(path.to_owned());
        }
    }
    filled
}

fn put(content: &mut DraftContent, path: &str, value: &str) -> bool {
    let (document, person, residence) = (&mut content.document, &mut content.person, &mut content.residence);
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
        "person.birthCountry" => &mut person.birth_country,
        "person.birthPlace" => &mut person.birth_place,
        "residence.country" => &mut residence.country,
        "residence.street" => &mut residence.street,
        "residence.town" => &mut residence.town,
        "residence.province" => &mut residence.province,
        PLACE_CODE => return put_place(person, value),
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

/// The code of the place that stands there, with its province; none of another place.
fn put_place(person: &mut DraftPerson, code: &str) -> bool {
    let born = person.born_on.trim().parse::<Day>().ok();
    let town = born.and_then(|born| municipality_at(code, born.0));
    let fits = town.filter(|town| same(town.name, &person.birth_place));
    person.birth_place_code = fits.map_or("", |town| town.code).to_owned();
    person.birth_province = fits.map_or("", |town| town.province).to_owned();
    fits.is_some()
}

#[cfg(test)]
#[path = "readings_tests.rs"]
mod tests;
