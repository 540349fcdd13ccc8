//! A story in a window, from opening to closing, with a limit on the whole and a picture where it failed.

use std::time::Duration;

use tokio::time::timeout;

use crate::{Failure, Outcome, Surroundings, Window};

/// Opens the window among the surroundings, tells the story, closes the window, whatever became of it.
pub async fn story(
    name: &str,
    limit: Duration,
    around: &Surroundings,
    arguments: &[String],
    tell: impl AsyncFnOnce(&Window) -> Outcome,
) -> Outcome {
    let window = Window::open(around, arguments).await?;
    let told = timeout(limit, tell(&window))
        .await
        .unwrap_or_else(|_| Err(Failure::new(format!("the story was not over within {limit:?}"))));
    let outcome = match told {
        Ok(()) => Ok(()),
        Err(failure) => {
            // The story's own failure is what matters; a picture of it where one can be had.
            let _ = timeout(Duration::from_secs(10), window.picture(&format!("failed-{name}"))).await;
            let done = timeout(Duration::from_secs(10), window.remembered()).await.unwrap_or_default();
            let said = window.log_tail();
            Err(Failure::new(format!("{failure}\n\ndone last:\n{done}\n\nthe window's last words:\n{said}")))
        }
    };
    window.close().await;
    outcome
}
