//! The readers, each a program of its own that tells a line of JSON for each picture.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde::Deserialize;

use crate::truth::Key;

/// Who reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Ours: the zone alone.
    Zone,
    /// Ours: zone, print and bar codes.
    All,
    Fastmrz,
    PassportEye,
}

impl Reader {
    pub const ALL: [Self; 4] = [Self::Zone, Self::All, Self::Fastmrz, Self::PassportEye];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Zone => "Sportello, zone",
            Self::All => "Sportello, zone and print",
            Self::Fastmrz => "fastmrz",
            Self::PassportEye => "PassportEye",
        }
    }

    fn command(self, folder: &Path) -> Command {
        let place = |name: &str| PathBuf::from(std::env::var_os(name).unwrap());
        let peer = |script: &str| {
            let mut command = Command::new(place("SPORTELLO_READERS").join("bin").join("python"));
            command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script));
            command
        };
        let mut command = match self {
            Self::Zone => Command::new(place("SPORTELLO_READ")),
            Self::All => {
                let mut command = Command::new(place("SPORTELLO_READ"));
                command.arg("--all");
                command
            }
            Self::Fastmrz => peer("fastmrz_read.py"),
            Self::PassportEye => peer("passporteye_read.py"),
        };
        // One core for everybody: what is told is processor time, and threads that wait for each other burn it.
        for threads in ["RTEN_NUM_THREADS", "OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
            command.env(threads, "1");
        }
        command.arg(folder).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }
}

/// What a reader said of one picture.
#[derive(Debug, Default)]
pub struct Reading {
    /// Lines of the zone; none where it found none.
    pub lines: Vec<String>,
    pub key: Key,
    /// Fields it calls certain; readers that tell no such thing have none.
    pub certain: Key,
    pub seconds: f64,
}

/// What a reader said of a folder.
pub struct Readings {
    pub by_file: BTreeMap<String, Reading>,
    /// Bytes, at the most; the programs it starts are not in it.
    pub memory: Option<u64>,
}

#[derive(Deserialize)]
struct Told {
    file: String,
    /// Ours.
    milliseconds: Option<f64>,
    /// Theirs.
    seconds: Option<f64>,
    #[serde(default)]
    key: Key,
    lines: Option<Vec<String>>,
    zone: Option<Zone>,
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Zone {
    lines: Vec<String>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(rename = "field")]
    name: String,
    value: String,
    certain: bool,
}

/// Has a folder read.
pub fn read(reader: Reader, folder: &Path) -> Readings {
    let mut child = reader.command(folder).spawn().unwrap();
    let memory = watch_memory(child.id());
    let mut output = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut output).unwrap();
    assert!(child.wait().unwrap().success(), "{} ran to its end", reader.name());
    let by_file = output.lines().filter_map(|line| {
        let told: Told = serde_json::from_str(line).ok()?;
        Some((told.file.clone(), reading(told)))
    });
    Readings { by_file: by_file.collect(), memory: memory.join().ok().flatten() }
}

fn reading(told: Told) -> Reading {
    let as_in_zone = |name: &str, value: &str| {
        let day = name.ends_with("Date") && value.len() == 10;
        if day { value.replace('-', "").split_off(2) } else { value.to_owned() }
    };
    let certain = told.fields.iter().filter(|field| field.certain);
    Reading {
        key: told.key.iter().map(|(name, value)| (name.clone(), as_in_zone(name, value))).collect(),
        // A field that was read twice stands as the zone has it, which comes first.
        certain: certain
            .rev()
            .map(|field| {
                let name = camel(&field.name);
                let value = as_in_zone(&name, &field.value);
                (name, value)
            })
            .collect(),
        lines: told.zone.map(|zone| zone.lines).or(told.lines).unwrap_or_default(),
        seconds: told.seconds.or_else(|| told.milliseconds.map(|ms| ms / 1000.0)).unwrap_or_default(),
    }
}

/// `birth_date` is `birthDate` in the list of key fields.
fn camel(snake: &str) -> String {
    let mut parts = snake.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| {
        let (head, tail) = part.split_at(1.min(part.len()));
        whole + &head.to_uppercase() + tail
    })
}

/// The most memory a process was seen to have, where the system tells.
fn watch_memory(process: u32) -> std::thread::JoinHandle<Option<u64>> {
    std::thread::spawn(move || {
        let mut most = None;
        while let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(kilobytes) = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
            else {
                break;
            };
            most = most.max(Some(kilobytes * 1024));
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        most
    })
}
