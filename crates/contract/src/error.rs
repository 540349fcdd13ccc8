//! How an error crosses a border: a code from the closed list, its parameters, what can be done. Never prose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sportello_domain::error_code::{ErrorCode, Remedy};

/// An error on the wire, from the centre to the desk and from the desk to the UI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WireError {
    /// A word of [`ErrorCode`]; a text, so that an older desk survives a newer centre: an unknown code means
    /// `callSupport`.
    pub code: String,
    /// What the sentence needs: numbers, field names, statuses. Never personal data, never a secret.
    pub params: BTreeMap<String, String>,
    pub remedy: Remedy,
    /// Finds the log line; small and copyable in the UI.
    pub trace_id: String,
}

impl WireError {
    /// An error with the code's usual remedy.
    pub fn new(code: ErrorCode, trace_id: impl Into<String>) -> Self {
        Self {
            code: code.as_str().to_owned(),
            params: BTreeMap::new(),
            remedy: code.remedy(),
            trace_id: trace_id.into(),
        }
    }

    /// Adds a parameter of the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// The code, where this version knows it.
    pub fn known_code(&self) -> Option<ErrorCode> {
        self.code.parse().ok()
    }
}
