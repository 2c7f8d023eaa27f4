//! Sentences made up for the test, and what the rules tell of their words.

use crate::article::{self, InputFormat, Language, Limits, RawArticle};
use crate::document::Document;
use crate::lexicon::{ClutterPhrases, Lexicon};
use crate::linguistics::{Annotator, Grammar, PartOfSpeech, Relation, VerbForm, Word, noun_phrases, surface};

use super::EnglishAnnotator;

fn grammar() -> Grammar {
    Lexicon::built_in(Language::English).unwrap().grammar
}

fn annotated(text: &str) -> Vec<Word> {
    let message = serde_json::json!({ "id": "test", "language": "en", "text": text }).to_string();
    let raw = RawArticle::new(message.as_bytes(), InputFormat::Json);
    let article = article::read(&raw, Limits::default(), &ClutterPhrases::built_in().unwrap()).unwrap();
    let grammar = grammar();
    let document = Document::of(&article, &grammar.abbreviations);
    let mut words = surface(&document, Language::English, &grammar);
    EnglishAnnotator.annotate(&document, &grammar, &mut words);
    words
}

fn word<'w>(words: &'w [Word], form: &str) -> &'w Word {
    words.iter().find(|word| word.lower == form).unwrap()
}

/// The heads of the subjects of a text, each with its verb.
fn subjects(text: &str) -> Vec<(String, String)> {
    let words = annotated(text);
    let subjects = words.iter().filter(|word| word.relation == Relation::Subject);
    subjects.map(|word| (word.lower.clone(), words[word.head.unwrap()].lower.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(subject, verb)| ((*subject).to_owned(), (*verb).to_owned())).collect()
}

#[test]
fn a_subject_stands_before_its_verb_or_after_one_that_opens_its_clause() {
    let found = subjects("The minister of a small country told reporters the bridge had collapsed.");
    assert_eq!(found, pairs(&[("minister", "told"), ("bridge", "collapsed")]));
    let found = subjects("\"It was a long way to the top,\" said a tired climber.");
    assert_eq!(found, pairs(&[("it", "was"), ("climber", "said")]));
    let found = subjects("The bridge, an engineer said, had collapsed.");
    assert_eq!(found, pairs(&[("bridge", "collapsed"), ("engineer", "said")]));
}

#[test]
fn verbs_that_are_joined_share_their_subject() {
    let words = annotated("The mayor opened a park and praised the gardeners, adding that more would follow.");
    let verb = |form: &str| words.iter().position(|word| word.lower == form);
    for joined in ["praised", "adding"] {
        let joined = word(&words, joined);
        assert_eq!((joined.relation, joined.head), (Relation::Conjunct, verb("opened")));
    }
}

#[test]
fn the_verb_tells_and_its_auxiliary_does_not_but_in_the_passive() {
    let words = annotated("The mayor had promised a park. The bridge was closed by the mayor.");
    assert!(word(&words, "promised").finite && !word(&words, "had").finite);
    assert!(!word(&words, "closed").finite && word(&words, "was").finite);
    assert_eq!(word(&words, "closed").grammemes.verb_form, Some(VerbForm::Participle));
}

#[test]
fn the_same_form_is_a_noun_after_an_article_and_a_verb_after_a_subject() {
    let words = annotated("The plan failed. They plan a trip to plant trees.");
    let plans: Vec<_> = words.iter().filter(|word| word.lower == "plan").map(|word| word.grammemes.part).collect();
    assert_eq!(plans, [PartOfSpeech::Noun, PartOfSpeech::Verb]);
}

#[test]
fn the_last_of_several_nouns_is_the_head_and_a_name_follows_it() {
    let words = annotated("Yesterday city council spokesman Alan Smith of the Reform Party spoke.");
    let phrases = noun_phrases(&words, 0..words.len());
    let longest = phrases.iter().max_by_key(|phrase| phrase.tokens.len()).unwrap();
    assert_eq!((words[longest.head].lower.as_str(), longest.tokens.len()), ("spokesman", 9));
}

#[test]
fn any_text_is_annotated() {
    for text in ["of of of", ", , said , —", "to to to be be been", &"said the ".repeat(3000), &"a's ".repeat(3000)] {
        annotated(text);
    }
}

#[test]
fn a_chief_and_a_city_are_subjects_of_the_verb_after_them() {
    assert_eq!(subjects("The party chief accused rivals."), pairs(&[("chief", "accused")]));
    assert_eq!(subjects("Beijing threatened rivals."), pairs(&[("beijing", "threatened")]));
    assert_eq!(subjects("The French foreign minister warned rivals."), pairs(&[("minister", "warned")]));
}

#[test]
fn an_infinitive_leaves_the_auxiliary_the_predicate() {
    assert!(word(&annotated("The bank has no plans to close."), "has").finite);
    assert!(!word(&annotated("The bank has closed."), "has").finite);
}

#[test]
fn names_in_a_row_are_objects_of_one_verb() {
    let words = annotated("The king threatened Norway, Denmark and Iceland with a ban.");
    for name in ["norway", "denmark", "iceland"] {
        assert_eq!(word(&words, name).relation, Relation::Object, "{name}");
    }
}

#[test]
fn what_a_gerund_after_a_noun_has_as_its_object_is_no_subject() {
    assert_eq!(subjects("Countries buying timber will face a ban."), pairs(&[("countries", "face")]));
    assert_eq!(
        subjects("He gave a speech saying timber will face a ban."),
        pairs(&[("he", "gave"), ("timber", "face")])
    );
}
