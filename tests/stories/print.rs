//! What is printed on the document: read after the image was attached, and joined to what the zone says.

use image::{ExtendedColorType, RgbImage, codecs::jpeg::JpegEncoder};
use sportello_capture::{
    mrz,
    specimen::{self, Bearer, Paper, PrintedField as P, SpecimenKind, invent_of},
};
use sportello_contract::desk::drafts::AttachedView;
use sportello_desk::{
    Desk,
    document_images::{AttachImage, attach_document_image, remove_document_image},
    document_print::{read_document_print, take_document_print},
    drafts,
};
use sportello_domain::{
    account::Profile,
    catalogue::RecognitionMethod,
    document::DocumentSide,
    draft_check::{CheckState, CrossCheck},
    ids::RequestId,
};
use sportello_stories::Scene;
use time::macros::date;

use crate::WORKER;

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
    encoder.encode(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

async fn attach(desk: &Desk, draft: RequestId, side: DocumentSide, picture: &RgbImage) -> AttachedView {
    let attach = AttachImage { draft, side, file: jpeg(picture), page: 1 };
    attach_document_image(desk, attach).await.unwrap()
}

/// As the window does: whatever is still to be read, one after the other.
async fn read_all(desk: &Desk, draft: RequestId) -> Vec<String> {
    let mut filled = Vec::new();
    for image in drafts::open_draft(desk, draft).await.unwrap().print_to_read {
        read_document_print(desk, draft, image).await.unwrap();
        filled.extend(take_document_print(desk, draft, image).await.unwrap().filled);
    }
    filled
}

#[tokio::test(flavor = "multi_thread")]
async fn zone_and_print_make_one_document() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = drafts::start_draft(&desk, Some(RecognitionMethod::Offline)).await.unwrap().id;
    let bearer = Bearer::new("D'Àngelo", "Niccolò", mrz::Sex::Male, date!(1984 - 02 - 29));
    let paper = Paper::new("CA50180IO", "ITA", date!(2024 - 01 - 02), date!(2034 - 02 - 28));
    let (front, back) = specimen::identity_card(&bearer, &paper).unwrap();
    attach(&desk, draft, DocumentSide::Front, &front).await;
    let both = attach(&desk, draft, DocumentSide::Back, &back).await;
    assert_eq!(both.draft.content.person.given_names, "NICCOLO", "as the zone writes it");
    assert_eq!(both.draft.print_to_read.len(), 2, "the print is still to be read");
    let line =
        |view: &AttachedView, check| view.draft.checks.iter().find(|line| line.check == check).unwrap().state;
    assert_eq!(
        line(&both, CrossCheck::PrintAndFields),
        CheckState::NotCompared,
        "nothing printed was read yet"
    );

    let front = both.draft.print_to_read[0];
    read_document_print(&desk, draft, front).await.unwrap();
    // Typed while the print was read, and saved before it is taken in.
    let mut content = both.draft.content.clone();
    "Prefetto".clone_into(&mut content.document.authority);
    let save =
        sportello_contract::desk::drafts::SaveDraft { id: draft, version: both.draft.version, content };
    drafts::save_draft(&desk, save).await.unwrap();
    let taken = take_document_print(&desk, draft, front).await.unwrap();
    let content = &taken.draft.content;
    assert_eq!(content.document.authority, "Prefetto", "what was typed meanwhile stands");
    assert_eq!(content.document.issued_on, "2024-01-02", "no zone says the day of issue");
    assert_eq!(content.person.given_names, "NICCOLÒ", "the accent is the print's");
    assert_eq!(line(&taken, CrossCheck::Sides), CheckState::Agrees, "front and back are of one card");
    let born = content.readings.iter().filter(|reading| reading.path == "person.bornOn");
    assert!(born.clone().count() == 2 && born.clone().all(|reading| reading.checked), "{born:?}");
    assert!(take_document_print(&desk, draft, front).await.is_err(), "it is taken once");

    read_all(&desk, draft).await;
    let read = drafts::open_draft(&desk, draft).await.unwrap();
    assert!(read.print_to_read.is_empty(), "nothing is read twice: {:?}", read.print_to_read);
    let home = &read.content.residence;
    assert_eq!(
        (home.town.as_str(), home.province.as_str()),
        ("Forlì", "FC"),
        "the back says where, too: {home:?}"
    );
    assert!(home.street.to_uppercase().starts_with("VIA ROMA"), "and in which street: {home:?}");
    let without = remove_document_image(&desk, draft, front).await.unwrap();
    assert_eq!(without.content.document.issued_on, "", "what only the print said goes with its image");
    assert_eq!(without.content.person.given_names, "NICCOLO", "and the zone's spelling is back");
    assert_eq!(without.content.document.authority, "Prefetto", "what was typed is typed");
}

/// No key but of two fields: the paper card has no zone.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_without_a_zone_is_typed_by_its_print() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = drafts::start_draft(&desk, Some(RecognitionMethod::Offline)).await.unwrap().id;
    let drawn = invent_of(SpecimenKind::PaperCard, 22, date!(2026 - 03 - 14)).draw().unwrap();
    attach(&desk, draft, DocumentSide::Front, &drawn.sides[0].image).await;
    attach(&desk, draft, DocumentSide::Back, &drawn.sides[1].image).await;
    read_all(&desk, draft).await;
    let content = drafts::open_draft(&desk, draft).await.unwrap().content;
    let printed = |field| {
        let mut all = drawn.sides.iter().flat_map(|side| &side.truth.printed);
        all.find(|known| known.field == field).map(|known| known.value.clone()).unwrap()
    };
    assert_eq!(content.document.number, printed(P::DocumentNumber));
    assert_eq!(content.person.surname, printed(P::Surname));
    assert_eq!(content.person.given_names, printed(P::GivenNames));
    assert_eq!(content.document.issued_on, printed(P::IssueDate));
    assert_eq!(content.residence.town.to_uppercase(), printed(P::Municipality).to_uppercase());
    assert!(content.readings.iter().all(|reading| !reading.checked), "one source alone is never certain");
}
