//! The end of a product whose issue leads nowhere: it is revoked without having reached its holder.
//!
//! Whoever stands before it has tried and gives up, or nobody comes any more. Until it has ended its contacts are taken and
//! its request is never complete.

use sportello_central_store::{Transaction, tables::enrolments};
use sportello_contract::central::{command::Answer, issuance::EndedProduct, requests::WithReason};
use sportello_domain::{ids::ProductId, product::ProductStatus, rights::Action};

use super::case::{IssuanceCase, not_now};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    authority::revoke,
    cases::Acting,
    commands::{self, Begun, Received, Secrecy},
    endpoints::LONGEST_REASON,
    jobs::{self, Job},
    messages::MessageKind,
    signed_in::SignedIn,
    stock,
};

const ACT: &str = "endProduct";

/// Ends a product by itself. What is being written on a token is given up first, since only who has it in hand knows what
/// became of it.
pub async fn end(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<WithReason>,
    product: ProductId,
) -> Result<Answer<EndedProduct>, Refusal> {
    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let mut case = IssuanceCase::find(&mut tx, Acting::Officer(officer), product).await?;
    may_end(&mut tx, officer, &case).await?;
    command.expect_version(case.product.version)?;
    let revoked = carry_out(centre, &mut tx, officer, &mut case, &command.body).await?;
    if !revoked.is_empty() {
        jobs::add(centre, &mut tx, &Job::PublishStatusList, None).await?;
    }
    let what = What { detail: revoked.join(" "), ..What::done(ACT, target(product)) };
    let body = EndedProduct { product, status: case.product.status, version: case.product.version };
    let answer = commands::finish(tx, centre, officer, pending, what, body).await?;
    revoke::publish_revoked(centre, &revoked).await;
    Ok(answer)
}

/// The same in the transaction of an act that leads here; answers the fingerprints of what was revoked now, whose list the
/// caller publishes.
pub(super) async fn end_with(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    case: &mut IssuanceCase,
    ending: &WithReason,
) -> Result<Vec<String>, Refusal> {
    may_end(tx, officer, case).await?;
    let revoked = carry_out(centre, tx, officer, case, ending).await?;
    let what = What { detail: revoked.join(" "), ..What::done(ACT, target(case.product.id)) };
    audit::append(tx, officer.into(), what, centre.clock.now()).await?;
    Ok(revoked)
}

/// For whoever may revoke; only what was begun and is not in its holder's hands. What is, is revoked as a certificate.
async fn may_end(tx: &mut Transaction, officer: &SignedIn, case: &IssuanceCase) -> Result<(), Refusal> {
    case.permit(Acting::Officer(officer), Action::Revoke)?;
    let status = case.product.status;
    let is_begun = matches!(status, ProductStatus::InIssuance | ProductStatus::IssuanceFailed);
    if !is_begun || enrolments::under_way(tx, case.product.id).await?.is_some() {
        return Err(not_now(status));
    }
    Ok(())
}

async fn carry_out(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    case: &mut IssuanceCase,
    ending: &WithReason,
) -> Result<Vec<String>, Refusal> {
    let (now, acting, product) = (centre.clock.now(), Acting::Officer(officer), case.product.id);
    let reason = stock::reason(&ending.reason, LONGEST_REASON)?;
    let revoked = revoke::revoke_undelivered(tx, product, &case.purpose(), now).await?;
    case.revoke_product(tx, acting, reason, now).await?;
    // Who had signed a contract is told that nothing comes of it.
    let order = ("orderId", case.request.order_id.clone());
    case.mail_end(centre, tx, MessageKind::ProductEnded, order).await?;
    Ok(revoked)
}

fn target(product: ProductId) -> String {
    format!("product {product}")
}
