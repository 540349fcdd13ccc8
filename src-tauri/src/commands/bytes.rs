//! Files and pictures on their way between the page and the desk.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use specta::{Type, Types, datatype::DataType};
use sportello_desk::DeskError;
use sportello_domain::error_code::ErrorCode;
use tauri::ipc::{InvokeResponseBody, IpcResponse};

/// The largest file that is taken from the page, in bytes: the intake's own limit. The page refuses larger ones before it
/// reads them.
pub const LARGEST_FILE: u32 = 20 * 1024 * 1024;

/// Bytes that the page receives as an `ArrayBuffer`: raw, not as JSON.
pub struct Bytes(pub Vec<u8>);

impl IpcResponse for Bytes {
    fn body(self) -> tauri::Result<InvokeResponseBody> {
        Ok(InvokeResponseBody::Raw(self.0))
    }
}

impl Type for Bytes {
    fn definition(_types: &mut Types) -> DataType {
        DataType::Reference(specta_typescript::define("ArrayBuffer"))
    }
}

/// A file the officer chose, dropped or pasted in the page: its bytes in base64.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct FileText(String);

impl FileText {
    /// The file itself.
    pub fn bytes(self) -> Result<Vec<u8>, DeskError> {
        let about = self.0.len() / 4 * 3;
        // Two characters of filling at most.
        if about > LARGEST_FILE as usize + 2 {
            return Err(DeskError::told_with(ErrorCode::FileTooLarge, "limit", &LARGEST_FILE));
        }
        STANDARD.decode(self.0).map_err(|_| DeskError::told(ErrorCode::FileUnreadable))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_the_intake_have_one_limit() {
        let intake = sportello_capture::intake::Limits::default().bytes;
        assert_eq!(u64::from(LARGEST_FILE), intake, "an officer is told one number, wherever it is noticed");
    }

    #[test]
    fn files_from_the_page() {
        let file = |text: &str| FileText(text.to_owned()).bytes();
        assert_eq!(file("AQID").expect("three bytes"), [1, 2, 3], "base64 is what the page sends");
        assert!(
            matches!(file("AQ*D"), Err(DeskError::Told { code: ErrorCode::FileUnreadable, .. })),
            "what is no base64 is a sentence for the officer, not a failure"
        );
        let large = "A".repeat(LARGEST_FILE as usize / 3 * 4 + 8);
        assert!(
            matches!(file(&large), Err(DeskError::Told { code: ErrorCode::FileTooLarge, .. })),
            "too large is refused before it is decoded"
        );
    }
}
