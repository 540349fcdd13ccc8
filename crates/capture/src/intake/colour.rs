//! Colours as they are kept: sRGB. A picture without a colour profile is taken for sRGB, as screens and scanners
//! mean it; one with a profile is converted; a profile that cannot be understood is left out.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Turns the colours of `profile` into sRGB, in place.
pub fn to_srgb(image: &mut RgbImage, profile: &[u8]) {
    let Some(profile) = understood(profile) else { return };
    let row_length = image.width() as usize * 3;
    if row_length == 0 {
        return;
    }
    let layout = match profile.color_space {
        DataColorSpace::Rgb => Layout::Rgb,
        DataColorSpace::Gray => Layout::Gray,
        _ => return,
    };
    let Some(transform) = to_rgb(&profile, layout) else { return };
    let grey = layout == Layout::Gray;
    for row in image.chunks_exact_mut(row_length) {
        let from: Vec<u8> = if grey { row.iter().step_by(3).copied().collect() } else { row.to_vec() };
        // Only lengths can be wrong, and they are not; a row that fails keeps its colours.
        let _ = transform.transform(&from, row);
    }
}

/// Red, green, blue of four inks (0 is no ink). Without a profile the inks are taken for ideal filters: more vivid
/// than on paper, and as legible.
pub fn of_inks(inks: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
    let pixels = inks.len() / 4;
    let mut rgb = vec![0; pixels * 3];
    let transform = profile
        .and_then(understood)
        .filter(|profile| profile.color_space == DataColorSpace::Cmyk)
        .and_then(|profile| to_rgb(&profile, Layout::Rgba));
    if let Some(transform) = transform
        && transform.transform(&inks[..pixels * 4], &mut rgb).is_ok()
    {
        return rgb;
    }
    for (to, from) in rgb.chunks_exact_mut(3).zip(inks.chunks_exact(4)) {
        let paper = 255 - u32::from(from[3]);
        for (to, ink) in to.iter_mut().zip(from) {
            *to = part_of_255((255 - u32::from(*ink)) * paper);
        }
    }
    rgb
}

/// Red, green, blue of luma and chroma (ITU-R BT.601, full range), in place.
pub fn from_luma_chroma(pixels: &mut [u8], step: usize) {
    for pixel in pixels.chunks_exact_mut(step) {
        if let [y, cb, cr, ..] = pixel {
            let (luma, blue, red) = (i32::from(*y), i32::from(*cb) - 128, i32::from(*cr) - 128);
            let byte = |value: i32| u8::try_from(value.clamp(0, 255)).unwrap_or(u8::MAX);
            *y = byte(luma + ((91_881 * red + 32_768) >> 16));
            *cb = byte(luma - ((22_554 * blue + 46_802 * red + 32_768) >> 16));
            *cr = byte(luma + ((116_130 * blue + 32_768) >> 16));
        }
    }
}

/// One pixel laid on white paper.
pub fn on_white(colour: [u8; 3], alpha: u8) -> [u8; 3] {
    let alpha = u32::from(alpha);
    colour.map(|c| part_of_255(u32::from(c) * alpha + 255 * (255 - alpha)))
}

/// A product of two bytes as a byte.
fn part_of_255(product: u32) -> u8 {
    u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
}

/// The profile, unless it is unreadable or means sRGB already.
fn understood(profile: &[u8]) -> Option<ColorProfile> {
    // Other people's code on foreign bytes: what it cannot stand is a profile left out.
    let profile = std::panic::catch_unwind(|| ColorProfile::new_from_slice(profile).ok()).ok()??;
    let name = format!("{:?}", profile.description);
    (!name.contains("sRGB")).then_some(profile)
}

fn to_rgb(profile: &ColorProfile, from: Layout) -> Option<std::sync::Arc<moxcms::Transform8BitExecutor>> {
    let srgb = ColorProfile::new_srgb();
    let make = || profile.create_transform_8bit(from, &srgb, Layout::Rgb, TransformOptions::default()).ok();
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(make)).ok()?
}
