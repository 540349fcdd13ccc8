//! What happens to readers and cards, told as it happens: one thread sits in the smart card service's own waiting
//! (`SCardGetStatusChange`, PC/SC part 5, 3.2.5), so nothing is asked again and again.

mod known;
mod service;

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use pcsc::Context;

use crate::ChannelError;

/// How long a watch that is dropped waits for its thread. A service that stands still holds the thread, and nobody else.
const ENDS_IN: Duration = Duration::from_secs(2);
/// A waiting that begins just after it was called off is called off again.
const CALL_OFF_AGAIN: Duration = Duration::from_millis(10);

/// Something that happened. Whoever follows them all from the first knows what is there: what was there at the start, or
/// when the service came back, is told as if it had just come, and what a service that ended had is told to be gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderEvent {
    /// A reader, as the service names it.
    ReaderAdded(String),
    ReaderRemoved(String),
    /// A card, and its answer to reset: empty where the card is mute.
    CardInserted {
        reader: String,
        atr: Vec<u8>,
    },
    CardRemoved {
        reader: String,
    },
    /// No service runs, or it answers no more. Told once, until it is back.
    ServiceGone,
    ServiceBack,
}

/// Watches until it is dropped.
pub struct ReaderWatch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl ReaderWatch {
    /// Begins to watch. `tell` runs on the watching thread: what it does delays the next event, so it hands on and
    /// returns. If it panics, nothing more is told.
    ///
    /// [`ChannelError::Reader`] where the system gives no thread. A service that does not run is no error: it is told, and
    /// waited for.
    pub fn start(tell: impl FnMut(ReaderEvent) + Send + 'static) -> Result<Self, ChannelError> {
        let shared = Arc::new(Shared::default());
        let own = shared.clone();
        let mut tell = tell;
        let run = move || {
            service::watch(&own, &mut |event| {
                if !own.is_stopped() {
                    tell(event);
                }
            });
        };
        let thread = thread::Builder::new()
            .name("reader watch".to_owned())
            .spawn(run)
            .map_err(|error| ChannelError::Reader(error.to_string()))?;
        Ok(Self { shared, thread: Some(thread) })
    }
}

impl Drop for ReaderWatch {
    /// Ends the thread; waits for it two seconds at most. Nothing is told afterwards, save what was being told.
    fn drop(&mut self) {
        self.shared.stop();
        let Some(thread) = self.thread.take() else { return };
        if thread.thread().id() == thread::current().id() {
            // Dropped by what it told: it ends when that returns.
            return;
        }
        let began = Instant::now();
        let shared = self.shared.clone();
        // On a thread of its own, because calling off asks the service too, and that may stand still.
        let caller = thread::Builder::new().name("reader watch ends".to_owned()).spawn(move || {
            while began.elapsed() < ENDS_IN
                && let Some(context) = shared.waiting()
            {
                let _ = context.cancel();
                thread::sleep(CALL_OFF_AGAIN);
            }
        });
        drop(caller);
        while !thread.is_finished() && began.elapsed() < ENDS_IN {
            thread::sleep(CALL_OFF_AGAIN);
        }
        if thread.is_finished() {
            // What it told may have panicked; that was reported where it happened.
            let _ = thread.join();
        }
    }
}

/// Between the watching thread and who owns it.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    stopped: Condvar,
}

#[derive(Default)]
struct State {
    stopped: bool,
    /// What the thread waits with.
    context: Option<Context>,
}

impl Shared {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        // Nothing under this lock can be left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        self.state().stopped = true;
        self.stopped.notify_all();
    }

    fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    fn waiting(&self) -> Option<Context> {
        self.state().context.clone()
    }

    fn wait_with(&self, context: Option<Context>) {
        // Dropped after the lock: releasing a context asks the service.
        let before = std::mem::replace(&mut self.state().context, context);
        drop(before);
    }

    /// Sleeps, or wakes when the watch is dropped.
    fn pause(&self, length: Duration) {
        let state = self.state();
        drop(self.stopped.wait_timeout_while(state, length, |state| !state.stopped));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_watch_ends_with_a_service_or_without() {
        let (tell, told) = mpsc::channel();
        let began = Instant::now();
        let watch = ReaderWatch::start(move |event| drop(tell.send(event))).unwrap();
        drop(ReaderWatch::start(drop).unwrap());
        // A machine with a service and no readers says nothing.
        if let Ok(first) = told.recv_timeout(Duration::from_millis(300)) {
            assert!(
                matches!(first, ReaderEvent::ServiceGone | ReaderEvent::ReaderAdded(_)),
                "nothing goes before it came: {first:?}"
            );
        }
        drop(watch);
        assert!(began.elapsed() < ENDS_IN * 2, "and nobody was held: {:?}", began.elapsed());
    }

    #[test]
    fn a_watch_may_end_itself() {
        let own = Arc::new(Mutex::new(None));
        let held = own.clone();
        let (tell, told) = mpsc::channel();
        let watch = ReaderWatch::start(move |_| {
            drop(held.lock().map(|mut watch| watch.take()));
            let _ = tell.send(());
        });
        *own.lock().unwrap() = Some(watch.unwrap());
        // Said only where there is something to say: no service, or a reader.
        let _ = told.recv_timeout(Duration::from_millis(300));
        drop(own.lock().unwrap().take());
    }
}
