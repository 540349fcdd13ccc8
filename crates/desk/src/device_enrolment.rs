//! Enrolment of a blank device: keys made on it, certified by the centre, written, proved; and its two ends, delivered or
//! given up. Every stage is written down before it is done and can be done again, so that whoever was interrupted, by a
//! pulled card, a dead reader or a lost answer, presses the same button once more.
//!
//! Before it the officer proves to be there (`officer_proof`). No card is held while the centre is asked: two short
//! conversations stand between the three calls.

mod device;
mod journal;
mod module_device;
mod piv_device;
mod view;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use sportello_contract::{
    central::enrolment::{
        AbandonEnrolment, BeginEnrolment, BegunEnrolment, CertifiedKeys, CertifyKeys, ConfirmEnrolment,
        DeliverEnrolment, DeliveredEnrolment, EnrolmentStanding,
    },
    desk::device_enrolment::DeviceStage,
};
use sportello_domain::{
    enrolment::TokenFate,
    error_code::ErrorCode,
    ids::{EnrolmentId, ProductId},
    secret::Passphrase,
};

use crate::{Desk, DeskError, acts, cards, issuance, officer_proof, orders};
use device::{Begun, BlankDevice, Both, Issued, Proof};
use journal::Entry;
pub use view::device_enrolment;
pub(crate) use view::{Expected, choice};

/// What the window asks again when it changes.
pub(crate) const CHANGED: &str = "deviceEnrolment";

/// Writes on the device in this reader until the centre has confirmed it: from the start, or from wherever an earlier
/// attempt came to. `version` is the product's, for the start.
pub async fn enrol_device(
    desk: &Desk,
    product: ProductId,
    version: u32,
    reader: &str,
    token_serial: &str,
) -> Result<EnrolmentStanding, DeskError> {
    let _alone = Alone::with(desk, product, Some(DeviceStage::Begin))?;
    let outcome = enrol(desk, product, version, reader, token_serial.trim()).await;
    if let Err(error) = &outcome {
        officer_proof::take_note(desk, product, error);
        journal::failed(desk, product, error).await?;
    }
    // The card says something else of itself now.
    cards::look_after(desk, reader, &outcome).await?;
    outcome
}

async fn enrol(
    desk: &Desk,
    product: ProductId,
    version: u32,
    reader: &str,
    token_serial: &str,
) -> Result<EnrolmentStanding, DeskError> {
    // Before anything else: the officer's own card is never written on, whatever was begun.
    if cards::is_own(desk, reader).await? {
        return Err(DeskError::told(ErrorCode::CardNotBlank));
    }
    let device = BlankDevice::in_reader(desk, reader).await?;
    let before = journal::of(desk, product).await?;
    let mut entry = Entry::of_attempt(before.as_ref(), token_serial);
    // Before the centre reserves anything.
    device.is_the_one(&entry)?;
    if device.is_of_another(&entry, None)
        && device.is_of_another(&entry, begun_at_the_centre(desk, product).await?)
    {
        return Err(DeskError::told(ErrorCode::CardOther));
    }
    entry.tells_serial = device.tells_serial();
    let begun = begin(desk, product, version, &entry, before, &device).await?;
    let enrolment = begun.standing.enrolment;
    entry.enrolment = Some(enrolment);
    // Without codes there is nothing to set on the device any more: it was confirmed before.
    let Some(at) = Begun::of(&begun) else { return Ok(begun.standing) };

    next(desk, product, &mut entry, DeviceStage::Prepare).await?;
    let requests = device.prepare(desk, reader, &at).await?;

    next(desk, product, &mut entry, DeviceStage::Certify).await?;
    let certified = certify(desk, product, enrolment, &requests).await?;

    next(desk, product, &mut entry, DeviceStage::Complete).await?;
    let proofs = device.complete(desk, reader, &at, Issued::of(enrolment, &certified)?).await?;

    next(desk, product, &mut entry, DeviceStage::Confirm).await?;
    confirm(desk, product, enrolment, &proofs).await
}

/// What any desk has begun for this product.
async fn begun_at_the_centre(desk: &Desk, product: ProductId) -> Result<Option<EnrolmentId>, DeskError> {
    let centre = desk.centre().await?;
    let begun = desk.heard(centre.enrolment(product).await)?;
    Ok(begun.map(|standing| standing.enrolment))
}

/// The centre reserves the device and draws its codes, or says what it drew before.
async fn begin(
    desk: &Desk,
    product: ProductId,
    version: u32,
    entry: &Entry,
    before: Option<Entry>,
    device: &BlankDevice,
) -> Result<BegunEnrolment, DeskError> {
    journal::intend(desk, product, entry).await?;
    let begin = BeginEnrolment {
        token_serial: entry.token_serial.clone(),
        management_algorithm: device.management_algorithm(),
        simulated: device.is_simulated(),
    };
    let path = format!("products/{product}/enrolments");
    let act = format!("enrol/{product}/{version}");
    let begun = acts::send_online(desk, &act, &path, Some(version), &begin).await;
    if let (Err(_), Some(other)) = (&begun, before.filter(|it| it.token_serial != entry.token_serial)) {
        // What was written down of the device that was begun is still true.
        journal::intend(desk, product, &other).await?;
    }
    begun
}

async fn next(
    desk: &Desk,
    product: ProductId,
    entry: &mut Entry,
    stage: DeviceStage,
) -> Result<(), DeskError> {
    entry.reach(stage);
    desk.memory().enrolling.insert(product, Some(stage));
    journal::intend(desk, product, entry).await
}

async fn certify(
    desk: &Desk,
    product: ProductId,
    enrolment: EnrolmentId,
    requests: &Both<Vec<u8>>,
) -> Result<CertifiedKeys, DeskError> {
    let keys = CertifyKeys {
        enrolment,
        signature_request: STANDARD.encode(&requests.signature),
        authentication_request: STANDARD.encode(&requests.authentication),
    };
    let path = format!("products/{product}/enrolment-certificates");
    acts::send_online(desk, &format!("certify/{enrolment}"), &path, None, &keys).await
}

async fn confirm(
    desk: &Desk,
    product: ProductId,
    enrolment: EnrolmentId,
    proofs: &Both<Proof>,
) -> Result<EnrolmentStanding, DeskError> {
    let hash = |proof: &Proof| hex::encode(Sha256::digest(&proof.certificate));
    let seen = ConfirmEnrolment {
        enrolment,
        signature_certificate_sha256: hash(&proofs.signature),
        authentication_certificate_sha256: hash(&proofs.authentication),
        signature_proof: STANDARD.encode(&proofs.signature.signature),
        authentication_proof: STANDARD.encode(&proofs.authentication.signature),
    };
    let path = format!("products/{product}/enrolment-confirmations");
    let standing = acts::send_online(desk, &format!("confirm/{enrolment}"), &path, None, &seen).await?;
    desk.changed(&[CHANGED, "orders"]);
    Ok(standing)
}

/// Has the codes sealed under the passphrase and mailed to the holder: the device can be handed over.
pub async fn deliver_device(
    desk: &Desk,
    product: ProductId,
    enrolment: EnrolmentId,
    passphrase: Passphrase,
) -> Result<DeliveredEnrolment, DeskError> {
    let body = DeliverEnrolment { enrolment, passphrase: passphrase.clone() };
    let path = format!("products/{product}/enrolment-deliveries");
    let delivered = issuance::send_sealed(desk, product, None, passphrase, &path, &body).await?;
    journal::ended(desk, product, Some(enrolment)).await?;
    Ok(delivered)
}

/// Gives the enrolment up: what was issued for it is revoked, and the product can be enrolled anew; or ends with it, where
/// there is a reason to.
pub async fn abandon_device(
    desk: &Desk,
    product: ProductId,
    enrolment: EnrolmentId,
    token: TokenFate,
    ending: Option<String>,
) -> Result<EnrolmentStanding, DeskError> {
    let _alone = Alone::with(desk, product, None)?;
    if token == TokenFate::Untouched
        && journal::of(desk, product).await?.is_some_and(|it| it.was_written_on())
    {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"token").and("why", &"touched"));
    }
    let path = format!("products/{product}/enrolment-abandonments");
    let ending = ending.as_deref().map(orders::with_reason).transpose()?;
    let body = AbandonEnrolment { enrolment, token, ending };
    let standing = acts::send_online(desk, &format!("abandon/{enrolment}"), &path, None, &body).await?;
    journal::ended(desk, product, Some(enrolment)).await?;
    Ok(standing)
}

/// One at a time for a product: pressed twice, the second press is told so.
struct Alone<'d> {
    desk: &'d Desk,
    product: ProductId,
}

impl<'d> Alone<'d> {
    fn with(desk: &'d Desk, product: ProductId, stage: Option<DeviceStage>) -> Result<Self, DeskError> {
        let mut memory = desk.memory();
        if memory.enrolling.contains_key(&product) {
            return Err(DeskError::told(ErrorCode::CardBusy));
        }
        memory.enrolling.insert(product, stage);
        drop(memory);
        Ok(Self { desk, product })
    }
}

impl Drop for Alone<'_> {
    fn drop(&mut self) {
        self.desk.memory().enrolling.remove(&self.product);
        self.desk.changed(&[CHANGED]);
    }
}
