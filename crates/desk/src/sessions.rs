//! Signing in and out: password, second factor, choice of profile and unit, and the session's life in the background.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{
    central::{
        reference::Reference,
        sessions::{
            Login, LoginAnswer, LoginNext, OpenSession as Open, RefreshSession, SecondFactor, Session,
        },
    },
    desk::session::{SessionView, SignedIn},
};
use sportello_domain::{
    account::{Profile, Unit},
    error_code::{ErrorCode, Remedy},
    ids::UnitId,
    moment::Timestamp,
    rights::{Action, reach},
    secret::{Otp, Password},
};
use sportello_pki::SigningKey;
use zeroize::Zeroizing;

use crate::{
    Desk, DeskError, SecretName,
    desk::{LoginState, OpenSession},
    keys::workstation_key,
    ports::CentralError,
    records::Change,
    reference, workstation,
};

const LAST_SESSION: &str = "session/last";
/// An access key this close to its end is renewed before it is used.
const MARGIN: time::Duration = time::Duration::seconds(60);

/// Where the login stands now.
pub async fn session_state(desk: &Desk) -> Result<SessionView, DeskError> {
    let login = desk.memory().login.clone();
    Ok(match login {
        LoginState::SignedOut => SessionView::SignedOut,
        LoginState::SecondFactor { .. } => SessionView::SecondFactor,
        LoginState::Choosing { workplaces, units, .. } => SessionView::Choosing { workplaces, units },
        LoginState::SignedIn(session) => SessionView::SignedIn { session: signed_in(desk, &session).await? },
    })
}

/// Takes up the session of the last run, if its refresh key still works; without network, with what this PC knows.
pub async fn resume(desk: &Desk) -> Result<SessionView, DeskError> {
    let last = desk.ports.store.value(LAST_SESSION).await?;
    let last = last.and_then(|text| serde_json::from_str::<OpenSession>(&text).ok());
    if let Some(last) = last
        && desk.ports.secrets.read(SecretName::REFRESH)?.is_some()
    {
        desk.memory().login = LoginState::SignedIn(Box::new(last));
        let taken_up = async {
            refresh_if_due(desk).await?;
            reference::mirror(desk).await
        };
        match taken_up.await {
            Err(error) if error.is_unreachable() => {}
            // Refused: the session has ended, and refreshing has said so in the memory.
            Ok(()) | Err(DeskError::Central(CentralError::Refused(_))) => {}
            Err(error) => return Err(error),
        }
    }
    session_state(desk).await
}

/// First factor.
pub async fn sign_in(desk: &Desk, user_name: String, password: Password) -> Result<SessionView, DeskError> {
    let workstation = workstation::id(desk).await?;
    let login = Login { user_name: user_name.trim().to_owned(), password, workstation };
    let answer = desk.heard(desk.ports.central.log_in(&login).await)?;
    take(desk, answer, None);
    after_step(desk).await
}

/// Second factor: the code of the officer's authenticator.
pub async fn give_second_factor(desk: &Desk, code: Otp) -> Result<SessionView, DeskError> {
    let LoginState::SecondFactor { ticket } = desk.memory().login.clone() else {
        return Err(DeskError::told(ErrorCode::SessionEnded));
    };
    let answer = desk.heard(desk.ports.central.second_factor(&SecondFactor { ticket, code }).await);
    if let Err(DeskError::Central(CentralError::Refused(wire))) = &answer
        && wire.known_code() == Some(ErrorCode::SessionEnded)
    {
        // The ticket is used up: back to the password.
        desk.memory().login = LoginState::SignedOut;
    }
    take(desk, answer?, None);
    after_step(desk).await
}

/// Opens the session in this profile and unit, and mirrors what it needs.
pub async fn choose_workplace(desk: &Desk, profile: Profile, unit: UnitId) -> Result<SessionView, DeskError> {
    let LoginState::Choosing { ticket, .. } = desk.memory().login.clone() else {
        return Err(DeskError::told(ErrorCode::SessionEnded));
    };
    let proof = prove(desk, &format!("{ticket}\n{profile}\n{unit}"))?;
    let session =
        desk.heard(desk.ports.central.open_session(&Open { ticket, profile, unit, proof }).await)?;
    opened(desk, session).await?;
    // They were of the session before.
    desk.memory().proofs.clear();
    reference::mirror(desk).await?;
    desk.changed(&["session", "reference", "orders", "drafts", "stock", "credential", "reportsToSign"]);
    session_state(desk).await
}

/// *Change*: another profile or unit of the same account. The session goes on until the other one is open.
pub async fn change_workplace(desk: &Desk) -> Result<SessionView, DeskError> {
    let session = desk.session()?;
    let answer = desk.heard(desk.centre().await?.change_workplace().await)?;
    take(desk, answer, Some(Box::new(session)));
    session_state(desk).await
}

/// Back from *Change* without having chosen.
pub async fn keep_workplace(desk: &Desk) -> Result<SessionView, DeskError> {
    {
        let mut memory = desk.memory();
        if let LoginState::Choosing { from: Some(session), .. } = &memory.login {
            memory.login = LoginState::SignedIn(session.clone());
        }
    }
    session_state(desk).await
}

/// Ends the session here, and at the centre if it answers.
pub async fn sign_out(desk: &Desk) -> Result<SessionView, DeskError> {
    if desk.session().is_ok() {
        // The officer leaves whether or not the network is there; the keys are forgotten either way.
        let outcome = desk.ports.central.end_session().await;
        if let Err(error) = outcome {
            tracing::info!(error = %error, "session not ended at the centre");
        }
    }
    forget(desk).await?;
    session_state(desk).await
}

/// Asks for the mail with which a new password is set. The answer is the same whether or not the account exists.
pub async fn ask_recovery(desk: &Desk, user_name: String) -> Result<(), DeskError> {
    desk.heard(desk.ports.central.ask_recovery(user_name.trim()).await)
}

/// Renews the access key if it is about to end. Called before every call that needs it, and in the background.
pub(crate) async fn refresh_if_due(desk: &Desk) -> Result<(), DeskError> {
    if !is_due(desk)? {
        return Ok(());
    }
    let _one_at_a_time = desk.refreshing.lock().await;
    // Whoever was first has renewed it.
    if is_due(desk)? { refresh(desk).await } else { Ok(()) }
}

/// Renews the access key now: ahead of its end, or to see whether the centre answers again.
pub(crate) async fn refresh_now(desk: &Desk) -> Result<(), DeskError> {
    let _one_at_a_time = desk.refreshing.lock().await;
    refresh(desk).await
}

async fn refresh(desk: &Desk) -> Result<(), DeskError> {
    let Some(key) = desk.ports.secrets.read(SecretName::REFRESH)? else {
        forget(desk).await?;
        return Err(DeskError::told(ErrorCode::SessionEnded));
    };
    let refresh_key = String::from_utf8_lossy(&key).into_owned();
    let proof = prove(desk, &refresh_key)?;
    let outcome =
        desk.heard(desk.ports.central.refresh_session(&RefreshSession { refresh_key, proof }).await);
    match outcome {
        Ok(session) => opened(desk, session).await,
        Err(DeskError::Central(CentralError::Refused(wire))) if wire.remedy != Remedy::Retry => {
            forget(desk).await?;
            Err(CentralError::Refused(wire).into())
        }
        Err(error) => Err(error),
    }
}

fn is_due(desk: &Desk) -> Result<bool, DeskError> {
    let now = desk.ports.clock.now();
    Ok(desk.session()?.access_until.is_none_or(|until| until <= now.plus(MARGIN)))
}

/// The centre says that the session is over: so it is here.
pub(crate) async fn forget(desk: &Desk) -> Result<(), DeskError> {
    {
        let mut memory = desk.memory();
        memory.login = LoginState::SignedOut;
        memory.papers = crate::papers::Shelf::default();
        memory.prepared.clear();
        memory.sealing.clear();
        memory.proofs.clear();
        memory.uncropped = crate::camera::UncroppedPictures::default();
        memory.held_shot.let_go();
        memory.prints = crate::document_print::Prints::default();
    }
    crate::camera::close_camera(desk);
    desk.ports.secrets.forget(SecretName::REFRESH)?;
    desk.ports.store.apply(vec![Change::Set { name: LAST_SESSION.to_owned(), value: None }]).await?;
    desk.changed(&["session"]);
    Ok(())
}

async fn opened(desk: &Desk, session: Session) -> Result<(), DeskError> {
    let refresh_key = Zeroizing::new(session.refresh_key.into_bytes());
    desk.ports.secrets.write(SecretName::REFRESH, &refresh_key)?;
    let now = desk.ports.clock.now();
    let life = session.access_expires_at.get() - session.centre_time.get();
    let since = match &desk.memory().login {
        LoginState::SignedIn(before) => before.since,
        _ => now,
    };
    let open = OpenSession {
        account: session.account,
        profile: session.profile,
        unit: session.unit,
        since,
        // By our own clock, however wrong it is: only the span counts.
        access_until: Some(now.plus(life)),
    };
    let text = serde_json::to_string(&open).map_err(DeskError::internal)?;
    desk.memory().login = LoginState::SignedIn(Box::new(open));
    desk.ports.store.apply(vec![Change::Set { name: LAST_SESSION.to_owned(), value: Some(text) }]).await?;
    desk.heard_time(session.centre_time).await
}

fn take(desk: &Desk, answer: LoginAnswer, from: Option<Box<OpenSession>>) {
    let ticket = answer.ticket;
    desk.memory().login = match answer.next {
        LoginNext::SecondFactor => LoginState::SecondFactor { ticket },
        LoginNext::Workplace { workplaces, units } => {
            LoginState::Choosing { ticket, workplaces, units, from }
        }
    };
}

/// Someone with one profile in one unit has nothing to choose, and is not shown a choice that is gone the next moment.
async fn after_step(desk: &Desk) -> Result<SessionView, DeskError> {
    let only = match &desk.memory().login {
        LoginState::Choosing { workplaces, .. } if workplaces.len() == 1 => workplaces.first().cloned(),
        _ => None,
    };
    if let Some(workplace) = only {
        let chosen = choose_workplace(desk, workplace.profile, workplace.unit).await;
        if chosen.is_err() {
            desk.changed(&["session"]);
        }
        return chosen;
    }
    desk.changed(&["session"]);
    session_state(desk).await
}

fn prove(desk: &Desk, text: &str) -> Result<String, DeskError> {
    let key = workstation_key(&*desk.ports.secrets)?;
    Ok(STANDARD.encode(key.sign(text.as_bytes()).map_err(DeskError::internal)?))
}

async fn signed_in(desk: &Desk, session: &OpenSession) -> Result<SignedIn, DeskError> {
    let known = reference::held(desk).await?;
    let names = |pick: fn(&Reference) -> &str| known.as_deref().map(pick).unwrap_or_default().to_owned();
    Ok(SignedIn {
        account: session.account.clone(),
        profile: session.profile,
        unit: session.unit,
        unit_path: known.as_deref().map(|r| unit_path(&r.units, session.unit)).unwrap_or_default(),
        customer_name: names(|r| &r.customer_name),
        provider_name: names(|r| &r.provider_name),
        training: known.as_deref().is_some_and(|r| r.training),
        may: Action::ALL.iter().copied().filter(|action| reach(*action, session.profile).is_some()).collect(),
        since: session.since,
    })
}

/// Main unit, then secondary unit.
fn unit_path(units: &[Unit], chosen: UnitId) -> Vec<String> {
    let mut path = Vec::new();
    let mut next = Some(chosen);
    // A tree has no ring; data from elsewhere might.
    while let Some(unit) =
        next.and_then(|id| units.iter().find(|unit| unit.id == id)).filter(|_| path.len() < 16)
    {
        path.push(unit.name.clone());
        next = unit.parent;
    }
    path.reverse();
    path
}

/// The session's end is near or past, by the desk's clock: for the background round.
pub(crate) fn wants_refresh(desk: &Desk, ahead: time::Duration) -> bool {
    let now: Timestamp = desk.ports.clock.now();
    desk.session().is_ok_and(|s| s.access_until.is_none_or(|until| until <= now.plus(ahead)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_unit_is_shown_below_its_main_unit_and_a_ring_ends() {
        let unit = |n: u128, parent: Option<u128>| Unit {
            id: UnitId(Uuid::from_u128(n)),
            name: format!("U{n}"),
            parent: parent.map(|n| UnitId(Uuid::from_u128(n))),
            place: String::new(),
        };
        let units = [unit(1, None), unit(2, Some(1)), unit(3, Some(4)), unit(4, Some(3))];
        assert_eq!(unit_path(&units, units[1].id), ["U1", "U2"], "main unit, then secondary unit");
        assert_eq!(
            unit_path(&units, units[2].id).len(),
            16,
            "units that contain each other are no endless loop"
        );
    }
}
