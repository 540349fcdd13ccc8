//! Two keys in memory that play a token, and the desk that speaks for it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central::{Refusal, digest::sha256_hex, issuance::enrolment, signed_in::SignedIn};
use sportello_central_store::{
    Value,
    tables::{
        enrolments::{self, StoredEnrolment},
        officer_proofs,
        tokens::{self, Token},
    },
};
use sportello_contract::central::{
    enrolment::{
        AbandonEnrolment, BeginEnrolment, BegunEnrolment, CertifiedKeys, CertifyKeys, ConfirmEnrolment,
        DeliverEnrolment, DeliveredEnrolment, EnrolmentStanding, ManagementAlgorithm, TokenCodes,
    },
    requests::WithReason,
};
use sportello_domain::{
    catalogue::Carrier,
    enrolment::TokenFate,
    ids::{DeviceTypeId, EnrolmentId, TokenId},
    secret::Passphrase,
    token::{DeviceType, TokenStatus},
};
use sportello_pki::{
    certificate_request,
    distinguished_name::NameParts,
    keys::{FileKey, KeyAlgorithm, SigningKey as _},
};

use crate::fixture::{self, Site, command, sql};

pub const PASSPHRASE: &str = "tre cavalli 7 blu";
/// The serial number of the token that [`SoftwareToken::new`] plays.
pub const SERIAL: &str = "20000001";

/// A site whose product belongs on a smart card, with an officer who may issue on one.
pub async fn site_for_a_token() -> Site {
    let site = Site::new().await;
    ready_for_a_token(&site).await;
    site
}

/// The serial numbers in the unit's stock.
const IN_STOCK: [&str; 2] = [SERIAL, "20000002"];

/// Puts tokens into the unit's stock, unless they are there.
async fn receive(site: &Site, qscd: bool) {
    let (now, chance) = (site.centre.clock.now(), &site.centre.chance);
    let mut tx = site.centre.store.write().await.unwrap();
    if !tokens::device_types(&mut tx, site.customer).await.unwrap().is_empty() {
        return;
    }
    let id = DeviceTypeId(chance.id());
    let device_type = DeviceType { id, name: "Card".to_owned(), carrier: Carrier::SmartCard, qscd };
    tokens::insert_device_type(&mut tx, site.customer, &device_type, 0).await.unwrap();
    for serial in IN_STOCK {
        let token = Token {
            id: TokenId(chance.id()),
            customer: site.customer,
            unit: site.unit,
            device_type: id,
            serial: serial.parse().unwrap(),
            version: 1,
            status: TokenStatus::InStock,
            status_since: now,
            used: false,
            product: None,
            received_at: now,
        };
        tokens::insert(&mut tx, &token).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Makes the product one for a smart card, puts two into the unit's stock, and gives the officer a certificate.
pub async fn ready_for_a_token(site: &Site) {
    ready_for(site, false).await;
}

/// The same with cards that are certified qualified devices, or are not.
pub async fn ready_for(site: &Site, qscd: bool) {
    receive(site, qscd).await;
    let on_a_card = "UPDATE products SET definition = json_set(definition, '$.carrier', 'smartCard')";
    sql(&site.centre, on_a_card, Vec::new()).await;
    fixture::officer_credential(&site.centre, &site.officer).await;
}

pub fn path(site: &Site, what: &str) -> String {
    format!("/v1/products/{}/{what}", site.product)
}

/// Where the stock says that a token stands.
pub async fn token_status(site: &Site, serial: &str) -> TokenStatus {
    let mut tx = site.centre.store.read().await.unwrap();
    let serial = serial.parse().unwrap();
    tokens::find_by_serial(&mut tx, site.customer, &serial).await.unwrap().unwrap().token.status
}

/// A PKCS#10 of a key.
pub fn request_of(key: &FileKey) -> String {
    let subject = NameParts { common_name: Some("whoever".to_owned()), ..NameParts::default() };
    STANDARD.encode(certificate_request::make(&subject, key).unwrap())
}

/// The token.
pub struct SoftwareToken {
    pub serial: String,
    pub signature: FileKey,
    pub authentication: FileKey,
    /// As PIV cards have one, and tokens behind a module none.
    pub has_management_key: bool,
    /// As a card of training is.
    pub simulated: bool,
}

impl SoftwareToken {
    pub fn new() -> Self {
        Self::with_serial(SERIAL)
    }

    pub fn with_serial(serial: &str) -> Self {
        Self {
            serial: serial.to_owned(),
            signature: FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap(),
            authentication: FileKey::generate(KeyAlgorithm::EcdsaP384).unwrap(),
            has_management_key: true,
            simulated: false,
        }
    }

    pub fn signature_key(&self) -> Vec<u8> {
        self.signature.public_key_info_der()
    }

    pub fn authentication_key(&self) -> Vec<u8> {
        self.authentication.public_key_info_der()
    }

    pub fn beginning(&self) -> BeginEnrolment {
        BeginEnrolment {
            token_serial: self.serial.clone(),
            management_algorithm: self.has_management_key.then_some(ManagementAlgorithm::Aes256),
            simulated: self.simulated,
        }
    }

    pub fn requests(&self, enrolment: EnrolmentId) -> CertifyKeys {
        CertifyKeys {
            enrolment,
            signature_request: request_of(&self.signature),
            authentication_request: request_of(&self.authentication),
        }
    }

    /// What a token that took everything reads back and signs.
    pub fn confirmation(&self, enrolment: EnrolmentId, certified: &CertifiedKeys) -> ConfirmEnrolment {
        let hash = |text: &str| sha256_hex(&STANDARD.decode(text).unwrap());
        let proof = |key: &FileKey| STANDARD.encode(key.sign(certified.challenge.as_bytes()).unwrap());
        ConfirmEnrolment {
            enrolment,
            signature_certificate_sha256: hash(&certified.signature_certificate),
            authentication_certificate_sha256: hash(&certified.authentication_certificate),
            signature_proof: proof(&self.signature),
            authentication_proof: proof(&self.authentication),
        }
    }

    pub async fn begin(&self, site: &Site) -> Result<BegunEnrolment, Refusal> {
        self.begin_as(site, &site.officer).await
    }

    pub async fn begin_as(&self, site: &Site, officer: &SignedIn) -> Result<BegunEnrolment, Refusal> {
        hold_proof(site, officer).await;
        self.begin_unproved(site, officer).await
    }

    /// Without having looked whether the officer has shown to be there.
    pub async fn begin_unproved(&self, site: &Site, officer: &SignedIn) -> Result<BegunEnrolment, Refusal> {
        let command = command(&path(site, "enrolments"), None, self.beginning()).await;
        enrolment::begin(&site.centre, officer, &command, site.product).await.map(|answer| answer.body)
    }

    pub async fn certify(&self, site: &Site, meant: EnrolmentId) -> Result<CertifiedKeys, Refusal> {
        certify(site, self.requests(meant)).await
    }

    pub async fn confirm(
        &self,
        site: &Site,
        meant: EnrolmentId,
        certified: &CertifiedKeys,
    ) -> Result<EnrolmentStanding, Refusal> {
        confirm(site, self.confirmation(meant, certified)).await
    }

    pub async fn deliver(&self, site: &Site, meant: EnrolmentId) -> Result<DeliveredEnrolment, Refusal> {
        let command = command(&path(site, "enrolment-deliveries"), None, delivery(meant)).await;
        enrolment::deliver(&site.centre, &site.officer, &command, site.product)
            .await
            .map(|answer| answer.body)
    }

    pub async fn abandon(
        &self,
        site: &Site,
        meant: EnrolmentId,
        token: TokenFate,
    ) -> Result<EnrolmentStanding, Refusal> {
        self.abandon_with(site, meant, token, None).await
    }

    /// The same where the product may end with it, and why.
    pub async fn abandon_with(
        &self,
        site: &Site,
        meant: EnrolmentId,
        token: TokenFate,
        ending: Option<&str>,
    ) -> Result<EnrolmentStanding, Refusal> {
        let ending = ending.map(|reason| WithReason { reason: reason.to_owned() });
        let body = AbandonEnrolment { enrolment: meant, token, ending };
        let command = command(&path(site, "enrolment-abandonments"), None, body).await;
        enrolment::abandon(&site.centre, &site.officer, &command, site.product)
            .await
            .map(|answer| answer.body)
    }
}

/// The codes that the desk was given, where something is still to be set on the token.
pub fn codes_of(begun: &BegunEnrolment) -> &TokenCodes {
    begun.codes.as_ref().unwrap()
}

/// As if the officer had just proved to be there; how that is done is told in `officer_proof`.
pub async fn hold_proof(site: &Site, officer: &SignedIn) {
    let now = site.centre.clock.now();
    let proving = officer_proofs::Proving {
        session: officer.session.id,
        purpose: officer_proofs::Purpose::Enrolment(site.product),
    };
    let challenge = site.centre.chance.id().to_string();
    let mut tx = site.centre.store.write().await.unwrap();
    let until = now.plus(time::Duration::minutes(15));
    officer_proofs::hold(&mut tx, &challenge, proving, now, until).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn delivery(enrolment: EnrolmentId) -> DeliverEnrolment {
    DeliverEnrolment { enrolment, passphrase: Passphrase::new(PASSPHRASE.to_owned()) }
}

pub async fn certify(site: &Site, body: CertifyKeys) -> Result<CertifiedKeys, Refusal> {
    let command = command(&path(site, "enrolment-certificates"), None, body).await;
    enrolment::certify(&site.centre, &site.officer, &command, site.product).await.map(|answer| answer.body)
}

pub async fn confirm(site: &Site, body: ConfirmEnrolment) -> Result<EnrolmentStanding, Refusal> {
    let command = command(&path(site, "enrolment-confirmations"), None, body).await;
    enrolment::confirm(&site.centre, &site.officer, &command, site.product).await.map(|answer| answer.body)
}

/// The product's newest enrolment, on its way or not.
pub async fn newest_enrolment(site: &Site) -> Option<StoredEnrolment> {
    let mut tx = site.centre.store.read().await.unwrap();
    let sql = "SELECT id FROM enrolments WHERE product_id = $1 ORDER BY begun_at DESC, id DESC LIMIT 1";
    let row = tx.optional(sql, vec![Value::Text(Some(site.product.to_string()))]).await.unwrap()?;
    enrolments::find(&mut tx, site.product, row.parsed("id").unwrap()).await.unwrap()
}
