//! Commands: carried out once, answered the same for ever.

use reqwest::Method;
use serde_json::{Value, json};
use sportello_contract::central::requests::{RequestStanding, SubmittedRequest};
use sportello_domain::account::Profile;

use crate::harness::{TestCentre, command};

#[tokio::test]
async fn the_same_command_gets_the_same_answer_and_has_one_effect() {
    let mut at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let case = desk.case(1).await;
    let bytes = command(&at, None, &json!({ "case": case }));
    // A double click: both at once.
    let (one, two) = tokio::join!(
        desk.call(Method::POST, "registration-requests", Some(bytes.clone())),
        desk.call(Method::POST, "registration-requests", Some(bytes.clone())),
    );
    assert_eq!(one.body, two.body, "receipt and numbers are the same to the last bit");
    desk.assert_genuine(&one);
    let order: SubmittedRequest = one.answer();
    let key = desk.session.access_key.clone();
    let (first_answer, request) = (one.body.clone(), case.request);

    // Members in another order are the same body.
    let mut turned: Value = serde_json::from_slice(&bytes).unwrap();
    let body = turned["body"].take();
    let text = serde_json::to_string(&turned).unwrap().replace("\"body\":null", &format!("\"body\": {body}"));
    let third = desk.call(Method::POST, "registration-requests", Some(text.into_bytes())).await;
    assert_eq!(third.body, first_answer, "white space and order of members do not count");

    let mut changed: Value = serde_json::from_slice(&bytes).unwrap();
    changed["body"]["case"]["contacts"]["mobile"] = json!("+393331234567");
    let told = desk.call(Method::POST, "registration-requests", Some(changed.to_string().into_bytes())).await;
    told.assert_refused(409, "commandReused", "the same id with another body");
    let elsewhere = format!("registration-requests/{request}/recognition-starts");
    let mut start: Value = serde_json::from_slice(&bytes).unwrap();
    start["body"] = json!({});
    let told = desk.call(Method::POST, &elsewhere, Some(start.to_string().into_bytes())).await;
    told.assert_refused(409, "commandReused", "the same id at another address");
    let other = at.sign_in(&counter, "marco.sartori", Profile::MasterRao, None).await;
    let told = other.call(Method::POST, "registration-requests", Some(bytes.clone())).await;
    told.assert_refused(409, "commandReused", "the same id by somebody else");

    // The answer survives a restart.
    drop((desk, other));
    at.restart().await;
    let address = format!("{}/v1/registration-requests", at.desks);
    let after = at.call(Method::POST, &address, Some(&key), Some(bytes)).await;
    assert_eq!(after.body, first_answer, "kept in the database, not in memory");
    assert_eq!(order.version, 1, "one effect");
}

#[tokio::test]
async fn versions_and_formats_are_checked() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let case = desk.case(1).await;
    let order: SubmittedRequest = desk.submit(&case).await.answer();
    let path = format!("registration-requests/{}/recognition-starts", case.request);
    let told = desk.command(&path, Some(order.version + 1), &json!({})).await;
    told.assert_refused(409, "outdated", "a version that is not there");
    assert_eq!(told.body["params"]["version"], json!("1"), "and the one that is");
    let standing: RequestStanding = desk.command(&path, Some(order.version), &json!({})).await.answer();
    let again: RequestStanding = desk.command(&path, Some(standing.version), &json!({})).await.answer();
    assert_eq!(again, standing, "started once");
    let mut future: Value = serde_json::from_slice(&command(&at, None, &json!({}))).unwrap();
    future["format"] = json!(9);
    desk.call(Method::POST, &path, Some(future.to_string().into_bytes())).await.assert_refused(
        422,
        "versionNotSupported",
        "a desk from the future",
    );
}

#[tokio::test]
async fn what_is_no_command_is_refused_with_its_field() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let path = "registration-requests";
    for (body, field) in [
        ("", "."),
        ("{", "."),
        ("[]", "."),
        (r#"{"id":"x","format":1,"madeAt":"2026-11-22T10:00:00Z","body":{}}"#, "id"),
        (
            r#"{"id":"01920000-0000-7000-8000-000000000000","format":1,"madeAt":"yesterday","body":{}}"#,
            "madeAt",
        ),
        (
            r#"{"id":"01920000-0000-7000-8000-000000000000","format":1,"madeAt":"2026-11-22T10:00:00Z","body":{"case":{"format":"SECRET"}}}"#,
            "case.format",
        ),
    ] {
        let told = desk.call(Method::POST, path, Some(body.as_bytes().to_vec())).await;
        told.assert_refused(400, "badInput", body);
        assert_eq!(told.body["params"]["field"], json!(field), "{body}");
        assert!(!told.body.to_string().contains("SECRET"), "what was sent is not repeated");
    }
    let large = vec![b' '; (1 << 20) + 1];
    desk.call(Method::POST, path, Some(large)).await.assert_refused(
        413,
        "fileTooLarge",
        "a body beyond its limit",
    );
    desk.get("no-such-thing").await.assert_refused(404, "notFound", "an address that is none");
    desk.call(Method::DELETE, "reference", None).await.assert_refused(405, "badInput", "a verb that is none");
    desk.get("orders/not-an-id").await.assert_refused(404, "notFound", "an id that is none names nothing");
}
