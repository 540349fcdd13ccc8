//! The page in the window: npm's part of the build.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    stamp, tool, versions,
};

/// What stands on the page of `src-tauri/build.rs` when there is none.
const NOT_BUILT: &str = "The page has not been built";

/// Installs what the page needs, when its lock file changed.
pub fn install(house: &House) -> Outcome {
    versions::node(house)?;
    let page = house.page();
    let mark = stamp::mark(&[page.join("package-lock.json"), page.join("package.json")])?;
    // Inside the folder that npm removes first, so that a broken-off installation is begun anew.
    let left = page.join("node_modules").join(".sportello-install");
    if stamp::is_at(&left, &mark) {
        return Ok(());
    }
    if !tool::succeeds(npm_program(), &["--version"]) {
        return Err(Fault::new("npm is missing, though Node.js is there: install it too, then start again"));
    }
    // Not `npm ci`: it refuses a lock file that does not name the binaries of every platform, and a registry that
    // serves one platform only gives no other lock file. What the lock names is installed as it says, hashes checked.
    tool::run(npm(house).args(["install", "--no-save", "--no-audit", "--no-fund"]))?;
    stamp::leave_at(&left, &mark)
}

/// Installs and builds the page, when its sources changed.
pub fn build(house: &House) -> Outcome {
    install(house)?;
    let page = house.page();
    let mark = stamp::mark(&sources(house))?;
    let left = page.join("node_modules").join(".sportello-page");
    let there =
        fs::read_to_string(page.join("dist").join("index.html")).is_ok_and(|text| !text.contains(NOT_BUILT));
    if there && stamp::is_at(&left, &mark) {
        return Ok(());
    }
    tool::run(npm(house).args(["run", "build"]))?;
    stamp::leave_at(&left, &mark)
}

/// Lint, types, tests and build of the page, as its `package.json` says.
pub fn check(house: &House) -> Outcome {
    install(house)?;
    tool::run(npm(house).args(["run", "check"]))?;
    let mark = stamp::mark(&sources(house))?;
    stamp::leave_at(&house.page().join("node_modules").join(".sportello-page"), &mark)
}

fn sources(house: &House) -> Vec<PathBuf> {
    ["src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"]
        .iter()
        .map(|name| house.page().join(name))
        .collect()
}

fn npm(house: &House) -> Command {
    let mut command = Command::new(npm_program());
    command.current_dir(house.page());
    command
}

/// On Windows npm is a script, which needs its ending.
const fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}
