//! The life of a request (registration request, *richiesta*): statuses, and the one table of its transitions.

use serde::{Deserialize, Serialize};

use crate::{moment::Timestamp, words::words};

words! {
    /// Where a request stands. Names as in the product's description.
    pub enum RequestStatus {
        Draft = "draft",
        /// Confirmed offline; the centre has not received it yet. Exists on the desk only.
        WaitingToSend = "waitingToSend",
        Submitted = "submitted",
        InRecognition = "inRecognition",
        /// Live ID: the holder has the link and has not signed yet.
        ContractToSign = "contractToSign",
        Recognised = "recognised",
        InIssuance = "inIssuance",
        Completed = "completed",
        /// Sent back with a reason; editable again.
        Returned = "returned",
        Rejected = "rejected",
        Expired = "expired",
        Cancelled = "cancelled",
        /// Drafts only.
        Deleted = "deleted",
    }
}

words! {
    /// What can happen to a request.
    pub enum RequestEvent {
        Confirm = "confirm",
        /// The centre's receipt came.
        Receive = "receive",
        StartRecognition = "startRecognition",
        SendContract = "sendContract",
        Recognise = "recognise",
        StartIssuance = "startIssuance",
        Complete = "complete",
        ReturnForCorrection = "returnForCorrection",
        Reject = "reject",
        Expire = "expire",
        Cancel = "cancel",
        Delete = "delete",
    }
}

use RequestEvent as E;
use RequestStatus as S;

/// Every transition there is; what is not listed is refused.
pub const REQUEST_TRANSITIONS: &[(RequestStatus, RequestEvent, RequestStatus)] = &[
    (S::Draft, E::Confirm, S::WaitingToSend),
    (S::Draft, E::Delete, S::Deleted),
    (S::WaitingToSend, E::Receive, S::Submitted),
    (S::Submitted, E::StartRecognition, S::InRecognition),
    (S::InRecognition, E::SendContract, S::ContractToSign),
    (S::InRecognition, E::Recognise, S::Recognised),
    (S::ContractToSign, E::Recognise, S::Recognised),
    (S::Recognised, E::StartIssuance, S::InIssuance),
    (S::InIssuance, E::Complete, S::Completed),
    // Returned is editable again and confirmed anew.
    (S::Returned, E::Confirm, S::WaitingToSend),
    // From any status before issuance.
    (S::Submitted, E::ReturnForCorrection, S::Returned),
    (S::InRecognition, E::ReturnForCorrection, S::Returned),
    (S::ContractToSign, E::ReturnForCorrection, S::Returned),
    (S::Recognised, E::ReturnForCorrection, S::Returned),
    (S::Submitted, E::Reject, S::Rejected),
    (S::InRecognition, E::Reject, S::Rejected),
    (S::ContractToSign, E::Reject, S::Rejected),
    (S::Recognised, E::Reject, S::Rejected),
    (S::Returned, E::Reject, S::Rejected),
    (S::Submitted, E::Expire, S::Expired),
    (S::InRecognition, E::Expire, S::Expired),
    (S::ContractToSign, E::Expire, S::Expired),
    (S::Recognised, E::Expire, S::Expired),
    (S::Returned, E::Expire, S::Expired),
    (S::Submitted, E::Cancel, S::Cancelled),
    (S::InRecognition, E::Cancel, S::Cancelled),
    (S::ContractToSign, E::Cancel, S::Cancelled),
    (S::Recognised, E::Cancel, S::Cancelled),
    (S::Returned, E::Cancel, S::Cancelled),
];

/// The transition that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {status} refuses {event}")]
pub struct RequestRefused {
    pub status: RequestStatus,
    pub event: RequestEvent,
}

impl RequestStatus {
    /// The status after an event, or the refusal.
    pub fn after(self, event: RequestEvent) -> Result<Self, RequestRefused> {
        REQUEST_TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
            .ok_or(RequestRefused { status: self, event })
    }

    /// Whether nothing can happen any more.
    pub fn has_ended(self) -> bool {
        !REQUEST_TRANSITIONS.iter().any(|(from, _, _)| *from == self)
    }
}

/// A request's state: the status with what belongs to it. Changed only by [`RequestState::apply`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestState {
    pub status: RequestStatus,
    pub since: Timestamp,
    /// Why, where the status wants a reason (Returned, Rejected, Cancelled).
    pub reason: Option<String>,
}

/// Why a state did not change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateRefused {
    #[error(transparent)]
    Transition(#[from] RequestRefused),
    #[error("{0} needs a reason")]
    ReasonMissing(RequestEvent),
}

impl RequestState {
    /// A new draft.
    pub const fn draft(at: Timestamp) -> Self {
        Self { status: RequestStatus::Draft, since: at, reason: None }
    }

    /// Consumes the state and gives the next, or refuses. `reason` is wanted by Return, Reject and Cancel.
    pub fn apply(
        self,
        event: RequestEvent,
        at: Timestamp,
        reason: Option<&str>,
    ) -> Result<Self, StateRefused> {
        let status = self.status.after(event)?;
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        if matches!(event, E::ReturnForCorrection | E::Reject | E::Cancel) && reason.is_none() {
            return Err(StateRefused::ReasonMissing(event));
        }
        Ok(Self { status, since: at, reason: reason.map(str::to_owned) })
    }
}

words! {
    /// Where the contract (the request form) stands: a field of its own beside the request's status.
    pub enum ContractStatus {
        None = "none",
        ToSignByHand = "toSignByHand",
        Uploaded = "uploaded",
        LinkSent = "linkSent",
        Opened = "opened",
        Signed = "signed",
        Refused = "refused",
        Expired = "expired",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const AT: fn() -> Timestamp = || Timestamp::new(datetime!(2026-11-22 10:00 UTC));

    #[test]
    fn an_offline_request_goes_from_draft_to_completed() {
        let mut state = RequestState::draft(AT());
        for event in
            [E::Confirm, E::Receive, E::StartRecognition, E::Recognise, E::StartIssuance, E::Complete]
        {
            state = state.apply(event, AT(), None).unwrap();
        }
        assert_eq!(state.status, S::Completed, "the main line ends in Completed");
    }

    #[test]
    fn nothing_is_undone_after_issuance_began() {
        for event in [E::ReturnForCorrection, E::Reject, E::Cancel, E::Expire] {
            assert!(S::InIssuance.after(event).is_err(), "{event} is for before issuance only");
        }
    }

    #[test]
    fn a_return_without_a_reason_is_refused() {
        let submitted = RequestState { status: S::Submitted, since: AT(), reason: None };
        let refused = submitted.apply(E::ReturnForCorrection, AT(), Some("  ")).unwrap_err();
        assert_eq!(refused, StateRefused::ReasonMissing(E::ReturnForCorrection), "blank is no reason");
    }
}
