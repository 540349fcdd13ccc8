//! The desk at a glance, and its background round.

use std::sync::Arc;

use sportello_contract::desk::status::{DeskStatus, NetworkState};

use crate::{
    Desk, DeskError, acts, cards, drafts, outbox, ports::ReadersFault, records::OutboxState, reference,
    sessions, workstation,
};

/// One line: network, queue, readers, cameras, clock. Asks nobody but this PC, and waits for no part of it that hangs.
pub async fn desk_status(desk: &Desk) -> Result<DeskStatus, DeskError> {
    let (own, others) = outbox::by_owner(desk).await?;
    let refused = own.iter().filter(|row| matches!(row.state, OutboxState::Refused { .. })).count();
    let cameras = Arc::clone(&desk.ports.cameras);
    let (readers, cameras) = tokio::join!(cards::views(desk), desk.cameras.ask(move || cameras.list()));
    let (readers, readers_fault) = readers?;
    let sending = desk.sending.try_lock().is_err();
    let (reachable, clock_drift_ms, last_contact_at) = {
        let memory = desk.memory();
        (memory.reachable, memory.drift_ms, memory.last_contact)
    };
    Ok(DeskStatus {
        training: workstation::is_training(desk).await?,
        network: match reachable {
            Some(true) if sending => NetworkState::Sending,
            Some(true) => NetworkState::Online,
            Some(false) | None => NetworkState::Offline,
        },
        waiting: u32::try_from(own.len() - refused).unwrap_or(u32::MAX),
        refused: u32::try_from(refused).unwrap_or(u32::MAX),
        of_others: u32::try_from(others.len()).unwrap_or(u32::MAX),
        readers_fault: readers_fault.map(|fault| fault.code().to_owned()),
        slots: cards::slots(&readers),
        readers,
        cameras_fault: cameras.is_none().then(|| ReadersFault::NoAnswer.code().to_owned()),
        cameras: cameras.unwrap_or_default().into_iter().map(|camera| camera.name).collect(),
        clock_drift_ms,
        last_contact_at,
    })
}

/// What a round in the background does: renews the session ahead of its end, sends what waits, mirrors what is old,
/// removes what was discarded. The host calls it every few seconds; without session it does nothing.
pub async fn tend(desk: &Desk) -> Result<(), DeskError> {
    if desk.session().is_err() {
        return Ok(());
    }
    drafts::sweep(desk).await?;
    acts::sweep(desk).await?;
    let wants = sessions::wants_refresh(desk, AHEAD);
    let away = desk.memory().reachable != Some(true);
    let outcome = async {
        if wants || away {
            sessions::refresh_now(desk).await?;
        }
        outbox::send_now(desk).await?;
        if reference::is_old(desk).await? {
            reference::mirror(desk).await?;
        }
        Ok(())
    }
    .await;
    match outcome {
        // The status line says so; the next round tries again.
        Err(error) if DeskError::is_unreachable(&error) => Ok(()),
        other => other,
    }
}

const AHEAD: time::Duration = time::Duration::minutes(3);
