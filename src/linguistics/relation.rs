//! Relations of Universal Dependencies, as far as the extractor asks for them, and names as a tagger marks them.

/// What a word is to its head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Relation {
    /// root.
    Root,
    /// nsubj and its kin.
    Subject,
    /// obj.
    Object,
    /// iobj.
    IndirectObject,
    /// obl.
    Oblique,
    /// ccomp.
    Complement,
    /// xcomp.
    OpenComplement,
    /// parataxis.
    Parataxis,
    /// nmod.
    NounModifier,
    /// appos and flat.
    Apposition,
    /// amod and det.
    Attribute,
    /// acl and advcl.
    Clause,
    /// conj.
    Conjunct,
    /// Any other, or not known.
    #[default]
    Other,
}

impl Relation {
    /// The relation of a name such as `nsubj:pass`.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name.split(':').next().unwrap_or_default() {
            "root" => Self::Root,
            "nsubj" | "csubj" => Self::Subject,
            "obj" => Self::Object,
            "iobj" => Self::IndirectObject,
            "obl" => Self::Oblique,
            "ccomp" => Self::Complement,
            "xcomp" => Self::OpenComplement,
            "parataxis" => Self::Parataxis,
            "nmod" => Self::NounModifier,
            "appos" | "flat" => Self::Apposition,
            "amod" | "det" | "nummod" => Self::Attribute,
            "acl" | "advcl" => Self::Clause,
            "conj" => Self::Conjunct,
            _ => Self::Other,
        }
    }
}

/// What sort of name a word is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    /// A person.
    Person,
    /// A place.
    Place,
    /// A body.
    Organization,
}

impl Entity {
    /// The entity of a tag such as `B-PER`; none of `O`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        match tag.split('-').nth(1)? {
            "PER" => Some(Self::Person),
            "LOC" => Some(Self::Place),
            "ORG" => Some(Self::Organization),
            _ => None,
        }
    }
}
