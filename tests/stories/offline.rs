//! The network is away: drafts go on, the confirmed case waits and is sent when the network is back; a restart in
//! between loses nothing.

use sportello_contract::desk::{
    session::SessionView,
    status::{NetworkState, QueueState},
};
use sportello_desk::{confirm, drafts, orders, outbox, sessions, status};
use sportello_domain::{account::Profile, request::RequestStatus};
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn a_case_typed_offline_is_sent_when_the_network_is_back() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    officer.sign_in(&desk, Profile::Rao).await;

    scene.line.cut();
    let draft = plot::complete_draft(&desk, &plot::person(&desk, 31)).await;
    let waiting = confirm::confirm_request(&desk, draft.id).await.unwrap();
    assert_eq!(waiting.status, RequestStatus::WaitingToSend, "offline, step 8 ends in Waiting to send");
    assert_eq!(waiting.order_id, None, "the centre gives the number at receipt");
    assert!(waiting.local_code.starts_with("L-"), "until then a local code shows: {}", waiting.local_code);
    let seen = status::desk_status(&desk).await.unwrap();
    assert_eq!(seen.network, NetworkState::Offline, "the status line says so");
    assert!(seen.waiting >= 2, "the images and the case wait: {}", seen.waiting);
    let told = orders::order_detail(&desk, draft.id).await.unwrap_err();
    assert!(told.is_unreachable(), "what is the centre's cannot be had: {told}");

    // A power cut in between.
    drop(desk);
    let desk = scene.desk_as_left("counter").await;
    let resumed = sessions::resume(&desk).await.unwrap();
    assert!(
        matches!(resumed, SessionView::SignedIn { .. }),
        "the session goes on without network: {resumed:?}"
    );
    let rows = drafts::list_drafts(&desk).await.unwrap();
    assert_eq!(rows.len(), 1, "the case is still there");
    assert_eq!(rows[0].status, RequestStatus::WaitingToSend, "and still waits");
    let another = drafts::start_draft(&desk, None).await.unwrap();
    assert_eq!(another.status, RequestStatus::Draft, "a new draft can be begun offline");

    scene.line.mend();
    status::tend(&desk).await.unwrap();
    let sent = confirm::confirmed(&desk, draft.id).await.unwrap().expect("it was confirmed");
    let order_id = sent.order_id.expect("the centre's number has come");
    assert_eq!(sent.status, RequestStatus::Submitted, "received");
    let order = orders::order_detail(&desk, draft.id).await.unwrap();
    assert_eq!(order.order_id, order_id, "the centre knows it by that number");
    let queue = outbox::queue(&desk).await.unwrap();
    assert!(
        queue.iter().all(|row| matches!(row.state, QueueState::Received { .. })),
        "nothing waits any more: {queue:?}"
    );
    let left: Vec<_> = drafts::list_drafts(&desk).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(left, [another.id], "handed in, the case is no draft of this PC");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_receipt_makes_no_second_order() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = plot::complete_draft(&desk, &plot::person(&desk, 32)).await;
    scene.line.cut();
    confirm::confirm_request(&desk, draft.id).await.unwrap();
    scene.line.mend();
    let before = orders::search_products(&desk, plot::all()).await.unwrap().rows.len();
    // Each answer of the case is lost once: to the images, and to the case itself.
    let waiting = outbox::queue(&desk).await.unwrap().len();
    for _ in 0..waiting {
        scene.line.swallow_next_answer().await;
        outbox::send_now(&desk).await.unwrap();
    }
    outbox::send_now(&desk).await.unwrap();
    assert_eq!(scene.line.swallowed(), waiting, "every answer was lost once");
    let rows = orders::search_products(&desk, plot::all()).await.unwrap().rows;
    assert_eq!(rows.len(), before + 1, "and still one order was made");
    assert!(
        confirm::confirmed(&desk, draft.id).await.unwrap().is_some_and(|done| done.order_id.is_some()),
        "received"
    );
}
