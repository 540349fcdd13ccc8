//! The readers that the system's smart card service knows.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sportello_desk::ports::{ReaderSeen, ReadersFault, ReadersSeen, Talk};
use sportello_token::{ChannelError, PcscReader, ReaderEvent, ReaderWatch, ReadersError};

/// Each reader has a thread of its own, made with the first conversation.
#[derive(Default)]
pub struct PcscReaders {
    open: Arc<Open>,
    watch: Mutex<Option<ReaderWatch>>,
}

#[derive(Default)]
struct Open(Mutex<BTreeMap<String, Arc<PcscReader>>>);

impl Open {
    fn readers(&self) -> MutexGuard<'_, BTreeMap<String, Arc<PcscReader>>> {
        // Entries come and go whole: a panic elsewhere does not spoil them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PcscReaders {
    pub fn list() -> ReadersSeen {
        match sportello_token::list() {
            Ok(readers) => ReadersSeen {
                readers: readers
                    .into_iter()
                    .map(|reader| ReaderSeen {
                        name: reader.name,
                        card_present: reader.card_present,
                        training: false,
                    })
                    .collect(),
                fault: None,
            },
            Err(ReadersError::NoService) => none_for(ReadersFault::NoService),
            Err(error) => {
                tracing::warn!(error = %error, "readers not listed");
                none_for(ReadersFault::Failed)
            }
        }
    }

    pub fn watch(&self, tell: impl FnMut(ReaderEvent) + Send + 'static) {
        let (open, mut tell) = (Arc::clone(&self.open), tell);
        let started = ReaderWatch::start(move |event| {
            if let ReaderEvent::ReaderRemoved(reader) = &event {
                // With its thread, which may hang in a driver: plugged in again, it gets a new one.
                open.readers().remove(reader);
            }
            tell(event);
        });
        match started {
            Ok(watch) => *self.watch.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch),
            Err(error) => tracing::warn!(error = %error, "readers are not watched"),
        }
    }

    pub fn converse(&self, reader: &str, limit: Duration, talk: Talk) -> Result<(), ChannelError> {
        let open = {
            let mut readers = self.open.readers();
            if let Some(open) = readers.get(reader) {
                Arc::clone(open)
            } else {
                let open = Arc::new(PcscReader::open(reader)?);
                readers.insert(reader.to_owned(), Arc::clone(&open));
                open
            }
        };
        open.converse(limit, move |line, atr| talk(line, atr))
    }
}

fn none_for(fault: ReadersFault) -> ReadersSeen {
    ReadersSeen { readers: Vec::new(), fault: Some(fault) }
}
