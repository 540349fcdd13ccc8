//! The drawer of a counter: a delivery whose answer was lost is one delivery, and a count is one count.

use sportello_contract::stock::{CountStock, ReceiveTokens, TokenSearch};
use sportello_desk::{DeskError, ports::CentralError, stock};
use sportello_domain::{
    account::Profile,
    error_code::ErrorCode,
    stock_count::Found,
    token::{TokenEvent, TokenStatus},
};
use sportello_stories::Scene;

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn a_drawer_is_filled_changed_and_counted_once() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let known = stock::token_stock(&desk).await.unwrap();
    let (unit, device_type) = (known.units[0].unit, known.device_types[0].id);
    let serials = ["10000001", "1000-0002", "x"].map(str::to_owned).to_vec();
    let judged = stock::check_serials(&desk, serials.clone()).await.unwrap();
    let refused: Vec<_> = judged.refused.iter().map(Option::is_some).collect();
    assert_eq!(refused, [false, false, true], "told before it is sent");

    scene.line.swallow_next_answer().await;
    let delivery = ReceiveTokens { unit, device_type, serials };
    let lost = stock::receive_tokens(&desk, delivery.clone()).await;
    assert!(lost.is_err_and(|error| error.is_unreachable()), "the answer was lost");
    let received = stock::receive_tokens(&desk, delivery).await.unwrap();
    assert_eq!(
        received.received.len(),
        2,
        "pressed again, it is the same delivery, and not refused as there"
    );
    let search = TokenSearch { limit: 10, ..TokenSearch::default() };
    let page = stock::search_tokens(&desk, search).await.unwrap();
    assert_eq!(page.rows.len(), 2, "each token once");

    let token = page.rows[0].token;
    let detail = stock::token_detail(&desk, token).await.unwrap();
    let silent = stock::change_token(&desk, token, detail.version, TokenEvent::MarkDamaged, "  ").await;
    let told = |error: &DeskError| matches!(error, DeskError::Told { code: ErrorCode::ReasonMissing, .. });
    assert!(silent.is_err_and(|error| told(&error)), "no reason, no change");
    let damaged =
        stock::change_token(&desk, token, detail.version, TokenEvent::MarkDamaged, "bent").await.unwrap();
    assert_eq!(damaged.row.status, TokenStatus::Damaged, "and the answer shows it");

    let count = |number| CountStock { unit, found: Found::Number { number }, note: None };
    let differs = stock::count_stock(&desk, count(2), None).await;
    let code = |error: &DeskError| match error {
        DeskError::Central(CentralError::Refused(wire)) => wire.known_code(),
        _ => None,
    };
    assert_eq!(
        differs.err().as_ref().and_then(code),
        Some(ErrorCode::CountDiffers),
        "the damaged one is out"
    );
    let first = stock::count_stock(&desk, count(1), None).await.unwrap();
    let again = stock::count_stock(&desk, count(1), None).await.unwrap();
    assert_eq!(again.count, first.count, "pressed twice is one count");
    let next = stock::count_stock(&desk, count(1), Some(first.count)).await.unwrap();
    assert_ne!(next.count, first.count, "the next evening is another, though as many were found");
    let counts = stock::stock_counts(&desk).await.unwrap();
    assert_eq!(counts.len(), 2, "two evenings");
    drop(desk);
    scene.stop().await;
}
