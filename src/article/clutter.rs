//! What stands in a text and is not the article: lists of other news, lone dates, subscribe lines, credits, imprints.
//!
//! It is told by its shape: phrases of the lexicon, dates and counters that stand alone, runs of lines that are no
//! sentences; inside a paragraph, whole sentences that start or read so. Nothing is known of any site. In doubt a line
//! is the article's: what is dropped is lost to events.

mod line;
mod sentence;

use std::ops::Range;

use crate::lexicon::ClutterPhrases;

use line::Shape;

/// Byte ranges of `text` that are not the article, in order and apart. `title` is its headline, read on its own.
pub(super) fn find(title: &str, text: &str, phrases: &ClutterPhrases) -> Vec<Range<usize>> {
    let repeated = glued_headline(title, text);
    let mut found: Vec<Range<usize>> = repeated.clone().into_iter().collect();
    let after = repeated.map_or(0, |headline| headline.end);
    let lines: Vec<Line> = lines(text, after).map(|bytes| Line::of(text, bytes, phrases)).collect();
    let is_clutter = judge(&lines);
    let mut add = |piece: Range<usize>| match found.last_mut() {
        Some(last) if text[last.end..piece.start].trim().is_empty() => last.end = piece.end,
        _ => found.push(piece),
    };
    for (line, is_clutter) in lines.iter().zip(is_clutter) {
        if is_clutter {
            add(line.bytes.clone());
        } else if line.shape == Shape::Prose {
            let start = line.bytes.start;
            let glued = sentence::find(&text[line.bytes.clone()], phrases);
            glued.into_iter().for_each(|piece| add(start + piece.start..start + piece.end));
        }
    }
    found
}

/// A line and what it looks like.
struct Line {
    /// Without white space at both ends.
    bytes: Range<usize>,
    shape: Shape,
    characters: usize,
    words: usize,
    /// It starts with a quotation mark, dash or bullet, as speech and enumerations of the article do.
    is_marked: bool,
    /// It ends with a colon: what follows belongs to it.
    announces: bool,
    /// It ends with a question or exclamation mark, which a headline may have.
    exclaims: bool,
}

impl Line {
    fn of(text: &str, bytes: Range<usize>, phrases: &ClutterPhrases) -> Self {
        let line = &text[bytes.clone()];
        Self {
            shape: Shape::of(line, phrases),
            characters: line.chars().count(),
            words: line.split_whitespace().count(),
            is_marked: line.starts_with(['«', '"', '“', '„', '—', '–', '-', '•', '*', '―']),
            announces: line.ends_with(':'),
            exclaims: line.ends_with(['?', '!', '…']),
            bytes,
        }
    }

    /// Short enough to be a headline.
    fn is_short(&self) -> bool {
        self.characters <= line::LONGEST_HEADING
    }
}

/// The headline at the start of the text, where it is glued to the lead: one word would be made of the last of one and the
/// first of the other.
fn glued_headline(title: &str, text: &str) -> Option<Range<usize>> {
    let title = title.trim();
    let start = text.len() - text.trim_start().len();
    let rest = text[start..].strip_prefix(title).filter(|_| title.ends_with(char::is_alphanumeric))?;
    rest.starts_with(char::is_uppercase).then(|| start..start + title.len())
}

/// The lines of a text from a byte on, without white space at both ends.
fn lines(text: &str, mut start: usize) -> impl Iterator<Item = Range<usize>> {
    text[start..].split_inclusive('\n').map(move |line| {
        let first = start + line.len() - line.trim_start().len();
        start += line.len();
        first..first.max(start - line.len() + line.trim_end().len())
    })
}

/// What the lines before have opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Article,
    /// A list of other news.
    List,
    /// What a site says of itself.
    Imprint,
}

/// Of each line, whether it is clutter.
fn judge(lines: &[Line]) -> Vec<bool> {
    let mut is_clutter = vec![false; lines.len()];
    let mut within = Within::Article;
    let mut prose = 0;
    for (index, line) in lines.iter().enumerate() {
        let following = &lines[index + 1..];
        (is_clutter[index], within) = match line.shape {
            Shape::Blank => (false, within),
            Shape::List => (true, Within::List),
            Shape::Label | Shape::Trail => (true, within),
            Shape::Imprint => (true, Within::Imprint),
            // Before the first sentence a date is the article's own, and its headline or lead may follow.
            Shape::Date => (true, if prose > 0 { Within::List } else { within }),
            Shape::Timed if within == Within::List || next(following) == Some(Shape::Timed) => (true, Within::List),
            Shape::Timed => (false, within),
            Shape::Heading if within != Within::Article || heads_a_list(following, prose > 0) => (true, within),
            Shape::Heading => (false, within),
            Shape::Prose if within == Within::Imprint && line.is_short() && line.announces => (true, within),
            Shape::Prose if within == Within::List && line.is_short() && line.exclaims && !line.is_marked => {
                (true, within)
            }
            Shape::Prose => {
                prose += line.characters;
                (false, Within::Article)
            }
        };
    }
    mark_runs(lines, &mut is_clutter);
    is_clutter
}

/// The shape of the next line that is not blank.
fn next(following: &[Line]) -> Option<Shape> {
    following.iter().map(|line| line.shape).find(|shape| *shape != Shape::Blank)
}

/// Whether a heading belongs to the list after it: to lines that each start with a time, or, once the article has begun,
/// to headlines that each have a date after them.
fn heads_a_list(following: &[Line], has_begun: bool) -> bool {
    let shapes: Vec<Shape> =
        following.iter().map(|line| line.shape).filter(|shape| *shape != Shape::Blank).take(3).collect();
    match shapes.as_slice() {
        [Shape::Timed, Shape::Timed, ..] => true,
        [Shape::Date] => has_begun,
        [Shape::Date, Shape::Heading, Shape::Date] => has_begun,
        _ => false,
    }
}

/// Fewer headings in a row are subheadings of the article.
const SHORTEST_RUN: usize = 3;

/// Headlines are sentences without a full stop; a run of shorter lines in the middle of an article is a table of its own.
const SHORTEST_HEADLINE: usize = 4;

/// Runs of headings after the article has said more than they do: lists that no phrase opens.
fn mark_runs(lines: &[Line], is_clutter: &mut [bool]) {
    let told: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].shape != Shape::Blank).collect();
    let mut prose = 0;
    let mut at = 0;
    while at < told.len() {
        let run = told[at..].iter().take_while(|index| lines[**index].shape == Shape::Heading).count();
        if run == 0 {
            let line = &lines[told[at]];
            prose += if line.shape == Shape::Prose { line.characters } else { 0 };
            at += 1;
            continue;
        }
        let headings = &told[at..at + run];
        let announced = at.checked_sub(1).is_some_and(|before| lines[told[before]].announces);
        let marked = headings.iter().any(|index| lines[*index].is_marked);
        let is_last = at + run == told.len();
        let are_headlines = headings.iter().all(|index| lines[*index].words >= SHORTEST_HEADLINE);
        let characters: usize = headings.iter().map(|index| lines[*index].characters).sum();
        if run >= SHORTEST_RUN && prose > characters && !announced && !marked && (is_last || are_headlines) {
            headings.iter().for_each(|index| is_clutter[*index] = true);
        }
        at += run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clutter(text: &str) -> Vec<&str> {
        find("", text, &ClutterPhrases::built_in().unwrap()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_list_of_other_news_with_dates_is_dropped() {
        let text = "Министр выступил с речью.\nПоследние новости\nПоследние новостиПервая новость\n09.Jan.2026\nВторая новость\n08.Jan.2026\n\n13 Jan 2026\n";
        assert_eq!(clutter(text), [&text[text.find("Последние").unwrap()..text.len() - 1]]);
    }

    #[test]
    fn prose_goes_on_after_a_list() {
        let text = "Первый абзац статьи.\n\nЧитайте также: Курс доллара вырос\n\nВторой абзац статьи.";
        assert_eq!(clutter(text), ["Читайте также: Курс доллара вырос"]);
    }

    #[test]
    fn a_text_without_lists_stays_whole() {
        assert!(clutter("Заголовок без точки\nАбзац с точкой.\nЕщё один, в 2022 году.").is_empty());
        assert!(clutter("").is_empty());
        assert!(clutter(" \n\u{a0}\n").is_empty());
    }

    #[test]
    fn a_headline_under_its_date_is_the_article() {
        let text = "12 февраля 2022, 20:15\nМинистр позвонил коллеге\nОн сказал это вечером.";
        assert_eq!(clutter(text), ["12 февраля 2022, 20:15"]);
    }

    #[test]
    fn sentences_that_start_like_a_heading_of_the_lexicon_stay() {
        for text in [
            "Реклама табака подорожает, заявил министр.",
            "Комментарии министра вызвали спор.",
            "По теме санкций министр сказал немного.",
            "Важно помнить, что переговоры идут.",
            "«Подписывайтесь под петицией», — призвал министр.",
            "Comments by the minister angered Paris.",
            "Video call between both ministers is planned for Friday",
            "Subscribe to that view, the minister said, and nothing will change.",
        ] {
            assert!(clutter(text).is_empty(), "{text}: {:?}", clutter(text));
        }
    }

    #[test]
    fn lines_that_start_with_times_are_a_news_feed() {
        let text = "Министр выступил с речью.\n\nЛента\n20:41 Курс укрепился к вечеру\n20:15 Поезда пошли снова";
        assert_eq!(clutter(text), [&text[text.find("Лента").unwrap()..]]);
        assert!(clutter("Разговор начался поздно.\n20:41 Министр позвонил коллеге").is_empty());
    }

    #[test]
    fn trails_tags_and_captions_are_dropped() {
        for line in [
            "Главная » Политика » 25 ноября 2020, 13:20",
            "Home > World > Europe",
            "#санкции #переговоры",
            "Погода: днём 12 | вечером 7 | ночью 3",
            "Министр на трибуне / фото Reuters",
            "Министр на трибуне. Фото: пресс-служба",
            "The minister speaks in the capital. [Photo/Agencies]",
            "Автор: Пётр Петров",
            "July 16, 2014 / 9:05 PM / 3 years ago",
            "Tuesday, March 3, 2026 14:05 GMT",
            "Опубликовано: 3 марта 2026 года, 14:05",
        ] {
            let text = format!("{line}\nМинистр выступил с речью.");
            assert_eq!(clutter(&text), [line]);
        }
    }

    #[test]
    fn a_headline_glued_to_the_lead_is_dropped() {
        let phrases = ClutterPhrases::built_in().unwrap();
        let title = "Министр позвонил коллеге";
        let text = format!("{title}Он сказал это вечером.\n{title}. Он сказал это.");
        assert_eq!(find(title, &text, &phrases), [0..title.len()]);
        assert!(find(title, &format!("{title} вечером."), &phrases).is_empty());
        assert!(find("", &text, &phrases).is_empty());
    }

    #[test]
    fn lines_with_contacts_are_an_imprint_and_sentences_with_them_are_not() {
        let contacts = "Телефон: +7 (000) 000-00-00\nПочта: news@example.org";
        assert_eq!(clutter(&format!("Министр выступил с речью.\n{contacts}")), [contacts]);
        assert!(clutter("Он просил писать на news@example.org или звонить по +7 000 000-00-00.").is_empty());
    }

    #[test]
    fn a_run_of_headlines_is_a_list_and_an_announced_one_is_the_article() {
        let list = "Курс доллара вырос снова\nПогода испортится к вечеру\nСборная проиграла третий матч";
        let lead = "Министр выступил с длинной речью, в которой говорил о переговорах и о многом ином, чего ждали. ";
        let text = format!("{lead}Речь длилась час.\n{list}\nКонец речи был тихим.");
        assert_eq!(clutter(&text), [list]);
        let text = format!("{lead}Он назвал три темы:\n{list}\nКонец речи был тихим.");
        assert!(clutter(&text).is_empty());
    }

    #[test]
    fn an_imprint_takes_its_short_lines_along() {
        let imprint = "Свидетельство о регистрации СМИ № 1.\nНазвание:\nВестник";
        let text = format!("Министр выступил с речью.\n{imprint}");
        assert_eq!(clutter(&text), [imprint]);
    }
}
