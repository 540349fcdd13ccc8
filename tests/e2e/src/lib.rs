//! The real binary in a real window.
