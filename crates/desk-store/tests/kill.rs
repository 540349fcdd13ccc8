//! A sudden end: this test starts itself as a child that keeps drafts and pictures, kills it without warning, opens the
//! store and counts. Whatever the child said was kept is there.

#![expect(clippy::unwrap_used, reason = "a child that cannot be started is a failed test")]

#[expect(dead_code, reason = "the samples of the whole story, of which this needs some")]
mod samples;

use std::{
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use samples::{at, draft, evidence, key};
use sha2::{Digest, Sha256};
use sportello_desk::{ports::Store, records::Change};
use sportello_desk_store::SqliteStore;

const FOLDER: &str = "SPORTELLO_KILL_FOLDER";
const ROUNDS: u32 = 12;

/// The child: does nothing unless it is told where.
#[tokio::test]
async fn keep_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = SqliteStore::open(Path::new(&folder), &key(1)).unwrap();
    let from = store.drafts().await.unwrap().len() as u128 + 1;
    for n in from..from + 100_000 {
        let bytes = picture(n);
        let kept = draft(n);
        let add = Change::AddEvidence { request: kept.id, evidence: evidence(n, &bytes), bytes, at: at(0) };
        store.apply(vec![Change::StartDraft(Box::new(kept)), add]).await.unwrap();
        // The test harness holds back what is printed; the child says it past it.
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "kept {n}").unwrap();
        stdout.flush().unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_sudden_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let mut child = start(folder.path());
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, told) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(n) = line.strip_prefix("kept ") {
                    sender.send(n.parse::<u128>().unwrap()).unwrap();
                }
            }
        });
        // At least one, then a different moment in each round.
        acknowledged = told.recv_timeout(Duration::from_mins(1)).unwrap().max(acknowledged);
        std::thread::sleep(Duration::from_millis(u64::from(round) * 7));
        child.kill().unwrap();
        child.wait().unwrap();
        reader.join().unwrap();
        acknowledged = told.try_iter().max().unwrap_or(0).max(acknowledged);

        let store = SqliteStore::open(folder.path(), &key(1)).unwrap();
        let drafts = store.drafts().await.unwrap();
        assert!(
            drafts.len() as u128 >= acknowledged,
            "round {round}: {acknowledged} were acknowledged, {} are there",
            drafts.len()
        );
        for n in 1..=drafts.len() as u128 {
            let kept = store.evidence(evidence(n, &[]).id).await.unwrap().unwrap();
            let bytes = store.evidence_bytes(kept.id).await.unwrap().unwrap();
            assert_eq!(
                hex::encode(Sha256::digest(&bytes)),
                kept.sha256,
                "round {round}: picture {n} is whole"
            );
        }
        let files = std::fs::read_dir(folder.path().join("attachments")).unwrap().count();
        assert_eq!(files, drafts.len(), "round {round}: no file is left without its row");
    }
    assert!(acknowledged > u128::from(ROUNDS), "the child did real work between the kills: {acknowledged}");
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "keep_until_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn picture(n: u128) -> Vec<u8> {
    (0..20_000_u128).map(|i| u8::try_from((i * 31 + n * 17) % 251).unwrap()).collect()
}
