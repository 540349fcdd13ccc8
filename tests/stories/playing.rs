//! The run without a window, again and again in one folder, as whoever tries things out does it: the same person comes
//! back, also on another day, and other people come with their own documents.

use std::path::PathBuf;

use sportello_desk::Desk;
use sportello_desk_cli::{arguments::Play, host, play};
use sportello_domain::document::DocumentKind;
use sportello_stories::Scene;
use time::Duration;

use crate::{
    WORKER,
    given_images::{line, photographs, somebody},
};

const FOLDER: &str = "headless";

/// What one play says. Each is a new start of the program; a minute lies between two, for a code is taken once.
async fn played(scene: &Scene, seed: u64, images: Vec<PathBuf>) -> String {
    scene.grounds.clock.advance(Duration::minutes(1));
    let desk = scene.desk(FOLDER).await;
    let folder = scene.grounds.folder.path();
    let wanted = Play {
        centre: String::new(),
        data: folder.join(FOLDER),
        accounts: folder.join("centre").join("training.json"),
        enrolment_code: None,
        user: None,
        seed,
        images,
        out: folder.join("out"),
        models: PathBuf::new(),
        root_certificate: None,
    };
    let mut said = Vec::new();
    let told = Box::pin(play::on(&desk, &wanted, &mut said)).await;
    let said = String::from_utf8(said).unwrap();
    assert!(told.is_ok(), "{told:?}\n{said}");
    assert!(line(&said, "product").ends_with("toActivate"), "to the end: {said}");
    said
}

/// Whom the certificate names, without what is another one's each time.
fn named(said: &str) -> String {
    let subject = line(said, "certificate").split_whitespace().skip(2).collect::<Vec<_>>().join(" ");
    subject.split(", ").filter(|part| !part.starts_with("dnQualifier")).collect::<Vec<_>>().join(", ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_person_comes_again_also_on_another_day() {
    let scene = Scene::set(WORKER).await;
    let first = played(&scene, 7, Vec::new()).await;
    assert!(!first.contains("known from an earlier case"), "new the first time: {first}");
    let again = played(&scene, 7, Vec::new()).await;
    scene.grounds.clock.advance(Duration::days(40));
    let later = played(&scene, 7, Vec::new()).await;
    for said in [&again, &later] {
        assert!(said.contains("known from an earlier case"), "found in the registry: {said}");
        assert_eq!(named(said), named(&first), "the same person");
        assert_eq!(line(said, "mail"), line(&first, "mail"), "reached at the same address");
    }
    let envelopes: Vec<_> = [&first, &again, &later]
        .map(|said| said.lines().find(|line| line.contains("-envelope")).unwrap())
        .into();
    assert!(envelopes[0] != envelopes[1] && envelopes[1] != envelopes[2], "an envelope each: {envelopes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_people_come_after_a_drawn_one_each_with_contacts_of_their_own() {
    let scene = Scene::set(WORKER).await;
    let plain = played(&scene, 1, Vec::new()).await;
    let (card, passport) = (somebody(DocumentKind::IdentityCard), somebody(DocumentKind::Passport));
    let mut mails = vec![line(&plain, "mail").to_owned()];
    for person in [&card, &passport] {
        let said = played(&scene, 1, photographs(&scene, person)).await;
        let surname = person.person.surname.to_uppercase();
        let first = surname.split(' ').next().unwrap();
        assert!(named(&said).to_uppercase().contains(first), "whoever stands on the picture: {said}");
        mails.push(line(&said, "mail").to_owned());
    }
    let once_more = played(&scene, 1, photographs(&scene, &card)).await;
    assert!(once_more.contains("known from an earlier case"), "the same card again: {once_more}");
    assert_eq!(line(&once_more, "mail"), mails[1], "the same person's address");
    mails.sort_unstable();
    mails.dedup();
    assert_eq!(mails.len(), 3, "three people, three addresses: {mails:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_alone_is_no_registration() {
    let scene = Scene::set(WORKER).await;
    let data = scene.grounds.folder.path().join(FOLDER);
    let registered = || host::is_registered(&data, WORKER.as_ref());
    assert!(!registered().await.unwrap(), "nothing is there");
    assert!(!data.exists(), "and asking makes nothing");
    // A start that ends between making the store and registering.
    let desk: Desk = scene.desk_as_left(FOLDER).await;
    drop(desk);
    assert!(data.join("store").exists(), "the store is made first");
    assert!(!registered().await.unwrap(), "but no centre knows it");
    scene.grounds.register(&scene.desk_as_left(FOLDER).await, FOLDER).await;
    assert!(registered().await.unwrap(), "now one does");
}
