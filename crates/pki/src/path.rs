//! Is this certificate to be believed, at that moment, for that use? The answer is data, never a bool alone.
//!
//! Small and own: chains of at most three certificates (subject, issuing authority, root), names compared by their
//! bytes, no policy mapping and no name constraints. A certificate that needs more is refused and not guessed at.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage,
    KeyUsage, SubjectKeyIdentifier,
};

use const_oid::AssociatedOid;

use crate::certificate::Certificate;
use crate::encoding::DecodeError;
use crate::keys::SignatureError;
use crate::ocsp::{self, OcspStatus};
use crate::oids;
use crate::profile::KeyUse;
use crate::status_list::{RevocationReason, StatusList};

/// Longest chain, anchor included.
const LONGEST_CHAIN: usize = 3;

/// What the certificate is to be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Signing documents: contentCommitment or digitalSignature (EN 319 102-1 §5.2.6).
    Signature,
    /// Proving who one is: digitalSignature and, if purposes are stated, client authentication.
    Authentication,
    /// Stamping times: that purpose alone (RFC 3161 §2.3).
    TimeStamping,
    /// Any: only the chain counts.
    Any,
}

/// What to do where no status list or response tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusNeed {
    /// No fresh status: [`ChainStatus::StatusUnknown`].
    Required,
    /// Use what there is: for an offline desk, which the centre checks again.
    WhereKnown,
}

/// What the judge is given. The order of the slices does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// Who is trusted without further proof. An issuing authority may be one, as in the EU's trusted lists.
    pub anchors: &'a [Certificate],
    /// Certificates that may stand between. They need no trust.
    pub intermediates: &'a [Certificate],
    /// Status lists; those of other authorities, or not signed rightly, are passed over.
    pub status_lists: &'a [StatusList],
    /// OCSP responses, DER; those about others, or not signed rightly, are passed over.
    pub ocsp_responses: &'a [Vec<u8>],
}

/// The verdict on a chain at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum ChainStatus {
    /// Chain, usage, validity and status are in order.
    Valid {
        /// The moment the status of the certificate itself was known for; `None` where it was not looked up.
        #[serde(with = "time::serde::rfc3339::option")]
        status_as_of: Option<OffsetDateTime>,
    },
    /// A certificate of the chain had expired.
    Expired {
        /// Its last moment.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
    },
    /// A certificate of the chain was not valid yet.
    NotYetValid {
        /// Its first moment.
        #[serde(with = "time::serde::rfc3339")]
        from: OffsetDateTime,
    },
    /// A certificate of the chain was revoked by then.
    Revoked {
        /// Since when.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
        /// Why.
        reason: Option<RevocationReason>,
    },
    /// A certificate of the chain was on hold.
    Suspended {
        /// Since when.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
    },
    /// No chain leads to an anchor.
    Untrusted,
    /// A chain by names leads to an anchor, but a signature in it is wrong.
    BadSignature,
    /// The certificate, or one above it, may not be used so.
    WrongUsage {
        /// The rule it breaks.
        why: String,
    },
    /// Status is required and there is none that is fresh.
    StatusUnknown {
        /// What is missing.
        why: String,
    },
}

impl ChainStatus {
    /// Whether the verdict is [`ChainStatus::Valid`].
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }
}

/// The verdict and the chain it was reached on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The verdict.
    pub status: ChainStatus,
    /// The certificate first, the anchor last; only the certificate itself where there is no chain.
    pub chain: Vec<Certificate>,
}

/// Judges `certificate` at the moment `at`.
pub fn validate(
    certificate: &Certificate,
    evidence: &Evidence<'_>,
    at: OffsetDateTime,
    usage: Use,
    need: StatusNeed,
) -> Verdict {
    let mut search = Search { evidence, broken_signature: false, wrong_issuer: None };
    let Some(chain) = search.chain_from(certificate, LONGEST_CHAIN) else {
        let status = match (search.wrong_issuer, search.broken_signature) {
            (Some(why), _) => ChainStatus::WrongUsage { why },
            (None, true) => ChainStatus::BadSignature,
            (None, false) => ChainStatus::Untrusted,
        };
        return Verdict { status, chain: vec![certificate.clone()] };
    };
    let status = judge(&chain, evidence, at, usage, need);
    Verdict { status, chain }
}

struct Search<'a> {
    evidence: &'a Evidence<'a>,
    broken_signature: bool,
    wrong_issuer: Option<String>,
}

impl Search<'_> {
    /// The first chain that reaches an anchor with right signatures and rights. `length` counts `from` itself.
    fn chain_from(&mut self, from: &Certificate, length: usize) -> Option<Vec<Certificate>> {
        if length < 2 {
            return None;
        }
        let evidence = self.evidence;
        for anchor in evidence.anchors.iter().filter(|anchor| is_named_by(from, anchor)) {
            if self.accepts(from, anchor, LONGEST_CHAIN - length) {
                return Some(vec![from.clone(), anchor.clone()]);
            }
        }
        for next in evidence.intermediates.iter().filter(|next| is_named_by(from, next) && *next != from) {
            if self.accepts(from, next, LONGEST_CHAIN - length)
                && let Some(mut chain) = self.chain_from(next, length - 1)
            {
                chain.insert(0, from.clone());
                return Some(chain);
            }
        }
        None
    }

    /// `below` counts the authorities between the subject and `issuer` (RFC 5280 §4.2.1.9).
    fn accepts(&mut self, subject: &Certificate, issuer: &Certificate, below: usize) -> bool {
        if let Err(why) = may_issue(issuer, below) {
            self.wrong_issuer = Some(why);
            return false;
        }
        match subject.verify_signed_by(issuer) {
            Ok(()) => true,
            Err(SignatureError::Wrong | SignatureError::BadKey | SignatureError::Unsupported) => {
                self.broken_signature = true;
                false
            }
        }
    }
}

/// By name, and by key identifier where both sides state one.
fn is_named_by(subject: &Certificate, issuer: &Certificate) -> bool {
    let names = subject.parsed().tbs_certificate.issuer == issuer.parsed().tbs_certificate.subject;
    let keys = match (subject.authority_key_identifier(), issuer.subject_key_identifier()) {
        (Ok(Some(asked)), Ok(Some(own))) => asked == own,
        (Ok(_), Ok(_)) => true,
        _ => false,
    };
    names && keys
}

fn may_issue(issuer: &Certificate, below: usize) -> Result<(), String> {
    let readable = |error: DecodeError| error.to_string();
    let constraints: Option<BasicConstraints> = issuer.extension().map_err(readable)?;
    let Some(constraints) = constraints.filter(|constraints| constraints.ca) else {
        return Err("the issuer is no certification authority (RFC 5280 §4.2.1.9)".to_owned());
    };
    if constraints.path_len_constraint.is_some_and(|length| usize::from(length) < below) {
        return Err("the chain is longer than an authority in it allows (RFC 5280 §4.2.1.9)".to_owned());
    }
    if issuer.key_usage().map_err(readable)?.is_some_and(|usage| !usage.contains(&KeyUse::CertificateSigning))
    {
        return Err("the issuer's key is not for signing certificates (RFC 5280 §4.2.1.3)".to_owned());
    }
    understood(issuer)
}

/// RFC 5280 §4.2: a critical extension that is not understood ends the matter.
fn understood(certificate: &Certificate) -> Result<(), String> {
    let known = [
        AuthorityKeyIdentifier::OID,
        SubjectKeyIdentifier::OID,
        BasicConstraints::OID,
        KeyUsage::OID,
        ExtendedKeyUsage::OID,
        CertificatePolicies::OID,
        CrlDistributionPoints::OID,
        oids::QC_STATEMENTS,
    ];
    for extension in certificate.raw_extensions() {
        if extension.critical && !known.contains(&extension.extn_id) {
            return Err(format!(
                "critical extension {} is not understood (RFC 5280 §4.2)",
                extension.extn_id
            ));
        }
    }
    Ok(())
}

fn judge(
    chain: &[Certificate],
    evidence: &Evidence<'_>,
    at: OffsetDateTime,
    usage: Use,
    need: StatusNeed,
) -> ChainStatus {
    let Some(subject) = chain.first() else { return ChainStatus::Untrusted };
    if let Err(why) = may_be_used(subject, usage) {
        return ChainStatus::WrongUsage { why };
    }
    // Revocation first: of a certificate that is both revoked and expired, the revocation says more.
    let mut status_as_of = None;
    for (position, pair) in chain.windows(2).enumerate() {
        let [certificate, issuer] = pair else { continue };
        match status_at(certificate, issuer, evidence, at) {
            Known::Off { since, reason: Some(RevocationReason::CertificateHold) } => {
                return ChainStatus::Suspended { since };
            }
            Known::Off { since, reason } => return ChainStatus::Revoked { since, reason },
            Known::On { as_of } if position == 0 => status_as_of = Some(as_of),
            Known::On { .. } => {}
            Known::Nothing => {
                // Validity is told before a missing status: an expired certificate may have left the lists.
                if let Some(verdict) = outside_validity(chain, at) {
                    return verdict;
                }
                if need == StatusNeed::Required {
                    let why = format!(
                        "no fresh status list or response about certificate {}",
                        certificate.serial()
                    );
                    return ChainStatus::StatusUnknown { why };
                }
            }
        }
    }
    outside_validity(chain, at).unwrap_or(ChainStatus::Valid { status_as_of })
}

fn outside_validity(chain: &[Certificate], at: OffsetDateTime) -> Option<ChainStatus> {
    chain.iter().find_map(|certificate| {
        if at < certificate.not_before() {
            Some(ChainStatus::NotYetValid { from: certificate.not_before() })
        // notAfter is included, and certificates have whole seconds.
        } else if at.unix_timestamp() > certificate.not_after().unix_timestamp() {
            Some(ChainStatus::Expired { since: certificate.not_after() })
        } else {
            None
        }
    })
}

fn may_be_used(subject: &Certificate, usage: Use) -> Result<(), String> {
    understood(subject)?;
    let readable = |error: DecodeError| error.to_string();
    let uses = subject.key_usage().map_err(readable)?;
    let purposes = subject.purposes().map_err(readable)?;
    let allows =
        |wanted: &[KeyUse]| uses.as_ref().is_none_or(|uses| wanted.iter().any(|one| uses.contains(one)));
    match usage {
        Use::Signature if !allows(&[KeyUse::ContentCommitment, KeyUse::DigitalSignature]) => {
            Err("the key usage is not for signatures (RFC 5280 §4.2.1.3)".to_owned())
        }
        // An OCSP, timestamping or server key states its purpose alone; a document's signer states none of those.
        Use::Signature
            if purposes.as_ref().is_some_and(|purposes| {
                purposes.iter().all(|one| [oids::KP_OCSP_SIGNING, oids::KP_TIME_STAMPING].contains(one))
            }) =>
        {
            Err("the extended key usage is not for signing documents (RFC 5280 §4.2.1.12)".to_owned())
        }
        Use::Authentication
            if !allows(&[KeyUse::DigitalSignature])
                || purposes.as_ref().is_some_and(|purposes| !purposes.contains(&oids::KP_CLIENT_AUTH)) =>
        {
            Err("the certificate is not for authentication (RFC 5280 §4.2.1.12)".to_owned())
        }
        Use::TimeStamping
            if !allows(&[KeyUse::ContentCommitment, KeyUse::DigitalSignature])
                || purposes.as_deref() != Some(&[oids::KP_TIME_STAMPING]) =>
        {
            Err("the certificate is not for time-stamps alone (RFC 3161 §2.3)".to_owned())
        }
        Use::Signature | Use::Authentication | Use::TimeStamping | Use::Any => Ok(()),
    }
}

/// When it was said, since when it holds, why.
type Heard = (OffsetDateTime, OffsetDateTime, Option<RevocationReason>);

fn newer(known: Option<Heard>, heard: Heard) -> Heard {
    known.filter(|known| known.0 >= heard.0).unwrap_or(heard)
}

enum Known {
    Off { since: OffsetDateTime, reason: Option<RevocationReason> },
    On { as_of: OffsetDateTime },
    Nothing,
}

/// What lists and responses tell of one certificate at `at`. Evidence made later than `at` counts, since a status
/// says since when it holds; evidence whose next update was due before `at` does not.
fn status_at(
    certificate: &Certificate,
    issuer: &Certificate,
    evidence: &Evidence<'_>,
    at: OffsetDateTime,
) -> Known {
    let mut best: Option<OffsetDateTime> = None;
    let mut off: Option<Heard> = None;
    let mut hear = |this_update: OffsetDateTime,
                    next_update: Option<OffsetDateTime>,
                    entry: Option<(OffsetDateTime, Option<RevocationReason>)>| {
        let fresh = next_update.is_none_or(|next| next >= at);
        match entry {
            // A hold may have been lifted since a stale list; a revocation is for good.
            Some((since, reason))
                if since <= at && (fresh || reason != Some(RevocationReason::CertificateHold)) =>
            {
                off = Some(newer(off, (this_update, since, reason)));
            }
            _ if fresh => best = best.max(Some(this_update)),
            _ => {}
        }
    };
    for list in evidence.status_lists.iter().filter(|list| list.verify_signed_by(issuer).is_ok()) {
        let entry = list.entry_of(&certificate.serial()).map(|entry| (entry.since, entry.reason));
        hear(list.this_update(), list.next_update(), entry);
    }
    for response in evidence.ocsp_responses {
        let Ok(verified) = ocsp::verify(response, certificate, issuer, None) else { continue };
        match verified.status {
            OcspStatus::Good => hear(verified.this_update, verified.next_update, None),
            OcspStatus::Revoked { since, reason } => {
                hear(verified.this_update, verified.next_update, Some((since, reason)));
            }
            OcspStatus::Unknown => {}
        }
    }
    match (off, best) {
        // A later list without the entry lifts a hold, and nothing else (RFC 5280 §5.3.1).
        (Some((heard, _, Some(RevocationReason::CertificateHold))), Some(later)) if later > heard => {
            Known::On { as_of: later }
        }
        (Some((_, since, reason)), _) => Known::Off { since, reason },
        (None, Some(as_of)) => Known::On { as_of },
        (None, None) => Known::Nothing,
    }
}
