//! Reports as they were handed in, and the same with the centre's time-stamp behind them.

use sportello_domain::{ids::EvidenceId, moment::Timestamp};

use crate::{StoreError, Transaction, value::params};

/// Which report was stamped, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampedReport {
    /// What was handed in, with the hash that the desk stated.
    pub handed_in: EvidenceId,
    /// The evidence of record: those bytes, and the time-stamp.
    pub evidence: EvidenceId,
    /// The time-stamp's serial number, lower-case hex.
    pub serial: String,
    pub at: Timestamp,
}

/// Notes it. Answers false where what was handed in counts for a recognition already.
pub async fn add(tx: &mut Transaction, report: &StampedReport) -> Result<bool, StoreError> {
    let sql = "INSERT INTO stamped_reports (evidence_id, handed_in_id, serial, stamped_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (handed_in_id) DO NOTHING";
    let values = params![report.evidence, report.handed_in, report.serial.as_str(), report.at];
    Ok(tx.execute(sql, values).await? == 1)
}

/// What came of a report that was handed in.
pub async fn of_handed_in(
    tx: &mut Transaction,
    handed_in: EvidenceId,
) -> Result<Option<StampedReport>, StoreError> {
    let sql =
        "SELECT evidence_id, handed_in_id, serial, stamped_at FROM stamped_reports WHERE handed_in_id = $1";
    let row = tx.optional(sql, params![handed_in]).await?;
    row.map(|row| {
        Ok(StampedReport {
            handed_in: row.parsed("handed_in_id")?,
            evidence: row.parsed("evidence_id")?,
            serial: row.text("serial")?,
            at: row.at("stamped_at")?,
        })
    })
    .transpose()
}
