//! The machine-readable zone of travel documents (ICAO 9303-3 to -7): text in, checked fields out, and back.
//!
//! A check digit that fails is evidence, not an error: the officer corrects what was read. An error is only
//! text that is no zone at all.

pub mod alphabet;
pub mod countries;
mod dates;
mod grammar;
mod lattice;
pub mod layout;
mod name_letters;
pub mod names;
mod parse;
pub mod reading;
pub mod repair;
mod write;

pub use dates::MrzDate;
pub use layout::{Format, MrzField};
pub use names::Names;
pub use parse::{Check, CheckedPart, Mrz, MrzError, Sex, parse};
pub use reading::MrzReading;
pub use write::{Printable, write};
