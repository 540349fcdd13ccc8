//! How long taking files in takes, here and in a child: `cargo run --release -p sportello-capture --example intake_speed
//! -- [FILE…]`; without files on a photograph of 12 megapixels that it draws itself.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use image::{ImageFormat, Rgb, RgbImage};
use sportello_capture::intake::{Limits, intake};
use sportello_capture::worker::{self, Worker};

const TIMES: u32 = 7;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Some(limits) = worker::asked_for(std::env::args()) {
        std::process::exit(worker::run(limits));
    }
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for path in std::env::args().skip(1).map(PathBuf::from) {
        let bytes = std::fs::read(&path)?;
        files.push((path, bytes));
    }
    if files.is_empty() {
        files.push(("12 megapixels".into(), photograph()?));
    }
    let child = Worker::new(std::env::current_exe()?);
    let limits = Limits::default();
    for (path, bytes) in &files {
        let before = processor();
        let here = best(|| intake(bytes, &limits).map(|_| ()))?;
        let used = (processor() - before) / u64::from(TIMES) / 1_000_000;
        let there = best(|| child.intake(bytes, &limits).map(|_| ()))?;
        let (name, size) = (path.display(), bytes.len() / 1024);
        let (here, there) = (here.as_millis(), there.as_millis());
        eprintln!("{name}: {size} KB, {here} ms here ({used} ms of a processor), {there} ms in a child");
    }
    Ok(())
}

/// Nanoseconds of processor time this thread has had, where the system tells: a busy machine does not blur it.
fn processor() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
}

fn best<E>(mut take: impl FnMut() -> Result<(), E>) -> Result<Duration, E> {
    let mut best = Duration::MAX;
    for _ in 0..TIMES {
        let start = Instant::now();
        take()?;
        best = best.min(start.elapsed());
    }
    Ok(best)
}

/// Soft shapes under fine noise, as cameras see them.
fn photograph() -> Result<Vec<u8>, image::ImageError> {
    let mut noise = 1u32;
    let image = RgbImage::from_fn(4032, 3024, |x, y| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = noise >> 28;
        let wave = |shift: u32| (((x + shift) / 7) ^ (y / 9)) % 128 + (x + y) / 64 % 96 + grain;
        Rgb([0, 37, 91].map(|shift| u8::try_from(wave(shift)).unwrap_or(u8::MAX)))
    });
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Jpeg)?;
    Ok(out.into_inner())
}
