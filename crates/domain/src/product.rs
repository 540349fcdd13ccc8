//! The life of a product: one thing requested, with its own user ID.

use crate::words::words;

words! {
    /// Where a product stands. Names as in the product's description.
    pub enum ProductStatus {
        ToIdentify = "toIdentify",
        RecognitionInProgress = "recognitionInProgress",
        ToBeIssued = "toBeIssued",
        InIssuance = "inIssuance",
        IssuanceFailed = "issuanceFailed",
        /// Remote credentials until the holder sets the PIN; the certificate is valid.
        ToActivate = "toActivate",
        Active = "active",
        Suspended = "suspended",
        Revoked = "revoked",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}

words! {
    /// What can happen to a product.
    pub enum ProductEvent {
        StartRecognition = "startRecognition",
        Recognise = "recognise",
        /// The request went back for correction.
        Reopen = "reopen",
        StartIssuance = "startIssuance",
        FailIssuance = "failIssuance",
        /// Remote: certificate issued and envelope sealed; the holder has to activate it.
        Deliver = "deliver",
        /// Device: handed over. Remote: the holder chose a PIN.
        Activate = "activate",
        Suspend = "suspend",
        /// Of a credential that was active before.
        EndSuspension = "endSuspension",
        /// Of one that the holder had not activated yet: it waits for the holder's PIN again.
        EndSuspensionBeforeActivation = "endSuspensionBeforeActivation",
        Revoke = "revoke",
        Expire = "expire",
        Cancel = "cancel",
    }
}

use ProductEvent as E;
use ProductStatus as S;

/// Every transition there is; what is not listed is refused.
pub const PRODUCT_TRANSITIONS: &[(ProductStatus, ProductEvent, ProductStatus)] = &[
    (S::ToIdentify, E::StartRecognition, S::RecognitionInProgress),
    (S::ToIdentify, E::Recognise, S::ToBeIssued),
    (S::RecognitionInProgress, E::Recognise, S::ToBeIssued),
    (S::RecognitionInProgress, E::Reopen, S::ToIdentify),
    (S::ToBeIssued, E::Reopen, S::ToIdentify),
    (S::ToBeIssued, E::StartIssuance, S::InIssuance),
    (S::InIssuance, E::FailIssuance, S::IssuanceFailed),
    (S::IssuanceFailed, E::StartIssuance, S::InIssuance),
    (S::InIssuance, E::Deliver, S::ToActivate),
    (S::InIssuance, E::Activate, S::Active),
    (S::ToActivate, E::Activate, S::Active),
    // "Its certificate is valid, so suspension, revocation and resend apply to it too."
    (S::ToActivate, E::Suspend, S::Suspended),
    (S::Active, E::Suspend, S::Suspended),
    (S::Suspended, E::EndSuspension, S::Active),
    (S::Suspended, E::EndSuspensionBeforeActivation, S::ToActivate),
    (S::InIssuance, E::Revoke, S::Revoked),
    (S::IssuanceFailed, E::Revoke, S::Revoked),
    (S::ToActivate, E::Revoke, S::Revoked),
    (S::Active, E::Revoke, S::Revoked),
    (S::Suspended, E::Revoke, S::Revoked),
    (S::ToActivate, E::Expire, S::Expired),
    (S::Active, E::Expire, S::Expired),
    (S::Suspended, E::Expire, S::Expired),
    (S::ToIdentify, E::Cancel, S::Cancelled),
    (S::RecognitionInProgress, E::Cancel, S::Cancelled),
    (S::ToBeIssued, E::Cancel, S::Cancelled),
];

/// The transition that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a product that is {status} refuses {event}")]
pub struct ProductRefused {
    pub status: ProductStatus,
    pub event: ProductEvent,
}

impl ProductStatus {
    /// The status after an event, or the refusal.
    pub fn after(self, event: ProductEvent) -> Result<Self, ProductRefused> {
        PRODUCT_TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
            .ok_or(ProductRefused { status: self, event })
    }

    /// Whether nothing can happen any more.
    pub fn has_ended(self) -> bool {
        !PRODUCT_TRANSITIONS.iter().any(|(from, _, _)| *from == self)
    }

    /// Whether a living certificate of the holder stands behind the product.
    pub const fn has_living_certificate(self) -> bool {
        matches!(self, Self::ToActivate | Self::Active | Self::Suspended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_product_goes_to_active_by_way_of_to_activate() {
        let mut status = S::ToIdentify;
        for event in [E::StartRecognition, E::Recognise, E::StartIssuance, E::Deliver, E::Activate] {
            status = status.after(event).unwrap();
        }
        assert_eq!(status, S::Active, "the main line of a remote signature ends in Active");
    }

    #[test]
    fn revoked_and_cancelled_are_final() {
        for status in [S::Revoked, S::Cancelled, S::Expired] {
            assert!(status.has_ended(), "{status} has no way out");
        }
    }

    #[test]
    fn a_product_with_a_certificate_cannot_be_cancelled() {
        for status in
            S::ALL.iter().filter(|status| status.has_living_certificate() || **status == S::InIssuance)
        {
            assert!(status.after(E::Cancel).is_err(), "{status} must be revoked instead");
        }
    }

    #[test]
    fn the_end_of_a_suspension_leads_back_to_where_it_began() {
        for (before, end) in
            [(S::Active, E::EndSuspension), (S::ToActivate, E::EndSuspensionBeforeActivation)]
        {
            let after = before.after(E::Suspend).and_then(|suspended| suspended.after(end));
            assert_eq!(after, Ok(before), "{before}: no PIN was chosen meanwhile, and none was lost");
        }
    }
}
