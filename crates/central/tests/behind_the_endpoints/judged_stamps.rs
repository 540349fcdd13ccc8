//! Other people's programs ask the running centre for time-stamps, and judge the reports that it stamped: openssl, pyHanko,
//! pdfsig.

use std::{path::Path, process::Command};

use sportello_central::{
    evidence,
    listeners::{self, Running},
    report_stamp,
};
use sportello_testkit::judges::{Exhibits, content, judge_report, opinion, script};

use crate::{
    fixture::{Site, officer_credential},
    reports::{account, check, facts, signed_report},
};

/// A report signed by the site's officer.
async fn report(site: &Site) -> Vec<u8> {
    let (key, certificate) = officer_credential(&site.centre, &site.officer).await;
    signed_report(site, &facts(site, account(&site.officer)).await, &key, &certificate).await
}

fn openssl(words: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command.args(words);
    command
}

async fn ask(running: &Running, query: &Path) -> Vec<u8> {
    let request = reqwest::Client::new()
        .post(format!("{}/time-stamps", running.holders))
        .header("content-type", "application/timestamp-query")
        .body(std::fs::read(query).unwrap());
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/timestamp-reply", "as RFC 3161 §3.4 wants it");
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_verifies_what_it_asked_the_running_centre_for() {
    let site = Site::today(|_| {}).await;
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let exhibits = Exhibits::new();
    let root = exhibits.pem("root.pem", &[site.centre.authority.root()]);
    let between = exhibits.pem("between.pem", &[site.centre.authority.issuing()]);
    let data = exhibits.write("data", b"what has to be there by now");
    let (query, reply) = (exhibits.path("query"), exhibits.path("reply"));
    for digest in ["-sha256", "-sha384", "-sha512"] {
        let mut command = openssl(&["ts", "-query", digest, "-cert", "-data"]);
        content(command.arg(&data).arg("-out").arg(&query), "openssl writes a request");
        std::fs::write(&reply, ask(&running, &query).await).unwrap();
        let verify = |against: &str, file: &Path| {
            let mut verify = openssl(&["ts", "-verify", against]);
            verify.arg(file).arg("-in").arg(&reply).arg("-CAfile").arg(&root).arg("-untrusted").arg(&between);
            verify
        };
        for (against, file) in [("-queryfile", &query), ("-data", &data)] {
            let said = content(&mut verify(against, file), "openssl must find the answer good");
            assert!(said.contains("Verification: OK"), "{digest}, {against}: {said}");
        }
        let other = exhibits.write("other", b"something else");
        assert!(!opinion(&mut verify("-data", &other)).0, "{digest}: it is of nothing else");
    }
    let mut command = openssl(&["ts", "-query", "-sha1", "-data"]);
    content(command.arg(&data).arg("-out").arg(&query), "openssl still asks with SHA-1");
    std::fs::write(&reply, ask(&running, &query).await).unwrap();
    let told = content(openssl(&["ts", "-reply", "-text", "-in"]).arg(&reply), "openssl reads the refusal");
    assert!(told.contains("Status: Rejected.") && told.contains("algorithm identifier"), "{told}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pyhanko_finds_a_received_report_signed_and_stamped() {
    let site = Site::today(|_| {}).await;
    let exhibits = Exhibits::new();
    let root = exhibits.pem("root.pem", &[site.centre.authority.root()]);
    let pdf = report(&site).await;
    let accepted = check(&site, &pdf, account(&site.officer)).await.unwrap();
    let stamped = report_stamp::stamp(&site.centre, &site.officer, &pdf, &accepted.stamp).await.unwrap();
    let (_, kept) = evidence::get(&site.centre, site.customer, stamped.evidence).await.unwrap();
    let file = exhibits.write("report.pdf", &kept);
    is_found_good(&root, &file);
    let said = content(Command::new("pdfsig").arg("-nocert").arg(&file), "pdfsig reads the report");
    assert!(said.contains("Signature Validation: Signature is Valid."), "and finds it signed: {said}");
    content(Command::new("qpdf").arg("--check").arg(&file), "its structure is without a fault");
}

/// Another program as the client: what it asks for and puts behind a report, the centre reads.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_pyhanko_had_stamped_here_is_accepted() {
    let site = Site::today(|_| {}).await;
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let exhibits = Exhibits::new();
    let root = exhibits.pem("root.pem", &[site.centre.authority.root()]);
    let (signed, stamped) =
        (exhibits.write("signed.pdf", &report(&site).await), exhibits.path("stamped.pdf"));
    let mut command = script("stamp_report.py");
    command.arg(format!("{}/time-stamps", running.holders)).arg(&signed).arg(&stamped);
    content(&mut command, "pyHanko gets a time-stamp and puts it in");
    let pdf = std::fs::read(&stamped).unwrap();
    is_found_good(&root, &stamped);
    let outcome = check(&site, &pdf, account(&site.officer)).await;
    assert!(outcome.is_ok(), "a report with a time-stamp of another program's hand: {outcome:?}");
    running.stop().await;
}

fn is_found_good(root: &Path, file: &Path) {
    let told = judge_report(root, file, None);
    let told: Vec<serde_json::Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [signature, stamp] = told.as_slice() else { panic!("one of each: {told:?}") };
    for (judged, kind) in [(signature, "signature"), (stamp, "timestamp")] {
        assert_eq!(judged["kind"], kind, "{judged}");
        assert_eq!((&judged["intact"], &judged["trusted"]), (&true.into(), &true.into()), "{judged}");
    }
    assert_eq!(signature["bottomLine"], true, "the signature is valid: {signature}");
    assert_eq!(stamp["coverage"], "ENTIRE_FILE", "the stamp is of everything: {stamp}");
}
