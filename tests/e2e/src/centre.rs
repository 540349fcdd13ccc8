//! The real centre, in a folder of the story.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

use serde_json::Value;

use crate::{
    Account, Failure, Group, OrFail as _, Outcome, Surroundings, program,
    surroundings::{first_line, free_port, run_to_end},
};

/// How long an act of the centre may take until the first write.
const WRITES_WITHIN: Duration = Duration::from_secs(20);

/// A running centre with its training customers.
pub struct Centre {
    folder: PathBuf,
    left: Value,
    running: Group,
}

impl Centre {
    /// Makes a training centre (of another customer, where a description is given) and starts it.
    pub fn start(around: &Surroundings, customer: Option<&Path>) -> Outcome<Self> {
        let folder = around.folder("centre");
        let mut init = Command::new(program("SPORTELLO_CENTRE", "central")?);
        init.args(["init", "--training", "--data"]).arg(&folder);
        for listener in ["--desks", "--holders", "--operations"] {
            init.args([listener, &format!("127.0.0.1:{}", free_port()?)]);
        }
        if let Some(customer) = customer {
            init.arg("--customer").arg(customer);
        }
        run_to_end(around.around(&mut init), "making the training centre")?;
        let left = fs::read(folder.join("training.json")).or_fail("reading what init left")?;
        let left = serde_json::from_slice(&left).or_fail("reading what init left")?;
        let running = serve(around, &folder)?;
        Ok(Self { folder, left, running })
    }

    /// Kills it, as a power cut would.
    pub fn kill(&mut self) {
        self.running.kill();
    }

    /// Holds it where it is: what is asked of it now waits.
    pub fn pause(&self) {
        self.running.pause();
    }

    /// Lets it go on after [`Self::pause`], and kills it as soon as it has written something down.
    pub fn go_on_until_it_writes(&mut self) -> Outcome {
        let before = self.written()?;
        let began = Instant::now();
        self.running.go_on();
        // Without a pause: what matters is to be quicker than its next write.
        while self.written()? == before {
            if began.elapsed() > WRITES_WITHIN {
                return Err(Failure::new("the centre wrote nothing"));
            }
            std::hint::spin_loop();
        }
        self.running.kill();
        Ok(())
    }

    /// Starts it again, on the same data and addresses.
    pub fn start_again(&mut self, around: &Surroundings) -> Outcome {
        self.running = serve(around, &self.folder)?;
        Ok(())
    }

    /// How much stands in the database's journal: every commit adds to it or begins it anew.
    fn written(&self) -> Outcome<(u64, SystemTime)> {
        let journal = fs::metadata(self.folder.join("data").join("central.sqlite-wal"))
            .or_fail("looking at the journal")?;
        Ok((journal.len(), journal.modified().or_fail("looking at the journal's time")?))
    }

    /// The arguments with which a workstation of the first customer starts for the first time.
    pub fn first_start(&self, data: &Path) -> Outcome<Vec<String>> {
        let address = self.left["url"].as_str().or_fail("the centre's address")?;
        let code = self.left["customers"][0]["enrolmentCode"].as_str().or_fail("an enrolment code")?;
        let data = data.display().to_string();
        let words = ["--data", &data, "--centre", address, "--enrolment-code", code, "--training"];
        Ok(words.map(str::to_owned).to_vec())
    }

    /// Revokes a certificate, as the provider does at its console.
    pub fn revoke(&self, around: &Surroundings, serial: &str) -> Outcome {
        let mut revoke = Command::new(program("SPORTELLO_CENTRE", "central")?);
        revoke.args(["revoke", "--config"]).arg(self.folder.join("central.toml"));
        revoke.args(["--serial", serial, "--reason", "key-compromise"]);
        run_to_end(around.around(&mut revoke), "revoking a certificate")
    }

    /// The accounts of the first customer.
    pub fn accounts(&self) -> Outcome<Vec<Account>> {
        let customer = &self.left["customers"][0]["clientCode"];
        let all = self.left["accounts"].as_array().or_fail("the training accounts")?;
        all.iter().filter(|account| account["customer"] == *customer).map(Account::read).collect()
    }

    /// The first account with this profile.
    pub fn account_with(&self, profile: &str) -> Outcome<Account> {
        let mut accounts = self.accounts()?.into_iter();
        accounts
            .find(|account| account.profiles.iter().any(|held| held == profile))
            .or_fail(format!("a {profile}"))
    }
}

fn serve(around: &Surroundings, folder: &Path) -> Outcome<Group> {
    let log = fs::File::options().create(true).append(true).open(around.folder("centre.log"));
    let mut serve = Command::new(program("SPORTELLO_CENTRE", "central")?);
    serve.args(["serve", "--config"]).arg(folder.join("central.toml"));
    serve.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log.or_fail("making the centre's log")?);
    let mut running = Group::start(around.around(&mut serve))?;
    first_line(running.said().or_fail("the centre speaks")?, "waiting for the centre to listen")?;
    Ok(running)
}
