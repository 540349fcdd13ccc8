//! schemathesis calls every operation of the running centre's own OpenAPI document, with a session per profile: nothing
//! fails, and every answer is as the document says.
//!
//! How it is counted that every operation reaches a success: by the centre's own metrics, before and after schemathesis.
//! It must reach them by itself: made up from the schema and the ids it is given, or with a call that was prepared for it
//! ([`prepared`]: one-time codes, proofs, a whole case). What cannot be prepared either is in [`NOT_PREPARED`] with its
//! reason; the desk's story, played before on the same centre, must have reached that.

#![expect(clippy::unwrap_used, reason = "what a story begins with and does not get is a failed test")]

mod prepared;
mod setting;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use prepared::{Calls, Visitor};
use setting::Setting;
use sportello_contract::{
    desk::drafts::ConfirmedView,
    stock::{ReceiveTokens, TokenSearch, TokenStock},
};
use sportello_desk::{Desk, orders, stock, training};
use sportello_domain::{
    account::Profile,
    ids::{ProductId, TokenId},
};
use sportello_stories::plot;
use sportello_testkit::judges::{Exhibits, judge, opinion};

/// Operations that get through neither made up nor prepared, and why.
const NOT_PREPARED: &[(&str, &str)] = &[(
    "POST /v1/registration-requests/{id}/recognition-reports",
    "wants a report about the very case, signed with the key of the officer's registered certificate: only the desk makes it",
)];

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
    let mut sessions: Vec<(Profile, String, Calls)> = Vec::new();
    for profile in Profile::ALL {
        let key = visitor.sign_in(&setting, *profile).await;
        // What wants no session is called in the first of them, before its tickets grow old.
        let mut calls = Calls::default();
        if *profile == Profile::Rao {
            let master = sessions.iter_mut().find(|(profile, ..)| *profile == Profile::MasterRao);
            let (_, other, others) = master.unwrap();
            let officer = tokens::prepare(&setting, &known, &key, &mut calls, (other, others)).await;
            visitor.prepare_officers_calls(&known, &officer, &mut calls).await;
        }
        sessions.push((*profile, key, calls));
    }
    prepared::prepare_open_calls(&setting, &desk, &mut sessions[0].2).await;
    let story = successes(&setting).await;

    let configuration = exhibits.write("schemathesis.toml", known.as_configuration().as_bytes());
    let (begun, mut complaints) = (Instant::now(), String::new());
    for (seed, (profile, key, calls)) in sessions.iter().enumerate() {
        let calls = exhibits.write(&format!("prepared-{seed}.json"), calls.as_json().as_bytes());
        let run = Run { setting: &setting, configuration: &configuration, calls: &calls, key, seed };
        let phases = if *profile == BORDERS { "coverage,fuzzing" } else { "fuzzing" };
        complaints += &run.told(&["--phases", phases, "--exclude-operation-id", SIGN_OUT], profile.as_str());
    }
    let (_, last, _) = sessions.last().unwrap();
    let none = exhibits.write("prepared-none.json", Calls::default().as_json().as_bytes());
    let seed = sessions.len();
    let run = Run { setting: &setting, configuration: &configuration, calls: &none, key: last, seed };
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
            let by_story = NOT_PREPARED.iter().any(|(name, _)| name == operation);
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
    to_file: ConfirmedView,
    with_role: ConfirmedView,
    /// To be enrolled on a token each.
    for_tokens: [ProductId; 4],
    report: String,
    /// To be looked at, to be changed, to be handed on.
    tokens: Vec<TokenId>,
    stock: TokenStock,
    message: String,
    attachment: String,
}

impl Known {
    /// The main job, with cases left at other points of their way.
    async fn play(setting: &Setting, desk: &Desk) -> Self {
        setting.sign_in(desk).await;
        let issued = setting.recognised(desk, 11).await;
        plot::issue(desk, issued.product).await;
        let report = orders::order_detail(desk, issued.request).await.unwrap().recognition.unwrap().report;
        let to_be_issued = setting.recognised(desk, 12).await;
        let mut for_tokens = [to_be_issued.product; 4];
        for (seed, product) in (21..).zip(&mut for_tokens) {
            *product = setting.recognised(desk, seed).await.product;
        }
        let to_cancel = plot::confirmed(desk, 13).await;
        let to_reject = plot::confirmed(desk, 14).await;
        let to_return = plot::confirmed(desk, 15).await;
        let to_file = plot::confirmed(desk, 16).await;
        let with_role = plot::confirmed_with_role(desk, 17).await;
        let stock = stock::token_stock(desk).await.unwrap();
        let tokens = delivery(desk, &stock).await;
        let (message, attachment) = envelope(desk).await;
        let report = report.id.to_string();
        Self {
            issued,
            to_be_issued,
            to_cancel,
            to_reject,
            to_return,
            to_file,
            with_role,
            for_tokens,
            report,
            tokens,
            stock,
            message,
            attachment,
        }
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
            ("/v1/tokens/{id}".to_owned(), "id", self.tokens[0].to_string()),
            ("/v1/products/{id}".to_owned(), "id", issued.clone()),
            ("/v1/products/{id}/certificate-preview".to_owned(), "id", to_be_issued.clone()),
            // Its enrolment is on its way for as long as anybody asks.
            ("/v1/products/{id}/enrolments/current".to_owned(), "id", self.for_tokens[0].to_string()),
            ("/v1/products/{id}/officer-challenges".to_owned(), "id", self.for_tokens[0].to_string()),
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

/// Three tokens, received by the officer's unit.
async fn delivery(desk: &Desk, known: &TokenStock) -> Vec<TokenId> {
    let serials = ["10000001", "10000002", "10000003"].map(str::to_owned).to_vec();
    let (unit, device_type) = (known.units[0].unit, known.device_types[0].id);
    stock::receive_tokens(desk, ReceiveTokens { unit, device_type, serials }).await.unwrap();
    let search = TokenSearch { limit: 3, ..TokenSearch::default() };
    let page = stock::search_tokens(desk, search).await.unwrap();
    page.rows.into_iter().map(|row| row.token).collect()
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

/// One run of schemathesis.
struct Run<'a> {
    setting: &'a Setting,
    configuration: &'a Path,
    /// What was prepared for it.
    calls: &'a Path,
    key: &'a str,
    seed: usize,
}

impl Run<'_> {
    /// What it has to complain about, under this title; nothing where it is content.
    fn told(&self, which: &[&str], title: &str) -> String {
        let mut command = Command::new(judge("schemathesis"));
        // Whatever it keeps between runs goes with the exhibits.
        command.current_dir(self.configuration.parent().unwrap());
        let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("judges").join("prepared_calls.py");
        command.env("SCHEMATHESIS_HOOKS", hooks).env("SPORTELLO_PREPARED", self.calls);
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
