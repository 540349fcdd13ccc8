//! The host's side: a child for each foreign file, and what can go wrong with one.

use std::io::{Error, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use time::Date;

use super::job::Job;
use super::{Answer, ProcessLimits, Work, frame};
use crate::document::{Depth, DocumentReading};
use crate::intake::{Intake, IntakeError, Limits};
use crate::recognise::ModelDir;

/// How foreign files are decoded: by which program, and within which limits.
#[derive(Debug, Clone)]
pub struct Worker {
    /// The host's own program, or another whose `main` begins as the module describes.
    pub program: PathBuf,
    /// For decoding a file; kept whole: when it is over the child is killed. Reading a document may take three times
    /// as long.
    pub time: Duration,
    /// Bytes of memory (on Linux of address space).
    pub memory: u64,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The file itself: tell the officer.
    #[error(transparent)]
    Refused(#[from] IntakeError),
    /// The file takes longer than any real one.
    #[error("decoding took longer than {seconds} seconds and was stopped")]
    TimedOut { seconds: u64 },
    /// The child ended without an answer: out of memory, or brought down by the file.
    #[error("decoding the file failed: it is damaged or asks for too much memory")]
    Died,
    /// The installation is incomplete.
    #[error("documents cannot be read here: {0}")]
    Failed(String),
    #[error("the decoding process cannot be started: {0}")]
    Start(#[source] Error),
}

/// A page on which nothing fits is searched in every way there is: so many times the limit of a decoding.
const READING_TAKES: u32 = 3;

impl Worker {
    /// Twenty seconds and two gigabytes: ten times what the largest allowed file takes.
    pub fn new(program: PathBuf) -> Self {
        Self { program, time: Duration::from_secs(20), memory: 2 << 30 }
    }

    /// [`crate::intake::intake`] in a child of its own. A file above the limit is refused without starting one.
    pub fn intake(&self, file: &[u8], limits: &Limits) -> Result<Intake, WorkerError> {
        let size = file.len() as u64;
        if size > limits.bytes {
            return Err(IntakeError::TooLarge { bytes: size, limit: limits.bytes }.into());
        }
        let mut child = Conversation::start(self, self.time)?;
        match child.ask(&Work::Intake { limits: *limits }, &[file], self.time)? {
            (Answer::Intake { format, original_sha256, mut pages }, jpegs) if pages.len() == jpegs.len() => {
                for (page, jpeg) in pages.iter_mut().zip(jpegs) {
                    page.jpeg = jpeg;
                }
                Ok(Intake { format, original_sha256, pages })
            }
            _ => Err(WorkerError::Died),
        }
    }

    /// [`crate::document::read`] in a child of its own, on a page that [`Worker::intake`] gave. For several
    /// pages, [`super::Reader`] loads the models once.
    pub fn read_document(
        &self,
        models: &ModelDir,
        page: &[u8],
        today: Date,
        depth: Depth,
    ) -> Result<Option<DocumentReading>, WorkerError> {
        let work = Work::ReadDocument { models: models.0.clone(), today, depth };
        Conversation::start(self, self.reading_time())?.read_document(&work, page, self.reading_time())
    }

    /// What reading one page may take.
    pub(super) fn reading_time(&self) -> Duration {
        self.time * READING_TAKES
    }
}

/// A child, and the two threads that talk with it so that no wait is without a limit.
pub(super) struct Conversation {
    child: Kept,
    say: Sender<Vec<u8>>,
    hear: Receiver<Result<Option<frame::Message<Answer>>, Error>>,
    /// Ends the child with the host, where the system does so.
    _job: Job,
}

/// A spawned child dies with the conversation, whatever the outcome.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // Both fail only for a child that is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Conversation {
    /// Starts a child that may take so much processor time.
    pub fn start(worker: &Worker, processor: Duration) -> Result<Self, WorkerError> {
        let mut child = Kept(spawn(worker, processor).map_err(WorkerError::Start)?);
        // The child waits for its work: it does nothing before it is in its job.
        let job = Job::of(&child.0, worker.memory).map_err(WorkerError::Start)?;
        let (say, words) = mpsc::channel();
        let (answers, hear) = mpsc::channel();
        let (Some(stdin), Some(mut stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else {
            return Err(WorkerError::Died);
        };
        std::thread::spawn(move || pass_on(&words, stdin));
        std::thread::spawn(move || {
            loop {
                let answer = frame::read::<Answer>(&mut stdout);
                let last = !matches!(answer, Ok(Some(_)));
                if answers.send(answer).is_err() || last {
                    return;
                }
            }
        });
        Ok(Self { child, say, hear, _job: job })
    }

    /// The child's number among the system's processes.
    pub fn process(&self) -> u32 {
        self.child.0.id()
    }

    /// One piece of work and its answer, which must come in time.
    pub fn ask(
        &mut self,
        work: &Work,
        parts: &[&[u8]],
        time: Duration,
    ) -> Result<frame::Message<Answer>, WorkerError> {
        let mut wire = Vec::new();
        frame::write(&mut wire, work, parts).map_err(WorkerError::Start)?;
        // A child that died closes its end; its silence on the other pipe tells.
        let _ = self.say.send(wire);
        match self.hear.recv_timeout(time) {
            Ok(Ok(Some((Answer::Refused { error }, _)))) => Err(error.into()),
            Ok(Ok(Some((Answer::Failed { reason }, _)))) => Err(WorkerError::Failed(reason)),
            Ok(Ok(Some(answer))) => Ok(answer),
            Ok(Ok(None) | Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => Err(WorkerError::Died),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(WorkerError::TimedOut { seconds: time.as_secs() }),
        }
    }

    /// One page read: `work` is [`Work::ReadDocument`].
    pub fn read_document(
        &mut self,
        work: &Work,
        page: &[u8],
        time: Duration,
    ) -> Result<Option<DocumentReading>, WorkerError> {
        match self.ask(work, &[page], time)? {
            (Answer::Document { reading }, _) => Ok(reading.map(|r| *r)),
            _ => Err(WorkerError::Died),
        }
    }
}

fn pass_on(words: &Receiver<Vec<u8>>, mut stdin: ChildStdin) {
    while let Ok(wire) = words.recv() {
        if stdin.write_all(&wire).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// The child gets nothing of the host's environment but what the loader needs, and no place to write.
fn spawn(worker: &Worker, processor: Duration) -> Result<Child, Error> {
    let limits = ProcessLimits { memory: worker.memory, seconds: processor.as_secs().max(1) };
    let mut command = Command::new(&worker.program);
    command.arg(limits.argument()).env_clear();
    for name in ["LD_LIBRARY_PATH", "SystemRoot", "RTEN_NUM_THREADS"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    // Each thread's own heap reserves address space that is never used, and would count as memory.
    command.env("MALLOC_ARENA_MAX", "2");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn()
}
