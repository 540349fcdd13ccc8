//! Calls for the enrolment of a token, with two keys in memory that play it: each step on an enrolment that waits for it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sportello_central::{chance::Chance as _, chance::SystemChance, digest::sha256_hex};
use sportello_central_store::{
    Value as Stored,
    tables::{products, tokens},
};
use sportello_contract::central::{
    command::{Answer, FORMAT},
    credentials::{AskOfficerCredential, CredentialChallenge, OfficerCredential, RegisterOfficerCredential},
    enrolment::{
        AbandonEnrolment, BeginEnrolment, BegunEnrolment, CertifiedKeys, CertifyKeys, ConfirmEnrolment,
        DeliverEnrolment, EnrolmentStanding, ManagementAlgorithm,
    },
    officer_proof::{OfficerChallenge, OfficerProof},
    requests::WithReason,
};
use sportello_contract::{
    stock::{ChangedToken, ReceiveTokens, TokenDetail, TokenPage},
    token_format::{ApproveFormat, AskFormat, CallOffFormat, ConfirmFormat, TakeFormatKeys, TakenFormatKeys},
};
use sportello_desk::ports::Clock as _;
use sportello_desk_cli::SystemClock;
use sportello_domain::{
    catalogue::Carrier,
    enrolment::TokenFate,
    ids::{EnrolmentId, ProductId, TokenFormatId, TokenId},
    secret::Passphrase,
};
use sportello_pki::{
    certificate_request,
    distinguished_name::NameParts,
    keys::{FileKey, KeyAlgorithm, SigningKey as _},
};
use sportello_stories::plot;

use crate::{Known, prepared::Calls, setting::Setting};

const SERIALS: [&str; 4] = ["20000001", "20000002", "20000003", "20000004"];
/// Of tokens that come back.
const RETURNED: [&str; 5] = ["20000011", "20000012", "20000013", "20000014", "20000015"];

/// Prepares them for a session of the RAO; gives the key of the officer's certificate, with which the proofs are signed.
/// What wants a second officer goes to `others`: the access key and the calls of a Master RAO.
pub async fn prepare(
    setting: &Setting,
    known: &Known,
    access_key: &str,
    calls: &mut Calls,
    others: (&str, &mut Calls),
) -> FileKey {
    let officer = registered(setting, access_key, calls).await;
    for product in known.for_tokens {
        belongs_on_a_card(setting, product).await;
    }
    receive(setting, known, access_key).await;
    let [on_its_way, to_deliver, to_abandon, to_end] = known.for_tokens;
    let at = |product| Counter { setting, access_key, product };

    let (counter, token) = (at(on_its_way), Token::new(SERIALS[0]));
    let path = json!({ "id": on_its_way });
    counter.prove(&officer).await;
    let begin = token.beginning();
    let begun: BegunEnrolment = counter.send("enrolments", &begin).await;
    calls.command("POST /v1/products/{id}/enrolments", &path, &begin);
    let requests = token.requests(begun.standing.enrolment);
    calls.command("POST /v1/products/{id}/enrolment-certificates", &path, &requests);
    let certified: CertifiedKeys = counter.send("enrolment-certificates", &requests).await;
    let confirmation = token.confirmation(&certified);
    calls.command("POST /v1/products/{id}/enrolment-confirmations", &path, &confirmation);

    let (counter, token) = (at(to_deliver), Token::new(SERIALS[1]));
    counter.prove(&officer).await;
    let begun: BegunEnrolment = counter.send("enrolments", &token.beginning()).await;
    let enrolment = begun.standing.enrolment;
    let certified: CertifiedKeys = counter.send("enrolment-certificates", &token.requests(enrolment)).await;
    let _: EnrolmentStanding = counter.send("enrolment-confirmations", &token.confirmation(&certified)).await;
    let passphrase = Passphrase::new(plot::PASSPHRASE.to_owned());
    let delivery = DeliverEnrolment { enrolment, passphrase };
    calls.command("POST /v1/products/{id}/enrolment-deliveries", &json!({ "id": to_deliver }), &delivery);

    let (counter, token) = (at(to_abandon), Token::new(SERIALS[2]));
    counter.prove(&officer).await;
    prepare_formats(&counter, others, calls).await;
    let begun: BegunEnrolment = counter.send("enrolments", &token.beginning()).await;
    let abandon = abandonment(&begun, TokenFate::Untouched);
    calls.command("POST /v1/products/{id}/enrolment-abandonments", &json!({ "id": to_abandon }), &abandon);

    let (counter, token) = (at(to_end), Token::new(SERIALS[3]));
    counter.prove(&officer).await;
    let begun: BegunEnrolment = counter.send("enrolments", &token.beginning()).await;
    let abandon = abandonment(&begun, TokenFate::Untouched);
    let _: EnrolmentStanding = counter.send("enrolment-abandonments", &abandon).await;
    let ending = WithReason { reason: "nobody comes any more".to_owned() };
    calls.command("POST /v1/products/{id}/endings", &json!({ "id": to_end }), &ending);

    // As often as it is tried: each challenge is signed once.
    for _ in 0..3 {
        let proof = at(on_its_way).proof(&officer).await;
        calls.once_at("POST /v1/products/{id}/officer-proofs", &path, &proof);
    }
    officer
}

/// What gives an enrolment up, and leaves the product to be enrolled anew.
fn abandonment(begun: &BegunEnrolment, token: TokenFate) -> AbandonEnrolment {
    AbandonEnrolment { enrolment: begun.standing.enrolment, token, ending: None }
}

/// A certificate for a key of the officer that this test holds; brought once more, it is registered again.
async fn registered(setting: &Setting, access_key: &str, calls: &mut Calls) -> FileKey {
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let ask = AskOfficerCredential { certificate_request: request_of(&key) };
    let url = format!("{}/v1/officer-credentials", setting.running.desks);
    let http = reqwest::Client::new();
    let call = http.post(&url).bearer_auth(access_key).json(&as_command(&ask));
    let told: Answer<OfficerCredential> = call.send().await.unwrap().json().await.unwrap();
    let call = http.post(format!("{url}/challenges")).bearer_auth(access_key);
    let given: CredentialChallenge = call.send().await.unwrap().json().await.unwrap();
    let signature = STANDARD.encode(key.sign(given.challenge.as_bytes()).unwrap());
    let certificate = told.body.certificate;
    let register = RegisterOfficerCredential { certificate, challenge: given.challenge, signature };
    calls.command("POST /v1/officer-credentials/registrations", &json!({}), &register);
    key
}

/// A PKCS#10 of a key.
pub fn request_of(key: &FileKey) -> String {
    let subject = NameParts { common_name: Some("whoever".to_owned()), ..NameParts::default() };
    STANDARD.encode(certificate_request::make(&subject, key).unwrap())
}

/// Tokens that came back, each at another point of its way to being blank again.
async fn prepare_formats(counter: &Counter<'_>, (other, others): (&str, &mut Calls), calls: &mut Calls) {
    let mut returned = Vec::new();
    for serial in RETURNED {
        let begun: BegunEnrolment = counter.send("enrolments", &Token::new(serial).beginning()).await;
        let abandon = abandonment(&begun, TokenFate::TakenBack);
        let _: EnrolmentStanding = counter.send("enrolment-abandonments", &abandon).await;
        returned.push(counter.token(serial).await);
    }
    let second = Counter { access_key: other, ..*counter };
    let [to_ask, to_approve, to_call_off, to_open, to_confirm] = returned[..] else {
        panic!("as many as there are serials")
    };
    let path = |token: TokenId| json!({ "id": token });
    let reason = || "a reason".to_owned();
    calls.command("POST /v1/tokens/{id}/formats", &path(to_ask), &AskFormat { reason: reason() });
    let format = counter.asked(to_approve).await;
    let approve = ApproveFormat { format };
    others.command("POST /v1/tokens/{id}/format-approvals", &path(to_approve), &approve);
    let format = counter.asked(to_call_off).await;
    let call_off = CallOffFormat { format, reason: reason() };
    calls.command("POST /v1/tokens/{id}/format-cancellations", &path(to_call_off), &call_off);
    let format = counter.asked(to_open).await;
    let _: ChangedToken = second.tell(to_open, "format-approvals", &ApproveFormat { format }).await;
    calls.command("POST /v1/tokens/{id}/format-keys", &path(to_open), &TakeFormatKeys { format });
    let format = counter.asked(to_confirm).await;
    let _: ChangedToken = second.tell(to_confirm, "format-approvals", &ApproveFormat { format }).await;
    let _: TakenFormatKeys = counter.tell(to_confirm, "format-keys", &TakeFormatKeys { format }).await;
    let confirm = ConfirmFormat { format, told_serial: None };
    calls.command("POST /v1/tokens/{id}/format-confirmations", &path(to_confirm), &confirm);
}

/// The training catalogue has nothing on a card.
async fn belongs_on_a_card(setting: &Setting, product: ProductId) {
    let centre = setting.beside().await;
    let mut tx = centre.store.write().await.unwrap();
    let sql = "UPDATE products SET definition = json_set(definition, '$.carrier', 'smartCard') WHERE id = $1";
    tx.execute(sql, vec![Stored::Text(Some(product.to_string()))]).await.unwrap();
    tx.commit().await.unwrap();
}

/// The tokens come into the stock of the unit that enrols them.
async fn receive(setting: &Setting, known: &Known, access_key: &str) {
    let centre = setting.beside().await;
    let mut tx = centre.store.read().await.unwrap();
    let product = products::find(&mut tx, known.for_tokens[0]).await.unwrap().unwrap();
    let types = tokens::device_types(&mut tx, product.customer).await.unwrap();
    drop(tx);
    let card = types.into_iter().find(|kind| kind.carrier == Carrier::SmartCard).unwrap();
    let serials = SERIALS.iter().chain(&RETURNED).map(|&serial| serial.to_owned()).collect();
    let delivery = ReceiveTokens { unit: product.unit, device_type: card.id, serials };
    let url = format!("{}/v1/tokens", setting.running.desks);
    let call = reqwest::Client::new().post(url).bearer_auth(access_key).json(&as_command(&delivery));
    let told = call.send().await.unwrap();
    assert!(told.status().is_success(), "received: {}", told.status());
}

fn as_command(body: &impl Serialize) -> Value {
    json!({ "id": SystemChance.id(), "format": FORMAT, "madeAt": SystemClock.now(), "body": body })
}

/// Where the token is enrolled.
#[derive(Clone, Copy)]
struct Counter<'a> {
    setting: &'a Setting,
    access_key: &'a str,
    product: ProductId,
}

impl Counter<'_> {
    /// Sends a command and reads the body of its answer.
    async fn send<A: DeserializeOwned>(&self, what: &str, body: &impl Serialize) -> A {
        self.command(&format!("products/{}/{what}", self.product), body).await
    }

    /// The same about a token.
    async fn tell<A: DeserializeOwned>(&self, token: TokenId, what: &str, body: &impl Serialize) -> A {
        self.command(&format!("tokens/{token}/{what}"), body).await
    }

    async fn command<A: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> A {
        let told = self.post(path, &as_command(body)).await;
        let answer: Result<Answer<A>, _> = serde_json::from_value(told.clone());
        answer.unwrap_or_else(|_| panic!("{path} is refused: {told}")).body
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}/v1/{path}", self.setting.running.desks);
        let call = reqwest::Client::new().post(url).bearer_auth(self.access_key).json(body);
        call.send().await.unwrap().json().await.unwrap()
    }

    /// The token with this serial.
    async fn token(&self, serial: &str) -> TokenId {
        let search = json!({ "filter": { "statuses": [], "serial": serial }, "limit": 2 });
        let page: TokenPage = serde_json::from_value(self.post("token-searches", &search).await).unwrap();
        page.rows[0].token
    }

    /// Asks that a token be formatted.
    async fn asked(&self, token: TokenId) -> TokenFormatId {
        let ask = AskFormat { reason: "a reason".to_owned() };
        let _: ChangedToken = self.tell(token, "formats", &ask).await;
        let url = format!("{}/v1/tokens/{token}", self.setting.running.desks);
        let call = reqwest::Client::new().get(url).bearer_auth(self.access_key);
        let detail: TokenDetail = call.send().await.unwrap().json().await.unwrap();
        detail.format.unwrap().open.unwrap().format
    }

    /// Asks for a challenge and signs it.
    async fn proof(&self, officer: &FileKey) -> OfficerProof {
        let call = reqwest::Client::new().post(self.url("officer-challenges")).bearer_auth(self.access_key);
        let given: OfficerChallenge = call.send().await.unwrap().json().await.unwrap();
        let signature = STANDARD.encode(officer.sign(given.challenge.as_bytes()).unwrap());
        OfficerProof { challenge: given.challenge, signature, code: None }
    }

    /// The officer shows to be there.
    async fn prove(&self, officer: &FileKey) {
        let proof = self.proof(officer).await;
        let call = reqwest::Client::new().post(self.url("officer-proofs")).bearer_auth(self.access_key);
        let told = call.json(&proof).send().await.unwrap();
        assert!(told.status().is_success(), "proved: {}", told.status());
    }

    fn url(&self, what: &str) -> String {
        format!("{}/v1/products/{}/{what}", self.setting.running.desks, self.product)
    }
}

/// The token.
struct Token {
    serial: &'static str,
    signature: FileKey,
    authentication: FileKey,
}

impl Token {
    fn new(serial: &'static str) -> Self {
        let key = || FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        Self { serial, signature: key(), authentication: key() }
    }

    fn beginning(&self) -> BeginEnrolment {
        let management_algorithm = Some(ManagementAlgorithm::Aes256);
        BeginEnrolment { token_serial: self.serial.to_owned(), management_algorithm, simulated: true }
    }

    fn requests(&self, enrolment: EnrolmentId) -> CertifyKeys {
        CertifyKeys {
            enrolment,
            signature_request: request_of(&self.signature),
            authentication_request: request_of(&self.authentication),
        }
    }

    fn confirmation(&self, certified: &CertifiedKeys) -> ConfirmEnrolment {
        let hash = |text: &str| sha256_hex(&STANDARD.decode(text).unwrap());
        let proof = |key: &FileKey| STANDARD.encode(key.sign(certified.challenge.as_bytes()).unwrap());
        ConfirmEnrolment {
            enrolment: certified.standing.enrolment,
            signature_certificate_sha256: hash(&certified.signature_certificate),
            authentication_certificate_sha256: hash(&certified.authentication_certificate),
            signature_proof: proof(&self.signature),
            authentication_proof: proof(&self.authentication),
        }
    }
}
