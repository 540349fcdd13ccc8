//! What the officer confirms before *Issue*.

use sportello_central_store::tables::customers;
use sportello_contract::central::{issuance::CertificatePreview, reference::SupportLink};
use sportello_domain::{catalogue::Carrier, ids::ProductId, rights::Action};

use super::{case::IssuanceCase, issue::ordered_validity};
use crate::{Centre, Refusal, authority::subject, cases::Acting, signed_in::SignedIn};

/// Stands where the holder's identifier will: it is given at issue.
const IUT_TO_COME: &str = "…";

/// The certificate as it will be. Where it is issued already, as it is.
pub async fn preview(
    centre: &Centre,
    officer: &SignedIn,
    product: ProductId,
) -> Result<CertificatePreview, Refusal> {
    let mut tx = centre.store.read().await?;
    let acting = Acting::Officer(officer);
    let case = IssuanceCase::find(&mut tx, acting, product).await?;
    case.permit(acting, Action::Issue)?;
    let customer = customers::find::<Vec<SupportLink>>(&mut tx, case.product.customer)
        .await?
        .ok_or_else(Refusal::not_found)?;
    let (issued, profile) = match case.product.definition.carrier {
        Carrier::Remote => (case.certificate(&mut tx).await?, centre.authority.profile_of(&case.purpose())?),
        // Which kind of token it will be is known when one is chosen: until then nothing is claimed of it. What was
        // issued for a token that was given up is of no use to this one.
        Carrier::SmartCard | Carrier::UsbToken => (None, centre.authority.profile_on_token(false)?),
    };
    let iut = case.product.iut.clone().unwrap_or_else(|| IUT_TO_COME.to_owned());
    let role = case.product.definition.role.as_ref();
    let name = subject::of_holder(&case.request.case.applicant, role, &iut, centre.authority.is_training());
    let issuer = centre.authority.issuing().facts().map_err(Refusal::internal)?.subject;
    let planned = ordered_validity(&case.product, centre.clock.now());
    let (not_before, not_after) = match &issued {
        Some(certificate) => (certificate.not_before, certificate.not_after),
        None => (planned.not_before, planned.not_after),
    };
    Ok(CertificatePreview {
        product,
        version: case.product.version,
        subject: subject::lines(&name),
        issuer: subject::in_one_line(&issuer),
        profile: profile.name().to_owned(),
        qscd: profile.is_qscd(),
        not_before,
        not_after,
        email: case.request.case.contacts.email.clone(),
        tax_code_as_passphrase: customer.rules.tax_code_as_passphrase,
    })
}
