//! Evidence: what was stored comes back, and nothing else.

use sportello_central::{
    digest::sha256_hex,
    evidence::{self, NewEvidence},
};
use sportello_domain::{error_code::ErrorCode, ids::EvidenceId};

use crate::fixture::{Site, add_customer};

fn new(site: &Site, bytes: &[u8]) -> NewEvidence {
    NewEvidence {
        id: EvidenceId(site.centre.chance.id()),
        customer: site.customer,
        stored_by: site.officer.session.account,
        media_type: "application/pdf".to_owned(),
        sha256: sha256_hex(bytes),
    }
}

fn files(site: &Site) -> Vec<std::path::PathBuf> {
    let folder = site.centre.config.data_folder.join("evidence").join(site.customer.to_string());
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test]
async fn what_is_stored_comes_back_and_is_unreadable_on_disk() {
    let site = Site::new().await;
    let bytes = b"a signed form that nobody else may read".repeat(1000);
    let new = new(&site, &bytes);
    let stored = evidence::put(&site.centre, (&site.officer).into(), &new, &bytes).await.unwrap();
    assert_eq!(stored.size as usize, bytes.len(), "the size of the plain bytes");
    let (row, plain) = evidence::get(&site.centre, site.customer, new.id).await.unwrap();
    assert!(plain.as_slice() == bytes && row.sha256 == new.sha256, "the same bytes come back");
    for file in files(&site) {
        let raw = std::fs::read(file).unwrap();
        assert!(!raw.windows(11).any(|window| window == b"signed form"), "on disk it is encrypted");
    }
}

#[tokio::test]
async fn the_same_again_is_stored_once_and_anything_else_is_refused() {
    let site = Site::new().await;
    let (centre, bytes) = (&site.centre, b"evidence".as_slice());
    let known = files(&site).len();
    let first = new(&site, bytes);
    let put = |new| evidence::put(centre, (&site.officer).into(), new, bytes);
    let (a, b) = tokio::join!(put(&first), put(&first));
    assert!(a.unwrap() == b.unwrap(), "twice at the same time: one row");
    assert!(put(&first).await.is_ok(), "and once more");
    assert_eq!(files(&site).len(), known + 1, "one object");
    let (other, _) = add_customer(centre, "C002").await;
    for (changed, bytes, code, why) in [
        (first.clone(), b"evidencf".as_slice(), ErrorCode::EvidenceHashMismatch, "bytes without their hash"),
        (
            NewEvidence { sha256: sha256_hex(b"other"), ..first.clone() },
            b"other",
            ErrorCode::EvidenceHashMismatch,
            "another thing under a known id",
        ),
        (
            NewEvidence { customer: other, ..first.clone() },
            bytes,
            ErrorCode::EvidenceHashMismatch,
            "another customer's id",
        ),
        (
            NewEvidence { sha256: sha256_hex(b""), ..first.clone() },
            b"",
            ErrorCode::FileEmpty,
            "nothing at all",
        ),
    ] {
        let refusal = evidence::put(centre, (&site.officer).into(), &changed, bytes).await.err();
        assert_eq!(refusal.map(|refusal| refusal.code), Some(code), "{why}");
    }
    let elsewhere = evidence::get(centre, other, first.id).await.err();
    assert_eq!(elsewhere.map(|refusal| refusal.code), Some(ErrorCode::NotFound), "nothing crosses customers");
}

#[tokio::test]
async fn a_changed_byte_on_disk_is_found_out() {
    let site = Site::new().await;
    let bytes = b"evidence".as_slice();
    let before = files(&site);
    let new = new(&site, bytes);
    evidence::put(&site.centre, (&site.officer).into(), &new, bytes).await.unwrap();
    let file = files(&site).into_iter().find(|file| !before.contains(file)).unwrap();
    let mut raw = std::fs::read(&file).unwrap();
    raw[15] ^= 1;
    std::fs::write(&file, raw).unwrap();
    let refusal = evidence::get(&site.centre, site.customer, new.id).await.err();
    assert_eq!(
        refusal.map(|refusal| refusal.code),
        Some(ErrorCode::Internal),
        "damaged evidence is not handed out"
    );
}
