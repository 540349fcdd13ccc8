//! Writes what each target starts from into `corpus/<target>/`.

use std::path::Path;

use sportello_fuzz::{cards, targets};

fn main() -> std::io::Result<()> {
    for target in targets::TARGETS {
        write(target.name, &(target.seeds)())?;
    }
    for target in cards::TARGETS {
        write(target.name, &(target.seeds)())?;
    }
    Ok(())
}

fn write(target: &str, seeds: &[Vec<u8>]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    std::fs::create_dir_all(&folder)?;
    for (index, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{index}")), seed)?;
    }
    Ok(())
}
