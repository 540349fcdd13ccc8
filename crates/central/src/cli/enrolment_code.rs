//! `central enrolment-code`.

use sportello_central::{
    chance::SystemChance,
    clock::{Clock as _, SystemClock},
    training,
};
use sportello_central_store::tables::customers::{self, Customer};
use sportello_contract::central::reference::SupportLink;

use super::{Failure, Where, say};

#[derive(clap::Args)]
pub struct EnrolmentCode {
    #[command(flatten)]
    at: Where,
    /// The customer's client code; the first customer where it is left out.
    #[arg(long, value_name = "CODE")]
    customer: Option<String>,
}

impl EnrolmentCode {
    pub async fn run(self) -> Result<(), Failure> {
        let store = self.at.store(&self.at.config()?).await?;
        let mut tx = store.write().await?;
        let all: Vec<Customer<Vec<SupportLink>>> = customers::all(&mut tx).await?;
        let wanted = all
            .iter()
            .find(|customer| self.customer.as_ref().is_none_or(|code| *code == customer.client_code))
            .ok_or("there is no such customer")?;
        let code = training::enrolment_code(&mut tx, wanted.id, &SystemChance, SystemClock.now()).await?;
        tx.commit().await?;
        Ok(say(&code)?)
    }
}
