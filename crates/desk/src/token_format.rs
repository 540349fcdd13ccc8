//! A returned token goes back to blank: asked for here, approved by another officer, done at the counter with the card in
//! a reader. The centre keeps what opens the token and gives it for that alone.
//!
//! No card is held while the centre is asked. Interrupted anywhere it is the same button once more: a token that was
//! formatted and not confirmed yet is known by its number and found blank.

mod card;

use std::time::Duration;

use sportello_contract::{
    desk::{
        cards::CardKind,
        device_enrolment::{DeviceChoice, DeviceProblem},
    },
    stock::{ChangedToken, TokenDetail},
    token_format::{ApproveFormat, AskFormat, CallOffFormat, ConfirmFormat, TakeFormatKeys, TakenFormatKeys},
};
use sportello_domain::{
    ids::{TokenFormatId, TokenId},
    token_serial::TokenSerial,
};
use sportello_token::piv::Serial;

use crate::{
    Desk, DeskError, acts, cards, credential,
    device_enrolment::{Expected, choice},
    stock::{given, token_detail},
};
use card::Meant;

/// Number and certificate.
const ASK: Duration = Duration::from_secs(20);
/// PIN and PUK are blocked one try after the other; old cards take a second for each, and some for the rest.
const WIPE: Duration = Duration::from_mins(1);
/// Every slot is asked.
const LOOK: Duration = Duration::from_secs(20);

/// Asks that a token be formatted, as it was seen in this version.
pub async fn ask_format(
    desk: &Desk,
    token: TokenId,
    version: u32,
    reason: &str,
) -> Result<TokenDetail, DeskError> {
    let ask = AskFormat { reason: given(reason)? };
    let (act, path) = (format!("ask-format/{token}/{version}"), format!("tokens/{token}/formats"));
    let _: ChangedToken = acts::send_online(desk, &act, &path, Some(version), &ask).await?;
    changed(desk, token).await
}

/// Approves what another officer asked, as it was seen in this version.
pub async fn approve_format(
    desk: &Desk,
    token: TokenId,
    version: u32,
    format: TokenFormatId,
) -> Result<TokenDetail, DeskError> {
    let (act, path) = (format!("approve-format/{format}"), format!("tokens/{token}/format-approvals"));
    let approve = ApproveFormat { format };
    let _: ChangedToken = acts::send_online(desk, &act, &path, Some(version), &approve).await?;
    changed(desk, token).await
}

/// Withdraws what one asked oneself, or refuses what another officer asked.
pub async fn call_off_format(
    desk: &Desk,
    token: TokenId,
    version: u32,
    format: TokenFormatId,
    reason: &str,
) -> Result<TokenDetail, DeskError> {
    let call_off = CallOffFormat { format, reason: given(reason)? };
    let (act, path) = (format!("call-off-format/{format}"), format!("tokens/{token}/format-cancellations"));
    let _: ChangedToken = acts::send_online(desk, &act, &path, Some(version), &call_off).await?;
    changed(desk, token).await
}

/// The cards in the readers, those that cannot be the token with why not.
pub async fn format_devices(desk: &Desk, serial: &TokenSerial) -> Result<Vec<DeviceChoice>, DeskError> {
    let (readers, _) = cards::views(desk).await?;
    let expected = Expected { serial: serial.as_str(), tells: None, enrolment: None };
    let choices = readers.iter().filter_map(|reader| choice(reader, Some(expected)));
    Ok(choices.map(|it| DeviceChoice { problem: of_module(&it).or(it.problem), ..it }).collect())
}

/// The centre keeps no key of what stands behind a maker's module: its maker's program formats it.
const fn of_module(it: &DeviceChoice) -> Option<DeviceProblem> {
    match it.card.kind {
        CardKind::Module { .. } => Some(DeviceProblem::OtherKind),
        _ => None,
    }
}

/// Formats the token in this reader, and has the centre know that it is blank.
pub async fn format_token(
    desk: &Desk,
    token: TokenId,
    format: TokenFormatId,
    reader: &str,
) -> Result<TokenDetail, DeskError> {
    let outcome = wipe_and_confirm(desk, token, format, reader).await;
    // The card says something else of itself now.
    cards::look_after(desk, reader, &outcome).await?;
    outcome?;
    changed(desk, token).await
}

async fn wipe_and_confirm(
    desk: &Desk,
    token: TokenId,
    format: TokenFormatId,
    reader: &str,
) -> Result<(), DeskError> {
    let meant = meant(desk, token).await?;
    // Before anything leaves the centre: the card that is meant, and not the officer's own.
    let asked = meant.clone();
    cards::converse_piv(desk, reader, ASK, move |piv| card::is_the_one(piv, &asked)).await?;

    let taken: TakenFormatKeys = {
        let (act, path) = (format!("format-keys/{format}"), format!("tokens/{token}/format-keys"));
        acts::send_online(desk, &act, &path, None, &TakeFormatKeys { format }).await?
    };
    let keys = taken.keys.iter().map(|key| cards::management_key(&key.management_key));
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    let (wiped, random) = (meant.clone(), cards::challenge(desk));
    cards::converse_piv(desk, reader, WIPE, move |piv| card::wipe(piv, &wiped, &keys, &random)).await?;

    let random = cards::challenge(desk);
    let told =
        cards::converse_piv(desk, reader, LOOK, move |piv| card::seen_blank(piv, &meant, &random)).await?;
    let confirm = ConfirmFormat { format, told_serial: told.map(|serial| serial.0.to_string()) };
    let (act, path) = (format!("confirm-format/{format}"), format!("tokens/{token}/format-confirmations"));
    let _: ChangedToken = acts::send_online(desk, &act, &path, None, &confirm).await?;
    Ok(())
}

/// How the token is known, and what must not lie on it.
async fn meant(desk: &Desk, token: TokenId) -> Result<Meant, DeskError> {
    let serial = token_detail(desk, token).await?.row.serial;
    // The own certificate as the centre knows it now.
    credential::officer_credential(desk).await?;
    let own = credential::remembered(desk).await?;
    Ok(Meant {
        serial: serial.as_str().parse().ok().map(Serial),
        own: own.map(|known| credential::decode(&known)).transpose()?.map(|(certificate, _)| certificate),
    })
}

async fn changed(desk: &Desk, token: TokenId) -> Result<TokenDetail, DeskError> {
    desk.changed(&["stock"]);
    token_detail(desk, token).await
}
