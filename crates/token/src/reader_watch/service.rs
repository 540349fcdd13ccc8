//! The waiting itself, and the service's comings and goings.

use std::{collections::HashSet, ffi::CString, time::Duration};

use pcsc::{Context, Error, PNP_NOTIFICATION, ReaderState, Scope, State};

use super::{
    ReaderEvent, Shared,
    known::{Known, Seen},
};

/// Pauses while the service is away: the first, doubled each time up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);
/// After this long without news the readers are listed anew: one that came in the moment between listing and waiting would
/// otherwise be told with the next one only.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The same where the service does not tell of new readers (macOS).
const LONGEST_WAIT_UNTOLD: Duration = Duration::from_secs(1);
/// Between two waits that brought nothing: a service that calls everything a change does not keep the processor busy.
const NOTHING_NEW: Duration = Duration::from_millis(20);

/// Watches until it is stopped, over all lives of the service.
pub(super) fn watch(shared: &Shared, tell: &mut dyn FnMut(ReaderEvent)) {
    let mut known = Known::default();
    let (mut pause, mut gone) = (FIRST_PAUSE, false);
    while !shared.is_stopped() {
        let mut answered = || {
            pause = FIRST_PAUSE;
            std::mem::take(&mut gone)
        };
        // Whatever it was, a new context is what helps.
        let ended = follow(shared, &mut known, tell, &mut answered);
        shared.wait_with(None);
        if ended.is_ok() {
            return;
        }
        known.learn(Vec::new()).into_iter().for_each(&mut *tell);
        if !std::mem::replace(&mut gone, true) {
            tell(ReaderEvent::ServiceGone);
        }
        shared.pause(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Follows one life of the service: well when it was stopped, with an error when the service fails. `answered` is called when
/// it was heard, and says whether it had been gone.
fn follow(
    shared: &Shared,
    known: &mut Known,
    tell: &mut dyn FnMut(ReaderEvent),
    answered: &mut dyn FnMut() -> bool,
) -> Result<(), Error> {
    let context = Context::establish(Scope::User)?;
    shared.wait_with(Some(context.clone()));
    let mut states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
    // The first look only asks: the service is there when it has answered, be it that nothing ever happens.
    let mut longest = Duration::ZERO;
    while !shared.is_stopped() {
        let one_went = list(&context, &mut states)?;
        let told_of_readers = states.iter().any(is_notification);
        let limit = if one_went { Duration::ZERO } else { longest };
        match context.get_status_change(limit, &mut states) {
            // Without anything to wait for, some services do not wait.
            Ok(()) if states.is_empty() => shared.pause(limit),
            Ok(()) | Err(Error::Timeout) => {}
            // Called off, by a watch that is dropped, or a reader went since it was listed.
            Err(Error::Cancelled | Error::UnknownReader) => {
                shared.pause(NOTHING_NEW);
                continue;
            }
            Err(error) => return Err(error),
        }
        states.iter_mut().for_each(ReaderState::sync_current_state);
        if answered() {
            tell(ReaderEvent::ServiceBack);
        }
        let events = known.learn(states.iter().filter_map(seen).collect());
        if events.is_empty() && !limit.is_zero() {
            shared.pause(NOTHING_NEW);
        }
        events.into_iter().for_each(&mut *tell);
        // Not known: the service has no such notification, or the reader is another of the same name when it is back.
        states.retain(|state| !state.event_state().contains(State::UNKNOWN));
        longest = if told_of_readers { LONGEST_WAIT } else { LONGEST_WAIT_UNTOLD };
    }
    Ok(())
}

/// Brings the readers that there are into what is waited for, each from where it was; says whether one is there no more.
fn list(context: &Context, states: &mut Vec<ReaderState>) -> Result<bool, Error> {
    let mut names: HashSet<CString> = match context.list_readers_owned() {
        Ok(names) => names.into_iter().collect(),
        Err(Error::NoReadersAvailable) => HashSet::new(),
        Err(error) => return Err(error),
    };
    let before = states.len();
    states.retain(|state| is_notification(state) || names.remove(state.name()));
    let one_went = states.len() < before;
    let mut added: Vec<_> = names.into_iter().collect();
    added.sort();
    states.extend(added.into_iter().map(|name| ReaderState::new(name, State::UNAWARE)));
    Ok(one_went)
}

fn is_notification(state: &ReaderState) -> bool {
    state.name() == PNP_NOTIFICATION()
}

fn seen(state: &ReaderState) -> Option<Seen> {
    let flags = state.event_state();
    if is_notification(state) || flags.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE) {
        return None;
    }
    Some(Seen {
        name: state.name().to_string_lossy().into_owned(),
        card: flags.contains(State::PRESENT).then(|| state.atr().to_vec()),
        changes: state.event_count(),
    })
}
