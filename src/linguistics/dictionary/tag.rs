//! Tags of OpenCorpora, such as `NOUN,anim,masc,Name sing,gent`, as features of grammar.
//!
//! The grammemes are those of <https://opencorpora.org/dict.php?act=gram>; the Ukrainian dictionary has a few of its own.

use crate::linguistics::{Case, GrammaticalGender, Grammemes, Number, PartOfSpeech, Person, Tense, VerbForm};

/// Which part of a name a word is, by the dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamePart {
    /// A given name: `Name`.
    Given,
    /// A surname: `Surn`.
    Surname,
    /// A patronymic: `Patr`.
    Patronymic,
    /// A place: `Geox`. The Ukrainian dictionary does not mark places.
    Place,
    /// An organisation or a brand: `Orgn`, `Trad`.
    Organisation,
}

/// What a tag tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) grammemes: Grammemes,
    pub(super) name: Option<NamePart>,
    /// Words of this kind are still made, so an unknown word may be one.
    pub(super) productive: bool,
    /// Colloquial, archaic, distorted or a misspelling.
    pub(super) marked: bool,
}

impl Tag {
    pub(super) fn read(text: &str) -> Self {
        let mut tag = Self { productive: true, ..Self::default() };
        let mut any_gender = false;
        for grammeme in text.split([',', ' ']) {
            any_gender |= matches!(grammeme, "ms-f" | "Ms-f" | "GNdr");
            tag.add(grammeme);
        }
        let Self { grammemes, name, .. } = &mut tag;
        if any_gender {
            grammemes.gender = None;
        }
        // The Ukrainian dictionary gives the singular no mark of its own.
        if grammemes.number.is_none() && grammemes.gender.is_some() {
            grammemes.number = Some(Number::Singular);
        }
        if grammemes.part == PartOfSpeech::Noun && name.is_some() {
            grammemes.part = PartOfSpeech::ProperNoun;
        }
        tag
    }

    fn add(&mut self, grammeme: &str) {
        if self.add_part(grammeme) {
            return;
        }
        let grammemes = &mut self.grammemes;
        match grammeme {
            "nomn" => grammemes.case = Some(Case::Nominative),
            "gent" | "gen1" | "gen2" => grammemes.case = Some(Case::Genitive),
            "datv" => grammemes.case = Some(Case::Dative),
            "accs" | "acc2" => grammemes.case = Some(Case::Accusative),
            "ablt" => grammemes.case = Some(Case::Instrumental),
            "loct" | "loc1" | "loc2" => grammemes.case = Some(Case::Prepositional),
            "voct" => grammemes.case = Some(Case::Vocative),
            "sing" => grammemes.number = Some(Number::Singular),
            "plur" => grammemes.number = Some(Number::Plural),
            "masc" => grammemes.gender = Some(GrammaticalGender::Masculine),
            "femn" => grammemes.gender = Some(GrammaticalGender::Feminine),
            "neut" => grammemes.gender = Some(GrammaticalGender::Neuter),
            "anim" => grammemes.animate = Some(true),
            "inan" => grammemes.animate = Some(false),
            "1per" => grammemes.person = Some(Person::First),
            "2per" => grammemes.person = Some(Person::Second),
            "3per" => grammemes.person = Some(Person::Third),
            "past" => grammemes.tense = Some(Tense::Past),
            "pres" => grammemes.tense = Some(Tense::Present),
            "futr" => grammemes.tense = Some(Tense::Future),
            "infn" => grammemes.verb_form = Some(VerbForm::Infinitive),
            "impr" => grammemes.imperative = true,
            "pssv" => grammemes.passive = true,
            "Apro" => {
                grammemes.part = PartOfSpeech::Determiner;
                self.productive = false;
            }
            "subord" => grammemes.part = PartOfSpeech::Subordinator,
            "Name" => self.name = Some(NamePart::Given),
            "Surn" => self.name = Some(NamePart::Surname),
            "Patr" => self.name = Some(NamePart::Patronymic),
            "Geox" => self.name = Some(NamePart::Place),
            "Orgn" | "Trad" => self.name = Some(NamePart::Organisation),
            "Arch" | "Dist" | "Erro" | "Infr" | "Slng" | "Litr" => self.marked = true,
            _ => {}
        }
    }

    /// Takes a part of speech; whether the grammeme is one.
    fn add_part(&mut self, grammeme: &str) -> bool {
        let verb = |form| (PartOfSpeech::Verb, Some(form), false, true);
        let closed = |part| (part, None, false, false);
        let (part, verb_form, short, productive) = match grammeme {
            "NOUN" => (PartOfSpeech::Noun, None, false, true),
            "ADJF" | "COMP" => (PartOfSpeech::Adjective, None, false, true),
            "ADJS" => (PartOfSpeech::Adjective, None, true, true),
            "VERB" => verb(VerbForm::Finite),
            "INFN" => verb(VerbForm::Infinitive),
            "PRTF" => verb(VerbForm::Participle),
            "PRTS" => (PartOfSpeech::Verb, Some(VerbForm::Participle), true, true),
            "GRND" => verb(VerbForm::Gerund),
            "ADVB" => (PartOfSpeech::Adverb, None, false, true),
            // Universal Dependencies have no predicatives («можно»); its Russian treebanks take them for adverbs.
            "PRED" => closed(PartOfSpeech::Adverb),
            "NUMR" => closed(PartOfSpeech::Numeral),
            "NPRO" => closed(PartOfSpeech::Pronoun),
            "PREP" => closed(PartOfSpeech::Preposition),
            "CONJ" => closed(PartOfSpeech::Coordinator),
            "PRCL" => closed(PartOfSpeech::Particle),
            "INTJ" => closed(PartOfSpeech::Other),
            _ => return false,
        };
        self.grammemes = Grammemes { part, verb_form, short, ..self.grammemes };
        self.productive &= productive;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_tells_the_features_of_a_form() {
        let tag = Tag::read("NOUN,anim,masc,Surn sing,gent");
        let expected = Grammemes {
            part: PartOfSpeech::ProperNoun,
            case: Some(Case::Genitive),
            number: Some(Number::Singular),
            gender: Some(GrammaticalGender::Masculine),
            animate: Some(true),
            ..Grammemes::default()
        };
        assert_eq!((tag.grammemes, tag.name, tag.productive), (expected, Some(NamePart::Surname), true));
        let tag = Tag::read("PRTS,perf,past,pssv femn,sing").grammemes;
        assert_eq!((tag.part, tag.verb_form), (PartOfSpeech::Verb, Some(VerbForm::Participle)));
        assert!(tag.short && tag.passive);
    }

    #[test]
    fn a_word_for_men_and_women_has_no_gender() {
        assert_eq!(Tag::read("NOUN,anim,ms-f,Sgtm,Fixd,Surn sing,nomn").grammemes.gender, None);
        assert_eq!(Tag::read("NOUN,anim,masc,Ms-f sing,nomn").grammemes.gender, None);
    }

    #[test]
    fn ukrainian_tags_tell_the_singular_by_the_gender() {
        assert_eq!(Tag::read("NOUN,inan femn,gent").grammemes.number, Some(Number::Singular));
        assert_eq!(Tag::read("NOUN,inan plur,gent").grammemes.number, Some(Number::Plural));
        assert_eq!(Tag::read("VERB,perf infn").grammemes.verb_form, Some(VerbForm::Infinitive));
        assert_eq!(Tag::read("CONJ subord").grammemes.part, PartOfSpeech::Subordinator);
    }
}
