//! TIFF, entry by entry, in either byte order.

/// A value of an entry.
#[derive(Clone)]
pub enum Value {
    Short(Vec<u16>),
    Long(u32),
    Longs(Vec<u32>),
}

/// One picture: its own entries (tag and value) and its strip. Size and place of the strip are added where they are
/// not given.
#[derive(Clone)]
pub struct Picture {
    pub size: (u32, u32),
    pub entries: Vec<(u16, Value)>,
    pub strip: Vec<u8>,
}

impl Picture {
    /// `photometric`: 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 inks, 6 luma and chroma.
    pub fn new(size: (u32, u32), photometric: u16, depth: u16, samples: u16, strip: Vec<u8>) -> Self {
        let entries = vec![
            (258, Value::Short(vec![depth; usize::from(samples)])),
            (259, Value::Short(vec![1])),
            (262, Value::Short(vec![photometric])),
            (277, Value::Short(vec![samples])),
        ];
        Self { size, entries, strip }
    }

    /// With an entry more, or another value for one.
    pub fn with(mut self, tag: u16, value: Value) -> Self {
        self.entries.retain(|(known, _)| *known != tag);
        self.entries.push((tag, value));
        self
    }
}

/// A file of one picture whose `planes` lie one after the other in its strip.
pub fn planar(picture: Picture, planes: u32) -> Vec<u8> {
    let length = u32::try_from(picture.strip.len()).unwrap() / planes;
    // The strip of the first picture stands right behind the head.
    let places = Value::Longs((0..planes).map(|plane| 8 + plane * length).collect());
    let lengths = Value::Longs(vec![length; planes as usize]);
    file(true, &[picture.with(273, places).with(279, lengths)])
}

/// A file of these pictures, one after the other.
pub fn file(little: bool, pictures: &[Picture]) -> Vec<u8> {
    let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let long = |n: usize| {
        let n = u32::try_from(n).unwrap();
        if little { n.to_le_bytes() } else { n.to_be_bytes() }
    };
    let mut out = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    let mut link = out.len();
    out.extend([0; 4]);
    for picture in pictures {
        let strip_at = out.len();
        out.extend(&picture.strip);
        let mut entries = picture.entries.clone();
        let number = |n: usize| Value::Long(u32::try_from(n).unwrap());
        entries.push((256, Value::Long(picture.size.0)));
        entries.push((257, Value::Long(picture.size.1)));
        let missing = |tag: u16| picture.entries.iter().all(|(known, _)| *known != tag);
        let strip =
            [(273, number(strip_at)), (278, Value::Long(picture.size.1)), (279, number(picture.strip.len()))];
        entries.extend(strip.into_iter().filter(|(tag, _)| missing(*tag)));
        entries.sort_by_key(|(tag, _)| *tag);
        let mut table = short(u16::try_from(entries.len()).unwrap()).to_vec();
        for (tag, value) in entries {
            let (kind, count, mut bytes) = match value {
                Value::Short(numbers) => {
                    (3, numbers.len(), numbers.iter().flat_map(|n| short(*n)).collect::<Vec<u8>>())
                }
                Value::Long(n) => (4, 1, long(n as usize).to_vec()),
                Value::Longs(numbers) => {
                    (4, numbers.len(), numbers.iter().flat_map(|n| long(*n as usize)).collect())
                }
            };
            if bytes.len() > 4 {
                let at = out.len();
                out.extend(&bytes);
                bytes = long(at).to_vec();
            }
            bytes.resize(4, 0);
            table.extend([&short(tag)[..], &short(kind), &long(count), &bytes].concat());
        }
        let at = out.len();
        out[link..link + 4].copy_from_slice(&long(at));
        out.extend(table);
        link = out.len();
        out.extend([0; 4]);
    }
    out
}
