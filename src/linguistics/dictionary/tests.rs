//! A dictionary of a few words, put together here.

use super::entries::EntriesBuilder;
use super::*;
use crate::linguistics::models::ModelFileBuilder;
use crate::linguistics::{PartOfSpeech, VerbForm};

/// Paradigms as suffixes with tags, stems as words of them.
const NOUN: [(&str, &str); 6] = [
    ("", "NOUN,anim,masc sing,nomn"),
    ("а", "NOUN,anim,masc sing,gent"),
    ("а", "NOUN,anim,masc sing,accs"),
    ("ы", "NOUN,anim,masc plur,nomn"),
    ("ов", "NOUN,anim,masc plur,gent"),
    ("ова", "ADJF,Poss masc,sing,gent"),
];
const ADJECTIVE: [(&str, &str); 5] = [
    ("ый", "ADJF,Qual masc,sing,nomn"),
    ("ая", "ADJF,Qual femn,sing,nomn"),
    ("ого", "ADJF,Qual masc,sing,gent"),
    ("ой", "ADJF,Qual femn,sing,gent"),
    ("ые", "ADJF,Qual plur,nomn"),
];
const VERB: [(&str, &str); 3] = [("ть", "INFN"), ("л", "VERB masc,sing,past,indc"), ("в", "GRND past")];
const PARADIGMS: [&[(&str, &str)]; 3] = [&NOUN, &ADJECTIVE, &VERB];
const STEMS: [(&str, u16); 4] = [("министр", 0), ("юрист", 0), ("нов", 1), ("заяви", 2)];

fn dictionary() -> Dictionary {
    let rules: Vec<(&str, &str)> = PARADIGMS.concat();
    let numbers = |values: &mut dyn Iterator<Item = usize>| -> Vec<u8> {
        values.flat_map(|value| u16::try_from(value).unwrap().to_le_bytes()).collect()
    };
    // Every form has a suffix and a tag of its own, at the same index.
    let (mut array, mut first) = (numbers(&mut [PARADIGMS.len()].into_iter()), 0);
    for paradigm in PARADIGMS {
        let length = paradigm.len();
        let ids = || first..first + length;
        let values = [3 * length].into_iter().chain(ids()).chain(ids()).chain(std::iter::repeat_n(0, length));
        array.extend(numbers(&mut values.into_iter()));
        first += length;
    }
    let lines = |index: fn(&(&'static str, &'static str)) -> &'static str| {
        rules.iter().map(index).collect::<Vec<_>>().join("\n").into_bytes()
    };
    let mut builder = ModelFileBuilder::default();
    builder.add(paradigms::ARRAY, &array);
    builder.add(paradigms::SUFFIXES, &lines(|rule| rule.0));
    builder.add(paradigms::TAGS, &lines(|rule| rule.1));
    builder.add(paradigms::PREFIXES, b"");
    let mut words = Vec::new();
    for (stem, paradigm) in STEMS {
        for (form, (suffix, _)) in (0..).zip(PARADIGMS[usize::from(paradigm)]) {
            words.push((format!("{stem}{suffix}"), u32::from(FormId { paradigm, form })));
        }
    }
    add(&mut builder, FORMS, words);
    let endings = [("ста", FormId { paradigm: 0, form: 1 }), ("ого", FormId { paradigm: 1, form: 2 })];
    add(&mut builder, ENDINGS, endings.map(|(ending, id)| (ending.to_owned(), id.into())).to_vec());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ru.model");
    builder.write(&path).unwrap();
    Dictionary::read(&path).unwrap()
}

fn add(builder: &mut ModelFileBuilder, name: &str, mut words: Vec<(String, u32)>) {
    words.sort();
    let mut entries = EntriesBuilder::new();
    for words in words.chunk_by(|one, other| one.0 == other.0) {
        let list = entries.add_list(&words.iter().map(|word| word.1).collect::<Vec<_>>());
        entries.add_key(words[0].0.as_bytes(), list).unwrap();
    }
    entries.finish(builder, name).unwrap();
}

#[test]
fn a_form_is_brought_back_to_its_lemma() {
    let dictionary = dictionary();
    let lemmas =
        |form: &str| dictionary.analyses(form).map(|analysis| dictionary.lemma(form, &analysis)).collect::<Vec<_>>();
    assert_eq!(lemmas("министра"), ["министр", "министр"]);
    assert_eq!(lemmas("заявив"), ["заявить"]);
    assert_eq!(lemmas("новая"), ["новый"]);
    assert!(lemmas("ой").is_empty() && lemmas("").is_empty() && lemmas("xyz").is_empty());
}

#[test]
fn what_the_context_tells_chooses_among_analyses() {
    let dictionary = dictionary();
    let told = |case| Grammemes { part: PartOfSpeech::Noun, case: Some(case), ..Grammemes::default() };
    for case in [Case::Genitive, Case::Accusative] {
        assert_eq!(dictionary.best("министра", &told(case)).unwrap().grammemes.case, Some(case));
    }
    // None of both: the first.
    assert_eq!(dictionary.best("министра", &told(Case::Dative)).unwrap().grammemes.case, Some(Case::Genitive));
}

#[test]
fn a_word_is_put_into_another_form() {
    let dictionary = dictionary();
    let inflected = |form: &str, wanted: Wanted| {
        let analysis = dictionary.analyses(form).next().unwrap();
        dictionary.inflect(form, &analysis, wanted)
    };
    assert_eq!(inflected("министров", Case::Nominative.into()).as_deref(), Some("министры"));
    assert_eq!(inflected("нового", Case::Nominative.into()).as_deref(), Some("новый"));
    assert_eq!(inflected("новой", Case::Nominative.into()).as_deref(), Some("новая"));
    let singular = Wanted { case: Case::Nominative, number: Some(Number::Singular), gender: None };
    assert_eq!(inflected("министров", singular).as_deref(), Some("министр"));
    let feminine = Wanted { gender: Some(GrammaticalGender::Feminine), ..singular };
    assert_eq!(inflected("новые", feminine).as_deref(), Some("новая"));
    assert_eq!(inflected("заявил", Case::Nominative.into()), None);
    assert_eq!(inflected("министра", Case::Dative.into()), None);
}

#[test]
fn an_unknown_word_is_guessed_and_marked_as_such() {
    let dictionary = dictionary();
    let guessed = |form: &str| {
        let analysis = dictionary.analyses(form).next()?;
        assert!(!analysis.known && !dictionary.knows(form), "{form}");
        Some((dictionary.lemma(form, &analysis), analysis.grammemes.case))
    };
    let genitive = |lemma: &str| Some((lemma.to_owned(), Some(Case::Genitive)));
    assert_eq!(guessed("вице-министра"), genitive("вице-министр"));
    assert_eq!(guessed("замминистра"), genitive("замминистр"));
    assert_eq!(guessed("пианиста"), genitive("пианист"));
    assert_eq!(guessed("смелого"), genitive("смелый"));
    assert_eq!(guessed("ста"), None, "too short");
    assert_eq!(guessed("нью-йорк"), None);
}

#[test]
fn a_verb_keeps_its_kind_in_the_analysis() {
    let analysis = dictionary().analyses("заявив").next().unwrap();
    assert_eq!((analysis.grammemes.part, analysis.grammemes.verb_form), (PartOfSpeech::Verb, Some(VerbForm::Gerund)));
}

#[test]
fn a_file_without_a_dictionary_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ru.model");
    ModelFileBuilder::default().write(&path).unwrap();
    assert_eq!(Dictionary::read(&path).unwrap_err().kind(), "array");
}

proptest::proptest! {
    #[test]
    fn any_text_is_analysed_without_a_panic(text in "[а-яї'-]{0,12}(ста|ого)?|.{0,12}") {
        let dictionary = dictionary();
        for analysis in dictionary.analyses(&text) {
            proptest::prop_assert!(!dictionary.lemma(&text, &analysis).is_empty());
            let nominative = dictionary.inflect(&text, &analysis, Case::Nominative);
            proptest::prop_assert!(nominative.is_none_or(|word| !word.is_empty()));
            // Also where the analysis is of another word.
            proptest::prop_assert!(!dictionary.lemma("я", &analysis).is_empty());
        }
    }
}
