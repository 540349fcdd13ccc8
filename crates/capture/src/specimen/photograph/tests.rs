use super::*;
use crate::specimen::{Print, SpecimenKind, draw, invent_of};
use time::macros::date;

fn card() -> Side {
    let person = invent_of(SpecimenKind::IdentityCard, 5, date!(2026 - 03 - 14));
    let drawn = draw(SpecimenKind::IdentityCard, &person.bearer, &person.paper, &Print::of(5)).unwrap();
    drawn.reading_side().clone()
}

#[test]
fn a_scan_is_the_document_itself() {
    let side = card();
    let photo = side.photograph(1, Handling::careless(0.0).pixels(side.image.width()));
    let size = (real(photo.image.width()), real(photo.image.height()));
    for ((x, y), wanted) in photo.corners.into_iter().zip([(0.0, 0.0), (size.0, 0.0), size, (0.0, size.1)]) {
        assert!((x - wanted.0).abs() < 1.0 && (y - wanted.1).abs() < 1.0, "{x} {y} is the corner {wanted:?}");
    }
    assert!(!photo.zone_under_glare && photo.glare.is_empty(), "no lamp was set");
}

#[test]
fn corners_are_where_the_document_lies() {
    let white = RgbImage::from_pixel(800, 500, image::Rgb([255; 3]));
    for seed in 0..12 {
        let quarter = u8::try_from(seed % 4).unwrap();
        let handling = Handling {
            turn: Some(0.3),
            shadow: Some(0.0),
            fingers: Some(false),
            ..Handling::careless(0.8).turned(quarter).pixels(600).on(Surroundings::Dark)
        };
        let photo = photograph(&white, seed, handling);
        let bright = |(x, y): (f32, f32)| photo.image.get_pixel(whole(x), whole(y)).0[1] > 130;
        let middle = photo.place(PixelBox { left: 400, top: 250, width: 0, height: 0 })[0];
        assert!(bright(middle), "seed {seed}: the document is in the middle");
        for (x, y) in photo.corners {
            let near = |share: f32| (mix(x, middle.0, share), mix(y, middle.1, share));
            assert!(bright(near(0.06)), "seed {seed}: inside of {x},{y} is the document");
            assert!(!bright(near(-0.04)), "seed {seed}: outside of {x},{y} is the desk");
        }
        let along = (photo.corners[1].0 - photo.corners[0].0, photo.corners[1].1 - photo.corners[0].1);
        let turn = along.1.atan2(along.0) - 0.3 - f32::from(quarter) * std::f32::consts::FRAC_PI_2;
        assert!(turn.sin().abs() < 0.2 && turn.cos() > 0.0, "seed {seed}: turned as it was asked to be");
    }
}

#[test]
fn glare_is_where_it_was_set_and_told_for_the_zone() {
    let side = card();
    let zone = side.truth.zone.clone().unwrap().place;
    let below = (real(zone.top) + real(zone.height) / 2.0) / real(side.image.height());
    let handling = Handling::careless(0.3).pixels(900);
    let burnt = side.photograph(3, handling.with_glare(0.5, below, 0.1));
    assert!(burnt.zone_under_glare, "a lamp over the zone");
    let spot = burnt.glare[0];
    assert!(burnt.image.get_pixel(whole(spot.x), whole(spot.y)).0.iter().all(|c| *c > 245), "burnt out");
    let elsewhere = side.photograph(3, handling.with_glare(0.5, 0.1, 0.05));
    assert!(!elsewhere.zone_under_glare && elsewhere.glare.len() == 1, "a lamp over something else");
}

#[test]
fn the_same_seed_takes_the_same_photograph() {
    let side = card();
    let handling = Handling::careless(1.0).pixels(500);
    assert_eq!(side.photograph(9, handling), side.photograph(9, handling), "to the pixel");
    assert_ne!(
        side.photograph(9, handling).image,
        side.photograph(10, handling).image,
        "another seed, another one"
    );
}

#[test]
fn fingers_hold_where_nothing_is_printed() {
    let side = card();
    let bare = Handling { fingers: Some(false), noise: Some(0.0), ..Handling::careless(0.6).pixels(1200) };
    let held = Handling { fingers: Some(true), ..bare };
    let (without, with) = (side.photograph(4, bare), side.photograph(4, held));
    assert_ne!(without.image, with.image, "a hand is seen");
    for place in side.truth.places() {
        for (x, y) in with.place(place) {
            let at = (whole(x), whole(y));
            let (before, after) =
                (without.image.get_pixel(at.0, at.1).0[0], with.image.get_pixel(at.0, at.1).0[0]);
            assert!(before.abs_diff(after) < 90, "{place:?} can be read");
        }
    }
}
