//! The data page of the Italian passport, TD3: 125 × 88 mm.

use time::Date;

use super::captions::passport as words;
use super::card::place_of_birth;
use super::ground::Palette;
use super::hands::{Face, Style};
use super::portrait::Tone;
use super::print::{Hand, Print};
use super::sheet::{BLACK, Piece, RED, Sheet};
use super::truth::{PrintedField as F, Side, SideName, SpecimenKind, iso_day, sex_letter};
use super::{Bearer, Paper, SpecimenError, nationality};
use crate::mrz::Format;

const PALETTE: Palette = Palette {
    tints: [[240, 224, 226], [238, 236, 222], [216, 232, 228]],
    lines: [[190, 120, 130], [120, 160, 150]],
};
const HANDS: [Hand; 4] = [Hand::Sans, Hand::Bold, Hand::Mono, Hand::Condensed];
const HEAD: [u8; 3] = [110, 40, 50];
const VALUE: f32 = 2.15;
const LEFT: f32 = 43.0;

fn caption(sheet: &mut Sheet<'_>, at: (f32, f32), room: f32, text: &str) {
    sheet.words(at, room, &Style::of(Face::Sans, 1.05, HEAD), text);
}

/// A day as the passport prints it: `12 GEN/JAN 1984`.
pub fn printed_day(date: Date) -> String {
    let month = usize::from(u8::from(date.month()) - 1);
    format!("{:02} {}/{} {}", date.day(), words::MONTHS_IT[month], words::MONTHS_EN[month], date.year())
}

pub fn page(bearer: &Bearer, paper: &Paper, zone: &[String], print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::Passport, SideName::Front);
    let mut sheet = Sheet::new(about, (125.0, 88.0), &PALETTE, &HANDS, print)?;
    sheet.ghost_words("REPUBBLICA ITALIANA");
    sheet.text((43.0, 6.0), &Style::of(Face::SansBold, 2.4, HEAD), words::HEAD);
    sheet.text((93.0, 6.0), &Style::of(Face::SansBold, 1.7, RED), "FAC-SIMILE");
    for (row, name) in (0_u8..).zip(words::NAMES) {
        sheet.text((6.0, 7.5 + 3.3 * f32::from(row)), &Style::of(Face::SansBold, 1.7, HEAD), name);
    }
    sheet.portrait((6.0, 18.0), (32.0, 41.0), Tone::Colour);
    let value = sheet.hand(VALUE, BLACK);
    numbers(&mut sheet, &value, paper);
    caption(&mut sheet, (LEFT, 17.4), 77.0, words::SURNAME);
    sheet.value((LEFT, 20.6), 77.0, &value, F::Surname, &bearer.surname.to_uppercase());
    caption(&mut sheet, (LEFT, 23.4), 77.0, words::NAME);
    sheet.value((LEFT, 26.6), 77.0, &value, F::GivenNames, &bearer.given_names.to_uppercase());
    caption(&mut sheet, (LEFT, 29.4), 77.0, words::NATIONALITY);
    let nationality = Piece::meaning(F::Nationality, &nationality(bearer), &bearer.nationality);
    sheet.put((LEFT, 32.6), 60.0, &value, &[nationality]);
    caption(&mut sheet, (LEFT, 35.4), 77.0, words::BIRTH);
    day(&mut sheet, 38.6, &value, (F::BirthDate, bearer.birth));
    caption(&mut sheet, (LEFT, 41.4), 18.0, words::SEX);
    sheet.value((LEFT, 44.6), 8.0, &value, F::Sex, sex_letter(bearer.sex));
    caption(&mut sheet, (62.0, 41.4), 58.0, words::BIRTH_PLACE);
    sheet.put((62.0, 44.6), 58.0, &value, &place_of_birth(bearer));
    caption(&mut sheet, (LEFT, 47.4), 42.0, words::ISSUE);
    day(&mut sheet, 50.6, &value, (F::IssueDate, paper.issued));
    caption(&mut sheet, (LEFT, 53.4), 42.0, words::EXPIRY);
    day(&mut sheet, 56.6, &value, (F::ExpiryDate, paper.expiry));
    caption(&mut sheet, (LEFT, 59.4), 77.0, words::AUTHORITY);
    sheet.value(
        (LEFT, 62.4),
        76.0,
        &value.high(value.cap * 0.9),
        F::Authority,
        &paper.authority.to_uppercase(),
    );
    foot(&mut sheet, bearer, &value);
    sheet.zone((6.6, 74.8), 6.3, Format::Td3, zone);
    sheet.mark();
    Ok(sheet.finish(2.0))
}

fn numbers(sheet: &mut Sheet<'_>, value: &Style, paper: &Paper) {
    caption(sheet, (LEFT, 10.2), 11.5, words::KIND);
    sheet.text((LEFT, 13.6), value, "P");
    caption(sheet, (56.0, 10.2), 38.0, words::STATE);
    sheet.value((60.0, 13.6), 12.0, value, F::IssuingState, &paper.issuing_state);
    caption(sheet, (95.5, 10.2), 26.0, words::NUMBER);
    sheet.value((96.0, 13.8), 26.0, &value.high(value.cap * 1.12), F::DocumentNumber, &paper.number);
}

fn foot(sheet: &mut Sheet<'_>, bearer: &Bearer, value: &Style) {
    caption(sheet, (86.0, 53.4), 36.0, words::SIGNATURE);
    sheet.signature((92.0, 57.6), 22.0);
    if let Some(tax_code) = bearer.tax_code.as_ref().filter(|_| bearer.nationality == "ITA") {
        caption(sheet, (86.0, 47.4), 36.0, words::TAX_CODE);
        sheet.value((86.0, 50.6), 36.0, value, F::TaxCode, tax_code);
    }
    if sheet.print.overlap > 0.3 {
        sheet.portrait((103.0, 20.0), (17.0, 21.0), Tone::Ghost);
    }
}

fn day(sheet: &mut Sheet<'_>, y: f32, style: &Style, (field, date): (F, Date)) {
    sheet.put((LEFT, y), 38.0, style, &[Piece::meaning(field, &printed_day(date), &iso_day(date))]);
}
