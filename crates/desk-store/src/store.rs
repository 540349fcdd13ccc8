//! The open store: one thread with the connection, and the port in front of it.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
};

use async_trait::async_trait;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use sportello_desk::{
    ports::{Store, StoreError},
    records::{Change, DraftRecord, OutboxRecord},
};
use sportello_domain::{
    document::EvidenceRef,
    ids::{EvidenceId, RequestId},
    moment::Timestamp,
};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::{
    attachments::{Attachments, KEY_LEN},
    fault::of_sql,
    migrations,
    tables::{drafts, evidence, outbox, receipts, values},
};

/// SQLCipher counts the users of its cryptography when a file is opened and closed, and two threads that do so at the
/// same moment can find it half set up ("an error occurred with PRAGMA key"). One at a time, then.
static OPENING_OR_CLOSING: Mutex<()> = Mutex::new(());

const DATABASE: &str = "desk.db";
const ATTACHMENTS: &str = "attachments";

/// What the store's thread owns.
struct Open {
    connection: Connection,
    attachments: Attachments,
}

type Job = Box<dyn FnOnce(&mut Open) + Send>;

/// The store of one workstation, in a folder of its own. Dropped, it finishes what it was given and closes.
pub struct SqliteStore {
    /// Both are there until the store is dropped.
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl SqliteStore {
    /// Opens the folder's store, or makes it. Blocks for as long as the disk takes.
    pub fn open(folder: &Path, key: &[u8; 32]) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| crate::fault::of_io(&error))?;
        let mut open = Open {
            connection: connect(&folder.join(DATABASE), key)?,
            attachments: Attachments::open(folder.join(ATTACHMENTS))?,
        };
        migrations::migrate(&mut open.connection)?;
        open.attachments.sweep(&evidence::all(&open.connection)?)?;
        let (jobs, waiting) = mpsc::channel::<Job>();
        let thread = thread::Builder::new()
            .name("desk-store".into())
            .spawn(move || {
                for job in waiting {
                    job(&mut open);
                }
                let _one_at_a_time = OPENING_OR_CLOSING.lock().unwrap_or_else(PoisonError::into_inner);
                drop(open);
            })
            .map_err(|error| crate::fault::of_io(&error))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Open) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let ended = || StoreError::Broken("the store's thread has ended".into());
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |open| {
            // Nobody waits any more where the caller was cancelled; what was done stays done.
            let _ = answer.send(job(open));
        });
        let jobs = self.jobs.as_ref().ok_or_else(ended)?;
        jobs.send(job).map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        // Without the sender the thread ends after its last job; the file is closed when that is over.
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the store's thread ended by a fault");
        }
    }
}

fn connect(file: &Path, key: &[u8; 32]) -> Result<Connection, StoreError> {
    let _one_at_a_time = OPENING_OR_CLOSING.lock().unwrap_or_else(PoisonError::into_inner);
    let connection = Connection::open(file).map_err(of_sql)?;
    let key = Zeroizing::new(hex::encode(key));
    // A raw key: it comes from the system's generator, so there is nothing to derive.
    let set_key = Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", &*key));
    connection.execute_batch(&set_key).map_err(of_sql)?;
    // One program at a time: a second one is told so at once. FULL: an acknowledged change survives a power cut.
    connection
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON;
             SELECT count(*) FROM sqlite_master;
             BEGIN IMMEDIATE; COMMIT;",
        )
        .map_err(of_sql)?;
    Ok(connection)
}

/// Whose files were written for, or made needless by, a transaction.
#[derive(Default)]
struct Files {
    /// In the order of the `AddEvidence` among the changes.
    keys: std::collections::VecDeque<Zeroizing<[u8; KEY_LEN]>>,
    written: Vec<EvidenceId>,
    needless: Vec<EvidenceId>,
}

fn apply(open: &mut Open, mut changes: Vec<Change>) -> Result<(), StoreError> {
    let mut files = Files::default();
    let outcome = write_files(open, &mut changes, &mut files).and_then(|()| {
        let transaction =
            open.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(of_sql)?;
        for change in changes {
            apply_one(&transaction, change, &mut files)?;
        }
        transaction.commit().map_err(of_sql)
    });
    match outcome {
        Ok(()) => open.attachments.remove(&files.needless),
        // Nothing was changed, so nothing names these files.
        Err(_) => open.attachments.remove(&files.written),
    }
    outcome
}

fn write_files(open: &Open, changes: &mut [Change], files: &mut Files) -> Result<(), StoreError> {
    for change in changes {
        if let Change::AddEvidence { evidence, bytes, .. } = change {
            files.keys.push_back(open.attachments.write(evidence.id, std::mem::take(bytes))?);
            files.written.push(evidence.id);
        }
    }
    Ok(())
}

fn apply_one(transaction: &Transaction<'_>, change: Change, files: &mut Files) -> Result<(), StoreError> {
    match change {
        Change::StartDraft(draft) => drafts::insert(transaction, &draft),
        Change::SaveDraft { id, expected, content, at } => {
            drafts::save(transaction, id, expected, &content, at)
        }
        Change::MarkDraft { id, expected, status, local_code, refused } => {
            drafts::mark(transaction, id, expected, status, local_code.as_deref(), refused.as_ref())
        }
        Change::DiscardDraft { id, at } => drafts::discard(transaction, id, Some(at)),
        Change::RestoreDraft { id } => drafts::discard(transaction, id, None),
        Change::ForgetDraft { id } => {
            files.needless.extend(evidence::delete_of(transaction, id)?);
            drafts::delete(transaction, id)
        }
        Change::AddEvidence { request, evidence, at, .. } => {
            let key = files.keys.pop_front().ok_or(StoreError::Attachment)?;
            evidence::insert(transaction, request, &evidence, &*key, at)
        }
        Change::ForgetEvidence { id } => {
            files.needless.push(id);
            evidence::delete(transaction, id)
        }
        Change::Enqueue(record) => outbox::insert(transaction, &record),
        Change::FixBytes { command, sent } => outbox::fix_bytes(transaction, command, &sent),
        Change::CountAttempt { command } => outbox::count_attempt(transaction, command),
        Change::Settle { command, state } => outbox::settle(transaction, command, &state),
        Change::Withdraw { request } => outbox::withdraw(transaction, request),
        Change::Abandon { command } => outbox::abandon(transaction, command),
        Change::KeepReceipt(receipt) => receipts::insert(transaction, &receipt),
        Change::Set { name, value } => values::set(transaction, &name, value.as_deref()),
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.run(move |open| apply(open, changes)).await
    }

    async fn value(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.run(move |open| values::get(&open.connection, &name)).await
    }

    async fn values(&self, beginning: &str) -> Result<Vec<(String, String)>, StoreError> {
        let beginning = beginning.to_owned();
        self.run(move |open| values::beginning(&open.connection, &beginning)).await
    }

    async fn value_once(&self, name: &str, fresh: String) -> Result<String, StoreError> {
        let name = name.to_owned();
        self.run(move |open| values::once(&open.connection, &name, &fresh)).await
    }

    async fn draft(&self, id: RequestId) -> Result<Option<DraftRecord>, StoreError> {
        self.run(move |open| drafts::get(&open.connection, id)).await
    }

    async fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        self.run(|open| drafts::list(&open.connection)).await
    }

    async fn discarded_before(&self, at: Timestamp) -> Result<Vec<RequestId>, StoreError> {
        self.run(move |open| drafts::discarded_before(&open.connection, at)).await
    }

    async fn evidence(&self, id: EvidenceId) -> Result<Option<EvidenceRef>, StoreError> {
        self.run(move |open| evidence::get(&open.connection, id)).await
    }

    async fn evidence_bytes(&self, id: EvidenceId) -> Result<Option<Vec<u8>>, StoreError> {
        self.run(move |open| {
            let key = evidence::file_key(&open.connection, id)?.map(Zeroizing::new);
            key.map(|key| open.attachments.read(id, &key)).transpose()
        })
        .await
    }

    async fn outbox(&self, received: u32) -> Result<Vec<OutboxRecord>, StoreError> {
        self.run(move |open| outbox::list(&open.connection, received)).await
    }
}
