//! What the operator's monitoring reads (Prometheus text format, version 0.0.4): counts and times, never who.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Upper borders of the histogram, in seconds.
const BORDERS: [f64; 8] = [0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// The counters of this process.
#[derive(Default)]
pub struct Metrics {
    calls: Mutex<BTreeMap<CallKey, CallCounts>>,
    stamps: [AtomicU64; StampOutcome::ALL.len()],
}

/// What became of a request for a time-stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StampOutcome {
    Granted,
    /// The request was the cause.
    Rejected,
    /// The centre was.
    Failed,
}

impl StampOutcome {
    const ALL: [Self; 3] = [Self::Granted, Self::Rejected, Self::Failed];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct CallKey {
    listener: &'static str,
    method: &'static str,
    /// The route, never the path: a path holds ids, and there are many.
    route: String,
    status: u16,
}

#[derive(Clone, Default)]
struct CallCounts {
    count: u64,
    seconds: f64,
    within: [u64; BORDERS.len()],
}

/// The verbs of HTTP. Any other word is one word: whoever invents them must not fill the memory with them.
pub fn known_method(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

/// What is asked of the database when the metrics are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gauges {
    pub open_sessions: i64,
    pub jobs_waiting: u32,
    pub jobs_failed: u32,
    /// How long the oldest job has been due.
    pub oldest_job_seconds: i64,
    /// How long ago the worker was seen that was silent longest.
    pub worker_silent_seconds: i64,
    /// How often a job or a worker panicked since the start.
    pub job_panics: u64,
    /// How long the lists of the issuing authorities are still good: the shortest.
    pub issuing_list_seconds: i64,
    /// How long the root's list is still good; it is renewed by hand.
    pub root_list_seconds: i64,
}

impl Metrics {
    /// Counts an answered call.
    pub fn count(&self, listener: &'static str, method: &str, route: &str, status: u16, took: Duration) {
        let key = CallKey { listener, method: known_method(method), route: route.to_owned(), status };
        // A panic while counting must not stop the counting.
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = calls.entry(key).or_default();
        counts.count += 1;
        counts.seconds += took.as_secs_f64();
        for (within, border) in counts.within.iter_mut().zip(BORDERS) {
            *within += u64::from(took.as_secs_f64() <= border);
        }
    }

    /// Counts a request for a time-stamp, also the centre's own.
    pub fn count_stamp(&self, outcome: StampOutcome) {
        self.stamps[outcome as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Everything as text.
    pub fn render(&self, gauges: Gauges) -> String {
        let mut out = String::with_capacity(8192);
        for (name, help, value) in [
            ("central_open_sessions", "Sessions that have not ended.", gauges.open_sessions),
            ("central_jobs_waiting", "Jobs that are not done yet.", i64::from(gauges.jobs_waiting)),
            ("central_jobs_failed", "Jobs that failed for good.", i64::from(gauges.jobs_failed)),
            (
                "central_oldest_job_seconds",
                "How long the oldest job has been due.",
                gauges.oldest_job_seconds,
            ),
            (
                "central_worker_silent_seconds",
                "How long the most silent worker of the jobs was not seen.",
                gauges.worker_silent_seconds,
            ),
            (
                "central_issuing_list_seconds",
                "How long the issuing authorities' status lists are still good.",
                gauges.issuing_list_seconds,
            ),
            (
                "central_root_list_seconds",
                "How long the root's status list is still good.",
                gauges.root_list_seconds,
            ),
        ] {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
        }
        out.push_str("# HELP central_job_panics_total Jobs and workers that panicked.\n");
        let _ = writeln!(out, "# TYPE central_job_panics_total counter");
        let _ = writeln!(out, "central_job_panics_total {}", gauges.job_panics);
        out.push_str("# HELP central_time_stamps_total Requests for a time-stamp.\n");
        out.push_str("# TYPE central_time_stamps_total counter\n");
        for outcome in StampOutcome::ALL {
            let count = self.stamps[outcome as usize].load(Ordering::Relaxed);
            let _ = writeln!(out, "central_time_stamps_total{{outcome=\"{}\"}} {count}", outcome.as_str());
        }
        out.push_str("# HELP central_call_seconds Answered calls and how long they took.\n");
        out.push_str("# TYPE central_call_seconds histogram\n");
        for (key, counts) in self.calls.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let labels = format!(
                "listener=\"{}\",method=\"{}\",route=\"{}\",status=\"{}\"",
                key.listener, key.method, key.route, key.status
            );
            for (within, border) in counts.within.iter().zip(BORDERS) {
                let _ = writeln!(out, "central_call_seconds_bucket{{{labels},le=\"{border}\"}} {within}");
            }
            let _ = writeln!(out, "central_call_seconds_bucket{{{labels},le=\"+Inf\"}} {}", counts.count);
            let _ = writeln!(out, "central_call_seconds_sum{{{labels}}} {}", counts.seconds);
            let _ = writeln!(out, "central_call_seconds_count{{{labels}}} {}", counts.count);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_route_and_status() {
        let metrics = Metrics::default();
        for _ in 0..3 {
            metrics.count("desks", "GET", "/v1/products/{id}", 200, Duration::from_millis(20));
        }
        metrics.count("desks", "GET", "/v1/products/{id}", 404, Duration::from_millis(2));
        let text = metrics.render(Gauges { jobs_waiting: 2, ..Gauges::default() });
        let labels = r#"listener="desks",method="GET",route="/v1/products/{id}",status="200""#;
        assert!(text.contains(&format!("central_call_seconds_count{{{labels}}} 3")), "three calls: {text}");
        assert!(
            text.contains(&format!("central_call_seconds_bucket{{{labels},le=\"0.01\"}} 0")),
            "none within 10 ms"
        );
        assert!(
            text.contains(&format!("central_call_seconds_bucket{{{labels},le=\"0.05\"}} 3")),
            "all within 50 ms"
        );
        assert!(text.contains("central_jobs_waiting 2\n"), "the queue's length: {text}");
    }

    #[test]
    fn invented_verbs_are_one_verb() {
        let metrics = Metrics::default();
        for number in 0..1000 {
            metrics.count("desks", &format!("VERB{number}"), "-", 405, Duration::ZERO);
        }
        assert_eq!(metrics.calls.lock().unwrap().len(), 1, "a thousand verbs, one row");
        let text = metrics.render(Gauges::default());
        assert!(text.contains(r#"method="other",route="-",status="405"} 1000"#), "{text}");
    }
}
