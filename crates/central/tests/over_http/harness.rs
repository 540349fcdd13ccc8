//! A running training centre, and what a desk does to speak with it.
// reason for length: the one harness: a centre, its people, and a desk that speaks with it

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sportello_central::{
    Centre,
    chance::{Chance as _, SystemChance},
    clock::Clock,
    config::Config,
    digest::sha256_hex,
    jobs,
    listeners::{self, Running},
    training::{
        self, Accounts, Foundation, TokenWish,
        description::{BUILT_IN, Description},
    },
};
use sportello_contract::cases::OrderDetail;
use sportello_contract::central::{
    command::{Answer, Receipt},
    credentials::OfficerCredential,
    issuance::CertificatePreview,
    reference::Reference,
    requests::{RequestStanding, SubmittedRequest},
    sessions::{LoginAnswer, LoginNext, RegisteredWorkstation, Session},
};
use sportello_domain::{
    account::Profile,
    case::{CASE_FORMAT, Case, CaseProduct, Consent},
    catalogue::{CustomerType, RecognitionMethod, RoleRule},
    document::{DocumentSide, EvidenceKind, EvidenceRef},
    ids::{AccountId, CommandId, EvidenceId, ProductId, RequestId, UnitId},
    moment::Timestamp,
};
use sportello_papers::report::{self, REPORT_FORMAT, ReportEvidence, ReportFacts};
use sportello_pki::{
    certificate::Certificate,
    certificate_request,
    distinguished_name::NameParts,
    keys::{FileKey, KeyAlgorithm, SignatureScheme, SigningKey as _},
};
use sportello_signing::pades::{self, PreparedOptions};
use sportello_testkit::{clock::FixedClock, people};
use tempfile::TempDir;
use uuid::Uuid;

struct Standing(FixedClock);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// A running centre.
pub struct TestCentre {
    pub clock: FixedClock,
    pub made: Accounts,
    pub centre: Arc<Centre>,
    /// Removed with the centre.
    _folder: TempDir,
    pub desks: String,
    pub holders: String,
    pub operations: String,
    running: Option<Running>,
    client: reqwest::Client,
}

/// An answer, whatever it is.
pub struct Told {
    pub status: StatusCode,
    pub body: Value,
    pub trace: String,
}

impl Told {
    /// The code of a refusal; empty for what is none.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The answer as a type; fails with the refusal where there is none.
    pub fn read<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "refused: {} {}", self.status, self.body);
        serde_json::from_value(self.body.clone()).unwrap()
    }

    /// The answer as a list; a refusal has nothing in it.
    pub fn list<T: DeserializeOwned>(&self) -> Vec<T> {
        if self.status.is_success() { self.read() } else { Vec::new() }
    }

    /// The body of a command's answer.
    pub fn answer<T: DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.read::<Answer<Value>>().body).unwrap()
    }

    /// Fails unless it was refused with this code, in the one shape.
    pub fn assert_refused(&self, status: u16, code: &str, why: &str) {
        assert_eq!((self.status.as_u16(), self.code()), (status, code), "{why}: {}", self.body);
        assert_eq!(
            self.body["traceId"],
            Value::String(self.trace.clone()),
            "the log line can be found: {why}"
        );
        assert!(
            self.body["remedy"].is_string() && self.body["params"].is_object(),
            "one shape for errors: {why}"
        );
    }
}

impl TestCentre {
    /// A fresh centre with the built-in customers.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With another configuration.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::founded(None, change).await
    }

    /// Made with keys in a token.
    pub async fn with_token(wish: TokenWish) -> Self {
        Self::founded(Some(wish), |_| {}).await
    }

    async fn founded(token: Option<TokenWish>, change: impl FnOnce(&mut Config)) -> Self {
        let folder = sportello_testkit::folder::temp_dir("over-http");
        let clock = FixedClock::default();
        let description = Description::read(BUILT_IN).unwrap();
        let anywhere = ([127, 0, 0, 1], 0).into();
        let foundation = Foundation {
            folder: folder.path(),
            description: &description,
            desks: anywhere,
            holders: anywhere,
            operations: anywhere,
            public_url: Some("http://holders.example".to_owned()),
            plain_address: None,
            plain_url: None,
            tls: None,
            token,
        };
        let made = training::found(&foundation, &Standing(clock.clone()), &SystemChance).await.unwrap();
        let mut config = Config::read(&folder.path().join("central.toml")).unwrap();
        config.reader_program = Some(env!("CARGO_BIN_EXE_central").into());
        change(&mut config);
        let (centre, running) = start(config, &clock).await;
        Self {
            clock,
            made,
            centre,
            _folder: folder,
            desks: running.desks.clone(),
            holders: running.holders.clone(),
            operations: running.operations.clone(),
            running: Some(running),
            client: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
        }
    }

    /// Ends the service and starts it again on the same folder, on other ports.
    pub async fn restart(&mut self) {
        let config = self.centre.config.clone();
        self.stop().await;
        let (centre, running) = start(config, &self.clock).await;
        self.desks.clone_from(&running.desks);
        self.holders.clone_from(&running.holders);
        self.operations.clone_from(&running.operations);
        (self.centre, self.running) = (centre, Some(running));
    }

    /// Ends the service.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Does every job that is due.
    pub async fn drain(&self) {
        let drained = jobs::drain(&self.centre).await.unwrap();
        assert!(drained.failed.is_empty() && drained.retried.is_empty(), "jobs went wrong: {drained:?}");
    }

    /// A call to an address of any listener.
    pub async fn call(
        &self,
        method: Method,
        address: &str,
        key: Option<&str>,
        body: Option<Vec<u8>>,
    ) -> Told {
        let mut call = self.client.request(method, address);
        if let Some(key) = key {
            call = call.bearer_auth(key);
        }
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body);
        }
        told(call.send().await.unwrap()).await
    }

    /// A JSON body to the desks' listener, without a session.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Told {
        let address = format!("{}/v1/{path}", self.desks);
        self.call(Method::POST, &address, None, Some(serde_json::to_vec(body).unwrap())).await
    }

    /// A page of the holders' listener: status, headers and text.
    pub async fn page(&self, path: &str, language: &str, form: Option<&str>) -> (StatusCode, String, String) {
        let address = format!("{}{path}", self.holders);
        let call = match form {
            None => self.client.get(address),
            Some(form) => self
                .client
                .post(address)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned()),
        };
        let response = call.header("accept-language", language).send().await.unwrap();
        let policy = response.headers().get("content-security-policy");
        let policy = policy.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        (response.status(), policy, response.text().await.unwrap())
    }

    /// Registers a workstation of a customer with the printed code.
    pub async fn workstation(&self, client_code: &str) -> Workstation {
        let customer =
            self.made.customers.iter().find(|customer| customer.client_code == client_code).unwrap();
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let told = self.post("workstations", &registration(&customer.enrolment_code, &key)).await;
        Workstation { registered: told.read(), key }
    }

    /// Password and code of an account: what is left is the choice of a workplace.
    pub async fn factors(&self, workstation: &Workstation, user_name: &str) -> LoginAnswer {
        // A code works once; the next one comes after half a minute.
        self.clock.advance(time::Duration::seconds(30));
        let first: LoginAnswer = self.post("logins", &self.login(workstation, user_name)).await.read();
        assert_eq!(first.next, LoginNext::SecondFactor, "a password alone opens nothing");
        let code = self.code(user_name);
        let second =
            self.post("logins/second-factor", &json!({ "ticket": first.ticket, "code": code })).await;
        second.read()
    }

    /// The body of a first factor.
    pub fn login(&self, workstation: &Workstation, user_name: &str) -> Value {
        let account = self.account(user_name);
        json!({
            "userName": account.user_name,
            "password": account.password,
            "workstation": workstation.registered.workstation,
        })
    }

    /// The code of an account's authenticator now.
    pub fn code(&self, user_name: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(&self.account(user_name).totp_secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        let now = u64::try_from(self.clock.now().get().unix_timestamp()).unwrap();
        totp.generate(now).to_string()
    }

    pub fn account(&self, user_name: &str) -> &training::FoundAccount {
        self.made.accounts.iter().find(|account| account.user_name == user_name).unwrap()
    }

    /// Signs an account in, in its first workplace with this profile (and in this unit, by the beginning of its name).
    pub async fn sign_in(
        &self,
        workstation: &Workstation,
        user_name: &str,
        profile: Profile,
        unit: Option<&str>,
    ) -> Desk<'_> {
        let answer = self.factors(workstation, user_name).await;
        let LoginNext::Workplace { workplaces, units } = answer.next else { panic!("no workplaces") };
        let named = |id: UnitId| units.iter().find(|known| known.id == id).unwrap().name.clone();
        let workplace = workplaces
            .iter()
            .find(|place| {
                place.profile == profile && unit.is_none_or(|unit| named(place.unit).contains(unit))
            })
            .unwrap();
        let open = opening(workstation, &answer.ticket, profile, workplace.unit);
        let session: Session = self.post("sessions", &open).await.read();
        Desk { at: self, session, receipt_key: STANDARD.decode(&workstation.registered.receipt_key).unwrap() }
    }
}

async fn start(config: Config, clock: &FixedClock) -> (Arc<Centre>, Running) {
    let centre =
        Centre::open(config, Box::new(Standing(clock.clone())), Box::new(SystemChance)).await.unwrap();
    let running = listeners::start(Arc::clone(&centre)).await.unwrap();
    (centre, running)
}

async fn told(response: reqwest::Response) -> Told {
    let status = response.status();
    let trace = response.headers().get("x-trace-id").map(|trace| trace.to_str().unwrap().to_owned());
    let bytes = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Told { status, body, trace: trace.unwrap_or_default() }
}

/// A registered installation with its own key.
pub struct Workstation {
    pub registered: RegisteredWorkstation,
    pub key: FileKey,
}

impl Workstation {
    /// The workstation's signature over a text.
    pub fn prove(&self, text: &str) -> String {
        STANDARD.encode(self.key.sign(text.as_bytes()).unwrap())
    }
}

/// The body of a registration.
pub fn registration(code: &str, key: &FileKey) -> Value {
    json!({
        "enrolmentCode": code,
        "name": "Counter 1",
        "publicKey": STANDARD.encode(key.public_key_info_der()),
    })
}

/// The body of *open a session*, with the workstation's proof.
pub fn opening(workstation: &Workstation, ticket: &str, profile: Profile, unit: UnitId) -> Value {
    let proof = workstation.prove(&format!("{ticket}\n{profile}\n{unit}"));
    json!({ "ticket": ticket, "profile": profile, "unit": unit, "proof": proof })
}

/// A desk with an open session.
pub struct Desk<'a> {
    pub at: &'a TestCentre,
    pub session: Session,
    receipt_key: Vec<u8>,
}

/// The bytes of a new command.
pub fn command(at: &TestCentre, version: Option<u32>, body: &impl Serialize) -> Vec<u8> {
    let id = CommandId(SystemChance.id());
    let made_at = at.clock.now();
    serde_json::to_vec(
        &json!({ "id": id, "format": 1, "madeAt": made_at, "expectedVersion": version, "body": body }),
    )
    .unwrap()
}

impl Desk<'_> {
    pub fn account(&self) -> AccountId {
        self.session.account.id
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Told {
        let address = format!("{}/v1/{path}", self.at.desks);
        self.at.call(method, &address, Some(&self.session.access_key), body).await
    }

    pub async fn get(&self, path: &str) -> Told {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Told {
        self.call(Method::POST, path, Some(serde_json::to_vec(body).unwrap())).await
    }

    /// Sends a new command; its receipt must verify.
    pub async fn command(&self, path: &str, version: Option<u32>, body: &impl Serialize) -> Told {
        let told = self.call(Method::POST, path, Some(command(self.at, version, body))).await;
        if told.status.is_success() {
            self.assert_genuine(&told);
        }
        told
    }

    /// The receipt of an answer is signed with the key that was given at registration.
    pub fn assert_genuine(&self, told: &Told) {
        let receipt: Receipt = serde_json::from_value(told.body["receipt"].clone()).unwrap();
        let received_at = told.body["receipt"]["receivedAt"].as_str().unwrap();
        let signed =
            [&receipt.command.to_string(), receipt.body_hash.as_str(), received_at, &receipt.audit_head]
                .join("\n");
        let signature = STANDARD.decode(&receipt.signature).unwrap();
        let verdict = SignatureScheme::EcdsaSha256.verify(&self.receipt_key, signed.as_bytes(), &signature);
        assert!(verdict.is_ok(), "the receipt must verify with the centre's receipt key");
    }

    pub async fn reference(&self) -> Reference {
        self.get("reference").await.read()
    }

    /// Stores bytes as evidence.
    pub async fn put(
        &self,
        request: RequestId,
        kind: EvidenceKind,
        media_type: &str,
        bytes: &[u8],
    ) -> EvidenceRef {
        let id = EvidenceId(SystemChance.id());
        let sha256 = sha256_hex(bytes);
        let told = self.put_as(id, request, kind, media_type, bytes, &sha256).await;
        assert!(told.status.is_success(), "stored: {}", told.body);
        EvidenceRef {
            id,
            kind,
            side: (kind == EvidenceKind::DocumentImage).then_some(DocumentSide::Both),
            media_type: media_type.to_owned(),
            size: u32::try_from(bytes.len()).unwrap(),
            original_sha256: sha256.clone(),
            sha256,
        }
    }

    /// Stores bytes under an id, with a hash that may be wrong.
    pub async fn put_as(
        &self,
        id: EvidenceId,
        request: RequestId,
        kind: EvidenceKind,
        media_type: &str,
        bytes: &[u8],
        sha256: &str,
    ) -> Told {
        let address =
            format!("{}/v1/evidence/{id}?request={request}&kind={kind}&sha256={sha256}", self.at.desks);
        let call = self.at.client.put(address).bearer_auth(&self.session.access_key);
        told(call.header("content-type", media_type).body(bytes.to_vec()).send().await.unwrap()).await
    }

    /// Bytes that the centre gives.
    pub async fn bytes(&self, path: &str) -> (StatusCode, Vec<u8>) {
        let address = format!("{}/v1/{path}", self.at.desks);
        let response =
            self.at.client.get(address).bearer_auth(&self.session.access_key).send().await.unwrap();
        (response.status(), response.bytes().await.unwrap().to_vec())
    }

    /// A complete case of a sample person, with a stored image.
    pub async fn case(&self, seed: u64) -> Case {
        let request = RequestId(SystemChance.id());
        // Two people may have the same photograph in a test; the bytes only have to be there.
        let image = format!("photograph {seed} {request}");
        let image = self.put(request, EvidenceKind::DocumentImage, "image/jpeg", image.as_bytes()).await;
        let reference = self.reference().await;
        let item = reference
            .catalogue
            .iter()
            .find(|item| item.role == RoleRule::None && item.rule(RecognitionMethod::Offline).is_some())
            .unwrap();
        let person = people::sample(seed);
        let document =
            sportello_domain::document::IdentityDocument { images: vec![image], ..person.document };
        Case {
            format: CASE_FORMAT,
            request,
            unit: self.session.unit,
            entered_by: self.account(),
            entered_at: self.at.clock.now(),
            method: RecognitionMethod::Offline,
            legal_basis: RecognitionMethod::Offline.legal_basis(),
            known_person: None,
            applicant: person.person,
            document: Some(document),
            contacts: person.contacts,
            products: vec![CaseProduct {
                id: ProductId(SystemChance.id()),
                item: item.id,
                carrier: item.carrier,
                validity_months: item.rule(RecognitionMethod::Offline).unwrap().validity_months,
                customer_type: CustomerType::PrivatePerson,
                role: None,
                lookup_code: Some(format!("REF-{seed}")),
                nickname: Some("Firma di prova".to_owned()),
            }],
            consents: reference
                .texts
                .iter()
                .map(|text| Consent {
                    text: text.id,
                    kind: text.kind,
                    version: text.version,
                    given: text.required,
                })
                .collect(),
            read_values: Vec::new(),
            wrong_check_digits: Vec::new(),
            accepted_mismatches: Vec::new(),
        }
    }

    /// Hands a case in.
    pub async fn submit(&self, case: &Case) -> Told {
        self.command("registration-requests", None, &json!({ "case": case })).await
    }

    /// An officer's certificate for a key that stays here.
    pub async fn credential(&self) -> OfficerKey {
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let subject = NameParts { common_name: Some("whoever".to_owned()), ..NameParts::default() };
        let request = STANDARD.encode(certificate_request::make(&subject, &key).unwrap());
        let told = self.command("officer-credentials", None, &json!({ "certificateRequest": request })).await;
        let credential: OfficerCredential = told.answer();
        let certificate = |text: &String| Certificate::from_der(&STANDARD.decode(text).unwrap()).unwrap();
        OfficerKey {
            key,
            certificate: certificate(&credential.certificate),
            chain: credential.chain.iter().map(certificate).collect(),
        }
    }

    /// The report of a case, recognised by this officer today, signed: it vouches for what the order says counts.
    pub async fn signed_report(&self, case: &Case, key: &OfficerKey) -> Vec<u8> {
        let order: OrderDetail = self.get(&format!("orders/{}", case.request)).await.read();
        let counts = order.evidence.into_iter().filter(|row| row.current);
        let evidence = counts.map(|row| ReportEvidence { kind: row.kind, sha256: row.sha256 });
        self.report_with(case, key, evidence.collect()).await
    }

    /// The same, vouching for this.
    pub async fn report_with(&self, case: &Case, key: &OfficerKey, evidence: Vec<ReportEvidence>) -> Vec<u8> {
        let now = self.at.clock.now();
        let reference = self.reference().await;
        let facts = ReportFacts {
            format: REPORT_FORMAT,
            request: case.request,
            case_sha256: case.hash().unwrap(),
            evidence,
            recogniser: self.account(),
            recogniser_name: self.session.account.full_name.clone(),
            operator_code: self.session.account.operator_code.clone(),
            unit_name: "Sede".to_owned(),
            place: PLACE.to_owned(),
            on: now.legal_day(),
            made_at: now,
            method: case.method,
            legal_basis: case.legal_basis,
            provider_name: reference.provider_name,
            customer_name: reference.customer_name,
            training: true,
        };
        let pdf = report::make(&facts, case, sportello_domain::catalogue::Language::It).unwrap();
        let options = PreparedOptions {
            signer: key.certificate.clone(),
            chain: key.chain.clone(),
            signing_time: now.get(),
            name: None,
            reason: None,
            location: None,
            placeholder_size: None,
        };
        let prepared = pades::prepare(&pdf, options).unwrap();
        let signature = key.key.sign(prepared.to_be_signed()).unwrap();
        pades::finish(prepared, &signature).unwrap()
    }

    /// Files a signed form: some scan.
    pub async fn file_form(&self, request: RequestId, version: u32) -> Told {
        self.file_paper(request, version, EvidenceKind::SignedForm, b"%PDF- a scan").await
    }

    /// Files a signed form or an organisation's consent.
    pub async fn file_paper(
        &self,
        request: RequestId,
        version: u32,
        kind: EvidenceKind,
        bytes: &[u8],
    ) -> Told {
        let paper = self.put(request, kind, "application/pdf", bytes).await;
        let body = json!({ "evidence": paper.id, "sha256": paper.sha256, "mediaType": paper.media_type });
        let what = match kind {
            EvidenceKind::OrganisationConsent => "organisation-consents",
            _ => "signed-forms",
        };
        self.command(&format!("registration-requests/{request}/{what}"), Some(version), &body).await
    }

    /// Files a report that this officer signed.
    pub async fn file_report(&self, request: RequestId, version: u32, pdf: &[u8]) -> Told {
        let stored = self.put(request, EvidenceKind::RecognitionReport, "application/pdf", pdf).await;
        let body = json!({
            "evidence": stored.id,
            "sha256": stored.sha256,
            "recogniser": self.account(),
            "place": PLACE,
            "on": self.at.clock.now().legal_day(),
        });
        self.command(&format!("registration-requests/{request}/recognition-reports"), Some(version), &body)
            .await
    }

    /// A case submitted and recognised by this officer: its product is to be issued.
    pub async fn to_be_issued(&self, seed: u64) -> ToBeIssued {
        let key = self.credential().await;
        let case = self.case(seed).await;
        let order: SubmittedRequest = self.submit(&case).await.answer();
        let standing: RequestStanding = self.file_form(case.request, order.version).await.answer();
        let pdf = self.signed_report(&case, &key).await;
        let _: RequestStanding = self.file_report(case.request, standing.version, &pdf).await.answer();
        let product = case.products[0].id;
        let preview: CertificatePreview =
            self.get(&format!("products/{product}/certificate-preview")).await.read();
        ToBeIssued { case, order, product, version: preview.version }
    }
}

/// A case as it was submitted, and its product in the version that can be issued.
pub struct ToBeIssued {
    pub case: Case,
    pub order: SubmittedRequest,
    pub product: ProductId,
    pub version: u32,
}

/// Where recognitions of the tests take place.
pub const PLACE: &str = "Trento";

/// An officer's signing key with its certificate.
pub struct OfficerKey {
    pub key: FileKey,
    pub certificate: Certificate,
    pub chain: Vec<Certificate>,
}

/// An id nobody knows.
pub fn nobody() -> Uuid {
    SystemChance.id()
}
