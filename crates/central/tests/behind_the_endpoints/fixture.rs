//! A founded training centre with two customers, officers, and a recognised request.
// reason for length: the one scene that all stories of this folder play in

use std::{collections::BTreeSet, sync::Arc};

use axum::{body::Body, extract::FromRequest as _, http::Request as HttpRequest};
use serde::{Serialize, de::DeserializeOwned};
use sportello_central::{
    Centre, Refusal,
    authority::{self, found::found},
    chance::{Chance, SystemChance},
    clock::Clock,
    commands::Received,
    config::{Config, HoldersListener, Limits, Listener, Listeners, Provider, Requests, Sessions},
    evidence::{self, NewEvidence},
    master_keys::MasterKeys,
    signed_in::SignedIn,
};
use sportello_central_store::{
    Store, Value,
    tables::{
        accounts::{self, Account, LoginGuard, Mandate},
        customers::{self, Customer},
        people,
        products::{self, Product, Searchable},
        requests::{self, RegistrationRequest, RequestEvidence},
        sessions::Session,
    },
};
use sportello_contract::central::{
    command::Command, credentials::AskOfficerCredential, people::KnownDocument, reference::SupportLink,
};
use sportello_domain::{
    account::{Actor, Profile, Unit},
    case::{CASE_FORMAT, Case, CaseProduct},
    catalogue::{
        Carrier, CatalogueItem, CertificateKind, CustomerRules, CustomerType, LegalBasis, Localised,
        MethodRule, RecognitionMethod, RoleRule,
    },
    document::{DocumentKind, DocumentSide, EvidenceKind, EvidenceRef},
    ids::{
        AccountId, CatalogueItemId, CommandId, CustomerId, EvidenceId, PersonId, ProductId, RequestId,
        UnitId, WorkstationId,
    },
    moment::Timestamp,
    product::ProductStatus,
    request::{ContractStatus, RequestState, RequestStatus},
};
use sportello_pki::{
    certificate::Certificate,
    certificate_request,
    distinguished_name::NameParts,
    keys::{FileKey, KeyAlgorithm},
};
use sportello_testkit::{clock::FixedClock, people as sample_people};
use tempfile::TempDir;
use uuid::Uuid;

/// A document image, as far as the store cares.
pub const IMAGE: &[u8] = b"a photograph of an identity card";

struct Standing(FixedClock);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// The signed form of every request.
pub const FORM: &[u8] = b"a scan of a form that was signed by hand";

/// A centre with a recognised request that waits for *Issue*.
pub struct Site {
    pub centre: Arc<Centre>,
    pub clock: FixedClock,
    pub folder: TempDir,
    pub customer: CustomerId,
    pub unit: UnitId,
    /// A RAO of the unit.
    pub officer: SignedIn,
    pub request: RequestId,
    pub product: ProductId,
}

fn id() -> Uuid {
    SystemChance.id()
}

pub fn config(folder: &std::path::Path) -> Config {
    let listener = |port| Listener { address: ([127, 0, 0, 1], port).into(), tls: None };
    Config {
        training: true,
        data_folder: folder.join("data"),
        master_keys_file: Some(folder.join("master-keys.toml")),
        master_keys_variable: None,
        provider: Provider {
            name: "Ente Certificatore di Prova".to_owned(),
            country: "IT".to_owned(),
            organisation_identifier: "VATIT-01234567890".to_owned(),
        },
        listeners: Listeners {
            desks: listener(0),
            holders: HoldersListener {
                address: ([127, 0, 0, 1], 0).into(),
                public_url: "http://training.example.com".to_owned(),
                plain_address: None,
                tls: None,
            },
            operations: listener(0),
        },
        sessions: Sessions::default(),
        requests: Requests::default(),
        limits: Limits::default(),
        authority: authority::config::AuthorityConfig::default(),
        messages: sportello_central::messages::config::MessagesConfig::default(),
        reader_program: Some(env!("CARGO_BIN_EXE_central").into()),
    }
}

impl Site {
    /// With the usual configuration.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With another one.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::at(FixedClock::default(), change).await
    }

    /// At this machine's time, for other people's programs: they have no other.
    #[cfg(feature = "judges")]
    pub async fn today(change: impl FnOnce(&mut Config)) -> Self {
        Self::at(FixedClock::at(sportello_central::clock::SystemClock.now()), change).await
    }

    async fn at(clock: FixedClock, change: impl FnOnce(&mut Config)) -> Self {
        let folder = sportello_testkit::folder::temp_dir("central");
        let mut config = config(folder.path());
        change(&mut config);
        let keys = MasterKeys::generate(&SystemChance).unwrap();
        keys.write(config.master_keys_file.as_ref().unwrap()).unwrap();
        std::fs::create_dir_all(&config.data_folder).unwrap();
        let store = Store::open_sqlite(&config.database_file()).await.unwrap();
        found(&store, &config, &keys, &SystemChance, clock.now()).await.unwrap();
        store.close().await;
        let centre =
            Centre::open(config, Box::new(Standing(clock.clone())), Box::new(SystemChance)).await.unwrap();
        let (customer, unit) = add_customer(&centre, "C001").await;
        let officer = add_officer(&centre, customer, unit, Profile::Rao, "rao").await;
        let (request, product) = add_request(&centre, &officer, 1).await;
        Self { centre, clock, folder, customer, unit, officer, request, product }
    }

    /// The same data folder, opened anew: as after a crash and a restart.
    pub async fn reopened(self) -> Self {
        let config = self.centre.config.clone();
        self.centre.store.close().await;
        let centre =
            Centre::open(config, Box::new(Standing(self.clock.clone())), Box::new(SystemChance)).await;
        Self { centre: centre.unwrap(), ..self }
    }

    pub async fn stored_request(&self) -> RegistrationRequest {
        let mut tx = self.centre.store.read().await.unwrap();
        requests::find(&mut tx, self.request).await.unwrap().unwrap()
    }

    pub async fn stored_product(&self) -> Product {
        let mut tx = self.centre.store.read().await.unwrap();
        products::find(&mut tx, self.product).await.unwrap().unwrap()
    }

    /// Sets the product and its request back to before the recognition.
    pub async fn before_recognition(&self) {
        let (mut request, mut product) = (self.stored_request().await, self.stored_product().await);
        let mut tx = self.centre.store.write().await.unwrap();
        request.state.status = RequestStatus::InRecognition;
        requests::update(&mut tx, &request).await.unwrap().unwrap();
        product.status = ProductStatus::RecognitionInProgress;
        products::update(&mut tx, &product).await.unwrap().unwrap();
        tx.commit().await.unwrap();
    }
}

/// Does to the database what no act of this version does.
pub async fn sql(centre: &Centre, text: &'static str, values: Vec<Value>) {
    let mut tx = centre.store.write().await.unwrap();
    tx.execute(text, values).await.unwrap();
    tx.commit().await.unwrap();
}

/// A parameter of [`sql`].
pub fn text(value: impl Into<String>) -> Value {
    Value::Text(Some(value.into()))
}

/// A parameter of [`sql`].
pub fn moment(value: Timestamp) -> Value {
    Value::Int(Some(value.micros()))
}

/// A customer with one unit and one catalogue row.
pub async fn add_customer(centre: &Centre, client_code: &str) -> (CustomerId, UnitId) {
    let now = centre.clock.now();
    let (customer, unit) = (CustomerId(id()), UnitId(id()));
    let mut tx = centre.store.write().await.unwrap();
    let row = Customer::<Vec<SupportLink>> {
        id: customer,
        client_code: client_code.to_owned(),
        name: format!("Cliente {client_code}"),
        rules: CustomerRules {
            document_kinds: vec![DocumentKind::IdentityCard, DocumentKind::Passport],
            tax_code_as_passphrase: false,
            minimum_age: 18,
            second_factor_before_enrolment: false,
        },
        support: Vec::new(),
    };
    customers::insert(&mut tx, &row, now).await.unwrap();
    let place = "Via Roma 1, Roma".to_owned();
    let head_office = Unit { id: unit, name: "Sede".to_owned(), parent: None, place };
    customers::insert_unit(&mut tx, customer, &head_office, 0).await.unwrap();
    let both = |text: &str| Localised { en: text.to_owned(), it: text.to_owned() };
    let item = CatalogueItem {
        id: CatalogueItemId(id()),
        category: both("Firma"),
        name: both("Firma remota"),
        description: both(""),
        carrier: Carrier::Remote,
        certificates: vec![CertificateKind::Signature],
        methods: vec![MethodRule {
            method: RecognitionMethod::Offline,
            validity_months: 36,
            validity_choices: Vec::new(),
        }],
        role: RoleRule::None,
        customer_types: vec![CustomerType::PrivatePerson],
        billing_months: 36,
    };
    customers::insert_catalogue_item(&mut tx, customer, &item, 0).await.unwrap();
    tx.commit().await.unwrap();
    (customer, unit)
}

/// An account with one profile in one unit and the method Offline, signed in.
pub async fn add_officer(
    centre: &Centre,
    customer: CustomerId,
    unit: UnitId,
    profile: Profile,
    name: &str,
) -> SignedIn {
    add_officer_with(centre, customer, unit, profile, name, &[RecognitionMethod::Offline]).await
}

/// The same with other methods.
pub async fn add_officer_with(
    centre: &Centre,
    customer: CustomerId,
    unit: UnitId,
    profile: Profile,
    name: &str,
    methods: &[RecognitionMethod],
) -> SignedIn {
    let now = centre.clock.now();
    let account = AccountId(id());
    let mut tx = centre.store.write().await.unwrap();
    let row = Account {
        id: account,
        customer,
        user_name: format!("{name}.{customer}"),
        given_names: "Ada".to_owned(),
        surname: "Lovati".to_owned(),
        tax_code: "LVTDAA80A41H501N".to_owned(),
        operator_code: format!("OP-{}", name.to_uppercase()),
        email: format!("{name}@ufficio.invalid"),
        mobile: "+390000000000".to_owned(),
        disabled_at: None,
        last_login_at: None,
        locked_until: None,
    };
    let guard = LoginGuard { password_hash: String::new(), totp_sealed: Vec::new() };
    accounts::insert(&mut tx, &row, &guard, now).await.unwrap();
    let mandate = Mandate { profile, unit, granted_at: now, ended_at: None };
    accounts::insert_mandate(&mut tx, account, &mandate, 0).await.unwrap();
    for method in methods {
        accounts::insert_method(&mut tx, account, *method).await.unwrap();
    }
    tx.commit().await.unwrap();
    let session = Session {
        id: id(),
        account,
        customer,
        workstation: WorkstationId(id()),
        profile,
        unit,
        opened_at: now,
        expires_at: now.plus(time::Duration::hours(12)),
    };
    let actor = Actor {
        account,
        customer,
        profile,
        unit,
        units: BTreeSet::from([unit]),
        methods: methods.iter().copied().collect(),
    };
    SignedIn { session, actor }
}

/// A recognised request for the sample person of a seed, with one document image in the evidence store.
#[expect(clippy::too_many_lines, reason = "a whole case, field by field")]
pub async fn add_request(centre: &Centre, officer: &SignedIn, seed: u64) -> (RequestId, ProductId) {
    let (customer, unit) = (officer.customer(), officer.session.unit);
    let now = centre.clock.now();
    let sample = sample_people::sample(seed);
    let (request, product) = (RequestId(id()), ProductId(id()));
    let image = store(centre, officer, EvidenceKind::DocumentImage, IMAGE).await;
    let form = store(centre, officer, EvidenceKind::SignedForm, FORM).await;
    let mut document = sample.document.clone();
    document.images = vec![image.clone()];
    let mut tx = centre.store.write().await.unwrap();
    let item = customers::catalogue(&mut tx, customer).await.unwrap().remove(0);
    let definition = CaseProduct {
        id: product,
        item: item.id,
        carrier: Carrier::Remote,
        validity_months: 36,
        customer_type: CustomerType::PrivatePerson,
        role: None,
        lookup_code: None,
        nickname: None,
    };
    let case = Case {
        format: CASE_FORMAT,
        request,
        unit,
        entered_by: officer.session.account,
        entered_at: now,
        method: RecognitionMethod::Offline,
        legal_basis: LegalBasis::PhysicalPresence,
        known_person: None,
        applicant: sample.person.clone(),
        document: Some(document),
        contacts: sample.contacts.clone(),
        products: vec![definition.clone()],
        consents: Vec::new(),
        read_values: Vec::new(),
        wrong_check_digits: Vec::new(),
        accepted_mismatches: Vec::new(),
    };
    let fresh = PersonId(id());
    let person = people::upsert::<KnownDocument>(
        &mut tx,
        customer,
        fresh,
        &sample.person,
        &sample.contacts,
        None,
        now,
    )
    .await
    .unwrap();
    let row = RegistrationRequest {
        id: request,
        customer,
        unit,
        version: 1,
        state: RequestState { status: RequestStatus::Recognised, since: now, reason: None },
        contract_status: ContractStatus::Uploaded,
        method: RecognitionMethod::Offline,
        order_id: format!("ORD-{request}"),
        activation_code: "AB12CD34".to_owned(),
        person,
        entered_by: officer.session.account,
        received_at: now,
        case_sha256: case.hash().unwrap(),
        case_number: 1,
        case,
        recognition: None,
    };
    requests::insert(&mut tx, &row).await.unwrap();
    let shown = Product {
        id: product,
        request,
        customer,
        unit,
        position: 0,
        version: 1,
        status: ProductStatus::ToBeIssued,
        status_since: now,
        user_id: format!("USR-{product}"),
        definition,
        input_at: now,
        iut: None,
        activated_at: None,
        expires_at: None,
        billing_expires_on: None,
    };
    let found_by = Searchable { case: &row.case, operator_name: "Ada Lovati", operator_user_name: "rao" };
    products::insert(&mut tx, &shown, found_by).await.unwrap();
    for paper in [image, form] {
        let part = RequestEvidence {
            evidence: paper.id,
            request,
            kind: paper.kind,
            side: paper.side,
            added_at: now,
            added_by: officer.session.account,
            case_number: 1,
        };
        assert!(requests::add_evidence(&mut tx, &part).await.unwrap(), "part of the request");
    }
    tx.commit().await.unwrap();
    (request, product)
}

async fn store(centre: &Centre, officer: &SignedIn, kind: EvidenceKind, bytes: &[u8]) -> EvidenceRef {
    let sha256 = sportello_central::digest::sha256_hex(bytes);
    let new = NewEvidence {
        id: EvidenceId(id()),
        customer: officer.customer(),
        stored_by: officer.session.account,
        media_type: "image/jpeg".to_owned(),
        sha256: sha256.clone(),
    };
    let stored = evidence::put(centre, officer.into(), &new, bytes).await.unwrap();
    EvidenceRef {
        id: new.id,
        kind,
        side: (kind == EvidenceKind::DocumentImage).then_some(DocumentSide::Both),
        media_type: new.media_type,
        size: stored.size,
        sha256: sha256.clone(),
        original_sha256: sha256,
    }
}

/// A command as it arrives over HTTP.
pub async fn command<B: Serialize + DeserializeOwned>(
    path: &str,
    expected_version: Option<u32>,
    body: B,
) -> Received<B> {
    received(path, &wire(expected_version, body)).await.unwrap()
}

/// The bytes of a new command.
pub fn wire<B: Serialize>(expected_version: Option<u32>, body: B) -> Vec<u8> {
    let made_at = FixedClock::default().now();
    let command = Command { id: CommandId(id()), format: 1, made_at, expected_version, body };
    serde_json::to_vec(&command).unwrap()
}

/// The bytes of a command, received.
pub async fn received<B: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<Received<B>, Refusal> {
    let request = HttpRequest::post(path).body(Body::from(bytes.to_vec())).unwrap();
    Received::from_request(request, &()).await
}

/// The officer gets a certificate by the ordinary way; its key stays here.
pub async fn officer_credential(centre: &Centre, officer: &SignedIn) -> (FileKey, Certificate) {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let subject = NameParts { common_name: Some("whoever".to_owned()), ..NameParts::default() };
    let csr = certificate_request::make(&subject, &key).unwrap();
    let body = AskOfficerCredential { certificate_request: STANDARD.encode(csr) };
    let command = command("/v1/officer-credentials", None, body).await;
    let answer = authority::officers::issue(centre, officer, &command).await.unwrap();
    let der = STANDARD.decode(answer.body.certificate).unwrap();
    (key, Certificate::from_der(&der).unwrap())
}
