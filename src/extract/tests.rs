//! Rules of the extractors, one a sentence. Every name and every sentence is made up for the test, but for known people.

mod statements;

use std::sync::LazyLock;

use super::*;
use crate::article::InputFormat;
use crate::event::v1::event::Event as Body;
use crate::event::v1::{
    Actor, Call, CallMedium, CallStatus, SanctionThreat, SanctionThreatStage, Statement, StatementForm,
};

/// One for all tests: building it reads the whole lexicon and knowledge base.
static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap());

fn read(language: &str, text: &str) -> Vec<Body> {
    let message = serde_json::json!({
        "id": "test", "language": language, "text": text, "published_at": "2023-03-15T18:00:00+03:00",
    });
    let value = message.to_string();
    let extraction = EXTRACTOR.extract(&RawArticle::new(value.as_bytes(), InputFormat::Json)).unwrap();
    extraction.events.into_iter().filter_map(|event| event.event).collect()
}

fn statements(language: &str, text: &str) -> Vec<Statement> {
    let keep = |event| if let Body::Statement(statement) = event { Some(statement) } else { None };
    read(language, text).into_iter().filter_map(keep).collect()
}

fn calls(language: &str, text: &str) -> Vec<Call> {
    let keep = |event| if let Body::Call(call) = event { Some(call) } else { None };
    read(language, text).into_iter().filter_map(keep).collect()
}

fn threats(language: &str, text: &str) -> Vec<SanctionThreat> {
    let keep = |event| if let Body::SanctionThreat(threat) = event { Some(threat) } else { None };
    read(language, text).into_iter().filter_map(keep).collect()
}

/// Speaker and content of each statement.
pub(super) fn said(language: &str, text: &str) -> Vec<(String, String)> {
    let content =
        |statement: &Statement| statement.content.iter().map(|span| span.text.as_str()).collect::<Vec<_>>().join(" … ");
    statements(language, text)
        .iter()
        .map(|statement| (statement.speaker.clone().unwrap_or_default().native_name, content(statement)))
        .collect()
}

/// The speaker of each statement.
pub(super) fn speakers(language: &str, text: &str) -> Vec<String> {
    said(language, text).into_iter().map(|(speaker, _)| speaker).collect()
}

fn names(actors: &[Actor]) -> Vec<&str> {
    actors.iter().map(|actor| actor.name.as_str()).collect()
}

fn pair(speaker: &str, content: &str) -> (String, String) {
    (speaker.to_owned(), content.to_owned())
}

#[test]
fn a_clause_after_a_reporting_verb_is_its_content() {
    assert_eq!(
        said("ru", "Президент Франции Эмманюэль Макрон заявил, что переговоры продолжатся весной."),
        [pair("Эмманюэль Макрон", "переговоры продолжатся весной")]
    );
    assert_eq!(
        said("uk", "Міністр закордонних справ Дмитро Кулеба заявив, що переговори триватимуть."),
        [pair("Дмитро Кулеба", "переговори триватимуть")]
    );
    assert_eq!(
        said("en", "French President Emmanuel Macron said that the talks would go on in spring."),
        [pair("Emmanuel Macron", "the talks would go on in spring")]
    );
}

#[test]
fn two_verbs_that_share_a_subject_make_two_statements() {
    assert_eq!(
        said("ru", "Олаф Шольц сказал, что поезд опоздал, и подчеркнул, что ждать он не станет."),
        [pair("Олаф Шольц", "поезд опоздал"), pair("Олаф Шольц", "ждать он не станет")]
    );
}

#[test]
fn a_quotation_that_its_attribution_splits_has_two_spans() {
    let found = statements("ru", "«Мост закрыт до осени, — сказал Олаф Шольц. — Объезд уже готов».");
    let spans: Vec<_> = found[0].content.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(spans, ["Мост закрыт до осени", "Объезд уже готов"]);
    assert_eq!(found[0].form(), StatementForm::Direct);
    assert_eq!(found.len(), 1);
}

#[test]
fn a_quotation_is_told_by_what_follows_it() {
    assert_eq!(
        said("ru", "«Мост закрыт до самой осени», — сообщил журналистам Дмитрий Песков."),
        [pair("Дмитрий Песков", "Мост закрыт до самой осени")]
    );
    assert_eq!(
        said("en", "\"The bridge is closed until autumn,\" Olaf Scholz told reporters."),
        [pair("Olaf Scholz", "The bridge is closed until autumn")]
    );
}

#[test]
fn dialogue_after_a_dash_is_speech_where_somebody_is_told_to_have_said_it() {
    let found = statements("ru", "— Мост закрыт. Ждём осени, — сказал Олаф Шольц. — Объезд уже готов.");
    let spans: Vec<_> = found[0].content.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(spans, ["Мост закрыт. Ждём осени", "Объезд уже готов"]);
    assert_eq!((found[0].form(), found.len()), (StatementForm::Direct, 1));
    assert_eq!(
        said("uk", "— Міст закрито до самої осені, — сказав Дмитро Кулеба."),
        [pair("Дмитро Кулеба", "Міст закрито до самої осені")]
    );
    assert_eq!(
        said("ru", "— Олаф Шольц заявил, что мост, как и прежде, закрыт;"),
        [pair("Олаф Шольц", "мост, как и прежде, закрыт")]
    );
}

#[test]
fn a_run_of_marks_ends_speech_as_its_strongest_does() {
    assert_eq!(
        said("ru", "«Разве мост закрыт до осени?!» — сказал Дмитрий Песков."),
        [pair("Дмитрий Песков", "Разве мост закрыт до осени?!")]
    );
}

#[test]
fn according_to_somebody_the_rest_is_the_content() {
    assert_eq!(
        said("ru", "По словам Олафа Шольца, мост закрыт до осени."),
        [pair("Олаф Шольц", "мост закрыт до осени")]
    );
}

#[test]
fn this_stands_for_the_sentence_before() {
    assert_eq!(
        said("ru", "Мост закрыт до осени. Об этом сообщил Олаф Шольц."),
        [pair("Олаф Шольц", "Мост закрыт до осени")]
    );
}

#[test]
fn a_pronoun_is_whoever_was_the_subject_last() {
    let found = said("ru", "Олаф Шольц встретил Эмманюэля Макрона. Он сказал, что мост закрыт.");
    assert_eq!(found, [pair("Олаф Шольц", "мост закрыт")]);
}

#[test]
fn a_pronoun_at_the_start_of_a_sentence_is_no_surname() {
    let found = said("en", "Olaf Scholz arrived late. He said that the bridge was closed.");
    assert_eq!(found, [pair("Olaf Scholz", "the bridge was closed")]);
}

#[test]
fn a_title_is_whoever_held_the_office_on_the_day() {
    let found = said("ru", "Российский лидер заявил, что мост открыт. Глава Белого дома отметил, что рад этому.");
    assert_eq!(found, [pair("Владимир Путин", "мост открыт"), pair("Джо Байден", "рад этому")]);
}

/// Whom the speaker of the one statement of an article of a day is.
fn speaker_on(day: &str, language: &str, text: &str) -> String {
    let published_at = format!("{day}T18:00:00+03:00");
    let message = serde_json::json!({ "language": language, "text": text, "published_at": published_at }).to_string();
    let extraction = EXTRACTOR.extract(&RawArticle::new(message.as_bytes(), InputFormat::Json)).unwrap();
    match extraction.events.into_iter().find_map(|event| event.event) {
        Some(Body::Statement(statement)) => statement.speaker.unwrap_or_default().name,
        other => panic!("no statement, but {other:?}"),
    }
}

#[test]
fn the_same_title_is_another_person_on_another_day() {
    let president = "Президент США сообщил, что поездка отложена.";
    assert_eq!(speaker_on("2016-05-10", "ru", president), "Barack Obama");
    assert_eq!(speaker_on("2022-05-10", "ru", president), "Joe Biden");
    assert_eq!(speaker_on("2025-05-10", "ru", president), "Donald Trump");
    let chancellor = "Канцлер ФРГ сообщил, что поездка отложена.";
    assert_eq!(speaker_on("2022-05-10", "ru", chancellor), "Olaf Scholz");
    assert_eq!(speaker_on("2025-06-10", "ru", chancellor), "Friedrich Merz");
    let premier = "Прем'єр-міністр Нідерландів повідомив, що поїздку відкладено.";
    assert_eq!(speaker_on("2017-05-10", "uk", premier), "Mark Rutte");
    assert_eq!(speaker_on("2025-02-10", "uk", premier), "Dick Schoof");
}

#[test]
fn a_former_holder_is_whoever_the_article_names_that_once_held_the_office() {
    assert_eq!(
        said("ru", "Ангела Меркель приехала в Гамбург. Экс-канцлер Германии сообщила, что пишет книгу."),
        [pair("Ангела Меркель", "пишет книгу")]
    );
    let nobody_named = said("ru", "Экс-канцлер Германии сообщил, что пишет книгу.");
    assert_eq!(nobody_named, [pair("экс-канцлер Германии", "пишет книгу")]);
}

#[test]
fn a_surname_is_somebody_whom_the_article_has_introduced_before_it_is_somebody_known() {
    assert_eq!(
        said("ru", "Директор завода Пётр Песков сообщил, что цех закроют. Песков добавил, что людям заплатят."),
        [pair("Пётр Песков", "цех закроют"), pair("Пётр Песков", "людям заплатят")]
    );
}

#[test]
fn an_office_of_somebody_in_office_is_one_title() {
    let found = statements("ru", "Помощник российского президента Юрий Ушаков сказал, что мост открыт.");
    let speaker = found[0].speaker.clone().unwrap();
    assert_eq!((speaker.name.as_str(), speaker.mention.unwrap().start), ("Yuri Ushakov", 0));
}

#[test]
fn a_source_before_the_speaker_is_no_content() {
    let found = said("ru", "По словам Эмманюэля Макрона, Олаф Шольц пообещал открыть мост весной.");
    assert_eq!(found[0], pair("Эмманюэль Макрон", "Олаф Шольц пообещал открыть мост весной"));
    assert_eq!(found[1], pair("Олаф Шольц", "открыть мост весной"));
}

#[test]
fn an_unknown_name_comes_back_to_its_dictionary_form() {
    let found = said("ru", "По словам Ивана Кедрова, мост закрыт до осени.");
    assert_eq!(found, [pair("Иван Кедров", "мост закрыт до осени")]);
    let speaker = statements("ru", "По словам Ивана Кедрова, мост закрыт до осени.")[0].speaker.clone().unwrap();
    assert_eq!((speaker.id.as_str(), speaker.name.as_str()), ("", "Ivan Kedrov"));
}

#[test]
fn a_statement_that_was_not_made_is_marked() {
    assert!(statements("ru", "Олаф Шольц не говорил, что мост закрыт до осени.")[0].negated);
    assert!(!statements("ru", "Олаф Шольц говорил, что мост закрыт до осени.")[0].negated);
}

#[test]
fn words_in_the_words_of_another_carry_the_chain() {
    let found = statements("ru", "Дмитрий Песков сообщил, что Эмманюэль Макрон предупредил, что мост закроют.");
    let inner = found.iter().find(|one| one.content[0].text == "мост закроют").unwrap();
    let chain: Vec<_> = inner.attribution.iter().map(|link| link.actor.clone().unwrap_or_default().name).collect();
    assert_eq!(chain, ["Dmitry Peskov"]);
}

#[test]
fn a_call_has_its_participants_medium_and_time() {
    let found = calls("ru", "Сегодня утром состоялся телефонный разговор Эмманюэля Макрона и Олафа Шольца.");
    assert_eq!(names(&found[0].participants), ["Emmanuel Macron", "Olaf Scholz"]);
    assert_eq!((found[0].status(), found[0].medium()), (CallStatus::Held, CallMedium::Phone));
    let time = found[0].time.clone().unwrap();
    assert_eq!(time.text, "Сегодня утром");
    let interval = time.resolved.unwrap();
    // 4:00 on 15 March 2023 at +03:00.
    assert_eq!((interval.start.unwrap().seconds, interval.utc_offset_minutes), (1_678_842_000, 180));
}

#[test]
fn a_day_of_the_week_lies_before_or_after_the_publication_as_the_call_does() {
    // Published on Wednesday, 15 March 2023, at +03:00; each start is midnight or the hour of the part of the day.
    let start = |text: &str| calls("ru", text)[0].time.clone().unwrap().resolved.unwrap().start.unwrap().seconds;
    assert_eq!(start("Эмманюэль Макрон и Олаф Шольц созвонились в понедельник вечером."), 1_678_716_000);
    assert_eq!(start("Эмманюэль Макрон и Олаф Шольц созвонятся в понедельник."), 1_679_259_600);
}

#[test]
fn a_call_is_planned_or_denied_by_its_words() {
    let status = |text: &str| calls("ru", text)[0].status();
    assert_eq!(status("Эмманюэль Макрон и Олаф Шольц созвонятся в пятницу."), CallStatus::Planned);
    assert_eq!(status("Телефонный разговор Эмманюэля Макрона и Олафа Шольца не состоялся."), CallStatus::NotHeld);
}

#[test]
fn joint_titles_are_the_holders_of_the_offices() {
    let found = calls("ru", "Состоялся телефонный разговор президентов России и Турции.");
    assert_eq!(names(&found[0].participants), ["Vladimir Putin", "Recep Tayyip Erdogan"]);
}

#[test]
fn a_hot_line_and_a_meeting_are_no_calls() {
    assert!(calls("ru", "Эмманюэль Макрон и Олаф Шольц открыли горячую линию по телефонным звонкам.").is_empty());
    assert!(calls("ru", "Эмманюэль Макрон и Олаф Шольц встретились в Берлине и провели переговоры.").is_empty());
}

#[test]
fn a_call_told_twice_is_one_event() {
    let text = "Эмманюэль Макрон и Олаф Шольц поговорили по телефону. Телефонный разговор Эмманюэля Макрона и Олафа Шольца длился час.";
    assert_eq!(calls("ru", text).len(), 1);
}

#[test]
fn a_threat_has_issuer_target_stage_and_condition() {
    let found = threats("ru", "Эмманюэль Макрон пригрозил Ирану санкциями, если проверки не начнутся.");
    assert_eq!(names(&found[0].issuers), ["Emmanuel Macron"]);
    assert_eq!(names(&found[0].targets), ["Iran"]);
    assert_eq!(found[0].stage(), SanctionThreatStage::Threatened);
    assert_eq!(found[0].condition.clone().unwrap().text, "если проверки не начнутся");
}

#[test]
fn measures_in_force_are_no_threat() {
    assert!(threats("ru", "Франция ввела санкции против Ирана в прошлом году.").is_empty());
}

#[test]
fn ukrainian_speech_is_told_by_the_grammar_of_its_words() {
    let text = "Прем'єр Андрій Коваль, який учора повернувся з Риму, запевнив, що міст відкриють.";
    assert_eq!(said("uk", text), [pair("Андрій Коваль", "міст відкриють")]);
    let text = "«Дорогу буде відремонтовано до зими», – пообіцяла Ганна Шевчук.";
    assert_eq!(said("uk", text), [pair("Ганна Шевчук", "Дорогу буде відремонтовано до зими")]);
    // Whoever is called on is neither the speaker nor what is called for.
    let text = "Олаф Шольц закликав депутатів підтримати закон.";
    assert_eq!(said("uk", text), [pair("Олаф Шольц", "підтримати закон")]);
    let text = "Рішення суду розкритикувала Ганна Шевчук.";
    assert_eq!(said("uk", text), [pair("Ганна Шевчук", "Рішення суду")]);
    let text = "Старий міст, за словами Олафа Шольца, закрили на зиму.";
    assert_eq!(said("uk", text)[0].0, "Олаф Шольц");
}

#[test]
fn english_clauses_need_no_that_and_may_hold_their_speaker() {
    let text = "Olaf Scholz told reporters the bridge would open in May.";
    assert_eq!(said("en", text), [pair("Olaf Scholz", "the bridge would open in May")]);
    let text = "The bridge, Olaf Scholz said, would open in May.";
    assert_eq!(said("en", text), [pair("Olaf Scholz", "The bridge … would open in May")]);
    let text = "The bridge will open in May, two senior engineers told reporters.";
    assert_eq!(said("en", text), [pair("two senior engineers", "The bridge will open in May")]);
    let text = "Olaf Scholz was told that the bridge was closed.";
    assert_eq!(said("en", text), []);
    let text = "Olaf Scholz said the bridge was closed, adding that it would open in May.";
    assert_eq!(said("en", text)[1], pair("Olaf Scholz", "it would open in May"));
}

#[test]
fn an_article_in_another_language_has_no_events_and_is_no_error() {
    assert!(read("de", "Der Minister sagte, dass die Brücke geschlossen ist.").is_empty());
}

#[test]
fn the_articles_own_titles_count_for_more_than_the_calendar() {
    let text = "Президент Франции заявил, что мост открыт. Вечером президент Франции Пьер Дюваль уехал.";
    assert_eq!(said("ru", text), [pair("Пьер Дюваль", "мост открыт")]);
    let text = "Бывший президент Франции Пьер Дюваль уехал. Президент Франции заявил, что мост открыт.";
    assert_eq!(said("ru", text), [pair("Эмманюэль Макрон", "мост открыт")]);
}

#[test]
fn a_noun_for_people_of_a_state_is_somebody_of_it_whom_the_text_is_about() {
    let text = "Олаф Шольц встретил Эмманюэля Макрона. Немец заявил, что мост закрыт.";
    assert_eq!(said("ru", text), [pair("Олаф Шольц", "мост закрыт")]);
    assert_eq!(said("ru", &text.replace("Немец", "Француз")), [pair("Эмманюэль Макрон", "мост закрыт")]);
    let text = "Олаф Шольц встретил Эмманюэля Макрона. По словам немца, мост закрыт до осени.";
    assert_eq!(said("ru", text), [pair("Олаф Шольц", "мост закрыт до осени")]);
}

#[test]
fn a_seat_of_power_has_a_master() {
    let found = said("ru", "Хозяин Елисейского дворца заявил, что мост закрыт.");
    assert_eq!(found, [pair("Эмманюэль Макрон", "мост закрыт")]);
}

#[test]
fn a_word_for_what_somebody_does_is_whoever_the_text_is_about() {
    let text = "Певец Иван Кедров приехал в город. Артист рассказал, что мост закрыт.";
    assert_eq!(said("ru", text), [pair("Иван Кедров", "мост закрыт")]);
}

#[test]
fn somebody_who_is_only_described_can_be_he() {
    let text = "Олаф Шольц уехал. На мосту задержали прохожего. Потом пришёл 30-летний сторож моста. Он сказал, что мост закрыт.";
    assert_eq!(said("ru", text), [pair("30-летний сторож моста", "мост закрыт")]);
}

#[test]
fn the_latter_is_whoever_was_named_last() {
    let text = "Олаф Шольц позвал в гости Эмманюэля Макрона. Тот ответил, что мост закрыт.";
    assert_eq!(said("ru", text), [pair("Эмманюэль Макрон", "мост закрыт")]);
}

#[test]
fn who_is_the_one_before_the_comma() {
    let text = "В город приехал Олаф Шольц, который заявил, что мост закрыт.";
    assert_eq!(said("ru", text), [pair("Олаф Шольц", "мост закрыт")]);
}

#[test]
fn a_given_name_alone_is_somebody_met() {
    let text = "Иван Кедров живёт у реки. Иван рассказал, что мост закрыт.";
    assert_eq!(said("ru", text), [pair("Иван Кедров", "мост закрыт")]);
}

#[test]
fn the_representative_of_somebody_is_nobody_but_the_representative() {
    let found = said("ru", "Представитель Шольца заявил, что мост закрыт.");
    assert_eq!(found, [pair("представитель Шольца", "мост закрыт")]);
}

#[test]
fn a_name_may_stand_after_a_second_description() {
    let found = said("ru", "Лидер партии, известный проповедник Иван Кедров пообещал, что мост откроют.");
    assert_eq!(found, [pair("Иван Кедров", "мост откроют")]);
}
