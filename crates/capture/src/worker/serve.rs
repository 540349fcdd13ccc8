//! The child's side.

use std::io::{Error, Read, Write};
use std::path::PathBuf;

use super::{Answer, ProcessLimits, Work, confine, frame};
use crate::document::read;
use crate::intake::{decode_normalised, intake};
use crate::recognise::{ModelDir, ModelError, Models};

/// Limits this process and serves its standard input. Returns the exit code.
pub fn run(limits: ProcessLimits) -> i32 {
    if confine::at_start(limits).is_err() {
        return 3;
    }
    let served =
        serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock(), confine::before_foreign_bytes);
    if served.is_ok() { 0 } else { 2 }
}

/// Answers until the input ends. One foreign file ends it too: what a file does to its decoder must not
/// reach the next. `lock_in` is called once, when all is loaded that an answer needs.
pub fn serve(
    input: &mut impl Read,
    output: &mut impl Write,
    lock_in: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let mut lock_in = Some(lock_in);
    let mut loaded: Option<(PathBuf, Models)> = None;
    while let Some((work, parts)) = frame::read::<Work>(input)? {
        let foreign = matches!(work, Work::Intake { .. });
        if let Work::ReadDocument { models, .. } = &work
            && loaded.is_none()
        {
            let ready = Models::load(&ModelDir(models.clone()));
            match ready.and_then(|ready| ready.load_all().map(|()| ready)) {
                Ok(ready) => loaded = Some((models.clone(), ready)),
                Err(error) => return frame::write(output, &failed(&error), &[]),
            }
        }
        if foreign && loaded.is_some() {
            return frame::write(output, &not_fitting(), &[]);
        }
        if let Some(lock_in) = lock_in.take() {
            lock_in()?;
        }
        let (answer, pages) = answer(work, &parts, loaded.as_ref());
        let pages: Vec<&[u8]> = pages.iter().map(Vec::as_slice).collect();
        frame::write(output, &answer, &pages)?;
        if foreign {
            break;
        }
    }
    Ok(())
}

fn answer(work: Work, parts: &[Vec<u8>], loaded: Option<&(PathBuf, Models)>) -> (Answer, Vec<Vec<u8>>) {
    match (work, parts, loaded) {
        (Work::Intake { limits }, [file], _) => match intake(file, &limits) {
            Ok(mut taken) => {
                let jpegs = taken.pages.iter_mut().map(|p| std::mem::take(&mut p.jpeg)).collect();
                let (format, original_sha256, pages) = (taken.format, taken.original_sha256, taken.pages);
                (Answer::Intake { format, original_sha256, pages }, jpegs)
            }
            Err(error) => (Answer::Refused { error }, Vec::new()),
        },
        (Work::ReadDocument { models, today, depth }, [page], Some((folder, ready))) if models == *folder => {
            let answer = || -> Result<Answer, Answer> {
                let page = decode_normalised(page).map_err(|error| Answer::Refused { error })?;
                let reading = read(ready, &page, today, depth).map_err(|error| failed(&error))?;
                Ok(Answer::Document { reading: reading.map(Box::new) })
            };
            (answer().unwrap_or_else(|answer| answer), Vec::new())
        }
        _ => (not_fitting(), Vec::new()),
    }
}

fn failed(error: &ModelError) -> Answer {
    Answer::Failed { reason: error.to_string() }
}

fn not_fitting() -> Answer {
    Answer::Failed { reason: "the work does not fit its files or what this process serves".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Limits;

    #[test]
    fn one_foreign_file_is_all() {
        let mut wire = Vec::new();
        let work = Work::Intake { limits: Limits::default() };
        frame::write(&mut wire, &work, &[b"hello"]).unwrap();
        frame::write(&mut wire, &work, &[b"hello"]).unwrap();
        let mut said = Vec::new();
        let mut locked = 0;
        let lock = || {
            locked += 1;
            Ok(())
        };
        serve(&mut wire.as_slice(), &mut said, lock).unwrap();
        let mut said = said.as_slice();
        let (answer, _) = frame::read::<Answer>(&mut said).unwrap().unwrap();
        assert!(matches!(answer, Answer::Refused { .. }), "{answer:?}");
        assert!(frame::read::<Answer>(&mut said).unwrap().is_none(), "the second file gets no answer here");
        assert_eq!(locked, 1, "the process is locked in before the file is looked at");
    }
}
