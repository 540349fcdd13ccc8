//! Other people's programs that judge what ours makes (linters, validators), in one Python environment of their own.

use std::{path::PathBuf, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    stamp, tool, versions,
};

/// Makes the environment, when the list of judges changed, and gives its folder.
pub fn ensure(house: &House) -> Outcome<PathBuf> {
    let wanted = house.root.join("tests").join("judges").join("requirements.txt");
    let folder = house.target.join("judges-venv");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !wanted.exists() {
        return Err(Fault::new(format!(
            "{} is missing: it names the judges and their versions",
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
