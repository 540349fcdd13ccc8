//! Certificates a second through the service, each durable before it is answered, beside `openssl ca -batch`.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Instant,
};

use sportello_desk::issuance;
use sportello_domain::ids::ProductId;
use sportello_pki::{FileKey, KeyAlgorithm, SigningKey as _};

use crate::{
    counter::Counter,
    figures::{Rate, verdict},
};

const COUNT: usize = 96;
/// Officers who press *Issue* at the same time.
const LANES: usize = 4;

pub async fn measure() {
    println!(
        "Certificates through the service (HTTP, rights, key pair, two-step issue, durable commit, audit)\n"
    );
    let counter = Counter::open().await;
    println!("  {COUNT} requests are brought to be issued …");
    let mut products = Vec::new();
    for seed in 0..COUNT as u64 {
        let (_, product) = counter.to_be_issued(1000 + seed).await;
        let preview = issuance::certificate_preview(&counter.desk, product).await.unwrap();
        products.push((product, preview.version));
    }
    let ours = issue_all(&counter, &products).await;

    let folder = counter.scene.grounds.folder.path().join("openssl");
    let requests = openssl_ca(&folder);
    let peer = Rate::of(COUNT, |index| sign(&folder, &requests[index], index));
    let mut log = OpenOptions::new().create(true).append(true).open(folder.join("limit")).unwrap();
    let disk = Rate::of(COUNT * 4, |_| {
        log.write_all(&[0; 4096]).unwrap();
        log.sync_data().unwrap();
    });
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let signatures = Rate::of(COUNT * 10, |_| {
        key.sign(&[7; 1500]).unwrap();
    });

    println!();
    ours.tell("Sportello: key made, certificate issued, all of it durable");
    peer.tell("openssl ca -batch: requests ready, one call each, no sync");
    disk.tell("the limit of this disk: durable writes of 4 KiB, one by one");
    signatures.tell("the limit of this processor: P-256 signatures");
    verdict("Sportello's rate beside openssl's", ours.per_second() / peer.per_second(), "above 1");
    counter.scene.stop().await;
}

/// Issues everything in a few lanes, as officers at several counters would.
async fn issue_all(counter: &Counter, products: &[(ProductId, u32)]) -> Rate {
    let began = Instant::now();
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let desk = Arc::clone(&counter.desk);
            let mine: Vec<_> = products.iter().skip(lane).step_by(LANES).copied().collect();
            tokio::spawn(async move {
                for (product, version) in mine {
                    issuance::issue_certificate(&desk, product, version).await.unwrap();
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.await.unwrap();
    }
    Rate { count: products.len(), within: began.elapsed() }
}

/// A certification authority as openssl keeps one, and requests whose keys were made beforehand.
fn openssl_ca(folder: &Path) -> Vec<PathBuf> {
    const CONFIGURATION: &str = "\
[ca]\ndefault_ca = own\n\
[own]\ndatabase = index.txt\nnew_certs_dir = new\nserial = serial\ncertificate = ca.pem\nprivate_key = ca.key\n\
default_md = sha256\ndefault_days = 365\npolicy = any\nunique_subject = no\nx509_extensions = leaf\n\
[any]\ncommonName = supplied\n\
[leaf]\nkeyUsage = critical,nonRepudiation\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n";
    fs::create_dir_all(folder.join("new")).unwrap();
    fs::write(folder.join("index.txt"), "").unwrap();
    fs::write(folder.join("serial"), "1000\n").unwrap();
    fs::write(folder.join("ca.cnf"), CONFIGURATION).unwrap();
    let new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    let ca = ["req", "-x509", "-subj", "/CN=Peer CA", "-days", "30", "-keyout", "ca.key", "-out", "ca.pem"];
    openssl(folder, &[&ca[..], &new_key[..]].concat());
    (0..COUNT)
        .map(|index| {
            let (subject, key, csr) =
                (format!("/CN=Holder {index}"), format!("{index}.key"), format!("{index}.csr"));
            let request = ["req", "-new", "-subj", &subject, "-keyout", &key, "-out", &csr];
            openssl(folder, &[&request[..], &new_key[..]].concat());
            PathBuf::from(csr)
        })
        .collect()
}

fn sign(folder: &Path, request: &Path, index: usize) {
    let (request, certificate) = (request.display().to_string(), format!("{index}.pem"));
    openssl(folder, &["ca", "-batch", "-notext", "-config", "ca.cnf", "-in", &request, "-out", &certificate]);
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
