//! Where the enrolment of a product stands: for the desk that was interrupted, and for every other.

use sportello_central_store::tables::enrolments;
use sportello_contract::central::enrolment::EnrolmentStanding;
use sportello_domain::{ids::ProductId, rights::Action};

use super::{
    super::case::IssuanceCase,
    case::{EnrolmentCase, not_open},
};
use crate::{Centre, Refusal, cases::Acting, signed_in::SignedIn};

/// The one that is under way; without its codes, which only *begin* opens.
pub async fn standing(
    centre: &Centre,
    officer: &SignedIn,
    product: ProductId,
) -> Result<EnrolmentStanding, Refusal> {
    let mut tx = centre.store.read().await?;
    let case = IssuanceCase::find(&mut tx, Acting::Officer(officer), product).await?;
    case.permit(Acting::Officer(officer), Action::Issue)?;
    let enrolment = enrolments::under_way(&mut tx, product).await?.ok_or_else(not_open)?;
    Ok(EnrolmentCase { case, enrolment }.standing())
}
