//! The operations' listener: health and metrics. Nothing personal, nothing that changes anything.

use std::sync::Arc;

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use sportello_central_store::tables::{jobs, sessions};
use sportello_domain::moment::Timestamp;

use crate::{
    Centre, Refusal,
    authority::{lists, root_list},
    jobs::SILENT,
    metrics::Gauges,
};

/// `GET /health` and `GET /metrics`.
pub fn routes() -> Router<Arc<Centre>> {
    Router::new().route("/health", get(health)).route("/metrics", get(metrics))
}

/// 200 while the database answers; further lines say what an operator has to do soon, or at once.
async fn health(State(centre): State<Arc<Centre>>) -> Result<String, Refusal> {
    let mut tx = centre.store.read().await?;
    let now = centre.clock.now();
    sessions::count_open(&mut tx, now).await?;
    let root = root_list::left(&mut tx, now).await?;
    let issuing = lists::left(&centre, &mut tx).await?;
    drop(tx);
    let mut lines = vec!["ok".to_owned()];
    lines.extend(of_the_worker(&centre, now));
    if !issuing.is_positive() {
        lines.push(
            "warning: a status list of an issuing authority has ended, and no certificate can be verified: the log \
             says why the job publishStatusList fails"
                .to_owned(),
        );
    } else if issuing < lists::renewed_before(&centre) {
        let minutes = issuing.whole_minutes();
        lines.push(format!(
            "warning: a status list of an issuing authority ends in {minutes} minutes and was not renewed: the log \
             says why the job publishStatusList fails"
        ));
    }
    if !root.is_positive() {
        lines.push(
            "warning: the root's list has ended, and no certificate can be verified: run `central root-list`"
                .to_owned(),
        );
    } else if root < root_list::RENEW_BEFORE {
        let days = root.whole_days();
        lines
            .push(format!("warning: the root's list ends in {days} days: renew it with `central root-list`"));
    }
    Ok(lines.join("\n") + "\n")
}

/// Without its workers a centre answers, and nothing follows from the answers.
fn of_the_worker(centre: &Centre, now: Timestamp) -> Option<String> {
    let (lane, silence) = centre.pulse.longest_silence(now)?;
    (silence > SILENT).then(|| {
        let (lane, minutes) = (lane.as_str(), silence.whole_minutes());
        format!(
            "warning: the worker of the jobs ({lane}) was not seen for {minutes} minutes: restart the centre"
        )
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
        worker_silent_seconds: centre
            .pulse
            .longest_silence(now)
            .map_or(0, |(_, silence)| silence.whole_seconds()),
        job_panics: centre.pulse.panics(),
        issuing_list_seconds: lists::left(&centre, &mut tx).await?.whole_seconds(),
        root_list_seconds: root_list::left(&mut tx, now).await?.whole_seconds(),
    };
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((kind, centre.metrics.render(gauges)))
}
