//! Time-stamps: asked for, given, read; and everything that is none.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

use proptest::prelude::*;
use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{Digest, FileKey, KeyAlgorithm};
use sportello_pki::path::{self, Evidence, StatusNeed, Use};
use sportello_signing::timestamp::{
    Asked, Imprint, Refusal, StampError, Unit, open, read_answer, refuse, stamp,
};
use sportello_testkit::authority::{Authority, NOW};

const POLICY: &str = "1.3.6.1.4.1.32473.1.6";

struct Given {
    authority: Authority,
    certificate: Certificate,
    key: FileKey,
}

impl Given {
    fn new(family: KeyAlgorithm) -> Self {
        let authority = Authority::new(family);
        let (certificate, key) = authority.stamping_unit(family);
        Self { authority, certificate, key }
    }

    fn stamp(&self, asked: &Asked) -> Result<Vec<u8>, StampError> {
        let chain = [self.authority.issuer.certificate().clone()];
        let unit = Unit {
            key: &self.key,
            certificate: &self.certificate,
            chain: &chain,
            policy: POLICY,
            accuracy: 1,
        };
        stamp(asked, &unit, &[0x9a, 1, 2, 3, 4, 5, 6, 7], NOW)
    }
}

fn asked(bytes: &[u8]) -> Asked {
    Asked::new(Imprint::of(Digest::Sha256, bytes), &[0xf1, 2, 3, 4, 5, 6, 7, 8]).unwrap()
}

#[test]
fn what_was_asked_for_is_stamped_and_nothing_else() {
    for family in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa] {
        let given = Given::new(family);
        let asked = asked(b"a report");
        let heard = Asked::read(&asked.to_der().unwrap()).unwrap();
        assert_eq!(heard, asked, "a request is read as it was written");
        let answer = given.stamp(&heard).unwrap();
        let (read, token) = read_answer(&answer, &asked).unwrap();
        assert_eq!((read.at, read.accuracy), (NOW, Some(1)), "the moment, to the second");
        assert_eq!(read.serial, [0, 0x9a, 1, 2, 3, 4, 5, 6, 7], "a serial number is never negative");
        assert!(read.is_of(b"a report"), "of the bytes whose digest was sent");
        assert!(!read.is_of(b"another one"), "and of no others");
        assert_eq!(open(&token).unwrap(), read, "what is kept says the same");

        let evidence = Evidence {
            anchors: std::slice::from_ref(&given.authority.root),
            intermediates: &read.sent_along,
            ..Evidence::default()
        };
        let judged = |usage| {
            let verdict = path::validate(&read.signer, &evidence, read.at, usage, StatusNeed::WhereKnown);
            verdict.status.is_valid()
        };
        assert!(judged(Use::TimeStamping), "the chain that came along leads to the root");
        assert!(!judged(Use::Signature), "such a key signs no documents");
    }
}

#[test]
fn an_answer_to_another_question_is_none() {
    let given = Given::new(KeyAlgorithm::EcdsaP256);
    let asked = asked(b"a report");
    let answer = given.stamp(&asked).unwrap();
    let other = Asked::new(asked.imprint.clone(), &[1; 8]).unwrap();
    assert_eq!(read_answer(&answer, &other).unwrap_err(), StampError::Other("nonce"), "an answer is not old");
    let mut other = asked.clone();
    other.imprint = Imprint::of(Digest::Sha256, b"another");
    assert_eq!(read_answer(&answer, &other).unwrap_err(), StampError::Other("imprint"), "nor of other bytes");
    let mut other = asked.clone();
    other.policy = Some("1.2.3".to_owned());
    assert_eq!(
        read_answer(&answer, &other).unwrap_err(),
        StampError::Other("policy"),
        "nor under other rules"
    );
    assert_eq!(
        given.stamp(&other).unwrap_err(),
        StampError::Refused(Refusal::Policy),
        "and none is given under them"
    );
    let mut without = asked;
    without.with_certificate = false;
    let answer = given.stamp(&without).unwrap();
    assert_eq!(
        read_answer(&answer, &without).unwrap_err(),
        StampError::Malformed("stamp"),
        "without its certificate a stamp proves nothing here"
    );
}

#[test]
fn a_refusal_says_why() {
    for refusal in [
        Refusal::Algorithm,
        Refusal::Request,
        Refusal::Format,
        Refusal::TimeUnknown,
        Refusal::Policy,
        Refusal::Extension,
        Refusal::Failure,
    ] {
        let answer = refuse(refusal).unwrap();
        let heard = read_answer(&answer, &asked(b"a report")).unwrap_err();
        assert_eq!(heard, StampError::Refused(refusal), "the reason arrives");
    }
    assert_eq!(Asked::read(b"no request").unwrap_err(), Refusal::Request, "bytes that are no request");
    let mut short = asked(b"");
    short.imprint.hash.truncate(20);
    assert_eq!(Asked::read(&short.to_der().unwrap()).unwrap_err(), Refusal::Format, "a digest cut short");
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Asked::read(&bytes).is_err());
        prop_assert!(open(&bytes).is_err());
        prop_assert!(read_answer(&bytes, &asked(b"a report")).is_err());
    }

    #[test]
    fn a_changed_byte_is_noticed_or_says_the_same(at in any::<prop::sample::Index>(), with in 1_u8..) {
        static GIVEN: std::sync::OnceLock<(Asked, Vec<u8>)> = std::sync::OnceLock::new();
        let (asked, answer) = GIVEN.get_or_init(|| {
            let asked = asked(b"a report");
            let answer = Given::new(KeyAlgorithm::EcdsaP256).stamp(&asked).unwrap();
            (asked, answer)
        });
        let mut changed = answer.clone();
        let at = at.index(changed.len());
        changed[at] ^= with;
        let (before, _) = read_answer(answer, asked).unwrap();
        if let Ok((after, _)) = read_answer(&changed, asked) {
            // What came along stands outside of what is signed.
            prop_assert_eq!((after.at, after.serial, after.signer), (before.at, before.serial, before.signer));
        }
    }
}
