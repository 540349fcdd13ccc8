//! Which crate may know which. The tables are the architecture's section on direction; `docs/ARCHITECTURE.md` says why,
//! and `docs/decisions/0009-edges-beyond-the-first-drawing.md` which edges were added to it.

use std::collections::BTreeSet;

use crate::metadata::{Metadata, Package};

/// The root package: the window.
const APP: &str = "sportello";

/// Ours: a crate, and those of ours it may name outside its tests. A crate that stands in no row is refused, so that
/// a new one is given its place here first.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("contract", &["domain"]),
    ("capture", &["domain"]),
    ("papers", &["domain"]),
    ("pki", &[]),
    ("signing", &["pki"]),
    ("hsm", &[]),
    ("token", &["hsm"]),
    ("token-virtual", &["token"]),
    ("desk", &["domain", "contract", "pki", "signing", "token", "capture", "papers"]),
    // Records keep shapes that crossed the border as they came (a receipt, a refusal).
    ("desk-store", &["desk", "contract", "domain"]),
    // The plain words of `domain` stand wherever `contract` does.
    ("desk-http", &["desk", "contract", "domain"]),
    // The two hosts of the desk hand it the engine that reads pictures, and run the engine's child process.
    (
        "desk-cli",
        &["desk", "desk-store", "desk-http", "contract", "domain", "capture", "token", "token-virtual"],
    ),
    ("central-store", &["domain"]),
    ("central", &["domain", "contract", "pki", "signing", "papers", "hsm", "central-store"]),
    ("testkit", &["domain", "contract", "pki", "signing", "papers", "capture"]),
    // `desk-cli` holds the ports that both hosts wire alike: clock, chance, keyring, readers.
    (
        APP,
        &[
            "desk",
            "desk-cli",
            "desk-store",
            "desk-http",
            "contract",
            "domain",
            "capture",
            "token",
            "token-virtual",
        ],
    ),
    ("xtask", &[]),
];

/// Members that only test, and may name any crate of ours but the window.
const STORIES: &[&str] = &["stories", "e2e", "bench", "bare-window", "bench-readers"];

/// Other people's: how the name begins, and which of ours may name it.
const OUTSIDE: &[(&str, &[&str])] = &[
    // The bare window is what the start of ours is measured beside.
    ("tauri", &[APP, "bare-window"]),
    ("specta", &["domain", "contract", APP]),
    ("rusqlite", &["desk-store"]),
    ("sqlx", &["central-store"]),
    ("pcsc", &["token"]),
    ("cryptoki", &["hsm"]),
    ("nokhwa", &[APP, "desk-cli"]),
    ("keyring", &[APP, "desk-cli"]),
    ("axum", &["central"]),
    ("lettre", &["central"]),
    ("reqwest", &["desk-http", "central", "stories", "e2e"]),
    ("fantoccini", &["e2e"]),
];

/// No waiting, and no work behind the back, in the crates that only compute.
const WITHOUT_TOKIO: &[&str] = &["domain", "contract", "pki", "signing", "capture", "papers"];

/// Every edge that must not be, as a sentence.
pub fn forbidden(metadata: &Metadata) -> Vec<String> {
    let ours: BTreeSet<&str> = metadata.members().map(|package| short(&package.name)).collect();
    let mut found: Vec<String> =
        metadata.members().flat_map(|package| forbidden_from(package, &ours)).collect();
    found.extend(native_below_chores(metadata));
    found
}

fn forbidden_from(package: &Package, ours: &BTreeSet<&str>) -> Vec<String> {
    let from = short(&package.name);
    let mut found = Vec::new();
    if !STORIES.contains(&from) && !DIRECTIONS.iter().any(|(name, _)| *name == from) {
        found.push(format!(
            "{from}: a crate that has no row in the table of directions (xtask/src/tidy/edges.rs)"
        ));
        return found;
    }
    for dependency in &package.dependencies {
        let to = short(&dependency.name);
        let testing = dependency.kind.as_deref() == Some("dev") || STORIES.contains(&from);
        let why = if ours.contains(to) && dependency.name.starts_with("sportello") {
            between_ours(from, to, testing)
        } else {
            towards_outside(from, &dependency.name)
        };
        if let Some(why) = why {
            found.push(format!("{from} -> {}: {why}", dependency.name));
        }
    }
    found
}

fn between_ours(from: &str, to: &str, testing: bool) -> Option<String> {
    if to == APP {
        return Some("nothing depends on the window".into());
    }
    if to == "testkit" && !testing {
        return Some("the kit for tests is a dev-dependency and is never shipped".into());
    }
    if family(from).is_some() && family(to).is_some() && family(from) != family(to) {
        return Some("the desk and the centre never touch; what they share is below both".into());
    }
    let (_, allowed) = DIRECTIONS.iter().find(|(name, _)| *name == from)?;
    (!testing && !allowed.contains(&to)).then(|| format!("{from} must never know {to}"))
}

fn towards_outside(from: &str, to: &str) -> Option<String> {
    if to == "tokio" && WITHOUT_TOKIO.contains(&from) {
        return Some(format!("{from} only computes, it never waits"));
    }
    let (beginning, allowed) = OUTSIDE.iter().find(|(beginning, _)| to.starts_with(beginning))?;
    (!allowed.contains(&from)).then(|| format!("{beginning} is named only by {}", allowed.join(", ")))
}

/// The chores install compilers and libraries, so they may need none.
fn native_below_chores(metadata: &Metadata) -> Vec<String> {
    let needed = metadata.closure("xtask");
    let native = metadata.packages.iter().filter(|package| needed.contains(package.id.as_str()));
    let native = native.filter_map(|package| Some((&package.name, package.links.as_ref()?)));
    native.map(|(name, links)| format!("xtask -> {name}: links the native `{links}`")).collect()
}

/// The two families, of the desk and of the centre. Stories are above both.
fn family(name: &str) -> Option<&'static str> {
    if name == APP || name.starts_with("desk") {
        Some("desk")
    } else if name.starts_with("central") {
        Some("centre")
    } else {
        None
    }
}

/// `sportello-desk-store` as the architecture names it: `desk-store`.
fn short(name: &str) -> &str {
    name.strip_prefix("sportello-").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A workspace made of `(crate, kind, dependency)`.
    fn metadata(edges: &[(&str, Option<&str>, &str)]) -> Metadata {
        let mut names: Vec<&str> = edges.iter().map(|(from, _, _)| *from).collect();
        names.extend(edges.iter().map(|(_, _, to)| *to).filter(|name| name.starts_with("sportello")));
        names.sort_unstable();
        names.dedup();
        let packages: Vec<_> = names
            .iter()
            .map(|name| {
                let dependencies: Vec<_> = edges
                    .iter()
                    .filter(|(from, _, _)| from == name)
                    .map(|(_, kind, to)| json!({ "name": to, "kind": kind }))
                    .collect();
                json!({
                    "id": name, "name": name, "links": null,
                    "dependencies": dependencies, "features": {},
                })
            })
            .collect();
        serde_json::from_value(json!({
            "packages": packages, "workspace_members": names, "resolve": null, "target_directory": "target",
        }))
        .expect("the shape that cargo writes")
    }

    fn check(from: &str, kind: Option<&str>, to: &str, allowed: bool, why: &str) {
        let found = forbidden(&metadata(&[(from, kind, to)]));
        assert_eq!(found.is_empty(), allowed, "{from} -> {to} ({kind:?}): {why}; found {found:?}");
    }

    #[test]
    fn directions_between_our_crates() {
        check("sportello-desk", None, "sportello-domain", true, "everything may know the domain's words");
        check("sportello-domain", None, "sportello-desk", false, "never upwards");
        check("sportello-pki", None, "sportello-domain", false, "pki stands alone");
        check("sportello-signing", None, "sportello-pki", true, "signing knows certificates");
        check(
            "sportello-desk",
            None,
            "sportello-desk-store",
            false,
            "the desk knows its port, not the store",
        );
        check(
            "sportello-desk",
            Some("dev"),
            "sportello-desk-store",
            true,
            "its tests may run on the real store",
        );
        check("sportello-desk", None, "sportello-central", false, "two families that never touch");
        check(
            "sportello-desk-http",
            Some("dev"),
            "sportello-central",
            false,
            "not even in tests: that is a story",
        );
        check("sportello-central", None, "sportello-desk", false, "nor the other way");
        check("sportello-stories", None, "sportello-central", true, "stories see both");
        check("sportello-stories", None, "sportello", false, "but never the window");
        check("sportello-desk", None, "sportello-testkit", false, "the kit is never shipped");
        check("sportello-desk", Some("dev"), "sportello-testkit", true, "the kit is for tests");
        check("sportello", None, "sportello-desk-store", true, "the window wires the ports");
        check("sportello", None, "sportello-pki", false, "the window knows no certificates");
        check("xtask", None, "sportello-domain", false, "the chores build where nothing is installed");
        check("sportello-novelty", None, "serde", false, "a new crate is given its place first");
    }

    #[test]
    fn directions_towards_other_peoples_crates() {
        check("sportello", None, "tauri-plugin-dialog", true, "the window is where Tauri lives");
        check(
            "sportello-e2e",
            None,
            "tauri-utils",
            false,
            "the end-to-end tests drive a program, not a library",
        );
        check("sportello-desk", None, "rusqlite", false, "SQL lives in the store");
        check("sportello-desk-store", None, "rusqlite", true, "SQL lives in the store");
        check("sportello-central", None, "sqlx", false, "SQL lives in the store");
        check("sportello-desk", None, "keyring", false, "the keyring is behind the port Secrets");
        check("sportello-desk-cli", None, "keyring", true, "an adapter");
        check("sportello-contract", None, "tokio", false, "plain data never waits");
        check("sportello-desk", None, "tokio", true, "use cases may wait");
        check("sportello-desk", None, "specta", false, "types for the UI are in contract and domain");
        check("sportello-contract", None, "specta", true, "under its feature");
        check("sportello-stories", None, "reqwest", true, "stories speak HTTP to the centre");
    }

    #[test]
    fn the_chores_need_no_native_library() {
        let metadata: Metadata = serde_json::from_value(json!({
            "packages": [
                { "id": "x", "name": "xtask", "links": null, "features": {},
                  "dependencies": [{ "name": "middle", "kind": null }] },
                { "id": "m", "name": "middle", "links": null, "features": {}, "dependencies": [] },
                { "id": "n", "name": "native-sys", "links": "native", "features": {},
                  "dependencies": [] },
                { "id": "o", "name": "other-sys", "links": "other", "features": {},
                  "dependencies": [] },
            ],
            "workspace_members": ["x"],
            "resolve": { "nodes": [
                { "id": "x", "dependencies": ["m"] }, { "id": "m", "dependencies": ["n"] },
                { "id": "n", "dependencies": [] }, { "id": "o", "dependencies": [] },
            ] },
            "target_directory": "target",
        }))
        .expect("the shape that cargo writes");
        assert_eq!(
            forbidden(&metadata),
            ["xtask -> native-sys: links the native `native`"],
            "found through the crate between; what the chores do not need is no matter"
        );
    }
}
