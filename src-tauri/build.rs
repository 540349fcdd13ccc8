//! Builds the Tauri context. Capability files are at a place of our own, which Tauri ignores silently unless it is
//! named here *and* watched; the commands the page may call are read from them, so that there is one list, and a
//! command that no capability grants cannot be called.

use std::{error::Error, fs, path::Path};

const CAPABILITIES: &str = "src-tauri/capabilities";
const PAGE: &str = "ui/dist";
/// What stands in the window when the page has not been built: Tauri refuses to compile without the folder.
const PAGE_NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sportello</title></head>\
    <body><h1>Sportello</h1><p>The page has not been built. Run: cargo xtask run</p></body></html>\n";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={CAPABILITIES}");
    println!("cargo:rerun-if-changed={PAGE}");
    if !Path::new(PAGE).join("index.html").exists() {
        fs::create_dir_all(PAGE)?;
        fs::write(Path::new(PAGE).join("index.html"), PAGE_NOT_BUILT)?;
    }
    let manifest = tauri_build::AppManifest::new().commands(granted_commands()?);
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*.json")
            .app_manifest(manifest),
    )?;
    Ok(())
}

/// Reads `allow-save-draft` (no colon: those of plugins have one) as the command `save_draft`.
fn granted_commands() -> Result<&'static [&'static str], Box<dyn Error>> {
    let mut commands: Vec<&'static str> = Vec::new();
    for entry in fs::read_dir(CAPABILITIES)? {
        let capability: serde_json::Value = serde_json::from_str(&fs::read_to_string(entry?.path())?)?;
        let permissions = capability["permissions"].as_array().ok_or("a capability without permissions")?;
        for permission in permissions.iter().filter_map(serde_json::Value::as_str) {
            if let Some(name) = permission.strip_prefix("allow-") {
                let command: &'static str = Box::leak(name.replace('-', "_").into_boxed_str());
                if !commands.contains(&command) {
                    commands.push(command);
                }
            }
        }
    }
    Ok(commands.leak())
}
