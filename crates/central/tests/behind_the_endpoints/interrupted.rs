//! An issue that is interrupted between *prepare* and *issue*: ended once, by whoever comes first.

use sportello_central::{authority::Purpose, issuance, jobs};
use sportello_central_store::tables::certificates;
use sportello_contract::central::issuance::IssueCertificate;
use sportello_domain::product::ProductStatus;
use time::Duration;

use crate::{
    fixture::{Site, received, sql, text, wire},
    issuance::{certificates_of, issue, path},
};

/// The moment between *prepare* and *issue*, reached by the same calls, then a restart.
pub async fn killed_after_prepare(site: Site) -> (Site, String) {
    let version = Some(site.stored_product().await.version);
    let bytes = wire(version, IssueCertificate {});
    let path = path(site.product, "issuances");
    let received = received::<IssueCertificate>(&path, &bytes).await.unwrap();
    // Dropped at the first pause after the first commit: what a kill leaves behind.
    let serial = {
        let issuing = issuance::issue(&site.centre, &site.officer, &received, site.product);
        let mut issuing = std::pin::pin!(issuing);
        let owner = Purpose::Signature { customer: site.customer, product: site.product }.owner();
        loop {
            let step = std::future::poll_fn(|cx| {
                std::task::Poll::Ready(std::future::Future::poll(issuing.as_mut(), cx).is_ready())
            });
            assert!(!step.await, "the issue ended before it could be killed");
            let mut tx = site.centre.store.read().await.unwrap();
            let prepared = certificates::prepared(&mut tx, &owner).await.unwrap();
            drop(tx);
            // What an attempt before has prepared is there from the beginning.
            if let (Some(prepared), ProductStatus::InIssuance) =
                (prepared, site.stored_product().await.status)
            {
                break prepared.serial;
            }
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    (site.reopened().await, serial)
}

#[tokio::test]
async fn killed_between_prepare_and_issue_the_job_ends_it_with_the_same_serial() {
    let (site, serial) = killed_after_prepare(Site::new().await).await;
    assert!(certificates_of(&site).await.is_empty(), "nothing was issued yet");
    site.clock.advance(Duration::minutes(2));
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    let issued = certificates_of(&site).await;
    assert_eq!(issued.len(), 1, "the job ended the issue");
    assert_eq!(issued[0].serial, serial, "with the serial that was prepared");
    assert_eq!(issue(&site).await.serial, serial, "and the officer's next click finds it");
}

#[tokio::test]
async fn killed_between_prepare_and_issue_the_officer_ends_it_with_the_same_serial() {
    let (site, serial) = killed_after_prepare(Site::new().await).await;
    assert_eq!(issue(&site).await.serial, serial, "the prepared bytes were signed, not others");
    site.clock.advance(Duration::minutes(2));
    jobs::drain(&site.centre).await.unwrap();
    assert_eq!(certificates_of(&site).await.len(), 1, "the job had nothing left to do");
}

/// What stands in the database is what the key is to sign: changed there, no key signs it.
async fn spoil(site: &Site, prepared: &str) -> String {
    let mut tx = site.centre.store.read().await.unwrap();
    let before = tx.one("SELECT prepared FROM prepared_issues", Vec::new()).await.unwrap();
    drop(tx);
    sql(&site.centre, "UPDATE prepared_issues SET prepared = $1", vec![text(prepared)]).await;
    before.text("prepared").unwrap()
}

#[tokio::test]
async fn a_second_attempt_that_is_killed_is_ended_by_a_job_too() {
    let (site, serial) = killed_after_prepare(Site::new().await).await;
    let good = spoil(&site, "{}").await;
    site.clock.advance(Duration::minutes(2));
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert_eq!(drained.retried.len(), 1, "the job gives up: {drained:?}");
    assert_eq!(site.stored_product().await.status, ProductStatus::IssuanceFailed, "and says so");
    spoil(&site, &good).await;
    site.clock.advance(Duration::minutes(2));
    jobs::drain(&site.centre).await.unwrap();
    assert!(certificates_of(&site).await.is_empty(), "a failed issue waits for a click");

    let (site, again) = killed_after_prepare(site).await;
    assert_eq!(again, serial, "the same bytes wait");
    site.clock.advance(Duration::minutes(2));
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    assert_eq!(certificates_of(&site).await.len(), 1, "nobody has to click a third time");
}
