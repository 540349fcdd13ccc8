//! Licences, bans and sources of other people's crates, by cargo-deny. It is built once into the target folder.

use crate::{fault::Outcome, house::House, tool};

/// Reads `deny.toml` and looks at every crate. Advisories are left out: they would have to be fetched.
pub fn deny(house: &House) -> Outcome {
    let tools = house.target.join("tools");
    let program = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        println!(
            "cargo-deny is built once, which takes some minutes; afterwards it lies in {}",
            tools.display()
        );
        let mut cargo = house.cargo();
        cargo.args(["install", "cargo-deny", "--locked", "--debug", "--root"]).arg(&tools);
        // Its own build folder would else be a temporary one, begun anew after each interruption.
        cargo.env("CARGO_TARGET_DIR", house.target.join("tools-build"));
        tool::run(&mut cargo)?;
    }
    let mut check = std::process::Command::new(program);
    check.current_dir(&house.root).args(["--all-features", "--offline", "check", "--hide-inclusion-graph"]);
    check.args(["licenses", "bans", "sources"]);
    tool::run(&mut check)
}
