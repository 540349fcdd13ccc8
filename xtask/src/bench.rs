//! `cargo xtask bench`: how fast, beside the peer and the limit, in one run. Nothing here passes or fails.

mod documents;

use std::{path::PathBuf, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    judges,
    packages::{self, Purpose},
    page, programs, tool, versions,
};

/// What can be measured, in this order.
const BENCHES: &[&str] = &["window", "camera", "report", "certificates", "card"];
/// What needs neither window nor judges: the bench's own program, without what drives windows, is all that is built.
const ALONE: &[&str] = &["card"];

/// Builds everything as released, then measures all or the one named. With `--dev` it is built as for trying: quicker
/// built, and figures that are good for nothing but seeing that it works.
pub fn bench(house: &House, arguments: &[String]) -> Outcome {
    if let Some(("documents", more)) = arguments.split_first().map(|(first, more)| (first.as_str(), more)) {
        return documents::documents(house, more);
    }
    let mut wanted = Vec::new();
    let (mut yes, mut built) = (false, Built::AsReleased);
    for word in arguments {
        match word.as_str() {
            "--yes" => yes = true,
            "--dev" => built = Built::ForTrying,
            name if BENCHES.contains(&name) => wanted.push(name),
            _ => {
                return Err(Fault::new(format!(
                    "`{word}` cannot be measured; what can: documents, alone, or {}",
                    BENCHES.join(" ")
                )));
            }
        }
    }
    if wanted.is_empty() {
        // A smart card service of the bench's own is only to be had on Linux.
        let here = |name: &&str| cfg!(target_os = "linux") || *name != "card";
        wanted = BENCHES.iter().copied().filter(here).collect();
    }
    versions::rust(house)?;
    packages::ensure(Purpose::Test, yes)?;
    let alone = wanted.iter().all(|name| ALONE.contains(name));
    let judges = if alone { None } else { Some(judges::ensure(house)?) };
    if !alone {
        page::build(house)?;
    }
    build(house, built, alone)?;
    for name in wanted {
        println!("\n=== {name}");
        let mut command = Command::new(built.program(house, BENCH));
        command
            .arg(name)
            .current_dir(&house.root)
            .env("SPORTELLO_APP", built.program(house, programs::APP))
            .env("SPORTELLO_CENTRE", built.program(house, programs::CENTRE))
            .env("SPORTELLO_BARE_WINDOW", built.program(house, BARE_WINDOW));
        if let Some(judges) = &judges {
            command.env("SPORTELLO_JUDGES", judges);
        }
        tool::run(&mut command)?;
    }
    Ok(())
}

const BENCH: &str = "sportello-bench";
const BARE_WINDOW: &str = "sportello-bare-window";

/// How the programs are built.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Built {
    AsReleased,
    ForTrying,
}

impl Built {
    fn program(self, house: &House, name: &str) -> PathBuf {
        match self {
            Self::AsReleased => house.released(name),
            Self::ForTrying => house.program(name),
        }
    }
}

fn build(house: &House, built: Built, alone: bool) -> Outcome {
    let mut cargo = house.cargo();
    let features = if alone { "sportello-bench/card" } else { "sportello-bench/bench" };
    cargo.args(["build", "--bins", "--features", features, "-p", BENCH]);
    if built == Built::AsReleased {
        cargo.arg("--release");
    }
    if !alone {
        cargo.args(["-p", "sportello", "-p", "sportello-central", "-p", BARE_WINDOW]);
    }
    tool::run(&mut cargo)
}
