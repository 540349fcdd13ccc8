//! What the centre still keeps of a token's enrolments, for whoever formats it: whether a certificate is alive, and the
//! management keys.

use sportello_central_store::{
    Transaction,
    tables::{
        certificates::{self, StandingStatus},
        enrolments::{self, StoredEnrolment},
        tokens::Token,
    },
};
use sportello_contract::token_format::FormatKey;
use sportello_domain::{catalogue::CertificateKind, ids::ProductId, moment::Timestamp};

use super::{codes, proof::has_credential};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    authority::{Enrolled, Purpose},
    signed_in::SignedIn,
};

/// No card is asked more keys than these: some count the wrong ones.
const MOST: usize = 4;

/// Whether a certificate that was issued on the token is neither revoked nor expired.
pub async fn certificate_alive(tx: &mut Transaction, token: &Token, now: Timestamp) -> Result<bool, Refusal> {
    Ok(alive_for(tx, token, now).await?.is_some())
}

/// The product whose certificate on the token is neither revoked nor expired. One on hold may come back. There is one at
/// most: only what holds none that is alive is made blank.
pub(super) async fn alive_for(
    tx: &mut Transaction,
    token: &Token,
    now: Timestamp,
) -> Result<Option<ProductId>, Refusal> {
    for enrolment in enrolments::of_token(tx, token.customer, token.serial.as_str()).await? {
        for kind in [CertificateKind::Signature, CertificateKind::Authentication] {
            let issued = certificates::by_owner(tx, &owner(&enrolment, kind)).await?;
            let alive = |known: &certificates::StoredCertificate| {
                known.standing.status != StandingStatus::Revoked && now < known.not_after
            };
            if issued.as_ref().is_some_and(alive) {
                return Ok(Some(enrolment.product));
            }
        }
    }
    Ok(None)
}

/// Whether the centre keeps a management key of the token: without one no card lets itself be formatted here.
pub async fn key_kept(tx: &mut Transaction, token: &Token) -> Result<bool, Refusal> {
    let all = enrolments::of_token(tx, token.customer, token.serial.as_str()).await?;
    Ok(all.iter().any(|enrolment| !enrolment.management_key.is_empty()))
}

/// Opens the management keys that the token may have, the last one first; each is written down. For an officer with an own
/// certificate that is good, as for every opening.
pub async fn open_kept_keys(
    centre: &Centre,
    officer: &SignedIn,
    tx: &mut Transaction,
    token: &Token,
) -> Result<Vec<FormatKey>, Refusal> {
    has_credential(centre, tx, officer).await?;
    let mut keys = Vec::new();
    let all = enrolments::of_token(tx, token.customer, token.serial.as_str()).await?;
    for enrolment in &all {
        if keys.len() == MOST {
            break;
        }
        let Some(management_key) = codes::management_key(centre, enrolment)? else { continue };
        keys.push(FormatKey { management_key });
        let what = What::done("openManagementKey", format!("enrolment {}", enrolment.id));
        audit::append(tx, officer.into(), what, centre.clock.now()).await?;
    }
    // What has none is not asked for at all (`domain::token_format`).
    if keys.is_empty() {
        Err(Refusal::internal("a used token has lost its management key"))
    } else {
        Ok(keys)
    }
}

/// Forgets them: the token has the maker's key again.
pub async fn forget_kept_keys(tx: &mut Transaction, token: &Token) -> Result<(), Refusal> {
    Ok(enrolments::forget_management_keys(tx, token.customer, token.serial.as_str()).await?)
}

fn owner(enrolment: &StoredEnrolment, kind: CertificateKind) -> String {
    let purpose = Purpose::Enrolled(Enrolled {
        customer: enrolment.customer,
        product: enrolment.product,
        enrolment: enrolment.id,
        kind,
        qscd: enrolment.qscd,
    });
    purpose.owner()
}
