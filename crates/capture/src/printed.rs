//! The printed part of an identity document: which line is which field.
//!
//! Captions tell: each is looked for in the languages it is printed in, and its value in the rest of its line, below it or
//! beside it. Driving licences have numbers for captions. What proves itself (a tax code, a number of a known pattern) is
//! found wherever it stands.

mod captions;
mod find;
mod licence;
mod paper_card;
mod values;

use time::Date;

use crate::document::{Checked, DocumentKind, Field, FieldReading, Source};
use crate::recognise::PrintedPage;
use captions::{Caption, Heading};
use find::Captioned;
use values::Value;

pub use values::iso as iso_day;

/// Lines below a caption that are tried for its value.
const TRIED: usize = 4;

/// What the print of a page says.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    pub kind: Option<DocumentKind>,
    /// Whether the layout is known: what stands where on documents of other states is a guess.
    pub italian: bool,
    pub fields: Vec<FieldReading>,
}

/// The fields of a page. `issuer`: the state that its zone names, if it has one.
pub fn printed(page: &PrintedPage, issuer: Option<&str>) -> Printed {
    let heading = find::heading(page);
    let captions = find::captions(page);
    let italian = issuer.map_or_else(|| find::is_italian(page), |issuer| issuer == "ITA");
    let used = vec![false; page.runs.len()];
    let mut reader = Reader { page, heading, italian, captions: &captions, used, fields: Vec::new() };
    let paper = paper_card::is_one(&reader);
    reader.italian |= paper;
    let italian = reader.italian;
    if heading == Some(Heading::DrivingLicence) {
        licence::read(&mut reader);
    } else {
        if paper {
            paper_card::read(&mut reader);
        }
        for caption in &captions {
            reader.value_of(caption);
        }
        if italian {
            reader.days_in_order();
        }
    }
    reader.proving_themselves();
    let fields = reader.fields;
    let kind = if paper { Some(DocumentKind::IdentityCard) } else { heading.map(kind_of) };
    Printed { kind, italian, fields }
}

const fn kind_of(heading: Heading) -> DocumentKind {
    match heading {
        Heading::IdentityCard => DocumentKind::IdentityCard,
        Heading::Passport => DocumentKind::Passport,
        Heading::DrivingLicence => DocumentKind::DrivingLicence,
        Heading::HealthCard => DocumentKind::HealthCard,
        Heading::Visa => DocumentKind::Visa,
    }
}

struct Reader<'a> {
    page: &'a PrintedPage,
    heading: Option<Heading>,
    italian: bool,
    captions: &'a [Captioned],
    /// Runs that gave a value already.
    used: Vec<bool>,
    fields: Vec<FieldReading>,
}

/// How a value is told from other text.
type Parse = fn(&[char]) -> Option<Value>;

impl Reader<'_> {
    fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|known| known.field == field)
    }

    fn value_of(&mut self, caption: &Captioned) {
        match caption.caption {
            Caption::Surname => self.named(caption, Field::Surname),
            Caption::GivenNames => self.named(caption, Field::GivenNames),
            Caption::Sex => self.one(caption, Field::Sex, values::sex),
            Caption::Nationality => self.one(caption, Field::Nationality, values::state),
            Caption::BirthDate => self.one(caption, Field::BirthDate, day),
            Caption::IssueDate => self.one(caption, Field::IssueDate, day),
            Caption::ExpiryDate => self.one(caption, Field::ExpiryDate, day),
            Caption::BirthPlace => self.one(caption, Field::BirthPlace, values::place),
            Caption::BirthPlaceAndDate => {
                self.one(caption, Field::BirthDate, day);
                self.one(caption, Field::BirthPlace, values::place);
            }
            Caption::Authority => self.one(caption, Field::Authority, values::words),
            Caption::Residence => self.address(caption),
            Caption::TaxCode => self.one(caption, Field::TaxCode, values::tax_code),
            Caption::DocumentNumber => {
                let parse: Parse = match self.heading {
                    // Its letters and digits stand in no known order, so none is put right.
                    _ if !self.italian => any_number,
                    Some(Heading::Passport) => {
                        |text| italian_number(text, Some(Heading::Passport)).or_else(|| any_number(text))
                    }
                    _ => |text| italian_number(text, None).or_else(|| any_number(text)),
                };
                self.one(caption, Field::DocumentNumber, parse);
            }
            Caption::Street | Caption::Other => {}
        }
    }

    /// The first line that can be the caption's value.
    fn one(&mut self, caption: &Captioned, field: Field, parse: Parse) {
        if self.has(field) {
            return;
        }
        let shared = matches!(caption.caption, Caption::BirthPlaceAndDate);
        for (run, from) in find::candidates(self.page, caption, self.captions).into_iter().take(TRIED) {
            if self.used[run] && !shared {
                continue;
            }
            let text: Vec<char> =
                self.page.runs[run].letters[from..].iter().map(|letter| letter.char).collect();
            if let Some(value) = parse(&text) {
                self.used[run] = true;
                self.take(field, run, Value { from: value.from + from, to: value.to + from, ..value });
                return;
            }
        }
    }

    /// A name, which may go on in the line below.
    fn named(&mut self, caption: &Captioned, field: Field) {
        let before = self.fields.len();
        self.one(caption, field, values::name);
        self.join_continuation(before, values::name);
    }

    /// A street and its town, which may stand in the line below.
    fn address(&mut self, caption: &Captioned) {
        let before = self.fields.len();
        self.one(caption, Field::Residence, values::address);
        self.join_continuation(before, values::words);
    }

    fn join_continuation(&mut self, at: usize, parse: Parse) {
        let Some(first) = self.fields.get(at).cloned() else { return };
        let Some(run) = self.page.runs.iter().position(|run| {
            run.place(0, run.letters.len(), self.page.size)
                .zip(first.place)
                .is_some_and(|(whole, part)| whole.contains(&part))
        }) else {
            return;
        };
        let Some(next) = find::continuation(self.page, run, self.captions).filter(|next| !self.used[*next])
        else {
            return;
        };
        let text: Vec<char> = self.page.runs[next].letters.iter().map(|letter| letter.char).collect();
        let Some(value) = parse(&text) else { return };
        // What follows must be all of its line, or it is something else.
        if value.text.chars().filter(|c| c.is_alphanumeric()).count()
            < text.iter().filter(|c| c.is_alphanumeric()).count()
        {
            return;
        }
        self.used[next] = true;
        let belief = belief(self.page, next, value.from, value.to);
        let field = &mut self.fields[at];
        field.value = format!("{} {}", field.value, value.text);
        field.confidence = field.confidence.min(belief);
    }

    fn take(&mut self, field: Field, run: usize, value: Value) {
        let read = &self.page.runs[run];
        self.fields.push(FieldReading {
            field,
            confidence: belief(self.page, run, value.from, value.to),
            checked: if field == Field::TaxCode { Checked::Passed } else { Checked::None },
            source: Source::Printed,
            place: read.place(value.from, value.to, self.page.size),
            value: value.text,
            certain: false,
        });
    }

    /// Three days on a document are birth, issue and expiry, in this order; a caption may have been too small to read.
    fn days_in_order(&mut self) {
        let fields = [Field::BirthDate, Field::IssueDate, Field::ExpiryDate];
        if fields.iter().all(|field| self.has(*field)) {
            return;
        }
        let mut days: Vec<(Date, usize, Value)> = Vec::new();
        for (at, run) in self.page.runs.iter().enumerate() {
            let text: Vec<char> = run.letters.iter().map(|letter| letter.char).collect();
            if let Some((date, value)) = values::day(&text)
                && !days.iter().any(|(known, _, _)| *known == date)
            {
                days.push((date, at, value));
            }
        }
        days.sort_by_key(|(date, _, _)| *date);
        let [birth, issue, expiry] = days.as_slice() else { return };
        for (field, (_, run, value)) in fields.into_iter().zip([birth, issue, expiry]) {
            if !self.has(field) {
                self.take(field, *run, value.clone());
            }
        }
    }

    /// Tax codes and numbers, wherever they stand.
    fn proving_themselves(&mut self) {
        let without = [Heading::DrivingLicence, Heading::HealthCard, Heading::Visa];
        let numbered = self.italian && !self.heading.is_some_and(|heading| without.contains(&heading));
        for at in 0..self.page.runs.len() {
            let text: Vec<char> = self.page.runs[at].letters.iter().map(|letter| letter.char).collect();
            if !self.has(Field::TaxCode)
                && let Some(value) = values::tax_code(&text)
            {
                self.take(Field::TaxCode, at, value);
            }
            if numbered
                && !self.has(Field::DocumentNumber)
                && let Some(value) = italian_number(&text, self.heading)
            {
                self.take(Field::DocumentNumber, at, value);
            }
        }
    }
}

/// A number of an Italian passport (`YA0000000`), paper card (`AX0000000`) or electronic card (`CA00000AA`). The last
/// begin with C, which tells whether their end is letters or digits that look alike.
fn italian_number(text: &[char], heading: Option<Heading>) -> Option<Value> {
    let electronic = || values::patterned(text, "AA00000AA").filter(|value| value.text.starts_with('C'));
    let digits = || values::patterned(text, "AA0000000");
    match heading {
        Some(Heading::Passport) => digits(),
        _ => electronic().or_else(digits),
    }
}

/// Belief in the least sure of some letters.
fn belief(page: &PrintedPage, run: usize, from: usize, to: usize) -> f32 {
    page.runs[run].letters[from..to].iter().map(|letter| letter.belief).fold(1.0, f32::min)
}

fn day(text: &[char]) -> Option<Value> {
    values::day(text).map(|(_, value)| value)
}

/// Beside a caption a number needs no known pattern: letters and digits, at least five.
fn any_number(text: &[char]) -> Option<Value> {
    let from = text.iter().position(char::is_ascii_alphanumeric)?;
    let to = from + text[from..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    let number: String = text[from..to].iter().collect();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    (number.len() >= 5 && digits >= 4 && !number.chars().any(char::is_lowercase)).then_some(Value {
        text: number,
        from,
        to,
    })
}
