//! All print of a picture, line by line: `cargo run --release -p sportello-capture --example print -- PICTURE`.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::path::PathBuf;

use sportello_capture::intake::{Limits, decode_normalised, intake};
use sportello_capture::recognise::{ModelDir, Models, read_print};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let models = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"));
    let models = Models::load(&ModelDir(models))?;
    for file in std::env::args().skip(1) {
        for page in intake(&std::fs::read(&file)?, &Limits::default())?.pages {
            let printed = read_print(&models, &decode_normalised(&page.jpeg)?)?;
            println!("{file}: {} × {}, direction {:.2}", page.width, page.height, printed.angle);
            for run in printed.runs {
                let [left, top, right, bottom] = run.upright;
                println!(
                    "  {left:6.0} {top:6.0} {right:6.0} {bottom:6.0}  {:.2}  {}",
                    run.belief(),
                    run.text()
                );
            }
        }
    }
    Ok(())
}
