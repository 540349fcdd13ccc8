//! `central revoke`.

use sportello_central::authority::revoke::{Revocation, revoke};
use sportello_pki::{serial::Serial, status_list::RevocationReason};

use super::{Failure, Where, say};

#[derive(clap::Args)]
pub struct Revoke {
    #[command(flatten)]
    at: Where,
    /// The certificate's serial number, hexadecimal.
    #[arg(long, value_name = "HEX")]
    serial: String,
    /// Why (RFC 5280 §5.3.1); left out where the procedure gives no reason.
    #[arg(long, value_enum)]
    reason: Option<Reason>,
}

/// The reasons that product and procedures know.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Reason {
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    PrivilegeWithdrawn,
}

impl Revoke {
    pub async fn run(self) -> Result<(), Failure> {
        let serial = Serial::from_hex(&self.serial).map_err(|_| "that is no serial number")?;
        let reason = self.reason.map(|reason| match reason {
            Reason::KeyCompromise => RevocationReason::KeyCompromise,
            Reason::AffiliationChanged => RevocationReason::AffiliationChanged,
            Reason::Superseded => RevocationReason::Superseded,
            Reason::CessationOfOperation => RevocationReason::CessationOfOperation,
            Reason::PrivilegeWithdrawn => RevocationReason::PrivilegeWithdrawn,
        });
        let centre = self.at.open().await?;
        let revoked = revoke(&centre, &Revocation { serial, reason }).await?;
        Ok(say(&format!("revoked {} since {}", revoked.serial, revoked.standing.since.get()))?)
    }
}
