//! The encrypted envelope: sealed before the commit, mailed by a job, with a link to set the password of the own area.

use std::collections::BTreeMap;

use sportello_central_store::{
    Transaction,
    tables::remote_credentials::{self, CodeChecks},
};
use sportello_contract::central::{
    command::Answer,
    issuance::{SealEnvelope, SealedEnvelope},
};
use sportello_domain::{
    catalogue::Carrier,
    error_code::ErrorCode,
    ids::ProductId,
    product::{ProductEvent, ProductStatus},
    rights::Action,
    secret::Passphrase,
};
use sportello_papers::{
    PaperError,
    envelope::{self, EnvelopeContent, EnvelopeKeys},
};
use uuid::Uuid;

use super::{
    case::{IssuanceCase, not_now},
    codes::Codes,
    enrolment, passphrase,
};
use crate::{
    Centre, Refusal,
    audit::What,
    cases::{Acting, follow_products},
    commands::{self, Begun, Received, Secrecy},
    holders,
    messages::{self, Addressee, ENVELOPE_FILE, MessageKind, Outgoing},
    signed_in::SignedIn,
};

/// Seals new codes under the passphrase and mails them; the first time the product becomes *To activate*. Codes sealed
/// before stop working. A token has the codes that were set on it, and its envelope is sent again with those.
pub async fn seal_envelope(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<SealEnvelope>,
    product: ProductId,
) -> Result<Answer<SealedEnvelope>, Refusal> {
    let acting = Acting::Officer(officer);
    let mut tx = centre.store.read().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, centre, officer, command, Secrecy::HoldsSecret).await?
    {
        return Ok(*answer);
    }
    let found = IssuanceCase::find(&mut tx, acting, product).await?;
    if found.product.definition.carrier != Carrier::Remote {
        drop(tx);
        return enrolment::seal_again(centre, officer, command, product).await;
    }
    let case = ready(&mut tx, acting, product).await?;
    let passphrase = &command.body.passphrase;
    passphrase::check_for(&mut tx, &case, passphrase).await?;
    drop(tx);
    // Slow on purpose (argon2id) or by nature (PDF): done before the writer is taken.
    let codes = Codes::draw(centre.chance.as_ref());
    let checks = codes.checks(centre).await?;
    let envelope = seal(centre, &case, codes, passphrase.clone()).await?;

    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::HoldsSecret).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let case = ready(&mut tx, acting, product).await?;
    command.expect_version(case.product.version)?;
    let case = store(centre, &mut tx, acting, case, &checks, &envelope).await?;
    let body = SealedEnvelope {
        product,
        status: case.product.status,
        sent_to: shortened(&case.request.case.contacts.email),
        version: case.product.version,
    };
    let what = What::done("sealEnvelope", format!("product {product}"));
    commands::finish(tx, centre, officer, pending, what, body).await
}

/// A product whose certificate is there, and an officer who may seal its envelope now.
async fn ready(
    tx: &mut Transaction,
    acting: Acting<'_>,
    product: ProductId,
) -> Result<IssuanceCase, Refusal> {
    let case = IssuanceCase::find(tx, acting, product).await?;
    let first = case.product.status == ProductStatus::InIssuance;
    case.permit(acting, if first { Action::Issue } else { Action::ResendEnvelope })?;
    case.key_is_here()?;
    if case.certificate(tx).await?.is_none() {
        return Err(not_now(case.product.status));
    }
    Ok(case)
}

/// An envelope as it is stored: the encrypted PDF, sealed once more.
pub(super) struct Sealed {
    pub id: Uuid,
    pub bytes: Vec<u8>,
}

/// Puts codes into an envelope. Slow: done before the writer is taken.
pub(super) async fn seal(
    centre: &Centre,
    case: &IssuanceCase,
    codes: Codes,
    passphrase: Passphrase,
) -> Result<Sealed, Refusal> {
    let content = EnvelopeContent {
        holder: case.request.case.applicant.full_name(),
        provider_name: centre.config.provider.name.clone(),
        user_id: case.product.user_id.clone(),
        pin: codes.pin,
        puk: codes.puk,
        emergency_code: codes.emergency_code,
        training: centre.config.training,
        made_at: centre.clock.now(),
        language: centre.config.messages.language,
    };
    let mut keys = EnvelopeKeys {
        file_key: [0; 32],
        file_id: [0; 16],
        owner: Passphrase::new(centre.chance.opaque_key().to_string()),
    };
    centre.chance.fill(&mut keys.file_key);
    centre.chance.fill(&mut keys.file_id);
    let pdf = tokio::task::spawn_blocking(move || envelope::seal(&content, &passphrase, &keys))
        .await
        .map_err(Refusal::internal)?
        .map_err(|error| match error {
            PaperError::Passphrase => Refusal::new(ErrorCode::PassphraseWeak).with("why", "characters"),
            other => Refusal::internal(other),
        })?;
    let id = centre.chance.id();
    let bytes =
        centre.keys.envelopes.seal(&messages::envelope_context(id), &pdf).map_err(Refusal::internal)?;
    Ok(Sealed { id, bytes })
}

async fn store(
    centre: &Centre,
    tx: &mut Transaction,
    acting: Acting<'_>,
    mut case: IssuanceCase,
    checks: &CodeChecks,
    sealed: &Sealed,
) -> Result<IssuanceCase, Refusal> {
    let now = centre.clock.now();
    remote_credentials::set_checks(tx, case.product.id, checks, now).await?;
    remote_credentials::add_envelope(tx, sealed.id, case.product.id, &sealed.bytes, now).await?;
    case.tell(tx, acting, "envelopeSealed", now).await?;
    if case.product.status == ProductStatus::InIssuance {
        case.move_product(tx, acting, ProductEvent::Deliver, now).await?;
    }
    case.save_product(tx).await?;
    follow_products(tx, &mut case.request, acting, now).await?;
    write_to_holder(centre, tx, &case, sealed.id).await?;
    Ok(case)
}

/// Mails the envelope, and says so by SMS.
pub(super) async fn write_to_holder(
    centre: &Centre,
    tx: &mut Transaction,
    case: &IssuanceCase,
    envelope: Uuid,
) -> Result<(), Refusal> {
    let contacts = &case.request.case.contacts;
    let (customer, person) = (case.product.customer, case.request.person);
    let access = holders::give_access(centre, tx, customer, person, &contacts.identity).await?;
    let on_a_token = case.product.definition.carrier != Carrier::Remote;
    let template = match (on_a_token, access.sets_password) {
        (false, true) => MessageKind::EnvelopeWithLink,
        (false, false) => MessageKind::Envelope,
        (true, true) => MessageKind::TokenEnvelopeWithLink,
        (true, false) => MessageKind::TokenEnvelope,
    };
    let name = case.request.case.applicant.full_name();
    let language = centre.config.messages.language;
    let mail = Outgoing {
        customer: case.product.customer,
        to: Addressee::Email { name: name.clone(), address: contacts.email.clone() },
        template,
        language,
        values: BTreeMap::from([
            ("holder", name),
            ("userId", case.product.user_id.clone()),
            ("file", ENVELOPE_FILE.to_owned()),
            ("link", access.link),
            ("days", access.days.to_string()),
            ("identity", access.identity),
        ]),
        envelope: Some(envelope),
    };
    messages::queue(centre, tx, mail).await?;
    let notice = Outgoing {
        customer: case.product.customer,
        to: Addressee::Mobile(contacts.mobile.clone()),
        template: MessageKind::EnvelopeNotice,
        language,
        values: BTreeMap::from([("address", shortened(&contacts.email))]),
        envelope: None,
    };
    messages::queue(centre, tx, notice).await?;
    Ok(())
}

/// An e-mail address for the screen: enough to recognise, not enough to copy.
pub(super) fn shortened(email: &str) -> String {
    match email.split_once('@') {
        Some((name, domain)) => {
            format!("{}…@{domain}", name.chars().next().map(String::from).unwrap_or_default())
        }
        None => "…".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shortened_for_the_screen() {
        for (email, shown) in [("mario.rossi@example.it", "m…@example.it"), ("è@x.it", "è…@x.it"), ("x", "…")]
        {
            assert_eq!(shortened(email), shown, "the name is not told");
        }
    }
}
