//! What must not stand in a file, and how long a file may be.

use super::names::Forbidden;

/// Lines of a source file that need no reason.
const LONG: usize = 400;
/// How near the top the reason must stand.
const NEAR_THE_TOP: usize = 30;
const REASON: &str = "reason for length:";

/// Endings of files that people write as source.
const SOURCES: &[&str] = &["rs", "ts", "tsx", "css", "py", "sh"];

/// Parts of addresses that only package clients may know, in two halves so that this file does not hold them.
const HOSTS: &[(&str, &str)] = &[
    ("crates", ".io/"),
    ("static.crates", ".io"),
    ("index.crates", ".io"),
    ("registry.npmjs", ".org"),
    ("pypi", ".org"),
    ("files.pythonhosted", ".org"),
    ("deb.debian", ".org"),
];

/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: &[(&str, &str)] = &[("/ro", "ot/"), ("/ho", "me/"), ("/wo", "rk/"), ("/Us", "ers/")];

/// Half-done things, in two halves for the same reason.
const UNFINISHED: &[(&str, &str)] = &[("TO", "DO"), ("FIX", "ME"), ("todo", "!("), ("unimpl", "emented!(")];

/// Everything untidy in a file, as sentences that name the line.
pub fn untidy(path: &str, text: &str, names: &Forbidden) -> Vec<String> {
    // Lock files name their registries; that is their office.
    if path.ends_with("Cargo.lock") || path.ends_with("package-lock.json") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if is_source(path, ending) {
        found.extend(too_long(path, text));
    }
    if path.starts_with("crates/") && path.ends_with("src/lib.rs") && !says_its_limits(text) {
        found.push(format!("{path}: begins without saying what it knows and what it must never know"));
    }
    for (number, line) in text.lines().enumerate() {
        found.extend(
            wrong_in_line(path, line, ending, names).map(|what| format!("{path}:{}: {what}", number + 1)),
        );
    }
    found
}

fn wrong_in_line(path: &str, line: &str, ending: &str, names: &Forbidden) -> Option<String> {
    if let Some(host) = holds(line, HOSTS) {
        return Some(format!("names the registry {host}; package clients know it"));
    }
    if let Some(machine) = holds(line, MACHINE_PATHS) {
        return Some(format!("a path of one machine: {machine}…"));
    }
    if !is_source(path, ending) {
        return None;
    }
    if let Some(mark) = holds(line, UNFINISHED) {
        return Some(format!("unfinished: {mark}"));
    }
    if ending == "rs" {
        return names
            .declared(line)
            .map(|name| format!("the name `{name}` is vague or means two things (docs/GLOSSARY.md)"));
    }
    let page = path.strip_prefix("ui/src/")?;
    (line.contains("@tauri-apps/") && !page.starts_with("host/"))
        .then(|| "only ui/src/host speaks to the window's host".into())
}

fn is_source(path: &str, ending: &str) -> bool {
    SOURCES.contains(&ending) && !path.contains(".gen.")
}

fn holds(line: &str, halves: &[(&str, &str)]) -> Option<String> {
    halves.iter().map(|(a, b)| format!("{a}{b}")).find(|whole| begins_word(line, whole))
}

/// Whether it occurs, and not in the middle of a word or of a longer path.
fn begins_word(line: &str, whole: &str) -> bool {
    line.match_indices(whole).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | ')' | '$'))
    })
}

fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let reasoned = text.lines().take(NEAR_THE_TOP).any(|line| line.contains(REASON));
    (lines > LONG && !reasoned)
        .then(|| format!("{path}: {lines} lines and no `{REASON}` near the top; cut it by its use cases"))
}

fn says_its_limits(text: &str) -> bool {
    let said: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
    text.starts_with("//!") && said.contains("ust never know")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: usize, why: &str) {
        let names = Forbidden::of_glossary(include_str!("../../../docs/GLOSSARY.md")).expect("our own");
        let found = untidy(path, text, &names);
        assert_eq!(found.len(), expected, "{path}: {why}; found {found:?}");
    }

    #[test]
    fn length_needs_a_reason() {
        let long = "x\n".repeat(LONG + 1);
        check("a.rs", &long, 1, "too long without a reason");
        check("a.rs", &"x\n".repeat(LONG), 0, "just short enough");
        check("a.rs", &format!("// reason for length: one table\n{long}"), 0, "a reason near the top");
        check("a.rs", &format!("{long}// reason for length: one table\n"), 1, "a reason where nobody looks");
        check("a.json", &long, 0, "data may be long");
        check("ui/src/host/bindings.gen.ts", &long, 0, "nobody reads what is generated");
    }

    #[test]
    fn words_and_addresses() {
        check("README.md", &format!("see https://{}{}", "registry.npmjs", ".org/x"), 1, "a registry's host");
        check(
            "Cargo.lock",
            &format!("https://{}{}", "index.crates", ".io/"),
            0,
            "a lock file names its registry",
        );
        check("a.toml", &format!("path = \"{}{}me\"", "/ro", "ot/"), 1, "a path of one machine");
        check("a.ts", "fetch('/api/work/items')", 0, "a path of a service");
        check("a.rs", &format!("// {}{}: later", "TO", "DO"), 1, "half done");
        check("a.md", &format!("{}{}", "TO", "DO"), 0, "prose may speak of it");
    }

    #[test]
    fn one_door_in_the_page() {
        let line = "import { invoke } from \"@tauri-apps/api/core\";";
        check("ui/src/features/session/login.tsx", line, 1, "features go through the door");
        check("ui/src/host/tauri.ts", line, 0, "the door itself");
    }

    #[test]
    fn a_library_says_its_limits() {
        check("crates/x/src/lib.rs", "//! X.\n//!\n//! Must never know: Y.\n", 0, "it says both");
        check("crates/x/src/lib.rs", "//! X.\n", 1, "it does not");
        check("crates/x/src/main.rs", "//! X.\n", 0, "a program need not");
    }
}
