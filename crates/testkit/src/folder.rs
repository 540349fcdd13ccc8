//! Folders that are gone when the test is over.

use tempfile::TempDir;

/// A new empty folder, named after what it is for, removed when dropped.
///
/// # Panics
/// If the machine has no place for it.
#[expect(clippy::expect_used, reason = "made for tests: a failure here is a failed test")]
pub fn temp_dir(purpose: &str) -> TempDir {
    tempfile::Builder::new().prefix(&format!("sportello-{purpose}-")).tempdir().expect("a temporary folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_the_test() {
        let folder = temp_dir("kit");
        let path = folder.path().to_owned();
        assert!(path.is_dir(), "it is there");
        drop(folder);
        assert!(!path.exists(), "and gone");
    }
}
