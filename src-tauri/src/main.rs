//! Sportello, the workstation.
fn main() {}
