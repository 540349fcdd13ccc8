//! Several pages read by one child: its models are loaded once. Only pages that intake has made come here; each
//! foreign file still has a child of its own.

use std::sync::{Arc, Mutex, PoisonError, TryLockError, Weak};
use std::time::Duration;

use time::Date;

use super::Work;
use super::client::{Conversation, Worker, WorkerError};
use crate::document::{Depth, DocumentReading};
use crate::recognise::ModelDir;

/// Pages that one child reads: its processor time is limited over its whole life.
const PAGES: u32 = 32;
/// A child that nobody asked anything for so long gives its memory back.
const IDLE: Duration = Duration::from_secs(90);

/// Reads pages with a child that stays warm from one page to the next. Clones share it.
#[derive(Clone)]
pub struct Reader {
    worker: Worker,
    models: ModelDir,
    warm: Arc<Mutex<Warm>>,
}

#[derive(Default)]
struct Warm {
    child: Option<Conversation>,
    /// Pages the child has read.
    read: u32,
    /// Requests since the last look for idleness.
    asked: u32,
    watched: bool,
}

impl Reader {
    pub fn new(worker: Worker, models: ModelDir) -> Self {
        Self { worker, models, warm: Arc::default() }
    }

    /// Reads a page; as [`Worker::read_document`]. Beside a page that is being read, another gets a child of its own.
    pub fn read_document(
        &self,
        page: &[u8],
        today: Date,
        depth: Depth,
    ) -> Result<Option<DocumentReading>, WorkerError> {
        let mut warm = match self.warm.try_lock() {
            Ok(warm) => warm,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => {
                return self.worker.read_document(&self.models, page, today, depth);
            }
        };
        let time = self.worker.reading_time();
        let mut child = if let Some(child) = warm.child.take() {
            child
        } else {
            warm.read = 0;
            Conversation::start(&self.worker, time * PAGES)?
        };
        self.watch(&mut warm);
        warm.asked += 1;
        warm.read += 1;
        let work = Work::ReadDocument { models: self.models.0.clone(), today, depth };
        let answer = child.read_document(&work, page, time);
        // A child that failed is not asked again.
        if answer.is_ok() && warm.read < PAGES {
            warm.child = Some(child);
        }
        answer
    }

    /// Ends the child, if there is one: its memory is needed, or nothing is read for a while.
    pub fn rest(&self) {
        self.warm.lock().unwrap_or_else(PoisonError::into_inner).child = None;
    }

    /// The number of the warm child among the system's processes.
    pub fn process(&self) -> Option<u32> {
        let warm = self.warm.lock().unwrap_or_else(PoisonError::into_inner);
        warm.child.as_ref().map(Conversation::process)
    }

    fn watch(&self, warm: &mut Warm) {
        if !warm.watched {
            warm.watched = true;
            let shared = Arc::downgrade(&self.warm);
            std::thread::spawn(move || end_when_idle(&shared));
        }
    }
}

fn end_when_idle(shared: &Weak<Mutex<Warm>>) {
    loop {
        std::thread::sleep(IDLE);
        let Some(shared) = shared.upgrade() else { return };
        let mut warm = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut warm.asked) == 0 {
            warm.child = None;
            warm.watched = false;
            return;
        }
    }
}
