//! `central audit`.

use sportello_central::audit;

use super::{Failure, Where, say};

#[derive(clap::Subcommand)]
pub enum Audit {
    /// Walks the whole chain with its signed heads and the receipts, and says the first thing that does not hold.
    Verify(Where),
}

impl Audit {
    pub async fn run(self) -> Result<(), Failure> {
        let Self::Verify(at) = self;
        let config = at.config()?;
        let keys = config.master_keys()?;
        let store = at.store(&config).await?;
        let sound = audit::verify(&store, &keys).await??;
        let (events, heads) = (sound.events, sound.signed_heads);
        let (receipts, head) = (sound.receipts, sound.head);
        Ok(say(&format!("sound: {events} events, {heads} signed heads, {receipts} receipts, head {head}"))?)
    }
}
