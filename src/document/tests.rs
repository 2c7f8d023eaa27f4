use proptest::prelude::*;

use super::*;
use crate::article::Language;

fn article(title: &str, text: &str) -> Article {
    Article {
        id: "test".to_owned(),
        url: String::new(),
        source: String::new(),
        language: Language::Russian,
        published: None,
        title: title.to_owned(),
        text: text.to_owned(),
        clutter: Vec::new(),
        page_map: crate::article::PageMap::default(),
        origin: None,
    }
}

fn sentences(text: &str) -> Vec<String> {
    let article = article("", text);
    let document = Document::of(&article, &HashSet::from(["ул".to_owned()]));
    document.sentences.iter().map(|sentence| document.slice(sentence.tokens.clone()).to_owned()).collect()
}

#[test]
fn sentences_end_at_full_stops_and_newlines() {
    assert_eq!(sentences("Один. Два!\nТри\nЧетыре?"), ["Один.", "Два!", "Три", "Четыре?"]);
}

#[test]
fn a_full_stop_inside_a_quotation_ends_no_sentence() {
    assert_eq!(
        sentences("«Мы готовы. Мы ждём», — сказал он. Затем ушёл."),
        ["«Мы готовы. Мы ждём», — сказал он.", "Затем ушёл."]
    );
}

#[test]
fn initials_and_abbreviations_end_no_sentence() {
    assert_eq!(sentences("А. С. Пушкин жил на ул. Мойке."), ["А. С. Пушкин жил на ул. Мойке."]);
}

#[test]
fn quotations_nest_and_straight_marks_pair_up() {
    let article = article("", "Он сказал: «Газета «Правда» права». \"Да\", - ответили ему.");
    let document = Document::of(&article, &HashSet::from(["ул".to_owned()]));
    let inner: Vec<_> = document.quotations.iter().map(|q| (document.slice(q.inner.clone()), q.depth)).collect();
    assert_eq!(inner, [("Газета «Правда» права", 0), ("Правда", 1), ("Да", 0)]);
}

#[test]
fn a_hyphenated_word_is_one_token() {
    let article = article("", "премьер-министр по-прежнему об'єднання 1,5 млн.");
    let document = Document::of(&article, &HashSet::from(["ул".to_owned()]));
    let words: Vec<_> = (0..document.tokens.len()).map(|token| document.text(token)).collect();
    assert_eq!(words, ["премьер-министр", "по-прежнему", "об'єднання", "1,5", "млн", "."]);
}

proptest! {
    #[test]
    fn every_span_has_the_text_of_its_place(title in "\\PC{0,40}", text in "(\\PC|[«»\"“”.\n—]){0,400}") {
        let article = article(&title, &text);
        let document = Document::of(&article, &HashSet::from(["ул".to_owned()]));
        let mut covered = 0;
        for sentence in &document.sentences {
            prop_assert_eq!(sentence.tokens.start, covered);
            covered = sentence.tokens.end;
            let span = document.span(sentence.tokens.clone()).unwrap();
            check(&article, &span)?;
        }
        prop_assert_eq!(covered, document.tokens.len());
        for quotation in &document.quotations {
            if let Some(span) = document.span(quotation.inner.clone()) {
                check(&article, &span)?;
            }
        }
        for token in 0..document.tokens.len() {
            check(&article, &document.span(token..token + 1).unwrap())?;
        }
    }
}

fn check(article: &Article, span: &v1::Span) -> Result<(), TestCaseError> {
    let field = if span.field == "title" { &article.title } else { &article.text };
    let by_characters: String =
        field.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
    prop_assert_eq!(&by_characters, &span.text);
    prop_assert_eq!(&field[span.byte_start as usize..span.byte_end as usize], &span.text);
    prop_assert!(!span.text.is_empty());
    Ok(())
}
