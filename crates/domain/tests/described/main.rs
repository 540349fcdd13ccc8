//! The product's description, word for word, held against the tables of this crate: what it lists is there, and nothing
//! else is.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

mod lifecycles;
mod rights;
