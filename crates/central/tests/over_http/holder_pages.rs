//! The pages behind our links, and what lies on the other two listeners.

use reqwest::{Method, StatusCode};
use sportello_central::holders::give_access;
use sportello_central_store::tables::{customers, people};
use sportello_contract::central::{people::KnownDocument, reference::SupportLink};
use sportello_domain::ids::PersonId;
use sportello_testkit::people as samples;
use time::Duration;

use crate::harness::{TestCentre, nobody};

/// A holder with a link, as the envelope's mail brings it.
async fn link(at: &TestCentre) -> (String, bool) {
    let sample = samples::sample(1);
    let now = at.clock.now();
    let mut tx = at.centre.store.write().await.unwrap();
    let customer = customers::all::<Vec<SupportLink>>(&mut tx).await.unwrap().remove(0).id;
    let fresh = PersonId(nobody());
    let person = people::upsert::<KnownDocument>(
        &mut tx,
        customer,
        fresh,
        &sample.person,
        &sample.contacts,
        None,
        now,
    );
    let person = person.await.unwrap();
    let access = give_access(&at.centre, &mut tx, customer, person, &sample.contacts.identity).await.unwrap();
    tx.commit().await.unwrap();
    let path = access.link.strip_prefix("http://holders.example").unwrap().to_owned();
    (path, access.sets_password)
}

#[tokio::test]
async fn a_holder_sets_a_password_by_the_mailed_link() {
    let at = TestCentre::new().await;
    let (path, sets_password) = link(&at).await;
    assert!(sets_password, "the first time there is none");
    let (status, policy, page) = at.page(&path, "en-GB,en;q=0.9", None).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "a strict policy: {policy}");
    assert!(
        page.contains("Set your password") && page.contains("lang=\"en\""),
        "English for an English browser"
    );
    let (_, _, page) = at.page(&path, "de, it;q=0.5", None).await;
    assert!(page.contains("Imposta la password"), "Italian for one that knows it");

    for (form, says) in [
        ("password=uno+due+tre+quattro&again=uno+due+tre", "differ"),
        ("password=short&again=short", "too short"),
        ("", "too short"),
    ] {
        let (status, _, page) = at.page(&path, "en", Some(form)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(says), "{form} is told: {page}");
    }
    let good = "password=uno+due+tre+quattro&again=uno+due+tre+quattro";
    let (status, _, page) = at.page(&path, "en", Some(good)).await;
    assert_eq!((status, page.contains("Password set")), (StatusCode::OK, true), "{page}");
    let (status, _, page) = at.page(&path, "en", None).await;
    assert_eq!(status, StatusCode::GONE, "a link works once");
    assert!(page.contains("does not work any more"), "and says so: {page}");
    let (status, _, page) = at.page("/", "en", None).await;
    assert_eq!(
        (status, page.contains("Fiducia Esempio")),
        (StatusCode::OK, true),
        "who comes without a link: {page}"
    );
    let (next, sets_password) = link(&at).await;
    assert!(!sets_password, "who has a password is not sent another link to set one: {next}");
}

#[tokio::test]
async fn an_expired_or_invented_link_shows_a_clear_page() {
    let at = TestCentre::new().await;
    let (path, _) = link(&at).await;
    at.clock.advance(Duration::days(31));
    for path in [path.as_str(), "/password/invented", "/recovery/invented"] {
        let (status, _, page) = at.page(path, "it", None).await;
        assert_eq!(status, StatusCode::GONE, "{path}");
        assert!(page.contains("non è più valido"), "{path}: {page}");
    }
}

#[tokio::test]
async fn health_metrics_and_authority_are_on_their_own_listeners() {
    let at = TestCentre::new().await;
    let status = async |address: String| at.call(Method::GET, &address, None, None).await.status;
    assert_eq!(status(format!("{}/health", at.operations)).await, StatusCode::OK, "healthy");
    assert_eq!(status(format!("{}/health", at.desks)).await, StatusCode::NOT_FOUND, "not for desks");
    assert_eq!(
        status(format!("{}/v1/reference", at.holders)).await,
        StatusCode::NOT_FOUND,
        "nor desks' for holders"
    );
    assert_eq!(status(format!("{}/metrics", at.holders)).await, StatusCode::NOT_FOUND, "nor metrics");
    at.drain().await;
    let metrics = reqwest::get(format!("{}/metrics", at.operations)).await.unwrap().text().await.unwrap();
    assert!(
        metrics
            .contains("central_call_seconds_count{listener=\"operations\",method=\"GET\",route=\"/health\""),
        "{metrics}"
    );
}
