//! `cargo xtask bench documents`: our reader of documents beside others, on the same pictures in one run.

use std::{path::PathBuf, process::Command};

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
                samples.push(house.root.join(folder));
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
