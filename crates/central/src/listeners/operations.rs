//! The operations' listener: health and metrics. Nothing personal, nothing that changes anything.

use std::sync::Arc;

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use sportello_central_store::tables::{jobs, sessions};

use crate::{Centre, Refusal, metrics::Gauges};

/// `GET /health` and `GET /metrics`.
pub fn routes() -> Router<Arc<Centre>> {
    Router::new().route("/health", get(health)).route("/metrics", get(metrics))
}

/// 200 while the database answers.
async fn health(State(centre): State<Arc<Centre>>) -> Result<&'static str, Refusal> {
    let mut tx = centre.store.read().await?;
    sessions::count_open(&mut tx, centre.clock.now()).await?;
    Ok("ok\n")
}

async fn metrics(State(centre): State<Arc<Centre>>) -> Result<impl IntoResponse, Refusal> {
    let now = centre.clock.now();
    let mut tx = centre.store.read().await?;
    let counts = jobs::counts(&mut tx).await?;
    let late = counts.oldest_due.map_or(0, |due| (now.get() - due.get()).whole_seconds().max(0));
    let gauges = Gauges {
        open_sessions: sessions::count_open(&mut tx, now).await?,
        jobs_waiting: counts.waiting,
        jobs_failed: counts.failed,
        oldest_job_seconds: late,
    };
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, centre.metrics.render(gauges)))
}
