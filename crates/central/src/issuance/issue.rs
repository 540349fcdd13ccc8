//! *Issue*: the key pair, then prepare → check → store → issue.

use sportello_central_store::{
    Transaction,
    tables::{
        certificates::{self, PreparedIssue, StoredCertificate},
        counters, customers,
        products::Product,
        remote_credentials::{self, RemoteKey},
    },
};
use sportello_contract::central::{
    command::Answer,
    issuance::{IssueCertificate, IssuedCertificate},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::ProductId,
    moment::{Day, Timestamp},
    product::{ProductEvent, ProductStatus},
    rights::Action,
};
use sportello_pki::certificate::Certificate;
use time::Duration;

use super::case::{IssuanceCase, not_now};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    authority::{AuthorityError, Order, issue::Validity, subject},
    cases::{Acting, follow_products},
    commands::{self, Begun, Received, Secrecy},
    contacts, holders,
    jobs::{self, Job, When},
    signed_in::SignedIn,
};

/// When the job looks whether an issue was ended. The officer's own call takes less than a second.
const LOOK_AFTER: Duration = Duration::minutes(1);
/// The counter the holders' identifiers come from.
const IUT_COUNTER: &str = "iut";

/// Issues the certificate of a product, or answers with the one it has. Every repetition, by this command or another,
/// after whatever crash, ends in the one certificate.
pub async fn issue(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<IssueCertificate>,
    product: ProductId,
) -> Result<Answer<IssuedCertificate>, Refusal> {
    let acting = Acting::Officer(officer);
    let key = offered_key(centre, officer, product).await?;
    let mut tx = centre.store.write().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await?
    {
        return Ok(*answer);
    }
    let case = IssuanceCase::find(&mut tx, acting, product).await?;
    case.permit(acting, Action::Issue)?;
    case.key_is_here()?;
    let intent = if case.certificate(&mut tx).await?.is_some() {
        None
    } else {
        // An issue that was begun is gone on with, also by the second click of a double click.
        if case.product.status != ProductStatus::InIssuance {
            command.expect_version(case.product.version)?;
        }
        Some(prepare(centre, &mut tx, acting, case, key).await?)
    };
    tx.commit().await?;

    let signed = match intent {
        None => None,
        Some(intent) => match centre.authority.sign(&intent).await {
            Ok(certificate) => Some((intent, certificate)),
            Err(error) => return Err(give_up(centre, acting, product, error).await),
        },
    };

    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        // A double click: the other one was quicker.
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let (case, certificate) = record(centre, &mut tx, acting, product, signed).await?;
    let what = What {
        detail: certificate.fingerprint.clone(),
        ..What::done("issueCertificate", format!("product {product}"))
    };
    let body = case.answer(&certificate);
    commands::finish(tx, centre, officer, pending, what, body).await
}

/// The job's work: ends an issue that was begun and not ended. Nothing to do where the officer's call ended it.
pub async fn finish(centre: &Centre, product: ProductId) -> Result<(), Refusal> {
    let mut tx = centre.store.read().await?;
    let case = match IssuanceCase::find(&mut tx, Acting::Centre, product).await {
        // Nothing is left of it.
        Err(refusal) if refusal.code == ErrorCode::NotFound => return Ok(()),
        other => other?,
    };
    let intent = certificates::prepared(&mut tx, &case.purpose().owner()).await?;
    drop(tx);
    let Some(intent) = intent.filter(|_| case.product.status == ProductStatus::InIssuance) else {
        return Ok(());
    };
    let certificate = match centre.authority.sign(&intent).await {
        Ok(certificate) => certificate,
        Err(error) => return Err(give_up(centre, Acting::Centre, product, error).await),
    };
    let mut tx = centre.store.write().await?;
    let (case, certificate) =
        record(centre, &mut tx, Acting::Centre, product, Some((intent, certificate))).await?;
    let who = Who { customer: Some(case.product.customer), ..Who::default() };
    let what = What {
        detail: certificate.fingerprint,
        ..What::done("finishIssuance", format!("product {product}"))
    };
    audit::append(&mut tx, who, what, centre.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The holder's key pair, outside of every transaction: RSA takes its time, and so does a token. Not used where one is
/// stored. A key that would stay is made for those alone who may issue; `None` for others, whom the caller refuses.
async fn offered_key(
    centre: &Centre,
    officer: &SignedIn,
    product: ProductId,
) -> Result<Option<RemoteKey>, Refusal> {
    if centre.holder_keys.keeps_what_it_makes() {
        let mut tx = centre.store.read().await?;
        let acting = Acting::Officer(officer);
        let case = IssuanceCase::find(&mut tx, acting, product).await?;
        let may = case.permit(acting, Action::Issue).and_then(|()| case.key_is_here());
        if may.is_err() || case.certificate(&mut tx).await?.is_some() {
            return Ok(None);
        }
    }
    let algorithms = &centre.authority.profiles().signature.raw().key_algorithms;
    let algorithm = *algorithms.first().ok_or_else(|| Refusal::internal("the profile accepts no key"))?;
    Ok(Some(centre.holder_keys.key_of(product, algorithm, &centre.keys).await?))
}

/// Stores key, linted bytes, statuses and the job, all in the caller's transaction.
async fn prepare(
    centre: &Centre,
    tx: &mut Transaction,
    acting: Acting<'_>,
    mut case: IssuanceCase,
    offered: Option<RemoteKey>,
) -> Result<PreparedIssue, Refusal> {
    let now = centre.clock.now();
    let product = case.product.id;
    enter(centre, tx, acting, &mut case, now).await?;
    // The product became one that may be issued between two looks at it.
    let offered = offered.ok_or_else(|| not_now(case.product.status))?;
    let key = remote_credentials::add_key(tx, &offered, now).await?;
    if key.wrapped.is_none() && key.public_key != offered.public_key {
        let why =
            "the holders' token holds another key than the one that was stored: connect that token again";
        return Err(Refusal::new(ErrorCode::IssuanceFailed).because(why));
    }
    let iut = case.product.iut.as_deref().unwrap_or_default();
    let role = case.product.definition.role.as_ref();
    let purpose = case.purpose();
    let order = Order {
        purpose: &purpose,
        subject: subject::of_holder(&case.request.case.applicant, role, iut, centre.authority.is_training()),
        public_key_info_der: key.public_key,
        validity: ordered_validity(&case.product, now),
    };
    let intent = centre.authority.prepare(tx, &order, centre.chance.as_ref(), now).await?;
    // One job for each time the issue is begun: that of a time before may be done, and nobody else would look again.
    let unique_key = format!("finishIssuance:{}:{}", intent.certificate, case.product.status_since.micros());
    let when = When { run_at: now.plus(LOOK_AFTER), unique_key: Some(&unique_key) };
    jobs::add(centre, tx, &Job::FinishIssuance { product }, Some(when)).await?;
    Ok(intent)
}

/// What every issue begins with, remote or on a token: contacts, status, the holder's identifier.
pub(super) async fn enter(
    centre: &Centre,
    tx: &mut Transaction,
    acting: Acting<'_>,
    case: &mut IssuanceCase,
    now: Timestamp,
) -> Result<(), Refusal> {
    claim_contacts(centre, tx, case).await?;
    if case.product.status != ProductStatus::InIssuance {
        case.move_product(tx, acting, ProductEvent::StartIssuance, now).await?;
    }
    if case.product.iut.is_none() {
        case.product.iut = Some(next_iut(tx, now).await?);
    }
    case.save_product(tx).await?;
    Ok(follow_products(tx, &mut case.request, acting, now).await?)
}

/// The contacts become this holder's before anything is made: once there is a certificate its envelope must not be
/// refused any more. From here on they are the product's (it is *In issuance*), and the identity the person's.
async fn claim_contacts(centre: &Centre, tx: &mut Transaction, case: &IssuanceCase) -> Result<(), Refusal> {
    let (customer, person) = (case.product.customer, case.request.person);
    if case.product.status == ProductStatus::ToBeIssued {
        contacts::check(tx, customer, &case.request.case).await?;
    }
    holders::claim(centre, tx, customer, person, &case.request.case.contacts.identity).await?;
    Ok(())
}

/// Year and a running number: unique, printable, and it says nothing of the person.
async fn next_iut(tx: &mut Transaction, now: Timestamp) -> Result<String, Refusal> {
    let Day(today) = now.legal_day();
    Ok(format!("{}{:010}", today.year(), counters::next(tx, IUT_COUNTER).await?))
}

pub(super) fn ordered_validity(product: &Product, now: Timestamp) -> Validity {
    Validity::months(now, product.definition.validity_months)
}

/// Stores the certificate with what follows from it. `None`: it was stored before.
async fn record(
    centre: &Centre,
    tx: &mut Transaction,
    acting: Acting<'_>,
    product: ProductId,
    signed: Option<(PreparedIssue, Certificate)>,
) -> Result<(IssuanceCase, StoredCertificate), Refusal> {
    let mut case = IssuanceCase::find(tx, acting, product).await?;
    let recorded = case.certificate(tx).await?;
    if let Some(certificate) = recorded {
        return Ok((case, certificate));
    }
    let Some((intent, certificate)) = signed else { return Err(not_now(case.product.status)) };
    let now = centre.clock.now();
    let stored = centre.authority.record(tx, &case.purpose(), &intent, &certificate, now).await?;
    if case.product.status == ProductStatus::IssuanceFailed {
        // Another attempt gave up while this one had signed: there is a certificate, so it did not fail.
        case.move_product(tx, acting, ProductEvent::StartIssuance, now).await?;
    }
    case.product.expires_at = Some(stored.not_after);
    case.product.billing_expires_on = billing_end(tx, &case.product, now).await?;
    case.tell(tx, acting, "certificateIssued", now).await?;
    case.save_product(tx).await?;
    Ok((case, stored))
}

/// Until when the contract pays for what is issued now.
pub(super) async fn billing_end(
    tx: &mut Transaction,
    product: &Product,
    now: Timestamp,
) -> Result<Option<Day>, Refusal> {
    let item = customers::catalogue_item(tx, product.customer, product.definition.item).await?;
    Ok(item.map(|item| Validity::months(now, item.billing_months).not_after.legal_day()))
}

/// The key did not sign. What may pass is left to the job; what stays is told: *Issuance failed*, to be tried again
/// once the operator has repaired it.
async fn give_up(centre: &Centre, acting: Acting<'_>, product: ProductId, error: AuthorityError) -> Refusal {
    if !error.is_transient()
        && let Err(also) = mark_failed(centre, acting, product).await
    {
        tracing::error!(product.id = %product, error = %also, "a failed issue could not be marked");
    }
    error.into()
}

async fn mark_failed(centre: &Centre, acting: Acting<'_>, product: ProductId) -> Result<(), Refusal> {
    let mut tx = centre.store.write().await?;
    let mut case = IssuanceCase::find(&mut tx, acting, product).await?;
    if case.product.status == ProductStatus::InIssuance && case.certificate(&mut tx).await?.is_none() {
        case.move_product(&mut tx, acting, ProductEvent::FailIssuance, centre.clock.now()).await?;
        case.save_product(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(())
}
