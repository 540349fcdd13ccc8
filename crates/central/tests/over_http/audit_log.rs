//! The audit log: complete, chained, and a changed row shows.

use sportello_central::{
    audit::{Broken, sign_head, verify},
    config::Config,
};
use sportello_contract::central::{accounts::AuditRow, requests::SubmittedRequest};
use sportello_domain::account::Profile;
use time::Duration;

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
    // The last event is the session just opened: it names an account.
    let last = sound.events;
    let unnamed = format!("UPDATE audit_events SET account_id = NULL WHERE number = {last}");
    assert_eq!(
        outcome(&config, &file, &unnamed).await,
        Err(Broken::Changed(last)),
        "who did it is chained too"
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

/// Six hours in which something happens, the head signed in each; in the middle a weekend, and after the last head one
/// command more.
async fn a_few_hours() -> TestCentre {
    let mut at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    for hour in 0..6 {
        if hour == 3 {
            at.clock.advance(Duration::days(2));
            at.restart().await;
        }
        at.clock.advance(Duration::hours(1));
        let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
        let case = desk.case(hour).await;
        let _: SubmittedRequest = desk.submit(&case).await.answer();
        let mut tx = at.centre.store.write().await.unwrap();
        sign_head(&mut tx, &at.centre.keys, at.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    // The hour's own head too, so that none is signed after the last command.
    at.drain().await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let case = desk.case(7).await;
    let _: SubmittedRequest = desk.submit(&case).await.answer();
    drop(desk);
    at.stop().await;
    at
}

#[tokio::test]
async fn heads_receipts_and_chain_vouch_for_one_another() {
    let at = a_few_hours().await;
    let file = at.centre.config.database_file();
    let config = at.centre.config.clone();
    let say = async |script: &str| outcome_of(&config, &file, script).await;
    assert!(say("").await.is_ok(), "untouched it holds, also over a weekend without a centre");

    assert_eq!(say("sql('DELETE FROM audit_heads')").await, Err(Broken::HeadMissing(1)), "not one head");
    let one = "sql('DELETE FROM audit_heads WHERE number = (SELECT MAX(number) FROM audit_heads)')";
    assert!(matches!(say(one).await, Err(Broken::HeadMissing(number)) if number > 1), "the last one alone");

    // Somebody who can compute hashes, and has no key.
    let rewritten = "sql('DELETE FROM audit_heads WHERE number > 1')
sql(\"UPDATE audit_events SET what = 'other', target = 'other' WHERE what = 'signAuditHead' AND number > 2\")
sql(\"UPDATE audit_events SET outcome = 'notAllowed' WHERE number = 4\")
rechain(3)";
    assert!(matches!(say(rewritten).await, Err(Broken::Unsigned(_))), "hours without a head");
    let also = format!(
        "{rewritten}\nsql('UPDATE audit_events SET at = (SELECT at FROM audit_events WHERE number = 1) + number WHERE number > 1')\nrechain(2)"
    );
    assert!(matches!(say(&also).await, Err(Broken::Receipt(_))), "and with all times moved into one moment");
    let tail = "last = one('SELECT MAX(number) FROM audit_heads')
sql(f'UPDATE audit_events SET outcome = \"notAllowed\" WHERE number = {last} + 2')
rechain(last + 2)";
    assert!(matches!(say(tail).await, Err(Broken::Receipt(_))), "what no head covers yet, a receipt does");
    let cut = "last = one('SELECT MAX(number) FROM audit_heads')
sql(f'DELETE FROM audit_events WHERE number > {last} + 1')";
    assert!(matches!(say(cut).await, Err(Broken::Receipt(_))), "the end was cut off");
    let forged = format!(
        "{cut}
chain = one('SELECT chain FROM audit_events ORDER BY number DESC')
sql(f\"UPDATE commands SET answer = json_set(answer, '$.receipt.auditHead', '{{chain}}')\")"
    );
    assert!(matches!(say(&forged).await, Err(Broken::ReceiptChanged(_))), "receipts are signed");
    let half = "sql('DELETE FROM audit_events WHERE number > 9')";
    assert!(matches!(say(half).await, Err(Broken::Head(_))), "or cut off before a head");
}

/// What the check says of a copy of the database in which somebody with the file has done this.
async fn outcome(config: &Config, file: &std::path::Path, sql: &str) -> Result<(), Broken> {
    outcome_of(config, file, &format!("sql({sql:?})")).await
}

/// What a changer of the log has at hand. The triggers that keep honest programs from it are no hindrance.
const TOOLS: &str = r#"
import hashlib, sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.executescript("DROP TRIGGER audit_events_stay; DROP TRIGGER audit_events_remain; PRAGMA foreign_keys = OFF")
sql = c.execute
one = lambda text: sql(text).fetchone()[0]
def rechain(first):
    before = one(f"SELECT chain FROM audit_events WHERE number = {first} - 1")
    for row in sql(f"""SELECT number, at, customer_id, account_id, profile, unit_id, workstation_id, what, target,
            outcome, detail FROM audit_events WHERE number >= {first} ORDER BY number""").fetchall():
        fields = [before] + ["" if value is None else str(value) for value in row]
        before = hashlib.sha256("\n".join(fields).encode()).hexdigest()
        sql("UPDATE audit_events SET chain = ? WHERE number = ?", (before, row[0]))
"#;

async fn outcome_of(config: &Config, file: &std::path::Path, script: &str) -> Result<(), Broken> {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.sqlite");
    std::fs::copy(file, &copy).unwrap();
    let script = format!("{TOOLS}{script}\nc.commit()\nc.close()\n");
    let ran = std::process::Command::new("python3").args(["-c", &script]).arg(&copy).status().unwrap();
    assert!(ran.success(), "the copy was changed");
    let store = sportello_central_store::Store::open_sqlite(&copy).await.unwrap();
    let keys = config.master_keys().unwrap();
    verify(&store, &keys).await.unwrap().map(drop)
}
