//! Verdicts on chains, status lists and responses.

use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{FileKey, KeyAlgorithm};
use sportello_pki::ocsp::{self, OcspRequest, OcspStatus};
use sportello_pki::path::{ChainStatus, Evidence, StatusNeed, Use, validate};
use sportello_pki::status_list::{RevocationReason, StatusEntry, StatusList, StatusListError, sign};
use sportello_testkit::authority::{Authority, BORN, NOW, authority_name, mario};
use time::{Duration, OffsetDateTime};

struct Story {
    authority: Authority,
    certificate: Certificate,
}

impl Story {
    fn new() -> Self {
        let authority = Authority::new(KeyAlgorithm::EcdsaP256);
        let (certificate, _) = authority.subject("training-signature", KeyAlgorithm::EcdsaP256);
        Self { authority, certificate }
    }

    fn lists(&self, at: OffsetDateTime, entries: Vec<StatusEntry>) -> Vec<StatusList> {
        vec![self.authority.root_status_list(at), self.authority.status_list(1, at, entries)]
    }

    fn entry(&self, since: OffsetDateTime, reason: Option<RevocationReason>) -> StatusEntry {
        StatusEntry { serial: self.certificate.serial(), since, reason }
    }

    fn judge(&self, lists: &[StatusList], at: OffsetDateTime) -> ChainStatus {
        self.judge_with(&Evidence { status_lists: lists, ..Evidence::default() }, at, StatusNeed::Required)
    }

    fn judge_with(&self, evidence: &Evidence<'_>, at: OffsetDateTime, need: StatusNeed) -> ChainStatus {
        let anchors = [self.authority.root.clone()];
        let intermediates = [self.authority.issuer.certificate().clone()];
        let evidence = Evidence { anchors: &anchors, intermediates: &intermediates, ..*evidence };
        validate(&self.certificate, &evidence, at, Use::Signature, need).status
    }
}

#[test]
fn the_moment_decides() {
    let story = Story::new();
    let list = |at| story.lists(at, Vec::new());
    let (first, last) = (story.certificate.not_before(), story.certificate.not_after());
    assert_eq!(
        story.judge(&list(NOW), NOW),
        ChainStatus::Valid { status_as_of: Some(NOW) },
        "in its time, on no list"
    );
    let early = first - Duration::seconds(1);
    assert_eq!(story.judge(&list(early), early), ChainStatus::NotYetValid { from: first }, "a second early");
    assert!(story.judge(&list(last), last).is_valid(), "the last second is included");
    let late = last + Duration::seconds(1);
    assert_eq!(story.judge(&list(late), late), ChainStatus::Expired { since: last }, "a second late");
    assert_eq!(story.judge(&[], late), ChainStatus::Expired { since: last }, "told even without a list");
}

#[test]
fn a_revocation_counts_from_its_moment() {
    let story = Story::new();
    let reason = Some(RevocationReason::KeyCompromise);
    let since = NOW - Duration::hours(2);
    let lists = story.lists(NOW, vec![story.entry(since, reason)]);
    assert_eq!(story.judge(&lists, NOW), ChainStatus::Revoked { since, reason }, "after the revocation");
    assert!(
        story.judge(&lists, since - Duration::seconds(1)).is_valid(),
        "before it the certificate was good"
    );
    let stale_day = NOW + Duration::days(30);
    assert_eq!(
        story.judge(&lists, stale_day),
        ChainStatus::Revoked { since, reason },
        "a revocation is for good, also in an old list"
    );
}

#[test]
fn a_hold_ends_with_a_later_list_and_counts_as_never() {
    let story = Story::new();
    let hold = Some(RevocationReason::CertificateHold);
    let since = NOW - Duration::hours(2);
    let held = story.lists(NOW, vec![story.entry(since, hold)]);
    assert_eq!(story.judge(&held, NOW), ChainStatus::Suspended { since }, "on hold");
    let later = NOW + Duration::hours(6);
    let mut lists = held.clone();
    lists.push(story.authority.status_list(2, later, Vec::new()));
    assert!(story.judge(&lists, later).is_valid(), "the later list without it lifts the hold");
    assert!(story.judge(&lists, NOW).is_valid(), "and it is considered never suspended");
}

#[test]
fn missing_or_foreign_status_is_told() {
    let story = Story::new();
    assert!(
        matches!(story.judge(&[], NOW), ChainStatus::StatusUnknown { .. }),
        "status was required and there is none"
    );
    let stale = story.lists(NOW - Duration::days(3), Vec::new());
    assert!(
        matches!(story.judge(&stale, NOW), ChainStatus::StatusUnknown { .. }),
        "a stale list tells nothing"
    );
    assert_eq!(
        story.judge_with(&Evidence::default(), NOW, StatusNeed::WhereKnown),
        ChainStatus::Valid { status_as_of: None },
        "an offline desk says that it did not look"
    );
    let other = Story::new();
    let foreign = other.lists(NOW, vec![story.entry(NOW, None)]);
    assert!(
        matches!(story.judge(&foreign, NOW), ChainStatus::StatusUnknown { .. }),
        "a list of the same name by another key neither revokes nor clears"
    );
}

#[test]
fn chains_that_do_not_hold_are_refused() {
    let story = Story::new();
    let stranger = Story::new();
    let judge = |anchors: &[Certificate], intermediates: &[Certificate], usage| {
        let evidence = Evidence { anchors, intermediates, ..Evidence::default() };
        validate(&story.certificate, &evidence, NOW, usage, StatusNeed::WhereKnown).status
    };
    let (root, issuing) = (&story.authority.root, story.authority.issuer.certificate());
    assert_eq!(
        judge(&[], std::slice::from_ref(issuing), Use::Signature),
        ChainStatus::Untrusted,
        "no anchor"
    );
    assert_eq!(judge(std::slice::from_ref(root), &[], Use::Signature), ChainStatus::Untrusted, "no middle");
    assert_eq!(
        judge(std::slice::from_ref(&stranger.authority.root), std::slice::from_ref(issuing), Use::Signature),
        ChainStatus::Untrusted,
        "a root of the same name with another key is another root"
    );
    assert!(
        judge(std::slice::from_ref(issuing), &[], Use::Signature).is_valid(),
        "an issuing authority may itself be the anchor"
    );
    assert!(
        matches!(
            judge(std::slice::from_ref(root), std::slice::from_ref(issuing), Use::Authentication),
            ChainStatus::WrongUsage { .. }
        ),
        "a signature certificate proves no identity at a login"
    );
}

#[test]
fn a_person_cannot_certify_and_units_cannot_sign_documents() {
    let story = Story::new();
    let evidence = |anchors, intermediates| Evidence { anchors, intermediates, ..Evidence::default() };
    let anchors = [story.authority.root.clone()];
    let intermediates = [story.authority.issuer.certificate().clone()];
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    for profile in ["training-ocsp", "training-timestamping"] {
        let unit = story.authority.issue(profile, authority_name("Sportello TRAINING unit"), &key);
        let verdict =
            validate(&unit, &evidence(&anchors, &intermediates), NOW, Use::Signature, StatusNeed::WhereKnown);
        assert!(
            matches!(verdict.status, ChainStatus::WrongUsage { .. }),
            "{profile} signs no documents: {:?}",
            verdict.status
        );
    }
    // The person's certificate offered as an anchor for the issuing authority's own.
    let verdict = validate(
        &story.certificate,
        &evidence(std::slice::from_ref(&story.certificate), &[]),
        NOW,
        Use::Signature,
        StatusNeed::WhereKnown,
    );
    assert_eq!(verdict.status, ChainStatus::Untrusted, "a certificate does not vouch for itself");
}

#[test]
fn a_forged_signature_in_the_chain_is_called_so() {
    let story = Story::new();
    let mut der = story.certificate.der().to_vec();
    let place = der.windows(5).position(|window| window == b"Mario").unwrap();
    der[place] = b'D';
    let forged = Certificate::from_der(&der).unwrap();
    let anchors = [story.authority.root.clone()];
    let intermediates = [story.authority.issuer.certificate().clone()];
    let evidence = Evidence { anchors: &anchors, intermediates: &intermediates, ..Evidence::default() };
    let verdict = validate(&forged, &evidence, NOW, Use::Signature, StatusNeed::WhereKnown);
    assert_eq!(verdict.status, ChainStatus::BadSignature, "the name was changed after issue");
}

#[test]
fn responses_tell_the_same_as_lists() {
    let story = Story::new();
    let issuer = story.authority.issuer.certificate();
    let nonce = [7; 16];
    let request = OcspRequest::about(&story.certificate, issuer, Some(&nonce)).unwrap();
    let since = NOW - Duration::hours(1);
    let reason = Some(RevocationReason::AffiliationChanged);
    let roots = [story.authority.root_status_list(NOW)];
    for (given, expected) in [
        (OcspStatus::Good, ChainStatus::Valid { status_as_of: Some(NOW) }),
        (OcspStatus::Revoked { since, reason }, ChainStatus::Revoked { since, reason }),
    ] {
        let response = story.authority.answer(&request, NOW, |_| given);
        let verified = ocsp::verify(&response, &story.certificate, issuer, Some(&nonce)).unwrap();
        assert_eq!(verified.status, given, "the answer is the status given");
        assert!(
            ocsp::verify(&response, &story.certificate, issuer, Some(&[8; 16])).is_err(),
            "an answer to another question is refused"
        );
        let evidence = Evidence {
            status_lists: &roots,
            ocsp_responses: std::slice::from_ref(&response),
            ..Evidence::default()
        };
        assert_eq!(
            story.judge_with(&evidence, NOW, StatusNeed::Required),
            expected,
            "and the verdict follows"
        );
    }
}

#[test]
fn strangers_do_not_answer_and_are_not_answered() {
    let story = Story::new();
    let other = Story::new();
    let issuer = story.authority.issuer.certificate();
    let request = OcspRequest::about(&story.certificate, issuer, None).unwrap();
    let response = other.authority.answer(&request, NOW, |_| OcspStatus::Good);
    assert_eq!(
        ocsp::verify(&response, &story.certificate, issuer, None),
        Err(ocsp::OcspError::NotAuthorised),
        "a responder of another authority says nothing about ours"
    );
    // The other authority's key differs, so the question does not concern it and is never looked up.
    let mut asked = false;
    other.authority.answer(&request, NOW, |_| {
        asked = true;
        OcspStatus::Good
    });
    assert!(!asked, "a question about another issuer is answered unknown without a look-up");
    // An officer's certificate is no responder's.
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let officer = story.authority.issue("training-officer", mario(), &key);
    let responder = ocsp::Responder {
        issuer,
        certificate: &officer,
        this_update: NOW,
        next_update: NOW,
        produced_at: NOW,
    };
    let request = OcspRequest::from_der(&request).unwrap();
    let response = ocsp::respond(&request, &responder, &key, |_| OcspStatus::Good).unwrap();
    assert_eq!(
        ocsp::verify(&response, &story.certificate, issuer, None),
        Err(ocsp::OcspError::NotAuthorised),
        "without the purpose OCSPSigning nobody answers for the authority"
    );
}

#[test]
fn lists_that_contradict_themselves_are_not_signed() {
    let story = Story::new();
    let issuer = story.authority.issuer.certificate();
    let order = sportello_pki::status_list::StatusListOrder {
        number: 1,
        this_update: NOW,
        next_update: NOW,
        keeps_expired_since: BORN,
        entries: Vec::new(),
    };
    assert!(
        matches!(sign(issuer, &order, &story.authority.key), Err(StatusListError::NotAllowed(_))),
        "it would be stale at once"
    );
    let mut order = order;
    order.next_update = NOW + Duration::hours(24);
    assert!(
        matches!(sign(issuer, &order, &story.authority.root_key), Err(StatusListError::NotAllowed(_))),
        "another key may not sign it"
    );
    order.entries = vec![story.entry(NOW + Duration::hours(1), None)];
    assert!(
        matches!(sign(issuer, &order, &story.authority.key), Err(StatusListError::NotAllowed(_))),
        "nobody is revoked in the future"
    );
    order.entries = vec![story.entry(NOW, None)];
    let list = sign(issuer, &order, &story.authority.key).unwrap();
    assert_eq!(StatusList::from_pem(&list.to_pem().unwrap()).unwrap(), list, "PEM keeps the bytes");
    assert_eq!(
        list.entry_of(&story.certificate.serial()),
        Some(story.entry(NOW, None)),
        "the entry is found"
    );
}
