//! Images of the document, one by one and from the pages of a PDF: what they say together, and what goes with each.

use image::{ExtendedColorType, RgbImage, codecs::jpeg::JpegEncoder};
use lopdf::{Document, Object, Stream, dictionary};
use sportello_capture::{
    mrz,
    specimen::{self, Bearer, Paper},
};
use sportello_contract::desk::drafts::PageChoice;
use sportello_desk::{
    Desk,
    document_images::{
        AttachImage, attach_document_image, attach_document_pages, open_document_file, remove_document_image,
    },
    drafts, papers,
};
use sportello_domain::{
    account::Profile,
    catalogue::RecognitionMethod,
    document::{DocumentKind, DocumentSide},
    draft_check::{Fault, FaultCode},
    error_code::ErrorCode,
    ids::RequestId,
};
use sportello_stories::Scene;
use time::macros::date;

use crate::WORKER;

fn bearer(surname: &str) -> Bearer {
    Bearer::new(surname, "Ada", mrz::Sex::Female, date!(1990 - 01 - 02))
}

fn paper(number: &str) -> Paper {
    Paper::new(number, "ITA", date!(2024 - 01 - 02), date!(2034 - 01 - 02))
}

fn jpeg(page: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
    encoder.encode(page.as_raw(), page.width(), page.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// A scan: each picture fills a page of its own.
fn scanned(pictures: &[RgbImage]) -> Document {
    let mut document = Document::with_version("1.7");
    let root = document.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for picture in pictures {
        let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
        let image = document.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
            "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode" },
            jpeg(picture),
        ));
        let content = format!("{} 0 0 {} 0 0 cm /I Do", width / 4, height / 4);
        let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
        let resources = dictionary! { "XObject" => dictionary! { "I" => image } };
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => root, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), (width / 4).into(), (height / 4).into()],
        });
        kids.push(page.into());
    }
    let count = i64::try_from(kids.len()).unwrap();
    document.objects.insert(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalogue);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

async fn started(scene: &Scene) -> (Desk, RequestId) {
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = drafts::start_draft(&desk, Some(RecognitionMethod::Offline)).await.unwrap().id;
    (desk, draft)
}

async fn of_images(desk: &Desk, draft: RequestId) -> Vec<Fault> {
    let view = drafts::open_draft(desk, draft).await.unwrap();
    let told = [FaultCode::SidesDiffer, FaultCode::CheckDigit];
    view.faults.into_iter().filter(|fault| told.contains(&fault.code)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_documents_are_told_and_what_one_said_goes_with_it() {
    let scene = Scene::set(WORKER).await;
    let (desk, draft) = started(&scene).await;
    let attach = |side, page: RgbImage| {
        attach_document_image(&desk, AttachImage { draft, side, file: jpeg(&page), page: 1 })
    };
    let passport = specimen::passport_page(&bearer("Rossi"), &paper("YA1234567")).unwrap();
    let (_, back) = specimen::identity_card(&bearer("Bianchi"), &paper("CA01010IO")).unwrap();
    let first = attach(DocumentSide::Front, passport).await.unwrap();
    assert_eq!(of_images(&desk, draft).await, [], "one image contradicts nothing");
    let typed = {
        let mut save = drafts::open_draft(&desk, draft).await.unwrap();
        save.content.person.given_names = "Ada Maria".to_owned();
        let save = sportello_contract::desk::drafts::SaveDraft {
            id: draft,
            version: save.version,
            content: save.content,
        };
        drafts::save_draft(&desk, save).await.unwrap()
    };
    assert_eq!(typed.content.person.surname, "ROSSI", "read from the passport");

    attach(DocumentSide::Back, back).await.unwrap();
    let faults = of_images(&desk, draft).await;
    let [fault] = faults.as_slice() else { panic!("two documents are told once: {faults:?}") };
    assert_eq!(fault.code, FaultCode::SidesDiffer, "a passport and another person's card");
    assert_eq!(
        (fault.params["front"].as_str(), fault.params["back"].as_str()),
        ("YA1234567", "CA01010IO"),
        "with what each side says"
    );

    let passport = first.evidence;
    let view = remove_document_image(&desk, draft, passport).await.unwrap();
    assert_eq!(of_images(&desk, draft).await, [], "one document again");
    assert_eq!(view.content.person.surname, "BIANCHI", "what the card says takes the place of what is gone");
    assert_eq!(view.content.document.kind, Some(DocumentKind::IdentityCard), "the kind of document too");
    assert_eq!(view.content.person.given_names, "Ada Maria", "what the officer typed stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_check_digit_stays_until_it_is_put_right() {
    let scene = Scene::set(WORKER).await;
    let (desk, draft) = started(&scene).await;
    let (bearer, paper) = (bearer("Rossi"), paper("YA1234567"));
    let mut zone = specimen::passport_zone(&bearer, &paper).unwrap();
    let digit = &zone[1][9..10].parse::<u8>().unwrap();
    zone[1].replace_range(9..10, &((digit + 1) % 10).to_string());
    let page = specimen::passport_page_printing(&bearer, &paper, &zone).unwrap();
    let attach = AttachImage { draft, side: DocumentSide::Both, file: jpeg(&page), page: 1 };
    let attached = attach_document_image(&desk, attach).await.unwrap();
    assert_eq!(attached.noticed, ["checkDigit"], "told at once");
    assert!(attached.filled.contains(&"document.number".to_owned()), "filled in all the same");
    let faults = of_images(&desk, draft).await;
    let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(
        paths,
        ["document.number"],
        "and told at its field, as long as the image is there: {faults:?}"
    );
    remove_document_image(&desk, draft, attached.evidence).await.unwrap();
    assert_eq!(of_images(&desk, draft).await, [], "without the image there is nothing to tell");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_pdf_are_the_sides_of_a_document() {
    let scene = Scene::set(WORKER).await;
    let (desk, draft) = started(&scene).await;
    let (front, back) = specimen::identity_card(&bearer("Rossi"), &paper("CA01010IO")).unwrap();
    let cover = RgbImage::from_pixel(800, 500, image::Rgb([250; 3]));
    let opened = open_document_file(&desk, draft, saved(scanned(&[cover, back, front]))).await.unwrap();
    assert_eq!(opened.pages, 3, "cover, back, front");
    for page in 1..=3 {
        let picture = papers::paper_page(&desk, &opened.paper, page, 400).await.unwrap();
        assert!(picture.starts_with(&[0xff, 0xd8]), "page {page} can be looked at before it is chosen");
    }
    let choose = |choices: &[(DocumentSide, u32)]| {
        let choices = choices.iter().map(|(side, page)| PageChoice { side: *side, page: *page }).collect();
        attach_document_pages(&desk, draft, &opened.paper, choices)
    };
    for (what, choices, code) in [
        ("no page", &[][..], ErrorCode::BadInput),
        (
            "one image of both sides and another",
            &[(DocumentSide::Both, 1), (DocumentSide::Front, 2)],
            ErrorCode::BadInput,
        ),
        ("one side twice", &[(DocumentSide::Back, 1), (DocumentSide::Back, 2)], ErrorCode::BadInput),
        ("a page that is not there", &[(DocumentSide::Back, 4)], ErrorCode::FileWithoutPages),
        ("page nought", &[(DocumentSide::Back, 0)], ErrorCode::FileWithoutPages),
    ] {
        let told = choose(choices).await.unwrap_err().to_wire("");
        assert_eq!(told.known_code(), Some(code), "{what}");
    }
    let attached = choose(&[(DocumentSide::Front, 3), (DocumentSide::Back, 2)]).await.unwrap();
    assert!(attached.filled.contains(&"document.number".to_owned()), "the back was read: {attached:?}");
    assert_eq!(attached.unread_because, None, "nothing to complain about");
    let content = attached.draft.content;
    let sides: Vec<_> = content.document.images.iter().map(|image| image.side).collect();
    assert_eq!(sides, [Some(DocumentSide::Front), Some(DocumentSide::Back)], "both sides, in their order");
    assert_eq!(content.document.number, "CA01010IO", "as printed on page 2");
    let originals: Vec<_> = content.document.images.iter().map(|image| &image.original_sha256).collect();
    assert_eq!(originals[0], originals[1], "both name the file they came from");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_that_cannot_be_used_is_told_why() {
    let scene = Scene::set(WORKER).await;
    let (desk, draft) = started(&scene).await;
    let small = RgbImage::from_pixel(80, 50, image::Rgb([250; 3]));
    let mut locked = scanned(std::slice::from_ref(&small));
    locked.trailer.set("Encrypt", dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2 });
    for (what, file, code) in [
        ("without pages", saved(scanned(&[])), ErrorCode::FileWithoutPages),
        ("encrypted", saved(locked), ErrorCode::FileEncrypted),
        ("of 500 pages", saved(scanned(&vec![small; 500])), ErrorCode::FileTooManyPages),
        ("cut in half", saved(scanned(&[]))[..40].to_vec(), ErrorCode::FileTruncated),
        ("empty", Vec::new(), ErrorCode::FileEmpty),
    ] {
        let told = open_document_file(&desk, draft, file).await.unwrap_err().to_wire("");
        assert_eq!(told.known_code(), Some(code), "a PDF {what}");
        if code == ErrorCode::FileTooManyPages {
            let told = (told.params["pages"].as_str(), told.params["most"].as_str());
            assert_eq!(told, ("500", "10"), "how many, and how many are read");
        }
    }
    let view = drafts::open_draft(&desk, draft).await.unwrap();
    assert!(view.content.document.images.is_empty(), "nothing was attached");
}
