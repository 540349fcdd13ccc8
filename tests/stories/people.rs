//! A person the registry knows: data, document and images come along as far as the account may see them, and go again
//! with a new entry.

use sportello_contract::{
    central::people::{KnownPerson, PersonQuery},
    desk::drafts::{CarriedDocument, SaveDraft},
};
use sportello_desk::{
    Desk, confirm,
    document_images::{AttachImage, attach_document_image},
    drafts, orders, people, reference,
};
use sportello_desk_cli::play;
use sportello_domain::{
    account::Profile,
    catalogue::RecognitionMethod,
    draft::{DraftContent, DraftDocument, PersonChoice},
    draft_check::StepState,
    ids::RequestId,
};
use sportello_stories::{Scene, plot};

use crate::WORKER;

async fn known(desk: &Desk, seed: u64) -> KnownPerson {
    let tax_code = plot::person(desk, seed).person.tax_code.to_string();
    let query = PersonQuery { tax_code: Some(tax_code), ..PersonQuery::default() };
    people::find_person(desk, query).await.unwrap().remove(0)
}

async fn started(desk: &Desk) -> RequestId {
    drafts::start_draft(desk, Some(RecognitionMethod::Offline)).await.unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_person_brings_the_document_and_its_images() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    let (before, _) = plot::recognised(&scene, &desk, &officer, 91).await;
    let before = orders::order_detail(&desk, before).await.unwrap();
    let shown = before.document.unwrap();
    drop(desk);

    // At another counter: nothing of the first case is on this PC.
    let desk = scene.desk("other counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    let draft = started(&desk).await;
    let carried = people::use_person(&desk, draft, known(&desk, 91).await).await.unwrap();
    assert_eq!(carried.document, CarriedDocument::WithImages, "told what came along");
    let content = carried.draft.content;
    assert_eq!(content.document.number, shown.number, "the document");
    let hashes = |images: &[sportello_domain::document::EvidenceRef]| {
        images.iter().map(|image| (image.side, image.sha256.clone())).collect::<Vec<_>>()
    };
    assert_eq!(hashes(&content.document.images), hashes(&shown.images), "with its images");
    let fresh = content.document.images.iter().all(|image| shown.images.iter().all(|old| old.id != image.id));
    assert!(fresh, "as evidence of this case");
    let steps = carried.draft.steps;
    let document = steps.iter().find(|step| step.step.as_str() == "document").unwrap();
    assert_eq!(document.state, StepState::Complete, "step 3 is there to be confirmed");

    let reference = reference::reference(&desk).await.unwrap();
    let typed = play::draft::type_in(&desk, draft, &reference, &plot::person(&desk, 91), true).await.unwrap();
    let mut content = typed.content;
    content.person_choice = Some(PersonChoice::Found { person: known(&desk, 91).await.id });
    drafts::save_draft(&desk, SaveDraft { id: draft, version: typed.version, content }).await.unwrap();
    confirm::confirm_request(&desk, draft).await.unwrap();
    let order = orders::order_detail(&desk, draft).await.unwrap();
    for image in order.document.unwrap().images {
        let bytes = orders::evidence(&desk, image.id).await.unwrap();
        assert!(bytes.starts_with(&[0xff, 0xd8]), "each image is the centre's, under its own id");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_document_and_one_that_is_not_theirs_to_see_are_told() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    plot::recognised(&scene, &desk, &scene.officer(Profile::Rao), 92).await;
    let mut expired = known(&desk, 92).await;
    expired.document.as_mut().unwrap().expires_on = "2020-01-01".parse().unwrap();
    let carried = people::use_person(&desk, started(&desk).await, expired).await.unwrap();
    assert_eq!(carried.document, CarriedDocument::Expired, "it has to be captured again");
    assert_eq!(carried.draft.content.document, DraftDocument::default(), "and nothing of it came along");

    let with_own = started(&desk).await;
    let picture = play::pictures::drawn(&plot::person(&desk, 93)).unwrap().remove(0);
    let attach = AttachImage { draft: with_own, side: picture.side, file: picture.bytes, page: 1 };
    let own = attach_document_image(&desk, attach).await.unwrap().draft.content.document;
    let carried = people::use_person(&desk, with_own, known(&desk, 92).await).await.unwrap();
    assert_eq!(carried.document, CarriedDocument::OwnImages, "what lies on the counter is newer");
    assert_eq!(carried.draft.content.document, own, "and stands");

    // A clerk finds the person, whose recognised case is not the clerk's to read.
    let desk = scene.desk("branch").await;
    scene.officer(Profile::RegistrationClerk).sign_in(&desk, Profile::RegistrationClerk).await;
    let seen = known(&desk, 92).await;
    assert!(seen.images.is_empty(), "no image of a case that one may not read");
    let carried = people::use_person(&desk, started(&desk).await, seen).await.unwrap();
    assert_eq!(carried.document, CarriedDocument::WithoutImages, "the document is to be captured");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_entry_clears_what_the_wrong_person_brought() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    plot::recognised(&scene, &desk, &scene.officer(Profile::Rao), 94).await;
    let draft = started(&desk).await;
    let carried = people::use_person(&desk, draft, known(&desk, 94).await).await.unwrap().draft;
    let mut content = carried.content;
    "Via Nuova 1".clone_into(&mut content.residence.street);
    drafts::save_draft(&desk, SaveDraft { id: draft, version: carried.version, content }).await.unwrap();

    let anew = people::new_person(&desk, draft).await.unwrap().content;
    let mut left = DraftContent {
        method: Some(RecognitionMethod::Offline),
        person_choice: Some(PersonChoice::New),
        ..DraftContent::default()
    };
    "Via Nuova 1".clone_into(&mut left.residence.street);
    assert_eq!(anew, left, "name, document, images, contacts: all gone but what was typed");
}
