//! The Italian paper identity card, a folded sheet: inside and outside, 148 × 105 mm each. Filled in by office
//! printers and typewriters; no zone.

use time::Date;

use super::captions::paper as words;
use super::ground::Palette;
use super::hands::{Face, Style};
use super::portrait::Tone;
use super::print::{Hand, Print};
use super::sheet::{BLACK, GREY, Piece, RED, Sheet};
use super::truth::{PrintedField as F, Side, SideName, SpecimenKind, iso_day};
use super::{Bearer, Paper, SpecimenError, nationality};

const SIZE: (f32, f32) = (148.0, 105.0);
const PALETTE: Palette = Palette {
    tints: [[232, 216, 188], [236, 224, 200], [228, 212, 186]],
    lines: [[186, 150, 110], [170, 160, 130]],
};
const HANDS: [Hand; 5] = [Hand::DotMatrix, Hand::Typewriter, Hand::Mono, Hand::Sans, Hand::Bold];
const BROWN: [u8; 3] = [84, 62, 44];
const VALUE: f32 = 2.2;

fn slashed(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
}

/// Pre-printed words with a dotted line after them; where the filling in begins.
fn prompt(sheet: &mut Sheet<'_>, (x, y): (f32, f32), to: f32, words: &str) -> f32 {
    let style = Style::of(Face::Serif, 1.75, BROWN);
    let end = sheet.text((x, y), &style, words) + 0.8;
    let mut dot = end;
    let dots = Style::of(Face::Serif, 1.75, BROWN).pale(0.8);
    let step = sheet.width(&dots, ".").max(0.3);
    let mut row = String::new();
    while dot + step < to {
        row.push('.');
        dot += step;
    }
    sheet.text((end, y + 0.4), &dots, &row);
    end + 0.8
}

/// A prompt and what is filled in.
fn filled(sheet: &mut Sheet<'_>, at: (f32, f32), to: f32, caption: &str, pieces: &[Piece]) {
    let begin = prompt(sheet, at, to, caption);
    let value = sheet.hand(VALUE, [38, 36, 52]);
    let loose = sheet.print.variation;
    let up = sheet.chance.between(-0.3, 0.9) * loose;
    sheet.put((begin, at.1 - up), to - begin, &value, pieces);
}

pub fn inside(bearer: &Bearer, paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::PaperCard, SideName::Front);
    let mut sheet = Sheet::new(about, SIZE, &PALETTE, &HANDS, print)?;
    fold(&mut sheet);
    let (left, right) = (5.0, 70.0);
    let text = |field: F, value: &str| [Piece::field(field, &value.to_uppercase())];
    filled(&mut sheet, (left, 10.0), right, words::SURNAME, &text(F::Surname, &bearer.surname));
    filled(&mut sheet, (left, 16.6), right, words::NAME, &text(F::GivenNames, &bearer.given_names));
    let born = [Piece::meaning(F::BirthDate, &slashed(bearer.birth), &iso_day(bearer.birth))];
    filled(&mut sheet, (left, 23.2), right, words::BORN, &born);
    act(&mut sheet, bearer, (left, 29.8));
    filled(&mut sheet, (left, 36.4), right, words::AT, &super::card::place_of_birth(bearer));
    let national = nationality(bearer);
    let national = [Piece::meaning(F::Nationality, &national, &bearer.nationality)];
    filled(&mut sheet, (left, 43.0), right, words::NATIONALITY, &national);
    let home = &bearer.residence;
    let town = [
        Piece::field(F::Municipality, &home.municipality.to_uppercase()),
        Piece::plain(" ("),
        Piece::field(F::Province, &home.province),
        Piece::plain(")"),
    ];
    filled(&mut sheet, (left, 49.6), right, words::RESIDENCE, &town);
    let street = format!("{}, {}", home.street, home.number);
    filled(&mut sheet, (left, 56.2), right, words::STREET, &text(F::Street, &street));
    let status = bearer.civil_status.as_deref().unwrap_or("------");
    filled(&mut sheet, (left, 62.8), right, words::CIVIL_STATUS, &text(F::CivilStatus, status));
    let profession = bearer.profession.as_deref().unwrap_or("------");
    filled(&mut sheet, (left, 69.4), right, words::PROFESSION, &text(F::Profession, profession));
    sheet.text((left + 6.0, 75.6), &Style::of(Face::Serif, 1.7, BROWN), words::MARKS_HEAD);
    let metres = format!("{},{:02}", bearer.height / 100, bearer.height % 100);
    let height = [Piece::meaning(F::Height, &metres, &bearer.height.to_string())];
    filled(&mut sheet, (left, 81.4), right, words::HEIGHT, &height);
    filled(&mut sheet, (left, 87.2), right, words::HAIR, &text(F::Hair, &bearer.hair));
    filled(&mut sheet, (left, 93.0), right, words::EYES, &text(F::Eyes, &bearer.eyes));
    let marks = bearer.marks.as_deref().unwrap_or("------");
    filled(&mut sheet, (left, 98.8), right, words::MARKS, &text(F::Marks, marks));
    signed(&mut sheet, paper, bearer);
    sheet.mark();
    Ok(sheet.finish(0.5))
}

fn act(sheet: &mut Sheet<'_>, bearer: &Bearer, (x, y): (f32, f32)) {
    let mut parts = bearer.birth_act.split('.');
    let mut pen = x;
    let first = parts.next().unwrap_or_default().to_owned();
    for (caption, part, wide) in [
        (words::ACT[0], first.as_str(), 24.0),
        (words::ACT[1], parts.next().unwrap_or_default(), 12.0),
        (words::ACT[2], parts.next().unwrap_or_default(), 14.0),
    ] {
        let begin = prompt(sheet, (pen, y), pen + wide, caption);
        let value = sheet.hand(VALUE * 0.9, [38, 36, 52]);
        sheet.text((begin, y), &value, part);
        pen += wide + 1.0;
    }
    sheet.text((pen, y), &Style::of(Face::Serif, 1.75, BROWN), ")");
}

/// The right half: portrait, signature, place and day, mayor, stamp.
fn signed(sheet: &mut Sheet<'_>, paper: &Paper, bearer: &Bearer) {
    sheet.portrait((93.0, 10.0), (33.0, 40.0), Tone::Colour);
    prompt(sheet, (79.0, 60.0), 142.0, words::SIGNATURE);
    sheet.signature((104.0, 59.4), 30.0);
    let value = sheet.hand(VALUE, [38, 36, 52]);
    let town = paper.authority.to_uppercase().replace("COMUNE DI ", "");
    let issued = Piece::meaning(F::IssueDate, &slashed(paper.issued), &iso_day(paper.issued));
    let pieces = [Piece::field(F::Authority, &town), Piece::plain(" li "), issued];
    sheet.put((79.0, 68.6), 62.0, &value, &pieces);
    let serif = Style::of(Face::Serif, 1.75, BROWN);
    sheet.text((110.0, 76.0), &serif, words::MAYOR);
    sheet.signature((108.0, 83.0), 26.0);
    sheet.text((79.0, 82.0), &serif.high(1.3), words::FINGER);
    sheet.bar((79.0, 84.0), (17.0, 17.0), [222, 208, 182], 0.7);
    sheet.text((112.0, 101.0), &Style::of(Face::SansBold, 1.9, RED), "FAC-SIMILE");
    let around = format!("COMUNE DI {} * FAC-SIMILE * ", bearer.residence.municipality.to_uppercase());
    let place = (sheet.chance.between(88.0, 94.0), sheet.chance.between(46.0, 52.0));
    sheet.stamp(place, 10.5, &around);
}

/// The crease between the halves.
fn fold(sheet: &mut Sheet<'_>) {
    let pale = 0.1 + 0.3 * sheet.print.wear;
    sheet.bar((73.7, 0.0), (0.35, SIZE.1), [120, 104, 84], pale);
    sheet.bar((74.05, 0.0), (0.3, SIZE.1), [250, 244, 232], pale);
}

/// The outside: at the left the back with the expiry, at the right the cover.
pub fn outside(bearer: &Bearer, paper: &Paper, print: &Print) -> Result<Side, SpecimenError> {
    let about = (SpecimenKind::PaperCard, SideName::Back);
    let mut sheet = Sheet::new(about, SIZE, &PALETTE, &HANDS, print)?;
    fold(&mut sheet);
    let value = sheet.hand(VALUE, [38, 36, 52]);
    let serif = Style::of(Face::Serif, 1.9, BROWN);
    let caption = sheet.chance.pick(&words::EXPIRES);
    let x = sheet.text((8.0, 14.0), &serif, caption) + 2.0;
    let expiry = Piece::meaning(F::ExpiryDate, &slashed(paper.expiry), &iso_day(paper.expiry));
    sheet.put((x, 14.0), 34.0, &value, &[expiry]);
    let x = sheet.text((8.0, 22.0), &serif, words::ISSUED) + 2.0;
    let issued = Piece::meaning(F::IssueDate, &slashed(paper.issued), &iso_day(paper.issued));
    sheet.put((x, 22.0), 34.0, &value, &[issued]);
    sheet.text((8.0, 30.0), &serif.high(1.5), words::FEES[0]);
    sheet.text((26.0, 30.0), &value.high(1.6), words::FEES[1]);
    if !paper.valid_abroad {
        sheet.text((8.0, 40.0), &value.high(1.7), words::NOT_ABROAD);
    }
    let number = printed_number(&paper.number);
    let red = Style::of(Face::Serif, 3.0, [150, 50, 44]);
    let said = |text: &str| Piece::meaning(F::DocumentNumber, text, &paper.number);
    sheet.put((20.0, 92.0), 46.0, &red, &[said(&number)]);
    cover(&mut sheet, bearer, paper);
    sheet.put((110.0, 71.0), 32.0, &red.high(2.6), &[said(&number)]);
    sheet.mark();
    Ok(sheet.finish(0.5))
}

fn cover(sheet: &mut Sheet<'_>, bearer: &Bearer, paper: &Paper) {
    let middle = 111.0;
    let centred = |sheet: &mut Sheet<'_>, y: f32, cap: f32, text: &str| {
        let style = Style::of(Face::Serif, cap, BROWN);
        let wide = sheet.width(&style, text);
        sheet.text((middle - wide / 2.0, y), &style, text);
    };
    centred(sheet, 16.0, 2.8, words::COVER[0]);
    centred(sheet, 42.0, 2.0, words::COVER[1]);
    centred(sheet, 64.0, 3.2, words::COVER[2]);
    centred(sheet, 78.0, 1.9, words::OF);
    sheet.text((99.0, 71.0), &Style::of(Face::Serif, 2.2, BROWN), words::COVER[3]);
    sheet.text((120.0, 100.0), &Style::of(Face::SansBold, 1.9, RED), "FAC-SIMILE");
    let value = sheet.hand(VALUE, [38, 36, 52]);
    let town = paper.authority.to_uppercase().replace("COMUNE DI ", "");
    let wide = sheet.width(&value, &town).min(58.0);
    sheet.value((middle - wide / 2.0, 50.0), 60.0, &value, F::Authority, &town);
    sheet.rule((82.0, 51.5), (140.0, 51.5), GREY);
    sheet.value((84.0, 85.0), 58.0, &value, F::Surname, &bearer.surname.to_uppercase());
    sheet.value((84.0, 90.5), 58.0, &value, F::GivenNames, &bearer.given_names.to_uppercase());
    sheet.rule((82.0, 92.0), (140.0, 92.0), GREY);
    sheet.bar((105.0, 22.0), (12.0, 12.0), [206, 186, 150], 0.6);
    sheet.text((109.4, 29.6), &Style::of(Face::Serif, 2.6, BLACK).pale(0.5), "F.S.");
}

/// Letters apart from digits, as the card prints its number.
fn printed_number(number: &str) -> String {
    number
        .split_at_checked(2)
        .map_or_else(|| number.to_owned(), |(series, digits)| format!("{series} {digits}"))
}
