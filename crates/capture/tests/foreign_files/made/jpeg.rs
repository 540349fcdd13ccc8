//! JPEG, segment by segment: what the `image` crate does not write.

/// A segment with its length.
pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

/// A segment put behind the start marker of a whole file.
pub fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    [&jpeg[..2], &segment(marker, content), &jpeg[2..]].concat()
}

/// A picture of four inks, one colour for each square of eight pixels. With `adobe` the inks are written the other
/// way round, as Adobe's programs do, with their mark.
pub fn inks(across: u16, down: u16, adobe: bool, colour: impl Fn(u16, u16) -> [u8; 4]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    if adobe {
        out.extend(segment(0xee, b"Adobe\0\x64\0\0\0\0\0"));
    }
    // Steps of eight: the level of a whole square is written as it is.
    out.extend(segment(0xdb, &[&[0], &[8; 64][..]].concat()));
    let (width, height) = ((across * 8).to_be_bytes(), (down * 8).to_be_bytes());
    let parts: Vec<u8> = (1..=4).flat_map(|id| [id, 0x11, 0]).collect();
    out.extend(segment(0xc0, &[&[8], &height[..], &width, &[4], &parts].concat()));
    // One code of four bits for each length of difference, 0 to 11; one code for "nothing more in this square".
    let lengths = |at: usize, count: u8| {
        let mut lengths = [0; 16];
        lengths[at] = count;
        lengths
    };
    let levels: Vec<u8> = (0..12).collect();
    out.extend(segment(0xc4, &[&[0x00], &lengths(3, 12)[..], &levels].concat()));
    out.extend(segment(0xc4, &[&[0x10], &lengths(0, 1)[..], &[0]].concat()));
    let scan: Vec<u8> = (1..=4).flat_map(|id| [id, 0]).collect();
    out.extend(segment(0xda, &[&[4], &scan[..], &[0, 63, 0]].concat()));
    out.extend(squares(
        across,
        down,
        |x, y| if adobe { colour(x, y).map(|ink| 255 - ink) } else { colour(x, y) },
    ));
    out.extend([0xff, 0xd9]);
    out
}

fn squares(across: u16, down: u16, value: impl Fn(u16, u16) -> [u8; 4]) -> Vec<u8> {
    let mut bits = Bits::default();
    let mut last = [0i32; 4];
    for (y, x) in (0..down).flat_map(|y| (0..across).map(move |x| (y, x))) {
        for (last, value) in last.iter_mut().zip(value(x, y)) {
            let level = i32::from(value) - 128;
            let difference = level - *last;
            *last = level;
            let length = 32 - difference.unsigned_abs().leading_zeros();
            bits.put(length, 4);
            let written = if difference < 0 { difference - 1 } else { difference };
            bits.put(written.cast_unsigned() & ((1 << length) - 1), length);
            bits.put(0, 1);
        }
    }
    bits.ended()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, length: u32) {
        for bit in (0..length).rev() {
            self.held = self.held << 1 | value >> bit & 1;
            self.count += 1;
            if self.count == 8 {
                let byte = self.held.to_le_bytes()[0];
                self.bytes.push(byte);
                if byte == 0xff {
                    self.bytes.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    fn ended(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.put(1, 1);
        }
        self.bytes
    }
}
