//! Foreign files are decoded in a process of their own: a hostile file costs an error message, never the host.
//!
//! The host starts itself again with one argument, `--decode-worker=MEMORY,SECONDS`; its `main` begins with
//! ```no_run
//! if let Some(limits) = sportello_capture::worker::asked_for(std::env::args()) {
//!     std::process::exit(sportello_capture::worker::run(limits));
//! }
//! ```
//! The child limits its own memory and processor time, reads a request from its standard input, gives up files,
//! network and other programs as far as the system lets it, answers on its standard output and ends. The host kills it
//! when the time is over. What holds on which system stands in the module `confine`.
//!
//! Pages that intake has made are read by a child too, which may stay for the next page ([`Reader`]): loading the
//! models costs more than reading a page. A foreign file always gets a fresh one.

mod client;
mod confine;
mod frame;
mod job;
mod reader;
mod serve;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::document::{Depth, DocumentReading};
use crate::intake::{FileFormat, IntakeError, Limits, NormalisedPage};

pub use client::{Worker, WorkerError};
pub use reader::Reader;
pub use serve::{run, serve};

/// The argument that makes a host a worker.
const ARGUMENT: &str = "--decode-worker";

/// What a child allows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProcessLimits {
    /// Bytes of address space, the program's own code included.
    pub memory: u64,
    /// Processor time.
    pub seconds: u64,
}

impl ProcessLimits {
    fn argument(self) -> String {
        format!("{ARGUMENT}={},{}", self.memory, self.seconds)
    }
}

/// Whether these arguments ask the program to be a worker, and within which limits.
pub fn asked_for(arguments: impl IntoIterator<Item = String>) -> Option<ProcessLimits> {
    arguments.into_iter().skip(1).find_map(|argument| {
        let (memory, seconds) = argument.strip_prefix(ARGUMENT)?.strip_prefix('=')?.split_once(',')?;
        Some(ProcessLimits { memory: memory.parse().ok()?, seconds: seconds.parse().ok()? })
    })
}

/// What a worker is asked. Files travel beside it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Work {
    /// One file.
    Intake { limits: Limits },
    /// One page as `intake` made it. The first one says which models are used from then on.
    ReadDocument { models: std::path::PathBuf, today: Date, depth: Depth },
}

/// What a worker answers. Pages travel beside it, in order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Answer {
    Intake {
        format: FileFormat,
        original_sha256: String,
        pages: Vec<NormalisedPage>,
    },
    Document {
        reading: Option<Box<DocumentReading>>,
    },
    Refused {
        error: IntakeError,
    },
    /// Nothing to do with the file: models missing, a request not understood.
    Failed {
        reason: String,
    },
}

/// Whether bytes are a whole message of either side: what the fuzzer of messages asks.
pub fn is_message(mut bytes: &[u8]) -> bool {
    let mut again = bytes;
    matches!(frame::read::<Work>(&mut bytes), Ok(Some(_)))
        || matches!(frame::read::<Answer>(&mut again), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_is_understood() {
        let limits = ProcessLimits { memory: 1 << 30, seconds: 20 };
        let arguments = |extra: &str| asked_for(["sportello".to_owned(), extra.to_owned()]);
        assert_eq!(arguments(&limits.argument()), Some(limits), "what the host writes, the child reads");
        for other in ["", "--decode-worker", "--decode-worker=1", "--decode-worker=a,b", "--other=1,2"] {
            assert_eq!(arguments(other), None, "{other:?} starts the host as usual");
        }
    }
}
