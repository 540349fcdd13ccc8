//! `cargo xtask bench`: how fast, beside the peer and the limit, in one run. Nothing here passes or fails.

mod documents;

use crate::{
    fault::{Fault, Outcome},
    house::House,
    judges,
    packages::{self, Purpose},
    page, programs, tool, versions,
};

/// What can be measured, in this order.
const BENCHES: &[&str] = &["window", "camera", "report", "certificates"];

/// Builds everything as released, then measures all or the one named.
pub fn bench(house: &House, arguments: &[String]) -> Outcome {
    if let Some(("documents", more)) = arguments.split_first().map(|(first, more)| (first.as_str(), more)) {
        return documents::documents(house, more);
    }
    let mut wanted = Vec::new();
    let mut yes = false;
    for word in arguments {
        match word.as_str() {
            "--yes" => yes = true,
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
        wanted = BENCHES.to_vec();
    }
    versions::rust(house)?;
    packages::ensure(Purpose::Test, yes)?;
    let judges = judges::ensure(house)?;
    page::build(house)?;
    build(house)?;
    for name in wanted {
        println!("\n=== {name}");
        let mut command = std::process::Command::new(house.released("sportello-bench"));
        command
            .arg(name)
            .current_dir(&house.root)
            .env("SPORTELLO_APP", house.released(programs::APP))
            .env("SPORTELLO_CENTRE", house.released(programs::CENTRE))
            .env("SPORTELLO_BARE_WINDOW", house.released("sportello-bare-window"))
            .env("SPORTELLO_JUDGES", &judges);
        tool::run(&mut command)?;
    }
    Ok(())
}

fn build(house: &House) -> Outcome {
    let mut cargo = house.cargo();
    cargo.args(["build", "--release", "--bins", "--features", "sportello-bench/bench"]);
    for package in ["sportello", "sportello-central", "sportello-bare-window", "sportello-bench"] {
        cargo.args(["-p", package]);
    }
    tool::run(&mut cargo)
}
