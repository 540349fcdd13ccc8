//! Opens the desk over this machine: folder, keyring, store, way to the centre, decoder.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use sportello_capture::{intake::Limits, recognise::ModelDir, worker::Worker};
use sportello_desk::{ChildDecoder, Desk, DeskError, Ports, ports::Cameras, workstation};
use sportello_desk_http::{HttpCentral, Setup, SetupError};
use sportello_desk_store::SqliteStore;

use crate::{
    NoCameras, SystemChance, SystemClock,
    cards::{self, NoCards, SystemCards},
    modules::SystemModules,
    secrets_for,
};

/// The store's name in the folder of the workstation.
const STORE: &str = "store";
/// An address at which nobody is called.
const NOWHERE: &str = "http://127.0.0.1:9";

/// What a host of the desk is told.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The folder of this workstation; made where it does not exist.
    pub data: PathBuf,
    pub centre: Setup,
    /// Training may keep its keys in a file where no keyring answers.
    pub training: bool,
    /// A program whose `main` can be a decode worker; usually this one.
    pub worker: PathBuf,
    /// The folder of the recognition models.
    pub models: PathBuf,
}

/// Why the desk did not open.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    #[error(transparent)]
    Centre(#[from] SetupError),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// Opens the desk. Must be called inside a tokio runtime.
pub async fn open(options: &HostOptions, cameras: Arc<dyn Cameras>) -> Result<Desk, HostError> {
    Ok(Desk::open(ports(options, cameras).await?).await?)
}

/// This machine, as the desk needs it.
pub async fn ports(options: &HostOptions, cameras: Arc<dyn Cameras>) -> Result<Ports, HostError> {
    let mut ports = without_cards(options, cameras).await?;
    let training = if options.training {
        cards::training_readers(&ports.store, &ports.chance).await?
    } else {
        Vec::new()
    };
    ports.cards = Arc::new(SystemCards::new(training));
    Ok(ports)
}

async fn without_cards(options: &HostOptions, cameras: Arc<dyn Cameras>) -> Result<Ports, HostError> {
    let central = Arc::new(HttpCentral::new(&options.centre)?);
    let (data, training) = (options.data.clone(), options.training);
    let opened = tokio::task::spawn_blocking(move || open_store(&data, training)).await;
    let (secrets, store) = opened.map_err(|error| DeskError::Internal(error.to_string()))??;
    let worker = Worker::new(options.worker.clone());
    let decoder = ChildDecoder::new(worker, ModelDir(options.models.clone()), Limits::default());
    Ok(Ports {
        store: Arc::new(store),
        central,
        secrets,
        decoder: Arc::new(decoder),
        cameras,
        cards: Arc::new(NoCards),
        modules: Arc::new(SystemModules),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
    })
}

/// Whether the training workstation in this folder is known to a centre. A store alone says nothing: a start can have
/// ended between making it and registering. Nothing is made here, and no centre is asked.
pub async fn is_registered(data: &Path, worker: &Path) -> Result<bool, HostError> {
    if !data.join(STORE).exists() {
        return Ok(false);
    }
    let options = HostOptions {
        data: data.to_owned(),
        centre: Setup { address: NOWHERE.to_owned(), root: None },
        training: true,
        worker: worker.to_owned(),
        models: PathBuf::new(),
    };
    let desk = Desk::open(without_cards(&options, Arc::new(NoCameras)).await?).await?;
    Ok(workstation::is_registered(&desk).await?)
}

type Opened = (Arc<dyn sportello_desk::ports::Secrets>, SqliteStore);

fn open_store(data: &Path, training: bool) -> Result<Opened, DeskError> {
    let secrets = secrets_for(data, training)?;
    let key = sportello_desk::store_key(&*secrets, &SystemChance)?;
    let store = SqliteStore::open(&data.join(STORE), &key)?;
    Ok((secrets, store))
}
