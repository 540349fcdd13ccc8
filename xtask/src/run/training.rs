//! A training installation: a centre, a workstation and the accounts to try them with, in one folder.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde::Deserialize;

use crate::{
    fault::{Fault, Outcome},
    house::House,
    programs,
    run::children::Child,
    tool,
};

/// How long the centre may take until it listens.
const CENTRE_STARTS_WITHIN: Duration = Duration::from_secs(60);

/// By which the programs are told the code that registers a workstation: command lines are for all to see.
const ENROLMENT_CODE: &str = "SPORTELLO_ENROLMENT_CODE";

/// Where everything of one installation lies.
#[derive(Debug)]
pub struct Training {
    folder: PathBuf,
}

/// The running centre and the address for desks that it told.
#[derive(Debug)]
pub struct Centre {
    pub child: Child,
    desks: String,
}

/// What `central init --training` leaves for programs.
#[derive(Debug, Deserialize)]
struct Left {
    accounts: Vec<Account>,
}

/// An account to try things with.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    user_name: String,
    password: String,
    totp_secret: String,
    full_name: String,
    profiles: Vec<String>,
    customer: String,
    unit: String,
}

impl Training {
    /// Makes the training customer, unless it was made before. What an interrupted start left of one makes no
    /// difference: `init` clears it away.
    pub fn prepare(house: &House, data: Option<&Path>) -> Outcome<Self> {
        let folder = match data {
            Some(data) => std::path::absolute(data)?,
            None => house.root.join("out").join("training"),
        };
        let training = Self { folder };
        if !training.config().exists() {
            fs::create_dir_all(&training.folder)?;
            println!("making a training centre in {}", training.folder.display());
            let mut init = Command::new(house.program(programs::CENTRE));
            init.args(["init", "--training", "--data"]).arg(training.centre());
            // Whom it made is told when there is a window to sign in at.
            tool::run(init.stdout(Stdio::null()))?;
        }
        Ok(training)
    }

    /// Starts the centre and waits until it listens.
    pub fn start_centre(&self, house: &House) -> Outcome<Centre> {
        let mut serve = Command::new(house.program(programs::CENTRE));
        serve.args(["serve", "--config"]).arg(self.config()).stdout(Stdio::piped());
        let mut child = Child::start("the centre", serve)?;
        let (heard, hearing) = mpsc::channel();
        if let Some(said) = child.said() {
            // Reads on to the end, or the centre would be stopped by a full pipe.
            thread::spawn(move || {
                for line in BufReader::new(said).lines().map_while(Result::ok) {
                    println!("{line}");
                    if let Some(desks) = desks_address(&line) {
                        // Nobody waits any more for a second such line.
                        let _ = heard.send(desks.to_owned());
                    }
                }
            });
        }
        let desks = hearing.recv_timeout(CENTRE_STARTS_WITHIN).map_err(|_| {
            Fault::new(
                "the centre did not start to listen; its last words are above (is another one running?)",
            )
        })?;
        Ok(Centre { child, desks })
    }

    /// The window's command; until the workstation is registered, it is told how.
    pub fn window(&self, house: &House, centre: &Centre) -> Outcome<Command> {
        let data = self.folder.join("desk");
        let mut window = Command::new(house.program(programs::APP));
        window.arg("--data").arg(&data);
        if !is_registered(house, &data)? {
            window.args(["--centre", &centre.desks, "--training"]);
            window.env(ENROLMENT_CODE, self.enrolment_code(house)?);
        }
        Ok(window)
    }

    /// The main job without a window.
    pub fn headless(
        &self,
        house: &House,
        centre: &Centre,
        seed: Option<&str>,
        images: &[PathBuf],
    ) -> Outcome<Command> {
        let data = self.folder.join("desk-cli");
        let mut job = Command::new(house.program(programs::DESK_CLI));
        job.args(["play", "--centre", &centre.desks, "--data"]).arg(&data);
        job.arg("--accounts").arg(self.accounts()).arg("--out").arg(self.folder.join("results"));
        job.arg("--models").arg(house.root.join("assets").join("models"));
        if !is_registered(house, &data)? {
            job.env(ENROLMENT_CODE, self.enrolment_code(house)?);
        }
        if let Some(seed) = seed {
            job.args(["--seed", seed]);
        }
        if !images.is_empty() {
            job.arg("--images").args(images);
        }
        Ok(job)
    }

    /// Prints who can log in.
    pub fn show_accounts(&self) -> Outcome {
        let left: Left = serde_json::from_slice(&fs::read(self.accounts())?)?;
        println!("\nTraining accounts; an authenticator makes the second factor's codes from the key:");
        let mut of_customer = None;
        for account in left.accounts {
            let Account { user_name, password, totp_secret, full_name, profiles, customer, unit } = account;
            if of_customer.as_ref() != Some(&customer) {
                println!("  customer {customer}");
            }
            println!("    {user_name:<16} {password:<18} key {totp_secret}");
            println!("    {:<16} {full_name}: {} in {unit}", "", profiles.join(", "));
            of_customer = Some(customer);
        }
        println!("Everything lies in {}\n", self.folder.display());
        Ok(())
    }

    fn enrolment_code(&self, house: &House) -> Outcome<String> {
        let mut code = Command::new(house.program(programs::CENTRE));
        code.args(["enrolment-code", "--config"]).arg(self.config());
        Ok(String::from_utf8_lossy(&tool::output(&mut code)?).trim().to_owned())
    }

    fn centre(&self) -> PathBuf {
        self.folder.join("centre")
    }

    fn config(&self) -> PathBuf {
        self.centre().join("central.toml")
    }

    fn accounts(&self) -> PathBuf {
        self.centre().join("training.json")
    }
}

/// Whether a start has come as far as registering the workstation in this folder: the desk itself knows.
fn is_registered(house: &House, data: &Path) -> Outcome<bool> {
    let mut ask = Command::new(house.program(programs::DESK_CLI));
    ask.arg("registered").arg("--data").arg(data);
    Ok(String::from_utf8_lossy(&tool::output(&mut ask)?).trim() == "yes")
}

/// In `listening desks=http://… holders=http://… operations=http://…`.
fn desks_address(line: &str) -> Option<&str> {
    line.strip_prefix("listening ")?.split(' ').find_map(|word| word.strip_prefix("desks="))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;
    use crate::metadata::Metadata;

    #[test]
    fn the_centre_tells_where_it_listens() {
        let told =
            "listening desks=http://127.0.0.1:1 holders=http://127.0.0.1:2 operations=http://127.0.0.1:3";
        assert_eq!(desks_address(told), Some("http://127.0.0.1:1"), "the address for desks");
        assert_eq!(desks_address("starting desks=x"), None, "another line");
    }

    /// A house whose programs only answer: the desk whether it is registered, the centre with a code.
    #[cfg(unix)]
    fn house(folder: &Path, registered: &str) -> House {
        let programs = folder.join("debug");
        fs::create_dir_all(&programs).expect("a folder");
        for (name, answer) in [(programs::DESK_CLI, registered), (programs::CENTRE, "K7-SECRET")] {
            let path = programs.join(name);
            fs::write(&path, format!("#!/bin/sh\necho {answer}\n")).expect("a script");
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            fs::set_permissions(&path, mode).expect("a program");
        }
        let (target_directory, packages) = (folder.to_owned(), Vec::new());
        let metadata = Metadata { packages, workspace_members: Vec::new(), resolve: None, target_directory };
        House { root: folder.to_owned(), target: folder.to_owned(), metadata }
    }

    #[cfg(unix)]
    #[test]
    fn a_workstation_is_told_its_code_until_it_is_registered_and_never_on_the_command_line() {
        let folder = std::env::temp_dir().join(format!("sportello-xtask-{}", std::process::id()));
        let training = Training { folder: folder.join("training") };
        // A store is there: the start before ended before it had registered.
        for desk in ["desk", "desk-cli"] {
            fs::create_dir_all(training.folder.join(desk).join("store")).expect("a folder");
        }
        let child = || Child::start("nobody", Command::new("true")).expect("a program that does nothing");
        for (registered, told) in [("no", Some(OsStr::new("K7-SECRET"))), ("yes", None)] {
            let house = house(&folder, registered);
            let centre = Centre { child: child(), desks: "http://127.0.0.1:1".to_owned() };
            let window = training.window(&house, &centre).expect("a command");
            let job = training.headless(&house, &centre, None, &[]).expect("a command");
            for command in [window, job] {
                let code = command.get_envs().find(|(name, _)| *name == OsStr::new(ENROLMENT_CODE));
                assert_eq!(code.and_then(|(_, value)| value), told, "registered: {registered}");
                assert!(!tool::shown(&command).contains("K7"), "for all to see: {}", tool::shown(&command));
            }
        }
        fs::remove_dir_all(folder).expect("our own folder");
    }
}
