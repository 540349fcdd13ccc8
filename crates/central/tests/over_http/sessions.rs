//! Sign-in: factors, lock-out, the life of a session, recovery.

use reqwest::{Method, StatusCode};
use serde_json::json;
use sportello_central_store::tables::accounts;
use sportello_contract::central::{
    sessions::{LoginAnswer, LoginNext, Session},
    training::TrainingMessage,
};
use sportello_domain::account::Profile;
use sportello_pki::keys::{FileKey, KeyAlgorithm};
use time::Duration;

use crate::harness::{TestCentre, Workstation, nobody, opening, registration};

#[tokio::test]
async fn an_enrolment_code_registers_one_workstation() {
    let at = TestCentre::new().await;
    let code = at.made.customers[0].enrolment_code.clone();
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let wrong = FileKey::generate(KeyAlgorithm::EcdsaP384).unwrap();
    at.post("workstations", &registration(&code, &wrong)).await.assert_refused(400, "badInput", "P-256 only");
    let lower = code.to_lowercase().replace('-', " ");
    let told = at.post("workstations", &registration(&lower, &key)).await;
    assert_eq!(told.status, StatusCode::OK, "however it is typed: {}", told.body);
    at.post("workstations", &registration(&code, &key)).await.assert_refused(
        410,
        "linkNotValid",
        "used once",
    );
    at.clock.advance(Duration::days(2));
    let other = at.made.customers[1].enrolment_code.clone();
    at.post("workstations", &registration(&other, &key)).await.assert_refused(
        410,
        "linkNotValid",
        "a day at most",
    );
}

#[tokio::test]
async fn factors_are_asked_in_their_order_and_a_code_works_once() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let first: LoginAnswer = at.post("logins", &at.login(&counter, "anna.conti")).await.read();
    assert_eq!(first.next, LoginNext::SecondFactor, "the password is half of it");
    let early = opening(&counter, &first.ticket, Profile::Rao, sportello_domain::ids::UnitId(nobody()));
    at.post("sessions", &early).await.assert_refused(
        401,
        "sessionEnded",
        "a ticket for the code opens no session",
    );

    let code = at.code("anna.conti");
    let factor = json!({ "ticket": first.ticket, "code": code });
    let second: LoginAnswer = at.post("logins/second-factor", &factor).await.read();
    at.post("logins/second-factor", &factor).await.assert_refused(
        401,
        "sessionEnded",
        "the ticket is used up",
    );
    let again: LoginAnswer = at.post("logins", &at.login(&counter, "anna.conti")).await.read();
    at.post("logins/second-factor", &json!({ "ticket": again.ticket, "code": code })).await.assert_refused(
        401,
        "secondFactorWrong",
        "the same code a second time (RFC 6238)",
    );

    let LoginNext::Workplace { workplaces, .. } = second.next else { panic!("a workplace is to be chosen") };
    let unit = workplaces[0].unit;
    at.post("sessions", &opening(&counter, &second.ticket, Profile::MasterRao, unit)).await.assert_refused(
        403,
        "notAllowed",
        "a profile that was not granted",
    );
    let mut forged = opening(&counter, &second.ticket, Profile::Rao, unit);
    forged["proof"] = json!(at.workstation("MARE").await.prove(&format!("{}\nrao\n{unit}", second.ticket)));
    at.post("sessions", &forged).await.assert_refused(403, "workstationUnknown", "another machine's proof");
    let session: Session =
        at.post("sessions", &opening(&counter, &second.ticket, Profile::Rao, unit)).await.read();
    at.post("sessions", &opening(&counter, &second.ticket, Profile::Rao, unit)).await.assert_refused(
        401,
        "sessionEnded",
        "one ticket, one session",
    );
    let told =
        at.call(Method::GET, &format!("{}/v1/reference", at.desks), Some(&session.access_key), None).await;
    assert_eq!(told.status, StatusCode::OK, "the session works: {}", told.body);
}

#[tokio::test]
async fn a_workstation_serves_the_accounts_of_its_customer_alone() {
    let at = TestCentre::new().await;
    let elsewhere = at.workstation("MARE").await;
    let mut foreign = at.login(&elsewhere, "anna.conti");
    at.post("logins", &foreign).await.assert_refused(
        401,
        "wrongCredentials",
        "at another customer's machine nobody learns that the name exists, or the password is right",
    );
    foreign["password"] = json!("not the password");
    for _ in 0..6 {
        at.post("logins", &foreign).await.assert_refused(401, "wrongCredentials", "nor can lock it");
    }
    at.factors(&at.workstation("ALPE").await, "anna.conti").await;
    let mut unknown = at.login(&elsewhere, "luca.parodi");
    unknown["workstation"] = json!(nobody());
    at.post("logins", &unknown).await.assert_refused(
        403,
        "workstationUnknown",
        "a machine nobody registered",
    );
}

#[tokio::test]
async fn wrong_passwords_and_codes_lock_the_account_for_a_while() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let mut wrong = at.login(&counter, "anna.conti");
    wrong["password"] = json!("not the password");
    for _ in 0..4 {
        at.post("logins", &wrong).await.assert_refused(401, "wrongCredentials", "one of five");
    }
    at.post("logins", &wrong).await.assert_refused(423, "accountLocked", "the fifth locks");
    let right = at.login(&counter, "anna.conti");
    at.post("logins", &right).await.assert_refused(423, "accountLocked", "even for the right password");
    let mut nobody = wrong.clone();
    nobody["userName"] = json!("nobody.here");
    at.post("logins", &nobody).await.assert_refused(
        401,
        "wrongCredentials",
        "an unknown name is told no other thing",
    );
    at.clock.advance(Duration::minutes(16));
    let first: LoginAnswer = at.post("logins", &right).await.read();
    for attempt in 1..=5 {
        let told =
            at.post("logins/second-factor", &json!({ "ticket": first.ticket, "code": "000000" })).await;
        let code = if attempt < 5 { "secondFactorWrong" } else { "accountLocked" };
        assert_eq!(told.code(), code, "wrong codes count like wrong passwords");
    }
    at.clock.advance(Duration::minutes(16));
    at.factors(&counter, "anna.conti").await;
}

#[tokio::test]
async fn a_lock_that_falls_while_a_hash_is_made_holds() {
    let at = TestCentre::with(|config| config.sessions.hashes_at_once = 1).await;
    let counter = at.workstation("ALPE").await;
    let first: LoginAnswer = at.post("logins", &at.login(&counter, "anna.conti")).await.read();
    // The gate is full: who comes now has seen no lock, and waits.
    let busy = (0..12).map(|_| {
        let centre = at.centre.clone();
        tokio::spawn(async move {
            let password = sportello_domain::secret::Password::new("anything at all".to_owned());
            centre.passwords.hash(password, &*centre.chance).await.unwrap();
        })
    });
    let busy: Vec<_> = busy.collect();
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    let body = at.login(&counter, "anna.conti");
    let login = at.post("logins", &body);
    let lock = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let mut tx = at.centre.store.write().await.unwrap();
        let account = accounts::find_by_user_name(&mut tx, "anna.conti").await.unwrap().unwrap();
        accounts::lock(&mut tx, account.id, at.clock.now().plus(Duration::minutes(15))).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (told, ()) = tokio::join!(login, lock);
    told.assert_refused(423, "accountLocked", "the right password, too late");
    for hash in busy {
        hash.await.unwrap();
    }
    let code = json!({ "ticket": first.ticket, "code": at.code("anna.conti") });
    at.post("logins/second-factor", &code).await.assert_refused(423, "accountLocked", "and the right code");
    let mut tx = at.centre.store.write().await.unwrap();
    let account = accounts::find_by_user_name(&mut tx, "anna.conti").await.unwrap().unwrap();
    let late = accounts::accept_second_factor(&mut tx, account.id, i64::MAX, at.clock.now()).await.unwrap();
    assert!(!late, "the database itself accepts no code while the account is locked");
    let still = accounts::find(&mut tx, account.id).await.unwrap().unwrap();
    assert_eq!(still.locked_until, account.locked_until, "and unlocks nothing");
}

async fn refresh(at: &TestCentre, counter: &Workstation, key: &str) -> crate::harness::Told {
    at.post("sessions/refresh", &json!({ "refreshKey": key, "proof": counter.prove(key) })).await
}

async fn works(at: &TestCentre, key: &str) -> bool {
    let told = at.call(Method::GET, &format!("{}/v1/reference", at.desks), Some(key), None).await;
    told.status == StatusCode::OK
}

#[tokio::test]
async fn a_dropped_answer_logs_nobody_out() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let first = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await.session;
    assert!(works(&at, &first.access_key).await, "ten minutes long");
    at.clock.advance(Duration::minutes(11));
    assert!(!works(&at, &first.access_key).await, "and not longer");
    let lost: Session = refresh(&at, &counter, &first.refresh_key).await.read();
    let second: Session = refresh(&at, &counter, &first.refresh_key).await.read();
    assert_ne!(lost.refresh_key, second.refresh_key, "the old key worked again: the answer had been lost");
    assert!(works(&at, &second.access_key).await, "and its keys are good");
    refresh(&at, &counter, &first.refresh_key).await.assert_refused(
        401,
        "sessionEnded",
        "the new one was seen",
    );
    assert!(!works(&at, &second.access_key).await, "the return of an old key ends the whole family");
    refresh(&at, &counter, &second.refresh_key).await.assert_refused(401, "sessionEnded", "the newest too");
}

#[tokio::test]
async fn a_refresh_key_without_its_workstation_ends_the_family() {
    let at = TestCentre::new().await;
    let (counter, thief) = (at.workstation("ALPE").await, at.workstation("MARE").await);
    let session = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await.session;
    refresh(&at, &thief, &session.refresh_key).await.assert_refused(401, "sessionEnded", "the wrong machine");
    assert!(!works(&at, &session.access_key).await, "a copy is about: nobody goes on with it");
    refresh(&at, &counter, "invented").await.assert_refused(401, "sessionEnded", "a key nobody gave");
}

#[tokio::test]
async fn a_session_ends_after_its_hours_and_at_sign_out() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let change: LoginAnswer = desk.call(Method::POST, "logins/workplace-changes", None).await.read();
    let LoginNext::Workplace { workplaces, .. } = &change.next else { panic!("there are workplaces") };
    let other = &workplaces[2];
    let opened = opening(&counter, &change.ticket, other.profile, other.unit);
    let changed: Session = at.post("sessions", &opened).await.read();
    assert_eq!(changed.profile, Profile::Operator, "another profile without the factors again");
    assert!(!works(&at, &desk.session.access_key).await, "the first session ends with that");
    refresh(&at, &counter, &desk.session.refresh_key).await.assert_refused(
        401,
        "sessionEnded",
        "with its refresh key",
    );
    let call = async |key: &str, method, path: &str| {
        at.call(method, &format!("{}/v1/{path}", at.desks), Some(key), None).await
    };

    // Twelve hours are a day's work, however often the workplace is changed.
    let mut latest = changed;
    for _ in 0..6 {
        at.clock.advance(Duration::hours(2) - Duration::seconds(1));
        latest = refresh(&at, &counter, &latest.refresh_key).await.read();
        let change: LoginAnswer =
            call(&latest.access_key, Method::POST, "logins/workplace-changes").await.read();
        let opened = opening(&counter, &change.ticket, other.profile, other.unit);
        latest = at.post("sessions", &opened).await.read();
    }
    let pending: LoginAnswer =
        call(&latest.access_key, Method::POST, "logins/workplace-changes").await.read();
    at.clock.advance(Duration::minutes(1));
    refresh(&at, &counter, &latest.refresh_key).await.assert_refused(401, "sessionEnded", "its time is over");
    let opened = opening(&counter, &pending.ticket, other.profile, other.unit);
    at.post("sessions", &opened).await.assert_refused(401, "sessionEnded", "a change brings none back");

    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    let change: LoginAnswer = desk.call(Method::POST, "logins/workplace-changes", None).await.read();
    let told = desk.call(Method::DELETE, "sessions/current", None).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "signed out");
    assert!(!works(&at, &desk.session.access_key).await, "at once");
    let opened = opening(&counter, &change.ticket, other.profile, other.unit);
    at.post("sessions", &opened).await.assert_refused(401, "sessionEnded", "and what it had begun too");
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_mailed_link() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = at.sign_in(&counter, "anna.conti", Profile::Rao, None).await;
    for name in ["marco.sartori", "nobody.here"] {
        let told = at.post("password-recoveries", &json!({ "userName": name })).await;
        assert_eq!(told.status, StatusCode::NO_CONTENT, "the same answer for {name}");
    }
    at.drain().await;
    let messages: Vec<TrainingMessage> = desk.get("training/messages").await.read();
    assert_eq!(messages.len(), 1, "one mail, to the one that exists");
    at.clock.advance(Duration::minutes(9));
    let told = at.post("password-recoveries", &json!({ "userName": "marco.sartori" })).await;
    assert_eq!(told.status, StatusCode::NO_CONTENT, "the same answer again");
    at.drain().await;
    let messages: Vec<TrainingMessage> = desk.get("training/messages").await.read();
    assert_eq!(messages.len(), 1, "and no other mail: nobody fills a mailbox from outside");
    let link = messages[0].text.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
    let code = link.rsplit('/').next().unwrap().to_owned();

    let weak = json!({ "code": code, "password": "short" });
    at.post("password-resets", &weak).await.assert_refused(422, "passwordWeak", "a new password must be one");
    let master = at.sign_in(&counter, "marco.sartori", Profile::MasterRao, None).await;
    let begun: LoginAnswer = at.post("logins", &at.login(&counter, "marco.sartori")).await.read();
    let good = json!({ "code": code, "password": "sette nani e un drago" });
    assert_eq!(at.post("password-resets", &good).await.status, StatusCode::NO_CONTENT, "set");
    at.post("password-resets", &good).await.assert_refused(410, "linkNotValid", "a link works once");
    master.get("reference").await.assert_refused(401, "sessionEnded", "sessions from before are over");
    let half = json!({ "ticket": begun.ticket, "code": at.code("marco.sartori") });
    at.post("logins/second-factor", &half).await.assert_refused(401, "sessionEnded", "so are half logins");
    let mut login = at.login(&counter, "marco.sartori");
    at.post("logins", &login).await.assert_refused(401, "wrongCredentials", "the old password");
    login["password"] = json!("sette nani e un drago");
    let _: LoginAnswer = at.post("logins", &login).await.read();

    // A link that was left lying: half an hour at most.
    at.post("password-recoveries", &json!({ "userName": "paolo.moser" })).await;
    at.drain().await;
    let messages: Vec<TrainingMessage> = desk.get("training/messages").await.read();
    let text = &messages.iter().find(|message| message.to.starts_with("paolo.moser")).unwrap().text;
    let link = text.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
    at.clock.advance(Duration::minutes(31));
    let late = json!({ "code": link.rsplit('/').next().unwrap(), "password": "sette nani e un drago" });
    at.post("password-resets", &late).await.assert_refused(410, "linkNotValid", "too late");
}
