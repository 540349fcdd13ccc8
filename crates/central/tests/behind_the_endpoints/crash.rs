//! The process killed at any moment of an issue, as the power does it: this test's own binary as the victim.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration as Pause,
};

use sportello_central::{
    Centre,
    chance::{Chance as _, SystemChance},
    clock::SystemClock,
    issuance, jobs,
    signed_in::SignedIn,
};
use sportello_central_store::tables::{certificates, products};
use sportello_contract::central::issuance::IssueCertificate;
use sportello_domain::{account::Profile, ids::ProductId, product::ProductStatus};

use crate::fixture::{self, Site, add_officer, add_request, command};

/// Names the folder of the victim's centre.
const FOLDER: &str = "SPORTELLO_TEST_CRASH_FOLDER";
const PRODUCTS: u64 = 24;

async fn open(folder: &Path) -> Arc<Centre> {
    Centre::open(fixture::config(folder), Box::new(SystemClock), Box::new(SystemChance)).await.unwrap()
}

fn products_file(folder: &Path) -> PathBuf {
    folder.join("products.txt")
}

fn read_products(folder: &Path) -> Vec<ProductId> {
    let text = std::fs::read_to_string(products_file(folder)).unwrap();
    text.lines().map(|line| line.parse().unwrap()).collect()
}

async fn issue_one(centre: &Centre, officer: &SignedIn, product: ProductId) {
    let command = command(&format!("/v1/products/{product}/issuances"), None, IssueCertificate {}).await;
    issuance::issue(centre, officer, &command, product).await.unwrap();
}

/// The victim: issues what is not issued yet, until it is killed or done. Does nothing when run as a test.
#[tokio::test]
async fn the_victim_issues_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let centre = open(&folder).await;
    let products = read_products(&folder);
    let mut tx = centre.store.read().await.unwrap();
    let first = products::find(&mut tx, products[0]).await.unwrap().unwrap();
    drop(tx);
    let name = SystemChance.id().to_string();
    let officer = add_officer(&centre, first.customer, first.unit, Profile::Rao, &name).await;
    for product in products {
        issue_one(&centre, &officer, product).await;
    }
}

#[tokio::test]
async fn killed_at_any_moment_no_certificate_is_lost_and_none_is_made_twice() {
    let site = Site::new().await;
    let folder = site.folder.path().to_owned();
    let mut products = vec![site.product];
    for seed in 2..=PRODUCTS {
        products.push(add_request(&site.centre, &site.officer, seed).await.1);
    }
    let lines: Vec<_> = products.iter().map(ToString::to_string).collect();
    std::fs::write(products_file(&folder), lines.join("\n")).unwrap();
    site.centre.store.close().await;

    let mut kills = 0;
    let mut prepared_seen = BTreeMap::new();
    for round in 0..200_u64 {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::the_victim_issues_until_it_is_killed"])
            .env(FOLDER, &folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Another moment each time; later ones let it get further.
        tokio::time::sleep(Pause::from_millis(60 + (round * 37) % 400)).await;
        let ended = victim.try_wait().unwrap();
        if ended.is_none() {
            victim.kill().unwrap();
            kills += 1;
        }
        victim.wait().unwrap();
        let centre = open(&folder).await;
        let mut tx = centre.store.read().await.unwrap();
        for product in &products {
            let owner = format!("product:{product}:signature");
            if let Some(prepared) = certificates::prepared(&mut tx, &owner).await.unwrap() {
                let before = prepared_seen.insert(*product, prepared.serial.clone());
                assert!(
                    before.is_none_or(|serial| serial == prepared.serial),
                    "prepared once, the same for ever"
                );
            }
        }
        drop(tx);
        centre.store.close().await;
        if ended.is_some_and(|status| status.success()) {
            break;
        }
    }
    assert!(kills > 2, "it was killed {kills} times");

    let centre = open(&folder).await;
    // The jobs of issues that were begun and that nobody asked for again: due after a minute.
    let drained = jobs::drain(&centre).await.unwrap();
    assert!(drained.failed.is_empty(), "{drained:?}");
    let mut tx = centre.store.read().await.unwrap();
    for product in &products {
        let issued = certificates::of_product(&mut tx, *product).await.unwrap();
        assert_eq!(issued.len(), 1, "product {product} has exactly one certificate");
        if let Some(serial) = prepared_seen.get(product) {
            assert_eq!(&issued[0].serial, serial, "and it is the one that was prepared before the kill");
        }
        let row = products::find(&mut tx, *product).await.unwrap().unwrap();
        assert_eq!(row.status, ProductStatus::InIssuance, "which the product knows");
    }
}
