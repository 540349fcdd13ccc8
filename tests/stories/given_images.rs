//! The run without a window on photographs of somebody's document: the certificate names whoever stands on them.

use std::path::PathBuf;

use sportello_capture::specimen::{Handling, photograph};
use sportello_desk::ports::Clock as _;
use sportello_desk_cli::{
    SystemClock,
    arguments::Play,
    play::{self, pictures},
};
use sportello_domain::{
    document::{DocumentKind, DocumentSide},
    training_people::{TrainingPerson, training_person},
};
use sportello_stories::Scene;

use crate::WORKER;

/// Somebody with a document of this kind.
pub fn somebody(kind: DocumentKind) -> TrainingPerson {
    let today = SystemClock.now().legal_day();
    (100..200).map(|seed| training_person(seed, today)).find(|person| person.document.kind == kind).unwrap()
}

/// The sides of the person's document as photographs in files, front first.
pub fn photographs(scene: &Scene, person: &TrainingPerson) -> Vec<PathBuf> {
    let drawn = pictures::drawn(person).unwrap().into_iter().enumerate();
    drawn
        .map(|(seed, picture)| {
            let page = image::load_from_memory(&picture.bytes).unwrap().into_rgb8();
            let handling = Handling::careless(0.3).pixels(1800);
            let name = format!("{}-{}.jpg", person.document.number, picture.side);
            let path = scene.grounds.folder.path().join(name);
            photograph(&page, seed as u64, handling).image.save(&path).unwrap();
            path
        })
        .collect()
}

async fn played(scene: &Scene, images: Vec<PathBuf>) -> String {
    let folder = scene.grounds.folder.path();
    let wanted = Play {
        centre: format!("http://{}", scene.line.address),
        data: folder.join("headless"),
        accounts: folder.join("centre").join("training.json"),
        enrolment_code: Some(scene.grounds.accounts.customers[0].enrolment_code.clone()),
        user: None,
        seed: 91,
        images,
        out: folder.join("out"),
        models: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../assets/models"),
        root_certificate: None,
    };
    let mut said = Vec::new();
    Box::pin(play::run(&wanted, WORKER.as_ref(), &mut said)).await.unwrap();
    String::from_utf8(said).unwrap()
}

/// The line of what was said that begins so.
pub fn line<'a>(said: &'a str, beginning: &str) -> &'a str {
    said.lines().find(|line| line.starts_with(beginning)).unwrap_or_else(|| panic!("no {beginning}: {said}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn front_and_back_of_a_card_become_a_certificate() {
    let scene = Scene::set(WORKER).await;
    let person = somebody(DocumentKind::IdentityCard);
    let images = photographs(&scene, &person);
    assert_eq!(images.len(), 2, "a card has two sides");
    let said = Box::pin(played(&scene, images)).await;
    assert!(line(&said, "image         front").ends_with("read 0 fields"), "the front has no zone: {said}");
    assert!(!line(&said, "image         back").ends_with("read 0 fields"), "the back was read: {said}");
    let certificate = line(&said, "certificate").to_uppercase();
    let surname = person.person.surname.to_uppercase();
    let first = surname.split(' ').next().unwrap();
    assert!(certificate.contains(first), "it names {surname}, who stands on the card: {certificate}");
    assert!(line(&said, "product").ends_with("toActivate"), "to the end: {said}");
    assert!(!said.contains("sidesDiffer"), "both sides are of one card: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_image_of_a_passport_is_enough() {
    let scene = Scene::set(WORKER).await;
    let person = somebody(DocumentKind::Passport);
    let images = photographs(&scene, &person);
    assert_eq!(images.len(), 1, "one page");
    let said = Box::pin(played(&scene, images)).await;
    let side = DocumentSide::Both;
    assert!(!line(&said, &format!("image         {side}")).ends_with("read 0 fields"), "it was read: {said}");
    assert!(line(&said, "product").ends_with("toActivate"), "to the end: {said}");
}
