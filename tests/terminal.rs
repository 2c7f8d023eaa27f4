//! The text for a terminal.

#[path = "support/sample.rs"]
mod sample;

use demarche::article::Field;
use demarche::event::v1::StatementAct;
use demarche::extract::Extraction;
use demarche::view::{Look, article_text, event_line, explanation_text};

#[test]
fn an_article_is_told_with_all_that_its_events_say() {
    let text = article_text(&sample::extraction(), Look::PLAIN);
    for words in [
        "Эрдоган поговорил с Путиным",
        "Recep Tayyip Erdoğan ↔ Vladimir Putin",
        "held, by phone",
        "В понедельник → 2026-02-02 (UTC+03)",
        "Vladimir Putin (person, RUS)",
        "Turkey → not told",
        "если порт закроют",
        "sample-rule · confidence 0.90",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

#[test]
fn an_explanation_tells_how_actors_and_times_were_told_and_why_a_word_made_no_event() {
    let text = explanation_text(&sample::explanation(), Look::PLAIN).replace("\n                   ", " ");
    for words in [
        "← «Путину» (text 31–37): a title: whom the article names in that office, named as «Эрдоган» (text 14–21)",
        "← «В понедельник» (text 0–13): a day of the week: the last one, up to the day of publication",
        "no statement  «рассказывал» (text 131–142): nothing is told that was said",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 80, 110] {
        let look = Look { width, colours: false };
        let extraction = sample::extraction();
        let mut lines: Vec<String> = article_text(&extraction, look).lines().map(str::to_owned).collect();
        lines.extend(explanation_text(&sample::explanation(), look).lines().map(str::to_owned));
        lines.extend(extraction.events.iter().map(|event| event_line(event, look)));
        for line in lines {
            assert!(console::measure_text_width(&line) <= usize::from(width), "wider than {width}: {line}");
        }
    }
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let extraction = sample::extraction();
    let colourful = article_text(&extraction, Look { width: 80, colours: true });
    assert!(colourful.contains('\u{1b}'));
    assert_eq!(
        console::strip_ansi_codes(&colourful).lines().count(),
        article_text(&extraction, Look::PLAIN).lines().count()
    );
    assert!(!article_text(&extraction, Look::PLAIN).contains('\u{1b}'));
    assert!(!event_line(&extraction.events[0], Look::PLAIN).contains('\u{1b}'));
}

#[test]
fn nothing_that_an_article_holds_acts_on_the_terminal() {
    let hostile = "слово\u{1b}[2J\u{7}\u{202e}";
    let mut article = sample::article(hostile, hostile);
    article.source = hostile.to_owned();
    article.id = hostile.to_owned();
    let words = article.field(Field::Text).to_owned();
    let event = sample::statement(&article, &words, hostile, StatementAct::Say);
    let explanation = sample::silent_in_hostile_words(&article, hostile);
    let explained = explanation_text(&explanation, Look::PLAIN);
    let line = event_line(&event, Look::PLAIN);
    let text = article_text(&Extraction { article, events: vec![event] }, Look::PLAIN);
    for shown in [line, text, explained] {
        assert!(shown.contains("слово"));
        assert!(!shown.contains(|c: char| c != '\n' && (c.is_control() || c == '\u{202e}')), "{shown:?}");
    }
}
