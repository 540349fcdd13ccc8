//! The start of the window until it can be used, beside a bare Tauri window: the same WebDriver, display and minute.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sportello_e2e::{Centre, Surroundings, Window, program};

use crate::figures::{Times, verdict};

const STARTS: usize = 15;
/// Answers once a person can type: the first field is there, enabled, laid out and painted.
const USABLE: &str = r#"
const done = arguments[arguments.length - 1];
const look = () => {
  const field = document.querySelector("input:not([type=hidden])");
  if (field && !field.disabled && field.getBoundingClientRect().height > 0) {
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  } else {
    setTimeout(look, 5);
  }
};
look();
"#;

pub async fn measure() {
    println!("The window, from the start of the process to a field that can be typed into\n");
    let around = Surroundings::start(1280, 800).unwrap();
    let centre = Centre::start(&around, None).unwrap();
    let data = around.folder("desk");
    let ours = program("SPORTELLO_APP", "sportello").unwrap();
    let bare = PathBuf::from(std::env::var_os("SPORTELLO_BARE_WINDOW").unwrap());
    let first = start(&ours, &around, &centre.first_start(&data).unwrap()).await;
    let again = ["--data".to_owned(), data.display().to_string()];

    let (mut own, mut peer) = (Times::default(), Times::default());
    // One of each in turn, so that what else the machine does meets both.
    for _ in 0..STARTS {
        peer.keep(start(&bare, &around, &[]).await);
        own.keep(start(&ours, &around, &again).await);
    }
    own.tell("Sportello: sign-in can be typed into");
    peer.tell("a bare Tauri window: its one field can be typed into");
    println!(
        "  {:<58} {:>9} ms   (once)",
        "Sportello's very first start, workstation registered",
        first.as_millis()
    );
    verdict(
        "Sportello's start beside the bare window's",
        own.median().as_secs_f64() / peer.median().as_secs_f64(),
        "at most 1.5",
    );
}

async fn start(program: &Path, around: &Surroundings, arguments: &[String]) -> Duration {
    let began = Instant::now();
    let window = Window::open_program(program, around, arguments).await.unwrap();
    window.run_until_answer(USABLE).await.unwrap();
    let took = began.elapsed();
    window.close().await;
    took
}
