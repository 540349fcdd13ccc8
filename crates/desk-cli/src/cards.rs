//! The readers of this machine, through PC/SC; at a training centre two more, with cards that are not there.

mod pcsc;
mod training;

use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use sportello_contract::desk::cards::TrainingCardAct;
use sportello_desk::{
    DeskError,
    ports::{Cards, Chance, ReaderSeen, ReadersSeen, Store, Talk, Tell},
    records::Change,
};
use sportello_token::ChannelError;
use sportello_token_virtual::Faults;

use pcsc::PcscReaders;
pub use training::{Keep, TrainingReader};

/// The readers of the training, and what the card in each is kept as in the encrypted store of the workstation. As at a real
/// counter, the officer's own card lies in one and the blank device in the other. The first keeps its card under the name
/// of the time when there was one reader: what lies in it there is the officer's own, if there is any.
const TRAINING: [(&str, &str); 2] =
    [("Training reader 1", "training-card"), ("Training reader 2", "training-card-2")];

/// APDUs after which a card is pulled midway: it was found blank and taken possession of, and its first key is there or not.
const MIDWAY: usize = 70;

/// The system's readers, and the training's.
pub struct SystemCards {
    pcsc: PcscReaders,
    training: Vec<Arc<TrainingReader>>,
}

impl SystemCards {
    /// With the readers of the training, where there are any.
    pub fn new(training: Vec<Arc<TrainingReader>>) -> Self {
        Self { pcsc: PcscReaders::default(), training }
    }

    fn of_training(&self, reader: &str) -> Option<&TrainingReader> {
        self.training.iter().map(|each| &**each).find(|each| each.name() == reader)
    }
}

impl Cards for SystemCards {
    fn list(&self) -> ReadersSeen {
        let mut seen = PcscReaders::list();
        seen.readers.extend(self.training.iter().map(|reader| ReaderSeen {
            name: reader.name().to_owned(),
            card_present: reader.card_present(),
            training: true,
        }));
        seen
    }

    fn watch(&self, tell: Tell) {
        let tell = Arc::new(Mutex::new(tell));
        for training in &self.training {
            training.watch(one_of(&tell));
        }
        self.pcsc.watch(one_of(&tell));
    }

    fn converse(&self, reader: &str, limit: Duration, talk: Talk) -> Result<(), ChannelError> {
        match self.of_training(reader) {
            Some(training) => training.converse(limit, talk),
            None => self.pcsc.converse(reader, limit, talk),
        }
    }

    fn training_card(&self, reader: &str, act: TrainingCardAct) -> Result<(), ChannelError> {
        let training = self.of_training(reader).ok_or(ChannelError::Removed)?;
        match act {
            TrainingCardAct::Replace => training.new_card(),
            TrainingCardAct::PullMidway => training.order(Faults::pulled_after(MIDWAY)),
            TrainingCardAct::Fill => training.order(Faults { full: true, ..Faults::default() }),
            TrainingCardAct::PutIn => training.insert_again(),
        }
    }
}

/// All readers tell the same one, each from its own thread.
fn one_of(tell: &Arc<Mutex<Tell>>) -> Tell {
    let tell = Arc::clone(tell);
    Box::new(move |event| {
        let mut tell = tell.lock().unwrap_or_else(PoisonError::into_inner);
        tell(event);
    })
}

/// A host without readers.
pub struct NoCards;

impl Cards for NoCards {
    fn list(&self) -> ReadersSeen {
        ReadersSeen::default()
    }

    fn watch(&self, _: Tell) {}

    fn converse(&self, _: &str, _: Duration, _: Talk) -> Result<(), ChannelError> {
        Err(ChannelError::Removed)
    }

    fn training_card(&self, _: &str, _: TrainingCardAct) -> Result<(), ChannelError> {
        Err(ChannelError::Removed)
    }
}

/// The training readers with the cards that this workstation keeps, or new ones. Must be called inside a tokio runtime.
pub(crate) async fn training_readers(
    store: &Arc<dyn Store>,
    chance: &Arc<dyn Chance>,
) -> Result<Vec<Arc<TrainingReader>>, DeskError> {
    let mut readers = Vec::new();
    for (name, kept_as) in TRAINING {
        let kept = store.value(kept_as).await?;
        // A reader's thread outlives the desk by a moment: the store is not held by it.
        let (store, runtime) = (Arc::downgrade(store), tokio::runtime::Handle::current());
        let keep: Keep = Box::new(move |image| runtime.block_on(keep(&store, kept_as, image)));
        let reader = TrainingReader::start(name, kept.as_deref(), Arc::clone(chance), keep);
        let failed = |error| DeskError::Internal(format!("the {name} did not start: {error}"));
        readers.push(Arc::new(reader.map_err(failed)?));
    }
    Ok(readers)
}

async fn keep(store: &Weak<dyn Store>, kept_as: &str, image: &str) {
    let Some(store) = store.upgrade() else { return };
    let change = Change::Set { name: kept_as.to_owned(), value: Some(image.to_owned()) };
    if let Err(error) = store.apply(vec![change]).await {
        tracing::warn!(error = %error, "a training card was not kept: after a restart it is as it was before");
    }
}
