//! The workstation's encrypted store.
