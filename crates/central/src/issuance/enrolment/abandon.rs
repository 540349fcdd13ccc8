//! *Abandon*: revokes the orphan. What was issued for the enrolment is revoked, what was prepared is never issued, and the
//! product can be enrolled anew, or ends with it.

use sportello_central_store::Transaction;
use sportello_contract::central::{
    command::Answer,
    enrolment::{AbandonEnrolment, EnrolmentStanding},
};
use sportello_domain::{
    catalogue::CertificateKind,
    enrolment::{EnrolmentEvent, EnrolmentStep, TokenFate},
    ids::ProductId,
    product::ProductEvent,
};

use super::{super::end, case::EnrolmentCase, token};
use crate::{
    Centre, Refusal,
    audit::What,
    authority::revoke,
    cases::Acting,
    commands::{self, Begun, Received, Secrecy},
    jobs::{self, Job},
    signed_in::SignedIn,
};

/// Gives an enrolment up, at whatever step; given up before, it stays so. The certificates stop being good in the
/// transaction, and the list that says it is published at once; where that fails a job does it.
pub async fn abandon(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<AbandonEnrolment>,
    product: ProductId,
) -> Result<Answer<EnrolmentStanding>, Refusal> {
    let body = &command.body;
    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let mut found = EnrolmentCase::find(&mut tx, officer, product, body.enrolment).await?;
    let mut revoked = Vec::new();
    if found.enrolment.step != EnrolmentStep::Abandoned {
        if !found.enrolment.step.allows(body.token) {
            return Err(Refusal::bad_input("token", "touched"));
        }
        revoked = give_up(centre, &mut tx, officer, &mut found, body.token).await?;
    }
    if let Some(ending) = &body.ending {
        revoked.extend(end::end_with(centre, &mut tx, officer, &mut found.case, ending).await?);
    }
    if !revoked.is_empty() {
        jobs::add(centre, &mut tx, &Job::PublishStatusList, None).await?;
    }
    let what = What {
        detail: revoked.join(" "),
        ..What::done("abandonEnrolment", format!("enrolment {}", body.enrolment))
    };
    let answer = commands::finish(tx, centre, officer, pending, what, found.standing()).await?;
    revoke::publish_revoked(centre, &revoked).await;
    Ok(answer)
}

/// Answers the fingerprints of what was revoked.
async fn give_up(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    found: &mut EnrolmentCase,
    fate: TokenFate,
) -> Result<Vec<String>, Refusal> {
    let (now, acting) = (centre.clock.now(), Acting::Officer(officer));
    // Before anything was prepared there is nothing to revoke, and the history does not say that there was.
    let told = match found.enrolment.step {
        EnrolmentStep::Begun => "enrolmentGivenUp",
        _ => "enrolmentAbandoned",
    };
    let mut revoked = Vec::new();
    for kind in [CertificateKind::Signature, CertificateKind::Authentication] {
        revoked.extend(revoke::revoke_orphan(tx, &found.purpose(kind), now).await?);
    }
    found.advance(tx, EnrolmentEvent::Abandon, now).await?;
    token::given_up(tx, officer, &found.enrolment, fate, now).await?;
    let case = &mut found.case;
    case.product.expires_at = None;
    case.product.billing_expires_on = None;
    case.tell(tx, acting, told, now).await?;
    case.move_product(tx, acting, ProductEvent::FailIssuance, now).await?;
    case.save_product(tx).await?;
    Ok(revoked)
}
