//! What a window needs around it: a display, a session bus, a keyring, a home of its own.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::{Failure, Group, OrFail as _, Outcome};

/// How long each of them may take to be there.
const THERE_WITHIN: Duration = Duration::from_secs(20);

/// A display, a bus with an unlocked keyring, and a home; all gone when this is dropped.
pub struct Surroundings {
    display: String,
    bus: String,
    // In the order in which they end: who uses the others goes first.
    _keyring: Group,
    _bus: Group,
    _display: Group,
    home: TempDir,
}

impl Surroundings {
    /// Starts everything, with a screen of this size.
    pub fn start(width: u32, height: u32) -> Outcome<Self> {
        let home = TempDir::new().or_fail("making a home")?;
        let runtime = home.path().join("run");
        fs::create_dir(&runtime).or_fail("making the runtime folder")?;
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700))
            .or_fail("closing the runtime folder")?;

        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24")]);
        let (shown, number) = start_and_hear(quiet(&mut xvfb), "the display's number")?;
        let display = format!(":{number}");

        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]).env("XDG_RUNTIME_DIR", &runtime);
        let (carried, address) = start_and_hear(quiet(&mut bus), "the bus's address")?;

        let mut keyring = Command::new("gnome-keyring-daemon");
        keyring.args(["--foreground", "--unlock", "--components=secrets"]);
        keyring.env("DBUS_SESSION_BUS_ADDRESS", &address);
        let mut kept = Group::start(in_home(quiet(&mut keyring), home.path()).stdin(Stdio::piped()))?;
        // An empty password, ended by a line: what opens the keyring.
        kept.ear().or_fail("the keyring listens")?.write_all(b"\n").or_fail("unlocking the keyring")?;
        let surroundings =
            Self { display, bus: address, _keyring: kept, _bus: carried, _display: shown, home };
        surroundings.keyring_answers()?;
        Ok(surroundings)
    }

    /// Puts a program among these surroundings.
    pub fn around<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        in_home(command, self.home.path())
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
    }

    /// A folder of this story, gone with it.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The keyring takes its name on the bus a moment after it was unlocked.
    fn keyring_answers(&self) -> Outcome {
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        self.around(&mut ask);
        for _ in 0..200 {
            let answer = ask.output().or_fail("asking the bus for the keyring")?;
            if String::from_utf8_lossy(&answer.stdout).contains("boolean true") {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err(Failure::new("the keyring did not come"))
    }
}

fn in_home<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// Starts a program and waits for the first line it says.
fn start_and_hear(command: &mut Command, what: &str) -> Outcome<(Group, String)> {
    let mut group = Group::start(command.stdout(Stdio::piped()))?;
    let line = first_line(group.said().or_fail(what)?, what)?;
    Ok((group, line))
}

pub(crate) fn first_line(said: ChildStdout, what: &str) -> Outcome<String> {
    let (heard, hearing) = mpsc::channel();
    // Reads on to the end, or the program would be stopped by a full pipe.
    thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            // Only the first line is waited for.
            let _ = heard.send(line);
        }
    });
    hearing.recv_timeout(THERE_WITHIN).or_fail(what)
}

/// Runs a program that ends by itself; what it says is of interest only when it fails.
pub(crate) fn run_to_end(command: &mut Command, doing: &str) -> Outcome {
    let output = command.stdin(Stdio::null()).output().or_fail(doing)?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Failure::new(format!("{doing}: {}\n{said}", output.status)))
}

/// A port that nobody has now.
pub(crate) fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).or_fail("finding a free port")?;
    Ok(listener.local_addr().or_fail("finding a free port")?.port())
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("..")
}

/// A program that was built, named by an environment variable or lying where cargo builds.
pub fn program(variable: &str, name: &str) -> Outcome<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Ok(path.into());
    }
    // A test lies in <target>/debug/deps, the programs one folder above.
    let test = env::current_exe().or_fail("finding this test")?;
    let built = test.parent().and_then(Path::parent).or_fail("finding the build's folder")?.join(name);
    if built.exists() {
        Ok(built)
    } else {
        Err(Failure::new(format!("{name} is not built: cargo xtask test --from build")))
    }
}

/// Where screenshots are kept.
pub fn artefacts() -> PathBuf {
    env::var_os("SPORTELLO_ARTEFACTS").map_or_else(|| root().join("out").join("ci"), PathBuf::from)
}
