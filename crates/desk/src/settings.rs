//! What the officer set for this PC: language, density, panels, text size. Names and values are the window's.

use sportello_domain::error_code::ErrorCode;

use crate::{Desk, DeskError, records::Change};

const LONGEST: usize = 4096;

/// A setting; `None` where it was never set.
pub async fn setting(desk: &Desk, name: &str) -> Result<Option<String>, DeskError> {
    Ok(desk.ports.store.value(&kept_as(name)?).await?)
}

/// Sets it, or takes it away.
pub async fn set_setting(desk: &Desk, name: &str, value: Option<String>) -> Result<(), DeskError> {
    if value.as_ref().is_some_and(|value| value.len() > LONGEST) {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"value"));
    }
    Ok(desk.ports.store.apply(vec![Change::Set { name: kept_as(name)?, value }]).await?)
}

/// Settings cannot reach what else the store keeps by name.
fn kept_as(name: &str) -> Result<String, DeskError> {
    let plain =
        !name.is_empty() && name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    if plain {
        Ok(format!("setting/{name}"))
    } else {
        Err(DeskError::told_with(ErrorCode::BadInput, "field", &"name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_cannot_name_what_else_the_store_keeps() {
        assert_eq!(
            kept_as("ui.language").unwrap(),
            "setting/ui.language",
            "settings have a room of their own"
        );
        for name in ["", "../workstation", "session/last", "a b", &"x".repeat(65)] {
            assert!(kept_as(name).is_err(), "{name:?} is no name of a setting");
        }
    }
}
