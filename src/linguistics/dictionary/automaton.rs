//! The automata in the packages of pymorphy: keys in a double array, as the library dawgdic writes it.
//!
//! A file is a count and that many units, then a count and that many pairs of the guide, all little endian. A unit is
//! 32 bits: bits 0–7 and 31 the label of the edge that leads to it, bit 8 whether a key ends there, bits 10–30 the
//! offset of its children, shifted by 8 more where bit 9 is set. A child stands at its parent's index, XOR the offset,
//! XOR its label; the value of a key at the same place for label 0. The guide holds for each unit the label of its
//! first child and of its next sibling, 0 for none.

use std::io;

const ROOT: u32 = 0;
const LABEL: u32 = 1 << 31 | 0xff;
const IS_KEY: u32 = 1 << 8;
const IS_FAR: u32 = 1 << 9;
const VALUE: u32 = !(1 << 31);

/// Longest key that is followed: a damaged file may hold a cycle.
const LONGEST_KEY: usize = 1024;

/// Most edges that are followed for each unit of the array: keys share their ends, so that a few units can spell very
/// many keys. The dictionaries of pymorphy 2.4 take ten.
const EDGES_A_UNIT: usize = 256;

/// The label between a key and its payload: an automaton without values puts that behind the key, in base 64.
const SEPARATOR: u8 = 1;

/// Where the payloads of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place(u32);

/// An automaton whose keys can be listed.
#[derive(Debug)]
pub(super) struct Automaton {
    units: Vec<u32>,
    guide: Vec<[u8; 2]>,
}

impl Automaton {
    pub(super) fn read(bytes: &[u8]) -> io::Result<Self> {
        let (units, rest) = counted(bytes, 4)?;
        let (guide, _) = counted(rest, 2)?;
        let units: Vec<u32> = units.as_chunks::<4>().0.iter().map(|&four| u32::from_le_bytes(four)).collect();
        let guide = guide.as_chunks::<2>().0.to_vec();
        // An automaton without keys is one empty unit, and may have no guide.
        if guide.is_empty() && units.len() <= 256 || guide.len() == units.len() {
            Ok(Self { units, guide })
        } else {
            Err(damaged("its guide is not as long as its array"))
        }
    }

    /// Calls `visit` with every key and its value, in the order of the keys.
    pub(super) fn for_each(&self, visit: impl FnMut(&[u8], u32) -> io::Result<()>) -> io::Result<()> {
        self.walk(ROOT, None, visit)
    }

    /// Calls `visit` with every key that has payloads, in the order of the keys, and with where they are: the same place
    /// for keys with the same payloads.
    pub(super) fn for_each_with_payloads(
        &self,
        mut visit: impl FnMut(&str, Place) -> io::Result<()>,
    ) -> io::Result<()> {
        self.walk(ROOT, Some(SEPARATOR), |key, at| {
            let key = std::str::from_utf8(key).map_err(|_| damaged("a key is no UTF-8"))?;
            visit(key, Place(at))
        })
    }

    /// The payloads at a place.
    pub(super) fn payloads<const SIZE: usize>(&self, place: Place) -> io::Result<Vec<[u8; SIZE]>> {
        let mut payloads = Vec::new();
        self.walk(place.0, None, |text, _| {
            payloads.push(payload(text).ok_or_else(|| damaged("a payload is not as long as expected"))?);
            Ok(())
        })?;
        Ok(payloads)
    }

    /// Goes through all keys below a unit, depth first, and calls `visit` with each of them and its value. Where a label
    /// is given to stop at, it calls `visit` with each key before that label instead, and with the unit behind it.
    fn walk(&self, from: u32, stop: Option<u8>, mut visit: impl FnMut(&[u8], u32) -> io::Result<()>) -> io::Result<()> {
        if self.guide.is_empty() {
            return Ok(());
        }
        let (mut path, mut key) = (vec![from], Vec::new());
        let mut edges = self.units.len().saturating_mul(EDGES_A_UNIT);
        while let Some(&at) = path.last() {
            edges = edges.checked_sub(1).ok_or_else(|| damaged("its units spell too many keys"))?;
            let mut child = 0;
            if key.last().is_some_and(|&label| stop == Some(label)) {
                visit(&key[..key.len() - 1], at)?;
            } else {
                let unit = self.unit(at)?;
                if unit & IS_KEY != 0 && stop.is_none() {
                    visit(&key, self.unit(at ^ offset(unit))? & VALUE)?;
                }
                [child, _] = self.links(at)?;
            }
            if key.len() > LONGEST_KEY {
                return Err(damaged("a key is too long"));
            }
            if child != 0 {
                path.push(self.follow(at, child)?);
                key.push(child);
                continue;
            }
            while let Some(at) = path.pop() {
                key.pop();
                let Some(&parent) = path.last() else { break };
                let [_, sibling] = self.links(at)?;
                if sibling != 0 {
                    path.push(self.follow(parent, sibling)?);
                    key.push(sibling);
                    break;
                }
            }
        }
        Ok(())
    }

    fn follow(&self, from: u32, label: u8) -> io::Result<u32> {
        let to = from ^ offset(self.unit(from)?) ^ u32::from(label);
        if self.unit(to)? & LABEL == u32::from(label) { Ok(to) } else { Err(damaged("an edge leads nowhere")) }
    }

    fn unit(&self, at: u32) -> io::Result<u32> {
        self.units.get(at as usize).copied().ok_or_else(|| damaged("an edge leads out of it"))
    }

    fn links(&self, at: u32) -> io::Result<[u8; 2]> {
        self.guide.get(at as usize).copied().ok_or_else(|| damaged("an edge leads out of its guide"))
    }
}

const fn offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & IS_FAR) >> 6)
}

/// Bytes of an array that starts with how many elements of `size` bytes it has, and what follows it.
fn counted(bytes: &[u8], size: usize) -> io::Result<(&[u8], &[u8])> {
    let (&count, rest) = bytes.split_first_chunk::<4>().ok_or_else(|| damaged("it is cut short"))?;
    let length = (u32::from_le_bytes(count) as usize).saturating_mul(size);
    rest.split_at_checked(length).ok_or_else(|| damaged("it is cut short"))
}

fn damaged(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("an automaton is damaged: {reason}"))
}

/// Bytes from base 64; `None` where they are more or less than expected.
fn payload<const SIZE: usize>(text: &[u8]) -> Option<[u8; SIZE]> {
    let (mut payload, mut length) = ([0; SIZE], 0);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            *payload.get_mut(length)? = (bits >> count & 0xff) as u8;
            length += 1;
        }
    }
    (length == SIZE).then_some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_read_from_base_64_with_or_without_padding() {
        assert_eq!(payload(b"AQACAw==\n"), Some([1, 0, 2, 3]));
        assert_eq!(payload(b"AQACAw"), Some([1, 0, 2, 3]));
        assert_eq!(payload::<4>(b"AQAC"), None);
        assert_eq!(payload::<4>(b"AQACAwAA"), None);
    }

    /// One key, `a` with value 7: root with offset 2; child at 0 ^ 2 ^ b'a', its value at that index ^ its offset.
    fn one_key() -> Vec<u8> {
        let (size, child) = (256, (2 ^ u32::from(b'a')) as usize);
        let mut units = vec![0_u32; size];
        units[0] = 2 << 10;
        units[child] = 4 << 10 | IS_KEY | u32::from(b'a');
        units[child ^ 4] = 1 << 31 | 7;
        let mut guide = vec![[0_u8; 2]; size];
        guide[0] = [b'a', 0];
        let length = (size as u32).to_le_bytes();
        let units = units.iter().flat_map(|unit| unit.to_le_bytes());
        length.into_iter().chain(units).chain(length).chain(guide.concat()).collect()
    }

    #[test]
    fn keys_and_values_are_listed() {
        let mut found = Vec::new();
        let automaton = Automaton::read(&one_key()).unwrap();
        let mut note = |key: &[u8], value| {
            found.push((key.to_vec(), value));
            Ok(())
        };
        automaton.for_each(&mut note).unwrap();
        assert_eq!(found, [(b"a".to_vec(), 7)]);
    }

    #[test]
    fn a_child_that_is_its_own_sibling_is_damage() {
        let (mut bytes, child) = (one_key(), (2 ^ u32::from(b'a')) as usize);
        let guide = 4 + 256 * 4 + 4;
        bytes[guide + 2 * child + 1] = b'a';
        let listed = Automaton::read(&bytes).unwrap().for_each(|_, _| Ok(()));
        assert_eq!(listed.unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_listed_or_rejected(at in 0_usize..1544, byte: u8, length in 0_usize..1544) {
            let mut bytes = one_key();
            bytes[at] = byte;
            for bytes in [&bytes[..], &bytes[..length]] {
                let _ = Automaton::read(bytes).and_then(|automaton| automaton.for_each(|_, _| Ok(())));
            }
        }
    }
}
