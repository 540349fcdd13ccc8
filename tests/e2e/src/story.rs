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
    let outcome = tell_in(&window, name, limit, tell).await;
    window.close().await;
    outcome
}

/// The same, but the window is not closed: the power fails.
pub async fn story_cut_short(
    name: &str,
    limit: Duration,
    around: &Surroundings,
    arguments: &[String],
    tell: impl AsyncFnOnce(&Window) -> Outcome,
) -> Outcome {
    let window = Window::open(around, arguments).await?;
    let outcome = tell_in(&window, name, limit, tell).await;
    window.kill();
    outcome
}

async fn tell_in(
    window: &Window,
    name: &str,
    limit: Duration,
    tell: impl AsyncFnOnce(&Window) -> Outcome,
) -> Outcome {
    let told = timeout(limit, tell(window))
        .await
        .unwrap_or_else(|_| Err(Failure::new(format!("the story was not over within {limit:?}"))));
    let Err(failure) = told else { return Ok(()) };
    // The story's own failure is what matters; a picture of it where one can be had.
    let _ = timeout(Duration::from_secs(10), window.picture(&format!("failed-{name}"))).await;
    let done = timeout(Duration::from_secs(10), window.remembered()).await.unwrap_or_default();
    let page = timeout(Duration::from_secs(10), window.words()).await;
    let page = page.ok().and_then(Result::ok).unwrap_or_default();
    let said = window.log_tail();
    let parts = [("done last", done), ("the page says", page), ("the window's last words", said)];
    let told: String = parts.map(|(what, text)| format!("\n\n{what}:\n{text}")).concat();
    Err(Failure::new(format!("{failure}{told}")))
}
