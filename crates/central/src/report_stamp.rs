//! An accepted report gets the centre's time-stamp, and is kept with it: PAdES B-T (EN 319 142-1 §6.3). What was handed in
//! stays in the evidence store as it was, under the hash that the desk stated; the stamped report begins with those very
//! bytes, and is the evidence of record.

use sportello_central_store::{
    Transaction,
    tables::stamped_reports::{self, StampedReport},
};
use sportello_domain::{
    error_code::{ErrorCode, Remedy},
    ids::EvidenceId,
    moment::Timestamp,
};
use sportello_pki::keys::Digest;
use sportello_signing::{
    pades::PreparedStamp,
    timestamp::{self, Asked},
};

use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    authority::time_stamps,
    digest::sha256_hex,
    evidence::{self, NewEvidence},
    report_check,
    signed_in::SignedIn,
};

/// A report with its time-stamp, stored and not part of a case yet.
pub struct Stamped {
    pub evidence: EvidenceId,
    serial: String,
    /// SHA-256 of the time-stamp itself, lower-case hex.
    token_sha256: String,
    at: Timestamp,
}

/// Stamps a report and stores it. Where the transaction that should use it fails afterwards, the object stays, and nothing
/// names it.
pub async fn stamp(
    centre: &Centre,
    officer: &SignedIn,
    pdf: &[u8],
    prepared: &PreparedStamp,
) -> Result<Stamped, Refusal> {
    let imprint = prepared.imprint(pdf, Digest::Sha256).map_err(Refusal::internal)?;
    let mut nonce = [0; 8];
    centre.chance.fill(&mut nonce);
    let asked = Asked::new(imprint, &nonce).map_err(Refusal::internal)?;
    // A report without its stamp is not received: the desk keeps it, and sends it again.
    let later = |error| Refusal { remedy: Remedy::Retry, ..Refusal::internal(error) };
    let answer = time_stamps::give(centre, asked.clone()).await.map_err(later)?;
    let (stamp, token) = timestamp::read_answer(&answer, &asked).map_err(Refusal::internal)?;
    let stamped = prepared.finish(pdf, &token).map_err(Refusal::internal)?;
    report_check::read_stamped(centre, &stamped).await?;
    let new = NewEvidence {
        id: EvidenceId(centre.chance.id()),
        customer: officer.customer(),
        stored_by: officer.session.account,
        media_type: "application/pdf".to_owned(),
        sha256: sha256_hex(&stamped),
    };
    evidence::put(centre, Who::from(officer), &new, &stamped).await?;
    Ok(Stamped {
        evidence: new.id,
        serial: hex::encode(&stamp.serial),
        token_sha256: sha256_hex(&token),
        at: Timestamp::new(stamp.at),
    })
}

impl Stamped {
    /// Notes what became of the report that was handed in; the same one does not count twice.
    pub async fn note(
        &self,
        tx: &mut Transaction,
        officer: &SignedIn,
        handed_in: EvidenceId,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let report =
            StampedReport { handed_in, evidence: self.evidence, serial: self.serial.clone(), at: self.at };
        if !stamped_reports::add(tx, &report).await? {
            return Err(Refusal::new(ErrorCode::PaperOutdated));
        }
        let what = What {
            detail: self.token_sha256.clone(),
            ..What::done("stampReport", format!("evidence {}", self.evidence))
        };
        audit::append(tx, Who::from(officer), what, now).await?;
        Ok(())
    }
}
