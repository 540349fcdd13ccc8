//! Drawn, photographed, read: what is printed on a specimen comes back field by field.
#![expect(clippy::unwrap_used, reason = "a test that cannot draw fails")]

use std::path::PathBuf;

use image::RgbImage;
use sportello_capture::document::{
    Checked, DocumentKind, Field, FieldReading, Mismatch, Source, read_document, read_everything,
};
use sportello_capture::intake::{decode_normalised, normalise};
use sportello_capture::mrz::{CheckedPart, Format, MrzField, Sex};
use sportello_capture::recognise::{ModelDir, Models};
use sportello_capture::specimen::{
    Bearer, Handling, Paper, PrintedField, SpecimenKind, identity_card, invent_of, passport_page,
    passport_page_printing, passport_zone, photograph,
};
use time::macros::date;
use time::{Date, Duration};

const TODAY: Date = date!(2026 - 03 - 14);

const SURNAMES: [(&str, &str); 10] = [
    ("Rossi", "ROSSI"),
    ("D'Àngelo", "DANGELO"),
    ("De Sanctis", "DE SANCTIS"),
    ("Müller", "MUELLER"),
    ("Kowalczyk", "KOWALCZYK"),
    ("Ozzola", "OZZOLA"),
    ("Niccolini", "NICCOLINI"),
    ("Stück", "STUECK"),
    ("Bianchi Oliviero", "BIANCHI OLIVIERO"),
    ("Quirico", "QUIRICO"),
];
const GIVEN: [(&str, &str); 5] = [
    ("Ada", "ADA"),
    ("Niccolò", "NICCOLO"),
    ("Maria Assunta", "MARIA ASSUNTA"),
    ("Ivo", "IVO"),
    ("Jessica", "JESSICA"),
];

/// Twenty people; numbers with O, 0, I, 1 where they hurt.
fn person(at: usize) -> (Bearer, Paper, Vec<(Field, String)>) {
    let seed = i64::try_from(at).unwrap();
    let (surname, surname_in_zone) = SURNAMES[at % SURNAMES.len()];
    let (given, given_in_zone) = GIVEN[at * 7 % GIVEN.len()];
    let birth = date!(1941 - 01 - 07) + Duration::days(seed * 1_433 + 11);
    let expiry = TODAY + Duration::days(seed * 177 + 3);
    let sex = if at.is_multiple_of(2) { Sex::Female } else { Sex::Male };
    let number = if at % 2 == 1 {
        format!("Y{}{:07}", ["A", "B", "O"][at % 3], 1_080_517 * (at + 1) % 10_000_000)
    } else {
        format!(
            "C{}{:05}{}",
            ["A", "I", "O"][at % 3],
            10_807 * (at + 1) % 100_000,
            ["IO", "AA", "QS"][at % 3]
        )
    };
    let bearer = Bearer::new(surname, given, sex, birth);
    let paper = Paper::new(&number, "ITA", expiry - Duration::days(3_650), expiry);
    let truth = vec![
        (Field::Surname, surname_in_zone.to_owned()),
        (Field::GivenNames, given_in_zone.to_owned()),
        (Field::BirthDate, birth.to_string()),
        (Field::Sex, if sex == Sex::Female { "F" } else { "M" }.to_owned()),
        (Field::Nationality, "ITA".to_owned()),
        (Field::IssuingState, "ITA".to_owned()),
        (Field::DocumentNumber, number),
        (Field::ExpiryDate, expiry.to_string()),
    ];
    (bearer, paper, truth)
}

fn models() -> Models {
    Models::load(&ModelDir(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"))))
        .unwrap()
}

/// As the desk keeps it: through JPEG.
fn kept(image: RgbImage) -> RgbImage {
    decode_normalised(&normalise(image).unwrap().jpeg).unwrap()
}

#[test]
fn twenty_people_are_read_as_they_were_printed() {
    let models = models();
    for at in 0..20 {
        let (bearer, paper, truth) = person(at);
        let card = at.is_multiple_of(2);
        let page = if card {
            identity_card(&bearer, &paper).unwrap().1
        } else {
            passport_page(&bearer, &paper).unwrap()
        };
        let handling = Handling::careless([0.2, 0.5, 0.8][at % 3])
            .turned(u8::try_from(at / 2 % 4).unwrap())
            .pixels([1400, 1900][at / 4 % 2]);
        let photo = kept(photograph(&page, at as u64, handling).image);
        let reading = read_document(&models, &photo, TODAY).unwrap();
        let Some(reading) = reading else { panic!("person {at}: no zone found under {handling:?}") };
        let kind = if card { DocumentKind::IdentityCard } else { DocumentKind::Passport };
        assert_eq!(reading.kind, Some(kind), "person {at}");
        assert_eq!(reading.quarter_turns, handling.quarter_turns, "person {at}: which way up");
        for (field, value) in truth {
            assert_eq!(
                reading.value(field),
                Some(value.as_str()),
                "person {at}: {field:?} of {:?}",
                reading.lines()
            );
        }
        assert_eq!(reading.mismatches, [], "person {at}: nothing is wrong with this document");
        for field in &reading.fields {
            let Some(place) = field.place else {
                assert_eq!(field.source, Source::Barcode, "person {at}: {:?} has its place", field.field);
                continue;
            };
            assert!(
                place.left + place.width <= photo.width() && place.top + place.height <= photo.height(),
                "person {at}: {:?} lies on the page",
                field.field
            );
            if field.checked == Checked::None {
                assert!(!field.certain, "person {at}: {:?} has no check digit", field.field);
            }
        }
    }
}

#[test]
fn the_zone_of_a_card_is_found_on_its_back() {
    let (bearer, paper, truth) = person(2);
    let (front, back) = identity_card(&bearer, &paper).unwrap();
    let models = models();
    let reading = read_document(&models, &kept(back), TODAY).unwrap().unwrap();
    assert_eq!(reading.value(Field::Surname), Some(truth[0].1.as_str()));
    assert_eq!(read_document(&models, &kept(front), TODAY).unwrap(), None, "the front has no zone");
}

#[test]
fn an_expired_document_and_a_blank_page_are_told() {
    let (bearer, mut paper, _) = person(1);
    paper.expiry = date!(2026 - 03 - 13);
    let page = kept(passport_page(&bearer, &paper).unwrap());
    let reading = read_document(&models(), &page, TODAY).unwrap().unwrap();
    let told = Mismatch::Expired { on: "2026-03-13".to_owned() };
    assert_eq!(reading.mismatches, [told], "yesterday is too late");
    let blank = RgbImage::from_pixel(800, 500, image::Rgb([250; 3]));
    assert_eq!(read_document(&models(), &blank, TODAY).unwrap(), None, "nothing on it, nothing read");
}

/// The passport of a person with one digit of its zone printed as another.
fn misprinted(bearer: &Bearer, paper: &Paper, part: CheckedPart) -> RgbImage {
    let mut zone = passport_zone(bearer, paper).unwrap();
    let field = match part {
        CheckedPart::DocumentNumber => MrzField::DocumentNumber,
        CheckedPart::BirthDate => MrzField::BirthDate,
        CheckedPart::ExpiryDate => MrzField::ExpiryDate,
        CheckedPart::Optional | CheckedPart::Composite => MrzField::Optional,
    };
    let slot = Format::Td3.slots().iter().find(|slot| slot.field == field).unwrap();
    let composite = Format::Td3.composite().unwrap();
    let at = if part == CheckedPart::Composite { composite.at } else { slot.check.unwrap() };
    let line = &mut zone[composite.line];
    let digit = line[at..=at].parse::<u8>().unwrap();
    line.replace_range(at..=at, &((digit + 1) % 10).to_string());
    passport_page_printing(bearer, paper, &zone).unwrap()
}

#[test]
fn a_wrong_check_digit_is_told_and_not_put_right() {
    let models = models();
    for (at, part) in [
        (1, CheckedPart::DocumentNumber),
        (3, CheckedPart::BirthDate),
        (5, CheckedPart::ExpiryDate),
        (7, CheckedPart::Composite),
    ] {
        let (bearer, paper, truth) = person(at);
        let page = kept(misprinted(&bearer, &paper, part));
        let reading = read_document(&models, &page, TODAY).unwrap().unwrap();
        let told: Vec<CheckedPart> = reading
            .mismatches
            .iter()
            .filter_map(|m| if let Mismatch::CheckDigit { part, .. } = m { Some(*part) } else { None })
            .collect();
        // The composite digit runs over the others: one of them wrong makes it wrong as well.
        let whole = [part, CheckedPart::Composite];
        let expected = if part == CheckedPart::Composite { &whole[..1] } else { &whole[..] };
        assert_eq!(told, expected, "{part:?} is printed wrong, and told: {:?}", reading.lines());
        for (field, value) in truth {
            assert_eq!(reading.value(field), Some(value.as_str()), "{part:?}: {field:?} is read as printed");
        }
    }
}

/// The print of Italian documents, whose captions are known.
#[test]
fn what_is_printed_is_read_too() {
    let models = models();
    for kind in [SpecimenKind::IdentityCard, SpecimenKind::Passport, SpecimenKind::DrivingLicence] {
        let drawn = invent_of(kind, 12, TODAY).draw().unwrap();
        let side = &drawn.sides[0];
        let reading = read_everything(&models, &kept(side.image.clone()), TODAY).unwrap().unwrap();
        for (field, printed) in [
            (Field::Surname, PrintedField::Surname),
            (Field::GivenNames, PrintedField::GivenNames),
            (Field::DocumentNumber, PrintedField::DocumentNumber),
            (Field::IssueDate, PrintedField::IssueDate),
            (Field::ExpiryDate, PrintedField::ExpiryDate),
            (Field::Authority, PrintedField::Authority),
        ] {
            let truth = side.truth.printed.iter().find(|known| known.field == printed).unwrap();
            let of_print = |read: &&FieldReading| read.field == field && read.source == Source::Printed;
            let read = reading.fields.iter().find(of_print);
            assert_eq!(
                read.map(|read| read.value.as_str()),
                Some(truth.value.as_str()),
                "{kind:?}: {field:?} of {:?}",
                reading.fields
            );
        }
    }
}
