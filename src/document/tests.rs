use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::article::Language;
use crate::lexicon::Lexicon;

mod quotations;
mod sentences;

static ABBREVIATIONS: LazyLock<[Abbreviations; 3]> = LazyLock::new(|| {
    [Language::Russian, Language::Ukrainian, Language::English]
        .map(|language| Lexicon::built_in(language).unwrap().grammar.abbreviations)
});

fn abbreviations(language: Language) -> &'static Abbreviations {
    match language {
        Language::Ukrainian => &ABBREVIATIONS[1],
        Language::English => &ABBREVIATIONS[2],
        _ => &ABBREVIATIONS[0],
    }
}

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

/// A text of pieces that take each rule to its edges.
fn texts() -> impl Strategy<Value = String> {
    let pieces =
        "\\PC|[«»‹›\"“”„‟‚‘’'.,!?…\n—<>()\u{ad}\u{200b} -]|, — сказал|\\. — Но|— Да|А\\. С\\. |т\\. е\\. | 5\\.|\\.The";
    proptest::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_span_has_the_text_of_its_place(title in "\\PC{0,40}", text in texts()) {
        let article = article(&title, &text);
        let document = Document::of(&article, abbreviations(Language::Russian));
        for sentence in &document.sentences {
            check(&article, &document.span(sentence.tokens.clone()).unwrap())?;
        }
        for quotation in &document.quotations {
            if let Some(span) = document.span(quotation.inner.clone()) {
                check(&article, &span)?;
            }
        }
        for token in 0..document.tokens.len() {
            check(&article, &document.span(token..token + 1).unwrap())?;
        }
    }

    #[test]
    fn tokens_come_in_order_and_sentences_divide_them(text in texts()) {
        let article = article("", &text);
        let document = Document::of(&article, abbreviations(Language::English));
        let mut end = 0;
        for token in &document.tokens {
            prop_assert!(end <= token.bytes.start && token.bytes.start < token.bytes.end);
            prop_assert!(text.is_char_boundary(token.bytes.start) && text.is_char_boundary(token.bytes.end));
            let between = &text[end..token.bytes.start];
            prop_assert!(between.chars().all(|left| left.is_whitespace() || is_invisible(left) || left.is_control()));
            end = token.bytes.end;
        }
        let mut covered = 0;
        for sentence in &document.sentences {
            prop_assert!(sentence.tokens.start == covered && !sentence.tokens.is_empty());
            covered = sentence.tokens.end;
            prop_assert!(!document.slice(sentence.tokens.clone()).contains('\n'));
        }
        prop_assert_eq!(covered, document.tokens.len());
    }

    #[test]
    fn quotations_are_a_tree(text in texts()) {
        let article = article("", &text);
        let document = Document::of(&article, abbreviations(Language::Russian));
        let quotations = &document.quotations;
        for (index, quotation) in quotations.iter().enumerate() {
            let Quotation { outer, inner, .. } = quotation;
            prop_assert!(outer.start < inner.start && inner.start <= inner.end && inner.end <= outer.end);
            prop_assert!(!document.slice(outer.clone()).contains('\n'));
            if let Some(parent) = quotation.parent {
                let parent = &quotations[parent];
                prop_assert!(parent.inner.start <= outer.start && outer.end <= parent.inner.end);
                prop_assert_eq!(quotation.depth, parent.depth + 1);
            } else {
                prop_assert_eq!(quotation.depth, 0);
            }
            if let Some(next) = quotations.get(index + 1) {
                prop_assert!(outer.start < next.outer.start);
                // Apart, or the next one lies in it.
                let apart = outer.end <= next.outer.start;
                prop_assert!(apart || next.outer.start >= inner.start && next.outer.end <= inner.end);
            }
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

#[test]
fn the_kind_of_a_token_is_told_by_its_first_letter_or_digit() {
    let article = article("", "премьер-министр об'єднання 1990-х 12.03.2024 №5 €200 ?! -- км² iPhone");
    let document = Document::of(&article, abbreviations(Language::Russian));
    let of = |kind| {
        let tokens = document.tokens.iter().enumerate().filter(|(_, token)| token.kind == kind);
        tokens.map(|(index, _)| document.text(index)).collect::<Vec<_>>()
    };
    assert_eq!(of(TokenKind::Word), ["премьер-министр", "об'єднання", "км²", "iPhone"]);
    assert_eq!(of(TokenKind::Number), ["1990-х", "12.03.2024", "5", "200"]);
    assert_eq!(of(TokenKind::Punctuation), ["№", "€", "?!", "--"]);
}
