//! Who is at the desk, and how the desk looks to that person.

use sportello_contract::desk::session::SessionView;
use sportello_desk::{sessions, settings};
use sportello_domain::{
    account::Profile,
    ids::UnitId,
    secret::{Otp, Password},
};
use tauri::State;

use super::host::{Answer, Host};

/// Where the login stands.
#[tauri::command]
#[specta::specta]
pub async fn session_state(host: State<'_, Host>) -> Answer<SessionView> {
    host.told(sessions::session_state(host.desk().await?).await)
}

/// The first factor.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(host: State<'_, Host>, user_name: String, password: String) -> Answer<SessionView> {
    host.told(sessions::sign_in(host.desk().await?, user_name, Password::new(password)).await)
}

/// The second factor.
#[tauri::command]
#[specta::specta]
pub async fn give_second_factor(host: State<'_, Host>, code: String) -> Answer<SessionView> {
    host.told(sessions::give_second_factor(host.desk().await?, Otp::new(code)).await)
}

/// Profile and unit.
#[tauri::command]
#[specta::specta]
pub async fn choose_workplace(host: State<'_, Host>, profile: Profile, unit: UnitId) -> Answer<SessionView> {
    host.told(sessions::choose_workplace(host.desk().await?, profile, unit).await)
}

/// *Change*: another profile or unit.
#[tauri::command]
#[specta::specta]
pub async fn change_workplace(host: State<'_, Host>) -> Answer<SessionView> {
    host.told(sessions::change_workplace(host.desk().await?).await)
}

/// Back from *Change* without changing.
#[tauri::command]
#[specta::specta]
pub async fn keep_workplace(host: State<'_, Host>) -> Answer<SessionView> {
    host.told(sessions::keep_workplace(host.desk().await?).await)
}

/// Ends the session.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(host: State<'_, Host>) -> Answer<SessionView> {
    host.told(sessions::sign_out(host.desk().await?).await)
}

/// A link by mail for a new password; the answer is the same for a name that does not exist.
#[tauri::command]
#[specta::specta]
pub async fn ask_recovery(host: State<'_, Host>, user_name: String) -> Answer<()> {
    host.told(sessions::ask_recovery(host.desk().await?, user_name).await)
}

/// How the window looks, as the window wrote it.
#[tauri::command]
#[specta::specta]
pub async fn setting(host: State<'_, Host>, name: String) -> Answer<Option<String>> {
    host.told(settings::setting(host.desk().await?, &name).await)
}

/// Keeps how the window looks.
#[tauri::command]
#[specta::specta]
pub async fn set_setting(host: State<'_, Host>, name: String, value: Option<String>) -> Answer<()> {
    host.told(settings::set_setting(host.desk().await?, &name, value).await)
}
