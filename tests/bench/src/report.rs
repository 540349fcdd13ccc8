//! The recognition report, made and signed, beside pyHanko signing the same PDF.

use std::{path::Path, process::Command};

use sportello_desk::{papers, recognition};
use sportello_domain::catalogue::Language;
use sportello_pki::SigningKey as _;
use sportello_signing::{
    credential::{self, Passphrase},
    pades::{self, PreparedOptions},
};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::{
    counter::Counter,
    figures::{Times, verdict},
};

const TIMES: usize = 50;

pub async fn measure() {
    println!("The recognition report: made from the case and signed (PAdES, software key)\n");
    let counter = Counter::open().await;
    let (request, _) = counter.to_be_issued(1).await;
    let secret = counter.password().reveal().to_owned();
    let file = std::fs::read(&counter.credential).unwrap();
    let opened = credential::open(&file, &Passphrase::new(Zeroizing::new(secret.clone()))).unwrap();

    let (mut made, mut signed) = (Times::default(), Times::default());
    let mut pdf = Vec::new();
    for _ in 0..TIMES {
        let began = std::time::Instant::now();
        let view =
            recognition::prepare_report(&counter.desk, counter.wanted(request), Language::En).await.unwrap();
        pdf = papers::paper_bytes(&counter.desk, &view.paper.paper).unwrap();
        let report = began.elapsed();
        made.keep(report);
        let options = PreparedOptions {
            name: None,
            signer: opened.certificate.clone(),
            chain: opened.chain.clone(),
            signing_time: OffsetDateTime::now_utc(),
            reason: None,
            location: Some("Milano".to_owned()),
            placeholder_size: None,
        };
        let prepared = pades::prepare(&pdf, options).unwrap();
        let signature = opened.key.sign(prepared.to_be_signed()).unwrap();
        pades::finish(prepared, &signature).unwrap();
        signed.keep(began.elapsed());
    }
    let mut limit = Times::default();
    for _ in 0..TIMES {
        limit.take(|| opened.key.sign(&pdf).unwrap());
    }

    let folder = counter.scene.grounds.folder.path();
    let unsigned = folder.join("unsigned.pdf");
    std::fs::write(&unsigned, &pdf).unwrap();
    let peer = pyhanko(&unsigned, &counter.credential, &secret);

    signed.tell("Sportello: report made and signed");
    made.tell("  of which making the report");
    peer.tell("pyHanko: the same PDF signed (loaded once, in one process)");
    limit.tell("the limit: the key's signature alone");
    verdict(
        "Sportello's time beside pyHanko's",
        signed.median().as_secs_f64() / peer.median().as_secs_f64(),
        "below 1",
    );
    counter.scene.stop().await;
}

/// The peer's own times, in one process of it.
fn pyhanko(pdf: &Path, credential: &Path, password: &str) -> Times {
    let judges = std::env::var_os("SPORTELLO_JUDGES").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join("pyhanko_sign.py");
    let mut command = Command::new(Path::new(&judges).join("bin").join("python"));
    command.arg(script).arg(pdf).arg(credential).arg(TIMES.to_string()).env("CREDENTIAL_PASSWORD", password);
    let output = command.output().unwrap();
    assert!(output.status.success(), "pyHanko signs: {}", String::from_utf8_lossy(&output.stderr));
    let mut times = Times::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        times.keep(std::time::Duration::from_secs_f64(line.parse().unwrap()));
    }
    times
}
