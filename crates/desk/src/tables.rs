//! A list that is shown, saved as CSV (RFC 4180) for a spreadsheet.

use std::path::Path;

use sportello_contract::desk::tables::ShownTable;
use sportello_domain::{catalogue::Language, error_code::ErrorCode};

use crate::{DeskError, papers::of_disk, ports::write_whole};

/// Spreadsheets take a file without it for one in the system's old code page.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// A cell that begins so is a formula to a spreadsheet, or becomes one once spaces are trimmed.
const RUN: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋'];

/// Saves the list where the officer chose.
pub async fn save_table(table: ShownTable, language: Language, path: &Path) -> Result<(), DeskError> {
    let text = csv(&table, language)?;
    let path = path.to_owned();
    let written = tokio::task::spawn_blocking(move || write_whole(&path, text.as_bytes())).await;
    written.map_err(DeskError::internal)?.map_err(|error| of_disk(&error))
}

fn csv(table: &ShownTable, language: Language) -> Result<String, DeskError> {
    if table.rows.iter().any(|row| row.len() != table.columns.len()) {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"rows"));
    }
    // What a spreadsheet in that language parts columns by: there a comma stands in numbers.
    let comma = match language {
        Language::En => ',',
        Language::It => ';',
    };
    let mut text = BYTE_ORDER_MARK.to_owned();
    for row in std::iter::once(&table.columns).chain(&table.rows) {
        let cells: Vec<_> = row.iter().map(|value| cell(value, comma)).collect();
        text.push_str(&cells.join(&comma.to_string()));
        text.push_str("\r\n");
    }
    Ok(text)
}

/// Names and labels come from outside: none of them is to be run by the spreadsheet that opens the file.
fn cell(value: &str, comma: char) -> String {
    let runs = value.starts_with(RUN) || value.trim_start().starts_with(RUN);
    let value = if runs { format!("'{value}") } else { value.to_owned() };
    if runs || value.contains([comma, '"', '\r', '\n']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run_and_each_comes_back_as_it_was_shown() {
        for (shown, english, italian) in [
            ("Rossi", "Rossi", "Rossi"),
            ("Rossi, Ada", "\"Rossi, Ada\"", "Rossi, Ada"),
            ("a;b", "a;b", "\"a;b\""),
            ("the \"big\" one", "\"the \"\"big\"\" one\"", "\"the \"\"big\"\" one\""),
            ("two\nlines", "\"two\nlines\"", "\"two\nlines\""),
            ("", "", ""),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"", "\"'=cmd|' /C calc'!A0\""),
            ("+39 333 1234567", "\"'+39 333 1234567\"", "\"'+39 333 1234567\""),
            ("-1", "\"'-1\"", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\"", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\"", "\"'\t=1\""),
            ("  =1", "\"'  =1\"", "\"'  =1\""),
            ("O-26-000001", "O-26-000001", "O-26-000001"),
        ] {
            assert_eq!(cell(shown, ','), english, "{shown:?} parted by commas");
            assert_eq!(cell(shown, ';'), italian, "{shown:?} parted by semicolons");
        }
    }

    #[test]
    fn a_list_becomes_lines() {
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let table = ShownTable {
            columns: words(&["Order ID", "Holder"]),
            rows: vec![words(&["O-1", "Ada"]), words(&["O-2", "Ugo"])],
        };
        let text = csv(&table, Language::It).unwrap();
        assert_eq!(text, "\u{feff}Order ID;Holder\r\nO-1;Ada\r\nO-2;Ugo\r\n", "marked, headed, line by line");
        let ragged = ShownTable { rows: vec![words(&["O-1"])], ..table };
        assert!(csv(&ragged, Language::En).is_err(), "a row of another length is a mistake, not a file");
    }
}
