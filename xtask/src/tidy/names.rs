//! Names of types that say nothing or mean two things. Which those are stands in `docs/GLOSSARY.md`, in the column of
//! what not to call a thing; a name that the glossary gives to something itself is never among them.

use std::collections::BTreeSet;

use crate::fault::{Fault, Outcome};

/// Ends of names that say nothing.
const VAGUE_ENDINGS: &[&str] = &["Manager", "Service", "Helper", "Helpers", "Util", "Utils"];
/// Fewer than these, and the glossary was not understood.
const FEWEST: usize = 30;

/// What no type of ours may be called, in small letters.
pub struct Forbidden(BTreeSet<String>);

impl Forbidden {
    /// Reads the table of the glossary: names in backticks, those of our own in the first column, those not to be used
    /// in the last.
    pub fn of_glossary(text: &str) -> Outcome<Self> {
        let (mut own, mut forbidden) = (BTreeSet::new(), BTreeSet::new());
        for row in text.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            if let [names, _, _, not_to_call] = cells.as_slice() {
                own.extend(in_backticks(names));
                forbidden.extend(in_backticks(not_to_call));
            }
        }
        let forbidden: BTreeSet<String> = forbidden.difference(&own).cloned().collect();
        if forbidden.len() < FEWEST {
            return Err(Fault::new(format!(
                "docs/GLOSSARY.md forbids {} names only: its table has another form than tidy reads",
                forbidden.len()
            )));
        }
        Ok(Self(forbidden))
    }

    /// The type that this line of Rust declares, if its name is one of them.
    pub fn declared<'a>(&self, line: &'a str) -> Option<&'a str> {
        let name = declared(line)?;
        let vague = VAGUE_ENDINGS.iter().any(|ending| name.ends_with(ending));
        (vague || self.0.contains(&name.to_lowercase())).then_some(name)
    }
}

fn in_backticks(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_lowercase)
}

fn declared(line: &str) -> Option<&str> {
    let mut line = line.trim_start();
    if let Some(rest) = line.strip_prefix("pub") {
        line = match rest.strip_prefix('(') {
            Some(limited) => limited.split_once(')')?.1.trim_start(),
            None => rest.trim_start(),
        };
    }
    let named = ["struct ", "enum ", "union ", "trait ", "type "]
        .iter()
        .find_map(|keyword| line.strip_prefix(keyword))?;
    named.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOSSARY: &str = include_str!("../../../docs/GLOSSARY.md");

    fn check(line: &str, vague: bool, why: &str) {
        let forbidden = Forbidden::of_glossary(GLOSSARY).expect("our own glossary");
        assert_eq!(forbidden.declared(line).is_some(), vague, "`{line}`: {why}");
    }

    #[test]
    fn what_the_glossary_forbids_is_no_name_of_a_type() {
        for name in [
            "Request",
            "Holder",
            "Owner",
            "User",
            "Client",
            "Server",
            "Template",
            "Document",
            "Device",
            "Kyc",
            "Registration",
            "Report",
            "Code",
            "Task",
            "Log",
        ] {
            check(
                &format!("pub struct {name} {{"),
                true,
                "it stands in the column of what not to call a thing",
            );
        }
        for name in ["Customer", "Password", "Product", "Draft", "RegistrationRequest", "AccessKey", "Token"]
        {
            check(&format!("pub struct {name};"), false, "the glossary itself calls something so");
        }
    }

    #[test]
    fn declarations_are_found_however_they_are_written() {
        check("    pub(crate) trait KeyManager {", true, "says nothing");
        check("pub(in crate::tidy) enum Owner {", true, "a limited one");
        check("pub type Server<T> = T;", true, "the glossary says Centre");
        check("struct Holder<'a>(&'a str);", true, "with a lifetime");
        check("pub struct UserName(String);", false, "a whole name");
        check("let user = 1; // struct User", false, "not a declaration");
        check("published: struct User", false, "nor this");
    }

    #[test]
    fn a_glossary_of_another_form_is_told() {
        assert!(
            Forbidden::of_glossary("# Glossary\n\n- `User`: no\n").is_err(),
            "nothing would be forbidden"
        );
    }
}
