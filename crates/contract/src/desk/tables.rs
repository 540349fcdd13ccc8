//! Lists as they are shown, on their way to a file.

use serde::{Deserialize, Serialize};

/// `save_table`: a list as it stands on the screen, in the officer's language, column by column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ShownTable {
    pub columns: Vec<String>,
    /// Each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}
