//! Parts of the system that may never answer: a smart card service, a camera's driver. Asked on a thread of their own,
//! with a limit; one that hangs is not asked again before it has answered, so that nothing piles up behind it.

use std::time::Duration;

use tokio::sync::{Mutex, oneshot};

/// How long the first to ask waits.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long whoever asks waits while an earlier question is still open.
const LESS: Duration = Duration::from_millis(50);

/// One part of the system.
pub(crate) struct Asked<T>(Mutex<Option<oneshot::Receiver<T>>>);

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Send + 'static> Asked<T> {
    /// The answer; `None` where there is none in time.
    pub(crate) async fn ask(&self, question: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let mut open = self.0.lock().await;
        let patience = if open.is_some() { LESS } else { PATIENCE };
        let mut answer = open.take().unwrap_or_else(|| {
            let (tell, answer) = oneshot::channel();
            // No thread of the executor: the program can end while it hangs.
            std::thread::spawn(move || {
                // Nobody waiting any more is no fault.
                let _ = tell.send(question());
            });
            answer
        });
        let answered = tokio::time::timeout(patience, &mut answer).await;
        if answered.is_err() {
            *open = Some(answer);
        }
        answered.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering},
            mpsc,
        },
        time::Instant,
    };

    use super::*;

    #[tokio::test]
    async fn what_hangs_is_waited_for_once_and_asked_once() {
        let asked = Asked::default();
        assert_eq!(asked.ask(|| 7).await, Some(7), "what answers is told");
        let times = Arc::new(AtomicU32::new(0));
        let (let_go, hold) = mpsc::channel::<()>();
        let count = Arc::clone(&times);
        let hanging = move || {
            count.fetch_add(1, Ordering::SeqCst);
            let _ = hold.recv();
            8
        };
        assert_eq!(asked.ask(hanging).await, None, "it does not answer");
        let again = Instant::now();
        for _ in 0..3 {
            assert_eq!(asked.ask(|| panic!("asked again")).await, None, "still not");
        }
        assert!(again.elapsed() < PATIENCE, "nobody waits for it a second time");
        assert_eq!(times.load(Ordering::SeqCst), 1, "and no thread is added");
        let_go.send(()).unwrap();
        tokio::time::sleep(LESS).await;
        assert_eq!(asked.ask(|| 9).await, Some(8), "its answer is told once it comes");
        assert_eq!(asked.ask(|| 9).await, Some(9), "then it is asked anew");
    }

    #[tokio::test]
    async fn a_question_that_breaks_off_is_asked_anew() {
        let asked = Asked::default();
        assert_eq!(asked.ask(|| panic!("a driver of somebody else's")).await, None::<u8>, "no answer");
        assert_eq!(asked.ask(|| 1).await, Some(1), "the next one is heard");
    }
}
