//! The officer's own signing credential.

use std::path::PathBuf;

use sportello_contract::desk::{cards::TrainingCardAct, enrolment::CredentialView};
use sportello_desk::{card_credential, credential, credential_registration};
use sportello_domain::secret::{Password, Pin};
use tauri::{AppHandle, State};

use super::host::{Answer, Host};
use crate::dialogs;

/// What the centre knows of it, and where its file was last seen.
#[tauri::command]
#[specta::specta]
pub async fn officer_credential(host: State<'_, Host>) -> Answer<CredentialView> {
    host.told(credential::officer_credential(host.desk().await?).await)
}

/// Makes key and certificate, and writes them as PKCS#12 where the officer says. Training only.
#[tauri::command]
#[specta::specta]
pub async fn make_officer_credential(
    host: State<'_, Host>,
    path: String,
    password: String,
) -> Answer<CredentialView> {
    let made =
        credential::make_officer_credential(host.desk().await?, PathBuf::from(path), Password::new(password));
    host.told(made.await)
}

/// Makes the key on the card in this reader, and writes its certificate there. Training only.
#[tauri::command]
#[specta::specta]
pub async fn make_card_credential(
    host: State<'_, Host>,
    reader: String,
    pin: String,
) -> Answer<CredentialView> {
    let pin = Pin::new(pin);
    host.told(card_credential::make_card_credential(host.desk().await?, &reader, &pin).await)
}

/// Registers the certificate that is on the card in this reader: the card signs that its key is there.
#[tauri::command]
#[specta::specta]
pub async fn register_card_credential(
    host: State<'_, Host>,
    reader: String,
    pin: String,
) -> Answer<CredentialView> {
    let pin = Pin::new(pin);
    host.told(credential_registration::register_card_credential(host.desk().await?, &reader, &pin).await)
}

/// Does something with the card of a training reader, or orders what is to go wrong with it.
#[tauri::command]
#[specta::specta]
pub async fn training_card(host: State<'_, Host>, reader: String, act: TrainingCardAct) -> Answer<()> {
    host.told(card_credential::training_card(host.desk().await?, &reader, act).await)
}

/// Asks for the credential's file, or for the place of a new one; nothing where the officer thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn pick_credential_file(app: AppHandle, for_saving: bool) -> Option<String> {
    let picked = if for_saving {
        dialogs::where_to_save(&app, "sportello.p12").await
    } else {
        dialogs::which_to_open(&app, "PKCS#12", &["p12", "pfx"]).await
    };
    picked.map(|path| path.display().to_string())
}
