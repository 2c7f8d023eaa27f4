//! Sentences made up for the test, and what each word is in them.

use std::sync::LazyLock;

use crate::article::{self, InputFormat, Language, Limits, RawArticle};
use crate::document::Document;
use crate::lexicon::{ClutterPhrases, Lexicon};
use crate::linguistics::{Case, Linguistics, PartOfSpeech, Relation, VerbForm, Word, default_folder};

static LINGUISTICS: LazyLock<Linguistics> = LazyLock::new(|| Linguistics::read(&default_folder().unwrap()).unwrap());
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::built_in(Language::Ukrainian).unwrap());

fn annotated(text: &str) -> Vec<Word> {
    let message = serde_json::json!({ "id": "test", "language": "uk", "text": text }).to_string();
    let raw = RawArticle::new(message.as_bytes(), InputFormat::Json);
    let article = article::read(&raw, Limits::default(), &ClutterPhrases::built_in().unwrap()).unwrap();
    let document = Document::of(&article, &LEXICON.grammar.abbreviations);
    LINGUISTICS.annotate(&document, Language::Ukrainian, &LEXICON.grammar)
}

fn word<'w>(words: &'w [Word], form: &str) -> &'w Word {
    words.iter().find(|word| word.lower == form).unwrap()
}

/// The cases of some words of a text.
fn cases<const N: usize>(text: &str, forms: [&str; N]) -> [Option<Case>; N] {
    let words = annotated(text);
    forms.map(|form| word(&words, form).grammemes.case)
}

#[test]
fn a_preposition_tells_the_case_of_its_noun() {
    use Case::{Accusative, Genitive, Instrumental, Prepositional};
    let told = cases("Делегація прибула на засідання і говорила про засідання.", ["засідання"]);
    assert_eq!(told, [Some(Accusative)]);
    let told = cases("У цьому місті немає заводу, а за містом стоїть пам'ятник.", ["місті", "містом"]);
    assert_eq!(told, [Some(Prepositional), Some(Instrumental)]);
    assert_eq!(cases("Вони приїхали з міста.", ["міста"]), [Some(Genitive)]);
}

#[test]
fn the_subject_agrees_with_its_verb_on_either_side() {
    use Case::{Accusative, Nominative};
    let told = cases("Комітет схвалив проєкт.", ["комітет", "проєкт"]);
    assert_eq!(told, [Some(Nominative), Some(Accusative)]);
    let told = cases("Рішення ухвалила міська рада.", ["рішення", "рада"]);
    assert_eq!(told, [Some(Accusative), Some(Nominative)]);
    let words = annotated("Директор заводу, який учора повернувся з відпустки, підписав наказ.");
    let director = word(&words, "директор");
    assert_eq!(
        (director.relation, director.head),
        (Relation::Subject, words.iter().position(|word| word.lower == "підписав"))
    );
    assert_eq!(word(&words, "наказ").relation, Relation::Object);
}

#[test]
fn a_genitive_follows_its_noun_and_a_name_agrees_with_it() {
    use Case::{Genitive, Nominative};
    let told = cases("Радник міністра Олег Петренко приїхав.", ["радник", "міністра", "олег", "петренко"]);
    assert_eq!(told, [Some(Nominative), Some(Genitive), Some(Nominative), Some(Nominative)]);
    assert_eq!(cases("Президент України виступив.", ["україни"]), [Some(Genitive)]);
}

#[test]
fn lemmas_are_those_of_the_dictionary_and_gerunds_go_back_to_their_verb() {
    let words = annotated("Заявивши про це, речниці додали, що мерки чекають.");
    let lemmas = ["заявивши", "речниці", "додали", "чекають"].map(|form| word(&words, form).lemma.clone());
    assert_eq!(lemmas, ["заявити", "речниця", "додати", "чекати"]);
    assert_eq!(word(&words, "заявивши").grammemes.verb_form, Some(VerbForm::Gerund));
    assert!(word(&words, "додали").finite && !word(&words, "речниці").finite);
}

#[test]
fn a_pronoun_belongs_to_its_noun_or_stands_alone() {
    let words = annotated("Цей міністр приїхав. Той заявив, що згоден.");
    assert_eq!(word(&words, "цей").grammemes.part, PartOfSpeech::Determiner);
    assert_eq!(word(&words, "той").grammemes.part, PartOfSpeech::Pronoun);
}

#[test]
fn names_with_a_capital_are_proper_nouns() {
    let words = annotated("Учора компанія Ромашка відкрила офіс у Black Sea.");
    for name in ["ромашка", "black", "sea"] {
        assert_eq!(word(&words, name).grammemes.part, PartOfSpeech::ProperNoun, "{name}");
    }
}

#[test]
fn any_text_is_annotated() {
    for text in
        ["«", "і і і і , , на на", "— – - : ;", "Їжїґ ʼʼ’’ЄЄ 12 $ у", &"ґ".repeat(5000), &"про її ".repeat(2000)]
    {
        annotated(text);
    }
}
