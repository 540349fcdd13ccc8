//! The child's side.

use std::io::{Error, Read, Write};

use super::{Answer, ProcessLimits, Work, frame};
use crate::document::read_document;
use crate::intake::{decode_normalised, intake};
use crate::recognise::{ModelDir, Models};

/// Limits this process and serves its standard input. Returns the exit code.
pub fn run(limits: ProcessLimits) -> i32 {
    if confine(limits).is_err() {
        return 3;
    }
    match serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => 0,
        Err(_) => 2,
    }
}

/// Answers requests until the input ends.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> Result<(), Error> {
    while let Some((work, parts)) = frame::read::<Work>(input)? {
        let (answer, pages) = answer(work, &parts);
        let pages: Vec<&[u8]> = pages.iter().map(Vec::as_slice).collect();
        frame::write(output, &answer, &pages)?;
    }
    Ok(())
}

fn answer(work: Work, parts: &[Vec<u8>]) -> (Answer, Vec<Vec<u8>>) {
    match (work, parts) {
        (Work::Intake { limits }, [file]) => match intake(file, &limits) {
            Ok(mut taken) => {
                let jpegs = taken.pages.iter_mut().map(|p| std::mem::take(&mut p.jpeg)).collect();
                let (format, original_sha256, pages) = (taken.format, taken.original_sha256, taken.pages);
                (Answer::Intake { format, original_sha256, pages }, jpegs)
            }
            Err(error) => (Answer::Refused { error }, Vec::new()),
        },
        (Work::ReadDocument { models, today }, [page]) => {
            let read = || -> Result<Answer, Answer> {
                let refused = |error| Answer::Refused { error };
                let failed =
                    |error: crate::recognise::ModelError| Answer::Failed { reason: error.to_string() };
                let page = decode_normalised(page).map_err(refused)?;
                let models = Models::load(&ModelDir(models)).map_err(failed)?;
                let reading = read_document(&models, &page, today).map_err(failed)?;
                Ok(Answer::Document { reading: reading.map(Box::new) })
            };
            (read().unwrap_or_else(|answer| answer), Vec::new())
        }
        _ => (Answer::Failed { reason: "work and number of files do not fit".to_owned() }, Vec::new()),
    }
}

/// No more memory, processor time or files than given; no file written, no memory dumped.
#[cfg(unix)]
fn confine(limits: ProcessLimits) -> Result<(), Error> {
    use rlimit::Resource;
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CPU.set(limits.seconds, limits.seconds)?;
    Resource::AS.set(limits.memory, limits.memory)
}

#[cfg(not(unix))]
fn confine(_: ProcessLimits) -> Result<(), Error> {
    Ok(())
}
