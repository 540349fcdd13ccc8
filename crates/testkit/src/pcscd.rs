//! A pcscd of the test's own, with virtual readers and none else.
//!
//! The daemon's socket has a fixed place, so it runs in a mount namespace of its own in which that place is a folder of the
//! test: daemons stand side by side, nobody needs to be root, and the machine's own service and readers are not touched.
//! Clients find it through their environment, which is read when they start: a story runs in a child of its test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "made for tests: a failure here is a failed test")]

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::pin_pad::{self, PinPad};

const STORY: &str = "SPORTELLO_PCSCD_STORY";
const PLACE: &str = "SPORTELLO_PCSCD_PLACE";
const PORT: &str = "SPORTELLO_PCSCD_PORT";
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
const DRIVER: &str = "libifdvpcd.so";
const DRIVERS: &str = "/usr/lib/pcsc/drivers";
/// How long a daemon may take to start, on a machine that does other things too.
const STARTS_IN: Duration = Duration::from_secs(20);

/// The name of the first virtual reader, and of the one beside it.
pub const READER: &str = "Virtual PCD 00 00";
pub const BESIDE: &str = "Virtual PCD 00 01";

/// The place of a daemon that runs, in the child that plays the story: `None` in the test itself, which waits for the child
/// and fails with it. `story` is the test's name with its modules.
pub fn running_of(story: &str) -> Option<Place> {
    let place = Place::of_the_story(story);
    if place.is_none() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::prepare(folder.path());
        let daemon = place.start();
        play(story, &place);
        drop(daemon);
    }
    place
}

/// The same with readers that have keys of their own.
pub fn running_with_pads_of(story: &str) -> Option<Place> {
    let place = Place::of_the_story(story);
    if place.is_none() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::prepare_with_pads(folder.path());
        let daemon = place.start();
        play(story, &place);
        drop(daemon);
    }
    place
}

/// The same for a story that starts and ends the daemon itself.
pub fn place_of(story: &str) -> Option<Place> {
    let place = Place::of_the_story(story);
    if place.is_none() {
        let folder = tempfile::tempdir().unwrap();
        play(story, &Place::prepare(folder.path()));
    }
    place
}

fn play(story: &str, place: &Place) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    let ran = place.known_to(&mut child, story).args(["--exact", story, "--nocapture"]).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "the story passes in the child:\n{said}\npcscd: {}", place.said());
    assert!(said.contains("1 passed"), "{story} is a test of this program:\n{said}");
}

/// Where a daemon lives: its folder, and the ports of its readers.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    port: u16,
}

impl Place {
    /// The place that whoever started this program has made known to it for the story.
    pub fn of_the_story(story: &str) -> Option<Self> {
        (std::env::var(STORY).as_deref() == Ok(story)).then(|| Self {
            folder: std::env::var_os(PLACE).unwrap().into(),
            port: std::env::var(PORT).unwrap().parse().unwrap(),
        })
    }

    /// Makes known to a program where its smart card service is, and which story it plays.
    pub fn known_to<'c>(&self, program: &'c mut Command, story: &str) -> &'c mut Command {
        let port = self.port.to_string();
        program.env(STORY, story).env(PLACE, &self.folder).env(PORT, port).env(SOCKET, self.socket())
    }

    /// A place in this folder for a daemon with two readers.
    pub fn prepare(folder: &Path) -> Self {
        Self::prepare_by(folder, DRIVER)
    }

    /// The same with readers that have keys of their own, on which is typed what [`Place::pad`] says.
    pub fn prepare_with_pads(folder: &Path) -> Self {
        pin_pad::build(&folder.join(pin_pad::DRIVER));
        Self::prepare_by(folder, pin_pad::DRIVER)
    }

    fn prepare_by(folder: &Path, driver_of_readers: &str) -> Self {
        for name in ["run/pcscd", "readers", "drivers"] {
            std::fs::create_dir_all(folder.join(name)).unwrap();
        }
        std::fs::copy(driver(), folder.join(DRIVER)).unwrap();
        let port = free_port();
        let reader = format!(
            "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:{port:#x}\nLIBPATH {}\nCHANNELID {port:#x}\n",
            folder.join(driver_of_readers).display()
        );
        std::fs::write(folder.join("readers/virtual"), reader).unwrap();
        Self { folder: folder.to_owned(), port }
    }

    /// Where a card connects to be in [`READER`].
    pub fn reader(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Where a card connects to be in [`BESIDE`].
    pub fn beside(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port + 1))
    }

    /// The keys of its readers, where they have any.
    pub fn pad(&self) -> PinPad {
        PinPad::in_folder(&self.folder)
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("run/pcscd/pcscd.comm")
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Starts the daemon, and waits until it listens for clients.
    pub fn start(&self) -> Daemon {
        // Left there by one that was killed.
        let _ = std::fs::remove_file(self.socket());
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        let process = Command::new("unshare")
            .args(namespace())
            .args(["sh", "-euc"])
            // Without its folder of drivers the daemon sees no real reader; left behind by a test that was killed, it ends by
            // itself (-x).
            .arg("mount --bind \"$0/run\" /run; mount --bind \"$0/drivers\" \"$1\"; exec pcscd -f -x -c \"$0/readers\"")
            .args([self.folder.as_os_str(), DRIVERS.as_ref()])
            .envs(pin_pad::known_to_driver(&self.folder, &self.folder.join(DRIVER)))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("unshare (package util-linux) does not start: {error}"));
        let mut daemon = Daemon { process };
        let began = Instant::now();
        while !self.socket().exists() {
            let ended = daemon.process.try_wait().unwrap();
            assert!(
                ended.is_none() && began.elapsed() < STARTS_IN,
                "pcscd starts (the test command installs the packages pcscd and vsmartcard-vpcd): {ended:?} {}",
                self.said()
            );
            thread::sleep(Duration::from_millis(50));
        }
        daemon
    }
}

/// A daemon that runs; killed when dropped.
#[derive(Debug)]
pub struct Daemon {
    process: Child,
}

impl Daemon {
    /// Lets it stand still (`STOP`), or go on (`CONT`).
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(sent.unwrap().success(), "the daemon takes {name}");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // `unshare` became the shell, and the shell the daemon.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A mount namespace for anybody, or else for root: some systems allow the first to nobody.
fn namespace() -> &'static [&'static str] {
    let ways: [&[&str]; 2] = [&["--map-root-user", "--mount"], &["--mount"]];
    let allowed = |way: &&&[&str]| {
        let tried = Command::new("unshare").args(**way).args(["mount", "--bind", "/run", "/run"]).output();
        tried.is_ok_and(|tried| tried.status.success())
    };
    ways.iter().find(allowed).unwrap_or_else(|| {
        panic!("pcscd needs a mount namespace (unshare of util-linux): allow user namespaces, or be root")
    })
}

fn driver() -> PathBuf {
    let places = [format!("{DRIVERS}/serial/{DRIVER}"), format!("{DRIVERS}/{DRIVER}")];
    let found = places.iter().map(Path::new).find(|path| path.exists());
    found
        .unwrap_or_else(|| {
            panic!("{DRIVER} is missing: the test command installs the package vsmartcard-vpcd")
        })
        .to_owned()
}

/// A port that is free, and the next one too: the driver has two readers.
fn free_port() -> u16 {
    (0..100)
        .find_map(|_| {
            let first = TcpListener::bind(("0.0.0.0", 0)).ok()?;
            let port = first.local_addr().ok()?.port();
            TcpListener::bind(("0.0.0.0", port.checked_add(1)?)).ok().map(|_| port)
        })
        .unwrap_or_else(|| panic!("no two free ports stand beside each other"))
}

/// Waits until a condition holds; fails with what it was.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < STARTS_IN, "{what}, within {} s", STARTS_IN.as_secs());
        thread::sleep(Duration::from_millis(50));
    }
}
