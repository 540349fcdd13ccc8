//! The texts, by key and language. They are part of the program: a missing one is found by the tests.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use sportello_domain::catalogue::Language;

/// A text's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// The envelope, and a link to set the password of the own area.
    EnvelopeWithLink,
    /// The envelope, for somebody who has a password.
    Envelope,
    /// The envelope of a token's codes, and a link to set the password of the own area.
    TokenEnvelopeWithLink,
    /// The envelope of a token's codes, for somebody who has a password.
    TokenEnvelope,
    /// By SMS: the envelope is on its way.
    EnvelopeNotice,
    /// The issue has ended without a certificate.
    ProductEnded,
    /// The token was reported lost, and its certificates are revoked.
    TokenLost,
    /// A link to set the password of the own area.
    PasswordLink,
    /// A link to choose a new password for an officer's account.
    Recovery,
}

impl MessageKind {
    /// Every key.
    pub const ALL: [Self; 9] = [
        Self::EnvelopeWithLink,
        Self::Envelope,
        Self::TokenEnvelopeWithLink,
        Self::TokenEnvelope,
        Self::EnvelopeNotice,
        Self::ProductEnded,
        Self::TokenLost,
        Self::PasswordLink,
        Self::Recovery,
    ];

    /// The stable word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::EnvelopeWithLink => "envelopeWithLink",
            Self::Envelope => "envelope",
            Self::TokenEnvelopeWithLink => "tokenEnvelopeWithLink",
            Self::TokenEnvelope => "tokenEnvelope",
            Self::EnvelopeNotice => "envelopeNotice",
            Self::ProductEnded => "productEnded",
            Self::TokenLost => "tokenLost",
            Self::PasswordLink => "passwordLink",
            Self::Recovery => "recovery",
        }
    }
}

/// A text with its places filled in.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
}

/// Why a text could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("the text {0} is missing")]
    Missing(&'static str),
    #[error("the text {template} wants {place}, and nobody said what it is")]
    Unfilled { template: &'static str, place: String },
}

#[derive(Deserialize)]
struct Text {
    subject: String,
    text: String,
}

type Texts = BTreeMap<String, Text>;

static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| read(include_str!("../../../../assets/templates/messages/en.toml")));
static ITALIAN: LazyLock<Texts> =
    LazyLock::new(|| read(include_str!("../../../../assets/templates/messages/it.toml")));

fn read(toml: &str) -> Texts {
    // A file that does not parse has no texts, and the tests want each of them.
    toml::from_str(toml).unwrap_or_default()
}

fn texts(language: Language) -> &'static Texts {
    match language {
        Language::En => &ENGLISH,
        Language::It => &ITALIAN,
    }
}

/// Fills a text in. Values come from people, so they are put in as they are and never looked at for places themselves.
pub fn render(
    template: MessageKind,
    language: Language,
    values: &BTreeMap<&str, String>,
) -> Result<Rendered, TemplateError> {
    let text = texts(language).get(template.key()).ok_or(TemplateError::Missing(template.key()))?;
    Ok(Rendered {
        subject: fill(template, &text.subject, values)?,
        text: fill(template, text.text.trim_start(), values)?,
    })
}

fn fill(template: MessageKind, text: &str, values: &BTreeMap<&str, String>) -> Result<String, TemplateError> {
    let mut out = String::with_capacity(text.len() + 128);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, behind) = after.split_once('}').unwrap_or((after, ""));
        let value = values
            .get(place)
            .ok_or_else(|| TemplateError::Unfilled { template: template.key(), place: place.to_owned() })?;
        out.push_str(before);
        out.push_str(value);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn places(language: Language, template: MessageKind) -> BTreeSet<String> {
        let text = &texts(language)[template.key()];
        let both = format!("{} {}", text.subject, text.text);
        both.split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(place, _)| place.to_owned())
            .collect()
    }

    #[test]
    fn every_text_is_there_in_both_languages_with_the_same_places() {
        for template in MessageKind::ALL {
            assert_eq!(
                places(Language::En, template),
                places(Language::It, template),
                "{}: a translation leaves nothing out",
                template.key()
            );
            assert!(
                !texts(Language::It)[template.key()].text.trim().is_empty(),
                "{} says something",
                template.key()
            );
        }
        for language in [Language::En, Language::It] {
            assert_eq!(
                texts(language).len(),
                MessageKind::ALL.len(),
                "and none that nobody sends ({language})"
            );
        }
    }

    #[test]
    fn values_are_put_in_as_they_are() {
        let values =
            BTreeMap::from([("provider", "Ente {link}".to_owned()), ("address", "m…@example.it".to_owned())]);
        let sms = render(MessageKind::EnvelopeNotice, Language::En, &values).unwrap();
        assert!(sms.text.starts_with("Ente {link}: your"), "a brace in a name is no place: {}", sms.text);
        let missing = render(MessageKind::EnvelopeNotice, Language::En, &BTreeMap::new()).err();
        assert!(
            matches!(missing, Some(TemplateError::Unfilled { .. })),
            "an unfilled place is an error, not a gap"
        );
    }
}
