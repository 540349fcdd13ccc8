//! prepare → check → store → issue.

use sportello_central_store::{
    Transaction,
    tables::certificates::{self, IssuedKind, NewCertificate, PreparedIssue, StoredCertificate},
};
use sportello_domain::{
    catalogue::CertificateKind,
    ids::{AccountId, CertificateId, CommandId, CustomerId, EnrolmentId, ProductId},
    moment::Timestamp,
};
use sportello_pki::{
    certificate::Certificate,
    distinguished_name::NameParts,
    issue::{self, IssueRequest, Prepared},
    profile::Profile,
    serial::Serial,
};
use time::Duration;

use super::{Authority, AuthorityError};
use crate::{chance::Chance, digest::sha256_hex};

/// How long prepared bytes wait for the key. A token that was away for a night does not change a certificate.
const PREPARED_FOR: Duration = Duration::days(1);

/// What a certificate is for. One purpose, one certificate, for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The holder's signature certificate of a product.
    Signature { customer: CustomerId, product: ProductId },
    /// One of the two certificates of a token, for the key that was made on it. Each enrolment has its own: one that was
    /// given up left certificates that are revoked.
    Enrolled(Enrolled),
    /// An officer's certificate, asked for by a command.
    Officer { customer: CustomerId, account: AccountId, command: CommandId },
    /// An OCSP responder's, by the name of its key.
    Responder { name: String },
    /// A time-stamping unit's, by the name of its key.
    StampingUnit { name: String },
}

/// Which certificate of which enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    pub customer: CustomerId,
    pub product: ProductId,
    pub enrolment: EnrolmentId,
    pub kind: CertificateKind,
    /// Whether the kind of token is a certified qualified device: certificates claim it exactly then.
    pub qscd: bool,
}

impl Purpose {
    /// The text under which what was prepared and what was issued are unique.
    pub fn owner(&self) -> String {
        match self {
            Self::Signature { product, .. } => format!("product:{product}:signature"),
            Self::Enrolled(Enrolled { enrolment, kind, .. }) => format!("enrolment:{enrolment}:{kind}"),
            Self::Officer { command, .. } => format!("officer:{command}"),
            Self::Responder { name } => format!("responder:{name}"),
            Self::StampingUnit { name } => format!("timestamping:{name}"),
        }
    }

    pub(super) const fn kind(&self) -> IssuedKind {
        match self {
            Self::Signature { .. } | Self::Enrolled(Enrolled { kind: CertificateKind::Signature, .. }) => {
                IssuedKind::Signature
            }
            Self::Enrolled(Enrolled { kind: CertificateKind::Authentication, .. }) => {
                IssuedKind::Authentication
            }
            Self::Officer { .. } => IssuedKind::Officer,
            Self::Responder { .. } => IssuedKind::Responder,
            Self::StampingUnit { .. } => IssuedKind::Timestamping,
        }
    }
}

/// What shall be certified.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    pub purpose: &'a Purpose,
    pub subject: NameParts,
    /// `SubjectPublicKeyInfo`, DER.
    pub public_key_info_der: Vec<u8>,
    pub validity: Validity,
}

/// First and last moment, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

impl Validity {
    /// From a moment, for a number of months; the last second is included (RFC 5280 §4.1.2.5), hence one less.
    pub fn months(from: Timestamp, months: u16) -> Self {
        let start = whole_seconds(from.get());
        let month_count = u32::from(start.month() as u8) - 1 + u32::from(months);
        let year = start.year() + i32::try_from(month_count / 12).unwrap_or(0);
        let month = time::Month::January.nth_next(u8::try_from(month_count % 12).unwrap_or(0));
        let day = start.day().min(month.length(year));
        let end = start
            .replace_day(1)
            .and_then(|date| date.replace_year(year))
            .and_then(|date| date.replace_month(month))
            .and_then(|date| date.replace_day(day))
            .unwrap_or(start);
        Self { not_before: Timestamp::new(start), not_after: Timestamp::new(end - Duration::SECOND) }
    }

    /// From a moment, for a number of days.
    pub fn days(from: Timestamp, days: i64) -> Self {
        let start = whole_seconds(from.get());
        Self {
            not_before: Timestamp::new(start),
            not_after: Timestamp::new(start + Duration::days(days) - Duration::SECOND),
        }
    }
}

fn whole_seconds(moment: time::OffsetDateTime) -> time::OffsetDateTime {
    moment.replace_nanosecond(0).unwrap_or(moment)
}

/// A serial nobody can guess.
pub(super) fn draw_serial(chance: &dyn Chance) -> Serial {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes);
    Serial::from_random(bytes)
}

impl Authority {
    /// The profile that a purpose is issued under. An installation may have none for what is on tokens.
    pub fn profile_of(&self, purpose: &Purpose) -> Result<&Profile, AuthorityError> {
        let profiles = &self.profiles;
        match purpose {
            Purpose::Signature { .. } => Ok(&profiles.signature),
            Purpose::Officer { .. } => Ok(&profiles.officer),
            Purpose::Responder { .. } => Ok(&profiles.responder),
            Purpose::StampingUnit { .. } => Ok(&profiles.timestamping),
            Purpose::Enrolled(Enrolled { kind: CertificateKind::Authentication, .. }) => {
                profiles.authentication.as_ref().ok_or(AuthorityError::NoProfile("subject-authentication"))
            }
            Purpose::Enrolled(Enrolled { qscd, .. }) => self.profile_on_token(*qscd),
        }
    }

    /// The profile of signature certificates on tokens, by whether their kind is a certified qualified device.
    pub fn profile_on_token(&self, qscd: bool) -> Result<&Profile, AuthorityError> {
        let (profile, missing) = if qscd {
            (&self.profiles.qualified_token, "subject-signature, qscd = true, with disclosures")
        } else {
            (&self.profiles.token, "subject-signature, qscd = false")
        };
        profile.as_ref().ok_or(AuthorityError::NoProfile(missing))
    }

    /// Builds and lints the bytes to be signed and stores them with the transaction, unless bytes for this purpose are
    /// stored already. Answers those that count. Whoever comes back after more than a day gets new ones: a certificate is
    /// not to begin long before it is there.
    pub async fn prepare(
        &self,
        tx: &mut Transaction,
        order: &Order<'_>,
        chance: &dyn Chance,
        now: Timestamp,
    ) -> Result<PreparedIssue, AuthorityError> {
        let owner = order.purpose.owner();
        certificates::forget_prepared_before(tx, &owner, now.plus(-PREPARED_FOR)).await?;
        if let Some(prepared) = certificates::prepared(tx, &owner).await? {
            return Ok(prepared);
        }
        let signer = self.signer();
        let prepared = issue::prepare(
            self.profile_of(order.purpose)?,
            &signer.issuer,
            &IssueRequest {
                subject: order.subject.clone(),
                public_key_info_der: order.public_key_info_der.clone(),
                serial: draw_serial(chance),
                not_before: order.validity.not_before.get(),
                not_after: order.validity.not_after.get(),
            },
        )?;
        let intent = PreparedIssue {
            owner,
            certificate: CertificateId(chance.id()),
            signer: signer.name.clone(),
            serial: prepared.serial.to_string(),
            prepared: serde_json::to_string(&prepared).map_err(|_| AuthorityError::PreparedUnreadable)?,
        };
        Ok(certificates::prepare(tx, &intent, now).await?)
    }

    /// Signs what was prepared and stored. The result is worth nothing until it is recorded.
    pub async fn sign(&self, intent: &PreparedIssue) -> Result<Certificate, AuthorityError> {
        super::sign_prepared(read_prepared(intent)?, self.signer_named(&intent.signer)?.key.clone()).await
    }

    /// Records the certificate. Where one was recorded for this purpose before, that one is answered: signing the same
    /// bytes twice gives two encodings, and only the recorded one may leave the centre. What was signed of bytes that count
    /// no more, since they were given up or made anew meanwhile, is worth nothing and never leaves it.
    pub async fn record(
        &self,
        tx: &mut Transaction,
        purpose: &Purpose,
        intent: &PreparedIssue,
        certificate: &Certificate,
        now: Timestamp,
    ) -> Result<StoredCertificate, AuthorityError> {
        if let Some(recorded) = certificates::by_owner(tx, &intent.owner).await? {
            return Ok(recorded);
        }
        let counts = certificates::prepared(tx, &intent.owner).await?;
        if counts.is_none_or(|counts| counts.certificate != intent.certificate) {
            return Err(AuthorityError::NoLongerPrepared);
        }
        let (customer, product, account) = match purpose {
            Purpose::Signature { customer, product }
            | Purpose::Enrolled(Enrolled { customer, product, .. }) => {
                (Some(*customer), Some(*product), None)
            }
            Purpose::Officer { customer, account, .. } => (Some(*customer), None, Some(*account)),
            Purpose::Responder { .. } | Purpose::StampingUnit { .. } => (None, None, None),
        };
        let prepared = read_prepared(intent)?;
        let new = NewCertificate {
            id: intent.certificate,
            owner: intent.owner.clone(),
            customer,
            product,
            account,
            kind: purpose.kind(),
            // The one that the bytes keep to: the configuration may name another by now.
            profile: prepared.profile,
            signer: intent.signer.clone(),
            serial: intent.serial.clone(),
            certificate: certificate.der().to_vec(),
            fingerprint: hex::encode(certificate.fingerprint()),
            key_sha256: sha256_hex(&certificate.public_key_info_der()?),
            not_before: Timestamp::new(certificate.not_before()),
            not_after: Timestamp::new(certificate.not_after()),
            issued_at: now,
        };
        Ok(certificates::add(tx, &new).await?)
    }
}

fn read_prepared(intent: &PreparedIssue) -> Result<Prepared, AuthorityError> {
    serde_json::from_str(&intent.prepared).map_err(|_| AuthorityError::PreparedUnreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn months_end_on_the_same_day_or_the_last_one() {
        for (from, months, until) in [
            (datetime!(2026-11-22 19:00:00.5 UTC), 36, datetime!(2029-11-22 18:59:59 UTC)),
            (datetime!(2028-02-29 00:00 UTC), 12, datetime!(2029-02-27 23:59:59 UTC)),
            (datetime!(2026-12-31 12:00 UTC), 2, datetime!(2027-02-28 11:59:59 UTC)),
        ] {
            let validity = Validity::months(Timestamp::new(from), months);
            assert_eq!(validity.not_after.get(), until, "{from} and {months} months");
        }
        let three_years = Validity::months(Timestamp::new(datetime!(2027-03-01 00:00 UTC)), 36);
        let length = three_years.not_after.get() - three_years.not_before.get();
        assert!(
            length <= Duration::days(1096),
            "36 months with a leap day are within the profile's longest validity"
        );
    }
}
