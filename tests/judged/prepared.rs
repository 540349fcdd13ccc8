//! Calls that no schema tells how to make up, prepared for schemathesis: one-time codes, proofs with a workstation's key,
//! a case whose parts fit together. `tests/judges/prepared_calls.py` makes them in its name.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Value, json};
use sportello_central::{
    chance::Chance as _, chance::SystemChance, digest::sha256_hex, training::enrolment_code,
};
use sportello_contract::central::{
    command::FORMAT,
    credentials::AskOfficerCredential,
    issuance::SealEnvelope,
    recognition::{FileOrganisationConsent, FileSignedForm},
    requests::SubmitRequest,
    sessions::{
        Login, LoginNext, OpenSession, RefreshSession, RegisterWorkstation, ResetPassword, SecondFactor,
        Session,
    },
};
use sportello_contract::stock::{ChangeToken, CountStock, MoveToken, ReceiveTokens};
use sportello_desk::{Desk, ports::Central as _, ports::Clock as _, reference, sessions, training};
use sportello_desk_cli::SystemClock;
use sportello_desk_http::{HttpCentral, Setup};
use sportello_domain::{
    account::Profile,
    document::{EvidenceKind, EvidenceRef},
    ids::{CustomerId, EvidenceId, ProductId, RequestId, WorkstationId},
    secret::Passphrase,
    stock_count::Found,
    token::TokenEvent,
};
use sportello_pki::keys::{FileKey, KeyAlgorithm, SigningKey as _};
use sportello_stories::{Officer, plot};

use crate::{Known, setting::Setting, tokens::request_of};

/// By operation, in the order in which they are made.
#[derive(Default, Serialize)]
pub struct Calls(BTreeMap<&'static str, Vec<Value>>);

/// How often a call with a session is made: again without one, to see that it is refused, and once more.
const TIMES: usize = 4;

impl Calls {
    pub fn as_json(&self) -> String {
        serde_json::to_string(self).unwrap()
    }

    /// A call that can be made once.
    fn once(&mut self, operation: &'static str, body: &impl Serialize) {
        self.0.entry(operation).or_default().push(json!({ "body": body }));
    }

    /// The same of a path.
    pub fn once_at(&mut self, operation: &'static str, path: &Value, body: &impl Serialize) {
        self.0.entry(operation).or_default().push(json!({ "path": path, "body": body }));
    }

    /// A command, which can be sent again and again.
    pub fn command(&mut self, operation: &'static str, path: &Value, body: &impl Serialize) {
        let made_at = SystemClock.now();
        let command = json!({ "id": SystemChance.id(), "format": FORMAT, "madeAt": made_at, "body": body });
        let call = json!({ "path": path, "body": command });
        self.0.entry(operation).or_default().extend(std::iter::repeat_n(call, TIMES));
    }
}

/// A workstation beside the desk's, whose access keys can be handed to schemathesis.
pub struct Visitor {
    central: HttpCentral,
    workstation: WorkstationId,
    key: FileKey,
}

impl Visitor {
    /// One of the desk's customer.
    pub async fn register(setting: &Setting, desk: &Desk) -> Self {
        let customer = reference::reference(desk).await.unwrap().customer;
        Self::with_code(setting, fresh_code(setting, customer).await).await
    }

    async fn with_code(setting: &Setting, enrolment_code: String) -> Self {
        let central =
            HttpCentral::new(&Setup { address: setting.running.desks.clone(), root: None }).unwrap();
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let workstation = central.register_workstation(&registration(enrolment_code, &key)).await.unwrap();
        Self { central, workstation: workstation.workstation, key }
    }

    /// The access key of a session in this profile, refreshed once.
    pub async fn sign_in(&self, setting: &Setting, profile: Profile) -> String {
        let Session { refresh_key, .. } = self.open(&setting.officer(profile), profile, 30).await;
        self.central.refresh_session(&self.refresh(refresh_key)).await.unwrap().access_key
    }

    /// A session with the code that the authenticator shows so many seconds from now.
    async fn open(&self, officer: &Officer, profile: Profile, ahead: i64) -> Session {
        let open = self.opening(officer, profile, ahead).await;
        self.central.open_session(&open).await.unwrap()
    }

    /// A login up to the choice of a workplace, and this choice.
    async fn opening(&self, officer: &Officer, profile: Profile, ahead: i64) -> OpenSession {
        let ticket = self.central.log_in(&self.login(officer)).await.unwrap().ticket;
        let factor = SecondFactor { ticket, code: officer.code(ahead) };
        let answer = self.central.second_factor(&factor).await.unwrap();
        let LoginNext::Workplace { workplaces, .. } = answer.next else { panic!("no workplace is offered") };
        let unit = workplaces.iter().find(|place| place.profile == profile).unwrap().unit;
        let ticket = answer.ticket;
        let proof = self.prove(&format!("{ticket}\n{profile}\n{unit}"));
        OpenSession { ticket, profile, unit, proof }
    }

    fn login(&self, officer: &Officer) -> Login {
        Login {
            user_name: officer.user_name().to_owned(),
            password: officer.password(),
            workstation: self.workstation,
        }
    }

    fn refresh(&self, refresh_key: String) -> RefreshSession {
        let proof = self.prove(&refresh_key);
        RefreshSession { refresh_key, proof }
    }

    fn prove(&self, text: &str) -> String {
        STANDARD.encode(self.key.sign(text.as_bytes()).unwrap())
    }

    /// What the officer who is signed in can do: hand a case in, file a form, seal an envelope, ask for a certificate.
    /// A certificate is asked for the key that has one already, so that proofs signed with it stay right.
    pub async fn prepare_officers_calls(&self, known: &Known, officer: &FileKey, calls: &mut Calls) {
        let case = self.case_like(known.to_cancel.request).await;
        calls.command("POST /v1/registration-requests", &json!({}), &SubmitRequest { case });
        let scan = b"%PDF- a scan".to_vec();
        let request = known.to_file.request;
        let form = evidence(EvidenceKind::SignedForm, "application/pdf", &scan);
        self.central.store_evidence(request, &form, scan).await.unwrap();
        let form = FileSignedForm { evidence: form.id, sha256: form.sha256, media_type: form.media_type };
        let path = json!({ "id": request });
        calls.command("POST /v1/registration-requests/{id}/signed-forms", &path, &form);
        let (request, letter) = (known.with_role.request, b"%PDF- a letter".to_vec());
        let consent = evidence(EvidenceKind::OrganisationConsent, "application/pdf", &letter);
        self.central.store_evidence(request, &consent, letter).await.unwrap();
        let (evidence, sha256) = (consent.id, consent.sha256);
        let consent = FileOrganisationConsent { evidence, sha256, media_type: consent.media_type };
        let path = json!({ "id": request });
        calls.command("POST /v1/registration-requests/{id}/organisation-consents", &path, &consent);
        let passphrase = Passphrase::new(plot::PASSPHRASE.to_owned());
        let path = json!({ "id": known.issued.product });
        calls.command("POST /v1/products/{id}/envelopes", &path, &SealEnvelope { passphrase });
        let ask = AskOfficerCredential { certificate_request: request_of(officer) };
        calls.command("POST /v1/officer-credentials", &json!({}), &ask);
        prepare_stock_calls(known, calls);
    }

    /// A case of its own with everything that another one has, its images stored for it.
    async fn case_like(&self, other: RequestId) -> sportello_domain::case::Case {
        let mut case = self.central.case(other).await.unwrap();
        case.request = RequestId(SystemChance.id());
        case.products[0].id = ProductId(SystemChance.id());
        for image in case.document.iter_mut().flat_map(|document| &mut document.images) {
            let bytes = self.central.evidence_bytes(image.id).await.unwrap();
            image.id = EvidenceId(SystemChance.id());
            self.central.store_evidence(case.request, image, bytes).await.unwrap();
        }
        case
    }
}

/// A delivery, what became of a token, one for another unit, and a count: all of the officer's own unit.
fn prepare_stock_calls(known: &Known, calls: &mut Calls) {
    let (unit, reason) = (known.stock.units[0].unit, "a reason".to_owned());
    let serials = vec!["10000004".to_owned()];
    let delivery = ReceiveTokens { unit, device_type: known.stock.device_types[0].id, serials };
    calls.command("POST /v1/tokens", &json!({}), &delivery);
    let lost = ChangeToken { event: TokenEvent::ReportLost, reason: reason.clone() };
    calls.command("POST /v1/tokens/{id}/changes", &json!({ "id": known.tokens[1] }), &lost);
    let handed_on = MoveToken { unit: known.stock.units[1].unit, reason };
    calls.command("POST /v1/tokens/{id}/moves", &json!({ "id": known.tokens[2] }), &handed_on);
    let note = Some("counted in the middle of everything".to_owned());
    let count = CountStock { unit, found: Found::Number { number: 3 }, note };
    calls.command("POST /v1/stock-counts", &json!({}), &count);
}

/// What is called without a session: by people of the other customer, whose authenticators nobody else uses.
pub async fn prepare_open_calls(setting: &Setting, desk: &Desk, calls: &mut Calls) {
    let customer = reference::reference(desk).await.unwrap().customer;
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let code = fresh_code(setting, customer).await;
    calls.once("POST /v1/workstations", &registration(code, &key));
    // Somebody who does nothing else here: all sessions end with a new password.
    let forgetful = setting.grounds.officer_named("eva.pichler");
    let (code, password) = (recovery_code(&forgetful, desk).await, forgetful.password());
    calls.once("POST /v1/password-resets", &ResetPassword { code, password });

    let visitor =
        Visitor::with_code(setting, setting.grounds.accounts.customers[1].enrolment_code.clone()).await;
    let of = |profile| setting.grounds.officer_of(1, profile);
    calls.once("POST /v1/logins", &visitor.login(&of(Profile::Auditor)));
    let operator = of(Profile::Operator);
    let ticket = visitor.central.log_in(&visitor.login(&operator)).await.unwrap().ticket;
    // Its authenticator is asked when the call is made.
    let code = json!({ "totp": operator.totp_secret() });
    calls.once("POST /v1/logins/second-factor", &json!({ "ticket": ticket, "code": code }));
    let open = visitor.opening(&of(Profile::Rao), Profile::Rao, 0).await;
    calls.once("POST /v1/sessions", &open);
    let session = visitor.open(&of(Profile::MasterRao), Profile::MasterRao, 0).await;
    calls.once("POST /v1/sessions/refresh", &visitor.refresh(session.refresh_key));
}

/// The code of the mail that somebody gets who has forgotten the password.
async fn recovery_code(forgetful: &Officer, desk: &Desk) -> String {
    sessions::ask_recovery(desk, forgetful.user_name().to_owned()).await.unwrap();
    for _ in 0..300 {
        let messages = training::training_messages(desk).await.unwrap();
        let mut links = messages.iter().filter_map(|message| message.text.split("/recovery/").nth(1));
        if let Some(code) = links.find_map(|rest| rest.split_whitespace().next()) {
            return code.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the mail with the link did not come")
}

async fn fresh_code(setting: &Setting, customer: CustomerId) -> String {
    let centre = setting.beside().await;
    let mut tx = centre.store.write().await.unwrap();
    let code = enrolment_code(&mut tx, customer, &SystemChance, centre.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    code
}

fn registration(enrolment_code: String, key: &FileKey) -> RegisterWorkstation {
    let public_key = STANDARD.encode(key.public_key_info_der());
    RegisterWorkstation { enrolment_code, name: "visitor".to_owned(), public_key }
}

fn evidence(kind: EvidenceKind, media_type: &str, bytes: &[u8]) -> EvidenceRef {
    let sha256 = sha256_hex(bytes);
    EvidenceRef {
        id: EvidenceId(SystemChance.id()),
        kind,
        side: None,
        media_type: media_type.to_owned(),
        size: u32::try_from(bytes.len()).unwrap(),
        original_sha256: sha256.clone(),
        sha256,
    }
}
