//! Jobs: done once, retried when it helps, given up when it does not.

use std::{sync::Arc, time::Duration as Pause};

use sportello_central::{
    chance::{Chance, SystemChance},
    jobs::{self, Job},
    listeners,
    messages::{self, Addressee, MessageKind, Outgoing},
};
use sportello_central_store::tables;
use sportello_domain::catalogue::Language;
use time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    fixture::Site,
    messages::{queue_recovery, smtp},
};

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

/// Gives ids, and panics where it is asked for randomness.
struct Panicking;

impl Chance for Panicking {
    fn id(&self) -> Uuid {
        SystemChance.id()
    }

    fn fill(&self, _: &mut [u8]) {
        panic!("no randomness today");
    }
}

#[tokio::test]
async fn a_job_that_panics_fails_alone_and_is_counted() {
    let site = Site::new().await;
    jobs::drain(&site.centre).await.unwrap();
    let mut centre = site.centre;
    let inside = Arc::get_mut(&mut centre).unwrap();
    inside.chance = Box::new(Panicking);
    // The responder's new certificate wants a serial.
    site.clock.advance(Duration::days(61));
    let drained = jobs::drain(&centre).await.unwrap();
    assert_eq!(drained.failed, [("keepResponder", "panic".to_owned())], "it waits for the operator");
    assert!(drained.done > 1 && drained.retried.is_empty(), "the others were done: {drained:?}");
    assert_eq!(centre.pulse.panics(), 1, "and it is counted");
}

#[tokio::test]
async fn a_mail_server_that_hangs_holds_up_mail_alone() {
    // Takes the call and never says a word.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let site = Site::with(|config| config.messages.mail = smtp(port)).await;
    queue_recovery(&site, Language::En).await;
    let running = listeners::start(site.centre.clone()).await.unwrap();
    let (_held, _) = silent.accept().await.unwrap();
    let newest = async || {
        let mut tx = site.centre.store.read().await.unwrap();
        tables::status_lists::newest(&mut tx, "issuing-1").await.unwrap().unwrap().number
    };
    let before = newest().await;
    site.clock.advance(Duration::hours(6));
    let renewed = async {
        while newest().await <= before {
            tokio::time::sleep(Pause::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Pause::from_secs(10), renewed).await.expect("the list does not wait for the mail");
    let health = reqwest::get(format!("{}/health", running.operations)).await.unwrap().text().await.unwrap();
    assert!(health.contains("worker of the jobs (messages) was not seen"), "and health tells: {health}");
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
