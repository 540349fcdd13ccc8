//! Whose contacts they are. Asked when a case arrives, and again in the first transaction of its issue, because others
//! may have taken them meanwhile; not after that: a certificate is there then, and nothing may stop its envelope.

use sportello_central_store::{
    Transaction,
    tables::{accounts, holders, products},
};
use sportello_domain::{case::Case, error_code::ErrorCode, ids::CustomerId};

use crate::Refusal;

/// Refuses contacts that are an officer's own, e-mail or mobile of another person's living credential, or an identity
/// that is another person's account. Nothing is looked at across customers.
pub async fn check(tx: &mut Transaction, customer: CustomerId, case: &Case) -> Result<(), Refusal> {
    let contacts = &case.contacts;
    let (email, mobile) = (contacts.email.to_lowercase(), contacts.mobile.as_str());
    if accounts::has_contact(tx, customer, &email, mobile).await? {
        return Err(Refusal::new(ErrorCode::OfficerContact));
    }
    let tax_code = case.applicant.tax_code.as_str();
    let (email_taken, mobile_taken) =
        products::contacts_in_use(tx, customer, tax_code, &email, mobile).await?;
    if email_taken {
        return Err(in_use("contacts.email"));
    }
    if mobile_taken {
        return Err(in_use("contacts.mobile"));
    }
    let owner = holders::owner(tx, customer, &contacts.identity.trim().to_lowercase()).await?;
    if owner.is_some_and(|owner| owner != tax_code) {
        return Err(in_use("contacts.identity"));
    }
    Ok(())
}

/// The refusal; `field` is a path in the case.
pub fn in_use(field: &str) -> Refusal {
    Refusal::new(ErrorCode::ContactInUse).with("field", field)
}
