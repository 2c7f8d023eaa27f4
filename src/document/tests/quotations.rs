//! What is quoted: the texts of the quotations, each with two spaces before it for each one around it.

use super::{abbreviations, article};
use crate::article::Language;
use crate::document::{Document, Marks, Quotation};

fn quotations<T>(text: &str, tell: impl Fn(&Document<'_>, &Quotation) -> T) -> Vec<T> {
    let article = article("", text);
    let document = Document::of(&article, abbreviations(Language::Russian));
    document.quotations.iter().map(|quotation| tell(&document, quotation)).collect()
}

fn quoted(text: &str) -> Vec<String> {
    quotations(text, |document, quotation| {
        let (indent, open) = ("  ".repeat(quotation.depth), if quotation.closed { "" } else { "<" });
        format!("{indent}{}{open}", document.slice(quotation.inner.clone()))
    })
}

#[test]
fn quotations_nest() {
    assert_eq!(quoted("Он: «Газета «Правда» права»."), ["Газета «Правда» права", "  Правда"]);
    assert_eq!(quoted("Он: «Газета „Правда“ права»."), ["Газета „Правда“ права", "  Правда"]);
    assert_eq!(quoted("“He said ‘yes’ to me,” she said."), ["He said ‘yes’ to me,", "  yes"]);
    assert_eq!(quoted("\"The paper \"Truth\" is right\""), ["The paper \"Truth\" is right", "  Truth"]);
    assert_eq!(quoted("«А «Б «В»»»"), ["А «Б «В»»", "  Б «В»", "    В"]);
    assert_eq!(quotations("«А «Б» „В“»", |_, quotation| quotation.parent), [None, Some(0), Some(0)]);
}

#[test]
fn parents_count_through_the_document() {
    assert_eq!(quotations("«А»\n«Б «В» Г»", |_, quotation| quotation.parent), [None, None, Some(1)]);
}

#[test]
fn one_mark_may_close_two() {
    assert_eq!(quoted("«Мы читаем «Правду», — сказал он."), ["Мы читаем «Правду»", "  Правду"]);
    assert_eq!(quoted("Он сказал: «Мы читаем «Правду»."), ["Мы читаем «Правду»", "  Правду"]);
    assert_eq!(quoted("“We read “Pravda,” he said. “Yes.”"), ["We read “Pravda,”", "  Pravda,", "Yes."]);
}

#[test]
fn marks_are_told_by_what_they_are_glued_to() {
    assert_eq!(quoted("\"Да\", - ответил он, - \"Нет\"."), ["Да", "Нет"]);
    assert_eq!(quoted("Он ответил:\"Да\" (\"Нет\")"), ["Да", "Нет"]);
    assert_eq!(quoted("Он ответил \" Да \" и ушёл."), ["Да"]);
    assert_eq!(quoted("“Да” и „Нет“, „Да” и ”Нет”"), ["Да", "Нет", "Да", "Нет"]);
    assert_eq!(quoted("\"...и ушёл\", - сказал он."), ["...и ушёл"]);
}

#[test]
fn marks_of_a_typewriter_count() {
    assert_eq!(quoted(",,Мы готовы'', - сказал он."), ["Мы готовы"]);
    assert_eq!(quoted("<<Мы готовы>>, - сказал он."), ["Мы готовы"]);
    assert_eq!(quoted("''Мы готовы'', - сказал он."), ["Мы готовы"]);
}

#[test]
fn marks_of_two_kinds_pair_up() {
    assert_eq!(quoted("\"Мы готовы», — сказал он."), ["Мы готовы"]);
    assert_eq!(quoted("«Мы готовы”, — сказал он. «Да»."), ["Мы готовы", "Да"]);
}

#[test]
fn apostrophes_and_inches_are_no_marks() {
    assert_eq!(quoted("He is 5'10\" tall and has a 24\" screen."), Vec::<String>::new());
    assert_eq!(quoted("\"The 24\" screen is big,\" he said."), ["The 24\" screen is big,"]);
    assert_eq!(quoted("\"In 2020\" and \"now\""), ["In 2020", "now"]);
    assert_eq!(quoted("Don't ask the leaders' aides in the '90s."), Vec::<String>::new());
    assert_eq!(quoted("'We don't know the leaders' names,' he said."), ["We don't know the leaders' names,"]);
    assert_eq!(quoted("Об'єднання і п’ять сімей."), Vec::<String>::new());
    assert_eq!(quoted("The ‘single’ and 'plain' marks."), ["single", "plain"]);
}

#[test]
fn what_is_not_closed_ends_with_its_paragraph() {
    assert_eq!(quoted("Он сказал: «Мы готовы.\nОни ушли."), ["Мы готовы.<"]);
    assert_eq!(quoted("«А \"Б» В"), ["А \"Б", "  Б<"]);
}

#[test]
fn what_closes_nothing_is_left_out() {
    assert_eq!(quoted("Мы готовы», — сказал он. «Да»."), ["Да"]);
}

#[test]
fn a_quotation_goes_on_where_the_next_paragraph_opens_with_its_mark() {
    let continued = |text: &str| quotations(text, |_, quotation| (quotation.closed, quotation.continued));
    assert_eq!(continued("He said: “We are ready.\n\n“We wait.”"), [(false, true), (true, false)]);
    assert_eq!(continued("Он сказал: «Мы готовы.\n«Мы ждём».\nВсё."), [(false, true), (true, false)]);
    assert_eq!(continued("He said: “We are ready.\nHe left."), [(false, false)]);
    assert_eq!(continued("He said: “We are ready.”\n“We wait.”"), [(true, false), (true, false)]);
}

#[test]
fn dialogue_is_told_by_its_attribution() {
    let marks = |text: &str| {
        quotations(text, |document, quotation| (quotation.marks, document.slice(quotation.outer.clone()).to_owned()))
    };
    let dialogue = "— Мы готовы, — сказал он. — Но не сейчас.";
    assert_eq!(marks(dialogue), [(Marks::Dash, dialogue.to_owned())]);
    assert_eq!(marks("— Готовы? - спросил он."), [(Marks::Dash, "— Готовы? - спросил он.".to_owned())]);
    // Items of lists, a range, a quotation after a dash
    assert_eq!(marks("— Снять санкции\n— Начать переговоры.\n-5 градусов"), []);
    assert_eq!(marks("— «Мы готовы», — сказал он."), [(Marks::Angle, "«Мы готовы»".to_owned())]);
    assert_eq!(quoted("— Это «Правда», — сказал он."), ["Это «Правда», — сказал он.<", "  Правда"]);
}

#[test]
fn marks_without_end_take_linear_time() {
    let text = ["«", "“„", "„'", "\"а ", "» «"].map(|piece| piece.repeat(50_000)).join("\n");
    let found = quotations(&text, |_, quotation| quotation.depth);
    assert!(found.len() > 150_000);
}
