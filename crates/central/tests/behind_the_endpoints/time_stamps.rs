//! The time-stamp service over HTTP: what is stamped, what is refused, and the unit behind it.

use std::collections::BTreeSet;

use reqwest::{Client, StatusCode};
use sportello_central::{
    authority::{
        revoke::{Revocation, revoke},
        stamping_unit,
    },
    listeners::{self, Running},
};
use sportello_central_store::tables::audit;
use sportello_pki::{
    keys::Digest,
    path::{self, Evidence, StatusNeed, Use},
};
use sportello_signing::timestamp::{Asked, Imprint, Refusal, Stamp, StampError, read_answer};
use time::Duration;

use crate::fixture::{Site, sql};

/// `TimeStampReq` without nonce, of 32 or 20 zeros: another program's, so to speak.
const SHA1_REQUEST: &[u8] = b"\x30\x27\x02\x01\x01\x30\x1f\x30\x07\x06\x05\x2b\x0e\x03\x02\x1a\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\xff";

struct Asker {
    running: Running,
    client: Client,
}

impl Asker {
    async fn of(site: &Site) -> Self {
        Self { running: listeners::start(site.centre.clone()).await.unwrap(), client: Client::new() }
    }

    async fn post(&self, kind: &str, body: Vec<u8>) -> (StatusCode, Option<String>, Vec<u8>) {
        let url = format!("{}/time-stamps", self.running.holders);
        let answer = self.client.post(url).header("content-type", kind).body(body).send().await.unwrap();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        (answer.status(), kind, answer.bytes().await.unwrap().to_vec())
    }

    /// The answer's bytes; whatever was sent, it is one of RFC 3161.
    async fn ask(&self, request: Vec<u8>) -> Vec<u8> {
        let (status, kind, answer) = self.post("application/timestamp-query", request).await;
        assert_eq!(status, StatusCode::OK, "what is wrong with a request stands in the answer");
        assert_eq!(kind.as_deref(), Some("application/timestamp-reply"), "as RFC 3161 §3.4 wants it");
        answer
    }

    async fn stamp(&self, bytes: &[u8]) -> Result<Stamp, StampError> {
        let asked = asked(bytes);
        let answer = self.ask(asked.to_der().unwrap()).await;
        read_answer(&answer, &asked).map(|(stamp, _)| stamp)
    }
}

fn asked(bytes: &[u8]) -> Asked {
    Asked::new(Imprint::of(Digest::Sha256, bytes), &[0xf1, 2, 3, 4, 5, 6, 7, 8]).unwrap()
}

fn is_trusted(site: &Site, stamp: &Stamp) -> bool {
    let evidence = Evidence {
        anchors: std::slice::from_ref(site.centre.authority.root()),
        intermediates: &stamp.sent_along,
        status_lists: &[],
        ocsp_responses: &[],
    };
    let verdict =
        path::validate(&stamp.signer, &evidence, stamp.at, Use::TimeStamping, StatusNeed::WhereKnown);
    verdict.status.is_valid()
}

#[tokio::test]
async fn whoever_asks_gets_a_stamp_of_the_centres_unit() {
    let site = Site::new().await;
    let service = Asker::of(&site).await;
    let stamp = service.stamp(b"a report").await.unwrap();
    assert!(stamp.is_of(b"a report"), "of what was asked for");
    assert_eq!(stamp.at, site.clock.now().get().replace_nanosecond(0).unwrap(), "at the centre's time");
    assert_eq!(stamp.accuracy, Some(1), "EN 319 422 §5.2.1");
    assert_eq!(stamp.policy, "1.3.6.1.4.1.32473.1.6", "under the policy of the unit's certificate");
    assert!(is_trusted(&site, &stamp), "what goes along leads to the root");
    let facts = stamp.signer.facts().unwrap();
    assert!(facts.subject_is_training, "training shows in the unit's name");

    let client = &service.client;
    let list = client.get(format!("{}/crl/issuing-1.crl", service.running.holders)).send().await.unwrap();
    assert!(list.status().is_success(), "and its status can be looked up");
    let metrics = client.get(format!("{}/metrics", service.running.operations)).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    assert!(metrics.contains("central_time_stamps_total{outcome=\"granted\"} 1\n"), "counted: {metrics}");
    service.running.stop().await;
}

#[tokio::test]
async fn no_serial_number_comes_twice_also_after_a_restart() {
    let site = Site::new().await;
    let mut seen = BTreeSet::new();
    let service = Asker::of(&site).await;
    for number in 0..30 {
        let stamp = service.stamp(format!("report {number}").as_bytes()).await.unwrap();
        assert!(stamp.serial.len() <= 20, "RFC 3161 §2.4.2: 160 bits at most");
        assert!(seen.insert(stamp.serial), "report {number} has a number of its own");
    }
    service.running.stop().await;
    // As a process that was killed: it gave nothing back.
    let site = site.reopened().await;
    let service = Asker::of(&site).await;
    let stamp = service.stamp(b"another").await.unwrap();
    let leading = |serial: &[u8]| serial[..serial.len() - 8].to_vec();
    let before: BTreeSet<_> = seen.iter().map(|serial| leading(serial)).collect();
    assert!(!before.contains(&leading(&stamp.serial)), "not even the counted part comes again");
    let mut tx = site.centre.store.read().await.unwrap();
    let last = audit::last(&mut tx).await.unwrap().unwrap();
    assert_eq!(
        (last.what.as_str(), last.target.as_str()),
        ("reserveTimeStamps", "time-stamps 1001-2000"),
        "numbers are taken by the thousand, and the log says so"
    );
    drop(tx);
    service.running.stop().await;
}

#[tokio::test]
async fn what_cannot_be_stamped_is_told_why() {
    let site = Site::new().await;
    let service = Asker::of(&site).await;
    let good = asked(b"a report");
    let mut other_policy = good.clone();
    other_policy.policy = Some("1.2.3.4.5".to_owned());
    let mut short = good.clone();
    short.imprint.hash.truncate(20);
    let cut = good.to_der().unwrap().split_off(3);
    for (request, refusal, why) in [
        (b"no request".to_vec(), Refusal::Request, "bytes that are none"),
        (Vec::new(), Refusal::Request, "nothing at all"),
        (cut, Refusal::Request, "a part of one"),
        (SHA1_REQUEST.to_vec(), Refusal::Algorithm, "a digest that is trusted no more"),
        (short.to_der().unwrap(), Refusal::Format, "a digest cut short"),
        (other_policy.to_der().unwrap(), Refusal::Policy, "rules that are not ours"),
    ] {
        let answer = service.ask(request).await;
        assert_eq!(read_answer(&answer, &good).unwrap_err(), StampError::Refused(refusal), "{why}");
    }
    let request = good.to_der().unwrap();
    let (status, _, _) = service.post("application/octet-stream", request.clone()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "another content type is no request");
    let (status, _, _) = service.post("application/timestamp-query", vec![0x30; 1 << 20]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "a request is small");
    let url = format!("{}/time-stamps", service.running.holders);
    let got = service.client.get(&url).send().await.unwrap();
    assert_eq!(got.status(), StatusCode::METHOD_NOT_ALLOWED, "a stamp is asked for by POST");
    let desks = service.client.post(url.replace(&service.running.holders, &service.running.desks));
    assert_eq!(desks.send().await.unwrap().status(), StatusCode::NOT_FOUND, "and not at the desks' address");

    site.clock.advance(-Duration::days(1));
    let early = service.stamp(b"a report").await.unwrap_err();
    assert_eq!(early, StampError::Refused(Refusal::TimeUnknown), "a clock before the unit's time is wrong");
    site.clock.advance(Duration::days(1));
    assert!(service.stamp(b"a report").await.is_ok(), "and the next one is stamped as ever");
    service.running.stop().await;
}

#[tokio::test]
async fn a_centre_that_was_founded_without_a_unit_gets_one_at_its_next_start() {
    let site = Site::new().await;
    for taken in [
        "DELETE FROM certificates WHERE kind = 'timestamping'",
        "DELETE FROM signing_keys WHERE role = 'timestamping'",
    ] {
        sql(&site.centre, taken, Vec::new()).await;
    }
    let site = site.reopened().await;
    let service = Asker::of(&site).await;
    let first = service.stamp(b"a report").await.unwrap();
    assert!(is_trusted(&site, &first), "it stamps");
    service.running.stop().await;
    let site = site.reopened().await;
    let service = Asker::of(&site).await;
    assert_eq!(service.stamp(b"a report").await.unwrap().signer, first.signer, "one is enough");
    service.running.stop().await;
}

#[tokio::test]
async fn a_unit_stamps_for_a_year_and_a_revoked_one_no_more() {
    let site = Site::new().await;
    let service = Asker::of(&site).await;
    let first = service.stamp(b"a report").await.unwrap();
    assert!(!stamping_unit::keep(&site.centre).await.unwrap(), "nothing to do in its year");
    site.clock.advance(Duration::days(365));
    assert!(stamping_unit::keep(&site.centre).await.unwrap(), "then the next one is made");
    let second = service.stamp(b"a report").await.unwrap();
    assert_ne!(second.signer, first.signer, "and stamps");
    let left = first.signer.not_after() - site.clock.now().get();
    assert!(
        left > Duration::days(5 * 365 - 1),
        "what the first stamped can be verified for five years: {left}"
    );

    site.clock.advance(Duration::minutes(1));
    revoke(&site.centre, &Revocation { serial: second.signer.serial(), reason: None }).await.unwrap();
    let third = service.stamp(b"a report").await.unwrap();
    assert_ne!(third.signer, second.signer, "a revoked unit has a successor at once");
    assert!(is_trusted(&site, &third), "which is believed");
    service.running.stop().await;
}
