//! What the centre keeps of a case is opened at the desk: picture, scan and report; and nothing without the centre.

use sportello_desk::{orders, papers};
use sportello_domain::{account::Profile, document::EvidenceKind, error_code::ErrorCode};
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn stored_evidence_is_opened_and_saved() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let (request, _) = plot::recognised(&scene, &desk, &scene.officer(Profile::Rao), 81).await;
    let order = orders::order_detail(&desk, request).await.unwrap();
    for kind in [EvidenceKind::DocumentImage, EvidenceKind::SignedForm, EvidenceKind::RecognitionReport] {
        let row = order.evidence.iter().find(|row| row.kind == kind).unwrap();
        let paper = orders::open_evidence(&desk, request, row.evidence).await.unwrap();
        assert!(paper.pages >= 1, "{kind}: there is something to see");
        assert!(paper.file_name.contains(&order.order_id), "{kind}: named by its order: {}", paper.file_name);
        for page in 1..=paper.pages {
            let picture = papers::paper_page(&desk, &paper.paper, page, 800).await.unwrap();
            assert!(picture.starts_with(&[0xff, 0xd8]), "{kind}: page {page} is a picture");
        }
        let beyond = papers::paper_page(&desk, &paper.paper, paper.pages + 1, 800).await;
        assert!(beyond.is_err(), "{kind}: there is no page after the last");
        let file = scene.grounds.folder.path().join(&paper.file_name);
        papers::save_paper(&desk, &paper.paper, &file).await.unwrap();
        let saved = std::fs::read(&file).unwrap();
        let stored = orders::evidence(&desk, row.evidence).await.unwrap();
        assert!(saved == stored, "{kind}: the copy is the file that is stored, byte for byte");
    }

    let report = order.evidence.iter().find(|row| row.kind == EvidenceKind::RecognitionReport).unwrap();
    let other = plot::confirmed(&desk, 82).await;
    let told = orders::open_evidence(&desk, other.request, report.evidence).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::NotFound), "evidence belongs to its own request");
    scene.line.cut();
    let told = orders::open_evidence(&desk, request, report.evidence).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::CentreUnreachable), "without the centre: a sentence");
}
