//! A real mail server as a child of the test, and its mail as another program reads it.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    time::Duration,
};

use sportello_testkit::judges::{content, script};

/// The server; it ends with its standard input, and so with the test.
pub struct Sink {
    folder: PathBuf,
    port: u16,
    server: Child,
}

impl Sink {
    /// Starts it on a port of its own choice.
    pub fn start(folder: PathBuf) -> Self {
        let mut server =
            script("mail_sink.py").arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().unwrap();
        Self { folder, port, server }
    }

    /// The lines of the centre's configuration that send mail here.
    pub fn configuration(&self) -> String {
        format!(
            "\n[messages.mail]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n",
            self.port
        )
    }

    /// The first message for this address, once it has come: what it says, and its attachments as files.
    pub async fn message_to(&self, address: &str) -> serde_json::Value {
        // The centre's job sends it within moments.
        for _ in 0..300 {
            for file in std::fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path()) {
                if file.extension().is_some_and(|kind| kind == "eml") {
                    let message = self.read(&file);
                    if message["recipients"][0] == address {
                        return message;
                    }
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no mail came for the holder")
    }

    fn read(&self, file: &Path) -> serde_json::Value {
        let mut command = script("open_mail.py");
        let said = content(command.arg(file).arg(&self.folder), "the mail can be read by another program");
        serde_json::from_str(&said).unwrap()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        // It ends by itself; nothing is left to be done where it has not.
        let _ = self.server.wait();
    }
}
