//! schemathesis calls every operation of the running centre's own OpenAPI document, with a session per profile: nothing
//! fails, and every answer is as the document says.
//!
//! How it is counted that every operation reaches a success: by the centre's own metrics, before and after schemathesis.
//! What schemathesis can make up from the schema and the ids it is given, it must reach by itself. What needs a thing
//! that cannot be made up is in [`NOT_MADE_UP`] with its reason; the desk's story, played before on the same centre, must
//! have reached that.

#![expect(clippy::unwrap_used, reason = "what a story begins with and does not get is a failed test")]

mod setting;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use setting::Setting;
use sportello_central::{
    chance::{Chance as _, SystemChance},
    clock::{Clock as _, SystemClock},
    digest::sha256_hex,
    training::enrolment_code,
};
use sportello_contract::{
    central::sessions::{
        Login, LoginNext, OpenSession, RefreshSession, RegisterWorkstation, SecondFactor, Session,
    },
    desk::drafts::{ConfirmedView, SaveDraft},
};
use sportello_desk::{Desk, confirm, drafts, orders, ports::Central as _, reference, sessions, training};
use sportello_desk_http::{HttpCentral, Setup};
use sportello_domain::{account::Profile, catalogue::RoleRule, ids::WorkstationId};
use sportello_pki::keys::{FileKey, KeyAlgorithm, SigningKey as _};
use sportello_stories::plot;
use sportello_testkit::judges::{Exhibits, judge, opinion};

/// Operations that no schema tells how to get through, and why.
const NOT_MADE_UP: &[(&str, &str)] = &[
    ("POST /v1/workstations", "wants a one-time code"),
    ("POST /v1/logins", "wants a password"),
    ("POST /v1/logins/second-factor", "wants an authenticator's code"),
    ("POST /v1/sessions", "wants the workstation's signature"),
    ("POST /v1/sessions/refresh", "wants the workstation's signature"),
    ("POST /v1/password-resets", "wants the code of a mail"),
    ("PUT /v1/evidence/{id}", "wants the hash of the bytes"),
    ("POST /v1/registration-requests", "wants a case whose parts fit together"),
    ("POST /v1/registration-requests/{id}/signed-forms", "wants the hash of stored evidence"),
    (
        "POST /v1/registration-requests/{id}/organisation-consents",
        "wants a role and the hash of stored evidence",
    ),
    ("POST /v1/registration-requests/{id}/recognition-reports", "wants an officer's signature"),
    ("POST /v1/products/{id}/envelopes", "wants a certificate just issued"),
    ("POST /v1/officer-credentials", "wants a proof of possession"),
];

/// What the schemas leave open and half of the examples shall get right: a reason that says something, a version that can
/// be the present one, a page that is not too long.
const HINTS: &str = r#"
[dictionaries]
reasons = { values = ["a page is missing"] }
versions = { values = [1, 2, 3] }
limits = { values = [20] }

[parameters]
"body.body.reason" = { dictionary = "reasons", probability = 0.5 }
"body.expectedVersion" = { dictionary = "versions", probability = 0.5 }
"body.limit" = { dictionary = "limits", probability = 0.5 }
"#;

/// Ends the session it is called in, so it is called last and alone.
const SIGN_OUT: &str = "deleteSessionsCurrent";

/// What schemathesis looks at in every answer. What it holds against an answer's meaning (that whatever fits a schema is
/// accepted, that whatever does not is refused) is left out: the schemas do not say all that the centre checks.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,ignored_auth,unsupported_method";

/// Of each operation in each profile.
const EXAMPLES: &str = "12";

/// The profile whose rights reach furthest: in it the border cases that the schema gives are tried as well.
const BORDERS: Profile = Profile::MasterRao;

/// All profiles together; more is a centre that has become slow, or a judge that has lost its bounds.
const PATIENCE: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_answers_as_the_document_says() {
    let exhibits = Exhibits::new();
    let setting = Setting::set("").await;
    let desk = setting.desk().await;
    let known = Known::play(&setting, &desk).await;
    let visitor = Visitor::register(&setting, &desk).await;
    let mut keys = Vec::new();
    for profile in Profile::ALL {
        keys.push((*profile, visitor.sign_in(&setting, *profile).await));
    }
    let master = keys.iter().find(|(profile, _)| *profile == Profile::MasterRao).unwrap();
    file_consent(&setting, &known.with_role, &master.1).await;
    let story = successes(&setting).await;

    let configuration = exhibits.write("schemathesis.toml", known.as_configuration().as_bytes());
    let (begun, mut complaints) = (Instant::now(), String::new());
    for (seed, (profile, key)) in keys.iter().enumerate() {
        let run = Run { setting: &setting, configuration: &configuration, key, seed };
        let phases = if *profile == BORDERS { "coverage,fuzzing" } else { "fuzzing" };
        complaints += &run.told(&["--phases", phases, "--exclude-operation-id", SIGN_OUT], profile.as_str());
    }
    let (_, last) = keys.last().unwrap();
    let run = Run { setting: &setting, configuration: &configuration, key: last, seed: keys.len() };
    complaints += &run.told(&["--phases", "coverage", "--include-operation-id", SIGN_OUT], "signing out");
    assert!(complaints.is_empty(), "{complaints}");
    assert!(begun.elapsed() < PATIENCE, "it ends in time: {:?}", begun.elapsed());

    let after = successes(&setting).await;
    let more = |operation: &String| after.get(operation) > story.get(operation);
    let reached: BTreeSet<&str> = after.keys().filter(|name| more(name)).map(String::as_str).collect();
    let unreached: Vec<String> = operations(&setting)
        .await
        .into_iter()
        .filter(|operation| {
            let by_story = NOT_MADE_UP.iter().any(|(name, _)| name == operation);
            if by_story { !story.contains_key(operation) } else { !reached.contains(operation.as_str()) }
        })
        .collect();
    assert!(unreached.is_empty(), "succeeded in no profile: {unreached:?}");
    drop(desk);
    setting.running.stop().await;
}

/// The ids of what the story left behind, for schemathesis to ask after.
struct Known {
    issued: ConfirmedView,
    to_be_issued: ConfirmedView,
    to_cancel: ConfirmedView,
    to_reject: ConfirmedView,
    to_return: ConfirmedView,
    with_role: ConfirmedView,
    report: String,
    message: String,
    attachment: String,
}

impl Known {
    /// The main job, with cases left at other points of their way, and a password set anew.
    async fn play(setting: &Setting, desk: &Desk) -> Self {
        setting.sign_in(desk).await;
        let issued = setting.recognised(desk, 11).await;
        plot::issue(desk, issued.product).await;
        let report = orders::order_detail(desk, issued.request).await.unwrap().recognition.unwrap().report;
        let to_be_issued = setting.recognised(desk, 12).await;
        let to_cancel = plot::confirmed(desk, 13).await;
        let to_reject = plot::confirmed(desk, 14).await;
        let to_return = plot::confirmed(desk, 15).await;
        let with_role = confirmed_with_role(desk, 16).await;
        let (message, attachment) = envelope(desk).await;
        set_password(setting, desk).await;
        let report = report.id.to_string();
        Self { issued, to_be_issued, to_cancel, to_reject, to_return, with_role, report, message, attachment }
    }

    /// Which ids schemathesis puts into which paths.
    fn as_configuration(&self) -> String {
        let request = "/v1/registration-requests/{id}";
        let issued = self.issued.product.to_string();
        let to_be_issued = self.to_be_issued.product.to_string();
        let mut text = HINTS.to_owned();
        for (path, name, value) in [
            ("/v1/orders/{request}".to_owned(), "request", self.issued.request.to_string()),
            ("/v1/evidence/{id}".to_owned(), "id", self.report.clone()),
            ("/v1/products/{id}".to_owned(), "id", issued.clone()),
            ("/v1/products/{id}/certificate-preview".to_owned(), "id", to_be_issued.clone()),
            ("/v1/products/{id}/issuances".to_owned(), "id", to_be_issued),
            ("/v1/products/{id}/envelopes".to_owned(), "id", issued),
            (format!("{request}/case"), "id", self.issued.request.to_string()),
            (format!("{request}/cancellations"), "id", self.to_cancel.request.to_string()),
            (format!("{request}/rejections"), "id", self.to_reject.request.to_string()),
            (format!("{request}/recognition-starts"), "id", self.to_return.request.to_string()),
            (format!("{request}/returns"), "id", self.to_return.request.to_string()),
        ] {
            writeln!(text, "[[operations]]\ninclude-path = \"{path}\"").unwrap();
            writeln!(text, "parameters = {{ \"path.{name}\" = \"{value}\" }}").unwrap();
        }
        writeln!(
            text,
            "[[operations]]\ninclude-path = \"/v1/training/messages/{{id}}/attachments/{{name}}\"\n\
             parameters = {{ \"path.id\" = \"{}\", \"path.name\" = \"{}\" }}",
            self.message, self.attachment
        )
        .unwrap();
        text
    }
}

/// A confirmed request for a certificate that states a role.
async fn confirmed_with_role(desk: &Desk, seed: u64) -> ConfirmedView {
    let draft = plot::complete_draft(desk, &plot::person(desk, seed)).await;
    let known = reference::reference(desk).await.unwrap();
    let item = known.catalogue.iter().find(|item| item.role == RoleRule::Required).unwrap();
    let mut content = draft.content;
    content.item = Some(item.id);
    let typed = &mut content.configuration;
    (typed.validity_months, typed.customer_type) = (None, item.customer_types.first().copied());
    "Procuratore".clone_into(&mut typed.title);
    "Segheria Alpe Nova S.r.l.".clone_into(&mut typed.organisation);
    "VATIT-12345678903".clone_into(&mut typed.organisation_identifier);
    drafts::save_draft(desk, SaveDraft { id: draft.id, version: draft.version, content }).await.unwrap();
    confirm::confirm_request(desk, draft.id).await.unwrap()
}

/// Stores the organisation's letter and files it, with this access key.
async fn file_consent(setting: &Setting, case: &ConfirmedView, key: &str) {
    let (client, request) = (reqwest::Client::new(), case.request);
    let letter: &[u8] = b"%PDF- the letter of the organisation";
    let (evidence, sha256) = (SystemChance.id(), sha256_hex(letter));
    let base = format!("{}/v1", setting.running.desks);
    let address =
        format!("{base}/evidence/{evidence}?request={request}&kind=organisationConsent&sha256={sha256}");
    let stored = client.put(address).bearer_auth(key).header("content-type", "application/pdf").body(letter);
    assert!(stored.send().await.unwrap().status().is_success(), "the letter is stored");
    let body = serde_json::json!({
        "id": SystemChance.id(),
        "format": 1,
        "madeAt": SystemClock.now(),
        "body": { "evidence": evidence, "sha256": sha256, "mediaType": "application/pdf" },
    });
    let address = format!("{base}/registration-requests/{request}/organisation-consents");
    let filed = client.post(address).bearer_auth(key).json(&body).send().await.unwrap();
    assert!(filed.status().is_success(), "and filed: {}", filed.text().await.unwrap());
}

/// Message and attachment of the envelope, once the centre's job has sent it.
async fn envelope(desk: &Desk) -> (String, String) {
    for _ in 0..300 {
        for message in training::training_messages(desk).await.unwrap() {
            if let Some(attachment) = message.attachments.first() {
                return (message.id, attachment.name.clone());
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the envelope was not sent")
}

/// Asks for the mail of a forgotten password and follows it, to the same password.
async fn set_password(setting: &Setting, desk: &Desk) {
    let officer = setting.officer(Profile::Auditor);
    sessions::ask_recovery(desk, officer.user_name().to_owned()).await.unwrap();
    let mut code = None;
    for _ in 0..300 {
        let messages = training::training_messages(desk).await.unwrap();
        let mut links = messages.iter().filter_map(|message| message.text.split("/recovery/").nth(1));
        code = links.find_map(|rest| rest.split_whitespace().next()).map(str::to_owned);
        if code.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let body = serde_json::json!({ "code": code.unwrap(), "password": officer.password().reveal() });
    let address = format!("{}/v1/password-resets", setting.running.desks);
    let told = reqwest::Client::new().post(address).json(&body).send().await.unwrap();
    assert_eq!(told.status().as_u16(), 204, "the link of the mail sets a password");
}

/// A second workstation, whose access keys can be handed to schemathesis.
struct Visitor {
    central: HttpCentral,
    workstation: WorkstationId,
    key: FileKey,
}

impl Visitor {
    async fn register(setting: &Setting, desk: &Desk) -> Self {
        let customer = reference::reference(desk).await.unwrap().customer;
        let centre = setting.beside().await;
        let mut tx = centre.store.write().await.unwrap();
        let now = centre.clock.now();
        let enrolment_code = enrolment_code(&mut tx, customer, &SystemChance, now).await.unwrap();
        tx.commit().await.unwrap();
        let central =
            HttpCentral::new(&Setup { address: setting.running.desks.clone(), root: None }).unwrap();
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let public_key = STANDARD.encode(key.public_key_info_der());
        let ask = RegisterWorkstation { enrolment_code, name: "visitor".to_owned(), public_key };
        let workstation = central.register_workstation(&ask).await.unwrap().workstation;
        Self { central, workstation, key }
    }

    /// The access key of a session in this profile, refreshed once.
    async fn sign_in(&self, setting: &Setting, profile: Profile) -> String {
        let officer = setting.officer(profile);
        let login = Login {
            user_name: officer.user_name().to_owned(),
            password: officer.password(),
            workstation: self.workstation,
        };
        let ticket = self.central.log_in(&login).await.unwrap().ticket;
        let code = officer.code(30);
        let answer = self.central.second_factor(&SecondFactor { ticket, code }).await.unwrap();
        let LoginNext::Workplace { workplaces, .. } = answer.next else { panic!("no workplace is offered") };
        let unit = workplaces.iter().find(|place| place.profile == profile).unwrap().unit;
        let ticket = answer.ticket;
        let proof = self.prove(&format!("{ticket}\n{profile}\n{unit}"));
        let open = OpenSession { ticket, profile, unit, proof };
        let Session { refresh_key, .. } = self.central.open_session(&open).await.unwrap();
        let proof = self.prove(&refresh_key);
        self.central.refresh_session(&RefreshSession { refresh_key, proof }).await.unwrap().access_key
    }

    fn prove(&self, text: &str) -> String {
        STANDARD.encode(self.key.sign(text.as_bytes()).unwrap())
    }
}

/// One run of schemathesis.
struct Run<'a> {
    setting: &'a Setting,
    configuration: &'a Path,
    key: &'a str,
    seed: usize,
}

impl Run<'_> {
    /// What it has to complain about, under this title; nothing where it is content.
    fn told(&self, which: &[&str], title: &str) -> String {
        let mut command = Command::new(judge("schemathesis"));
        // Whatever it keeps between runs goes with the exhibits.
        command.current_dir(self.configuration.parent().unwrap());
        command.arg("--config-file").arg(self.configuration).arg("run");
        command.arg(format!("{}/openapi.json", self.setting.running.desks));
        command.arg("--header").arg(format!("Authorization: Bearer {}", self.key)).args(which);
        command.args(["--checks", CHECKS, "--max-examples", EXAMPLES]);
        // A seed of its own each: the same ids of commands in two profiles would refuse one another.
        command.args(["--seed", &(self.seed + 1).to_string()]);
        command.args(["--generation-database", "none", "--no-shrink", "--continue-on-failure"]);
        command.args(["--suppress-health-check", "all", "--request-timeout", "30", "--warnings", "off"]);
        let (content, said) = opinion(&mut command);
        if content { String::new() } else { format!("== {title}\n{said}\n") }
    }
}

/// The operations of the document as served: `GET /v1/reference`.
async fn operations(setting: &Setting) -> Vec<String> {
    let document: serde_json::Value =
        reqwest::get(format!("{}/openapi.json", setting.running.desks)).await.unwrap().json().await.unwrap();
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| methods.as_object().unwrap().keys().map(move |method| (method, path)))
        .map(|(method, path)| format!("{} {path}", method.to_uppercase()))
        .collect()
}

/// How often each operation has succeeded, by the centre's metrics; fails where any call has failed.
async fn successes(setting: &Setting) -> BTreeMap<String, u64> {
    let address = format!("{}/metrics", setting.running.operations);
    let text = reqwest::get(address).await.unwrap().text().await.unwrap();
    let mut counts = BTreeMap::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("central_call_seconds_count{")) {
        let (labels, count) = line.rsplit_once(' ').unwrap();
        let label = |name: &str| {
            let rest = labels.split(&format!("{name}=\"")).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let status = label("status");
        assert!(!status.starts_with('5'), "a call failed: {line}");
        if label("listener") == "desks" && status.starts_with('2') {
            let operation = format!("{} {}", label("method"), label("route"));
            *counts.entry(operation).or_default() += count.parse::<u64>().unwrap();
        }
    }
    counts
}
