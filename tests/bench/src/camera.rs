//! The camera's picture in the window: how many frames a second are painted, and whether the page beside them stutters;
//! beside a canvas of the same page that paints one picture over and over, and beside what the display itself gives.

use std::time::Duration;

use sportello_domain::document::DocumentKind;
use sportello_e2e::{
    Applicant, Centre, Hands, Language, Role, Surroundings, Teller, Window, Words, program, today,
};

use crate::figures::{Rate, verdict};

/// Below this many a second a picture stutters behind the hand.
const WANTED: f64 = 15.0;
const SIZE: &str = "1280 × 720";

/// Counts what is painted for five seconds, and how long the page went without being drawn anew.
const WATCH: &str = r#"
const done = arguments[arguments.length - 1];
const picture = document.querySelector("dialog canvas");
const context = CanvasRenderingContext2D.prototype;
const draw = context.drawImage;
let painted = 0, drawn = 0, longest = 0;
context.drawImage = function (...all) {
  if (this.canvas === picture) painted += 1;
  return draw.apply(this, all);
};
const began = performance.now();
let last = began;
const look = () => {
  const now = performance.now();
  drawn += 1;
  longest = Math.max(longest, now - last);
  last = now;
  if (now - began < 5000) return requestAnimationFrame(look);
  context.drawImage = draw;
  done([painted, drawn, longest, now - began, picture?.width ?? 0, picture?.height ?? 0]);
};
requestAnimationFrame(look);
"#;

/// What this page can paint at all: one picture of that size, decoded and drawn again and again.
const PEER: &str = r#"
const done = arguments[arguments.length - 1];
const canvas = document.createElement("canvas");
[canvas.width, canvas.height] = [1280, 720];
document.body.append(canvas);
const context = canvas.getContext("2d");
for (let at = 0; at < 400; at += 1) {
  context.fillStyle = `hsl(${at * 7} 60% 50%)`;
  context.fillRect((at * 97) % 1280, (at * 53) % 720, 90, 60);
}
canvas.toBlob(async (jpeg) => {
  const began = performance.now();
  let painted = 0;
  while (performance.now() - began < 5000) {
    const bitmap = await createImageBitmap(jpeg);
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    painted += 1;
    await new Promise(requestAnimationFrame);
  }
  canvas.remove();
  done([painted, painted, 0, performance.now() - began, 1280, 720]);
}, "image/jpeg", 0.8);
"#;

/// What a script saw.
struct Seen {
    painted: Rate,
    drawn: Rate,
    longest: Duration,
    size: (u64, u64),
}

pub async fn measure() {
    println!("The camera's picture in the window, {SIZE}, looked at for outlines meanwhile\n");
    let around = Surroundings::start(1280, 800).unwrap();
    let centre = Centre::start(&around, None).unwrap();
    let words = Words::read(Language::English).unwrap();
    let applicant = Applicant::with(DocumentKind::IdentityCard, 53, today(), &around).unwrap();
    let officer = centre.account_with("rao").unwrap();
    let mut arguments = centre.first_start(&around.folder("desk")).unwrap();
    arguments.extend(["--camera".into(), applicant.for_the_camera(&around).unwrap().display().to_string()]);
    let ours = program("SPORTELLO_APP", "sportello").unwrap();
    let window = Window::open_program(&ours, &around, &arguments).await.unwrap();
    let hands = Hands(Teller::new(&window, &words, &applicant, "bench"));
    hands.sign_in(&officer).await.unwrap();
    hands.to_document().await.unwrap();
    hands.choose_document().await.unwrap();
    let still = seen(&window, WATCH).await;
    let peer = seen(&window, PEER).await;

    let teller = &hands.0;
    teller.click(Role::Button, "registration.camera.open").await.unwrap();
    window.find(Role::Dialog, "").await.unwrap();
    teller.click(Role::Checkbox, "registration.camera.auto").await.unwrap();
    choose_size(&window, &teller.word("registration.camera.size").unwrap()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let camera = seen(&window, WATCH).await;
    window.close().await;

    camera.painted.tell(&format!("Sportello: frames painted, {} × {}", camera.size.0, camera.size.1));
    peer.painted.tell("a bare canvas of the same page: one picture, again and again");
    camera.drawn.tell("the page beside the camera is drawn anew");
    still.drawn.tell("limit: the same page without the camera");
    println!(
        "  {:<58} {:>9} ms   (without the camera: {} ms)",
        "longest time the page stood still",
        camera.longest.as_millis(),
        still.longest.as_millis()
    );
    verdict(
        "frames painted beside the 15 a second wanted",
        camera.painted.per_second() / WANTED,
        "at least 1",
    );
}

/// Which sizes there are comes with the first frame, and a release has that when it has it.
async fn choose_size(window: &Window, list: &str) {
    for _ in 0..30 {
        if window.choose(list, SIZE).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    window.choose(list, SIZE).await.unwrap();
}

async fn seen(window: &Window, script: &str) -> Seen {
    let answer = window.run_until_answer(script).await.unwrap();
    let number = |at: usize| answer[at].as_f64().unwrap();
    let within = Duration::from_secs_f64(number(3) / 1000.0);
    let whole = |at: usize| answer[at].as_u64().unwrap();
    let rate = |at: usize| Rate { count: usize::try_from(whole(at)).unwrap(), within };
    Seen {
        painted: rate(0),
        drawn: rate(1),
        longest: Duration::from_secs_f64(number(2) / 1000.0),
        size: (whole(4), whole(5)),
    }
}
