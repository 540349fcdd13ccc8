//! Writes the UI's bindings anew from the commands of the window.

use crate::{fault::Outcome, house::House, tool};

/// Runs the test that compares the bindings, telling it to write them.
pub fn codegen(house: &House) -> Outcome {
    let mut cargo = house.cargo();
    cargo
        .args(["test", "--quiet", "-p", "sportello", "--lib", "bindings_are_fresh"])
        .env("SPORTELLO_WRITE_BINDINGS", "1");
    tool::run(&mut cargo)
}
