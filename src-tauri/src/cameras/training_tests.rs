use sportello_capture::framing::{Advice, frame};
use sportello_contract::desk::camera::PictureSize;
use sportello_desk::ports::OpenedCamera as _;
use sportello_desk_cli::SystemChance;

use super::*;
use crate::cameras::opened::NokhwaCamera;

fn advice(camera: &mut NokhwaCamera) -> Advice {
    frame(&camera.frame().expect("a frame"), None).0.advice
}

#[test]
fn an_invented_document_lies_there_until_it_is_photographed() {
    let documents = Arc::new(TrainingDocuments::new(None, &SystemChance));
    let size = PictureSize { width: 1280, height: 720 };
    let mut camera = NokhwaCamera::of_training(Arc::clone(&documents), Some(size)).expect("it opens");
    assert_eq!(camera.sizes(), [PictureSize { width: 1920, height: 1080 }, size], "largest first");
    let first = camera.frame().expect("a frame");
    assert_eq!(first.dimensions(), (1280, 720), "as wished");
    assert_eq!(advice(&mut camera), Advice::Good, "whole, straight, sharp");
    assert_eq!(camera.frame().expect("the next"), first, "it lies still");
    camera.photographed();
    assert_eq!(advice(&mut camera), Advice::ShowDocument, "it is taken away");
    let next = (0..=TURNING).map(|_| camera.frame().expect("a frame")).last().expect("the last of them");
    assert_ne!(next, first, "the other side, or somebody else's document");
    drop(camera);
    let mut again = NokhwaCamera::of_training(documents, Some(size)).expect("it opens again");
    assert_eq!(again.frame().expect("a frame"), next, "what lay there lies there still");
}

#[test]
fn the_pictures_of_a_folder_come_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, grey) in [("2.png", 200), ("1.png", 240)] {
        let page = RgbImage::from_pixel(800, 500, image::Rgb([grey; 3]));
        page.save(folder.path().join(name)).expect("room for a picture");
    }
    fs::write(folder.path().join("notes.txt"), "no picture").expect("room for a note");
    let documents = TrainingDocuments::new(Some(folder.path().to_owned()), &SystemChance);
    let grey = |documents: &TrainingDocuments| documents.now().1.expect("a picture").get_pixel(9, 9).0[0];
    assert!(grey(&documents).abs_diff(240) < 4, "the first by name");
    documents.turn_over();
    assert!(grey(&documents).abs_diff(200) < 4, "then the second");
    documents.turn_over();
    assert!(grey(&documents).abs_diff(240) < 4, "and again from the first");
}

#[test]
fn an_empty_folder_shows_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = Arc::new(TrainingDocuments::new(Some(folder.path().to_owned()), &SystemChance));
    let mut camera = NokhwaCamera::of_training(documents, None).expect("it opens");
    assert_eq!(advice(&mut camera), Advice::ShowDocument, "nothing lies there, and nothing fails");
}
