//! Records to keep, each made from a number.

#![expect(clippy::unwrap_used, reason = "a sample that cannot be made is a failed test")]

use sha2::{Digest, Sha256};
use sportello_desk::records::{DraftRecord, OutboxRecord, OutboxState, Write};
use sportello_domain::{
    document::{DocumentSide, EvidenceKind, EvidenceRef},
    draft::DraftContent,
    ids::{AccountId, CommandId, EvidenceId, ProductId, RequestId, UnitId},
    moment::Timestamp,
    request::RequestStatus,
};
use uuid::Uuid;

pub fn key(n: u8) -> [u8; 32] {
    [n; 32]
}

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_795_000_000_000_000 + seconds * 1_000_000).unwrap()
}

pub fn draft(n: u128) -> DraftRecord {
    DraftRecord {
        id: RequestId(Uuid::from_u128(n)),
        version: 1,
        content: DraftContent::default(),
        owner: AccountId(Uuid::from_u128(900)),
        owner_name: "Ada Bianchi".into(),
        unit: UnitId(Uuid::from_u128(901)),
        product: ProductId(Uuid::from_u128(n + 1000)),
        created_at: at(0),
        saved_at: at(0),
        status: RequestStatus::Draft,
        local_code: None,
        returned: None,
        refused: None,
        discarded_at: None,
    }
}

pub fn evidence(n: u128, bytes: &[u8]) -> EvidenceRef {
    let sha256 = hex::encode(Sha256::digest(bytes));
    EvidenceRef {
        id: EvidenceId(Uuid::from_u128(n)),
        kind: EvidenceKind::DocumentImage,
        side: Some(DocumentSide::Front),
        media_type: "image/jpeg".into(),
        size: u32::try_from(bytes.len()).unwrap(),
        original_sha256: sha256.clone(),
        sha256,
    }
}

pub fn row(n: u128, request: RequestId, write: Write) -> OutboxRecord {
    OutboxRecord {
        command: CommandId(Uuid::from_u128(n)),
        request,
        account: AccountId(Uuid::from_u128(900)),
        label: "Mario Rossi".into(),
        write,
        made_at: at(0),
        attempts: 0,
        sent: None,
        state: OutboxState::Waiting,
    }
}

pub fn set_user_version(folder: &std::path::Path, key: &[u8; 32], version: u32) {
    let connection = rusqlite::Connection::open(folder.join("desk.db")).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", hex::encode(key))).unwrap();
    connection.pragma_update(None, "user_version", version).unwrap();
}
