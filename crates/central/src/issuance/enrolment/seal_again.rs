//! The envelope of a token that was handed over, once more: with the codes that were set on it, for as long as they are
//! kept, under another passphrase.

use sportello_central_store::{
    Transaction,
    tables::{
        enrolments::{self, StoredEnrolment},
        remote_credentials,
    },
};
use sportello_contract::central::{
    command::Answer,
    issuance::{SealEnvelope, SealedEnvelope},
};
use sportello_domain::{
    ids::ProductId,
    rights::{Action, WhyNot},
};

use super::{
    super::{
        case::{IssuanceCase, not_now},
        envelope, passphrase,
    },
    codes,
};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    cases::Acting,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// Seals them and mails them. The opening is written down before the envelope is made.
pub async fn seal_again(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<SealEnvelope>,
    product: ProductId,
) -> Result<Answer<SealedEnvelope>, Refusal> {
    let (acting, passphrase) = (Acting::Officer(officer), &command.body.passphrase);
    let mut tx = centre.store.write().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, centre, officer, command, Secrecy::HoldsSecret).await?
    {
        return Ok(*answer);
    }
    let (case, enrolment) = ready(centre, &mut tx, acting, product).await?;
    command.expect_version(case.product.version)?;
    passphrase::check_for(&mut tx, &case, passphrase).await?;
    let opened = codes::open(centre, &enrolment)?;
    audit::append(&mut tx, officer.into(), codes::opened(enrolment.id), centre.clock.now()).await?;
    tx.commit().await?;
    // Slow: done while nobody waits for the writer.
    let sealed = envelope::seal(centre, &case, opened, passphrase.clone()).await?;

    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::HoldsSecret).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let (mut case, _) = ready(centre, &mut tx, acting, product).await?;
    command.expect_version(case.product.version)?;
    let now = centre.clock.now();
    remote_credentials::add_envelope(&mut tx, sealed.id, product, &sealed.bytes, now).await?;
    case.tell(&mut tx, acting, "envelopeSealed", now).await?;
    case.save_product(&mut tx).await?;
    envelope::write_to_holder(centre, &mut tx, &case, sealed.id).await?;
    let body = SealedEnvelope {
        product,
        status: case.product.status,
        sent_to: envelope::shortened(&case.request.case.contacts.email),
        version: case.product.version,
    };
    let what = What::done("sealEnvelope", format!("product {product}"));
    commands::finish(tx, centre, officer, pending, what, body).await
}

/// A token in its holder's hands, its codes still there, and an officer who may send them again.
async fn ready(
    centre: &Centre,
    tx: &mut Transaction,
    acting: Acting<'_>,
    product: ProductId,
) -> Result<(IssuanceCase, StoredEnrolment), Refusal> {
    let case = IssuanceCase::find(tx, acting, product).await?;
    case.permit(acting, Action::ResendEnvelope)?;
    let enrolment = enrolments::delivered(tx, product).await?;
    let enrolment = enrolment.ok_or_else(|| not_now(case.product.status))?;
    match codes_gone(centre, &enrolment) {
        Some(why) => Err(why.into()),
        None => Ok((case, enrolment)),
    }
}

/// Why the envelope of a product's token cannot be sent again, besides rights and status; for whoever looks at it.
pub async fn why_not_again(
    centre: &Centre,
    tx: &mut Transaction,
    product: ProductId,
) -> Result<Option<WhyNot>, Refusal> {
    let delivered = enrolments::delivered(tx, product).await?;
    Ok(delivered.and_then(|enrolment| codes_gone(centre, &enrolment)))
}

fn codes_gone(centre: &Centre, enrolment: &StoredEnrolment) -> Option<WhyNot> {
    let days = centre.config.requests.token_code_days;
    (!codes::are_kept(centre, enrolment)).then_some(WhyNot::CodesForgotten { days })
}
