//! `cargo xtask run`: from a fresh machine to an open window, or to the same main job without one.

mod children;
mod training;

use std::{env, path::PathBuf, sync::mpsc, time::Duration};

use crate::{
    fault::{Fault, Outcome},
    house::House,
    packages::{self, Purpose},
    page, programs,
    run::{children::Child, training::Training},
    versions,
};

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    yes: bool,
    headless: bool,
    data: Option<PathBuf>,
    /// Handed on to `desk-cli`.
    seed: Option<String>,
    images: Vec<PathBuf>,
}

/// Sets up, starts, and ends everything that it started.
pub fn run(house: &House, arguments: &[String]) -> Outcome {
    let wish = Wish::read(arguments)?;
    versions::rust(house)?;
    packages::ensure(Purpose::Run, wish.yes)?;
    if !wish.headless {
        display()?;
        page::build(house)?;
    }
    programs::build(house)?;
    // From here on Ctrl-C is ours: it ends the centre and the window in their turn.
    let (interrupted, interruption) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Nobody listens any more only when the end has already begun.
        let _ = interrupted.send(());
    })
    .map_err(|error| Fault::new(format!("Ctrl-C cannot be listened for: {error}")))?;

    let training = Training::prepare(house, wish.data.as_deref())?;
    let mut centre = training.start_centre(house)?;
    let mut front = if wish.headless {
        Child::start("the main job", training.headless(house, &centre, wish.seed.as_deref(), &wish.images)?)?
    } else {
        training.show_accounts()?;
        Child::start("the window", training.window(house, &centre)?)?
    };
    let ended = wait(&mut front, &mut centre.child, &interruption);
    front.end();
    centre.child.end();
    ended
}

/// Until the window (or the job) ends, the centre ends, or the person says so.
fn wait(front: &mut Child, centre: &mut Child, interruption: &mpsc::Receiver<()>) -> Outcome {
    loop {
        if let Some(status) = front.ended()? {
            return if status.success() {
                Ok(())
            } else {
                Err(Fault::new(format!("{} failed ({status})", front.what())))
            };
        }
        if let Some(status) = centre.ended()? {
            return Err(Fault::new(format!(
                "the centre ended by itself ({status}); its last words are above"
            )));
        }
        if interruption.recv_timeout(Duration::from_millis(200)).is_ok() {
            println!("\nending");
            return Ok(());
        }
    }
}

fn display() -> Outcome {
    let there = !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()));
    if there {
        return Ok(());
    }
    Err(Fault::new(
        "there is no display for the window; without one: cargo xtask run --headless\n\
         or on a virtual one: xvfb-run -a dbus-run-session -- cargo xtask run",
    ))
}

impl Wish {
    fn read(arguments: &[String]) -> Outcome<Self> {
        let mut wish = Self::default();
        let mut words = arguments.iter().map(String::as_str).peekable();
        while let Some(word) = words.next() {
            let mut value =
                || words.next().ok_or_else(|| Fault::new(format!("`{word}` wants a value after it")));
            match word {
                "--yes" => wish.yes = true,
                "--headless" => wish.headless = true,
                "--data" => wish.data = Some(value()?.into()),
                "--seed" => wish.seed = Some(value()?.to_owned()),
                "--images" => {
                    wish.images.push(value()?.into());
                    if let Some(back) = words.next_if(|next| !next.starts_with("--")) {
                        wish.images.push(back.into());
                    }
                }
                _ => return Err(Fault::new(format!("`{word}` is not an option of `cargo xtask run`"))),
            }
        }
        if !wish.headless && (wish.seed.is_some() || !wish.images.is_empty()) {
            return Err(Fault::new("`--seed` and `--images` go with `--headless`"));
        }
        Ok(wish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &str, expected: Result<Wish, &str>, why: &str) {
        let words: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
        assert_eq!(Wish::read(&words), expected.map_err(Fault::new), "`{arguments}`: {why}");
    }

    #[test]
    fn options() {
        check("", Ok(Wish::default()), "the window, asking before it installs");
        check("--yes --data x", Ok(Wish { yes: true, data: Some("x".into()), ..Wish::default() }), "both");
        check(
            "--headless --images a.jpg b.jpg --seed 7",
            Ok(Wish {
                headless: true,
                images: vec!["a.jpg".into(), "b.jpg".into()],
                seed: Some("7".into()),
                ..Wish::default()
            }),
            "front and back",
        );
        check(
            "--headless --images a.jpg --yes",
            Ok(Wish { headless: true, yes: true, images: vec!["a.jpg".into()], ..Wish::default() }),
            "one image with both sides; the next word is an option",
        );
        check(
            "--images a.jpg",
            Err("`--seed` and `--images` go with `--headless`"),
            "the window asks for them itself",
        );
        check("--data", Err("`--data` wants a value after it"), "a value is missing");
        check("--dta", Err("`--dta` is not an option of `cargo xtask run`"), "a slip is not ignored");
    }
}
