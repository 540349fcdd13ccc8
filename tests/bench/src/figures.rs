//! Figures and how they are told.

use std::time::{Duration, Instant};

/// Single times of one kind of work.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Does the work and keeps how long it took.
    pub fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        self.0.push(began.elapsed());
        done
    }

    pub fn keep(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn median(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    /// One line of the table: median, quickest, slowest.
    pub fn tell(&self, what: &str) {
        let (least, most) = (self.0.iter().min(), self.0.iter().max());
        println!(
            "  {what:<58} {:>9} ms   ({} to {}, {} times)",
            milliseconds(self.median()),
            milliseconds(least.copied().unwrap_or_default()),
            milliseconds(most.copied().unwrap_or_default()),
            self.0.len(),
        );
    }
}

/// How many a second.
pub struct Rate {
    pub count: usize,
    pub within: Duration,
}

impl Rate {
    /// Does something so often, one after the other.
    pub fn of(count: usize, mut work: impl FnMut(usize)) -> Self {
        let began = Instant::now();
        for index in 0..count {
            work(index);
        }
        Self { count, within: began.elapsed() }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
    pub fn per_second(&self) -> f64 {
        self.count as f64 / self.within.as_secs_f64()
    }

    pub fn tell(&self, what: &str) {
        println!(
            "  {what:<58} {:>9.1} /s   ({} in {} ms)",
            self.per_second(),
            self.count,
            self.within.as_millis()
        );
    }
}

/// The line under a table: ours against the goal.
pub fn verdict(what: &str, ratio: f64, goal: &str) {
    println!("  {what:<58} {ratio:>9.2} ×    (goal: {goal})\n");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
