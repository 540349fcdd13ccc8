//! Keeps the house as its architecture says: fails on a forbidden edge between crates, on a file that grew too long
//! without a reason, on names that the glossary forbids, on words and addresses that must not stand anywhere.

mod edges;
mod names;
mod texts;

use std::{fs, path::Path, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    tool,
};

/// Looks at everything and says everything it found.
pub fn tidy(house: &House) -> Outcome {
    let mut found = edges::forbidden(&house.metadata);
    let glossary = house.root.join("docs").join("GLOSSARY.md");
    let names = names::Forbidden::of_glossary(&fs::read_to_string(glossary)?)?;
    let mut files = 0;
    for path in tracked(&house.root)? {
        let Ok(text) = fs::read_to_string(house.root.join(&path)) else {
            continue; // a picture, a model, or a file that is gone from the folder but not yet from the index
        };
        files += 1;
        found.extend(texts::untidy(&path, &text, &names));
    }
    if found.is_empty() {
        println!(
            "tidy: {} crates and {files} files as they should be",
            house.metadata.workspace_members.len()
        );
        return Ok(());
    }
    for line in &found {
        println!("{line}");
    }
    Err(Fault::new(format!("tidy: {} things to put right", found.len())))
}

/// The files under version control, and those that would be if they were added.
fn tracked(root: &Path) -> Outcome<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(root).args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    let listed = String::from_utf8_lossy(&tool::output(&mut git)?).into_owned();
    Ok(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}
