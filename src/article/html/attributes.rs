//! How many attributes a tag has so far: the tokenizer compares each with those before it, and shows a tag only at its
//! end.

/// Where in a tag its last byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Name,
    Between,
    AttributeName,
    /// After the name of an attribute and white space.
    AfterName,
    /// After `=`.
    BeforeValue,
    Value,
    Quoted(u8),
}

/// Counts the attributes of one tag, as the HTML standard tells them apart, however the tag is cut into pieces.
#[derive(Debug)]
pub(super) struct AttributeCount {
    place: Place,
    pub(super) attributes: usize,
}

impl AttributeCount {
    /// Starts after the `<` or `</` of a tag.
    pub(super) const fn new() -> Self {
        Self { place: Place::Name, attributes: 0 }
    }

    /// Goes on with the next bytes of the tag.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.step(*byte));
    }

    fn step(&mut self, byte: u8) {
        let is_space = matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c' | b' ');
        self.place = match (self.place, byte) {
            (Place::Quoted(quote), _) if byte == quote => Place::Between,
            (Place::Quoted(_), _) => self.place,
            (Place::BeforeValue, b'"' | b'\'') => Place::Quoted(byte),
            (Place::BeforeValue, _) if is_space => Place::BeforeValue,
            (Place::BeforeValue, _) => Place::Value,
            (Place::AttributeName | Place::AfterName, b'=') => Place::BeforeValue,
            (Place::AttributeName | Place::AfterName, _) if is_space => Place::AfterName,
            (Place::Value, _) if !is_space => Place::Value,
            (Place::Name, _) if !is_space && byte != b'/' => Place::Name,
            (_, b'/') => Place::Between,
            (_, _) if is_space => Place::Between,
            (Place::AttributeName, _) => Place::AttributeName,
            _ => {
                self.attributes += 1;
                Place::AttributeName
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_however_the_tag_is_cut() {
        for (tag, expected) in [
            ("a", 0),
            ("a b c=d e = 'f g' h=\"i j\" ", 4),
            ("a/b/c", 2),
            ("a =b c", 2),
            ("a b='c'd=e", 2),
            ("a b=c/d e", 2),
            ("a b=\nc\td", 2),
        ] {
            let mut whole = AttributeCount::new();
            whole.read(tag.as_bytes());
            assert_eq!(whole.attributes, expected, "{tag}");
            let mut cut = AttributeCount::new();
            tag.as_bytes().chunks(1).for_each(|byte| cut.read(byte));
            assert_eq!(cut.attributes, expected, "{tag}");
        }
    }
}
