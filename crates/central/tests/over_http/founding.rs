//! `central init` that is cut off: whatever it leaves, the next one makes a whole centre, and a whole one stays.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use sportello_testkit::folder::temp_dir;

use crate::binary::{Served, central, init, text};

/// Begins a founding and cuts it off, with no chance to tidy up, once something is so. Where it ended before that, its
/// centre is whole.
fn cut_off(folder: &Path, once: impl Fn() -> bool) {
    let mut begun: Child = Command::new(env!("CARGO_BIN_EXE_central"))
        .args(["init", "--training", "--data"])
        .arg(folder)
        .args(["--desks", "127.0.0.1:0", "--holders", "127.0.0.1:0", "--operations", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !once() && begun.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    // It may have ended by itself.
    let _ = begun.kill();
    begun.wait().unwrap();
}

fn whole(folder: &Path) -> bool {
    folder.join("central.toml").exists()
}

/// Everything of the centre works: it serves, its log is sound, and a workstation can be given a code.
fn check_whole(folder: &Path, why: &str) {
    let config = folder.join("central.toml");
    let path = config.to_str().unwrap();
    assert!(folder.join("training.json").exists(), "{why}: who can sign in is told");
    assert!(!folder.join("central.toml.unfinished").exists(), "{why}: it is one or the other");
    for question in [["audit", "verify", "--config", path].as_slice(), &["enrolment-code", "--config", path]]
    {
        let Output { status, stderr, .. } = central(question);
        assert!(status.success(), "{why}: {question:?}: {}", text(&stderr));
    }
    drop(Served::start(&config));
}

/// Whatever was left there: the next founding makes a centre, unless one is whole already, and then it stays.
fn check_next(folder: &Path, why: &str) {
    let was_whole = whole(folder);
    let before = fs::read(folder.join("training.json")).unwrap_or_default();
    let told = init(folder, &[]);
    assert_eq!(told.status.success(), !was_whole, "{why}: {}", text(&told.stderr));
    if was_whole {
        assert!(text(&told.stderr).contains("is there already"), "{why}: {}", text(&told.stderr));
        assert_eq!(fs::read(folder.join("training.json")).unwrap(), before, "{why}: a whole one stays");
    }
    check_whole(folder, why);
}

#[test]
fn a_founding_that_was_cut_off_in_its_work_makes_place_for_the_next() {
    let folder = temp_dir("founding");
    for (number, made) in [
        "central.toml.unfinished",
        "master-keys.toml",
        "root-master.key",
        "data/central.sqlite-wal",
        "training.json",
    ]
    .into_iter()
    .enumerate()
    {
        let at = folder.path().join(number.to_string());
        // Twice in a row: what was left is cleared away by one that is cut off itself.
        for _ in 0..2 {
            if !whole(&at) {
                cut_off(&at, || at.join(made).exists());
            }
        }
        let left = at.join("central.toml.unfinished").exists();
        // The last file is written a moment before the end.
        assert!(left || made == "training.json", "cut off when {made} was there, it left something");
        check_next(&at, &format!("cut off when {made} was there"));
    }
}

#[test]
fn a_founding_can_be_cut_off_at_any_moment() {
    let folder = temp_dir("founding");
    let begun = Instant::now();
    assert!(init(&folder.path().join("unhurried"), &[]).status.success(), "made");
    let takes = begun.elapsed();
    for part in 0..8_u32 {
        let at = folder.path().join(format!("cut-{part}"));
        let begun = Instant::now();
        cut_off(&at, || begun.elapsed() > takes * part / 8);
        check_next(&at, &format!("cut off at {part}/8 of {takes:?}"));
    }
}

#[cfg(unix)]
#[test]
fn a_centre_that_cannot_be_made_leaves_nothing() {
    let folder = temp_dir("founding");
    // Written last, so that everything else was made: the accounts, which here can be written nowhere.
    let accounts = folder.path().join("training.json");
    std::os::unix::fs::symlink(folder.path().join("nowhere").join("accounts"), &accounts).unwrap();
    let told = init(folder.path(), &[]);
    assert!(!told.status.success(), "refused: {}", text(&told.stdout));
    assert!(text(&told.stderr).contains("training.json"), "and says which file: {}", text(&told.stderr));
    for name in ["data", "master-keys.toml", "root-master.key", "central.toml", "central.toml.unfinished"] {
        assert!(!folder.path().join(name).exists(), "{name} is cleared away: {}", text(&told.stderr));
    }
    assert!(init(folder.path(), &[]).status.success(), "and the folder is free for one that can be made");
}
