//! The check of a recognition report, made here or uploaded (decision 13): one whole and intact signature, of the named
//! officer's registered certificate, under our officers' authority, by somebody mandated then, over the case received.
//!
//! *When* is what the signature claims: the centre's time-stamp comes only after this check. A claim can be wrong, so it
//! counts only where it cannot do harm: an expiry is judged at the claimed moment, a revocation at receipt. Somebody who
//! signs with a stolen key would claim a moment before the revocation; without proof that the signature existed by then,
//! it does not count (EN 319 102-1 §5.2.5).
//!
//! A report may come with time-stamps of the document behind its signature, and with nothing else behind it: see
//! `one_signature`. Anybody's are read, and must be what they seem; one of our own units bounds the claim.

use std::collections::BTreeSet;

use sportello_central_store::{
    Transaction,
    tables::{
        accounts,
        certificates::{self, StandingStatus, StoredCertificate},
        customers, evidence, officer_credentials,
        requests::{self, RegistrationRequest},
    },
};
use sportello_domain::{
    account::Profile,
    catalogue::RecognitionMethod,
    document::EvidenceKind,
    error_code::ErrorCode,
    ids::AccountId,
    moment::{Day, Timestamp},
};
use sportello_papers::report::ReportFacts;
use sportello_pki::{
    certificate::Certificate,
    path::{self, ChainStatus, Evidence, StatusNeed, Use},
};
use sportello_signing::pades::{Coverage, Integrity, Kind, PreparedStamp, SignatureStatus};
use time::Duration;

use crate::{
    Centre, Refusal,
    report_reader::{Finding, NoFacts},
    signed_in::below,
};

/// How far a desk's clock may be ahead of the centre's, or beside it.
const SKEW: Duration = Duration::minutes(5);

/// A report as it was handed in, with what the desk says of it.
#[derive(Clone, Copy, Debug)]
pub struct HandedIn<'a> {
    pub request: &'a RegistrationRequest,
    /// Who recognised the person: must be the signer.
    pub recogniser: AccountId,
    pub place: &'a str,
    pub on: Day,
}

/// What an accepted report proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedReport {
    pub facts: ReportFacts,
    /// As the signature claims.
    pub signed_at: Timestamp,
    /// SHA-256 of the signer's certificate, lower-case hex.
    pub certificate: String,
    /// What comes behind the file, with the place for the centre's time-stamp.
    pub stamp: PreparedStamp,
}

/// Judges a report. Every refusal has its own code; the first that applies is told, from the file's form inwards.
pub async fn check(centre: &Centre, pdf: &[u8], handed_in: HandedIn<'_>) -> Result<AcceptedReport, Refusal> {
    // Before the transaction: reading takes as long as a hostile file can make it take.
    let read = read(centre, pdf).await?;
    let mut tx = centre.store.read().await?;
    judge(centre, &mut tx, read, handed_in).await
}

/// Reads a report once more after its time-stamp was put behind it, before it becomes the evidence of record: every
/// signature is as good as before, and the stamp covers the whole file.
pub async fn read_stamped(centre: &Centre, pdf: &[u8]) -> Result<(), Refusal> {
    let broken =
        |why: &dyn std::fmt::Display| Refusal::internal(format!("a stamped report cannot be read: {why}"));
    let read = read(centre, pdf).await.map_err(|refusal| broken(&refusal))?;
    let is_whole =
        |stamp: &SignatureStatus| stamp.coverage == Coverage::WholeFile && stamp.stamped_at.is_some();
    if read.stamps.iter().any(is_whole) { Ok(()) } else { Err(broken(&"its time-stamp does not cover it")) }
}

async fn judge(
    centre: &Centre,
    tx: &mut Transaction,
    read: Read,
    handed_in: HandedIn<'_>,
) -> Result<AcceptedReport, Refusal> {
    let now = centre.clock.now();
    let signer = read.signature.signer.as_ref().ok_or_else(|| invalid("form"))?;
    let issuers = centre.authority.all_issuing();
    let existed_by = existed_by(&read, centre.authority.root(), &issuers);
    let signed_at = claimed_moment(&read, handed_in.request, existed_by.map_or(now, |at| at.min(now)))?;

    // Not covered by the signature; nothing in a filed report may be other than it was.
    let known = |sent: &Certificate| sent == centre.authority.root() || issuers.contains(sent);
    if !read.signature.sent_along.iter().all(|sent| sent == signer || known(sent)) {
        return Err(Refusal::new(ErrorCode::ReportChainInvalid).with("why", "untrusted"));
    }
    check_chain(signer, centre.authority.root(), &issuers, signed_at)?;
    let fingerprint = hex::encode(signer.fingerprint());
    let stored = certificates::by_fingerprint(tx, &fingerprint).await?;
    let stored =
        stored.ok_or_else(|| Refusal::new(ErrorCode::ReportSignerMismatch).with("why", "notRegistered"))?;
    check_signer(tx, &stored, handed_in.recogniser, signed_at).await?;
    if stored.standing.status != StandingStatus::Good {
        return Err(Refusal::new(ErrorCode::CredentialRevoked).with("since", rfc3339(stored.standing.since)));
    }
    check_mandate(tx, handed_in, signed_at).await?;
    check_case(centre, tx, &read.facts, handed_in).await?;
    let Read { facts, stamp, .. } = read;
    Ok(AcceptedReport { facts, signed_at, certificate: fingerprint, stamp })
}

/// A file with one good signature, and the facts it carries.
struct Read {
    signature: SignatureStatus,
    /// Time-stamps of the document that came along.
    stamps: Vec<SignatureStatus>,
    facts: ReportFacts,
    stamp: PreparedStamp,
}

fn invalid(why: &str) -> Refusal {
    Refusal::new(ErrorCode::ReportSignatureInvalid).with("why", why)
}

fn mismatch(why: &str) -> Refusal {
    Refusal::new(ErrorCode::ReportCaseMismatch).with("why", why)
}

fn rfc3339(at: Timestamp) -> String {
    at.get().format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}

/// Reads the file apart. The chain is judged later, at the claimed moment.
async fn read(centre: &Centre, pdf: &[u8]) -> Result<Read, Refusal> {
    match centre.report_reader.read(pdf).await? {
        Finding::Pdf { signatures, facts, stamp } => {
            let (signature, stamps) = one_signature(signatures)?;
            let facts = facts.map_err(|error| match error {
                NoFacts::NotAPdf => Refusal::new(ErrorCode::FileUnreadable),
                NoFacts::NoFacts => mismatch("noReport"),
                NoFacts::Ambiguous => mismatch("severalReports"),
                NoFacts::Damaged => mismatch("unreadable"),
            })?;
            Ok(Read { signature, stamps, facts: *facts, stamp: stamp.ok_or_else(|| invalid("form"))? })
        }
        Finding::NotPdf => Err(Refusal::new(ErrorCode::FileUnreadable)),
        Finding::Encrypted => Err(Refusal::new(ErrorCode::FileEncrypted)),
        Finding::WithoutPages => Err(Refusal::new(ErrorCode::FileWithoutPages)),
        Finding::Certified => Err(invalid("certified")),
    }
}

/// The signature, if it is the only one, and the time-stamps: all of them intact, each over a whole revision after which
/// only time-stamps came, and the last over the whole file.
fn one_signature(found: Vec<SignatureStatus>) -> Result<(SignatureStatus, Vec<SignatureStatus>), Refusal> {
    let (mut signatures, stamps): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|status| status.kind == Kind::Signature);
    let signature = signatures.pop().ok_or_else(|| Refusal::new(ErrorCode::ReportNotSigned))?;
    if !signatures.is_empty() {
        return Err(invalid("several"));
    }
    let all = || std::iter::once(&signature).chain(&stamps);
    for status in all() {
        match (&status.integrity, &status.coverage) {
            (Integrity::Altered { .. }, _) => return Err(invalid("altered")),
            (Integrity::Refused { .. }, _) => return Err(invalid("form")),
            (Integrity::Intact, Coverage::WholeFile | Coverage::EarlierRevision) => {}
            (Integrity::Intact, _) => return Err(invalid("changedAfter")),
        }
    }
    if all().all(|status| status.coverage != Coverage::WholeFile) {
        return Err(invalid("changedAfter"));
    }
    Ok((signature, stamps))
}

/// The earliest moment at which a time-stamp of ours proves that the signature was there. Anybody can make a time-stamp of
/// his own: it proves nothing here, and does no harm.
fn existed_by(read: &Read, root: &Certificate, issuing: &[Certificate]) -> Option<Timestamp> {
    let evidence = Evidence {
        anchors: std::slice::from_ref(root),
        intermediates: issuing,
        status_lists: &[],
        ocsp_responses: &[],
    };
    let ours = read.stamps.iter().filter(|stamp| stamp.covers > read.signature.covers).filter_map(|stamp| {
        let (at, signer) = (stamp.stamped_at?, stamp.signer.as_ref()?);
        let verdict = path::validate(signer, &evidence, at, Use::TimeStamping, StatusNeed::WhereKnown);
        verdict.status.is_valid().then(|| Timestamp::new(at))
    });
    ours.min()
}

/// When it was signed, as far as the claims hold together: not after the moment at which it was there, not before the case
/// was entered, and not before the report itself was made.
fn claimed_moment(
    read: &Read,
    request: &RegistrationRequest,
    there_at: Timestamp,
) -> Result<Timestamp, Refusal> {
    let made_at = read.facts.made_at;
    let claimed = read.signature.claimed_at.map_or(made_at, Timestamp::new);
    if claimed > there_at.plus(SKEW) || made_at > there_at.plus(SKEW) {
        return Err(invalid("inTheFuture"));
    }
    if claimed.plus(SKEW) < made_at || claimed.plus(SKEW) < request.case.entered_at {
        return Err(invalid("beforeTheCase"));
    }
    Ok(claimed)
}

fn check_chain(
    signer: &Certificate,
    root: &Certificate,
    issuing: &[Certificate],
    at: Timestamp,
) -> Result<(), Refusal> {
    let evidence = Evidence {
        anchors: std::slice::from_ref(root),
        intermediates: issuing,
        status_lists: &[],
        ocsp_responses: &[],
    };
    let verdict = path::validate(signer, &evidence, at.get(), Use::Signature, StatusNeed::WhereKnown);
    let chain_invalid = |why: &str| Err(Refusal::new(ErrorCode::ReportChainInvalid).with("why", why));
    match verdict.status {
        ChainStatus::Valid { .. } => Ok(()),
        ChainStatus::Expired { since } => {
            Err(Refusal::new(ErrorCode::CredentialExpired).with("since", rfc3339(Timestamp::new(since))))
        }
        ChainStatus::NotYetValid { .. } => chain_invalid("notYetValid"),
        ChainStatus::Revoked { .. } | ChainStatus::Suspended { .. } => {
            Err(Refusal::new(ErrorCode::CredentialRevoked))
        }
        ChainStatus::Untrusted => chain_invalid("untrusted"),
        ChainStatus::BadSignature => chain_invalid("signature"),
        ChainStatus::WrongUsage { .. } => chain_invalid("usage"),
        ChainStatus::StatusUnknown { .. } => chain_invalid("status"),
    }
}

/// The certificate must be bound to the named officer, and have been at the time.
async fn check_signer(
    tx: &mut Transaction,
    certificate: &StoredCertificate,
    recogniser: AccountId,
    at: Timestamp,
) -> Result<(), Refusal> {
    let binding = officer_credentials::binding(tx, certificate.id).await?;
    let bound = binding.is_some_and(|binding| {
        binding.account == recogniser
            && binding.registered_at <= at.plus(SKEW)
            && binding.unbound_at.is_none_or(|ended| ended > at)
    });
    if bound {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::ReportSignerMismatch).with("why", "otherOfficer"))
    }
}

/// Profile RAO, Master RAO or IR over the case's unit, the method switched on, the account in use: at the time.
async fn check_mandate(tx: &mut Transaction, handed_in: HandedIn<'_>, at: Timestamp) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(Refusal::new(ErrorCode::RecogniserNotMandated).with("why", why));
    let request = handed_in.request;
    let account = accounts::find(tx, handed_in.recogniser).await?;
    let Some(account) = account.filter(|account| account.customer == request.customer) else {
        return refuse("account");
    };
    if account.disabled_at.is_some_and(|disabled| disabled <= at) {
        return refuse("account");
    }
    let units = customers::units(tx, request.customer).await?;
    let mandates = accounts::mandates(tx, account.id).await?;
    let mandated = mandates.iter().any(|mandate| {
        let in_time = mandate.granted_at <= at.plus(SKEW) && mandate.ended_at.is_none_or(|ended| ended > at);
        let reaches = match mandate.profile {
            Profile::MasterRao => true,
            Profile::Rao | Profile::RegistrationClerk => below(&units, mandate.unit).contains(&request.unit),
            Profile::CustomerAdministrator | Profile::Operator | Profile::Auditor => false,
        };
        in_time && reaches
    });
    if !mandated {
        return refuse("profile");
    }
    if !accounts::methods(tx, account.id).await?.contains(&request.method) {
        return refuse("method");
    }
    Ok(())
}

/// The report must speak of this case, this recognition and this evidence.
async fn check_case(
    centre: &Centre,
    tx: &mut Transaction,
    facts: &ReportFacts,
    handed_in: HandedIn<'_>,
) -> Result<(), Refusal> {
    let request = handed_in.request;
    if facts.request != request.id || facts.case_sha256 != request.case_sha256 {
        return Err(mismatch("case"));
    }
    if facts.recogniser != handed_in.recogniser {
        return Err(Refusal::new(ErrorCode::ReportSignerMismatch).with("why", "otherRecogniser"));
    }
    if facts.method != request.method || facts.legal_basis != request.method.legal_basis() {
        return Err(mismatch("method"));
    }
    if facts.training != centre.config.training {
        return Err(mismatch("training"));
    }
    if facts.on != handed_in.on || facts.place.trim() != handed_in.place.trim() {
        return Err(mismatch("recognition"));
    }
    check_evidence(tx, facts, request).await
}

/// The report must vouch for what the case rests on, and for nothing else: every image, the form that was signed last
/// for this case, and where a role is stated the organisation's consent. What was filed for an earlier case of the
/// request shows another case.
async fn check_evidence(
    tx: &mut Transaction,
    facts: &ReportFacts,
    request: &RegistrationRequest,
) -> Result<(), Refusal> {
    let stated: BTreeSet<_> = facts.evidence.iter().map(|item| (item.kind, item.sha256.clone())).collect();
    let images = request.case.document.iter().flat_map(|document| &document.images);
    let mut known: BTreeSet<_> =
        images.map(|image| (EvidenceKind::DocumentImage, image.sha256.clone())).collect();
    let mut wanted = known.clone();
    let (mut form, mut consent) = (None, None);
    for part in requests::evidence(tx, request.id).await? {
        let counts = part.case_number == request.case_number
            && !matches!(part.kind, EvidenceKind::DocumentImage | EvidenceKind::RecognitionReport);
        if counts && let Some(facts) = evidence::find(tx, request.customer, part.evidence).await? {
            let item = (part.kind, facts.sha256);
            match part.kind {
                EvidenceKind::SignedForm => form = Some(item.clone()),
                EvidenceKind::OrganisationConsent => consent = Some(item.clone()),
                _ => {}
            }
            known.insert(item);
        }
    }
    if request.method == RecognitionMethod::Offline {
        wanted.insert(form.ok_or_else(|| mismatch("form"))?);
    }
    if request.case.products.iter().any(|product| product.role.is_some()) {
        wanted.insert(consent.ok_or_else(|| Refusal::new(ErrorCode::OrganisationConsentMissing))?);
    }
    let wrong = stated.difference(&known).next().or_else(|| wanted.difference(&stated).next());
    match wrong {
        None => Ok(()),
        Some((EvidenceKind::SignedForm, _)) => Err(mismatch("form")),
        Some((EvidenceKind::OrganisationConsent, _)) => Err(mismatch("organisationConsent")),
        Some(_) => Err(mismatch("evidence")),
    }
}
