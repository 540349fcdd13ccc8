//! Documents with a time-stamp behind them: made, judged, and attacked.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{Digest, FileKey, KeyAlgorithm, SigningKey as _};
use sportello_pki::path::{ChainStatus, StatusNeed};
use sportello_signing::pades::{
    Coverage, Integrity, Kind, PreparedOptions, SignatureStatus, SigningError, Trust, finish, is_accepted,
    prepare, prepare_stamp, validate,
};
use sportello_signing::timestamp::{Asked, Imprint, Unit, read_answer, stamp};
use sportello_testkit::authority::{Authority, NOW};
use sportello_testkit::documents::{Shape, document};
use time::Duration;

struct Story {
    authority: Authority,
    signer: (Certificate, FileKey),
    unit: (Certificate, FileKey),
}

impl Story {
    fn new() -> Self {
        let authority = Authority::new(KeyAlgorithm::EcdsaP256);
        let signer = authority.subject("training-officer", KeyAlgorithm::EcdsaP256);
        let unit = authority.stamping_unit(KeyAlgorithm::EcdsaP256);
        Self { authority, signer, unit }
    }

    fn sign(&self, pdf: &[u8]) -> Vec<u8> {
        let options = PreparedOptions {
            signer: self.signer.0.clone(),
            chain: vec![self.authority.issuer.certificate().clone()],
            signing_time: NOW,
            name: None,
            reason: None,
            location: None,
            placeholder_size: None,
        };
        let prepared = prepare(pdf, options).unwrap();
        let signature = self.signer.1.sign(prepared.to_be_signed()).unwrap();
        finish(prepared, &signature).unwrap()
    }

    /// A time-stamp by any key and certificate.
    fn token(&self, imprint: Imprint, by: &(Certificate, FileKey)) -> Vec<u8> {
        let asked = Asked::new(imprint, &[7; 8]).unwrap();
        let chain = [self.authority.issuer.certificate().clone()];
        let unit = Unit { key: &by.1, certificate: &by.0, chain: &chain, policy: "1.2.3.4.5", accuracy: 1 };
        let answer = stamp(&asked, &unit, &[1], NOW + Duration::minutes(5)).unwrap();
        read_answer(&answer, &asked).unwrap().1
    }

    fn stamp_by(&self, pdf: &[u8], by: &(Certificate, FileKey)) -> Vec<u8> {
        let prepared = prepare_stamp(pdf).unwrap();
        let token = self.token(prepared.imprint(pdf, Digest::Sha256).unwrap(), by);
        prepared.finish(pdf, &token).unwrap()
    }

    fn stamp(&self, pdf: &[u8]) -> Vec<u8> {
        self.stamp_by(pdf, &self.unit)
    }

    fn judge(&self, pdf: &[u8]) -> Vec<SignatureStatus> {
        let trust = Trust {
            anchors: std::slice::from_ref(&self.authority.root),
            intermediates: &[],
            status_lists: &[],
            ocsp_responses: &[],
            at: NOW,
            need: StatusNeed::WhereKnown,
        };
        validate(pdf, &trust).unwrap()
    }
}

fn signed_document() -> (Story, Vec<u8>) {
    let story = Story::new();
    let signed = story.sign(&document(Shape::Table, "Verbale"));
    (story, signed)
}

#[test]
fn a_stamp_comes_behind_the_signed_document_and_both_hold() {
    let story = Story::new();
    for shape in Shape::ALL {
        let signed = story.sign(&document(shape, "Verbale"));
        let stamped = story.stamp(&signed);
        assert!(stamped.starts_with(&signed), "{shape:?}: what was signed stays, byte for byte");
        let judged = story.judge(&stamped);
        let [signature, stamp] = judged.as_slice() else { panic!("{shape:?}: one of each: {judged:?}") };
        assert_eq!((signature.kind, stamp.kind), (Kind::Signature, Kind::DocumentStamp), "{shape:?}");
        assert_eq!(signature.coverage, Coverage::EarlierRevision, "{shape:?}: only a stamp came after");
        assert_eq!(signature.covers, signed.len(), "{shape:?}: and it is told what was signed");
        assert_eq!(stamp.coverage, Coverage::WholeFile, "{shape:?}: the stamp is of everything");
        assert_eq!(stamp.integrity, Integrity::Intact, "{shape:?}");
        assert_eq!(
            stamp.stamped_at,
            Some(NOW + Duration::minutes(5)),
            "{shape:?}: when, by the stamp's word"
        );
        assert_eq!(stamp.signer.as_ref(), Some(&story.unit.0), "{shape:?}: by the unit");
        assert!(is_accepted(&judged), "{shape:?}: {judged:?}");
        let again = story.stamp(&stamped);
        assert!(is_accepted(&story.judge(&again)), "{shape:?}: a second stamp leaves the first");
        let signed_again = story.sign(&again);
        assert!(is_accepted(&story.judge(&signed_again)), "{shape:?}: and so does a signature after them");
    }
}

#[test]
fn a_stamp_alone_signs_nothing() {
    let story = Story::new();
    let judged = story.judge(&story.stamp(&document(Shape::Table, "Verbale")));
    assert!(judged[0].is_acceptable(), "the stamp is good");
    assert!(!is_accepted(&judged), "and nobody signed the document");
}

#[test]
fn a_stamp_goes_into_the_document_it_was_given_for_and_no_other() {
    let (story, signed) = signed_document();
    let prepared = prepare_stamp(&signed).unwrap();
    let json = serde_json::to_string(&prepared).unwrap();
    assert_eq!(serde_json::from_str::<sportello_signing::pades::PreparedStamp>(&json).unwrap(), prepared);
    let token = story.token(prepared.imprint(&signed, Digest::Sha384).unwrap(), &story.unit);
    let mut other = signed.clone();
    other[20] ^= 1;
    assert_eq!(
        prepared.finish(&other, &token),
        Err(SigningError::WrongStamp),
        "a document of the same length"
    );
    let longer = [&signed[..], b"\n"].concat();
    let refused = prepared.finish(&longer, &token);
    assert!(matches!(refused, Err(SigningError::Encoding(_))), "a longer one: {refused:?}");
    assert_eq!(
        prepared.finish(&signed, b"no stamp"),
        Err(SigningError::WrongStamp),
        "bytes that are no stamp"
    );
    let stamped = prepared.finish(&signed, &token).unwrap();
    assert!(is_accepted(&story.judge(&stamped)), "the right one, with another digest");
}

#[test]
fn what_is_wrong_with_a_stamp_is_told() {
    let (story, signed) = signed_document();
    let stamped = story.stamp(&signed);
    let last = |pdf: &[u8]| story.judge(pdf).pop().unwrap();

    let mut changed = stamped.clone();
    let place = changed.windows(7).position(|window| window == b"Verbale").unwrap();
    changed[place] = b'W';
    let judged = story.judge(&changed);
    let altered = |status: &SignatureStatus| matches!(status.integrity, Integrity::Altered { .. });
    assert!(judged.iter().all(altered), "a changed word is noticed by signature and stamp: {judged:?}");

    let mut posing = stamped.clone();
    let place = posing.windows(12).rposition(|window| window == b"DocTimeStamp").unwrap();
    posing[place..place + 12].copy_from_slice(b"Sig/X 123456");
    let status = last(&posing);
    assert!(
        matches!(status.integrity, Integrity::Refused { .. }),
        "a stamp that poses as a signature: {status:?}"
    );

    let status = last(&story.stamp_by(&signed, &story.signer));
    let chain = status.chain_status().unwrap();
    assert!(matches!(chain, ChainStatus::WrongUsage { .. }), "an officer's key is no unit's: {chain:?}");
    let stranger = Authority::new(KeyAlgorithm::EcdsaP256).stamping_unit(KeyAlgorithm::EcdsaP256);
    let status = last(&story.stamp_by(&signed, &stranger));
    assert_eq!(status.integrity, Integrity::Intact, "a stranger's stamp can be read");
    assert!(!status.is_acceptable(), "and proves nothing here: {:?}", status.chain_status());

    let longer = [&stamped[..], b"% more\n"].concat();
    let judged = story.judge(&longer);
    let whole = judged.iter().any(|status| status.coverage == Coverage::WholeFile);
    assert!(!whole, "bytes behind the stamp are under nothing, which shows: {judged:?}");
}
