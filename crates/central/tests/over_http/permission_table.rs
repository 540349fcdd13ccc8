//! The permission table, cell by cell, against the endpoints: profile × action × status × unit × customer. The table
//! below is written off the product's description, not off the code that is tested.
// reason for length: the table and the walk over its cells belong side by side

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use sportello_central::{
    digest::sha256_hex,
    endpoints::{ENDPOINTS, Guard, openapi::method_name},
};
use sportello_central_store::tables::{products, requests};
use sportello_contract::{cases::ProductPage, central::requests::SubmittedRequest};
use sportello_domain::{
    account::Profile, case::Case, document::EvidenceKind, ids::AccountId, product::ProductStatus,
    request::RequestStatus,
};

use crate::harness::{Desk, PLACE, TestCentre, Told, command, nobody};

/// How far a cell of the table reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    No,
    /// Y: everything of the customer.
    Yes,
    Unit,
    Own,
    /// own + unit's *To identify*
    OwnAndToIdentify,
}

use Cell::{No, Own, OwnAndToIdentify, Unit, Yes};

/// Customer administrator, Master RAO, RAO, IR, Operator, Auditor.
type Row = [Cell; 6];

/// The rows that endpoints stand for, as the product's description has them.
const TABLE: &[(&str, Row)] = &[
    ("manageAccounts", [Yes, Yes, No, No, No, No]),
    // New request; draft; edit: Y, and each is its officer's until it is handed over.
    ("editDraft", [No, Own, Own, Own, Own, No]),
    ("submitRequest", [No, Own, Own, Own, Own, No]),
    ("uploadSignedForm", [No, Yes, Yes, Yes, Yes, No]),
    ("uploadSignedReport", [No, Yes, Yes, Yes, Yes, No]),
    ("signReport", [No, Yes, Unit, Unit, No, No]),
    ("returnRequest", [No, Yes, Unit, Own, No, No]),
    ("rejectRequest", [No, Yes, Unit, Own, No, No]),
    ("cancelRequest", [No, Yes, Unit, Own, Own, No]),
    ("issue", [No, Yes, Unit, No, No, No]),
    ("resendEnvelope", [No, Yes, Unit, No, No, No]),
    ("revoke", [No, Yes, Unit, No, No, No]),
    ("readCase", [Yes, Yes, Unit, OwnAndToIdentify, Unit, Yes]),
    ("secondApproval", [No, Yes, Unit, No, No, No]),
    ("manageTokenStock", [Yes, Yes, Unit, No, No, No]),
    ("readTokenStock", [Yes, Yes, Unit, No, No, Yes]),
    ("readAudit", [Yes, Yes, No, No, No, Yes]),
    // The officer's own certificate: those who sign reports.
    ("holdOfficerCredential", [No, Own, Own, Own, No, No]),
];

pub fn cell(action: &str, profile: Profile) -> Cell {
    let (_, row) = TABLE.iter().find(|(name, _)| *name == action).unwrap();
    match profile {
        Profile::CustomerAdministrator => row[0],
        Profile::MasterRao => row[1],
        Profile::Rao => row[2],
        Profile::RegistrationClerk => row[3],
        Profile::Operator => row[4],
        Profile::Auditor => row[5],
    }
}

use ProductStatus as P;
use RequestStatus as R;

/// Where a request and its product can stand together.
const STATUSES: &[(RequestStatus, ProductStatus)] = &[
    (R::Submitted, P::ToIdentify),
    (R::InRecognition, P::RecognitionInProgress),
    (R::ContractToSign, P::RecognitionInProgress),
    (R::Recognised, P::ToBeIssued),
    (R::InIssuance, P::InIssuance),
    (R::InIssuance, P::IssuanceFailed),
    (R::Completed, P::ToActivate),
    (R::Completed, P::Active),
    (R::Completed, P::Suspended),
    (R::Completed, P::Revoked),
    (R::Completed, P::Expired),
    (R::Returned, P::ToIdentify),
    (R::Rejected, P::Cancelled),
    (R::Expired, P::Cancelled),
    (R::Cancelled, P::Cancelled),
];

/// In which statuses an act is possible at all.
fn possible(action: &str, (request, product): (RequestStatus, ProductStatus)) -> bool {
    match action {
        "submitRequest" => request == R::Returned,
        "uploadSignedForm" | "uploadSignedReport" | "signReport" => {
            matches!(request, R::Submitted | R::InRecognition)
        }
        "returnRequest" => {
            matches!(request, R::Submitted | R::InRecognition | R::ContractToSign | R::Recognised)
        }
        "rejectRequest" | "cancelRequest" => matches!(
            request,
            R::Submitted | R::InRecognition | R::ContractToSign | R::Recognised | R::Returned
        ),
        "issue" => matches!(product, P::ToBeIssued | P::InIssuance | P::IssuanceFailed),
        // The first envelope belongs to the issue; later ones to a living credential.
        "resendEnvelope" => matches!(product, P::InIssuance | P::ToActivate | P::Active),
        // Of what is not in its holder's hands: from In issuance and from Issuance failed to Revoked.
        "revoke" => matches!(product, P::InIssuance | P::IssuanceFailed),
        _ => true,
    }
}

/// Who acts.
pub struct Actor<'a> {
    pub name: &'static str,
    pub customer: &'static str,
    pub profile: Profile,
    /// The own unit and those below it.
    pub units: &'static [&'static str],
    pub desk: Desk<'a>,
}

/// What is acted on.
struct Target {
    customer: &'static str,
    unit: &'static str,
    owner: AccountId,
    case: Case,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Allowed,
    NotFound,
    NotAllowed,
    NotNow,
}

fn reaches(cell: Cell, actor: &Actor<'_>, target: &Target, product: ProductStatus) -> bool {
    let own = actor.desk.account() == target.owner;
    let in_unit = actor.units.contains(&target.unit);
    match cell {
        No => false,
        Yes => true,
        Unit => in_unit,
        Own => own,
        OwnAndToIdentify => own || in_unit && matches!(product, P::ToIdentify | P::RecognitionInProgress),
    }
}

fn expected(
    guard: &str,
    action: &str,
    actor: &Actor<'_>,
    target: &Target,
    status: (RequestStatus, ProductStatus),
) -> Expected {
    let row = cell(action, actor.profile);
    // A profile without the row in front of the endpoint is told so before anything is looked for.
    if cell(guard, actor.profile) == No {
        return Expected::NotAllowed;
    }
    if actor.customer != target.customer {
        return Expected::NotFound;
    }
    // Acts on a case need the right to read it; a new case is nobody else's.
    let readable = reaches(cell("readCase", actor.profile), actor, target, status.1);
    if !reaches(row, actor, target, status.1) || action != "submitRequest" && !readable {
        return Expected::NotAllowed;
    }
    if possible(action, status) { Expected::Allowed } else { Expected::NotNow }
}

/// A call that is refused by its right, or by something behind it that changes nothing.
struct Probe {
    method: Method,
    path: &'static str,
    /// The row in front of the endpoint.
    guard: Option<&'static str>,
    /// The row that is asked about the case; `None` where there is no case.
    row: Option<&'static str>,
    body: fn(&Desk<'_>, &Target) -> Option<Value>,
    /// What an allowed call may be told besides a success.
    behind: &'static [&'static str],
}

fn nothing(_: &Desk<'_>, _: &Target) -> Option<Value> {
    None
}

/// Every command names a version that never was: who is allowed is told so.
const OUTDATED: &[&str] = &["outdated"];
/// Or a thing that never was.
const NOT_FOUND: &[&str] = &["outdated", "notFound"];
/// Or an enrolment that never was.
const NO_ENROLMENT: &[&str] = &["outdated", "enrolmentNotOpen"];

#[expect(clippy::too_many_lines, reason = "a table: one entry for each endpoint")]
fn probes() -> Vec<Probe> {
    let get = |path, row| Probe {
        method: Method::GET,
        path,
        guard: Some(row),
        row: Some(row),
        body: nothing,
        behind: &[],
    };
    let send = |path, row, body| Probe {
        method: Method::POST,
        path,
        guard: Some(row),
        row: Some(row),
        body,
        behind: OUTDATED,
    };
    let general = |method, path, guard, body, behind| Probe { method, path, guard, row: None, body, behind };
    let reason = |_: &Desk<'_>, _: &Target| Some(json!({ "reason": "a reason" }));
    vec![
        get("/v1/evidence/{id}", "readCase"),
        get("/v1/registration-requests/{id}/case", "readCase"),
        get("/v1/orders/{request}", "readCase"),
        get("/v1/products/{id}", "readCase"),
        get("/v1/products/{id}/certificate-preview", "issue"),
        Probe { behind: &["enrolmentNotOpen"], ..get("/v1/products/{id}/enrolments/current", "issue") },
        send("/v1/registration-requests", "submitRequest", |_, target| Some(json!({ "case": target.case }))),
        send("/v1/registration-requests/{id}/recognition-starts", "uploadSignedForm", |_, _| Some(json!({}))),
        send("/v1/registration-requests/{id}/signed-forms", "uploadSignedForm", |_, _| {
            Some(json!({ "evidence": nobody(), "sha256": "", "mediaType": "application/pdf" }))
        }),
        send("/v1/registration-requests/{id}/organisation-consents", "uploadSignedForm", |_, _| {
            Some(json!({ "evidence": nobody(), "sha256": "", "mediaType": "application/pdf" }))
        }),
        // The own report is signed …
        Probe {
            guard: Some("uploadSignedReport"),
            behind: &["outdated", "notNow"],
            ..send("/v1/registration-requests/{id}/recognition-reports", "signReport", |desk, _| {
                Some(report(desk.account()))
            })
        },
        // … another officer's is uploaded.
        Probe {
            behind: &["outdated", "notNow"],
            ..send("/v1/registration-requests/{id}/recognition-reports", "uploadSignedReport", |_, _| {
                Some(report(AccountId(nobody())))
            })
        },
        send("/v1/registration-requests/{id}/returns", "returnRequest", reason),
        send("/v1/registration-requests/{id}/rejections", "rejectRequest", reason),
        send("/v1/registration-requests/{id}/cancellations", "cancelRequest", reason),
        send("/v1/products/{id}/issuances", "issue", |_, _| Some(json!({}))),
        Probe {
            // Without a certificate there is nothing to seal, whoever asks.
            behind: &["passphraseWeak", "notNow"],
            ..send("/v1/products/{id}/envelopes", "resendEnvelope", |_, _| Some(json!({ "passphrase": "x" })))
        },
        send("/v1/products/{id}/endings", "revoke", reason),
        // A remote product has no enrolment: who is allowed is told so.
        Probe { behind: &["badInput"], ..send("/v1/products/{id}/officer-challenges", "issue", nothing) },
        Probe {
            behind: &["badInput"],
            ..send("/v1/products/{id}/officer-proofs", "issue", |_, _| {
                Some(json!({ "challenge": "", "signature": "", "code": null }))
            })
        },
        Probe {
            behind: &["outdated", "badInput"],
            ..send("/v1/products/{id}/enrolments", "issue", |_, _| {
                Some(json!({ "tokenSerial": "20000001", "managementAlgorithm": "aes256" }))
            })
        },
        Probe {
            behind: NO_ENROLMENT,
            ..send("/v1/products/{id}/enrolment-certificates", "issue", |_, _| {
                Some(json!({ "enrolment": nobody(), "signatureRequest": "", "authenticationRequest": "" }))
            })
        },
        Probe {
            behind: NO_ENROLMENT,
            ..send("/v1/products/{id}/enrolment-confirmations", "issue", |_, _| {
                Some(json!({
                    "enrolment": nobody(),
                    "signatureCertificateSha256": "",
                    "authenticationCertificateSha256": "",
                    "signatureProof": "",
                    "authenticationProof": "",
                }))
            })
        },
        Probe {
            behind: NO_ENROLMENT,
            ..send("/v1/products/{id}/enrolment-deliveries", "issue", |_, _| {
                Some(json!({ "enrolment": nobody(), "passphrase": "x" }))
            })
        },
        Probe {
            behind: NO_ENROLMENT,
            ..send("/v1/products/{id}/enrolment-abandonments", "issue", |_, _| {
                Some(json!({ "enrolment": nobody(), "token": "damaged" }))
            })
        },
        general(
            Method::POST,
            "/v1/people-searches",
            Some("editDraft"),
            |_, target| Some(json!({ "taxCode": target.case.applicant.tax_code })),
            &[],
        ),
        general(Method::POST, "/v1/product-searches", Some("readCase"), |_, _| Some(search()), &[]),
        general(Method::GET, "/v1/status-counts", Some("readCase"), nothing, &[]),
        general(Method::GET, "/v1/accounts", Some("manageAccounts"), nothing, &[]),
        general(Method::GET, "/v1/audit-events", Some("readAudit"), nothing, &[]),
        general(
            Method::POST,
            "/v1/officer-credentials",
            Some("holdOfficerCredential"),
            |_, _| Some(json!({ "certificateRequest": "" })),
            &["badInput"],
        ),
        general(
            Method::POST,
            "/v1/officer-credentials/challenges",
            Some("holdOfficerCredential"),
            nothing,
            &[],
        ),
        general(
            Method::POST,
            "/v1/officer-credentials/registrations",
            Some("holdOfficerCredential"),
            |_, _| Some(json!({ "certificate": "", "challenge": "", "signature": "" })),
            &["badInput"],
        ),
        general(
            Method::GET,
            "/v1/officer-credentials/current",
            Some("holdOfficerCredential"),
            nothing,
            &["credentialMissing"],
        ),
        // The stock of tokens: which unit's and which customer's is walked through in its own test (stock_rights).
        general(Method::GET, "/v1/token-stock", Some("readTokenStock"), nothing, &[]),
        general(Method::GET, "/v1/stock-counts", Some("readTokenStock"), nothing, &[]),
        general(Method::POST, "/v1/token-searches", Some("readTokenStock"), |_, _| Some(search()), &[]),
        general(Method::GET, "/v1/tokens/{id}", Some("readTokenStock"), nothing, &["notFound"]),
        general(
            Method::POST,
            "/v1/token-checks",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "serials": ["12345678"] })),
            &[],
        ),
        general(
            Method::POST,
            "/v1/tokens",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "unit": nobody(), "deviceType": nobody(), "serials": ["12345678"] })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/changes",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "event": "markDamaged", "reason": "a reason" })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/moves",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "unit": nobody(), "reason": "a reason" })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/formats",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "reason": "a reason" })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/format-approvals",
            Some("secondApproval"),
            |_, _| Some(json!({ "format": nobody() })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/format-cancellations",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "format": nobody(), "reason": "a reason" })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/format-keys",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "format": nobody() })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/tokens/{id}/format-confirmations",
            Some("manageTokenStock"),
            |_, _| Some(json!({ "format": nobody(), "toldSerial": null })),
            NOT_FOUND,
        ),
        general(
            Method::POST,
            "/v1/stock-counts",
            Some("manageTokenStock"),
            |_, _| {
                Some(json!({ "unit": nobody(), "found": { "kind": "number", "number": 0 }, "note": null }))
            },
            NOT_FOUND,
        ),
        // For every session.
        general(Method::GET, "/v1/reference", None, nothing, &[]),
        general(Method::GET, "/v1/training/messages", None, nothing, &[]),
        general(Method::POST, "/v1/logins/workplace-changes", None, nothing, &[]),
    ]
}

fn report(recogniser: AccountId) -> Value {
    json!({ "evidence": nobody(), "sha256": "", "recogniser": recogniser, "place": PLACE, "on": "2026-11-22" })
}

fn search() -> Value {
    json!({ "filter": { "statuses": [] }, "limit": 200 })
}

/// Endpoints that other tests of this file, those about another customer or those of the sessions call.
const ELSEWHERE: &[(&str, &str)] = &[
    ("PUT", "/v1/evidence/{id}"),
    ("GET", "/v1/training/messages/{id}/attachments/{name}"),
    ("DELETE", "/v1/sessions/current"),
];

async fn call(probe: &Probe, actor: &Actor<'_>, target: &Target) -> Told {
    let image = target.case.document.as_ref().unwrap().images[0].id;
    let id = if probe.path.starts_with("/v1/products/") {
        target.case.products[0].id.to_string()
    } else if probe.path.starts_with("/v1/evidence/") {
        image.to_string()
    } else {
        target.case.request.to_string()
    };
    let path = probe.path.replace("{id}", &id).replace("{request}", &id);
    let is_command = probe.behind.contains(&"outdated")
        || probe.path.ends_with("/envelopes")
        || probe.path.ends_with("/officer-credentials")
        || probe.path.ends_with("/registrations");
    let body = (probe.body)(&actor.desk, target).map(|body| {
        if is_command {
            command(actor.desk.at, Some(999_999), &body)
        } else {
            serde_json::to_vec(&body).unwrap()
        }
    });
    actor.desk.call(probe.method.clone(), path.trim_start_matches("/v1/"), body).await
}

fn judge(told: &Told, expected: Expected, behind: &[&str]) -> Result<(), String> {
    let code = told.code();
    let fits = match expected {
        Expected::Allowed => told.status.is_success() || behind.contains(&code),
        Expected::NotFound => code == "notFound" && told.status.as_u16() == 404,
        Expected::NotAllowed => code == "notAllowed" && told.status.as_u16() == 403,
        Expected::NotNow => code == "notNow" && told.status.as_u16() == 409,
    };
    if fits { Ok(()) } else { Err(format!("expected {expected:?}, was told {} {}", told.status, told.body)) }
}

/// Puts every target's request and product where the table's cell wants them.
async fn stand(at: &TestCentre, targets: &[Target], (request, product): (RequestStatus, ProductStatus)) {
    let mut tx = at.centre.store.write().await.unwrap();
    for target in targets {
        let mut row = requests::find(&mut tx, target.case.request).await.unwrap().unwrap();
        row.state.status = request;
        requests::update(&mut tx, &row).await.unwrap().unwrap();
        let mut row = products::find(&mut tx, target.case.products[0].id).await.unwrap().unwrap();
        row.status = product;
        products::update(&mut tx, &row).await.unwrap().unwrap();
    }
    tx.commit().await.unwrap();
}

const TRENTO: &[&str] = &["trento", "rovereto", "riva"];

pub async fn everybody(at: &TestCentre) -> Vec<Actor<'_>> {
    let machines =
        BTreeMap::from([("ALPE", at.workstation("ALPE").await), ("MARE", at.workstation("MARE").await)]);
    let mut all = Vec::new();
    for (name, customer, profile, unit, units) in [
        ("lucia.ferri", "ALPE", Profile::CustomerAdministrator, "Trento", TRENTO),
        ("marco.sartori", "ALPE", Profile::MasterRao, "Trento", TRENTO),
        ("anna.conti", "ALPE", Profile::Rao, "Trento", TRENTO),
        ("paolo.moser", "ALPE", Profile::RegistrationClerk, "Rovereto", &["rovereto"]),
        ("sara.galli", "ALPE", Profile::Operator, "Rovereto", &["rovereto"]),
        ("giorgio.riva", "ALPE", Profile::Auditor, "Trento", TRENTO),
        ("eva.pichler", "ALPE", Profile::Rao, "Bolzano", &["bolzano"]),
        ("irene.dapelo", "MARE", Profile::CustomerAdministrator, "Genova", &["genova"]),
        ("elena.costa", "MARE", Profile::MasterRao, "Genova", &["genova"]),
        ("luca.parodi", "MARE", Profile::Rao, "Genova", &["genova"]),
        ("tommaso.neri", "MARE", Profile::RegistrationClerk, "Genova", &["genova"]),
        ("chiara.bruno", "MARE", Profile::Operator, "Genova", &["genova"]),
        ("stefano.vigo", "MARE", Profile::Auditor, "Genova", &["genova"]),
    ] {
        let desk = at.sign_in(&machines[customer], name, profile, Some(unit)).await;
        all.push(Actor { name, customer, profile, units, desk });
    }
    all
}

async fn cases(actors: &[Actor<'_>]) -> Vec<Target> {
    let mut all = Vec::new();
    for (seed, owner, unit) in [
        (1, "paolo.moser", "rovereto"),
        (2, "sara.galli", "rovereto"),
        (3, "anna.conti", "trento"),
        (4, "eva.pichler", "bolzano"),
        (5, "luca.parodi", "genova"),
    ] {
        let actor = actors.iter().find(|actor| actor.name == owner).unwrap();
        let case = actor.desk.case(seed).await;
        let _: SubmittedRequest = actor.desk.submit(&case).await.answer();
        all.push(Target { customer: actor.customer, unit, owner: actor.desk.account(), case });
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_the_table_holds_at_the_endpoints() {
    // Two hours of access keys: the clock does not move, but thirteen people sign in half a minute apart.
    let at = TestCentre::with(|config| config.sessions.access_minutes = 120).await;
    let actors = everybody(&at).await;
    let targets = cases(&actors).await;
    let probes = probes();
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for status in STATUSES {
        stand(&at, &targets, *status).await;
        for actor in &actors {
            for target in &targets {
                // Across customers the status cannot matter: three of them stand for all.
                let across = actor.customer != target.customer;
                if across && !matches!(status.1, P::ToIdentify | P::ToBeIssued | P::Active) {
                    continue;
                }
                for probe in &probes {
                    let Some(row) = probe.row else { continue };
                    let expected = expected(probe.guard.unwrap(), row, actor, target, *status);
                    let told = call(probe, actor, target).await;
                    checked += 1;
                    if let Err(why) = judge(&told, expected, probe.behind) {
                        wrong.push(format!(
                            "{} ({}) {} {} of {} while {}/{}: {why}",
                            actor.name,
                            actor.profile,
                            probe.method,
                            probe.path,
                            target.unit,
                            status.0,
                            status.1
                        ));
                    }
                }
            }
            check_search(actor, &targets, status.1, &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{} of {checked} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked > 5_000, "the whole table was walked: {checked}");
}

/// The search finds exactly what may be read.
async fn check_search(
    actor: &Actor<'_>,
    targets: &[Target],
    product: ProductStatus,
    wrong: &mut Vec<String>,
) {
    let row = cell("readCase", actor.profile);
    let told = actor.desk.post("product-searches", &search()).await;
    let mut found: Vec<_> = told.read::<ProductPage>().rows.iter().map(|row| row.request).collect();
    let mut may: Vec<_> = targets
        .iter()
        .filter(|target| target.customer == actor.customer && reaches(row, actor, target, product))
        .map(|target| target.case.request)
        .collect();
    found.sort_unstable();
    may.sort_unstable();
    if found != may {
        wrong.push(format!("{} finds {} of {} while {product}", actor.name, found.len(), may.len()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endpoints_without_a_case_ask_for_the_profile() {
    let at = TestCentre::with(|config| config.sessions.access_minutes = 120).await;
    let actors = everybody(&at).await;
    let targets = cases(&actors).await;
    for actor in &actors {
        for probe in probes().iter().filter(|probe| probe.row.is_none()) {
            let expected = match probe.guard {
                Some(guard) if cell(guard, actor.profile) == No => Expected::NotAllowed,
                _ => Expected::Allowed,
            };
            let told = call(probe, actor, &targets[0]).await;
            let verdict = judge(&told, expected, probe.behind);
            assert!(verdict.is_ok(), "{} {} {}: {verdict:?}", actor.name, probe.method, probe.path);
        }
        // Evidence for a request that nobody has handed in yet is new work.
        let (id, request) =
            (sportello_domain::ids::EvidenceId(nobody()), sportello_domain::ids::RequestId(nobody()));
        let sha256 = sha256_hex(b"x");
        let kind = EvidenceKind::DocumentImage;
        let told = actor.desk.put_as(id, request, kind, "image/jpeg", b"x", &sha256).await;
        let expected =
            if cell("submitRequest", actor.profile) == No { Expected::NotAllowed } else { Expected::Allowed };
        let verdict = judge(&told, expected, &[]);
        assert!(verdict.is_ok(), "{} storing evidence: {verdict:?}", actor.name);
    }
    // For one that was handed in, whoever may go on with it.
    for (status, kind, row) in [
        ((R::Submitted, P::ToIdentify), EvidenceKind::SignedForm, "uploadSignedForm"),
        ((R::InRecognition, P::RecognitionInProgress), EvidenceKind::RecognitionReport, "uploadSignedReport"),
        ((R::Returned, P::ToIdentify), EvidenceKind::DocumentImage, "submitRequest"),
        ((R::Recognised, P::ToBeIssued), EvidenceKind::SignedForm, "uploadSignedForm"),
    ] {
        stand(&at, &targets, status).await;
        for actor in &actors {
            for target in &targets {
                let bytes = nobody().to_string();
                let (id, hash) = (sportello_domain::ids::EvidenceId(nobody()), sha256_hex(bytes.as_bytes()));
                let request = target.case.request;
                let told =
                    actor.desk.put_as(id, request, kind, "application/pdf", bytes.as_bytes(), &hash).await;
                // Another customer's request does not exist: as for any that does not, this is new work.
                let expected =
                    if actor.customer == target.customer || cell("submitRequest", actor.profile) == No {
                        expected("submitRequest", row, actor, target, status)
                    } else {
                        Expected::Allowed
                    };
                let verdict = judge(&told, expected, &[]);
                assert!(verdict.is_ok(), "{} adding {kind} to {}: {verdict:?}", actor.name, target.unit);
            }
        }
    }
}

#[test]
fn every_endpoint_names_its_row() {
    let probes = probes();
    for endpoint in ENDPOINTS {
        if endpoint.guard == Guard::Public {
            continue;
        }
        let method = method_name(endpoint.method).to_uppercase();
        let known = probes.iter().find(|p| p.method.as_str() == method && p.path == endpoint.path);
        match (known, endpoint.guard) {
            (Some(probe), Guard::Right(action)) => {
                let guards: Vec<_> =
                    probes.iter().filter(|p| p.path == probe.path).filter_map(|p| p.guard).collect();
                assert!(
                    guards.contains(&action.as_str()),
                    "{method} {} stands behind {action}",
                    endpoint.path
                );
            }
            (Some(probe), _) => assert!(probe.guard.is_none(), "{} is for every session", endpoint.path),
            (None, _) => assert!(
                ELSEWHERE.contains(&(method.as_str(), endpoint.path)),
                "{method} {} has no row in this test: add it to the table",
                endpoint.path
            ),
        }
    }
}
