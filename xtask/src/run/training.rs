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
const CENTRE_STARTS_WITHIN: Duration = Duration::from_mins(1);

/// Where everything of one installation lies.
#[derive(Debug)]
pub struct Training {
    folder: PathBuf,
}

/// What `central init --training` leaves for programs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Left {
    url: String,
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
}

impl Training {
    /// Makes the training customer, unless it was made before.
    pub fn prepare(house: &House, data: Option<&Path>) -> Outcome<Self> {
        let folder = match data {
            Some(data) => std::path::absolute(data)?,
            None => house.root.join("out").join("training"),
        };
        let training = Self { folder };
        if !training.config().exists() {
            fs::create_dir_all(training.centre())?;
            let mut init = Command::new(house.program(programs::CENTRE));
            tool::run(init.args(["init", "--training", "--data"]).arg(training.centre()))?;
        }
        Ok(training)
    }

    /// Starts the centre and waits until it listens.
    pub fn start_centre(&self, house: &House) -> Outcome<Child> {
        let mut serve = Command::new(house.program(programs::CENTRE));
        serve.args(["serve", "--config"]).arg(self.config()).stdout(Stdio::piped());
        let mut centre = Child::start("the centre", serve)?;
        let (heard, hearing) = mpsc::channel();
        if let Some(said) = centre.said() {
            // Reads on to the end, or the centre would be stopped by a full pipe.
            thread::spawn(move || {
                for line in BufReader::new(said).lines().map_while(Result::ok) {
                    println!("{line}");
                    if line.starts_with("listening") {
                        // Nobody waits any more for the second such line.
                        let _ = heard.send(());
                    }
                }
            });
        }
        hearing.recv_timeout(CENTRE_STARTS_WITHIN).map_err(|_| {
            Fault::new(
                "the centre did not start to listen; its last words are above (is another one running?)",
            )
        })?;
        Ok(centre)
    }

    /// The window's command line; on the first start it registers the workstation.
    pub fn window(&self, house: &House) -> Outcome<Command> {
        let mut window = Command::new(house.program(programs::APP));
        self.desk(house, "desk", &mut window)?;
        Ok(window)
    }

    /// The main job without a window.
    pub fn headless(&self, house: &House, seed: Option<&str>, images: &[PathBuf]) -> Outcome<Command> {
        let mut job = Command::new(house.program(programs::DESK_CLI));
        self.desk(house, "desk-cli", &mut job)?;
        job.arg("main-job").arg("--accounts").arg(self.left_by_init());
        job.arg("--out").arg(self.folder.join("results"));
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
        println!("\nTraining accounts (the second factor is a time-based code made from its key):");
        for account in self.left()?.accounts {
            println!(
                "  {:<14} {:<20} key {}  {} ({})",
                account.user_name,
                account.password,
                account.totp_secret,
                account.full_name,
                account.profiles.join(", ")
            );
        }
        println!("Everything lies in {}\n", self.folder.display());
        Ok(())
    }

    fn desk(&self, house: &House, name: &str, command: &mut Command) -> Outcome {
        let data = self.folder.join(name);
        command.arg("--data").arg(&data);
        if !data.exists() {
            let mut code = Command::new(house.program(programs::CENTRE));
            code.args(["enrolment-code", "--config"]).arg(self.config());
            let code = String::from_utf8_lossy(&tool::output(&mut code)?).trim().to_owned();
            command.args(["--centre", &self.left()?.url, "--enrol", &code]);
        }
        Ok(())
    }

    fn left(&self) -> Outcome<Left> {
        Ok(serde_json::from_slice(&fs::read(self.left_by_init())?)?)
    }

    fn centre(&self) -> PathBuf {
        self.folder.join("centre")
    }

    fn config(&self) -> PathBuf {
        self.centre().join("central.toml")
    }

    fn left_by_init(&self) -> PathBuf {
        self.centre().join("training.json")
    }
}
