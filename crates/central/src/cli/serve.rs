//! `central serve`.

use sportello_central::listeners;

use super::{Failure, Where, say};

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    at: Where,
}

impl Serve {
    pub async fn run(self) -> Result<(), Failure> {
        let running = listeners::start(self.at.open().await?).await?;
        let plain = running.plain.as_ref().map(|plain| format!(" plain={plain}")).unwrap_or_default();
        say(&format!(
            "listening desks={} holders={} operations={}{plain}",
            running.desks, running.holders, running.operations
        ))?;
        end_asked_for().await?;
        tracing::info!("ending");
        running.stop().await;
        Ok(())
    }
}

#[cfg(unix)]
async fn end_asked_for() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        asked = tokio::signal::ctrl_c() => asked,
    }
}

#[cfg(not(unix))]
async fn end_asked_for() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
