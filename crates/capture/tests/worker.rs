//! The real child process: answers, refusals, and how it ends when a file asks for too much.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its picture fails")]

use std::io::Cursor;
use std::time::Duration;

use image::{DynamicImage, ImageFormat, RgbImage};
use sportello_capture::document::Depth;
use sportello_capture::intake::{IntakeError, Limits, intake};
use sportello_capture::recognise::ModelDir;
use sportello_capture::worker::{Worker, WorkerError};
use time::macros::date;

fn worker() -> Worker {
    Worker::new(env!("CARGO_BIN_EXE_decode-worker").into())
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(width, height)).write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

#[test]
fn the_child_answers_as_the_function_does() {
    let file = png(300, 200);
    let here = intake(&file, &Limits::default()).unwrap();
    assert_eq!(worker().intake(&file, &Limits::default()).unwrap(), here, "same pages, same hashes");
    let refused = worker().intake(b"hello", &Limits::default());
    assert!(matches!(refused, Err(WorkerError::Refused(IntakeError::UnknownFormat))), "{refused:?}");
    let large = worker().intake(&file, &Limits { bytes: 10, ..Limits::default() });
    assert!(matches!(large, Err(WorkerError::Refused(IntakeError::TooLarge { .. }))), "{large:?}");
}

#[test]
fn a_missing_model_is_told() {
    let page = intake(&png(300, 200), &Limits::default()).unwrap().pages.remove(0);
    let empty = tempfile::tempdir().unwrap();
    let read = worker().read_document(
        &ModelDir(empty.path().into()),
        &page.jpeg,
        date!(2026 - 3 - 14),
        Depth::Machine,
    );
    let Err(WorkerError::Failed(reason)) = read else { panic!("no models, no reading: {read:?}") };
    assert!(reason.contains("ppocrv6"), "the message names the file: {reason}");
}

#[test]
#[cfg(unix)]
fn a_child_that_wants_too_much_memory_ends_alone() {
    let small = Worker { memory: 150 << 20, ..worker() };
    let large = png(5000, 5000);
    assert!(worker().intake(&large, &Limits::default()).is_ok(), "25 megapixels fit the usual limit");
    let ended = small.intake(&large, &Limits::default());
    assert!(
        matches!(ended, Err(WorkerError::Died | WorkerError::Refused(IntakeError::Damaged))),
        "the child runs into its limit and only the child: {ended:?}"
    );
}

#[test]
fn a_child_that_takes_too_long_is_killed() {
    let hasty = Worker { time: Duration::from_millis(1), ..worker() };
    let late = hasty.intake(&png(4000, 4000), &Limits::default());
    assert!(matches!(late, Err(WorkerError::TimedOut { .. })), "{late:?}");
}

#[test]
fn a_program_that_is_not_there_is_told() {
    let none = Worker::new("/nowhere/sportello".into());
    assert!(matches!(none.intake(&png(20, 20), &Limits::default()), Err(WorkerError::Start(_))));
}

#[test]
fn a_document_is_read_in_the_child() {
    use sportello_capture::document::{Field, read_document};
    use sportello_capture::intake::{decode_normalised, normalise};
    use sportello_capture::mrz::Sex;
    use sportello_capture::recognise::Models;
    use sportello_capture::specimen::{Bearer, Paper, identity_card};

    let bearer = Bearer::new("Rossi", "Ada", Sex::Female, date!(1990 - 01 - 02));
    let paper = Paper::new("CA01010IO", "ITA", date!(2024 - 01 - 02), date!(2034 - 01 - 02));
    let page = normalise(identity_card(&bearer, &paper).unwrap().1).unwrap();
    let dir = ModelDir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models").into());
    let today = date!(2026 - 3 - 14);
    let there = worker().read_document(&dir, &page.jpeg, today, Depth::Machine).unwrap().unwrap();
    let models = Models::load(&dir).unwrap();
    let here = read_document(&models, &decode_normalised(&page.jpeg).unwrap(), today).unwrap().unwrap();
    assert_eq!(there.lines(), here.lines(), "the child reads what the function reads, within its memory");
    assert_eq!(there.value(Field::DocumentNumber), Some("CA01010IO"));
}

#[test]
fn the_print_is_read_in_the_child_too() {
    use sportello_capture::document::Field;
    use sportello_capture::intake::normalise;
    use sportello_capture::mrz::Sex;
    use sportello_capture::specimen::{Bearer, Paper, identity_card};

    let bearer = Bearer::new("Rossi", "Ada", Sex::Female, date!(1990 - 01 - 02));
    let paper = Paper::new("CA01010IO", "ITA", date!(2024 - 01 - 02), date!(2034 - 01 - 02));
    let front = normalise(identity_card(&bearer, &paper).unwrap().0).unwrap();
    let dir = ModelDir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models").into());
    let today = date!(2026 - 3 - 14);
    let glance = worker().read_document(&dir, &front.jpeg, today, Depth::Machine).unwrap();
    assert!(glance.is_none(), "the front says nothing to machines");
    let read = worker().read_document(&dir, &front.jpeg, today, Depth::Print).unwrap().unwrap();
    assert_eq!(read.value(Field::IssueDate), Some("2024-01-02"), "within the child's memory and time");
    assert_eq!(read.value(Field::Surname), Some("ROSSI"));
    assert_eq!(read.size, (front.width, front.height), "places are in pixels of this page");
    assert!(read.fields.iter().all(|field| !field.certain), "one source alone: {:?}", read.fields);
}

#[test]
fn one_child_reads_several_pages() {
    use sportello_capture::worker::Reader;

    let dir = ModelDir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models").into());
    let page = intake(&png(300, 200), &Limits::default()).unwrap().pages.remove(0);
    let reader = Reader::new(worker(), dir);
    assert_eq!(reader.process(), None, "nothing is started before it is needed");
    let today = date!(2026 - 3 - 14);
    assert!(
        reader.read_document(&page.jpeg, today, Depth::Machine).unwrap().is_none(),
        "nothing stands on a black page"
    );
    let first = reader.process();
    assert!(first.is_some(), "the child stays");
    reader.read_document(&page.jpeg, today, Depth::Machine).unwrap();
    assert_eq!(reader.process(), first, "and reads the next page");
    assert!(
        matches!(reader.read_document(b"no page", today, Depth::Machine), Err(WorkerError::Refused(_))),
        "what is no page of ours is refused"
    );
    assert_eq!(reader.process(), None, "a child that failed is not asked again");
    assert!(
        reader.read_document(&page.jpeg, today, Depth::Machine).is_ok(),
        "the next request starts another"
    );
    reader.rest();
    assert_eq!(reader.process(), None, "it can be sent home");
}

#[test]
#[cfg(target_os = "linux")]
fn a_child_gives_up_what_it_does_not_need() {
    use sportello_capture::worker::Reader;

    let dir = ModelDir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models").into());
    let page = intake(&png(300, 200), &Limits::default()).unwrap().pages.remove(0);
    let reader = Reader::new(worker(), dir);
    reader.read_document(&page.jpeg, date!(2026 - 3 - 14), Depth::Machine).unwrap();
    let process = reader.process().unwrap();
    let told = |file: &str| std::fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
    let status = told("status");
    let says = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    assert_eq!(says("NoNewPrivs:"), Some("1"), "no way to more rights");
    assert_eq!(says("Seccomp:"), Some("2"), "a filter stands before the kernel");
    let limits = told("limits");
    let limit = |name: &str| limits.lines().find(|line| line.starts_with(name)).map(str::to_owned).unwrap();
    let no_files = limit("Max open files");
    assert!(
        no_files.split_whitespace().filter(|word| *word == "0").count() == 2,
        "no file, no socket: {no_files}"
    );
    assert!(limit("Max address space").contains("2147483648"), "memory is limited");
    assert_eq!(
        told("environ").split('\0').filter(|v| v.contains("HOME=")).count(),
        0,
        "nor the host's environment"
    );
}
