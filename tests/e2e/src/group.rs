//! Programs in a process group of their own, so that what they start ends with them.

use std::{
    os::unix::process::CommandExt as _,
    process::{Child, ChildStdin, ChildStdout, Command},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::{OrFail as _, Outcome};

/// How long a program may take to end when it is asked.
const PATIENCE: Duration = Duration::from_secs(5);

/// A program and all it started; ended when this is dropped.
pub struct Group {
    leader: Child,
}

impl Group {
    /// Starts it as the leader of a new group.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let leader = command
            .process_group(0)
            .spawn()
            .or_fail(format!("starting {}", command.get_program().display()))?;
        Ok(Self { leader })
    }

    /// What it says, where that was piped; once.
    pub fn said(&mut self) -> Option<ChildStdout> {
        self.leader.stdout.take()
    }

    /// Where it listens, where that was piped; once.
    pub fn ear(&mut self) -> Option<ChildStdin> {
        self.leader.stdin.take()
    }

    /// Whether the leader lives.
    pub fn lives(&mut self) -> bool {
        matches!(self.leader.try_wait(), Ok(None))
    }

    /// Kills the whole group at once, as a power cut would.
    pub fn kill(&mut self) {
        self.signal(Signal::SIGKILL);
        // Already reaped is as good.
        let _ = self.leader.wait();
    }

    /// Holds the whole group where it is, until [`Self::go_on`].
    pub fn pause(&self) {
        self.signal(Signal::SIGSTOP);
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.signal(Signal::SIGCONT);
    }

    /// Asks the group to end; kills it when it does not.
    pub fn end(&mut self) {
        self.signal(Signal::SIGTERM);
        let asked = Instant::now();
        while self.lives() && asked.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(20));
        }
        self.kill();
    }

    fn signal(&self, signal: Signal) {
        if let Ok(id) = i32::try_from(self.leader.id()) {
            // It fails when nobody is left in the group, which is what is wanted.
            let _ = killpg(Pid::from_raw(id), signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}
