//! The cut of an image of the document: where it is proposed, corrected by hand, and taken back.

use image::{ExtendedColorType, RgbImage, codecs::jpeg::JpegEncoder};
use sportello_capture::{
    mrz,
    specimen::{self, Bearer, Paper},
};
use sportello_contract::desk::camera::PicturePoint;
use sportello_desk::{
    Desk, DeskError,
    camera::{crop_document_image, crop_source, crop_source_image},
    document_images::{AttachImage, attach_document_image},
    drafts,
};
use sportello_domain::{
    account::Profile,
    catalogue::RecognitionMethod,
    document::DocumentSide,
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
};
use sportello_stories::Scene;
use time::macros::date;

use crate::WORKER;

fn corners(points: [(u32, u32); 4]) -> [PicturePoint; 4] {
    points.map(|(x, y)| PicturePoint { x, y })
}

/// A passport's page on a table: the file, and its size in pixels.
fn on_a_table() -> (Vec<u8>, (u32, u32)) {
    let bearer = Bearer::new("Rossi", "Ada", mrz::Sex::Female, date!(1990 - 01 - 02));
    let paper = Paper::new("YA1234567", "ITA", date!(2024 - 01 - 02), date!(2034 - 01 - 02));
    let page = specimen::passport_page(&bearer, &paper).unwrap();
    let seen: RgbImage = specimen::on_table(&page, (1800, 1200));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
    encoder.encode(seen.as_raw(), seen.width(), seen.height(), ExtendedColorType::Rgb8).unwrap();
    (bytes, seen.dimensions())
}

async fn draft_of(desk: &Desk) -> RequestId {
    drafts::start_draft(desk, Some(RecognitionMethod::Offline)).await.unwrap().id
}

fn code<T>(outcome: Result<T, DeskError>) -> Option<ErrorCode> {
    outcome.err().and_then(|error| error.to_wire("").known_code())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_is_cut_by_hand_and_whole_again() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = draft_of(&desk).await;
    let (file, (width, height)) = on_a_table();
    let attach = AttachImage { draft, side: DocumentSide::Both, file, page: 1 };
    let whole = attach_document_image(&desk, attach).await.unwrap();
    let image =
        |view: &sportello_contract::desk::drafts::AttachedView| view.draft.content.document.images[0].clone();

    let proposed = crop_source(&desk, draft, whole.evidence).await.unwrap();
    assert_eq!((proposed.size.width, proposed.size.height), (width, height), "the picture as it is kept");
    let edge = proposed.corners[0];
    assert!(edge.x > 50 && edge.y > 50, "the page lies inside the table, and is proposed: {edge:?}");

    let cut = crop_document_image(&desk, draft, whole.evidence, proposed.corners).await.unwrap();
    assert_ne!(cut.evidence, whole.evidence, "another image");
    assert!(image(&cut).size < image(&whole).size, "without the table");
    assert_eq!(image(&cut).original_sha256, image(&whole).original_sha256, "of the same file");
    assert_eq!(cut.draft.content.document.number, "YA1234567", "and read anew");

    let again = crop_source(&desk, draft, cut.evidence).await.unwrap();
    assert_eq!(again, proposed, "what was cut off can be had back");
    let all = corners([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)]);
    let back = crop_document_image(&desk, draft, cut.evidence, all).await.unwrap();
    assert_eq!(image(&back).sha256, image(&whole).sha256, "byte for byte what it was");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_that_cannot_be_is_refused() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let (draft, other) = (draft_of(&desk).await, draft_of(&desk).await);
    let (file, (width, height)) = on_a_table();
    let attach = AttachImage { draft, side: DocumentSide::Both, file, page: 1 };
    let image: EvidenceId = attach_document_image(&desk, attach).await.unwrap().evidence;

    let crossed = corners([(0, 0), (width, height), (width, 0), (0, height / 2)]);
    let dented = corners([(0, 0), (width, 0), (width / 8, height / 8), (0, height)]);
    let outside = corners([(0, 0), (width * 3, 0), (width * 3, height), (0, height)]);
    let point = corners([(9, 9); 4]);
    for (what, wanted) in [("dented", dented), ("outside", outside), ("a point", point)] {
        let outcome = crop_document_image(&desk, draft, image, wanted).await;
        assert_eq!(code(outcome), Some(ErrorCode::BadInput), "{what}");
    }
    // In whatever order the corners come, they are those of one sheet.
    assert!(crop_document_image(&desk, draft, image, crossed).await.is_ok(), "put in order");

    let image = drafts::open_draft(&desk, draft).await.unwrap().content.document.images[0].id;
    let of_another = crop_source_image(&desk, other, image).await;
    assert_eq!(code(of_another), Some(ErrorCode::NotFound), "another draft has no such image");
}
