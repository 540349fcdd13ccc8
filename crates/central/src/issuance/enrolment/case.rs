//! An enrolment with its product, as the acts of enrolment want it.

use sportello_central_store::{
    Transaction,
    tables::{
        certificates::{self, StoredCertificate},
        enrolments::{self, StoredEnrolment},
    },
};
use sportello_contract::central::enrolment::EnrolmentStanding;
use sportello_domain::{
    catalogue::CertificateKind,
    enrolment::EnrolmentEvent,
    error_code::ErrorCode,
    ids::{EnrolmentId, ProductId},
    moment::Timestamp,
    rights::Action,
};

use super::super::case::IssuanceCase;
use crate::{
    Refusal,
    authority::{Enrolled, Purpose},
    cases::Acting,
    signed_in::SignedIn,
};

/// An enrolment and the product it is for.
pub(super) struct EnrolmentCase {
    pub case: IssuanceCase,
    pub enrolment: StoredEnrolment,
}

impl EnrolmentCase {
    /// Finds the enrolment that is meant, for an officer who may issue. An older one of the product has ended, whatever a
    /// desk that was away believes.
    pub async fn find(
        tx: &mut Transaction,
        officer: &SignedIn,
        product: ProductId,
        meant: EnrolmentId,
    ) -> Result<Self, Refusal> {
        let acting = Acting::Officer(officer);
        let case = IssuanceCase::find(tx, acting, product).await?;
        case.permit(acting, Action::Issue)?;
        let enrolment = enrolments::find(tx, product, meant).await?.ok_or_else(not_open)?;
        Ok(Self { case, enrolment })
    }

    /// The same, where it must not have ended.
    pub async fn find_open(
        tx: &mut Transaction,
        officer: &SignedIn,
        product: ProductId,
        meant: EnrolmentId,
    ) -> Result<Self, Refusal> {
        let found = Self::find(tx, officer, product, meant).await?;
        if found.enrolment.step.has_ended() { Err(not_open()) } else { Ok(found) }
    }

    /// Moves the enrolment on and writes it.
    pub async fn advance(
        &mut self,
        tx: &mut Transaction,
        event: EnrolmentEvent,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.enrolment.step = self.enrolment.step.after(event)?;
        self.enrolment.step_since = at;
        Ok(enrolments::update(tx, &self.enrolment).await?)
    }

    pub fn purpose(&self, kind: CertificateKind) -> Purpose {
        purpose(&self.case, &self.enrolment, kind)
    }

    /// Both certificates, once they are issued: signature and authentication.
    pub async fn certificates(&self, tx: &mut Transaction) -> Result<[StoredCertificate; 2], Refusal> {
        let signature = self.certificate(tx, CertificateKind::Signature).await?;
        Ok([signature, self.certificate(tx, CertificateKind::Authentication).await?])
    }

    async fn certificate(
        &self,
        tx: &mut Transaction,
        kind: CertificateKind,
    ) -> Result<StoredCertificate, Refusal> {
        let stored = certificates::by_owner(tx, &self.purpose(kind).owner()).await?;
        // The step says that it was stored, in the same transaction.
        stored.ok_or_else(|| Refusal::internal("an enrolment has lost a certificate"))
    }

    /// Where it stands, for every answer.
    pub fn standing(&self) -> EnrolmentStanding {
        EnrolmentStanding {
            enrolment: self.enrolment.id,
            product: self.case.product.id,
            token_serial: self.enrolment.token_serial.clone(),
            step: self.enrolment.step,
            next: self.enrolment.step.next(),
            status: self.case.product.status,
            version: self.case.product.version,
        }
    }
}

/// What a certificate of an enrolment is for.
pub(super) fn purpose(case: &IssuanceCase, enrolment: &StoredEnrolment, kind: CertificateKind) -> Purpose {
    Purpose::Enrolled(Enrolled {
        customer: case.product.customer,
        product: case.product.id,
        enrolment: enrolment.id,
        kind,
        qscd: enrolment.qscd,
    })
}

/// The desk looks again: it ended, or another one began.
pub(super) fn not_open() -> Refusal {
    Refusal::new(ErrorCode::EnrolmentNotOpen)
}
