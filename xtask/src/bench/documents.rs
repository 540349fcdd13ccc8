//! `cargo xtask bench documents`: our reader of documents beside others, on the same pictures in one run.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    judges,
    packages::{self, Purpose},
    tool, versions,
};

/// Drawn documents of each kind, where no folder is given.
const PER_KIND: &str = "6";

/// Measures on the given folders, each with a `truth.json` in it or beside it; without any on drawn documents.
pub fn documents(house: &House, arguments: &[String]) -> Outcome {
    let (mut yes, mut samples) = (false, Vec::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--yes" => yes = true,
            "--samples" => {
                let folder = words.next().ok_or_else(|| Fault::new("`--samples` wants a folder after it"))?;
                samples.push(with_truth(house.root.join(folder))?);
            }
            _ => {
                return Err(Fault::new(format!(
                    "`{word}` is not an option of `cargo xtask bench documents`"
                )));
            }
        }
    }
    versions::rust(house)?;
    packages::ensure(Purpose::Readers, yes)?;
    let readers = judges::readers(house)?;
    build(house)?;
    if samples.is_empty() {
        samples.push(drawn(house)?);
    }
    let mut command = Command::new(house.released("sportello-bench-readers"));
    command
        .args(&samples)
        .current_dir(&house.root)
        .env("SPORTELLO_READ", house.released("examples/read"))
        .env("SPORTELLO_READERS", &readers);
    tool::run(&mut command)
}

/// A folder of pictures that says what stands on them; without that nothing can be measured.
fn with_truth(folder: PathBuf) -> Outcome<PathBuf> {
    let told = |at: &Path| at.join("truth.json").is_file();
    if folder.is_dir() && (told(&folder) || folder.parent().is_some_and(told)) {
        return Ok(folder);
    }
    Err(Fault::new(format!(
        "`{}` is no folder with a truth.json in it or beside it; what that holds: docs/TESTING.md",
        folder.display()
    )))
}

fn build(house: &House) -> Outcome {
    let mut examples = house.cargo();
    examples.args([
        "build",
        "--release",
        "-p",
        "sportello-capture",
        "--example",
        "read",
        "--example",
        "specimen",
    ]);
    tool::run(&mut examples)?;
    let mut bench = house.cargo();
    tool::run(bench.args(["build", "--release", "-p", "sportello-bench-readers", "--features", "bench"]))
}

fn drawn(house: &House) -> Outcome<PathBuf> {
    let folder = house.target.join("specimens");
    let _ = std::fs::remove_dir_all(&folder);
    tool::run(Command::new(house.released("examples/specimen")).arg(&folder).arg(PER_KIND))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_truth_is_told_before_anything_is_built() {
        let chores = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        for (folder, why) in [("nowhere", "there is no such folder"), ("src", "pictures alone tell nothing")]
        {
            let said = with_truth(chores.join(folder)).unwrap_err().to_string();
            assert!(said.contains("truth.json"), "{why}: {said}");
        }
    }
}
