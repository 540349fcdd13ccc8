//! Who may do what, to which case, in which status: one table, asked by the centre (which decides) and by the desk
//! (which explains *why not* beside what it greys out).

use serde::{Deserialize, Serialize};

use crate::{
    account::{Actor, Profile},
    catalogue::RecognitionMethod,
    ids::{AccountId, CustomerId, UnitId},
    product::ProductStatus,
    request::RequestStatus,
    token::TokenStatus,
    token_format::FormatStep,
    words::words,
};

words! {
    /// An act that the table of rights knows.
    pub enum Action {
        ManageAccounts = "manageAccounts",
        ManageUnits = "manageUnits",
        /// New request; draft; edit, delete before step 8; hand over the own.
        EditDraft = "editDraft",
        ReadUnitDraft = "readUnitDraft",
        TakeOverDraft = "takeOverDraft",
        SubmitRequest = "submitRequest",
        UploadSignedForm = "uploadSignedForm",
        UploadSignedReport = "uploadSignedReport",
        /// Signs the recognition report; starts Live ID; Sign ID checks.
        SignReport = "signReport",
        ReturnRequest = "returnRequest",
        RejectRequest = "rejectRequest",
        CancelRequest = "cancelRequest",
        /// Issue, remote or on device.
        Issue = "issue",
        ResendEnvelope = "resendEnvelope",
        Suspend = "suspend",
        EndSuspension = "endSuspension",
        Revoke = "revoke",
        SecondApproval = "secondApproval",
        ManageTokenStock = "manageTokenStock",
        ReadTokenStock = "readTokenStock",
        /// Search, order and product detail, and the evidence of the case.
        ReadCase = "readCase",
        OpenTicket = "openTicket",
        ReadReports = "readReports",
        ReadAudit = "readAudit",
        /// The own officer's certificate: ask for it, register it.
        HoldOfficerCredential = "holdOfficerCredential",
    }
}

words! {
    /// How far a right reaches.
    pub enum Reach {
        /// Own items only.
        Own = "own",
        /// Own items, and what the unit has to identify.
        OwnAndToIdentify = "ownAndToIdentify",
        /// Items of the chosen unit and the units below it.
        Unit = "unit",
        /// Everything of the customer.
        Customer = "customer",
    }
}

use Action as A;
use Profile as P;

/// The cell of the table: how far this profile may do this, or `None` where it may not.
pub const fn reach(action: Action, profile: Profile) -> Option<Reach> {
    use Reach::{Customer, Own, OwnAndToIdentify, Unit};
    let (administrator, master, rao, clerk, operator, auditor) = match action {
        A::ManageAccounts => (Some(Customer), Some(Customer), None, None, None, None),
        A::ManageUnits => (Some(Customer), None, None, None, None, None),
        A::EditDraft | A::SubmitRequest => (None, Some(Own), Some(Own), Some(Own), Some(Own), None),
        A::ReadUnitDraft => (None, Some(Customer), Some(Unit), Some(Unit), Some(Unit), Some(Customer)),
        A::TakeOverDraft => (None, Some(Customer), Some(Unit), Some(Unit), Some(Unit), None),
        A::UploadSignedForm | A::UploadSignedReport => {
            (None, Some(Customer), Some(Customer), Some(Customer), Some(Customer), None)
        }
        A::SignReport => (None, Some(Customer), Some(Unit), Some(Unit), None, None),
        A::ReturnRequest | A::RejectRequest => (None, Some(Customer), Some(Unit), Some(Own), None, None),
        A::CancelRequest => (None, Some(Customer), Some(Unit), Some(Own), Some(Own), None),
        A::Issue | A::ResendEnvelope | A::Suspend | A::EndSuspension | A::Revoke | A::SecondApproval => {
            (None, Some(Customer), Some(Unit), None, None, None)
        }
        A::ManageTokenStock => (Some(Customer), Some(Customer), Some(Unit), None, None, None),
        A::ReadTokenStock => (Some(Customer), Some(Customer), Some(Unit), None, None, Some(Customer)),
        A::ReadCase => {
            (Some(Customer), Some(Customer), Some(Unit), Some(OwnAndToIdentify), Some(Unit), Some(Customer))
        }
        A::OpenTicket => {
            (Some(Customer), Some(Customer), Some(Customer), Some(Customer), Some(Customer), None)
        }
        A::ReadReports => (Some(Customer), Some(Customer), Some(Unit), Some(Own), Some(Own), Some(Customer)),
        A::ReadAudit => (Some(Customer), Some(Customer), None, None, None, Some(Customer)),
        A::HoldOfficerCredential => (None, Some(Own), Some(Own), Some(Own), None, None),
    };
    match profile {
        P::CustomerAdministrator => administrator,
        P::MasterRao => master,
        P::Rao => rao,
        P::RegistrationClerk => clerk,
        P::Operator => operator,
        P::Auditor => auditor,
    }
}

impl Action {
    /// The request statuses in which the act is possible; `None` where the act is not about a request's status.
    pub const fn request_statuses(self) -> Option<&'static [RequestStatus]> {
        use RequestStatus as R;
        Some(match self {
            A::EditDraft => &[R::Draft, R::Returned],
            A::ReadUnitDraft | A::TakeOverDraft => &[R::Draft],
            A::SubmitRequest => &[R::Draft, R::Returned, R::WaitingToSend],
            A::UploadSignedForm | A::UploadSignedReport | A::SignReport => &[R::Submitted, R::InRecognition],
            A::ReturnRequest => &[R::Submitted, R::InRecognition, R::ContractToSign, R::Recognised],
            A::RejectRequest | A::CancelRequest => {
                &[R::Submitted, R::InRecognition, R::ContractToSign, R::Recognised, R::Returned]
            }
            A::Issue => &[R::Recognised, R::InIssuance],
            _ => return None,
        })
    }

    /// The product statuses in which the act is possible; `None` where the act is not about a product's status.
    pub const fn product_statuses(self) -> Option<&'static [ProductStatus]> {
        use ProductStatus as S;
        Some(match self {
            A::UploadSignedForm | A::UploadSignedReport | A::SignReport => {
                &[S::ToIdentify, S::RecognitionInProgress]
            }
            A::Issue => &[S::ToBeIssued, S::InIssuance, S::IssuanceFailed],
            A::ResendEnvelope | A::Suspend => &[S::ToActivate, S::Active],
            A::EndSuspension => &[S::Suspended],
            A::Revoke => &[S::InIssuance, S::IssuanceFailed, S::ToActivate, S::Active, S::Suspended],
            _ => return None,
        })
    }

    /// Acts on a case need the right to read it too: what one may not find, one may not act on.
    pub const fn is_about_a_case(self) -> bool {
        matches!(
            self,
            A::UploadSignedForm
                | A::UploadSignedReport
                | A::SignReport
                | A::ReturnRequest
                | A::RejectRequest
                | A::CancelRequest
                | A::Issue
                | A::ResendEnvelope
                | A::Suspend
                | A::EndSuspension
                | A::Revoke
                | A::SecondApproval
        )
    }
}

/// What an act is done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub customer: CustomerId,
    pub unit: UnitId,
    /// The account that entered the case.
    pub owner: AccountId,
    pub method: Option<RecognitionMethod>,
    pub request: Option<RequestStatus>,
    pub product: Option<ProductStatus>,
}

impl Target {
    /// What belongs to a unit and to nobody in it, as the unit's tokens do.
    pub const fn of_unit(actor: &Actor, customer: CustomerId, unit: UnitId) -> Self {
        Self { customer, unit, owner: actor.account, method: None, request: None, product: None }
    }
}

/// Why an act is not possible now. The words are the UI's; these are the reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum WhyNot {
    /// Nothing crosses customers: the thing does not exist for this actor.
    #[error("not found")]
    NotFound,
    #[error("the profile {profile} may not do this")]
    Profile { profile: Profile },
    #[error("only for own items")]
    NotOwn,
    #[error("belongs to another unit")]
    OtherUnit,
    #[error("the account is not enabled for {method}")]
    Method { method: RecognitionMethod },
    #[error("not while the request is {status}")]
    RequestStatus { status: RequestStatus },
    #[error("not while the product is {status}")]
    ProductStatus { status: ProductStatus },
    #[error("one's own case needs somebody else")]
    OwnCase,
    #[error("not while the token is {status}")]
    TokenStatus { status: TokenStatus },
    /// Something was written on the token: it is blank only once it was formatted.
    #[error("the token was used")]
    TokenUsed,
    /// Nothing was written on the token: there is nothing to format.
    #[error("the token was not used")]
    TokenUnused,
    /// A certificate on the token is neither revoked nor expired.
    #[error("a certificate on the token is alive")]
    CertificateAlive,
    /// The token stands behind its maker's module, which alone resets it.
    #[error("the centre keeps no key that formats the token")]
    NoFormatKey,
    /// What was set on the token is kept for these days after it was handed over, and is forgotten.
    #[error("the codes were kept for {days} days")]
    CodesForgotten { days: u16 },
    #[error("not while the request to format is {step}")]
    FormatStep { step: FormatStep },
}

/// May this actor do this at all, whatever it is done to?
pub const fn may_ever(actor: &Actor, action: Action) -> Result<Reach, WhyNot> {
    match reach(action, actor.profile) {
        Some(reach) => Ok(reach),
        None => Err(WhyNot::Profile { profile: actor.profile }),
    }
}

/// May this actor do this to that, now? The one question that guards every endpoint and every button.
pub fn may(actor: &Actor, action: Action, target: &Target) -> Result<(), WhyNot> {
    if actor.customer != target.customer {
        return Err(WhyNot::NotFound);
    }
    let how_far = may_ever(actor, action)?;
    if action.is_about_a_case() {
        // Who may not read the case learns nothing of it but that it is not theirs.
        within(actor, may_ever(actor, Action::ReadCase)?, target)?;
    }
    within(actor, how_far, target)?;
    if action == Action::SecondApproval && actor.account == target.owner {
        return Err(WhyNot::OwnCase);
    }
    if let (Action::SignReport | Action::SubmitRequest, Some(method)) = (action, target.method)
        && !actor.methods.contains(&method)
    {
        return Err(WhyNot::Method { method });
    }
    if let (Some(possible), Some(status)) = (action.request_statuses(), target.request)
        && !possible.contains(&status)
    {
        return Err(WhyNot::RequestStatus { status });
    }
    if let (Some(possible), Some(status)) = (action.product_statuses(), target.product)
        && !possible.contains(&status)
    {
        return Err(WhyNot::ProductStatus { status });
    }
    Ok(())
}

fn within(actor: &Actor, how_far: Reach, target: &Target) -> Result<(), WhyNot> {
    let own = actor.account == target.owner;
    let in_unit = actor.units.contains(&target.unit);
    match how_far {
        Reach::Customer => Ok(()),
        Reach::Unit if in_unit => Ok(()),
        Reach::Unit => Err(WhyNot::OtherUnit),
        Reach::Own | Reach::OwnAndToIdentify if own => Ok(()),
        Reach::Own => Err(WhyNot::NotOwn),
        Reach::OwnAndToIdentify if !in_unit => Err(WhyNot::OtherUnit),
        Reach::OwnAndToIdentify => match target.product {
            Some(ProductStatus::ToIdentify | ProductStatus::RecognitionInProgress) => Ok(()),
            _ => Err(WhyNot::NotOwn),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ids::{AccountId, CustomerId, UnitId};
    use uuid::Uuid;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn actor(profile: Profile) -> Actor {
        Actor {
            account: AccountId(id(1)),
            customer: CustomerId(id(2)),
            profile,
            unit: UnitId(id(3)),
            units: BTreeSet::from([UnitId(id(3)), UnitId(id(4))]),
            methods: BTreeSet::from([RecognitionMethod::Offline]),
        }
    }

    fn target() -> Target {
        Target {
            customer: CustomerId(id(2)),
            unit: UnitId(id(4)),
            owner: AccountId(id(9)),
            method: Some(RecognitionMethod::Offline),
            request: Some(RequestStatus::Recognised),
            product: Some(ProductStatus::ToBeIssued),
        }
    }

    #[test]
    fn nothing_crosses_customers() {
        let elsewhere = Target { customer: CustomerId(id(99)), ..target() };
        for action in Action::ALL {
            for profile in Profile::ALL {
                let answer = may(&actor(*profile), *action, &elsewhere);
                assert_eq!(answer, Err(WhyNot::NotFound), "{profile} learns of {action} across customers");
            }
        }
    }

    #[test]
    fn an_auditor_changes_nothing() {
        let reading = [A::ReadCase, A::ReadUnitDraft, A::ReadTokenStock, A::ReadReports, A::ReadAudit];
        for action in Action::ALL {
            let allowed = reach(*action, P::Auditor).is_some();
            assert_eq!(allowed, reading.contains(action), "auditor and {action}");
        }
    }

    #[test]
    fn only_rao_and_master_rao_issue() {
        for profile in Profile::ALL {
            let allowed = may(&actor(*profile), A::Issue, &target()).is_ok();
            assert_eq!(allowed, matches!(profile, P::Rao | P::MasterRao), "{profile} issuing");
        }
    }

    #[test]
    fn a_clerk_reads_of_others_only_what_is_to_identify() {
        let clerk = actor(P::RegistrationClerk);
        assert_eq!(may(&clerk, A::ReadCase, &target()), Err(WhyNot::NotOwn), "To be issued is not theirs");
        let to_identify = Target { product: Some(ProductStatus::ToIdentify), ..target() };
        assert_eq!(may(&clerk, A::ReadCase, &to_identify), Ok(()), "the unit's To identify is");
    }

    #[test]
    fn a_method_must_be_switched_on() {
        let live = Target {
            method: Some(RecognitionMethod::LiveId),
            request: Some(RequestStatus::InRecognition),
            product: Some(ProductStatus::RecognitionInProgress),
            ..target()
        };
        let why = WhyNot::Method { method: RecognitionMethod::LiveId };
        assert_eq!(may(&actor(P::Rao), A::SignReport, &live), Err(why), "the account has Offline only");
    }

    #[test]
    fn an_upload_reaches_no_further_than_reading() {
        let elsewhere = Target {
            unit: UnitId(id(77)),
            request: Some(RequestStatus::Submitted),
            product: Some(ProductStatus::ToIdentify),
            ..target()
        };
        let answer = may(&actor(P::Operator), A::UploadSignedForm, &elsewhere);
        assert_eq!(answer, Err(WhyNot::OtherUnit), "an operator cannot add paper to another unit's case");
    }
}
