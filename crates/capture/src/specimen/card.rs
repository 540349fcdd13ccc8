//! The Italian electronic identity card, TD1: 85.6 × 54 mm.

use super::captions::card as words;
use super::ground::Palette;
use super::hands::{Face, Style};
use super::portrait::Tone;
use super::print::{Hand, Print};
use super::sheet::{BLACK, GREY, Piece, RED, Sheet};
use super::truth::{PrintedField as F, Side, SideName, SpecimenKind, iso_day, sex_letter};
use super::{Bearer, Paper, SpecimenError, dotted_day};
use crate::mrz::Format;

const SIZE: (f32, f32) = (85.6, 54.0);
const CORNER: f32 = 3.2;
const PALETTE: Palette = Palette {
    tints: [[206, 226, 236], [236, 236, 224], [216, 232, 214]],
    lines: [[96, 150, 190], [176, 150, 120]],
};
const HANDS: [Hand; 4] = [Hand::Bold, Hand::Grotesque, Hand::Condensed, Hand::Sans];

/// Height of captions and values.
const CAPTION: f32 = 1.0;
const VALUE: f32 = 1.95;

fn caption(sheet: &mut Sheet<'_>, at: (f32, f32), text: &str) {
    let room = if at.0 < 10.0 && text == words::SIGNATURE { 24.5 } else { 77.0 };
    sheet.words(at, room, &Style::of(Face::Sans, CAPTION, GREY), text);
}

pub fn front(bearer: &Bearer, paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::IdentityCard, SideName::Front);
    let mut sheet = Sheet::new(about, SIZE, &PALETTE, &HANDS, print)?;
    head(&mut sheet, paper);
    sheet.portrait((4.2, 14.2), (22.5, 28.5), Tone::Grey);
    let value = sheet.hand(VALUE, BLACK);
    let left = 30.6;
    caption(&mut sheet, (left, 15.0), words::MUNICIPALITY);
    let municipality = paper.authority.to_uppercase().replace("COMUNE DI ", "");
    sheet.value((left, 18.0), 50.0, &value, F::Authority, &municipality);
    caption(&mut sheet, (left, 20.6), words::SURNAME);
    sheet.value((left, 23.6), 52.0, &value, F::Surname, &bearer.surname.to_uppercase());
    caption(&mut sheet, (left, 26.2), words::NAME);
    sheet.value((left, 29.2), 52.0, &value, F::GivenNames, &bearer.given_names.to_uppercase());
    caption(&mut sheet, (left, 31.8), words::BIRTH);
    let mut born = place_of_birth(bearer);
    born.push(Piece::plain(" "));
    born.push(Piece::meaning(F::BirthDate, &dotted_day(bearer.birth), &iso_day(bearer.birth)));
    sheet.put((left, 34.8), 52.0, &value, &born);
    caption(&mut sheet, (left, 37.4), words::SEX);
    sheet.value((left, 40.4), 8.0, &value, F::Sex, sex_letter(bearer.sex));
    caption(&mut sheet, (left + 13.0, 37.4), words::HEIGHT);
    sheet.value((left + 13.0, 40.4), 10.0, &value, F::Height, &bearer.height.to_string());
    caption(&mut sheet, (left + 29.0, 37.4), words::NATIONALITY);
    sheet.value((left + 29.0, 40.4), 14.0, &value, F::Nationality, &bearer.nationality);
    caption(&mut sheet, (left, 43.0), words::ISSUE);
    day(&mut sheet, (left, 46.0), &value, F::IssueDate, paper.issued);
    caption(&mut sheet, (left + 18.5, 43.0), words::EXPIRY);
    day(&mut sheet, (left + 18.5, 46.0), &value, F::ExpiryDate, paper.expiry);
    caption(&mut sheet, (4.2, 45.0), words::SIGNATURE);
    sheet.signature((7.0, 49.0), 17.0);
    if !paper.valid_abroad {
        sheet.text((left, 50.8), &Style::of(Face::SansBold, 1.3, BLACK), words::NOT_ABROAD);
    }
    let number = sheet.hand(1.9, BLACK);
    sheet.value((71.0, 50.8), 12.0, &number, F::AccessNumber, &paper.access_number);
    if print.overlap > 0.3 {
        sheet.portrait((67.5, 33.0), (12.0, 15.0), Tone::Ghost);
    }
    sheet.mark();
    Ok(sheet.finish(CORNER))
}

fn head(sheet: &mut Sheet<'_>, paper: &Paper) {
    let bold = Style::of(Face::SansBold, 2.0, [40, 64, 104]);
    let plain = Style::of(Face::Sans, 1.5, [40, 64, 104]);
    sheet.text((12.5, 5.4), &bold, words::HEAD[0]);
    sheet.text((12.5, 8.0), &plain, words::HEAD[1]);
    sheet.text((12.5, 11.2), &plain.high(1.6), words::HEAD[2]);
    sheet.text((4.2, 52.2), &Style::of(Face::SansBold, 1.5, RED), "FAC-SIMILE");
    // Cards since 2022 have a blue field at the top left.
    if sheet.chance.one_in(2) {
        sheet.bar((4.0, 3.4), (7.0, 4.8), [30, 62, 150], 0.9);
    }
    let number = Style { cap: 2.9, ..sheet.hand(2.9, BLACK) };
    sheet.value((61.0, 7.2), 21.5, &number, F::DocumentNumber, &paper.number);
}

/// Place, and province or state in brackets.
pub fn place_of_birth(bearer: &Bearer) -> Vec<Piece> {
    let mut pieces = vec![Piece::field(F::BirthPlace, &bearer.birth_place.to_uppercase())];
    if !bearer.birth_province.is_empty() {
        pieces.push(Piece::plain(" ("));
        pieces.push(Piece::field(F::BirthProvince, &bearer.birth_province));
        pieces.push(Piece::plain(")"));
    }
    pieces
}

fn day(sheet: &mut Sheet<'_>, at: (f32, f32), style: &Style, field: F, date: time::Date) {
    sheet.put(at, 20.0, style, &[Piece::meaning(field, &dotted_day(date), &iso_day(date))]);
}

pub fn back(bearer: &Bearer, paper: &Paper, zone: &[String], print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::IdentityCard, SideName::Back);
    let mut sheet = Sheet::new(about, SIZE, &PALETTE, &HANDS, print)?;
    if print.overlap > 0.2 {
        sheet.portrait((68.0, 12.0), (13.0, 16.0), Tone::Ghost);
    }
    let value = sheet.hand(VALUE * 0.9, BLACK);
    if let Some(parents) = &bearer.parents {
        caption(&mut sheet, (4.2, 3.8), words::PARENTS);
        sheet.value((4.2, 6.6), 76.0, &value, F::Parents, &parents.to_uppercase());
    }
    if let Some(tax_code) = &bearer.tax_code {
        caption(&mut sheet, (4.2, 9.8), words::TAX_CODE);
        sheet.value((4.2, 12.6), 38.0, &value, F::TaxCode, tax_code);
        let (wide, high) = (sheet.chance.between(47.0, 56.0), sheet.chance.between(4.2, 6.0));
        let left = sheet.chance.between(4.4, 80.0 - wide);
        sheet.barcode((left, 23.6), (wide, high), tax_code);
    }
    caption(&mut sheet, (48.0, 9.8), words::BIRTH_ACT);
    sheet.value((48.0, 12.6), 32.0, &value, F::BirthAct, &bearer.birth_act);
    caption(&mut sheet, (4.2, 15.8), words::RESIDENCE);
    let home = &bearer.residence;
    let street = format!("{}, N. {}", home.street, home.number).to_uppercase();
    let pieces = [
        Piece::field(F::Street, &street),
        Piece::plain(" "),
        Piece::field(F::Municipality, &home.municipality.to_uppercase()),
        Piece::plain(" ("),
        Piece::field(F::Province, &home.province),
        Piece::plain(")"),
    ];
    sheet.put((4.2, 18.6), 77.0, &value, &pieces);
    let foot = format!("{}  FAC-SIMILE", paper.issuing_state);
    sheet.text((4.2, 22.0), &Style::of(Face::SansBold, 1.2, RED), &foot);
    sheet.zone((4.6, 37.2), 5.75, Format::Td1, zone);
    sheet.mark();
    Ok(sheet.finish(CORNER))
}
