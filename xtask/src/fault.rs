//! Why a chore stopped: a sentence that says what to do.

use std::{fmt, io};

/// A sentence for the person at the terminal.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(String);

/// What a chore gives.
pub type Outcome<T = ()> = Result<T, Fault>;

impl Fault {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
