//! Stories across crates, without a window.
