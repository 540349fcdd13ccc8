//! Documents of any state in a layout of none: cards TD1 and TD2, passports TD3, visas MRV-A and MRV-B. Sizes and zones
//! as ICAO 9303 has them, captions in English and another language.

use sportello_domain::places::{MrzState, mrz_state};
use time::Date;

use super::captions_foreign::{ENGLISH, LANGUAGES, Language};
use super::ground::Palette;
use super::hands::{Face, Style};
use super::portrait::Tone;
use super::print::{Hand, Print};
use super::sheet::{BLACK, Piece, RED, Sheet};
use super::truth::{PrintedField as F, Side, SideName, SpecimenKind, iso_day, sex_letter};
use super::{Bearer, Paper, SpecimenError};
use crate::mrz::Format;

const HANDS: [Hand; 6] =
    [Hand::Sans, Hand::Bold, Hand::Grotesque, Hand::Mono, Hand::Condensed, Hand::Typewriter];
const PALETTES: [Palette; 6] = [
    Palette { tints: [[250, 250, 250]; 3], lines: [[214, 218, 222], [220, 216, 214]] },
    Palette {
        tints: [[214, 226, 240], [240, 228, 220], [214, 236, 220]],
        lines: [[110, 140, 190], [170, 130, 120]],
    },
    Palette {
        tints: [[222, 238, 236], [208, 230, 228], [232, 226, 238]],
        lines: [[90, 160, 150], [150, 120, 170]],
    },
    Palette {
        tints: [[244, 234, 206], [238, 220, 200], [244, 234, 206]],
        lines: [[190, 140, 70], [150, 120, 100]],
    },
    Palette {
        tints: [[236, 214, 226], [226, 222, 240], [212, 226, 240]],
        lines: [[170, 100, 140], [100, 120, 170]],
    },
    Palette {
        tints: [[220, 232, 204], [236, 236, 214], [224, 226, 210]],
        lines: [[120, 150, 80], [160, 150, 100]],
    },
];

/// Width, height, left edge of the fields, room for them, baseline of the zone's first line, lines of the zone apart.
struct Plan {
    size: (f32, f32),
    left: f32,
    portrait: ((f32, f32), (f32, f32)),
    zone: (f32, f32),
    apart: f32,
}

const fn plan(format: Format) -> Plan {
    match format {
        Format::Td1 => Plan {
            size: (85.6, 54.0),
            left: 31.0,
            portrait: ((4.0, 14.0), (22.5, 28.0)),
            zone: (4.7, 37.0),
            apart: 5.9,
        },
        Format::Td2 => Plan {
            size: (105.0, 74.0),
            left: 39.0,
            portrait: ((5.0, 14.0), (28.0, 35.0)),
            zone: (6.6, 61.2),
            apart: 6.3,
        },
        Format::Td3 => Plan {
            size: (125.0, 88.0),
            left: 43.0,
            portrait: ((5.5, 19.0), (31.0, 39.0)),
            zone: (6.6, 75.2),
            apart: 6.3,
        },
        Format::MrvA => Plan {
            size: (120.0, 80.0),
            left: 42.0,
            portrait: ((5.0, 14.0), (29.0, 36.0)),
            zone: (4.2, 67.2),
            apart: 6.3,
        },
        Format::MrvB => Plan {
            size: (105.0, 74.0),
            left: 39.0,
            portrait: ((5.0, 13.0), (28.0, 36.0)),
            zone: (6.6, 61.2),
            apart: 6.3,
        },
    }
}

/// How this state writes: its language, order of captions, way of dates.
struct Manner {
    language: &'static Language,
    dates: usize,
    caption: Style,
    english_first: bool,
}

impl Manner {
    fn caption(&self, english: &str, other: &str) -> String {
        if english == other {
            english.to_owned()
        } else if self.english_first {
            format!("{english} / {other}")
        } else {
            format!("{other} / {english}")
        }
    }

    fn day(&self, date: Date) -> String {
        let (day, number, year) = (date.day(), u8::from(date.month()), date.year());
        let month = usize::from(number - 1);
        let (own, english) = (self.language.months[month], ENGLISH.months[month]);
        match self.dates {
            0 => format!("{day:02} {english}/{own} {:02}", year.rem_euclid(100)),
            1 => format!("{day:02} {english} {year}"),
            2 => format!("{day:02}.{number:02}.{year}"),
            3 => format!("{day:02} {number:02} {year}"),
            4 => format!("{day:02} {own}/{english} {year}"),
            _ => format!("{day:02}-{number:02}-{year}"),
        }
    }
}

/// The sides: of a TD1 card front and back, of the others the one with the zone.
pub fn sides(
    format: Format,
    bearer: &Bearer,
    paper: &Paper,
    zone: &[String],
    print: &Print,
) -> Result<Vec<Side>, SpecimenError> {
    let mut of_state = super::chance::Chance::apart(print.seed, 0x57a7e);
    let palette = of_state.pick(&PALETTES);
    let manner = Manner {
        language: &LANGUAGES[of_state.below(LANGUAGES.len())],
        dates: of_state.below(6),
        caption: Style::of(Face::Sans, 1.1, of_state.pick(&[[60, 66, 80], [110, 40, 50], [36, 70, 120]])),
        english_first: of_state.one_in(2),
    };
    let plan = plan(format);
    let kind = SpecimenKind::Foreign(format);
    let mut front = Sheet::new((kind, SideName::Front), plan.size, &palette, &HANDS, print)?;
    heading(&mut front, &manner, (format, &plan), paper);
    fields(&mut front, &manner, (format, &plan), bearer, paper);
    if format != Format::Td1 {
        front.zone(plan.zone, plan.apart, format, zone);
        front.mark();
        return Ok(vec![front.finish(3.0)]);
    }
    front.mark();
    let mut back = Sheet::new((kind, SideName::Back), plan.size, &palette, &HANDS, print)?;
    behind(&mut back, &manner, bearer, paper);
    back.zone(plan.zone, plan.apart, format, zone);
    back.mark();
    Ok(vec![front.finish(3.2), back.finish(3.2)])
}

fn heading(sheet: &mut Sheet<'_>, manner: &Manner, (format, plan): (Format, &Plan), paper: &Paper) {
    let ink = manner.caption.ink;
    let state = mrz_state(&paper.issuing_state)
        .and_then(MrzState::country)
        .map_or_else(|| "UTOPIA".to_owned(), |country| country.english.to_uppercase());
    if sheet.print.ground > 0.35 {
        sheet.ghost_words(&state);
    }
    let (own, english) = match format {
        Format::Td3 => (manner.language.passport, ENGLISH.passport),
        Format::MrvA | Format::MrvB => (manner.language.visa, ENGLISH.visa),
        Format::Td1 | Format::Td2 => (manner.language.card, ENGLISH.card),
    };
    sheet.put(
        (plan.left, 6.0),
        plan.size.0 - plan.left - 3.0,
        &Style::of(Face::SansBold, 2.3, ink),
        &[Piece::plain(&state)],
    );
    let name = manner.caption(english, own);
    let room = plan.left - 6.0;
    sheet.put((5.0, 6.0), room, &Style::of(Face::SansBold, 1.6, ink), &[Piece::plain(&name)]);
    sheet.text((5.0, 10.0), &Style::of(Face::SansBold, 1.5, RED), "FAC-SIMILE");
    let tone = if sheet.chance.one_in(3) { Tone::Grey } else { Tone::Colour };
    sheet.portrait(plan.portrait.0, plan.portrait.1, tone);
}

/// A row of the fields: caption in two languages, what is said, where from the left edge.
struct Row<'a> {
    caption: (&'a str, &'a str),
    piece: Piece,
    /// Share of the room at which it begins; a row that begins at 0 begins a new line.
    at: f32,
}

fn fields(
    sheet: &mut Sheet<'_>,
    manner: &Manner,
    (format, plan): (Format, &Plan),
    bearer: &Bearer,
    paper: &Paper,
) {
    let rows = rows(manner, format, bearer, paper);
    let lines = rows.iter().filter(|row| row.at == 0.0).count();
    let room = plan.size.0 - plan.left - 4.0;
    let bottom = if format == Format::Td1 { plan.size.1 - 3.0 } else { plan.zone.1 - 5.5 };
    let apart = ((bottom - 9.0) / crate::picture::real_len(lines.max(1))).min(7.4);
    let caption = manner.caption.high((apart * 0.155).min(1.15));
    let value = sheet.hand((apart * 0.31).min(2.2), BLACK);
    let mut y = 9.0 - apart;
    for (at, row) in rows.iter().enumerate() {
        if row.at == 0.0 {
            y += apart;
        }
        let next = rows.get(at + 1).filter(|next| next.at > 0.0).map_or(1.0, |next| next.at);
        let wide = (next - row.at) * room - 1.0;
        let x = plan.left + row.at * room;
        let words = manner.caption(row.caption.0, row.caption.1);
        sheet.put((x, y + apart * 0.36), wide, &caption, &[Piece::plain(&words)]);
        let piece = Piece { text: row.piece.text.clone(), says: row.piece.says.clone() };
        sheet.put((x, y + apart * 0.86), wide, &value, &[piece]);
    }
    if sheet.print.overlap > 0.35 {
        let (wide, high) = (room * 0.2, room * 0.25);
        sheet.portrait((plan.size.0 - wide - 4.0, bottom - high), (wide, high), Tone::Ghost);
    }
    sheet.signature((plan.portrait.0.0 + 3.0, plan.portrait.0.1 + plan.portrait.1.1 + 3.4), 18.0);
}

fn rows<'a>(manner: &'a Manner, format: Format, bearer: &'a Bearer, paper: &'a Paper) -> Vec<Row<'a>> {
    let (own, english) = (manner.language, &ENGLISH);
    let row = |caption, piece, at| Row { caption, piece, at };
    let day = |field, date| Piece::meaning(field, &manner.day(date), &iso_day(date));
    let upper = |field, text: &str| Piece::field(field, &text.to_uppercase());
    let mut rows = vec![
        row((english.surname, own.surname), upper(F::Surname, &bearer.surname), 0.0),
        row((english.given, own.given), upper(F::GivenNames, &bearer.given_names), 0.0),
        row((english.nationality, own.nationality), Piece::field(F::Nationality, &bearer.nationality), 0.0),
        row((english.sex, own.sex), Piece::field(F::Sex, sex_letter(bearer.sex)), 0.36),
        row((english.number, own.number), Piece::field(F::DocumentNumber, &paper.number), 0.6),
        row((english.birth, own.birth), day(F::BirthDate, bearer.birth), 0.0),
    ];
    if format.is_visa() {
        rows.push(row(("Number of entries", "Entries"), Piece::field(F::Entries, "MULT"), 0.55));
    } else {
        rows.push(row((english.place, own.place), upper(F::BirthPlace, &bearer.birth_place), 0.5));
    }
    rows.push(row((english.issue, own.issue), day(F::IssueDate, paper.issued), 0.0));
    rows.push(row((english.expiry, own.expiry), day(F::ExpiryDate, paper.expiry), 0.5));
    if format != Format::Td1 {
        rows.push(row((english.authority, own.authority), upper(F::Authority, &paper.authority), 0.0));
        if !paper.personal_number.is_empty() && format == Format::Td3 {
            let personal = Piece::field(F::PersonalNumber, &paper.personal_number);
            rows.push(row((english.personal, own.personal), personal, 0.6));
        }
    }
    rows
}

/// The back of a card: height, authority, address above the zone.
fn behind(sheet: &mut Sheet<'_>, manner: &Manner, bearer: &Bearer, paper: &Paper) {
    let value = sheet.hand(1.7, BLACK);
    let caption = |text: &str, own: &str| manner.caption(text, own);
    let authority = caption(ENGLISH.authority, manner.language.authority);
    sheet.text((5.0, 6.0), &manner.caption, &authority);
    sheet.value((5.0, 9.0), 44.0, &value, F::Authority, &paper.authority.to_uppercase());
    sheet.text((52.0, 6.0), &manner.caption, "Height");
    sheet.put(
        (52.0, 9.0),
        20.0,
        &value,
        &[Piece::field(F::Height, &bearer.height.to_string()), Piece::plain(" cm")],
    );
    let place = caption(ENGLISH.place, manner.language.place);
    sheet.text((5.0, 13.0), &manner.caption, &place);
    sheet.value((5.0, 16.0), 60.0, &value, F::BirthPlace, &bearer.birth_place.to_uppercase());
    sheet.text((5.0, 28.0), &Style::of(Face::SansBold, 1.5, RED), "FAC-SIMILE");
}
