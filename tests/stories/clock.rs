//! A PC whose clock is wrong: the desk never uses a time below the highest time of the centre it has seen, and refuses acts
//! that state a time while it is far behind.

use std::sync::Arc;

use sportello_desk::{Desk, confirm, drafts, ports::Clock, sessions};
use sportello_desk_cli::SystemClock;
use sportello_domain::{account::Profile, error_code::ErrorCode, moment::Timestamp};
use sportello_stories::{Scene, plot};

use crate::WORKER;

/// The machine's clock, put back.
struct Behind(time::Duration);

impl Clock for Behind {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(-self.0)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_put_back_makes_no_old_time() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = plot::complete_draft(&desk, &plot::person(&desk, 51)).await;
    let seen = desk.now();
    drop(desk);

    let mut ports = scene.ports("counter").await;
    ports.clock = Arc::new(Behind(time::Duration::hours(3)));
    let desk = Desk::open(ports).await.unwrap();
    sessions::resume(&desk).await.unwrap();
    assert!(
        desk.now() >= seen.plus(-time::Duration::minutes(1)),
        "no time below what the centre said is used"
    );
    let typed = drafts::start_draft(&desk, None).await.unwrap();
    assert!(
        typed.created_at >= draft.created_at,
        "a draft can be typed, and is not older than the one before"
    );
    let told = confirm::confirm_request(&desk, draft.id).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::ClockBehind), "a case states when it was entered");
    assert!(
        ["179", "180"].contains(&told.params["minutes"].as_str()),
        "by how much is told: {:?}",
        told.params
    );
}
