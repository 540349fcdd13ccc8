//! `cargo xtask test`: everything that has to pass, in the order of quickest answer.
//!
//! Cargo compiles a crate once for each set of features that a call asks of it, and which sets those are depends on the
//! packages that the call selects. So every call here that builds for running selects the whole workspace, and narrows
//! down by the names of tests; `clippy` and `doc` share the other kind of build, which only checks.

use std::{fs, process::Command};

use crate::{
    deny,
    fault::{Fault, Outcome},
    house::House,
    judges,
    packages::{self, Purpose},
    page, programs,
    steps::{self, Choice, Step},
    tidy, tool, versions,
};

/// What the steps share.
struct Run {
    house: House,
    yes: bool,
}

const STEPS: &[Step<Run>] = &[
    Step {
        name: "packages",
        what: "what the system must have",
        go: |run| {
            versions::rust(&run.house)?;
            packages::ensure(Purpose::Test, run.yes)
        },
    },
    Step {
        name: "fmt",
        what: "the Rust code is formatted",
        go: |run| cargo(run, &["fmt", "--all", "--check"]),
    },
    Step {
        name: "tidy",
        what: "directions between crates, lengths, words",
        go: |run| tidy::tidy(&run.house),
    },
    Step { name: "ui", what: "the page: lint, types, tests, build", go: |run| page::check(&run.house) },
    Step { name: "clippy", what: "lints, none forgiven", go: clippy },
    Step { name: "doc", what: "the documentation builds, none forgiven", go: doc },
    Step { name: "deny", what: "licences, bans and sources", go: |run| deny::deny(&run.house) },
    Step {
        name: "build",
        what: "window, centre and windowless desk as shipped",
        go: |run| programs::build(&run.house),
    },
    Step { name: "tests", what: "every test that needs neither window nor judges", go: tests },
    Step { name: "judges", what: "other people's programs judge what ours makes", go: judged },
    Step { name: "e2e", what: "the real window, driven", go: e2e },
];

/// Takes all steps, or those chosen.
pub fn test(house: House, arguments: &[String]) -> Outcome {
    let mut choice = Choice::All;
    // On a machine that only tests, nobody answers questions.
    let mut yes = std::env::var_os("CI").is_some();
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let mut step =
            || words.next().map(str::to_owned).ok_or_else(|| Fault::new(format!("`{word}` wants a step")));
        match word {
            "--only" => choice = Choice::Only(step()?),
            "--from" => choice = Choice::From(step()?),
            "--yes" => yes = true,
            "--list" => {
                for step in STEPS {
                    println!("{:<12} {}", step.name, step.what);
                }
                return Ok(());
            }
            _ => return Err(Fault::new(format!("`{word}` is not an option of `cargo xtask test`"))),
        }
    }
    steps::take(choice.of(STEPS)?, &mut Run { house, yes })
}

fn cargo(run: &Run, arguments: &[&str]) -> Outcome {
    tool::run(run.house.cargo().args(arguments))
}

fn clippy(run: &mut Run) -> Outcome {
    cargo(run, &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])
}

fn doc(run: &mut Run) -> Outcome {
    let mut cargo = run.house.cargo();
    cargo.args(["doc", "--workspace", "--no-deps", "--all-features", "--document-private-items"]);
    tool::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

fn tests(run: &mut Run) -> Outcome {
    cargo(run, &["test", "--workspace"])
}

/// The judged tests are named so, and lie behind the feature `judges`: a plain `cargo test` needs no Python.
fn judged(run: &mut Run) -> Outcome {
    let judges = judges::ensure(&run.house)?;
    let mut cargo = narrowed(run, "judged_*", "judges")?;
    tool::run(cargo.env("SPORTELLO_JUDGES", &judges))?;
    // The centre's own judged tests share their scene, and so their program, with tests that need no judge.
    let mut cargo = narrowed(run, "behind_the_endpoints", "judges")?;
    tool::run(cargo.args(["--", "judged"]).env("SPORTELLO_JUDGES", &judges))
}

fn e2e(run: &mut Run) -> Outcome {
    page::build(&run.house)?;
    programs::build(&run.house)?;
    let artefacts = run.house.artefacts();
    fs::create_dir_all(&artefacts)?;
    let mut cargo = narrowed(run, "window_*", "e2e")?;
    // One window at a time: two cores paint one page quicker than two.
    cargo.args(["--", "--test-threads=1"]);
    cargo
        .env("SPORTELLO_APP", run.house.program(programs::APP))
        .env("SPORTELLO_CENTRE", run.house.program(programs::CENTRE))
        .env("SPORTELLO_ARTEFACTS", artefacts);
    tool::run(&mut cargo)
}

/// `cargo test` of the tests with such names, with this feature wherever a crate has it.
fn narrowed(run: &Run, tests: &str, feature: &str) -> Outcome<Command> {
    let features = run.house.metadata.members_with_feature(feature);
    if features.is_empty() {
        return Err(Fault::new(format!("no crate has the feature `{feature}`: its tests are gone")));
    }
    let mut cargo = run.house.cargo();
    cargo.args(["test", "--workspace", "--test", tests, "--features", &features.join(",")]);
    Ok(cargo)
}
