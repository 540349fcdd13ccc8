//! A list of serial numbers from a file: what a supplier's spreadsheet saves as CSV, or one number a line.

use sportello_domain::{error_code::ErrorCode, places::fold};

use crate::DeskError;

/// A delivery fits many times; what is larger is another file.
const LARGEST: usize = 1024 * 1024;
/// How a column of serial numbers is headed, folded.
const HEADINGS: [&str; 3] = ["serial", "numero di serie", "matricola"];

/// The serial numbers of a file, as they stand there: of the column that is headed so, else of the first one.
pub fn read_serial_list(bytes: &[u8]) -> Result<Vec<String>, DeskError> {
    if bytes.is_empty() {
        return Err(DeskError::told(ErrorCode::FileEmpty));
    }
    if bytes.len() > LARGEST {
        return Err(DeskError::told_with(ErrorCode::FileTooLarge, "limit", &LARGEST));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| DeskError::told(ErrorCode::FileFormatUnknown))?;
    let text = text.trim_start_matches('\u{feff}');
    // A spreadsheet file, or anything else that is no text.
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(DeskError::told(ErrorCode::FileFormatUnknown));
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let Some(first) = lines.peek() else { return Err(DeskError::told(ErrorCode::FileEmpty)) };
    let comma = [';', '\t', ','].into_iter().find(|comma| first.contains(*comma)).unwrap_or(',');
    let headed = cells(first, comma).position(|cell| {
        let cell = fold(&cell);
        HEADINGS.iter().any(|heading| cell.contains(heading))
    });
    if headed.is_some() {
        lines.next();
    }
    let column = headed.unwrap_or(0);
    let serials = lines.filter_map(|line| cells(line, comma).nth(column));
    Ok(serials.filter(|serial| !serial.is_empty()).collect())
}

/// Serial numbers hold no separators: quotes around a cell are dropped, and nothing in them is parted.
fn cells(line: &str, comma: char) -> impl Iterator<Item = String> {
    line.split(comma).map(|cell| cell.trim().trim_matches('"').trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_suppliers_save_them() {
        for (what, text) in [
            ("one a line", "10000001\n10000002\n"),
            ("with the marks of Windows", "\u{feff}10000001\r\n10000002\r\n\r\n"),
            ("a column with its heading", "Type;Serial number;Box\nPIV;10000001;A\nPIV;10000002;A"),
            ("in Italian, quoted", "\"Numero di serie\",\"Scatola\"\n\"10000001\",\"A\"\n\"10000002\",\"A\""),
            ("without a heading", "10000001\tA\n10000002\tB"),
        ] {
            assert_eq!(read_serial_list(text.as_bytes()).unwrap(), ["10000001", "10000002"], "{what}");
        }
    }

    #[test]
    fn what_is_no_list_is_told() {
        let code = |bytes: &[u8]| match read_serial_list(bytes) {
            Err(DeskError::Told { code, .. }) => Some(code),
            _ => None,
        };
        assert_eq!(code(b""), Some(ErrorCode::FileEmpty), "nothing in it");
        assert_eq!(code(b" \n \n"), Some(ErrorCode::FileEmpty), "lines with nothing on them");
        assert_eq!(
            code(b"PK\x03\x04"),
            Some(ErrorCode::FileFormatUnknown),
            "a spreadsheet that was not saved as CSV"
        );
        assert_eq!(code(&[0xff, 0xfe, 0x31]), Some(ErrorCode::FileFormatUnknown), "no text");
        assert_eq!(code(&vec![b'1'; LARGEST + 1]), Some(ErrorCode::FileTooLarge), "another file");
    }
}
