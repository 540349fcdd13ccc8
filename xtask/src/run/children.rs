//! Programs that run beside this one and end with it.

use std::{
    process::{ChildStdout, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    fault::{Fault, Outcome},
    tool,
};

/// How long a program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program in a process group of its own, ended as a whole when this is dropped.
#[derive(Debug)]
pub struct Child {
    what: &'static str,
    process: std::process::Child,
    ended: Option<ExitStatus>,
}

impl Child {
    /// Starts it; Ctrl-C in the terminal does not reach it, so that the order of ending is ours.
    pub fn start(what: &'static str, mut command: Command) -> Outcome<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        println!("$ {}", tool::shown(&command));
        let process = command
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| Fault::new(format!("{what} could not be started: {error}")))?;
        Ok(Self { what, process, ended: None })
    }

    /// Its name in sentences.
    pub const fn what(&self) -> &'static str {
        self.what
    }

    /// What it says, where its output was piped; once.
    pub fn said(&mut self) -> Option<ChildStdout> {
        self.process.stdout.take()
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Outcome<Option<ExitStatus>> {
        if self.ended.is_none() {
            self.ended = self.process.try_wait()?;
        }
        Ok(self.ended)
    }

    /// Asks the group to end, and makes it end when it does not.
    pub fn end(&mut self) {
        self.signal("TERM");
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE {
            if !matches!(self.ended(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        // What the program itself left behind in its group, or all of it.
        self.signal("KILL");
        self.ended = self.process.wait().ok();
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id();
        // It fails when nobody is left in the group, which is what is wanted.
        if cfg!(windows) {
            tool::succeeds("taskkill", &["/T", "/F", "/PID", &id.to_string()]);
        } else {
            tool::succeeds("kill", &["-s", signal, "--", &format!("-{id}")]);
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if self.ended.is_none() {
            self.end();
        }
    }
}
