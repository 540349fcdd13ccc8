//! The product's own programs.

use crate::{fault::Outcome, house::House, tool};

/// The window.
pub const APP: &str = "sportello";
/// The centre.
pub const CENTRE: &str = "central";
/// The desk without a window.
pub const DESK_CLI: &str = "desk-cli";

/// Builds window, centre and windowless desk in one call, so that what they share is compiled once.
pub fn build(house: &House) -> Outcome {
    let mut cargo = house.cargo();
    cargo.args(["build", "--bins", "-p", "sportello", "-p", "sportello-central", "-p", "sportello-desk-cli"]);
    tool::run(&mut cargo)
}
