//! What every endpoint, job and use case shares: the open centre.

use std::{fs, io, sync::Arc};

use sportello_central_store::{Store, StoreError};

use crate::{
    audit,
    authority::{Authority, AuthorityError, stamping_unit},
    chance::Chance,
    clock::Clock,
    config::Config,
    error::Refusal,
    evidence::EvidenceStore,
    issuance::HolderKeyStore,
    jobs::Pulse,
    master_keys::{MasterKeys, MasterKeysError},
    messages::{Post, PostError},
    metrics::Metrics,
    passwords::Passwords,
    report_reader::{self, ReportReader},
};

/// The open centre. Handlers take it as `State<Arc<Centre>>`.
pub struct Centre {
    pub config: Config,
    pub store: Store,
    pub keys: MasterKeys,
    pub clock: Box<dyn Clock>,
    pub chance: Box<dyn Chance>,
    pub passwords: Passwords,
    pub authority: Authority,
    pub holder_keys: HolderKeyStore,
    pub evidence: EvidenceStore,
    pub report_reader: ReportReader,
    pub post: Post,
    pub metrics: Metrics,
    pub pulse: Pulse,
}

/// Why the centre could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    MasterKeys(#[from] MasterKeysError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the centre cannot use its keys: {0}")]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Post(#[from] PostError),
    #[error("the data folder cannot be used: {0}")]
    Folder(#[from] io::Error),
}

impl Centre {
    /// Opens the data folder that the configuration names, and migrates the database.
    pub async fn open(
        config: Config,
        clock: Box<dyn Clock>,
        chance: Box<dyn Chance>,
    ) -> Result<Arc<Self>, OpenError> {
        let keys = config.master_keys()?;
        fs::create_dir_all(&config.data_folder)?;
        let store = Store::open_sqlite(&config.database_file()).await?;
        // What happened before the last end, and what a command of an operator does now, is signed for.
        let mut tx = store.write().await?;
        audit::sign_head(&mut tx, &keys, clock.now()).await?;
        tx.commit().await?;
        let passwords = Passwords::new(config.sessions.hashes_at_once, &*chance)?;
        let authority = Authority::open(&store, &config, &keys).await?;
        let holder_keys = HolderKeyStore::open(&config.authority).await?;
        let evidence = EvidenceStore::open(&config)?;
        let report_reader =
            ReportReader::new(config.reader_program.clone(), report_reader::Limits::default())?;
        let post = Post::open(&config)?;
        let centre = Arc::new(Self {
            config,
            store,
            keys,
            clock,
            chance,
            passwords,
            authority,
            holder_keys,
            evidence,
            report_reader,
            post,
            metrics: Metrics::default(),
            pulse: Pulse::default(),
        });
        // A centre that was founded before there were any gets its first time-stamping unit here.
        // Where the authority's key is away there is none yet: what needs a stamp is asked for again.
        match stamping_unit::keep(&centre).await {
            Err(error) if error.is_transient() => {
                tracing::warn!(%error, "the centre starts without a time-stamping unit");
            }
            kept => drop(kept?),
        }
        Ok(centre)
    }
}
