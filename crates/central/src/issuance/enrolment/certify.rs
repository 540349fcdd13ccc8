//! *Certify*: two proved keys, then prepare → check → store → issue, for both certificates at once.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::{
    Transaction,
    tables::certificates::{PreparedIssue, StoredCertificate},
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{CertifiedKeys, CertifyKeys},
};
use sportello_domain::{
    catalogue::CertificateKind,
    enrolment::{EnrolmentEvent, EnrolmentStep},
    error_code::ErrorCode,
    ids::{EnrolmentId, ProductId},
    token::TokenEvent,
};
use sportello_pki::certificate::Certificate;

use super::{super::issue, case::EnrolmentCase, key_proof, proof::is_proved, token};
use crate::{
    Centre, Refusal,
    audit::What,
    authority::{Order, subject},
    cases::Acting,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

const KINDS: [CertificateKind; 2] = [CertificateKind::Signature, CertificateKind::Authentication];

/// What was prepared with what was made of it, in the order of [`KINDS`].
type Signed = [(PreparedIssue, Certificate); 2];

/// Issues both certificates, or answers with the two there are. Killed anywhere between, the next attempt with the same
/// keys ends with the same two; with other keys it is refused, for the ones that were prepared are issued and no others.
pub async fn certify(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<CertifyKeys>,
    product: ProductId,
) -> Result<Answer<CertifiedKeys>, Refusal> {
    let body = &command.body;
    let mut tx = centre.store.write().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await?
    {
        return Ok(*answer);
    }
    let found = EnrolmentCase::find_open(&mut tx, officer, product, body.enrolment).await?;
    is_proved(centre, &mut tx, officer, product).await?;
    let intents = prepare(centre, &mut tx, officer, found, body).await?;
    tx.commit().await?;

    let signed = match intents {
        None => None,
        Some([signature, authentication]) => {
            let first = centre.authority.sign(&signature).await?;
            let second = centre.authority.sign(&authentication).await?;
            Some([(signature, first), (authentication, second)])
        }
    };

    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        // A double click: the other one was quicker.
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let (found, certificates) = record(centre, &mut tx, officer, (product, body.enrolment), signed).await?;
    let what = What {
        detail: certificates.iter().map(|stored| stored.fingerprint.as_str()).collect::<Vec<_>>().join(" "),
        ..What::done("certifyTokenKeys", format!("enrolment {}", body.enrolment))
    };
    let answer = answer(&found, &certificates)?;
    commands::finish(tx, centre, officer, pending, what, answer).await
}

/// Stores keys, challenge and linted bytes in the caller's transaction. `None`: both are issued already.
async fn prepare(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    mut found: EnrolmentCase,
    body: &CertifyKeys,
) -> Result<Option<[PreparedIssue; 2]>, Refusal> {
    let [signature, authentication] = KINDS.map(|kind| found.purpose(kind));
    let profiles = [centre.authority.profile_of(&signature)?, centre.authority.profile_of(&authentication)?];
    let keys = key_proof::proved(profiles, body)?;
    let now = centre.clock.now();
    match &found.enrolment.keys {
        Some(known) if *known != keys => return Err(Refusal::new(ErrorCode::KeysChanged)),
        Some(_) => {}
        None => {
            key_proof::are_new(tx, &keys).await?;
            found.enrolment.keys = Some(keys.clone());
            found.enrolment.challenge = Some(challenge(centre, found.enrolment.id));
            // Whoever has made keys on it has set its codes.
            token::happened(tx, officer, &found.enrolment, TokenEvent::Initialise, now).await?;
            found.advance(tx, EnrolmentEvent::Prepare, now).await?;
        }
    }
    if found.enrolment.step != EnrolmentStep::Certifying {
        return Ok(None);
    }
    let case = &found.case;
    let iut = case.product.iut.as_deref().unwrap_or_default();
    let role = case.product.definition.role.as_ref();
    let holder = subject::of_holder(&case.request.case.applicant, role, iut, centre.authority.is_training());
    let mut intents = Vec::with_capacity(KINDS.len());
    for (purpose, key) in [(signature, keys.signature), (authentication, keys.authentication)] {
        let order = Order {
            purpose: &purpose,
            subject: holder.clone(),
            public_key_info_der: key,
            validity: issue::ordered_validity(&case.product, now),
        };
        intents.push(centre.authority.prepare(tx, &order, centre.chance.as_ref(), now).await?);
    }
    <[PreparedIssue; 2]>::try_from(intents)
        .map(Some)
        .map_err(|_| Refusal::internal("two certificates are prepared, always"))
}

/// What both keys are to sign: it names what it is for, so that the signature can stand for nothing else.
fn challenge(centre: &Centre, enrolment: EnrolmentId) -> String {
    let mut bytes = [0; 32];
    centre.chance.fill(&mut bytes);
    format!("sportello-enrolment:{enrolment}:{}", hex::encode(bytes))
}

/// Stores both with what follows from them, once.
async fn record(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    (product, enrolment): (ProductId, EnrolmentId),
    signed: Option<Signed>,
) -> Result<(EnrolmentCase, [StoredCertificate; 2]), Refusal> {
    // Given up meanwhile, it has no certificates: what was signed is worth nothing.
    let mut found = EnrolmentCase::find_open(tx, officer, product, enrolment).await?;
    if let (EnrolmentStep::Certifying, Some(signed)) = (found.enrolment.step, signed) {
        let now = centre.clock.now();
        for (kind, (intent, certificate)) in KINDS.into_iter().zip(&signed) {
            let purpose = found.purpose(kind);
            let stored = centre.authority.record(tx, &purpose, intent, certificate, now).await?;
            found.case.product.expires_at = Some(stored.not_after);
        }
        found.case.product.billing_expires_on = issue::billing_end(tx, &found.case.product, now).await?;
        found.case.tell(tx, Acting::Officer(officer), "certificatesIssued", now).await?;
        found.case.save_product(tx).await?;
        found.advance(tx, EnrolmentEvent::Certify, now).await?;
    }
    let certificates = found.certificates(tx).await?;
    Ok((found, certificates))
}

fn answer(found: &EnrolmentCase, certificates: &[StoredCertificate; 2]) -> Result<CertifiedKeys, Refusal> {
    let [signature, authentication] = certificates;
    let challenge = found.enrolment.challenge.clone();
    Ok(CertifiedKeys {
        standing: found.standing(),
        signature_certificate: STANDARD.encode(&signature.certificate),
        authentication_certificate: STANDARD.encode(&authentication.certificate),
        challenge: challenge.ok_or_else(|| Refusal::internal("certified keys have a challenge"))?,
    })
}
