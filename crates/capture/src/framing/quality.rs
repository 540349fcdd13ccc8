//! Light, movement, sharpness and glare of a frame.

use image::{GrayImage, RgbImage};

use super::outline::Corners;
use crate::picture::{grey_level, real, real_len, whole};

/// Mean grey level.
pub fn brightness(grey: &GrayImage) -> f32 {
    grey.as_raw().iter().map(|v| f32::from(*v)).sum::<f32>() / real_len(grey.as_raw().len().max(1))
}

/// Places looked at along each side of a document.
const GRID: u32 = 48;

/// Mean difference to the frame before, inside the outline; brightness as a whole taken out.
pub fn movement(now: &GrayImage, before: &GrayImage, outline: &Corners) -> f32 {
    if now.dimensions() != before.dimensions() {
        return f32::MAX;
    }
    let mut differences = Vec::with_capacity((GRID * GRID) as usize);
    for row in 0..GRID {
        for column in 0..GRID {
            let (x, y) = outline.inside((real(column) + 0.5) / real(GRID), (real(row) + 0.5) / real(GRID));
            let (x, y) = (whole(x), whole(y));
            if x < now.width() && y < now.height() {
                differences
                    .push(f32::from(now.get_pixel(x, y).0[0]) - f32::from(before.get_pixel(x, y).0[0]));
            }
        }
    }
    let n = real_len(differences.len().max(1));
    let mean = differences.iter().sum::<f32>() / n;
    differences.iter().map(|d| (d - mean).abs()).sum::<f32>() / n
}

/// Fine detail by coarse detail, `0.0..=1.0`. What is printed on a document has both, whatever it says; blur takes the
/// fine one away.
pub fn sharpness(picture: &RgbImage, outline: &Corners) -> f32 {
    let (mut fine, mut coarse) = (0.0f32, 0.0f32);
    let (width, height) = picture.dimensions();
    let grey = |x: u32, y: u32| grey_level(picture.get_pixel(x, y).0);
    let (long, _) = outline.sides();
    // A step of detail: a stroke of the zone's letters is some five thousandths of a card's width.
    let step = whole((long * 0.004).clamp(1.0, 6.0));
    for row in 0..GRID * 3 {
        for column in 0..GRID * 4 {
            let (x, y) =
                outline.inside((real(column) + 0.5) / real(GRID * 4), (real(row) + 0.5) / real(GRID * 3));
            let (x, y) = (whole(x), whole(y));
            let room = 3 * step;
            if x < room || y < room || x + room >= width || y + room >= height {
                continue;
            }
            let here = grey(x, y);
            let near = grey(x + step, y) - here;
            let across = grey(x, y + step) - here;
            let far = grey(x + room, y) - grey(x - room, y);
            let down = grey(x, y + room) - grey(x, y - room);
            fine += near.abs().max(across.abs());
            coarse += far.abs().max(down.abs());
        }
    }
    if coarse <= 1.0 { 0.0 } else { (fine / coarse).clamp(0.0, 1.0) }
}

/// Share of the document where light is mirrored: white without any print, in spots and not all over.
pub fn glare(picture: &RgbImage, outline: &Corners) -> f32 {
    const WHITE: u8 = 251;
    let mut spots = vec![false; (GRID * GRID) as usize];
    let (width, height) = picture.dimensions();
    let mut brightest = 0u32;
    for row in 0..GRID {
        for column in 0..GRID {
            let (x, y) = outline.inside((real(column) + 0.5) / real(GRID), (real(row) + 0.5) / real(GRID));
            let (x, y) = (whole(x), whole(y));
            if x >= width || y >= height {
                continue;
            }
            let blank = [(0, 0), (2, 0), (0, 2), (2, 2)].iter().all(|(dx, dy)| {
                let (x, y) = ((x + dx).min(width - 1), (y + dy).min(height - 1));
                picture.get_pixel(x, y).0.iter().all(|c| *c >= WHITE)
            });
            spots[(row * GRID + column) as usize] = blank;
            brightest += u32::from(blank);
        }
    }
    let share = real(brightest) / real(GRID * GRID);
    // A white page in bright light is white nearly everywhere: that is no mirror.
    if share > 0.5 { 0.0 } else { share }
}
