//! `central audit`.

use sportello_central::audit;

use super::{Failure, Where, say};

#[derive(clap::Subcommand)]
pub enum Audit {
    /// Walks the whole chain and says the first link that does not hold.
    Verify(Where),
}

impl Audit {
    pub async fn run(self) -> Result<(), Failure> {
        let Self::Verify(at) = self;
        let centre = at.open().await?;
        let sound = audit::verify(&centre.store, &centre.keys).await??;
        let (events, heads, head) = (sound.events, sound.signed_heads, sound.head);
        Ok(say(&format!("sound: {events} events, {heads} signed heads, head {head}"))?)
    }
}
