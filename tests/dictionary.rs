//! The dictionaries that `demarche models fetch` makes tell words, their forms and names.

use std::process::Command;

use demarche::linguistics::dictionary::{Dictionary, NamePart, Wanted};
use demarche::linguistics::models::{Model, RUSSIAN, UKRAINIAN};
use demarche::linguistics::{Case, GrammaticalGender, Grammemes, Number, PartOfSpeech, fold};

fn dictionary(model: &Model) -> Dictionary {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(["models", "path"]).output().unwrap();
    let folder = String::from_utf8(output.stdout).unwrap();
    let path = std::path::Path::new(folder.trim()).join(model.file);
    Dictionary::read(&path).unwrap_or_else(|error| panic!("{error}: run `demarche models fetch`"))
}

/// Asserts of each form, its lemma, and whether the dictionary knows it, that the first analysis says so.
fn assert_lemmas(dictionary: &Dictionary, expected: &[(&str, &str, bool)]) {
    for (form, lemma, known) in expected {
        let form = fold(form);
        let analysis = dictionary.analyses(&form).next().unwrap_or_else(|| panic!("{form} is nothing"));
        let told = (dictionary.lemma(&form, &analysis), analysis.known);
        assert_eq!(told, ((*lemma).to_owned(), *known), "{form}");
    }
}

/// Asserts of each phrase in that case, adjectives before a noun, that it is the other one in the nominative.
fn assert_nominatives(dictionary: &Dictionary, case: Case, expected: &[(&str, &str)]) {
    for (phrase, nominative) in expected {
        let words = phrase.split(' ').map(|word| {
            let is_last = phrase.ends_with(word);
            let part = if is_last { PartOfSpeech::Noun } else { PartOfSpeech::Adjective };
            let (word, told) = (fold(word), Grammemes { part, case: Some(case), ..Grammemes::default() });
            let analysis = dictionary.best(&word, &told).unwrap();
            dictionary.inflect(&word, &analysis, Case::Nominative).unwrap()
        });
        assert_eq!(words.collect::<Vec<_>>().join(" "), *nominative, "{phrase}");
    }
}

#[test]
fn russian_words_are_known_or_guessed() {
    let dictionary = dictionary(&RUSSIAN);
    assert_lemmas(
        &dictionary,
        &[
            ("Переговорах", "переговоры", true),
            ("заявил", "заявить", true),
            ("ввёл", "ввести", true),
            ("подчеркнув", "подчеркнуть", true),
            ("приостановлены", "приостановить", true),
            ("пресс-секретаря", "пресс-секретарь", true),
            ("экс-канцлеру", "экс-канцлер", false),
            ("гиперпереговорам", "гиперпереговоры", false),
        ],
    );
    assert_eq!(dictionary.analyses("reuters").count(), 0);
}

#[test]
fn russian_names_are_marked() {
    let dictionary = dictionary(&RUSSIAN);
    let parts = |form: &str| dictionary.analyses(form).filter_map(|analysis| analysis.name).collect::<Vec<_>>();
    assert!(parts("владимиру").contains(&NamePart::Given));
    assert!(parts("ивановичем").contains(&NamePart::Patronymic));
    assert!(parts("кузнецовой").contains(&NamePart::Surname));
    assert!(parts("париже").contains(&NamePart::Place));
    assert!(parts("переговорах").is_empty());
}

#[test]
fn russian_phrases_are_brought_to_the_nominative() {
    let dictionary = dictionary(&RUSSIAN);
    let phrases = [
        ("Белого дома", "белый дом"),
        ("родственников", "родственники"),
        ("новых санкций", "новые санкции"),
        ("иностранных дел", "иностранные дела"),
    ];
    assert_nominatives(&dictionary, Case::Genitive, &phrases);
    assert_nominatives(&dictionary, Case::Instrumental, &[("Верховным судом", "верховный суд")]);
    let (form, singular) = ("президентов", Wanted { number: Some(Number::Singular), ..Case::Dative.into() });
    let analysis = dictionary.analyses(form).next().unwrap();
    assert_eq!(dictionary.inflect(form, &analysis, singular).as_deref(), Some("президенту"));
}

#[test]
fn ukrainian_words_are_known_or_guessed() {
    let dictionary = dictionary(&UKRAINIAN);
    assert_lemmas(
        &dictionary,
        &[
            ("переговорах", "переговори", true),
            ("підкреслила", "підкреслити", true),
            ("прес\u{2019}єр-міністра", "прес'єр-міністр", false),
            ("об\u{2bc}єднанням", "об'єднання", true),
            ("санкціями", "санкція", true),
            ("зустрівся", "зустрітися", true),
        ],
    );
}

#[test]
fn ukrainian_phrases_are_brought_to_the_nominative() {
    let dictionary = dictionary(&UKRAINIAN);
    let phrases = [("Білого дому", "білий дім"), ("нових санкцій", "нові санкції"), ("президента", "президент")];
    assert_nominatives(&dictionary, Case::Genitive, &phrases);
    let vocative = dictionary.analyses("президенте").find(|analysis| analysis.grammemes.case == Some(Case::Vocative));
    let vocative = vocative.unwrap().grammemes;
    assert_eq!((vocative.number, vocative.gender), (Some(Number::Singular), Some(GrammaticalGender::Masculine)));
}
