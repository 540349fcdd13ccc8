//! BER-TLV as cards write it (ISO/IEC 7816-4, 5.2.2): tags of up to three bytes, lengths of up to three.

use crate::Fault;

const TRUNCATED: Fault = Fault::Malformed("data object");

/// One data object: tag and value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DataObject<'a> {
    pub tag: u32,
    pub value: &'a [u8],
}

/// The data objects that stand one after another in `bytes`. Ends at the first that is malformed, with the fault.
pub(crate) struct DataObjects<'a>(&'a [u8]);

pub(crate) const fn read(bytes: &[u8]) -> DataObjects<'_> {
    DataObjects(bytes)
}

/// The value of the first object of this tag; a malformed one before it is a fault.
pub(crate) fn find(bytes: &[u8], tag: u32) -> Result<Option<&[u8]>, Fault> {
    for object in read(bytes) {
        let object = object?;
        if object.tag == tag {
            return Ok(Some(object.value));
        }
    }
    Ok(None)
}

/// The value of the first object of this tag, which must be there.
pub(crate) fn expect<'a>(bytes: &'a [u8], tag: u32, what: &'static str) -> Result<&'a [u8], Fault> {
    find(bytes, tag)?.ok_or(Fault::Malformed(what))
}

impl<'a> Iterator for DataObjects<'a> {
    type Item = Result<DataObject<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let Some((object, rest)) = first(self.0) else {
            self.0 = &[];
            return Some(Err(TRUNCATED));
        };
        self.0 = rest;
        Some(Ok(object))
    }
}

fn first(bytes: &[u8]) -> Option<(DataObject<'_>, &[u8])> {
    let (tag, rest) = tag(bytes)?;
    let (length, rest) = length(rest)?;
    let (value, rest) = rest.split_at_checked(length)?;
    Some((DataObject { tag, value }, rest))
}

fn tag(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&start, mut rest) = bytes.split_first()?;
    let mut tag = u32::from(start);
    if start & 0x1f == 0x1f {
        // At most two more: longer tags are not used by cards (ISO/IEC 7816-4, 5.2.2.1).
        for more in 0..2 {
            let (&next, after) = rest.split_first()?;
            tag = tag << 8 | u32::from(next);
            rest = after;
            if next & 0x80 == 0 {
                return Some((tag, rest));
            }
            if more == 1 {
                return None;
            }
        }
    }
    Some((tag, rest))
}

fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&start, rest) = bytes.split_first()?;
    let more = match start {
        0..=0x7f => return Some((usize::from(start), rest)),
        0x81 => 1,
        0x82 => 2,
        0x83 => 3,
        // The indefinite form and longer ones do not occur.
        _ => return None,
    };
    let (digits, rest) = rest.split_at_checked(more)?;
    Some((digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit)), rest))
}

/// Appends a data object. Values of 16 MiB and more do not occur: a short APDU's chain ends long before.
pub(crate) fn write(out: &mut Vec<u8>, tag: u32, value: &[u8]) {
    let [_, tag @ ..] = tag.to_be_bytes();
    let leading = tag.iter().take(2).take_while(|&&byte| byte == 0).count();
    out.extend(tag.iter().skip(leading));
    let [.., high, middle, low] = value.len().to_be_bytes();
    match value.len() {
        0..=0x7f => out.push(low),
        0x80..=0xff => out.extend([0x81, low]),
        0x100..=0xffff => out.extend([0x82, middle, low]),
        _ => out.extend([0x83, high, middle, low]),
    }
    out.extend_from_slice(value);
}

/// A data object alone.
pub(crate) fn object(tag: u32, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 8);
    write(&mut out, tag, value);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_take_the_form_they_need() {
        let heads: [(usize, &[u8]); 6] = [
            (0, &[0x53, 0]),
            (127, &[0x53, 0x7f]),
            (128, &[0x53, 0x81, 0x80]),
            (255, &[0x53, 0x81, 0xff]),
            (256, &[0x53, 0x82, 1, 0]),
            (65536, &[0x53, 0x83, 1, 0, 0]),
        ];
        for (length, head) in heads {
            let written = object(0x53, &vec![7; length]);
            assert!(written.starts_with(head) && written.len() == head.len() + length, "{length} bytes");
            assert_eq!(find(&written, 0x53), Ok(Some(&vec![7; length][..])), "and reads back");
        }
    }

    #[test]
    fn what_is_cut_off_is_a_fault() {
        for cut in
            [&[0x53][..], &[0x53, 5, 1], &[0x53, 0x82, 1], &[0x5f], &[0x5f, 0xff, 0xff, 1, 0], &[0x53, 0x80]]
        {
            assert_eq!(find(cut, 0x99), Err(TRUNCATED), "{cut:02x?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let objects: Vec<_> = read(&bytes).collect();
            prop_assert!(objects.len() <= bytes.len(), "each takes at least a byte");
            prop_assert!(
                objects.iter().rev().skip(1).all(Result::is_ok), "only the last can be malformed"
            );
        }
    }
}
