use std::path::PathBuf;

use image::{Rgb, RgbImage, imageops};

use super::*;
use crate::mrz::Sex;
use crate::mrz::reading::symbol;
use crate::picture::whole;
use crate::recognise::{ModelDir, Search};
use crate::specimen::{Bearer, Paper, passport_page, passport_zone};
use time::macros::date;

fn models() -> Models {
    Models::load(&ModelDir(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"))))
        .unwrap()
}

fn text(reading: &LineReading) -> String {
    let best = |w: &[f32; SYMBOLS]| (0..SYMBOLS).max_by(|a, b| w[*a].total_cmp(&w[*b])).unwrap();
    reading.glyphs.iter().map(|glyph| symbol(best(&glyph.weights))).collect()
}

/// A passport with the lines of its zone, and where they stand on its picture.
fn passport() -> (RgbImage, Vec<String>, Vec<TextLine>) {
    let bearer = Bearer::new("Ozzola Quirico", "Niccolò", Sex::Male, date!(1984 - 02 - 29));
    let paper = Paper::new("YB0518010", "ITA", date!(2024 - 06 - 03), date!(2034 - 02 - 28));
    let page = passport_page(&bearer, &paper).unwrap();
    let models = models();
    let mut found = Search::of(&models, &page, date!(2026 - 03 - 14));
    found.quickly().unwrap();
    let zone = found.finish().unwrap();
    let lines = (0..2).map(|at| {
        let place = zone.place(at, 0, 44).unwrap();
        let (width, height) = (real(place.width), real(place.height));
        TextLine {
            x: real(place.left) + width / 2.0,
            y: real(place.top) + height / 2.0,
            angle: 0.0,
            length: width,
            height: height / 1.6,
        }
    });
    let lines = lines.collect();
    (page, passport_zone(&bearer, &paper).unwrap(), lines)
}

#[test]
fn drawn_lines_are_read_exactly() {
    let (page, truth, lines) = passport();
    let models = models();
    for turned in [false, true] {
        let (page, lines) = if turned {
            let (w, h) = (real(page.width()), real(page.height()));
            let turn = |line: &TextLine| TextLine { x: w - line.x, y: h - line.y, ..*line }.reversed();
            (imageops::rotate180(&page), lines.iter().map(turn).collect())
        } else {
            (page.clone(), lines.clone())
        };
        let pyramid = Pyramid::of(&page);
        for (line, truth) in lines.iter().zip(&truth) {
            let reading = read_zone_line(&models, &pyramid, line, 1.6).unwrap();
            let letters = |text: &str| text.replace('0', "O");
            assert_eq!(letters(&text(&reading)), letters(truth), "turned {turned}, but for noughts and Os");
            assert!(reading.likeness > 0.85, "a clear line is told as one: {}", reading.likeness);
            let upside_down = read_zone_line(&models, &pyramid, &line.reversed(), 1.6).unwrap();
            assert!(
                upside_down.likeness < reading.likeness - 0.2,
                "upside down it looks unlike a zone: {} against {}",
                upside_down.likeness,
                reading.likeness
            );
        }
    }
}

#[test]
fn a_cut_line_is_read_as_far_as_it_goes() {
    let (page, truth, lines) = passport();
    let models = models();
    // The picture ends in the middle of the line, and the box with it.
    let line = lines[1];
    let cut = imageops::crop_imm(&page, 0, 0, whole(line.x), page.height()).to_image();
    let half = TextLine { x: line.x - line.length / 4.0, length: line.length / 2.0, ..line };
    let reading = read_zone_line(&models, &Pyramid::of(&cut), &half, 1.6).unwrap();
    let read = text(&reading);
    assert!((20..=24).contains(&read.len()), "about half of 44 characters: {read}");
    assert_eq!(read[..18], truth[1][..18], "what is whole is read");
    let mut search = Search::of(&models, &cut, date!(2026 - 03 - 14));
    search.quickly().unwrap();
    assert_eq!(search.finish(), None, "half a zone is none");
}

#[test]
fn empty_pictures_and_noise_hold_no_zone() {
    let models = models();
    let mut state = 7u32;
    let mut grain = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from(state >> 24).unwrap()
    };
    let pictures = [
        RgbImage::from_pixel(640, 400, Rgb([255; 3])),
        RgbImage::from_pixel(640, 400, Rgb([0; 3])),
        RgbImage::from_fn(640, 400, |_, _| Rgb([grain(); 3])),
        RgbImage::from_pixel(1, 1, Rgb([9; 3])),
    ];
    for (at, picture) in pictures.iter().enumerate() {
        for length in [0.5, 40.0, 600.0, 90_000.0] {
            let line = TextLine { x: 320.0, y: 200.0, angle: 0.1, length, height: 20.0 };
            let reading = read_zone_line(&models, &Pyramid::of(picture), &line, 1.6).unwrap();
            let looks = (reading.likeness, reading.glyphs.len());
            assert!(looks.0 < 0.45, "picture {at}, line of {length}: nothing to read, yet {looks:?}");
        }
        let mut search = Search::of(&models, picture, date!(2026 - 03 - 14));
        search.quickly().unwrap();
        assert_eq!(search.finish(), None, "picture {at} has no zone");
    }
}
