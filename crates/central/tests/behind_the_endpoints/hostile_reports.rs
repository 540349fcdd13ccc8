//! PDFs made to hurt whoever opens them: each costs an error code, and the centre goes on.

use std::{
    io::Write as _,
    time::{Duration, Instant},
};

use flate2::{Compression, FlushCompress, write::ZlibEncoder};
use sportello_central::report_reader::{Finding, Limits, ReportReader};
use sportello_domain::error_code::ErrorCode;

use crate::fixture::Site;

fn reader(limits: Limits) -> ReportReader {
    ReportReader::new(Some(env!("CARGO_BIN_EXE_central").into()), limits).unwrap()
}

/// A PDF of these objects, the first being the catalogue, with a true cross-reference table.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let table = out.len();
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    out.extend_from_slice(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").as_bytes(),
    );
    out
}

/// A catalogue with one page, and whatever else.
fn with(more: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>".to_vec(),
    ];
    objects.extend(more);
    pdf(&objects)
}

/// Megabytes of zeros as zlib makes them: one block, flushed to a byte's end, as often as wanted.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut compress = flate2::Compress::new(Compression::best(), true);
    let (zeros, mut block) = (vec![0; 1 << 20], Vec::with_capacity(1 << 16));
    compress.compress_vec(&zeros, &mut block, FlushCompress::Full).unwrap();
    // Two bytes of header, then the block that can be repeated.
    let mut out = block[..2].to_vec();
    for _ in 0..megabytes {
        out.extend_from_slice(&block[2..]);
    }
    out
}

fn stream(dictionary: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {dictionary} /Length {} >>\nstream\n", body.len()).into_bytes();
    out.extend_from_slice(body);
    out.extend_from_slice(b"\nendstream");
    out
}

fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let deep = |open: &str, close: &str, depth: usize| [open.repeat(depth), close.repeat(depth)].concat();
    let objects = "/Type /ObjStm /N 1000000 /First 10 /Filter /FlateDecode";
    // Cross-references are read first of all: half a gigabyte of them.
    let references = stream(
        "/Type /XRef /Size 4294967295 /W [1 8 8] /Index [0 4294967295] /Root 1 0 R /Filter /FlateDecode",
        &bomb(512),
    );
    let mut by_references = b"%PDF-1.7\n1 0 obj\n".to_vec();
    by_references.extend_from_slice(&references);
    by_references.extend_from_slice(b"\nendobj\nstartxref\n9\n%%EOF\n");
    let mut huge_table = b"%PDF-1.7\nxref\n0 4294967295\n".to_vec();
    huge_table.extend(b"0000000009 00000 n \n".repeat(200_000));
    huge_table.extend_from_slice(b"trailer\n<< /Size 4294967295 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n");
    let mut zeros = ZlibEncoder::new(Vec::new(), Compression::best());
    zeros.write_all(&bomb(512)).unwrap();
    let twice = zeros.finish().unwrap();
    // Each number takes two bytes here and a hundred in memory.
    let numbers = |count: usize| format!("4 0 [{}]", "0 ".repeat(count)).into_bytes();
    let mut small = ZlibEncoder::new(Vec::new(), Compression::fast());
    small.write_all(&numbers(15_000_000)).unwrap();
    let numbers_packed = stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &small.finish().unwrap());
    let in_circles = b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n";
    vec![
        ("arrays in arrays", with([deep("[", "]", 2_000_000).into_bytes()])),
        ("dictionaries in dictionaries", with([deep("<</A ", ">>", 500_000).into_bytes()])),
        ("cross-references without end", by_references),
        ("a table that says it is huge", huge_table),
        ("a table that follows itself", in_circles.to_vec()),
        ("a bomb of objects", with([stream(objects, &bomb(512))])),
        (
            "a bomb in a bomb",
            with([stream("/Type /ObjStm /N 9 /First 9 /Filter [/FlateDecode /FlateDecode]", &twice)]),
        ),
        ("more numbers than memory, packed", with([numbers_packed])),
        ("more numbers than memory", with([numbers(15_000_000).split_off(4)])),
        (
            "a field that is its own parent",
            with([
                b"<< /FT /Sig /T (a) /Parent 4 0 R /Kids [4 0 R] /V 4 0 R /ByteRange [0 1 2 99999999999] >>"
                    .to_vec(),
            ]),
        ),
        (
            "a page that is its own parent",
            pdf(&[
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 /Parent 2 0 R >>".to_vec(),
            ]),
        ),
    ]
}

#[tokio::test]
async fn a_hostile_pdf_costs_an_error_and_nothing_else() {
    let site = Site::new().await;
    let mut stopped = Vec::new();
    for (what, bytes) in hostile() {
        let began = Instant::now();
        let outcome = site.centre.report_reader.read(&bytes).await;
        let took = began.elapsed();
        assert!(took < Duration::from_secs(20), "{what}: ended after {took:?}");
        match outcome {
            // Seen through, or harmless to this parser: then no signature is in it.
            Ok(Finding::Pdf { signatures, facts, .. }) => {
                assert!(signatures.iter().all(|found| !found.is_acceptable()), "{what}: nothing is signed");
                assert!(facts.is_err(), "{what}: and nothing is reported");
            }
            Ok(_) => {}
            Err(refusal) => {
                assert_eq!(refusal.code, ErrorCode::FileDecodingStopped, "{what}: its own code");
                stopped.push(what);
            }
        }
    }
    assert!(
        stopped.contains(&"more numbers than memory"),
        "the service has kept its own memory: {stopped:?}"
    );
    let harmless = site.centre.report_reader.read(&with([])).await.unwrap();
    assert!(matches!(harmless, Finding::Pdf { .. }), "the next one is read as ever: {harmless:?}");
}

#[tokio::test]
async fn a_reader_that_takes_too_much_is_ended() {
    let good = with([]);
    let longer = with([vec![b' '; 24 << 20]]);
    assert!(reader(Limits::default()).read(&longer).await.is_ok(), "a long one is read");
    let no_memory = reader(Limits { memory: 32 << 20, seconds: 10 }).read(&longer).await.unwrap_err();
    assert_eq!(no_memory.code, ErrorCode::FileDecodingStopped, "memory has an end");
    let began = Instant::now();
    // More than a pipe holds: the child cannot have answered before the service looks at its clock.
    let no_time = reader(Limits { memory: 1 << 30, seconds: 0 }).read(&longer).await.unwrap_err();
    assert_eq!(no_time.code, ErrorCode::FileDecodingStopped, "and so has time");
    assert!(began.elapsed() < Duration::from_secs(5), "nobody waits for it");
    let missing = ReportReader::new(Some("/no/such/program".into()), Limits::default()).unwrap();
    assert_eq!(missing.read(&good).await.unwrap_err().code, ErrorCode::Internal, "not the file's fault");
}
