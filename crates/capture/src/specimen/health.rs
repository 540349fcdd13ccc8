//! The Italian health card with the tax code: 85.6 × 54 mm, no zone, a barcode.

use super::captions::health as words;
use super::ground::Palette;
use super::hands::{Face, Style};
use super::print::{Hand, Print};
use super::sheet::{BLACK, Piece, RED, Sheet};
use super::truth::{PrintedField as F, Side, SideName, SpecimenKind, iso_day, sex_letter};
use super::{Bearer, Paper, SpecimenError};

const SIZE: (f32, f32) = (85.6, 54.0);
const CORNER: f32 = 3.2;
const FRONT: Palette = Palette {
    tints: [[214, 232, 244], [232, 242, 246], [206, 230, 214]],
    lines: [[130, 180, 210], [150, 200, 170]],
};
const BACK: Palette = Palette {
    tints: [[198, 214, 240], [214, 226, 244], [198, 214, 240]],
    lines: [[120, 150, 210], [150, 170, 220]],
};
const HANDS: [Hand; 3] = [Hand::Bold, Hand::Sans, Hand::Mono];
const HEAD: [u8; 3] = [30, 84, 140];

fn slashed(date: time::Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
}

fn caption(sheet: &mut Sheet<'_>, at: (f32, f32), text: &str) {
    sheet.text(at, &Style::of(Face::Sans, 1.15, HEAD), text);
}

pub fn front(bearer: &Bearer, paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::HealthCard, SideName::Front);
    let mut sheet = Sheet::new(about, SIZE, &FRONT, &HANDS, print)?;
    sheet.text((24.0, 7.0), &Style::of(Face::SansBold, 2.9, HEAD), words::HEAD[0]);
    sheet.text((24.0, 10.6), &Style::of(Face::Sans, 1.5, HEAD), words::HEAD[1]);
    let value = sheet.hand(2.0, BLACK);
    let (name, text) = (4.6, 24.0);
    let row = |sheet: &mut Sheet<'_>, y: f32, caption_text: &str, field: F, printed: &str, value_of: &str| {
        caption(sheet, (name, y), caption_text);
        sheet.put((text, y), 56.0, &value, &[Piece::meaning(field, printed, value_of)]);
    };
    let code = bearer.tax_code.clone().unwrap_or_default();
    row(&mut sheet, 17.0, words::TAX_CODE, F::TaxCode, &code, &code);
    let expiry = (slashed(paper.expiry), iso_day(paper.expiry));
    row(&mut sheet, 21.4, words::EXPIRY, F::ExpiryDate, &expiry.0, &expiry.1);
    let surname = bearer.surname.to_uppercase();
    row(&mut sheet, 25.8, words::SURNAME, F::Surname, &surname, &surname);
    let given = bearer.given_names.to_uppercase();
    row(&mut sheet, 30.2, words::NAME, F::GivenNames, &given, &given);
    let place = bearer.birth_place.to_uppercase();
    row(&mut sheet, 34.6, words::PLACE, F::BirthPlace, &place, &place);
    let province = if bearer.birth_province.len() == 2 { bearer.birth_province.as_str() } else { "EE" };
    row(&mut sheet, 39.0, words::PROVINCE, F::BirthProvince, province, &bearer.birth_province);
    let birth = (slashed(bearer.birth), iso_day(bearer.birth));
    row(&mut sheet, 43.4, words::BIRTH, F::BirthDate, &birth.0, &birth.1);
    caption(&mut sheet, (56.0, 43.4), words::SEX);
    sheet.value((62.0, 43.4), 8.0, &value, F::Sex, sex_letter(bearer.sex));
    caption(&mut sheet, (4.6, 50.6), words::REGIONAL);
    sheet.text((60.0, 50.6), &Style::of(Face::SansBold, 1.6, RED), "FAC-SIMILE");
    sheet.mark();
    Ok(sheet.finish(CORNER))
}

pub fn back(bearer: &Bearer, paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::HealthCard, SideName::Back);
    let mut sheet = Sheet::new(about, SIZE, &BACK, &HANDS, print)?;
    let code = bearer.tax_code.clone().unwrap_or_default();
    let wide = sheet.chance.between(52.0, 62.0);
    let striped = sheet.chance.below(4) > 0;
    if striped {
        sheet.bar((0.0, 3.0), (SIZE.0, 9.5), [34, 30, 32], 0.97);
    }
    sheet.barcode((6.0, if striped { 13.8 } else { 4.0 }), (wide, 5.0), &code);
    sheet.text((5.0, 23.4), &Style::of(Face::SansBold, 1.5, HEAD), words::BACK_HEAD);
    let value = sheet.hand(1.75, BLACK);
    let surname = bearer.surname.to_uppercase();
    let given = bearer.given_names.to_uppercase();
    let rows: [(f32, f32, usize, Piece); 7] = [
        (5.0, 27.4, 0, Piece::field(F::Surname, &surname)),
        (5.0, 33.0, 1, Piece::field(F::GivenNames, &given)),
        (58.0, 33.0, 2, Piece::meaning(F::BirthDate, &slashed(bearer.birth), &iso_day(bearer.birth))),
        (5.0, 38.6, 3, Piece::field(F::TaxCode, &code)),
        (46.0, 38.6, 4, Piece::field(F::Authority, words::INSTITUTION)),
        (5.0, 44.2, 5, Piece::field(F::CardNumber, &paper.card_number)),
        (58.0, 44.2, 6, Piece::meaning(F::ExpiryDate, &slashed(paper.expiry), &iso_day(paper.expiry))),
    ];
    for (x, y, at, piece) in rows {
        caption(&mut sheet, (x, y), words::BACK[at]);
        let room = if at < 2 { 50.0 } else { 40.0 };
        sheet.put((x, y + 2.9), room, &value, &[piece]);
    }
    sheet.text((62.0, 51.4), &Style::of(Face::SansBold, 1.5, RED), "FAC-SIMILE");
    sheet.mark();
    Ok(sheet.finish(CORNER))
}
