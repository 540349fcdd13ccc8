//! The commands of acts that were answered do not stay for ever, and those that were not do.

use std::sync::Arc;

use sportello_desk::{Desk, issuance, ports::Clock, sessions, status};
use sportello_desk_cli::SystemClock;
use sportello_domain::{account::Profile, moment::Timestamp};
use sportello_stories::{Scene, plot};

use crate::WORKER;

/// The machine's clock, some time on.
struct Ahead(time::Duration);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answered_acts_are_forgotten_after_a_day() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let (_, product) = plot::recognised(&scene, &desk, &scene.officer(Profile::Rao), 71).await;
    let version = issuance::certificate_preview(&desk, product).await.unwrap().version;
    scene.line.swallow_next_answer().await;
    assert!(issuance::issue_certificate(&desk, product, version).await.is_err(), "the answer was lost");
    drop(desk);

    let issue = format!("act/issue/{product}/{version}");
    let acts = |store: Arc<dyn sportello_desk::ports::Store>| async move {
        let names = store.values("act/").await.unwrap().into_iter().map(|(name, _)| name);
        names.collect::<Vec<_>>()
    };
    for (hours, answered, kept) in [
        (25, false, true),
        // Repeated and answered; asked again within the day it would be the same.
        (1, true, true),
        (25, true, false),
    ] {
        let mut ports = scene.ports("counter").await;
        let store = ports.store.clone();
        if hours > 1 {
            ports.clock = Arc::new(Ahead(time::Duration::hours(hours)));
        }
        let desk = Desk::open(ports).await.unwrap();
        sessions::resume(&desk).await.unwrap();
        if answered && kept {
            issuance::issue_certificate(&desk, product, version).await.unwrap();
        }
        // What the round finds out about the centre does not matter here: it sweeps first.
        let _ = status::tend(&desk).await;
        let names = acts(store).await;
        let there = names.iter().any(|name| name.starts_with(&issue));
        assert_eq!(there, kept, "after {hours} hours, answered: {answered}: {names:?}");
        drop(desk);
    }
    scene.stop().await;
}
