//! The binary itself: made, started, asked, checked, ended.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sportello_pki::keys::{FileKey, KeyAlgorithm};
use sportello_testkit::{authority::Authority, folder::temp_dir};

use crate::harness::registration;

pub fn central(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_central")).args(arguments).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

pub fn init(folder: &Path, more: &[&str]) -> Output {
    let data = folder.to_str().unwrap();
    let anywhere = "127.0.0.1:0";
    let mut all = vec!["init", "--training", "--data", data, "--desks", anywhere, "--holders", anywhere];
    all.extend(["--operations", anywhere, "--public-url", "http://holders.example"]);
    all.extend(more);
    central(&all)
}

/// A running centre; killed if a test fails before its end.
pub struct Served {
    child: Child,
    pub desks: String,
    pub holders: String,
    pub operations: String,
    /// Empty where there is none.
    pub plain: String,
}

impl Served {
    pub fn start(config: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_central"))
            .args(["serve", "--config"])
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = |name: &str| {
            let found = line.split_whitespace().find_map(|word| word.strip_prefix(&format!("{name}=")));
            found.map(str::to_owned).unwrap_or_default()
        };
        let (desks, holders) = (address("desks"), address("holders"));
        let (operations, plain) = (address("operations"), address("plain"));
        assert!(line.starts_with("listening ") && !operations.is_empty(), "one line for programs: {line:?}");
        Self { child, desks, holders, operations, plain }
    }

    #[cfg(unix)]
    pub fn end(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success(), "it can be told to end");
        assert!(self.child.wait().unwrap().success(), "it ends by itself and says that all is well");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_centre_is_made_runs_and_ends() {
    let folder = temp_dir("binary");
    let made = init(folder.path(), &["--json"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let told: Value = serde_json::from_slice(&made.stdout).unwrap();
    let kept: Value =
        serde_json::from_slice(&fs::read(folder.path().join("training.json")).unwrap()).unwrap();
    assert_eq!(told, kept, "what is printed for programs is what is kept for them");
    assert_eq!(told["customers"].as_array().unwrap().len(), 2, "two customers");
    for name in ["training.json", "master-keys.toml"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is for its owner alone");
    }
    let again = init(folder.path(), &[]);
    assert!(!again.status.success(), "a centre is never made over another one");
    assert!(text(&again.stderr).contains("is there already"), "and says so: {}", text(&again.stderr));

    let config = folder.path().join("central.toml");
    let path = config.to_str().unwrap();
    let served = Served::start(&config);
    let health = reqwest::get(format!("{}/health", served.operations)).await.unwrap();
    assert_eq!(health.status().as_u16(), 200, "healthy");
    let code = central(&["enrolment-code", "--config", path, "--customer", "MARE"]);
    let code = text(&code.stdout);
    assert_eq!(code.lines().count(), 1, "one line, the code: {code}");
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let body = serde_json::to_vec(&registration(&code, &key)).unwrap();
    let client = reqwest::Client::new();
    let answer = client.post(format!("{}/v1/workstations", served.desks)).body(body).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200, "a code made while the service runs works at once");
    served.end();

    let sound = central(&["audit", "verify", "--config", path]);
    assert!(sound.status.success() && text(&sound.stdout).starts_with("sound: "), "{}", text(&sound.stderr));
    let script = "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); \
                  c.executescript(\"DROP TRIGGER audit_events_stay; UPDATE audit_events SET what = 'nothing' \
                  WHERE number = 2\")";
    let database = folder.path().join("data").join("central.sqlite");
    assert!(
        Command::new("python3").args(["-c", script]).arg(&database).status().unwrap().success(),
        "changed"
    );
    let broken = central(&["audit", "verify", "--config", path]);
    assert!(!broken.status.success(), "a changed event is told by the exit code");
    assert!(text(&broken.stderr).contains("event 2 was changed"), "{}", text(&broken.stderr));
}

/// A certificate and its key in the folder; nobody vouches for it.
fn tls_files(folder: &Path) -> [PathBuf; 2] {
    let (certificate, key) =
        Authority::new(KeyAlgorithm::EcdsaP256).subject("training-authentication", KeyAlgorithm::EcdsaP256);
    let files = ["tls.pem", "tls-key.pem"].map(|name| folder.join(name));
    fs::write(&files[0], certificate.to_pem().unwrap()).unwrap();
    let key = STANDARD.encode(key.pkcs8_der().as_slice());
    fs::write(&files[1], format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n")).unwrap();
    files
}

#[cfg(unix)]
#[tokio::test]
async fn a_centre_that_others_can_reach_is_made_so_that_it_starts() {
    let folder = temp_dir("binary");
    let [certificate, key] = tls_files(folder.path());
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let centre = folder.path().join("centre");
    let data = centre.to_str().unwrap();
    let open = "0.0.0.0:0";
    let made = |more: &[&str]| {
        let mut all = vec!["init", "--training", "--data", data, "--desks", "127.0.0.1:0"];
        all.extend(["--operations", "127.0.0.1:0", "--holders", open]);
        all.extend(more);
        central(&all)
    };
    let (url, plain) = (["--public-url", "https://firma.example"], ["--plain-url", "http://pki.example"]);
    let files = ["--tls-certificate", certificate, "--tls-key", key];
    let missing = ["--tls-certificate", "/no/such.pem", "--tls-key", key];
    for (more, sentence) in [
        (vec![], "say by --public-url"),
        (url.to_vec(), "takes --tls-certificate and --tls-key"),
        ([&url[..], &files].concat(), "takes --plain-url"),
        ([&url[..], &plain, &missing].concat(), "/no/such.pem or its key cannot be used"),
    ] {
        let said = text(&made(&more).stderr);
        assert!(said.contains(sentence), "{sentence:?} is said: {said}");
    }
    let whole = made(&[&url[..], &plain, &files, &["--plain", "127.0.0.1:0"]].concat());
    assert!(whole.status.success(), "what was refused leaves nothing in the way: {}", text(&whole.stderr));
    let served = Served::start(&centre.join("central.toml"));
    assert!(served.holders.starts_with("https://"), "pages speak TLS: {}", served.holders);
    let status =
        async |path: &str| reqwest::get(format!("{}{path}", served.plain)).await.unwrap().status().as_u16();
    assert_eq!(status("/ca/issuing-1.cer").await, 200, "certificates in the clear");
    assert_eq!(status("/crl/issuing-1.crl").await, 200, "and lists");
    for path in ["/", "/practice-statement", "/password/x", "/health", "/v1/reference"] {
        assert_eq!(status(path).await, 404, "{path} is not for this address");
    }
    served.end();
}

#[test]
fn master_keys_can_come_from_the_environment() {
    let folder = temp_dir("binary");
    assert!(init(folder.path(), &[]).status.success(), "made");
    let (config, keys) = (folder.path().join("central.toml"), folder.path().join("master-keys.toml"));
    let value = STANDARD.encode(fs::read(&keys).unwrap());
    fs::remove_file(&keys).unwrap();
    let path = config.to_str().unwrap();
    let verify = |value: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_central"));
        command.args(["audit", "verify", "--config", path]).env_remove("SPORTELLO_KEYS");
        command.envs(value.map(|value| ("SPORTELLO_KEYS", value))).output().unwrap()
    };
    let without = verify(None);
    assert!(text(&without.stderr).contains("cannot be read"), "the file is gone: {}", text(&without.stderr));
    let written = fs::read_to_string(&config).unwrap();
    let line = "master_keys_file = \"master-keys.toml\"";
    assert!(written.contains(line), "{written}");
    fs::write(&config, written.replace(line, "master_keys_variable = \"SPORTELLO_KEYS\"")).unwrap();
    let opened = verify(Some(&value));
    assert!(opened.status.success(), "{}", text(&opened.stderr));
    for (value, sentence) in
        [(None, "SPORTELLO_KEYS with the master keys is not set"), (Some("!"), "are damaged: not base64")]
    {
        let said = text(&verify(value).stderr);
        assert!(said.contains(sentence), "{sentence:?}: {said}");
    }
}

#[tokio::test]
async fn another_description_makes_other_customers() {
    let folder = temp_dir("binary");
    let description = folder.path().join("customers.toml");
    let other = sportello_central::training::description::BUILT_IN
        .replace("Fiducia Esempio S.p.A.", "Altra \\\"Fiducia\\\" S.r.l.")
        .replace("client_code = \"ALPE\"", "client_code = \"VALLE\"")
        .replace("anna.conti", "a.conti");
    fs::write(&description, other).unwrap();
    let data = folder.path().join("centre");
    let made = init(&data, &["--json", "--customer", description.to_str().unwrap()]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let told: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(told["customers"][0]["clientCode"], "VALLE", "as the file says");
    assert_eq!(told["accounts"][0]["userName"], "a.conti", "people too");
    let config = sportello_central::config::Config::read(&data.join("central.toml")).unwrap();
    assert_eq!(config.provider.name, "Altra \"Fiducia\" S.r.l.", "quotes and all");
    fs::write(&description, "provider = 1").unwrap();
    let wrong = init(&folder.path().join("wrong"), &["--customer", description.to_str().unwrap()]);
    assert!(
        text(&wrong.stderr).contains("the description says"),
        "a wrong one is told: {}",
        text(&wrong.stderr)
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_listener_with_a_certificate_speaks_tls() {
    let folder = temp_dir("binary");
    assert!(init(folder.path(), &[]).status.success(), "made");
    tls_files(folder.path());
    let config = folder.path().join("central.toml");
    let with_tls = fs::read_to_string(&config).unwrap().replace(
        "[listeners.holders]",
        "[listeners.desks.tls]\ncertificate_file = \"tls.pem\"\nkey_file = \"tls-key.pem\"\n\n[listeners.holders]",
    );
    fs::write(&config, with_tls).unwrap();
    let served = Served::start(&config);
    assert!(served.desks.starts_with("https://"), "{}", served.desks);
    let document = format!("{}/openapi.json", served.desks);
    // Made up for the test: nobody vouches for it.
    let client = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).build().unwrap();
    assert_eq!(client.get(&document).send().await.unwrap().status().as_u16(), 200, "over TLS");
    let plain = document.replace("https://", "http://");
    assert!(client.get(&plain).send().await.is_err(), "and not in the clear");
    assert!(reqwest::get(&document).await.is_err(), "an unknown certificate is refused by who looks");
    served.end();
}
