//! The desk at a glance: one's own queue and nobody else's, and no waiting for a part of the machine that hangs.

use std::{sync::Arc, time::Duration};

use sportello_contract::desk::{
    camera::{CameraView, OpenCamera},
    cards::TrainingCardAct,
};
use sportello_desk::{
    Desk, confirm, outbox,
    ports::{CameraFault, Cameras, Cards, OpenedCamera, ReadersSeen, Talk, Tell},
    sessions, status,
};
use sportello_domain::account::Profile;
use sportello_stories::{Scene, plot};
use sportello_token::ChannelError;

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_and_its_count_are_ones_own() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = plot::complete_draft(&desk, &plot::person(&desk, 81)).await;
    scene.line.cut();
    confirm::confirm_request(&desk, draft.id).await.unwrap();
    let mine = status::desk_status(&desk).await.unwrap();
    let shown = outbox::queue(&desk).await.unwrap();
    assert_eq!(mine.waiting as usize, shown.len(), "the count is of the lines that the page shows");
    assert_eq!(mine.of_others, 0, "nobody else's wait");
    scene.line.mend();
    sessions::sign_out(&desk).await.unwrap();

    scene.officer(Profile::MasterRao).sign_in(&desk, Profile::MasterRao).await;
    let theirs = status::desk_status(&desk).await.unwrap();
    assert_eq!((theirs.waiting, theirs.refused), (0, 0), "another officer has nothing waiting");
    assert_eq!(theirs.of_others, mine.waiting, "and is told that somebody has");
    assert_eq!(outbox::queue(&desk).await.unwrap(), [], "their page shows no line of it");
    let others = outbox::queue_of_others(&desk).await.unwrap();
    assert_eq!(others.len(), shown.len(), "but that it is there");
    assert_eq!(others[0].made_at, shown[0].made_at, "and since when");
}

/// A smart card service and a camera that never answer.
struct Hanging;

impl Cards for Hanging {
    fn list(&self) -> ReadersSeen {
        std::thread::sleep(Duration::from_hours(1));
        ReadersSeen::default()
    }

    fn watch(&self, _: Tell) {}

    fn converse(&self, _: &str, _: Duration, _: Talk) -> Result<(), ChannelError> {
        Err(ChannelError::NoService)
    }

    fn training_card(&self, _: &str, _: TrainingCardAct) -> Result<(), ChannelError> {
        Err(ChannelError::NoService)
    }
}

impl Cameras for Hanging {
    fn list(&self) -> Vec<CameraView> {
        std::thread::sleep(Duration::from_hours(1));
        Vec::new()
    }

    fn open(&self, _: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault> {
        std::thread::sleep(Duration::from_hours(1));
        Err(CameraFault::Missing)
    }
}

#[tokio::test]
async fn a_service_that_hangs_holds_nothing_up() {
    let scene = Scene::set(WORKER).await;
    let mut ports = scene.ports("counter").await;
    (ports.cards, ports.cameras) = (Arc::new(Hanging), Arc::new(Hanging));
    let desk = Desk::open(ports).await.unwrap();
    for round in 1..=2 {
        let seen = tokio::time::timeout(Duration::from_secs(10), status::desk_status(&desk)).await;
        let seen = seen.expect("the line is there all the same").unwrap();
        assert_eq!(seen.readers_fault.as_deref(), Some("noAnswer"), "round {round}: it does not answer");
        assert_eq!(seen.cameras_fault.as_deref(), Some("noAnswer"), "round {round}: nor does the camera");
    }
}
