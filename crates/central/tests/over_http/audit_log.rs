//! The audit log: complete, chained, and a changed row shows.

use sportello_central::{
    audit::{Broken, verify},
    config::Config,
};
use sportello_contract::central::{accounts::AuditRow, requests::SubmittedRequest};
use sportello_domain::account::Profile;

use crate::harness::TestCentre;

#[tokio::test]
async fn what_was_done_is_in_the_log_of_its_customer_alone() {
    let at = TestCentre::new().await;
    let (alpe, mare) = (at.workstation("ALPE").await, at.workstation("MARE").await);
    let desk = at.sign_in(&alpe, "anna.conti", Profile::Rao, None).await;
    let case = desk.case(1).await;
    let submitted = desk.submit(&case).await;
    let _: SubmittedRequest = submitted.answer();
    desk.get("accounts").await.assert_refused(403, "notAllowed", "a RAO manages no accounts");
    let auditor = at.sign_in(&alpe, "giorgio.riva", Profile::Auditor, None).await;
    let rows: Vec<AuditRow> = auditor.get("audit-events?limit=50").await.read();
    let of = |what: &str| rows.iter().find(|row| row.what == what);
    let submit = of("submitRequest").unwrap();
    assert_eq!(submit.actor.as_deref(), Some("anna.conti"), "who");
    assert_eq!(submit.target, format!("request {}", case.request), "to what");
    assert_eq!(
        submit.chain,
        submitted.body["receipt"]["auditHead"].as_str().unwrap(),
        "the receipt holds the head"
    );
    assert_eq!(of("manageAccounts").unwrap().outcome, "notAllowed", "what was tried in vain is there too");
    let image = case.document.as_ref().unwrap().images[0].id;
    assert_eq!(of("storeEvidence").unwrap().target, format!("evidence {image}"), "what was handed in before");
    for what in ["registerWorkstation", "logIn", "openSession"] {
        assert!(of(what).is_some(), "{what} is an event");
    }
    let page: Vec<AuditRow> =
        auditor.get(&format!("audit-events?before={}&limit=1", rows[0].number)).await.read();
    assert_eq!(page, rows[1..2], "the next page");

    let other = at.sign_in(&mare, "stefano.vigo", Profile::Auditor, None).await;
    let theirs: Vec<AuditRow> = other.get("audit-events?limit=500").await.read();
    assert!(theirs.iter().all(|row| row.actor.as_deref() != Some("anna.conti")), "nothing crosses customers");
    assert!(theirs.iter().all(|row| !rows.iter().any(|ours| ours.number == row.number)), "not one row");
}

#[tokio::test]
async fn a_changed_missing_or_rewritten_row_is_found() {
    let mut at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let sound = verify(&at.centre.store, &at.centre.keys).await.unwrap().unwrap();
    assert!(sound.events > 3 && sound.signed_heads > 0, "events and a signed head: {sound:?}");
    at.stop().await;
    let file = at.centre.config.database_file();
    let config = at.centre.config.clone();

    assert_eq!(
        outcome(&config, &file, "UPDATE audit_events SET outcome = 'failed' WHERE number = 3").await,
        Err(Broken::Changed(3))
    );
    assert_eq!(
        outcome(&config, &file, "UPDATE audit_events SET account_id = NULL WHERE number = 3").await,
        Err(Broken::Changed(3))
    );
    assert_eq!(
        outcome(&config, &file, "DELETE FROM audit_events WHERE number = 2").await,
        Err(Broken::Missing(2))
    );
    assert_eq!(
        outcome(&config, &file, "DELETE FROM audit_events").await,
        Err(Broken::Head(1)),
        "all gone: the head remains"
    );
    assert_eq!(
        outcome(&config, &file, "UPDATE audit_heads SET signature = X'3000'").await,
        Err(Broken::Signature(1)),
        "a head that the audit key did not sign"
    );
    assert!(outcome(&config, &file, "SELECT 1").await.is_ok(), "untouched it holds");
}

/// What the check says of a copy of the database in which somebody with the file has done this. The triggers that keep
/// honest programs from it are no hindrance to them.
async fn outcome(config: &Config, file: &std::path::Path, sql: &str) -> Result<(), Broken> {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.sqlite");
    std::fs::copy(file, &copy).unwrap();
    let script = format!(
        "DROP TRIGGER audit_events_stay; DROP TRIGGER audit_events_remain; PRAGMA foreign_keys = OFF; {sql};"
    );
    let ran = std::process::Command::new("python3")
        .args(["-c", "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit(); c.close()"])
        .arg(&copy)
        .arg(&script)
        .status()
        .unwrap();
    assert!(ran.success(), "the copy was changed");
    let store = sportello_central_store::Store::open_sqlite(&copy).await.unwrap();
    let keys = sportello_central::master_keys::MasterKeys::read(&config.master_keys_file).unwrap();
    verify(&store, &keys).await.unwrap().map(drop)
}
