//! Names in certificates: building them with the right string types and reading anybody's.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519 as attribute;
use der::asn1::{PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Any, Tag, Tagged};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RelativeDistinguishedName};

use crate::oids;

/// The word that marks every name of training (see [`crate::profile::RawProfile::training`]).
pub const TRAINING_MARK: &str = "TRAINING";

/// The parts of a distinguished name that Sportello's profiles use. Built in this order, one value per RDN:
/// C, O, organizationIdentifier, SN, GN, serialNumber, title, dnQualifier, CN.
///
/// Read from a foreign certificate, attributes not listed here are dropped and of repeated ones the first stays;
/// names are compared by their DER, never by this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NameParts {
    /// Two letters, ISO 3166-1.
    pub country: Option<String>,
    /// Organisation, at most 64 characters.
    pub organization: Option<String>,
    /// EN 319 412-1 §5.1.4, such as `VATIT-01234567890`.
    pub organization_identifier: Option<String>,
    /// Family name, at most 64 characters here (X.520 allows more, readers do not).
    pub surname: Option<String>,
    /// First names, at most 64 characters here.
    pub given_name: Option<String>,
    /// EN 319 412-1 §5.1.3, such as `TINIT-RSSMRA80A01H501U`; printable characters, at most 64.
    pub serial_number: Option<String>,
    /// Role or profession, at most 64 characters.
    pub title: Option<String>,
    /// The holder's identifier at the provider (IUT); printable characters.
    pub dn_qualifier: Option<String>,
    /// Common name, at most 64 characters.
    pub common_name: Option<String>,
}

/// A part of a name that does not fit its attribute. `attribute` is the short name, for the message to the caller.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// Longer than RFC 5280 Appendix A.1 (`ub-…`) allows.
    #[error("{attribute} is longer than {limit} characters (RFC 5280 A.1)")]
    TooLong {
        /// Short name of the attribute.
        attribute: &'static str,
        /// The upper bound.
        limit: usize,
    },
    /// A character outside PrintableString where the attribute must be one.
    #[error("{attribute} has a character that a PrintableString cannot hold (X.680 §41.4)")]
    NotPrintable {
        /// Short name of the attribute.
        attribute: &'static str,
    },
    /// Empty, blank at an end, or with a control character.
    #[error("{attribute} is empty, begins or ends with a space, or has a control character")]
    Blank {
        /// Short name of the attribute.
        attribute: &'static str,
    },
    /// The country is not two capital letters.
    #[error("C must be two capital letters (X.520 §6.3.1)")]
    Country,
    /// The encoder refused; does not happen for checked parts.
    #[error("the name cannot be encoded: {0}")]
    Encoding(String),
}

struct Rule {
    oid: ObjectIdentifier,
    short: &'static str,
    limit: usize,
    printable: bool,
}

const RULES: [Rule; 9] = [
    Rule { oid: attribute::C, short: "C", limit: 2, printable: true },
    Rule { oid: attribute::O, short: "O", limit: 64, printable: false },
    Rule { oid: oids::ORGANIZATION_IDENTIFIER, short: "organizationIdentifier", limit: 64, printable: false },
    Rule { oid: attribute::SN, short: "SN", limit: 64, printable: false },
    Rule { oid: attribute::GIVEN_NAME, short: "GN", limit: 64, printable: false },
    Rule { oid: attribute::SERIAL_NUMBER, short: "serialNumber", limit: 64, printable: true },
    Rule { oid: attribute::TITLE, short: "title", limit: 64, printable: false },
    Rule { oid: attribute::DN_QUALIFIER, short: "dnQualifier", limit: 64, printable: true },
    Rule { oid: attribute::CN, short: "CN", limit: 64, printable: false },
];

impl NameParts {
    fn values(&self) -> [&Option<String>; 9] {
        [
            &self.country,
            &self.organization,
            &self.organization_identifier,
            &self.surname,
            &self.given_name,
            &self.serial_number,
            &self.title,
            &self.dn_qualifier,
            &self.common_name,
        ]
    }

    fn values_mut(&mut self) -> [&mut Option<String>; 9] {
        [
            &mut self.country,
            &mut self.organization,
            &mut self.organization_identifier,
            &mut self.surname,
            &mut self.given_name,
            &mut self.serial_number,
            &mut self.title,
            &mut self.dn_qualifier,
            &mut self.common_name,
        ]
    }

    /// Checks every part and encodes the name: C, serialNumber and dnQualifier as PrintableString, the rest as
    /// UTF8String (RFC 5280 §4.1.2.4).
    pub fn to_name(&self) -> Result<Name, NameError> {
        let mut relative = Vec::new();
        for (rule, value) in RULES.iter().zip(self.values()) {
            let Some(value) = value else { continue };
            check(rule, value)?;
            let encoding = |error: der::Error| NameError::Encoding(error.to_string());
            let value = if rule.printable {
                Any::from(
                    PrintableStringRef::new(value)
                        .map_err(|_| NameError::NotPrintable { attribute: rule.short })?,
                )
            } else {
                Any::from(Utf8StringRef::new(value).map_err(encoding)?)
            };
            let set =
                SetOfVec::from_iter([AttributeTypeAndValue { oid: rule.oid, value }]).map_err(encoding)?;
            relative.push(RelativeDistinguishedName::from(set));
        }
        Ok(x509_cert::name::RdnSequence(relative))
    }

    /// Reads the known attributes of any name. Values that are no text are left out.
    pub fn from_name(name: &Name) -> Self {
        let mut parts = Self::default();
        for pair in name.0.iter().flat_map(|relative| relative.0.iter()) {
            let Some(index) = RULES.iter().position(|rule| rule.oid == pair.oid) else { continue };
            if let Some(slot) = parts.values_mut().into_iter().nth(index)
                && slot.is_none()
            {
                *slot = text_of(&pair.value);
            }
        }
        parts
    }

    /// What to call this person or authority: first names and surname, else the common name, else the organisation.
    pub fn display_name(&self) -> String {
        match (&self.given_name, &self.surname) {
            (Some(given), Some(family)) => format!("{given} {family}"),
            _ => self
                .common_name
                .clone()
                .or_else(|| self.organization.clone())
                .unwrap_or_else(|| "?".to_owned()),
        }
    }

    /// The tax code in a serialNumber of the form `TINIT-…` (EN 319 412-1 §5.1.3), or after the older `IT:`.
    pub fn tax_code(&self) -> Option<&str> {
        let serial = self.serial_number.as_deref()?;
        serial.strip_prefix("TINIT-").or_else(|| serial.strip_prefix("IT:")).filter(|code| !code.is_empty())
    }

    /// Whether any part carries [`TRAINING_MARK`].
    pub fn is_training(&self) -> bool {
        self.values().into_iter().flatten().any(|value| value.contains(TRAINING_MARK))
    }
}

fn check(rule: &Rule, value: &str) -> Result<(), NameError> {
    if rule.oid == attribute::C && !(value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        return Err(NameError::Country);
    }
    if value.is_empty() || value.trim() != value || value.chars().any(char::is_control) {
        return Err(NameError::Blank { attribute: rule.short });
    }
    if value.chars().count() > rule.limit {
        return Err(NameError::TooLong { attribute: rule.short, limit: rule.limit });
    }
    Ok(())
}

/// DirectoryString in any of its five forms, and IA5String. Teletex is read as Latin-1, as everybody does.
fn text_of(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            String::from_utf8(value.value().to_vec()).ok()
        }
        Tag::TeletexString => Some(value.value().iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => {
            let units: Vec<u16> =
                value.value().chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> NameParts {
        NameParts {
            country: Some("IT".into()),
            surname: Some("D'Amìco".into()),
            given_name: Some("Zoë".into()),
            serial_number: Some("TINIT-DMCZOE80A41H501X".into()),
            dn_qualifier: Some("IUT-000042".into()),
            common_name: Some("Zoë D'Amìco".into()),
            ..NameParts::default()
        }
    }

    #[test]
    fn a_name_is_read_back_as_built() {
        let parts = sample();
        let name = parts.to_name().unwrap();
        assert_eq!(NameParts::from_name(&name), parts, "reading inverts building");
        let tags: Vec<Tag> =
            name.0.iter().flat_map(|rdn| rdn.0.iter()).map(|pair| pair.value.tag()).collect();
        assert_eq!(
            tags,
            [
                Tag::PrintableString,
                Tag::Utf8String,
                Tag::Utf8String,
                Tag::PrintableString,
                Tag::PrintableString,
                Tag::Utf8String
            ],
            "C, serialNumber and dnQualifier are printable, the rest UTF-8"
        );
        assert_eq!(parts.tax_code(), Some("DMCZOE80A41H501X"), "the TIN form carries the tax code");
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        type Spoil = fn(&mut NameParts);
        let cases: [(&str, Spoil, NameError); 5] = [
            ("lower-case country", |parts| parts.country = Some("it".into()), NameError::Country),
            (
                "an accent in a printable string",
                |parts| parts.dn_qualifier = Some("è".into()),
                NameError::NotPrintable { attribute: "dnQualifier" },
            ),
            (
                "65 characters",
                |parts| parts.common_name = Some("x".repeat(65)),
                NameError::TooLong { attribute: "CN", limit: 64 },
            ),
            ("nothing", |parts| parts.surname = Some(String::new()), NameError::Blank { attribute: "SN" }),
            ("a newline", |parts| parts.title = Some("a\nb".into()), NameError::Blank { attribute: "title" }),
        ];
        for (why, spoil, expected) in cases {
            let mut parts = sample();
            spoil(&mut parts);
            assert_eq!(parts.to_name().unwrap_err(), expected, "{why}");
        }
    }
}
