//! Grammatical tags as Universal Dependencies writes them: `NOUN|Animacy=Inan|Case=Nom|Gender=Masc|Number=Sing`.

use super::{Case, GrammaticalGender, Grammemes, Number, PartOfSpeech, Person, Tense, VerbForm};

/// What a tag tells. Features that nothing here asks for are passed over.
#[must_use]
pub fn grammemes_of_tag(tag: &str) -> Grammemes {
    let mut features = tag.split('|');
    let mut told = Grammemes { part: part_of_speech(features.next().unwrap_or_default()), ..Grammemes::default() };
    for (feature, value) in features.filter_map(|feature| feature.split_once('=')) {
        match (feature, value) {
            ("Case", _) => told.case = case(value),
            ("Number", "Sing") => told.number = Some(Number::Singular),
            ("Number", "Plur") => told.number = Some(Number::Plural),
            ("Gender", "Masc") => told.gender = Some(GrammaticalGender::Masculine),
            ("Gender", "Fem") => told.gender = Some(GrammaticalGender::Feminine),
            ("Gender", "Neut") => told.gender = Some(GrammaticalGender::Neuter),
            ("Animacy", _) => told.animate = Some(value == "Anim"),
            ("Person", "1") => told.person = Some(Person::First),
            ("Person", "2") => told.person = Some(Person::Second),
            ("Person", "3") => told.person = Some(Person::Third),
            ("Tense", "Past") => told.tense = Some(Tense::Past),
            ("Tense", "Pres") => told.tense = Some(Tense::Present),
            ("Tense", "Fut") => told.tense = Some(Tense::Future),
            ("VerbForm", "Fin") => told.verb_form = Some(VerbForm::Finite),
            ("VerbForm", "Inf") => told.verb_form = Some(VerbForm::Infinitive),
            ("VerbForm", "Part") => told.verb_form = Some(VerbForm::Participle),
            ("VerbForm", "Conv") => told.verb_form = Some(VerbForm::Gerund),
            ("Mood", "Imp") => told.imperative = true,
            ("Voice", "Pass") => told.passive = true,
            ("Variant", "Short") => told.short = true,
            _ => {}
        }
    }
    told
}

fn part_of_speech(name: &str) -> PartOfSpeech {
    match name {
        "NOUN" => PartOfSpeech::Noun,
        "PROPN" => PartOfSpeech::ProperNoun,
        "ADJ" => PartOfSpeech::Adjective,
        "PRON" => PartOfSpeech::Pronoun,
        "DET" => PartOfSpeech::Determiner,
        "NUM" => PartOfSpeech::Numeral,
        "VERB" => PartOfSpeech::Verb,
        "AUX" => PartOfSpeech::Auxiliary,
        "ADV" => PartOfSpeech::Adverb,
        "ADP" => PartOfSpeech::Preposition,
        "CCONJ" => PartOfSpeech::Coordinator,
        "SCONJ" => PartOfSpeech::Subordinator,
        "PART" => PartOfSpeech::Particle,
        "PUNCT" | "SYM" => PartOfSpeech::Punctuation,
        _ => PartOfSpeech::Other,
    }
}

fn case(name: &str) -> Option<Case> {
    match name {
        "Nom" | "Voc" => Some(Case::Nominative),
        "Gen" | "Par" => Some(Case::Genitive),
        "Dat" => Some(Case::Dative),
        "Acc" => Some(Case::Accusative),
        "Ins" => Some(Case::Instrumental),
        "Loc" => Some(Case::Prepositional),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_tells_part_of_speech_and_features() {
        let noun = grammemes_of_tag("PROPN|Animacy=Anim|Case=Ins|Gender=Fem|Number=Sing");
        assert_eq!(noun.part, PartOfSpeech::ProperNoun);
        assert_eq!((noun.case, noun.gender), (Some(Case::Instrumental), Some(GrammaticalGender::Feminine)));
        assert_eq!((noun.number, noun.animate), (Some(Number::Singular), Some(true)));
        let verb = grammemes_of_tag("VERB|Aspect=Imp|Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin|Voice=Act");
        assert_eq!((verb.verb_form, verb.tense, verb.passive), (Some(VerbForm::Finite), Some(Tense::Present), false));
    }
}
