//! Work that recurs: which jobs the period of a moment wants.

use sportello_domain::moment::Timestamp;

use super::Job;

/// The jobs of the period that a moment lies in, each with the key that allows it once. `list_hours` is how long a
/// status list may be used.
pub fn plan(now: Timestamp, list_hours: u8) -> Vec<(Job, String)> {
    let at = now.get();
    let day = at.date();
    // Four times in a list's life, a day as a rule: three may fail before anybody notices.
    let list_period = (list_hours / 4).clamp(1, 6);
    vec![
        (Job::PublishStatusList, format!("publishStatusList:{day}:{}", at.hour() / list_period)),
        // Whoever rewrites the audit log can rewrite an hour of it at most without its showing (decision 16).
        (Job::SignAuditHead, format!("signAuditHead:{day}:{}", at.hour())),
        (Job::Expire, format!("expire:{day}:{}", at.hour())),
        (Job::KeepResponder, format!("keepResponder:{day}")),
        (Job::KeepStampingUnit, format!("keepStampingUnit:{day}")),
        (Job::ForgetJobs, format!("forgetJobs:{day}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_period_is_planned_once_and_the_next_one_anew() {
        let keys = |at| plan(Timestamp::new(at), 24).into_iter().map(|(_, key)| key).collect::<Vec<_>>();
        let morning = keys(datetime!(2026-11-22 06:00 UTC));
        assert_eq!(morning, keys(datetime!(2026-11-22 06:59:59 UTC)), "one period, the same keys");
        let noon = keys(datetime!(2026-11-22 12:00 UTC));
        assert_ne!(morning[0], noon[0], "a new list every six hours");
        assert_ne!(morning[1], noon[1], "a signed head every hour");
        assert_ne!(morning[2], noon[2], "what has ended is told within the hour");
        assert_eq!(morning[3..], noon[3..], "the rest once a day");
        let short = |at| plan(Timestamp::new(at), 4).swap_remove(0).1;
        assert_ne!(
            short(datetime!(2026-11-22 06:59 UTC)),
            short(datetime!(2026-11-22 07:00 UTC)),
            "lists of four hours are renewed every hour"
        );
    }
}
