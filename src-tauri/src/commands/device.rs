//! Enrolling a blank device.

use std::path::PathBuf;

use sportello_contract::{
    central::enrolment::{DeliveredEnrolment, EnrolmentStanding},
    desk::device_enrolment::DeviceEnrolmentView,
};
use sportello_desk::{device_enrolment, officer_proof};
use sportello_domain::{
    enrolment::TokenFate,
    ids::{EnrolmentId, ProductId},
    secret::{Otp, Passphrase, Password, Pin},
};
use tauri::State;

use super::host::{Answer, Host};

/// What was begun, what is missing, and which devices there are.
#[tauri::command]
#[specta::specta]
pub async fn device_enrolment(host: State<'_, Host>, product: ProductId) -> Answer<DeviceEnrolmentView> {
    host.told(device_enrolment::device_enrolment(host.desk().await?, product).await)
}

/// The officer's proof with the own card, and with the authenticator's code where it is asked for.
#[tauri::command]
#[specta::specta]
pub async fn prove_with_card(
    host: State<'_, Host>,
    product: ProductId,
    reader: String,
    pin: String,
    code: Option<String>,
) -> Answer<()> {
    let (pin, code) = (Pin::new(pin), code.map(Otp::new));
    host.told(officer_proof::prove_with_card(host.desk().await?, product, &reader, &pin, code).await)
}

/// The same with the credential file of the training.
#[tauri::command]
#[specta::specta]
pub async fn prove_with_file(
    host: State<'_, Host>,
    product: ProductId,
    path: String,
    password: String,
    code: Option<String>,
) -> Answer<()> {
    let (path, password, code) = (PathBuf::from(path), Password::new(password), code.map(Otp::new));
    host.told(officer_proof::prove_with_file(host.desk().await?, product, &path, &password, code).await)
}

/// Writes on the device until the centre has confirmed it, from the start or from where it was left.
#[tauri::command]
#[specta::specta]
pub async fn enrol_device(
    host: State<'_, Host>,
    product: ProductId,
    version: u32,
    reader: String,
    token_serial: String,
) -> Answer<EnrolmentStanding> {
    let desk = host.desk().await?;
    host.told(device_enrolment::enrol_device(desk, product, version, &reader, &token_serial).await)
}

/// Seals the device's codes under the passphrase and has them sent: the device can be handed over.
#[tauri::command]
#[specta::specta]
pub async fn deliver_device(
    host: State<'_, Host>,
    product: ProductId,
    enrolment: EnrolmentId,
    passphrase: String,
) -> Answer<DeliveredEnrolment> {
    let desk = host.desk().await?;
    host.told(device_enrolment::deliver_device(desk, product, enrolment, Passphrase::new(passphrase)).await)
}

/// Gives an enrolment up: what was issued for it is revoked. With a reason the product ends with it.
#[tauri::command]
#[specta::specta]
pub async fn abandon_device(
    host: State<'_, Host>,
    product: ProductId,
    enrolment: EnrolmentId,
    token: TokenFate,
    ending: Option<String>,
) -> Answer<EnrolmentStanding> {
    let desk = host.desk().await?;
    host.told(device_enrolment::abandon_device(desk, product, enrolment, token, ending).await)
}
