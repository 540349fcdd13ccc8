//! Jobs: done once, retried when it helps, given up when it does not.

use std::time::Duration as Pause;

use sportello_central::{
    jobs::{self, Job},
    messages::{self, Addressee, MessageKind, Outgoing},
};
use sportello_central_store::tables;
use sportello_domain::catalogue::Language;
use time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

use crate::fixture::Site;

#[tokio::test]
async fn a_job_that_cannot_be_done_waits_for_the_operator_and_the_others_go_on() {
    let site = Site::new().await;
    let mut tx = site.centre.store.write().await.unwrap();
    jobs::add(&site.centre, &mut tx, &Job::SendMessage { message: Uuid::nil() }, None).await.unwrap();
    jobs::add(&site.centre, &mut tx, &Job::PublishStatusList, None).await.unwrap();
    tx.commit().await.unwrap();
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert_eq!(
        drained.failed,
        [("sendMessage", "unknownMessage".to_owned())],
        "no message, no use in trying again"
    );
    assert!(drained.retried.is_empty() && drained.done > 0, "the others were done: {drained:?}");
    let mut tx = site.centre.store.read().await.unwrap();
    let counts = tables::jobs::counts(&mut tx).await.unwrap();
    assert_eq!((counts.waiting, counts.failed), (0, 1), "health shows the one that failed");
}

#[tokio::test]
async fn a_rolled_back_fact_leaves_no_job() {
    let site = Site::new().await;
    jobs::drain(&site.centre).await.unwrap();
    let mut tx = site.centre.store.write().await.unwrap();
    jobs::add(&site.centre, &mut tx, &Job::PublishStatusList, None).await.unwrap();
    drop(tx);
    assert_eq!(jobs::drain(&site.centre).await.unwrap().done, 0, "the job went with its transaction");
}

#[tokio::test]
async fn the_worker_works_until_it_is_told_to_stop() {
    let site = Site::new().await;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(jobs::work(site.centre.clone(), stopped));
    let mut tx = site.centre.store.write().await.unwrap();
    let sms = Outgoing {
        customer: site.customer,
        to: Addressee::Mobile("+390000000001".to_owned()),
        template: MessageKind::EnvelopeNotice,
        language: Language::It,
        values: [("address", "m…@example.it".to_owned())].into(),
        envelope: None,
    };
    messages::queue(&site.centre, &mut tx, sms).await.unwrap();
    tx.commit().await.unwrap();
    let arrived = async {
        while messages::training::list(&site.centre, site.customer).await.unwrap().is_empty() {
            tokio::time::sleep(Pause::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Pause::from_secs(20), arrived).await.expect("the worker sends it by itself");
    stop.send(true).unwrap();
    tokio::time::timeout(Pause::from_secs(20), worker).await.expect("and stops when told").unwrap();
    site.clock.advance(Duration::hours(6));
    assert!(jobs::drain(&site.centre).await.unwrap().done > 0, "what it did not do is there for the next");
}
