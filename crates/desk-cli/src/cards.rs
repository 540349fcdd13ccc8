//! The readers of this machine, through PC/SC; at a training centre one more, with a card that is not there.

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

/// What the training card is kept as, in the encrypted store of the workstation.
const TRAINING_CARD: &str = "training-card";

/// APDUs after which a card is pulled midway: it was found blank and taken possession of, and its first key is there or not.
const MIDWAY: usize = 70;

/// The system's readers, and the training's.
pub struct SystemCards {
    pcsc: PcscReaders,
    training: Option<Arc<TrainingReader>>,
}

impl SystemCards {
    /// With the training reader, where there is one.
    pub fn new(training: Option<Arc<TrainingReader>>) -> Self {
        Self { pcsc: PcscReaders::default(), training }
    }

    fn of_training(&self, reader: &str) -> Option<&TrainingReader> {
        self.training.as_deref().filter(|_| reader == training::NAME)
    }
}

impl Cards for SystemCards {
    fn list(&self) -> ReadersSeen {
        let mut seen = PcscReaders::list();
        seen.readers.extend(self.training.as_ref().map(|reader| ReaderSeen {
            name: training::NAME.to_owned(),
            card_present: reader.card_present(),
            training: true,
        }));
        seen
    }

    fn watch(&self, tell: Tell) {
        let tell = Arc::new(Mutex::new(tell));
        if let Some(training) = &self.training {
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

    fn training_card(&self, act: TrainingCardAct) -> Result<(), ChannelError> {
        let training = self.training.as_ref().ok_or(ChannelError::Removed)?;
        match act {
            TrainingCardAct::Replace => training.new_card(),
            TrainingCardAct::PullMidway => training.order(Faults::pulled_after(MIDWAY)),
            TrainingCardAct::Fill => training.order(Faults { full: true, ..Faults::default() }),
            TrainingCardAct::PutIn => training.insert_again(),
        }
    }
}

/// Both kinds of readers tell the same one, each from its own thread.
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

    fn training_card(&self, _: TrainingCardAct) -> Result<(), ChannelError> {
        Err(ChannelError::Removed)
    }
}

/// The training reader with the card that this workstation keeps, or a new one. Must be called inside a tokio runtime.
pub(crate) async fn training_reader(
    store: &Arc<dyn Store>,
    chance: Arc<dyn Chance>,
) -> Result<TrainingReader, DeskError> {
    let kept = store.value(TRAINING_CARD).await?;
    // The reader's thread outlives the desk by a moment: the store is not held by it.
    let (store, runtime) = (Arc::downgrade(store), tokio::runtime::Handle::current());
    let keep: Keep = Box::new(move |image| runtime.block_on(keep(&store, image)));
    TrainingReader::start(kept.as_deref(), chance, keep)
        .map_err(|error| DeskError::Internal(format!("the training reader did not start: {error}")))
}

async fn keep(store: &Weak<dyn Store>, image: &str) {
    let Some(store) = store.upgrade() else { return };
    let change = Change::Set { name: TRAINING_CARD.to_owned(), value: Some(image.to_owned()) };
    if let Err(error) = store.apply(vec![change]).await {
        tracing::warn!(error = %error, "the training card was not kept: after a restart it is as it was before");
    }
}
