//! The binary `central`.

fn main() {}
