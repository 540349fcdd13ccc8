//! Uploaded reports are parsed in a process of their own (decision 19): a PDF that never ends or eats memory costs its
//! sender an error, never the service.
//!
//! The centre starts itself again with one argument, `--read-report=MEMORY,SECONDS`; `main` begins with [`asked_for`].
//! The child limits its own memory, processor time and files, reads one PDF from its standard input, answers with a small
//! JSON on its standard output, and ends. The centre kills it when the time is over. What it answers is data about the
//! file; whether that is trusted is judged here, outside.
//!
//! On Linux the limits are rlimits. On macOS memory is not limited for now, on Windows nothing but the time.

use std::{
    io::{self, Read as _, Write as _},
    path::PathBuf,
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sportello_domain::error_code::ErrorCode;
use sportello_papers::report::{self, FactsUnreadable, ReportFacts};
use sportello_pki::path::StatusNeed;
use sportello_signing::pades::{self, Kind, PdfError, PreparedStamp, SignatureStatus, Trust};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    sync::Semaphore,
};

use crate::Refusal;

/// The argument that makes this program a reader.
const ARGUMENT: &str = "--read-report";
/// Readers at a time: each may take a core and all of its memory.
const AT_A_TIME: usize = 2;
/// A report's facts and certificates take a hundredth of this.
const LONGEST_ANSWER: u64 = 4 << 20;

/// What was read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// A PDF. Chains are not judged: whom to trust is not for the reader to know.
    Pdf {
        signatures: Vec<SignatureStatus>,
        /// Those of the revision that is signed.
        facts: Result<Box<ReportFacts>, NoFacts>,
        /// What is to come behind a signed file, so that it can be stamped; `None` where nothing can.
        stamp: Option<PreparedStamp>,
    },
    NotPdf,
    Encrypted,
    WithoutPages,
    Certified,
}

/// Why there are no facts; as [`FactsUnreadable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoFacts {
    NotAPdf,
    NoFacts,
    Ambiguous,
    Damaged,
}

impl From<FactsUnreadable> for NoFacts {
    fn from(error: FactsUnreadable) -> Self {
        match error {
            FactsUnreadable::NotAPdf => Self::NotAPdf,
            FactsUnreadable::NoFacts => Self::NoFacts,
            FactsUnreadable::Ambiguous => Self::Ambiguous,
            FactsUnreadable::Damaged => Self::Damaged,
        }
    }
}

/// What a reader allows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of address space, the program's own code included.
    pub memory: u64,
    /// Processor time; the centre waits as long by the clock.
    pub seconds: u64,
}

impl Default for Limits {
    /// Many times what the largest report takes.
    fn default() -> Self {
        Self { memory: 1 << 30, seconds: 15 }
    }
}

/// Whether these arguments ask the program to be a reader, and within which limits.
pub fn asked_for(arguments: impl IntoIterator<Item = String>) -> Option<Limits> {
    arguments.into_iter().nth(1).and_then(|argument| {
        let (memory, seconds) = argument.strip_prefix(ARGUMENT)?.strip_prefix('=')?.split_once(',')?;
        Some(Limits { memory: memory.parse().ok()?, seconds: seconds.parse().ok()? })
    })
}

/// The child's whole life. Answers the exit code.
pub fn run(limits: Limits) -> i32 {
    let work = || -> io::Result<()> {
        confine(limits)?;
        let mut pdf = Vec::new();
        io::stdin().lock().read_to_end(&mut pdf)?;
        let answer = serde_json::to_vec(&read_pdf(&pdf))?;
        io::stdout().lock().write_all(&answer)
    };
    i32::from(work().is_err())
}

fn read_pdf(pdf: &[u8]) -> Finding {
    let nobody = Trust {
        anchors: &[],
        intermediates: &[],
        status_lists: &[],
        ocsp_responses: &[],
        at: time::OffsetDateTime::UNIX_EPOCH,
        need: StatusNeed::WhereKnown,
    };
    match pades::validate(pdf, &nobody) {
        Ok(signatures) => {
            let facts = report::read_facts(signed_part(pdf, &signatures));
            let stamp = if signatures.is_empty() { None } else { pades::prepare_stamp(pdf).ok() };
            Finding::Pdf { signatures, facts: facts.map(Box::new).map_err(NoFacts::from), stamp }
        }
        Err(PdfError::NotPdf(_)) => Finding::NotPdf,
        Err(PdfError::Encrypted) => Finding::Encrypted,
        Err(PdfError::NoPage) => Finding::WithoutPages,
        Err(PdfError::Certified) => Finding::Certified,
    }
}

/// What the signature covers: later revisions hold time-stamps, and nothing that they hold beside is a fact of the report.
/// Where there is not exactly one signature the file is refused, whatever its facts are.
fn signed_part<'a>(pdf: &'a [u8], signatures: &[SignatureStatus]) -> &'a [u8] {
    let signature = signatures.iter().find(|found| found.kind == Kind::Signature && found.covers > 0);
    signature.and_then(|signature| pdf.get(..signature.covers)).unwrap_or(pdf)
}

/// No more memory, processor time or files than given; no file written, no memory dumped.
#[cfg(unix)]
fn confine(limits: Limits) -> io::Result<()> {
    use rlimit::Resource;
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CPU.set(limits.seconds, limits.seconds)?;
    let memory = Resource::AS.set(limits.memory, limits.memory);
    // Not to be had on macOS: every program there has more address space than this from its start.
    if cfg!(target_os = "linux") { memory } else { Ok(()) }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "fails on Unix")]
fn confine(_: Limits) -> io::Result<()> {
    Ok(())
}

/// The centre's side.
pub struct ReportReader {
    program: PathBuf,
    limits: Limits,
    gate: Arc<Semaphore>,
}

impl ReportReader {
    /// With a program whose `main` begins with [`asked_for`]; this one where `None`.
    pub fn new(program: Option<PathBuf>, limits: Limits) -> io::Result<Self> {
        let program = program.map_or_else(std::env::current_exe, Ok)?;
        Ok(Self { program, limits, gate: Arc::new(Semaphore::new(AT_A_TIME)) })
    }

    /// Reads a PDF in a child. [`ErrorCode::FileDecodingStopped`]: it took more than it may.
    pub async fn read(&self, pdf: &[u8]) -> Result<Finding, Refusal> {
        let _passage = self.gate.acquire().await.map_err(Refusal::internal)?;
        let mut child = self.spawn().map_err(Refusal::internal)?;
        // The child's own limit is processor time: one that only waits is ended from here.
        let limit = Duration::from_secs(self.limits.seconds);
        let answer = tokio::time::timeout(limit, converse(&mut child, pdf)).await;
        let stopped = |why: &str| {
            tracing::warn!(pdf.bytes = pdf.len(), reason = why, "the reader of a report was stopped");
            Refusal::new(ErrorCode::FileDecodingStopped)
        };
        match answer {
            Ok(Ok(answer)) => serde_json::from_slice(&answer).map_err(|_| stopped("no answer")),
            Ok(Err(error)) => Err(Refusal::internal(error)),
            Err(_) => Err(stopped("time")),
        }
        // Dropped here, the child is killed, whatever it still does.
    }

    /// The child gets nothing of the environment but what the loader needs: neither keys nor PINs.
    fn spawn(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.arg(format!("{ARGUMENT}={},{}", self.limits.memory, self.limits.seconds)).env_clear();
        for name in ["LD_LIBRARY_PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        command.spawn()
    }
}

async fn converse(child: &mut Child, pdf: &[u8]) -> io::Result<Vec<u8>> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::ErrorKind::BrokenPipe.into());
    };
    let give = async move {
        // A child that dies early closes its end; its silence on the other pipe tells.
        let _ = stdin.write_all(pdf).await;
        drop(stdin);
    };
    let mut answer = Vec::new();
    let mut limited = stdout.take(LONGEST_ANSWER);
    let ((), read) = tokio::join!(give, limited.read_to_end(&mut answer));
    read?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_is_understood() {
        let arguments = |extra: &str| asked_for(["central".to_owned(), extra.to_owned()]);
        let limits = Limits { memory: 1 << 30, seconds: 20 };
        assert_eq!(arguments("--read-report=1073741824,20"), Some(limits), "memory, then seconds");
        for other in ["", "--read-report", "--read-report=1", "--read-report=a,b", "serve"] {
            assert_eq!(arguments(other), None, "{other:?} starts the program as usual");
        }
    }

    #[test]
    fn nothing_but_a_pdf_is_one() {
        for bytes in [&b""[..], b"%PDF-1.7", b"nonsense", &[0; 100]] {
            assert!(matches!(read_pdf(bytes), Finding::NotPdf), "{bytes:?}");
        }
    }
}
