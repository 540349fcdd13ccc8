//! Other people's programs that judge what ours makes (linters, validators), in one Python environment of their own.

use std::{path::PathBuf, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    stamp, tool,
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
    let python = ["python3", "python"]
        .into_iter()
        .find(|python| tool::succeeds(python, &["-c", "import venv, ensurepip"]))
        .ok_or_else(|| {
            Fault::new("Python 3 with venv is missing: the judges of the tests are written in it")
        })?;
    tool::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted);
    tool::run(&mut pip)?;
    stamp::leave_at(&left, &mark)?;
    Ok(folder)
}
