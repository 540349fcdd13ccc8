//! The one declared surface: every command and event, from which the bindings of the UI are generated.

use tauri_specta::{Builder, collect_commands};

use crate::commands;

/// Where the bindings lie, seen from the root of the repository.
#[cfg(test)]
const BINDINGS: &str = "ui/src/host/bindings.gen.ts";

/// The commands and events of the workstation.
pub fn surface() -> Builder<tauri::Wry> {
    Builder::new()
        // One shape for a type, whichever way it travels.
        .disable_serde_phases()
        .commands(collect_commands![commands::about::about_app])
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use specta_typescript::Typescript;

    use super::*;

    fn bindings() -> String {
        let file = std::env::temp_dir().join(format!("sportello-bindings-{}.ts", std::process::id()));
        surface()
            .export(Typescript::default(), &file)
            .expect("the types of the surface can be written as TypeScript");
        let text = fs::read_to_string(&file).expect("what was just written");
        fs::remove_file(&file).expect("a file of our own");
        text
    }

    /// With `SPORTELLO_WRITE_BINDINGS` (`cargo xtask codegen`) the file is written instead.
    #[test]
    fn bindings_are_fresh() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join(BINDINGS);
        let now = bindings();
        if std::env::var_os("SPORTELLO_WRITE_BINDINGS").is_some() {
            fs::write(&committed, now).expect("the folder of the bindings exists");
            return;
        }
        let before = fs::read_to_string(&committed).unwrap_or_default();
        assert!(before == now, "{BINDINGS} is stale: run `cargo xtask codegen` and commit it");
    }

    #[test]
    fn every_command_is_granted_to_the_page_and_nothing_more() {
        let capability: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json"))
            .expect("the capability file is JSON");
        let granted: BTreeSet<String> = capability["permissions"]
            .as_array()
            .expect("it grants a list")
            .iter()
            .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
            .map(|name| name.replace('-', "_"))
            .collect();
        let declared: BTreeSet<String> = bindings()
            .split("__TAURI_INVOKE(\"")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
            .collect();
        assert_eq!(granted, declared, "capabilities/main.json grants exactly the commands of the surface");
    }
}
