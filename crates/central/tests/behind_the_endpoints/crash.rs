//! The process killed at any moment of an issue, as the power does it: this test's own binary as the victim.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration as Pause,
};

use sportello_central::{
    Centre,
    chance::{Chance as _, SystemChance},
    clock::{Clock, SystemClock},
    issuance, jobs,
    signed_in::SignedIn,
};
use sportello_central_store::tables::{certificates, products};
use sportello_contract::central::issuance::IssueCertificate;
use sportello_domain::{account::Profile, ids::ProductId, moment::Timestamp, product::ProductStatus};

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

/// Names the look at the clock at which the victim stands still.
const MOMENT: &str = "SPORTELLO_TEST_CRASH_MOMENT";

/// Counts the looks at it, once it is told to; at one of them it says so in a file and stands still for ever, with
/// everything that the process was at.
struct Stopping {
    looks: AtomicU64,
    stop_at: u64,
    told: PathBuf,
}

impl Clock for Stopping {
    fn now(&self) -> Timestamp {
        if self.looks.fetch_add(1, Ordering::SeqCst) + 1 == self.stop_at {
            std::fs::write(&self.told, "stopped").unwrap();
            loop {
                std::thread::park();
            }
        }
        SystemClock.now()
    }
}

fn told_file(folder: &Path) -> PathBuf {
    folder.join("stopped.txt")
}

/// The victim: issues one product, and stands still at a moment of it. Does nothing when run as a test.
#[tokio::test]
async fn the_victim_stands_still_at_a_moment() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let Some(moment) = std::env::var(MOMENT).ok().and_then(|moment| moment.parse::<u64>().ok()) else {
        return;
    };
    let product = read_products(&folder)[0];
    let centre = open(&folder).await;
    let mut tx = centre.store.read().await.unwrap();
    let first = products::find(&mut tx, product).await.unwrap().unwrap();
    drop(tx);
    let name = SystemChance.id().to_string();
    let officer = add_officer(&centre, first.customer, first.unit, Profile::Rao, &name).await;
    let mut centre = Arc::into_inner(centre).unwrap();
    // Only now: what happened until here is no part of the issue.
    centre.clock = Box::new(Stopping { looks: AtomicU64::new(0), stop_at: moment, told: told_file(&folder) });
    issue_one(&centre, &officer, product).await;
}

/// What a kill has left of a product's issue: the serial that waits for the key, and the one that was recorded.
async fn left_of(centre: &Centre, product: ProductId) -> (Option<String>, Option<String>) {
    let mut tx = centre.store.read().await.unwrap();
    let owner = format!("product:{product}:signature");
    let prepared = certificates::prepared(&mut tx, &owner).await.unwrap().map(|intent| intent.serial);
    let mut issued = certificates::of_product(&mut tx, product).await.unwrap();
    assert!(issued.len() < 2, "never two");
    (prepared, issued.pop().map(|certificate| certificate.serial))
}

#[tokio::test]
async fn killed_at_each_look_at_the_clock_an_issue_ends_in_the_one_certificate() {
    let mut between = 0;
    for moment in 1.. {
        let site = Site::new().await;
        let (folder, product) = (site.folder.path().to_owned(), site.product);
        std::fs::write(products_file(&folder), product.to_string()).unwrap();
        site.centre.store.close().await;
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::the_victim_stands_still_at_a_moment"])
            .env(FOLDER, &folder)
            .env(MOMENT, moment.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let done = loop {
            if told_file(&folder).exists() {
                victim.kill().unwrap();
                victim.wait().unwrap();
                break false;
            }
            if let Some(status) = victim.try_wait().unwrap() {
                assert!(status.success(), "the victim fails by itself at moment {moment}");
                break true;
            }
            tokio::time::sleep(Pause::from_millis(5)).await;
        };
        let centre = open(&folder).await;
        let (prepared, issued) = left_of(&centre, product).await;
        between += u32::from(prepared.is_some() && issued.is_none());
        // Once more, by another click.
        let mut tx = centre.store.read().await.unwrap();
        let row = products::find(&mut tx, product).await.unwrap().unwrap();
        drop(tx);
        let name = SystemChance.id().to_string();
        let officer = add_officer(&centre, row.customer, row.unit, Profile::Rao, &name).await;
        issue_one(&centre, &officer, product).await;
        let (waits, serial) = left_of(&centre, product).await;
        assert_eq!(waits, None, "moment {moment}: nothing waits any more");
        if let Some(before) = issued.or(prepared) {
            assert_eq!(serial, Some(before), "moment {moment}: the one that was begun");
        }
        if done {
            assert!(moment > 4, "an issue looks at the clock a few times");
            break;
        }
    }
    assert!(between > 1, "between prepare and record it was killed {between} times");
}
