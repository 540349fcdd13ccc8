//! The port `Store`, told as a story: what goes in comes out, whole or not at all, and after a restart too.

#![expect(clippy::unwrap_used, reason = "a folder that cannot be read is a failed test")]

mod samples;

use samples::{at, draft, evidence, key, row};
use sportello_contract::{central::command::Receipt, error::WireError};
use sportello_desk::{
    ports::{Store, StoreError},
    records::{Change, OutboxState, Write},
};
use sportello_desk_store::SqliteStore;
use sportello_domain::{error_code::ErrorCode, ids::EvidenceId, request::RequestStatus};

#[tokio::test]
async fn a_draft_is_saved_by_whoever_saw_its_last_version() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let first = draft(1);
    store.apply(vec![Change::StartDraft(Box::new(first.clone()))]).await.unwrap();
    assert_eq!(
        store.draft(first.id).await.unwrap(),
        Some(first.clone()),
        "a draft comes back as it was kept"
    );

    let mut content = first.content.clone();
    content.person.surname = "Rossi".into();
    let save = |expected| Change::SaveDraft {
        id: first.id,
        expected,
        content: Box::new(content.clone()),
        at: at(2),
    };
    store.apply(vec![save(1)]).await.unwrap();
    let refused = store.apply(vec![save(1)]).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::Outdated { stored: 2, expected: 1 }),
        "another window saved first: {refused}"
    );
    assert_eq!(store.draft(first.id).await.unwrap().unwrap().version, 2, "a refused save changes nothing");
}

#[tokio::test]
async fn changes_are_applied_all_or_none_files_included() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let (kept, image) = (draft(1), evidence(1, b"picture"));
    store.apply(vec![Change::StartDraft(Box::new(kept.clone()))]).await.unwrap();
    let add = Change::AddEvidence {
        request: kept.id,
        evidence: image.clone(),
        bytes: b"picture".to_vec(),
        at: at(2),
    };
    let outdated =
        Change::SaveDraft { id: kept.id, expected: 9, content: Box::new(kept.content.clone()), at: at(2) };
    assert!(store.apply(vec![add.clone(), outdated]).await.is_err(), "the second change is refused");
    assert_eq!(store.evidence(image.id).await.unwrap(), None, "so the first did not happen either");
    assert_eq!(files(folder.path()), 0, "nor did its file stay");

    store.apply(vec![add]).await.unwrap();
    assert_eq!(store.evidence(image.id).await.unwrap(), Some(image.clone()), "now it is there");
    let bytes = store.evidence_bytes(image.id).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(b"picture".as_slice()), "with its bytes");
    store.apply(vec![Change::ForgetDraft { id: kept.id }]).await.unwrap();
    assert_eq!(
        store.evidence_bytes(image.id).await.unwrap(),
        None,
        "a forgotten draft takes its evidence along"
    );
    assert_eq!(files(folder.path()), 0, "and the file");
}

#[tokio::test]
async fn nothing_on_the_disk_can_be_read_without_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let secret = b"A surname that must not be found: Zzyzxson";
    {
        let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
        let mut kept = draft(1);
        kept.content.person.surname = "Zzyzxson".into();
        let image = evidence(1, secret);
        let add =
            Change::AddEvidence { request: kept.id, evidence: image, bytes: secret.to_vec(), at: at(1) };
        store.apply(vec![Change::StartDraft(Box::new(kept)), add]).await.unwrap();
        for path in all_files(folder.path()) {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(8).any(|window| window == b"Zzyzxson");
            assert!(!found, "{} holds the name in clear", path.display());
        }
    }
    let refused = SqliteStore::open(folder.path(), &key(2)).err();
    assert!(matches!(refused, Some(StoreError::WrongKey)), "another key opens nothing: {refused:?}");
}

#[tokio::test]
async fn a_changed_or_exchanged_attachment_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let kept = draft(1);
    let (one, two) = (evidence(1, b"one"), evidence(2, b"two"));
    let add = |evidence: &sportello_domain::document::EvidenceRef, bytes: &[u8]| Change::AddEvidence {
        request: kept.id,
        evidence: evidence.clone(),
        bytes: bytes.to_vec(),
        at: at(1),
    };
    store.apply(vec![add(&one, b"one"), add(&two, b"two")]).await.unwrap();
    let path = |id: EvidenceId| folder.path().join("attachments").join(format!("{id}.enc"));
    let mut bytes = std::fs::read(path(one.id)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(path(one.id), bytes).unwrap();
    std::fs::remove_file(path(two.id)).unwrap();
    for id in [one.id, two.id] {
        let told = store.evidence_bytes(id).await.unwrap_err();
        assert!(matches!(told, StoreError::Attachment), "damage is never taken for the picture: {told}");
    }
}

#[tokio::test]
async fn the_outbox_keeps_its_order_and_remembers_what_was_sent() {
    let folder = tempfile::tempdir().unwrap();
    let kept = draft(1);
    let image = evidence(1, b"picture");
    let (upload, start) =
        (row(1, kept.id, Write::StoreEvidence { evidence: image }), row(2, kept.id, Write::StartRecognition));
    {
        let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
        let enqueue = |row: &sportello_desk::records::OutboxRecord| Change::Enqueue(Box::new(row.clone()));
        store.apply(vec![enqueue(&upload), enqueue(&start)]).await.unwrap();
        let fix = |sent: &str| Change::FixBytes { command: start.command, sent: sent.into() };
        store.apply(vec![fix("first bytes"), Change::CountAttempt { command: start.command }]).await.unwrap();
        store.apply(vec![fix("other bytes")]).await.unwrap();
    }
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let rows = store.outbox(0).await.unwrap();
    let commands: Vec<_> = rows.iter().map(|row| row.command).collect();
    assert_eq!(
        commands,
        [upload.command, start.command],
        "in the order of the officer's acts, after a restart too"
    );
    assert_eq!(rows[1].sent.as_deref(), Some("first bytes"), "what was sent once is never written anew");
    assert_eq!(rows[1].attempts, 1, "attempts are counted");

    let received = OutboxState::Received { at: at(3), number: Some("ORD-1".into()) };
    store.apply(vec![Change::Settle { command: upload.command, state: received.clone() }]).await.unwrap();
    let refused = OutboxState::Refused { error: WireError::new(ErrorCode::ContactInUse, "t") };
    store.apply(vec![Change::Settle { command: start.command, state: refused.clone() }]).await.unwrap();
    assert_eq!(store.outbox(0).await.unwrap().len(), 1, "what was received is no longer in the way");
    let states: Vec<_> = store.outbox(5).await.unwrap().into_iter().map(|row| row.state).collect();
    assert_eq!(states, [received, refused], "but can be shown");
    store.apply(vec![Change::Withdraw { request: kept.id }]).await.unwrap();
    assert_eq!(
        store.outbox(5).await.unwrap().len(),
        1,
        "what was withdrawn is gone, what was received stays"
    );
}

#[tokio::test]
async fn a_waiting_upload_keeps_its_bytes_when_the_draft_is_handed_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let kept = draft(1);
    let (image, form) = (evidence(1, b"picture"), evidence(2, b"form"));
    let add = |evidence: &sportello_domain::document::EvidenceRef, bytes: &[u8]| Change::AddEvidence {
        request: kept.id,
        evidence: evidence.clone(),
        bytes: bytes.to_vec(),
        at: at(1),
    };
    let upload = row(1, kept.id, Write::StoreEvidence { evidence: form.clone() });
    store
        .apply(vec![
            Change::StartDraft(Box::new(kept.clone())),
            add(&image, b"picture"),
            add(&form, b"form"),
            Change::Enqueue(Box::new(upload)),
        ])
        .await
        .unwrap();
    store.apply(vec![Change::ForgetDraft { id: kept.id }]).await.unwrap();
    assert_eq!(store.evidence_bytes(image.id).await.unwrap(), None, "handed in, the picture is the centre's");
    assert!(store.evidence_bytes(form.id).await.unwrap().is_some(), "what still waits to be sent is kept");
}

#[tokio::test]
async fn discarded_drafts_come_back_until_they_are_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let kept = draft(1);
    store.apply(vec![Change::StartDraft(Box::new(kept.clone()))]).await.unwrap();
    store.apply(vec![Change::DiscardDraft { id: kept.id, at: at(5) }]).await.unwrap();
    assert!(store.drafts().await.unwrap().is_empty(), "a discarded draft is in no list");
    assert_eq!(store.discarded_before(at(5)).await.unwrap(), [], "not yet old");
    assert_eq!(store.discarded_before(at(6)).await.unwrap(), [kept.id], "old");
    store.apply(vec![Change::RestoreDraft { id: kept.id }]).await.unwrap();
    assert_eq!(store.drafts().await.unwrap(), [kept], "taken back as it was");
}

#[tokio::test]
async fn two_clicks_confirm_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let kept = draft(1);
    store.apply(vec![Change::StartDraft(Box::new(kept.clone()))]).await.unwrap();
    let confirm = |n| {
        vec![
            Change::Enqueue(Box::new(row(n, kept.id, Write::StartRecognition))),
            Change::MarkDraft {
                id: kept.id,
                expected: Some(1),
                status: RequestStatus::WaitingToSend,
                local_code: Some("L-1".into()),
                refused: None,
            },
        ]
    };
    let (first, second) = tokio::join!(store.apply(confirm(1)), store.apply(confirm(2)));
    assert!(first.is_ok() != second.is_ok(), "exactly one of two simultaneous confirmations goes through");
    assert_eq!(store.outbox(0).await.unwrap().len(), 1, "and one command waits");
}

#[tokio::test]
async fn a_value_asked_for_once_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let (one, two) = tokio::join!(store.value_once("act", "a".into()), store.value_once("act", "b".into()));
    assert_eq!(one.unwrap(), two.unwrap(), "a double click finds the first click's command");
}

#[tokio::test]
async fn values_are_found_by_how_their_names_begin() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
    for name in ["act/a", "act/b", "act", "act_c", "acted/d", "ACT/e"] {
        let value = Some(name.to_uppercase());
        store.apply(vec![Change::Set { name: name.to_owned(), value }]).await.unwrap();
    }
    let found = store.values("act/").await.unwrap();
    let expected = [("act/a", "ACT/A"), ("act/b", "ACT/B")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    assert_eq!(found, expected, "letter by letter: no sign stands for another");
    assert_eq!(store.values("none/").await.unwrap(), [], "nothing begins so");
}

#[tokio::test]
async fn receipts_are_kept_and_a_newer_file_is_refused_politely() {
    let folder = tempfile::tempdir().unwrap();
    {
        let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
        let receipt = Receipt {
            command: row(1, draft(1).id, Write::StartRecognition).command,
            body_hash: "00".into(),
            received_at: at(1),
            audit_head: "00".into(),
            signature: "AA==".into(),
        };
        store.apply(vec![Change::KeepReceipt(receipt.clone()), Change::KeepReceipt(receipt)]).await.unwrap();
    }
    samples::set_user_version(folder.path(), &key(1), 999);
    let refused = SqliteStore::open(folder.path(), &key(1)).err();
    assert!(
        matches!(refused, Some(StoreError::Newer { found: 999, .. })),
        "an old program says so instead of spoiling a newer file: {refused:?}"
    );
}

#[tokio::test]
async fn a_second_program_is_told_that_the_store_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let _first = SqliteStore::open(folder.path(), &key(1)).unwrap();
    let refused = SqliteStore::open(folder.path(), &key(1)).err();
    assert!(matches!(refused, Some(StoreError::Busy)), "two windows never write one store: {refused:?}");
}

fn files(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder.join("attachments")).unwrap().count()
}

fn all_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(all_files(&path)) } else { found.push(path) }
    }
    found
}
