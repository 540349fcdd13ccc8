use image::Rgb;
use time::macros::date;

use super::*;
use crate::specimen::{Handling, Photograph, SpecimenKind, invent_of};

/// A document held in front of a camera of 1280 pixels.
fn held(kind: SpecimenKind, seed: u64, carelessness: f32) -> Photograph {
    let drawn = invent_of(kind, seed, date!(2026 - 03 - 14)).draw().unwrap();
    drawn.sides[0].photograph(seed, Handling::careless(carelessness).pixels(1280))
}

fn advice(picture: &RgbImage) -> Advice {
    frame(picture, None).0.advice
}

/// The farthest corner from where it is, as a share of the picture's diagonal; any corner may be called the first.
fn off(photo: &Photograph, outline: &Corners) -> f32 {
    let diagonal = real(photo.image.width()).hypot(real(photo.image.height()));
    let farthest = |first: usize| {
        (0..4)
            .map(|at| {
                let (known, found) = (photo.corners[at], outline.0[(at + first) % 4]);
                (known.0 - found.0).hypot(known.1 - found.1) / diagonal
            })
            .fold(0.0, f32::max)
    };
    (0..4).map(farthest).fold(1.0, f32::min)
}

#[test]
fn a_document_is_found_where_it_lies() {
    for kind in [SpecimenKind::IdentityCard, SpecimenKind::Passport] {
        for (seed, carelessness) in [(1, 0.5), (2, 0.8), (5, 0.8)] {
            let photo = held(kind, seed, carelessness);
            let (framing, _) = frame(&photo.image, None);
            let outline = framing.outline.unwrap_or_else(|| panic!("{kind:?} {seed} is seen"));
            let off = off(&photo, &outline);
            assert!(
                off < 0.025,
                "{kind:?} {seed}: every corner is where it is, within {off} of the diagonal"
            );
            assert_eq!(framing.advice, Advice::Good, "{kind:?} {seed}: worth a shot");
        }
    }
}

#[test]
fn a_shot_is_cut_where_the_document_ends() {
    let mut sum = (0.0, 0.0);
    for kind in [SpecimenKind::IdentityCard, SpecimenKind::Passport, SpecimenKind::DrivingLicence] {
        for seed in 1..=4 {
            let photo = held(kind, seed, 0.5);
            let Some(outline) = frame(&photo.image, None).0.outline else { continue };
            let (rough, exact) = (off(&photo, &outline), off(&photo, &refined(&photo.image, &outline)));
            assert!(exact < 0.012, "{kind:?} {seed}: every corner within {exact} of the diagonal");
            sum = (sum.0 + rough, sum.1 + exact);
        }
    }
    assert!(sum.1 < 0.6 * sum.0, "nearer than the quick look was: {sum:?}");
}

#[test]
fn one_thing_is_said_at_a_time() {
    let good = held(SpecimenKind::IdentityCard, 1, 0.5).image;
    let (width, height) = good.dimensions();
    let empty = RgbImage::from_pixel(1280, 720, Rgb([180, 175, 170]));
    assert_eq!(advice(&empty), Advice::ShowDocument, "a bare table");
    let dark = RgbImage::from_fn(width, height, |x, y| Rgb(good.get_pixel(x, y).0.map(|v| v / 8)));
    assert_eq!(advice(&dark), Advice::MoreLight, "the same without light");
    let soft = imageops::blur(&good, 6.0);
    assert_eq!(advice(&soft), Advice::Sharpen, "the same out of focus");
    let mut far = RgbImage::from_pixel(width * 3, height * 3, *good.get_pixel(3, 3));
    imageops::overlay(&mut far, &good, i64::from(width), i64::from(height));
    assert_eq!(advice(&far), Advice::MoveCloser, "the same from afar");
}

#[test]
fn a_moving_document_is_not_shot() {
    let good = held(SpecimenKind::IdentityCard, 1, 0.5).image;
    let (width, height) = good.dimensions();
    let (still, before) = frame(&good, None);
    assert_eq!(still.advice, Advice::Good, "held still");
    assert_eq!(frame(&good, Some(&before)).0.advice, Advice::Good, "and still held still");
    let moved = RgbImage::from_fn(width, height, |x, y| *good.get_pixel((x + 24).min(width - 1), y));
    assert_eq!(frame(&moved, Some(&before)).0.advice, Advice::HoldStill, "a hand's breadth on");
}

#[test]
fn what_was_shot_is_told_from_what_comes_next() {
    let drawn = invent_of(SpecimenKind::IdentityCard, 1, date!(2026 - 03 - 14)).draw().unwrap();
    let held = |side: usize| drawn.sides[side].photograph(1, Handling::careless(0.5).pixels(1280)).image;
    let (front, shot) = frame(&held(0), None);
    let outline = front.outline.expect("the front is seen");
    let (_, same) = frame(&held(0), None);
    assert!(same.still_shows(&shot, &outline), "the front still lies there");
    let (_, turned) = frame(&held(1), None);
    assert!(!turned.still_shows(&shot, &outline), "the card was turned over");
    let (_, gone) = frame(&RgbImage::from_pixel(1280, 720, Rgb([180, 175, 170])), None);
    assert!(!gone.still_shows(&shot, &outline), "it was taken away");
}

#[test]
fn nothing_is_too_small_to_be_looked_at() {
    for (width, height) in [(1, 1), (1, 700), (700, 1), (16, 16)] {
        let (framing, _) = frame(&RgbImage::new(width, height), None);
        assert!(framing.outline.is_none(), "{width} × {height}: no document, and no fault");
    }
}
