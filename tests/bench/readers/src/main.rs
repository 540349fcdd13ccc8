//! How well and how fast documents are read, ours and others, on the same pictures in one run: `cargo xtask bench
//! documents`. Figures say something only beside others from the same machine and minute; nothing here passes or fails.

#![expect(clippy::print_stdout, reason = "a bench tells its figures on the terminal")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has no figures")]

mod peers;
mod score;
mod truth;

use std::path::PathBuf;

use crate::{
    peers::{Reader, read},
    score::Score,
    truth::Truths,
};

fn main() {
    let samples: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    for folder in samples {
        let truths = Truths::of(&folder);
        println!(
            "{}: {} pictures, {} with a machine-readable zone\n",
            folder.display(),
            truths.len(),
            truths.with_zone()
        );
        println!("{}", score::HEAD);
        for reader in Reader::ALL {
            let readings = read(reader, &folder);
            println!("{}", Score::of(&readings, &truths).row(reader.name()));
        }
        println!("{}", score::FOOT);
    }
}
