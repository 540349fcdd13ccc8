//! The operations' listener: health and metrics. Nothing personal, nothing that changes anything.

use std::sync::Arc;

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use sportello_central_store::tables::{jobs, sessions};

use crate::{Centre, Refusal, authority::root_list, metrics::Gauges};

/// `GET /health` and `GET /metrics`.
pub fn routes() -> Router<Arc<Centre>> {
    Router::new().route("/health", get(health)).route("/metrics", get(metrics))
}

/// 200 while the database answers; a second line says what an operator has to do soon.
async fn health(State(centre): State<Arc<Centre>>) -> Result<String, Refusal> {
    let mut tx = centre.store.read().await?;
    let now = centre.clock.now();
    sessions::count_open(&mut tx, now).await?;
    let left = root_list::left(&mut tx, now).await?;
    Ok(if left >= root_list::RENEW_BEFORE {
        "ok\n".to_owned()
    } else if left.is_positive() {
        let days = left.whole_days();
        format!("ok\nwarning: the root's list ends in {days} days: renew it with `central root-list`\n")
    } else {
        "ok\nwarning: the root's list has ended, and no certificate can be verified: run `central root-list`\n"
            .to_owned()
    })
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
        root_list_seconds: root_list::left(&mut tx, now).await?.whole_seconds(),
    };
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, centre.metrics.render(gauges)))
}
