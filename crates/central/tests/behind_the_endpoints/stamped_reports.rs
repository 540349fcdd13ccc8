//! Reports that come with a time-stamp, and the one that the centre gives them.

use sportello_central::{authority::time_stamps, digest::sha256_hex, evidence, report_stamp};
use sportello_domain::error_code::ErrorCode;
use sportello_pki::{
    certificate::Certificate,
    keys::{Digest, FileKey, KeyAlgorithm},
    path::StatusNeed,
};
use sportello_signing::{
    pades::{self, Kind, Trust, is_accepted},
    timestamp::{self, Asked, Imprint, Unit, read_answer},
};
use sportello_testkit::authority::Authority as OtherAuthority;
use time::Duration;

use crate::{
    fixture::{Site, officer_credential},
    reports::{account, check, facts, refused, sign, signed_report},
};

fn asked(imprint: Imprint) -> Asked {
    Asked::new(imprint, &[7; 8]).unwrap()
}

/// With a time-stamp of the centre's unit.
async fn with_ours(site: &Site, pdf: &[u8]) -> Vec<u8> {
    let prepared = pades::prepare_stamp(pdf).unwrap();
    let asked = asked(prepared.imprint(pdf, Digest::Sha256).unwrap());
    let answer = time_stamps::give(&site.centre, asked.clone()).await.unwrap();
    prepared.finish(pdf, &read_answer(&answer, &asked).unwrap().1).unwrap()
}

/// With one by anybody.
fn with_theirs(site: &Site, pdf: &[u8], (certificate, key): &(Certificate, FileKey)) -> Vec<u8> {
    let prepared = pades::prepare_stamp(pdf).unwrap();
    let asked = asked(prepared.imprint(pdf, Digest::Sha256).unwrap());
    let unit = Unit { key, certificate, chain: &[], policy: "1.2.3.4.5", accuracy: 1 };
    let answer = timestamp::stamp(&asked, &unit, &[1], site.clock.now().get()).unwrap();
    prepared.finish(pdf, &read_answer(&answer, &asked).unwrap().1).unwrap()
}

#[tokio::test]
async fn an_accepted_report_is_stored_with_the_centres_stamp_behind_it() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let pdf = signed_report(&site, &facts(&site, me).await, &key, &certificate).await;
    site.clock.advance(Duration::days(2));
    let accepted = check(&site, &pdf, me).await.unwrap();
    let stamped = report_stamp::stamp(&site.centre, &site.officer, &pdf, &accepted.stamp).await.unwrap();
    let (row, bytes) = evidence::get(&site.centre, site.customer, stamped.evidence).await.unwrap();
    assert!(bytes.starts_with(&pdf), "what was handed in stays, byte for byte");
    assert_eq!(row.sha256, sha256_hex(&bytes), "and what is kept has a hash of its own");
    let trust = Trust {
        anchors: std::slice::from_ref(site.centre.authority.root()),
        intermediates: &[],
        status_lists: &[],
        ocsp_responses: &[],
        at: accepted.signed_at.get(),
        need: StatusNeed::WhereKnown,
    };
    let judged = pades::validate(&bytes, &trust).unwrap();
    assert!(is_accepted(&judged), "signature and stamp hold: {judged:?}");
    let stamp = judged.iter().find(|status| status.kind == Kind::DocumentStamp).unwrap();
    let now = site.clock.now().get().replace_nanosecond(0).unwrap();
    assert_eq!(stamp.stamped_at, Some(now), "stamped when it was received");
    let again = check(&site, &bytes, me).await.unwrap();
    assert_eq!(again.facts, accepted.facts, "handed in with its stamp it says the same");
}

#[tokio::test]
async fn time_stamps_that_come_along_must_be_what_they_seem() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let pdf = signed_report(&site, &facts(&site, me).await, &key, &certificate).await;
    let other = OtherAuthority::new(KeyAlgorithm::EcdsaP256).stamping_unit(KeyAlgorithm::EcdsaP256);
    let theirs = with_theirs(&site, &pdf, &other);
    let both = with_ours(&site, &theirs).await;
    assert!(check(&site, &both, me).await.is_ok(), "another provider's does no harm, ours behind it neither");

    let mut changed = theirs.clone();
    let place = changed.len() - 40;
    let place = (place..changed.len()).find(|at| changed[*at].is_ascii_digit()).unwrap();
    changed[place] ^= 1;
    let (code, why) = check(&site, &changed, me).await.unwrap_err();
    let known = [ErrorCode::ReportSignatureInvalid, ErrorCode::FileUnreadable];
    assert!(known.contains(&code), "a byte behind the signature was changed: {code} {why}");
    let more = [theirs.as_slice(), b"\n% one more line\n"].concat();
    assert!(check(&site, &more, me).await.is_err(), "and bytes behind the stamp are under nothing");

    let chain = site.centre.authority.all_issuing();
    let signed_twice = sign(&theirs, &key, &certificate, &chain, site.clock.now());
    assert_eq!(
        check(&site, &signed_twice, me).await,
        refused(ErrorCode::ReportSignatureInvalid, "several"),
        "a stamp between two signatures hides neither"
    );
    let unsigned = {
        let request = site.stored_request().await;
        let facts = facts(&site, me).await;
        sportello_papers::report::make(&facts, &request.case, sportello_domain::catalogue::Language::It)
            .unwrap()
    };
    assert_eq!(
        check(&site, &with_ours(&site, &unsigned).await, me).await,
        refused(ErrorCode::ReportNotSigned, ""),
        "a time-stamp is nobody's signature"
    );
}

#[tokio::test]
async fn a_signature_cannot_be_younger_than_our_stamp_of_it() {
    let site = Site::new().await;
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    let me = account(&site.officer);
    let facts = facts(&site, me).await;
    site.clock.advance(Duration::hours(2));
    // The claim is of now, the stamp of an hour ago.
    let pdf = signed_report(&site, &facts, &key, &certificate).await;
    site.clock.advance(-Duration::hours(1));
    let stamped = with_ours(&site, &pdf).await;
    site.clock.advance(Duration::hours(1));
    assert!(check(&site, &pdf, me).await.is_ok(), "without the stamp nothing speaks against the claim");
    assert_eq!(
        check(&site, &stamped, me).await,
        refused(ErrorCode::ReportSignatureInvalid, "inTheFuture"),
        "with it the claim is refuted"
    );
}
