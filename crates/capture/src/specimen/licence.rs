//! The Italian driving licence of the European card model: 85.6 × 54 mm, no zone.

use time::Date;

use super::captions::licence as words;
use super::card::place_of_birth;
use super::ground::Palette;
use super::hands::{Face, Style};
use super::portrait::Tone;
use super::print::{Hand, Print};
use super::sheet::{BLACK, GREY, Piece, RED, Sheet};
use super::truth::{PrintedField as F, Side, SideName, SpecimenKind, iso_day};
use super::{Bearer, Paper, SpecimenError};

const SIZE: (f32, f32) = (85.6, 54.0);
const CORNER: f32 = 3.2;
const PALETTE: Palette = Palette {
    tints: [[246, 214, 222], [244, 226, 224], [232, 220, 236]],
    lines: [[206, 120, 150], [150, 140, 190]],
};
const HANDS: [Hand; 3] = [Hand::Bold, Hand::Sans, Hand::Condensed];
const BLUE: [u8; 3] = [34, 66, 150];
const LEFT: f32 = 29.5;

/// A day as the licence prints it.
fn slashed_day(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
}

/// A number in front of a field.
fn numbered(sheet: &mut Sheet<'_>, at: (f32, f32), number: &str) -> f32 {
    sheet.text(at, &Style::of(Face::Sans, 1.35, BLACK), number) + 0.8
}

fn day(sheet: &mut Sheet<'_>, at: (f32, f32), style: &Style, (field, date): (F, Date)) -> f32 {
    sheet.put(at, 22.0, style, &[Piece::meaning(field, &slashed_day(date), &iso_day(date))])
}

pub fn front(bearer: &Bearer, paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::DrivingLicence, SideName::Front);
    let mut sheet = Sheet::new(about, SIZE, &PALETTE, &HANDS, print)?;
    sheet.ghost_words(words::GHOST);
    sheet.bar((4.0, 4.0), (10.5, 7.5), BLUE, 0.9);
    sheet.text((8.4, 9.0), &Style::of(Face::SansBold, 2.6, [240, 240, 245]), "I");
    sheet.text((29.5, 5.8), &Style::of(Face::SansBold, 2.4, BLUE), words::HEAD[0]);
    sheet.text((29.5, 8.9), &Style::of(Face::Sans, 1.5, BLUE), words::HEAD[1]);
    sheet.portrait((4.0, 14.0), (22.0, 28.5), Tone::Grey);
    let value = sheet.hand(1.95, BLACK);
    let x = numbered(&mut sheet, (LEFT, 12.6), "1.");
    sheet.value((x, 12.6), 50.0, &value, F::Surname, &bearer.surname.to_uppercase());
    let x = numbered(&mut sheet, (LEFT, 16.8), "2.");
    sheet.value((x, 16.8), 50.0, &value, F::GivenNames, &bearer.given_names.to_uppercase());
    let x = numbered(&mut sheet, (LEFT, 21.0), "3.");
    let mut birth = slashed_day(bearer.birth);
    // The first cards of this model have the year of birth in two digits.
    if print.variation > 0.0 && sheet.chance.one_in(4) {
        birth.replace_range(6..8, "");
    }
    let mut born = vec![Piece::meaning(F::BirthDate, &birth, &iso_day(bearer.birth)), Piece::plain(" ")];
    born.extend(place_of_birth(bearer));
    sheet.put((x, 21.0), 51.0, &value, &born);
    let x = numbered(&mut sheet, (LEFT, 25.2), "4a.");
    day(&mut sheet, (x, 25.2), &value, (F::IssueDate, paper.issued));
    let x = numbered(&mut sheet, (57.0, 25.2), "4c.");
    sheet.value((x, 25.2), 20.0, &value, F::Authority, &paper.authority.to_uppercase());
    let x = numbered(&mut sheet, (LEFT, 29.4), "4b.");
    day(&mut sheet, (x, 29.4), &value, (F::ExpiryDate, paper.expiry));
    let x = numbered(&mut sheet, (LEFT, 33.8), "5.");
    sheet.value((x, 33.8), 30.0, &value.high(value.cap * 1.1), F::DocumentNumber, &paper.number);
    numbered(&mut sheet, (LEFT, 40.5), "7.");
    sheet.signature((LEFT + 5.0, 40.0), 18.0);
    let x = numbered(&mut sheet, (LEFT, 48.6), "9.");
    let categories: Vec<&str> = paper.categories.iter().map(|c| c.code.as_str()).collect();
    sheet.value((x, 48.6), 34.0, &value, F::Categories, &categories.join(" "));
    sheet.text((4.0, 51.6), &Style::of(Face::Sans, 1.0, GREY), words::MODEL);
    sheet.text((68.0, 51.6), &Style::of(Face::SansBold, 1.5, RED), "FAC-SIMILE");
    if print.overlap > 0.3 {
        sheet.portrait((68.0, 31.0), (12.5, 16.0), Tone::Ghost);
    }
    sheet.mark();
    Ok(sheet.finish(CORNER))
}

/// Where the columns 9 to 12 of the table stand.
const COLUMNS: [f32; 5] = [21.0, 31.5, 43.5, 55.5, 82.0];

pub fn back(paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::DrivingLicence, SideName::Back);
    let mut sheet = Sheet::new(about, SIZE, &PALETTE, &HANDS, print)?;
    let small = Style::of(Face::Sans, 1.0, BLACK);
    for (row, line) in (0_u8..).zip(words::LEGEND) {
        sheet.text((2.6, 17.0 + 2.4 * f32::from(row)), &small.high(0.85), line);
    }
    for (column, head) in COLUMNS.iter().zip(words::COLUMNS) {
        sheet.text((column + 0.6, 4.4), &small.high(1.2), head);
    }
    let value = sheet.hand(1.15, BLACK);
    let height = 2.9;
    for (row, code) in (0_u8..).zip(words::CATEGORIES) {
        let y = 5.2 + height * f32::from(row);
        sheet.rule((COLUMNS[0], y), (COLUMNS[4], y), GREY);
        sheet.text((COLUMNS[0] + 0.7, y + 2.2), &small.high(1.25), code);
        let Some(held) = paper.categories.iter().find(|c| c.code == code) else { continue };
        sheet.text((COLUMNS[1] + 0.6, y + 2.2), &value, &slashed_day(held.from));
        sheet.text((COLUMNS[2] + 0.6, y + 2.2), &value, &slashed_day(held.until));
        sheet.text((COLUMNS[3] + 0.6, y + 2.2), &value, &held.codes);
    }
    let bottom = 5.2 + height * 15.0;
    for column in COLUMNS {
        sheet.rule((column, 2.4), (column, bottom), GREY);
    }
    sheet.rule((COLUMNS[0], bottom), (COLUMNS[4], bottom), GREY);
    sheet.text((COLUMNS[0] + 0.7, bottom + 2.6), &small, "12.");
    let number = Piece::field(F::DocumentNumber, &paper.number);
    let foot = sheet.hand(1.3, BLACK);
    sheet.put((62.0, bottom + 2.8), 20.0, &foot, &[number]);
    sheet.text((2.6, 50.8), &Style::of(Face::SansBold, 1.3, RED), "FAC-SIMILE");
    sheet.mark();
    Ok(sheet.finish(CORNER))
}
