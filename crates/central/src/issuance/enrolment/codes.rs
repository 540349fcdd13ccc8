//! The codes of a token: drawn before anything is set on it, and kept sealed, so that whoever resumes sets the same ones.
//!
//! PIN, PUK and emergency code are forgotten when their time has passed; the management key is kept, because without it the
//! token can never be formatted. Sealed by [`draw`], opened by [`open`] and [`management_key`]: whoever calls these writes
//! the audit event.

use serde::{Deserialize, Serialize};
use sportello_central_store::tables::enrolments::{self, StoredEnrolment};
use sportello_contract::central::enrolment::ManagementAlgorithm;
use sportello_domain::{
    ids::{CustomerId, EnrolmentId},
    secret::{EmergencyCode, ManagementKey, Pin, Puk, onto_the_wire},
};
use time::Duration;
use zeroize::Zeroizing;

use super::super::codes::Codes;
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
};

/// Of each hour; the next one goes on.
const AT_ONCE: u32 = 500;

/// What is sealed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    #[serde(serialize_with = "onto_the_wire")]
    pin: Pin,
    #[serde(serialize_with = "onto_the_wire")]
    puk: Puk,
    #[serde(serialize_with = "onto_the_wire")]
    emergency_code: EmergencyCode,
}

/// Both, as they are stored.
pub(super) struct Sealed {
    pub codes: Vec<u8>,
    /// Empty where the token has none.
    pub management_key: Vec<u8>,
}

/// Draws fresh codes and seals them.
pub(super) fn draw(
    centre: &Centre,
    enrolment: EnrolmentId,
    algorithm: Option<ManagementAlgorithm>,
) -> Result<Sealed, Refusal> {
    let codes = Codes::draw(centre.chance.as_ref());
    let kept = Kept { pin: codes.pin, puk: codes.puk, emergency_code: codes.emergency_code };
    let plain = Zeroizing::new(serde_json::to_vec(&kept).map_err(Refusal::internal)?);
    let seal = |context: String, plain: &[u8]| {
        centre.keys.envelopes.seal(&context, plain).map_err(Refusal::internal)
    };
    let management_key = match algorithm {
        Some(algorithm) => {
            // SP 800-78-5, table 6-2: AES-256, or three keys of DES with their parity bits.
            let mut key = Zeroizing::new(match algorithm {
                ManagementAlgorithm::Aes256 => vec![0; 32],
                ManagementAlgorithm::TripleDes => vec![0; 24],
            });
            centre.chance.fill(&mut key);
            seal(of_key(enrolment), &key)?
        }
        None => Vec::new(),
    };
    Ok(Sealed { codes: seal(of_codes(enrolment), &plain)?, management_key })
}

/// Opens PIN, PUK and emergency code.
pub(super) fn open(centre: &Centre, enrolment: &StoredEnrolment) -> Result<Codes, Refusal> {
    // They are forgotten after an end only.
    let sealed = enrolment.codes.as_deref().ok_or_else(super::case::not_open)?;
    let plain = centre.keys.envelopes.open(&of_codes(enrolment.id), sealed).map_err(Refusal::internal)?;
    let Kept { pin, puk, emergency_code } = serde_json::from_slice(&plain).map_err(Refusal::internal)?;
    Ok(Codes { pin, puk, emergency_code })
}

/// Opens the management key. `None` where the token has none, or was formatted since.
pub(super) fn management_key(
    centre: &Centre,
    enrolment: &StoredEnrolment,
) -> Result<Option<ManagementKey>, Refusal> {
    let sealed = enrolment.management_key.as_slice();
    if sealed.is_empty() {
        return Ok(None);
    }
    let key = centre.keys.envelopes.open(&of_key(enrolment.id), sealed).map_err(Refusal::internal)?;
    Ok(Some(ManagementKey::new(hex::encode(key.as_slice()))))
}

/// The event of every opening.
pub(super) fn opened(enrolment: EnrolmentId) -> What<'static> {
    What::done("openTokenCodes", format!("enrolment {enrolment}"))
}

fn of_codes(enrolment: EnrolmentId) -> String {
    format!("enrolment/{enrolment}/codes")
}

fn of_key(enrolment: EnrolmentId) -> String {
    format!("enrolment/{enrolment}/management-key")
}

/// Whether those of an enrolment that has ended are still there for its envelope. Counted to the moment: the job that
/// forgets them comes by only now and then.
pub(super) fn are_kept(centre: &Centre, enrolment: &StoredEnrolment) -> bool {
    enrolment.codes.is_some() && centre.clock.now() < enrolment.step_since.plus(kept_for(centre))
}

fn kept_for(centre: &Centre) -> Duration {
    Duration::days(i64::from(centre.config.requests.token_code_days))
}

/// Forgets the codes whose time has passed: the job's work. Each is an event of its own.
pub async fn forget_codes(centre: &Centre) -> Result<(), Refusal> {
    let kept_for = kept_for(centre);
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    let due: Vec<(EnrolmentId, CustomerId)> =
        enrolments::codes_kept_since(&mut tx, now.plus(-kept_for), AT_ONCE).await?;
    for (enrolment, customer) in due {
        enrolments::forget_codes(&mut tx, enrolment).await?;
        let who = Who { customer: Some(customer), ..Who::default() };
        let what = What::done("forgetTokenCodes", format!("enrolment {enrolment}"));
        audit::append(&mut tx, who, what, now).await?;
    }
    Ok(tx.commit().await?)
}
