//! The readers that the system's smart card service knows.

use pcsc::{Context, Error, Scope, State};

/// A reader, and whether a card is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderState {
    /// As the service names it.
    pub name: String,
    pub card_present: bool,
}

/// Why the readers cannot be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadersError {
    /// The service is not installed or does not run: the system starts it with the first reader, on some systems never.
    #[error("no smart card service runs")]
    NoService,
    #[error("the smart card service failed: {0}")]
    Failed(Error),
}

/// Lists the readers. Asks anew each time: a service that was restarted does not answer an old context.
pub fn list() -> Result<Vec<ReaderState>, ReadersError> {
    let context = Context::establish(Scope::User).map_err(fault)?;
    let names = match context.list_readers_owned() {
        Ok(names) => names,
        Err(Error::NoReadersAvailable) => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut states: Vec<_> =
        names.into_iter().map(|name| pcsc::ReaderState::new(name, State::UNAWARE)).collect();
    if !states.is_empty() {
        // States are known to nobody yet, so this answers at once.
        context.get_status_change(std::time::Duration::ZERO, &mut states).map_err(fault)?;
    }
    Ok(states
        .iter()
        .map(|state| ReaderState {
            name: state.name().to_string_lossy().into_owned(),
            card_present: state.event_state().contains(State::PRESENT),
        })
        .collect())
}

const fn fault(error: Error) -> ReadersError {
    match error {
        Error::NoService | Error::ServiceStopped => ReadersError::NoService,
        other => ReadersError::Failed(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_readers_or_service_is_told_apart_from_a_fault() {
        match list() {
            Ok(readers) => {
                assert!(
                    readers.iter().all(|reader| !reader.name.is_empty()),
                    "each reader has a name to show"
                );
            }
            Err(error) => {
                assert_eq!(error, ReadersError::NoService, "the only fault of a machine without service");
            }
        }
    }
}
