//! *Deliver*: the codes go into the holder's envelope, and the product is active.

use sportello_central_store::{Transaction, tables::remote_credentials};
use sportello_contract::central::{
    command::Answer,
    enrolment::{DeliverEnrolment, DeliveredEnrolment},
};
use sportello_domain::{
    enrolment::EnrolmentEvent,
    ids::{EnrolmentId, ProductId},
    product::ProductEvent,
    token::TokenEvent,
};

use super::{
    super::{
        envelope::{self, Sealed},
        passphrase,
    },
    case::EnrolmentCase,
    codes, token,
};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    cases::{Acting, follow_products},
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// Seals PIN, PUK and emergency code under the passphrase and mails them. The codes are opened here for the last time by
/// the enrolment, which is written down with the opening of the envelope's content before it is made.
pub async fn deliver(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<DeliverEnrolment>,
    product: ProductId,
) -> Result<Answer<DeliveredEnrolment>, Refusal> {
    let body = &command.body;
    let mut tx = centre.store.write().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, centre, officer, command, Secrecy::HoldsSecret).await?
    {
        return Ok(*answer);
    }
    let found = ready(&mut tx, officer, product, body.enrolment).await?;
    passphrase::check_for(&mut tx, &found.case, &body.passphrase).await?;
    let opened = codes::open(centre, &found.enrolment)?;
    audit::append(&mut tx, officer.into(), codes::opened(body.enrolment), centre.clock.now()).await?;
    tx.commit().await?;
    // Slow on purpose (argon2id) or by nature (PDF): done while nobody waits for the writer.
    let emergency_check = opened.emergency_check(centre).await?;
    let sealed = envelope::seal(centre, &found.case, opened, body.passphrase.clone()).await?;

    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::HoldsSecret).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let mut found = ready(&mut tx, officer, product, body.enrolment).await?;
    found.enrolment.emergency_check = Some(emergency_check);
    let found = hand_over(centre, &mut tx, officer, found, &sealed).await?;
    let what = What::done("deliverEnrolment", format!("enrolment {}", body.enrolment));
    let answer = DeliveredEnrolment {
        standing: found.standing(),
        sent_to: envelope::shortened(&found.case.request.case.contacts.email),
    };
    commands::finish(tx, centre, officer, pending, what, answer).await
}

/// An enrolment whose token holds everything.
async fn ready(
    tx: &mut Transaction,
    officer: &SignedIn,
    product: ProductId,
    enrolment: EnrolmentId,
) -> Result<EnrolmentCase, Refusal> {
    let found = EnrolmentCase::find_open(tx, officer, product, enrolment).await?;
    found.enrolment.step.after(EnrolmentEvent::Deliver)?;
    Ok(found)
}

async fn hand_over(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    mut found: EnrolmentCase,
    sealed: &Sealed,
) -> Result<EnrolmentCase, Refusal> {
    let (now, acting) = (centre.clock.now(), Acting::Officer(officer));
    remote_credentials::add_envelope(tx, sealed.id, found.case.product.id, &sealed.bytes, now).await?;
    found.advance(tx, EnrolmentEvent::Deliver, now).await?;
    token::happened(tx, officer, &found.enrolment, TokenEvent::Deliver, now).await?;
    let case = &mut found.case;
    case.tell(tx, acting, "envelopeSealed", now).await?;
    case.move_product(tx, acting, ProductEvent::Activate, now).await?;
    case.product.activated_at = Some(now);
    case.save_product(tx).await?;
    follow_products(tx, &mut case.request, acting, now).await?;
    envelope::write_to_holder(centre, tx, case, sealed.id).await?;
    Ok(found)
}
