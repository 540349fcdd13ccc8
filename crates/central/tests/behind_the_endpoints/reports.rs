//! The check of recognition reports: a good one passes, and each fault has its own refusal.

use sportello_central::{
    authority::revoke::{Revocation, revoke},
    digest::sha256_hex,
    report_check::{self, AcceptedReport, HandedIn},
    signed_in::SignedIn,
};
use sportello_central_store::tables::{accounts, customers};
use sportello_domain::{
    account::{Profile, Unit},
    catalogue::{Language, RecognitionMethod},
    document::EvidenceKind,
    error_code::ErrorCode,
    ids::{AccountId, UnitId},
    moment::Timestamp,
};
use sportello_papers::report::{self, REPORT_FORMAT, ReportEvidence, ReportFacts};
use sportello_pki::{
    certificate::Certificate,
    keys::{FileKey, KeyAlgorithm, SigningKey as _},
};
use sportello_signing::pades::{self, PreparedOptions};
use sportello_testkit::authority::{Authority as OtherAuthority, mario};
use time::Duration;

use crate::fixture::{
    FORM, Site, add_officer, add_officer_with, add_request, moment, officer_credential, sql, text,
};

pub const PLACE: &str = "Via Roma 1, Roma";

/// What the report of the site's case says.
pub async fn facts(site: &Site, recogniser: AccountId) -> ReportFacts {
    let request = site.stored_request().await;
    let images = &request.case.document.as_ref().unwrap().images;
    let form = ReportEvidence { kind: EvidenceKind::SignedForm, sha256: sha256_hex(FORM) };
    ReportFacts {
        format: REPORT_FORMAT,
        request: request.id,
        case_sha256: request.case_sha256,
        evidence: images
            .iter()
            .map(|image| ReportEvidence { kind: EvidenceKind::DocumentImage, sha256: image.sha256.clone() })
            .chain([form])
            .collect(),
        recogniser,
        recogniser_name: "Ada Lovati".to_owned(),
        operator_code: "OP-RAO".to_owned(),
        unit_name: "Sede".to_owned(),
        place: PLACE.to_owned(),
        on: site.clock.now().legal_day(),
        made_at: site.clock.now(),
        method: request.method,
        legal_basis: request.case.legal_basis,
        provider_name: "Ente Certificatore di Prova".to_owned(),
        customer_name: "Cliente C001".to_owned(),
        training: true,
    }
}

pub fn sign(
    pdf: &[u8],
    key: &FileKey,
    certificate: &Certificate,
    chain: &[Certificate],
    at: Timestamp,
) -> Vec<u8> {
    let options = PreparedOptions {
        signer: certificate.clone(),
        chain: chain.to_vec(),
        signing_time: at.get(),
        name: None,
        reason: None,
        location: None,
        placeholder_size: None,
    };
    let prepared = pades::prepare(pdf, options).unwrap();
    let signature = key.sign(prepared.to_be_signed()).unwrap();
    pades::finish(prepared, &signature).unwrap()
}

async fn report(site: &Site, facts: &ReportFacts) -> Vec<u8> {
    report::make(facts, &site.stored_request().await.case, Language::It).unwrap()
}

pub async fn signed_report(
    site: &Site,
    facts: &ReportFacts,
    key: &FileKey,
    certificate: &Certificate,
) -> Vec<u8> {
    let chain = site.centre.authority.all_issuing();
    sign(&report(site, facts).await, key, certificate, &chain, site.clock.now())
}

pub async fn check(
    site: &Site,
    pdf: &[u8],
    recogniser: AccountId,
) -> Result<AcceptedReport, (ErrorCode, String)> {
    let request = site.stored_request().await;
    let handed_in =
        HandedIn { request: &request, recogniser, place: PLACE, on: request.case.entered_at.legal_day() };
    let outcome = report_check::check(&site.centre, pdf, handed_in).await;
    outcome.map_err(|refusal| (refusal.code, refusal.params.get("why").cloned().unwrap_or_default()))
}

pub fn refused(code: ErrorCode, why: &str) -> Result<AcceptedReport, (ErrorCode, String)> {
    Err((code, why.to_owned()))
}

pub fn account(officer: &SignedIn) -> AccountId {
    officer.session.account
}

#[tokio::test]
async fn a_report_signed_by_the_named_officer_is_accepted() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let facts = facts(&site, account(&site.officer)).await;
    let pdf = signed_report(&site, &facts, &key, &certificate).await;
    site.clock.advance(Duration::days(2));
    let accepted = check(&site, &pdf, account(&site.officer)).await.unwrap();
    assert_eq!(accepted.facts, facts, "what it says is what was signed");
    assert_eq!(accepted.signed_at, facts.made_at, "handed in two days later, it was signed then");
    assert_eq!(accepted.certificate, hex::encode(certificate.fingerprint()), "by this certificate");
}

#[tokio::test]
async fn another_cases_hash_is_refused() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let (other, _) = add_request(&site.centre, &site.officer, 2).await;
    let right = facts(&site, me).await;
    let mut tx = site.centre.store.read().await.unwrap();
    let other = sportello_central_store::tables::requests::find(&mut tx, other).await.unwrap().unwrap();
    drop(tx);
    let spoilt = |spoil: fn(&mut ReportFacts, &str)| {
        let mut facts = right.clone();
        spoil(&mut facts, &other.case_sha256);
        facts
    };
    for (facts, why, what) in [
        (spoilt(|facts, hash| hash.clone_into(&mut facts.case_sha256)), "case", "another case's hash"),
        (
            spoilt(|facts, hash| hash.clone_into(&mut facts.evidence[0].sha256)),
            "evidence",
            "evidence of elsewhere",
        ),
        (spoilt(|facts, _| drop(facts.evidence.remove(0))), "evidence", "no word of the document's image"),
        (spoilt(|facts, _| drop(facts.evidence.pop())), "form", "no word of the signed form"),
        (
            spoilt(|facts, _| "Milano".clone_into(&mut facts.place)),
            "recognition",
            "another place than was stated",
        ),
    ] {
        let pdf = signed_report(&site, &facts, &key, &certificate).await;
        assert_eq!(check(&site, &pdf, me).await, refused(ErrorCode::ReportCaseMismatch, why), "{what}");
    }
    let mut whole = right.clone();
    (whole.request, whole.case_sha256) = (other.id, other.case_sha256.clone());
    let pdf = signed_report(&site, &whole, &key, &certificate).await;
    assert_eq!(
        check(&site, &pdf, me).await,
        refused(ErrorCode::ReportCaseMismatch, "case"),
        "another case's report"
    );
}

#[tokio::test]
async fn another_officers_signature_is_refused() {
    let site = Site::new().await;
    officer_credential(&site.centre, &site.officer).await;
    let colleague = add_officer(&site.centre, site.customer, site.unit, Profile::Rao, "colleague").await;
    let (key, certificate) = officer_credential(&site.centre, &colleague).await;
    let named = account(&site.officer);
    let pdf = signed_report(&site, &facts(&site, named).await, &key, &certificate).await;
    assert_eq!(
        check(&site, &pdf, named).await,
        refused(ErrorCode::ReportSignerMismatch, "otherOfficer"),
        "the signature is the colleague's"
    );
    let pdf = signed_report(&site, &facts(&site, named).await, &key, &certificate).await;
    assert_eq!(
        check(&site, &pdf, account(&colleague)).await,
        refused(ErrorCode::ReportSignerMismatch, "otherRecogniser"),
        "and the report names somebody else than the one it is filed for"
    );
    let unbind = "UPDATE officer_credentials SET unbound_at = $1 WHERE account_id = $2";
    sql(&site.centre, unbind, vec![moment(site.clock.now()), text(account(&colleague).to_string())]).await;
    let mut own = facts(&site, account(&colleague)).await;
    own.made_at = site.clock.now();
    let pdf = signed_report(&site, &own, &key, &certificate).await;
    assert_eq!(
        check(&site, &pdf, account(&colleague)).await,
        refused(ErrorCode::ReportSignerMismatch, "otherOfficer"),
        "a reset of the account unbinds its certificate"
    );
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    site.clock.advance(Duration::days(3 * 366));
    let mut late = facts(&site, me).await;
    late.on = site.stored_request().await.case.entered_at.legal_day();
    let pdf = signed_report(&site, &late, &key, &certificate).await;
    assert_eq!(check(&site, &pdf, me).await, refused(ErrorCode::CredentialExpired, ""), "three years later");
}

#[tokio::test]
async fn a_revoked_certificate_is_refused_also_for_an_earlier_signature() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let pdf = signed_report(&site, &facts(&site, me).await, &key, &certificate).await;
    assert!(check(&site, &pdf, me).await.is_ok(), "good before");
    site.clock.advance(Duration::minutes(10));
    revoke(&site.centre, &Revocation { serial: certificate.serial(), reason: None }).await.unwrap();
    assert_eq!(
        check(&site, &pdf, me).await,
        refused(ErrorCode::CredentialRevoked, ""),
        "nothing proves that it was signed before"
    );
}

#[tokio::test]
async fn a_flipped_byte_is_refused_wherever_it_is() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let good = signed_report(&site, &facts(&site, me).await, &key, &certificate).await;
    let mut refusals = std::collections::BTreeSet::new();
    // All over the file, and closely in the signature's own place: it holds certificates that nothing signs.
    let place_of = |what: &[u8]| good.windows(what.len()).rposition(|window| window == what).unwrap();
    let contents = place_of(b"/Contents");
    let places = (1..40).map(|part| good.len() * part / 40).chain((contents..contents + 4000).step_by(37));
    for place in places {
        let mut pdf = good.clone();
        pdf[place] ^= 1;
        let outcome = check(&site, &pdf, me).await;
        let Err((code, _)) = outcome else { panic!("byte {place} of {} was changed unnoticed", good.len()) };
        refusals.insert(code);
    }
    let allowed = [
        ErrorCode::ReportSignatureInvalid,
        ErrorCode::FileUnreadable,
        ErrorCode::ReportNotSigned,
        ErrorCode::ReportCaseMismatch,
        ErrorCode::ReportChainInvalid,
    ];
    assert!(refusals.iter().all(|code| allowed.contains(code)), "each with a reason that fits: {refusals:?}");
    assert!(refusals.contains(&ErrorCode::ReportSignatureInvalid), "most of them break the signature");
    let mut longer = good.clone();
    longer.extend_from_slice(b"\n% one more line\n");
    let (code, _) = check(&site, &longer, me).await.unwrap_err();
    assert!(allowed.contains(&code), "bytes after the signature: {code}");
}

#[tokio::test]
async fn files_that_are_no_signed_report_are_refused() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let unsigned = report(&site, &facts(&site, me).await).await;
    assert_eq!(check(&site, &unsigned, me).await, refused(ErrorCode::ReportNotSigned, ""), "not signed");
    for nonsense in [b"".as_slice(), b"%PDF-1.7", b"\x89PNG", &[0xff; 4096]] {
        assert_eq!(check(&site, nonsense, me).await, refused(ErrorCode::FileUnreadable, ""), "no PDF");
    }
    let chain = site.centre.authority.all_issuing();
    let twice = signed_report(&site, &facts(&site, me).await, &key, &certificate).await;
    let twice = sign(&twice, &key, &certificate, &chain, site.clock.now());
    assert_eq!(
        check(&site, &twice, me).await,
        refused(ErrorCode::ReportSignatureInvalid, "several"),
        "one officer signs a report"
    );
    let blank =
        sportello_testkit::documents::document(sportello_testkit::documents::Shape::Table, "any document");
    let signed = sign(&blank, &key, &certificate, &chain, site.clock.now());
    assert_eq!(
        check(&site, &signed, me).await,
        refused(ErrorCode::ReportCaseMismatch, "noReport"),
        "a signed document that is no report"
    );
}

#[tokio::test]
async fn a_foreign_certificate_is_refused() {
    let site = Site::new().await;
    officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let other = OtherAuthority::new(KeyAlgorithm::EcdsaP256);
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let certificate = other.issue("training-officer", mario(), &key);
    let pdf = report(&site, &facts(&site, me).await).await;
    let chain = [other.issuer.certificate().clone()];
    let signed = sign(&pdf, &key, &certificate, &chain, site.clock.now());
    assert_eq!(
        check(&site, &signed, me).await,
        refused(ErrorCode::ReportChainInvalid, "untrusted"),
        "another authority's officer, its chain along"
    );
}

#[tokio::test]
async fn claims_about_the_time_must_hold_together() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let right = facts(&site, me).await;
    let pdf = report(&site, &right).await;
    let chain = site.centre.authority.all_issuing();
    let now = site.clock.now();
    for (at, why) in
        [(now.plus(Duration::hours(1)), "inTheFuture"), (now.plus(-Duration::hours(1)), "beforeTheCase")]
    {
        let signed = sign(&pdf, &key, &certificate, &chain, at);
        assert_eq!(check(&site, &signed, me).await, refused(ErrorCode::ReportSignatureInvalid, why), "{why}");
    }
}

#[tokio::test]
async fn only_a_mandated_officer_recognises() {
    let site = Site::new().await;
    let (centre, unit) = (&site.centre, site.unit);
    for (profile, name, why) in [
        (Profile::MasterRao, "master", None),
        (Profile::RegistrationClerk, "clerk", None),
        (Profile::Rao, "ended", Some("profile")),
        (Profile::Rao, "elsewhere", Some("profile")),
        (Profile::Rao, "without-method", Some("method")),
    ] {
        let methods: &[RecognitionMethod] =
            if name == "without-method" { &[] } else { &[RecognitionMethod::Offline] };
        let officer = add_officer_with(centre, site.customer, unit, profile, name, methods).await;
        let (key, certificate) = officer_credential(centre, &officer).await;
        let me = account(&officer);
        if matches!(name, "ended" | "elsewhere") {
            let end = "UPDATE workplaces SET ended_at = $1 WHERE account_id = $2";
            sql(centre, end, vec![moment(site.clock.now()), text(me.to_string())]).await;
        }
        if name == "elsewhere" {
            let branch = Unit {
                id: UnitId(centre.chance.id()),
                name: "Filiale".to_owned(),
                parent: Some(unit),
                place: String::new(),
            };
            let mandate =
                accounts::Mandate { profile, unit: branch.id, granted_at: site.clock.now(), ended_at: None };
            let mut tx = centre.store.write().await.unwrap();
            customers::insert_unit(&mut tx, site.customer, &branch, 1).await.unwrap();
            accounts::insert_mandate(&mut tx, me, &mandate, 1).await.unwrap();
            tx.commit().await.unwrap();
        }
        let pdf = signed_report(&site, &facts(&site, me).await, &key, &certificate).await;
        let outcome = check(&site, &pdf, me).await;
        match why {
            None => assert!(outcome.is_ok(), "{name}: {outcome:?}"),
            Some(why) => assert_eq!(outcome, refused(ErrorCode::RecogniserNotMandated, why), "{name}"),
        }
    }
}
