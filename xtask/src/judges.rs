//! Other people's programs that judge what ours makes (linters, validators), in one Python environment of their own.

use std::{path::PathBuf, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    stamp, tool, versions,
};

/// Makes the environment, when the list of judges changed, and gives its folder.
pub fn ensure(house: &House) -> Outcome<PathBuf> {
    environment(house, &["tests", "judges", "requirements.txt"], "judges-venv")
}

/// The same for the readers that ours is measured beside.
pub fn readers(house: &House) -> Outcome<PathBuf> {
    environment(house, &["tests", "bench", "readers", "peers", "requirements.txt"], "readers-venv")
}

fn environment(house: &House, list: &[&str], name: &str) -> Outcome<PathBuf> {
    let wanted = list.iter().fold(house.root.clone(), |path, part| path.join(part));
    let folder = house.target.join(name);
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !wanted.exists() {
        return Err(Fault::new(format!(
            "{} is missing: it names other people's programs and their versions",
            wanted.display()
        )));
    }
    let mark = stamp::mark(std::slice::from_ref(&wanted))?;
    let left = folder.join("judges.stamp");
    if stamp::is_at(&left, &mark) {
        return Ok(folder);
    }
    let python = versions::python()?;
    if !tool::succeeds(python, &["-c", "import venv, ensurepip"]) {
        return Err(Fault::new(
            "Python has no venv: install the package that brings it (on Debian: python3-venv), then start again",
        ));
    }
    tool::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted);
    tool::run(&mut pip)?;
    stamp::leave_at(&left, &mark)?;
    Ok(folder)
}
