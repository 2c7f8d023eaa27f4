//! What is found to be said, and how it is told: one sort of frame a test.

use super::{pair, said, statements};
use crate::event::v1::{StatementAct, StatementForm};

/// What is done by the only statement of a text.
fn act(language: &str, text: &str) -> StatementAct {
    let found = statements(language, text);
    assert_eq!(found.len(), 1, "{text}");
    found[0].act()
}

#[test]
fn a_noun_with_a_holder_and_a_content_is_speech() {
    assert_eq!(
        said("ru", "Предложение Эмманюэля Макрона провести саммит вызвало споры."),
        [pair("Эмманюэль Макрон", "провести саммит")]
    );
    assert_eq!(
        said("ru", "После слов Сергея Лаврова о том, что договор устарел, заседание прервали."),
        [pair("Сергей Лавров", "договор устарел")]
    );
    assert_eq!(said("ru", "Предложение провести саммит вызвало споры."), [], "nobody holds it");
}

#[test]
fn whoever_brings_a_noun_forward_holds_it() {
    assert_eq!(
        said("ru", "Реджеп Тайип Эрдоган обратился к соседям с просьбой открыть границу."),
        [pair("Реджеп Тайип Эрдоган", "открыть границу")]
    );
    assert_eq!(
        said("ru", "Олаф Шольц придерживается мнения, что меры работают."),
        [pair("Олаф Шольц", "меры работают")]
    );
    assert_eq!(
        said("ru", "Олаф Шольц обсудил с министрами просьбу открыть границу."),
        [],
        "who discusses a request does not make it"
    );
}

#[test]
fn a_question_that_is_told_is_a_content() {
    assert_eq!(
        said("ru", "Мария Захарова объяснила, почему посол уехал."),
        [pair("Мария Захарова", "почему посол уехал")]
    );
    assert_eq!(
        said("ru", "Дональд Трамп спросил Сергея Лаврова, готов ли он к встрече."),
        [pair("Дональд Трамп", "готов ли он к встрече")]
    );
    let unsaid = statements("ru", "Сергей Лавров не сообщил, кому отправлено письмо.");
    assert!(unsaid[0].negated);
}

#[test]
fn a_verb_that_names_needs_what_it_names_it() {
    assert_eq!(said("ru", "Сергей Лавров назвал доклад выдумкой."), [pair("Сергей Лавров", "доклад выдумкой")]);
    assert_eq!(said("ru", "Сергей Лавров назвал дату поездки."), []);
    assert_eq!(
        said("ru", "Своего гостя Сергей Лавров назвал «мудрым человеком»."),
        [pair("Сергей Лавров", "Своего гостя … «мудрым человеком»")]
    );
}

#[test]
fn what_is_only_spoken_of_is_a_content_where_its_noun_is_a_demand_or_a_plan() {
    assert_eq!(
        said("ru", "Си Цзиньпин подчеркнул важность прямых переговоров."),
        [pair("Си Цзиньпин", "важность прямых переговоров")]
    );
    assert_eq!(said("ru", "Си Цзиньпин рассказал о поездке по провинции."), []);
    assert_eq!(act("ru", "Си Цзиньпин напомнил о необходимости соблюдать договор."), StatementAct::Demand);
}

#[test]
fn what_is_done_follows_the_preposition() {
    assert_eq!(act("ru", "Петер Сийярто выступил за открытие границы."), StatementAct::Demand);
    assert_eq!(act("ru", "Петер Сийярто выступил против закрытия границы."), StatementAct::Criticise);
}

#[test]
fn this_after_the_verb_stands_for_the_sentence_before_too() {
    assert_eq!(
        said("ru", "Мост закроют на ремонт. Премьер-министр Италии Джорджа Мелони заявила об этом в Риме."),
        [pair("Джорджа Мелони", "Мост закроют на ремонт")]
    );
}

#[test]
fn an_explanation_after_a_colon_was_not_said() {
    let found = said("ru", "Пошлины осудили и в Мадриде: порты стоят вторую неделю.");
    assert!(found.iter().all(|(_, content)| !content.contains("порты")), "{found:?}");
}

#[test]
fn a_few_words_in_quotation_marks_before_a_dash_are_direct_speech() {
    let found = statements("ru", "«Время вышло», — сказал Олаф Шольц.");
    assert_eq!((found[0].form(), found[0].content[0].text.as_str()), (StatementForm::Direct, "Время вышло"));
}

#[test]
fn a_source_after_a_conjunction_tells_only_its_own_clause() {
    assert_eq!(
        said("ru", "Причин никто не знает, но, по словам Олафа Шольца, мост откроют осенью."),
        [pair("Олаф Шольц", "мост откроют осенью")]
    );
}

#[test]
fn an_outlet_that_tells_more_than_the_words_of_another_speaks_itself() {
    assert_eq!(
        said("ru", "По данным газеты Politico, закон приняли после призывов сенаторов открыть архив."),
        [pair("Politico", "закон приняли после призывов сенаторов открыть архив"), pair("сенаторы", "открыть архив")]
    );
}

#[test]
fn what_is_done_is_told_by_the_words_of_the_content_where_the_verb_tells_nothing() {
    assert_eq!(act("ru", "Виктор Орбан считает, что Брюссель должен ответить на эти шаги."), StatementAct::Demand);
    assert_eq!(act("ru", "Виктор Орбан считает, что цены должны вырасти."), StatementAct::Say, "prices have no duties");
    assert_eq!(act("ru", "Виктор Орбан назвал доклад провальным."), StatementAct::Criticise);
    assert_eq!(act("ru", "Виктор Орбан рассказал, что провальный доклад переписали."), StatementAct::Say);
    assert_eq!(act("ru", "Олаф Шольц высказал опасение, что зима затянется."), StatementAct::Express);
}

#[test]
fn whoever_announces_measures_of_his_own_threatens() {
    let text = "Дональд Трамп предупредил, что США введут пошлины против Индии, если она не сократит закупки нефти.";
    assert_eq!(act("ru", text), StatementAct::Threaten);
}

#[test]
fn a_passive_with_a_place_is_said_by_who_sits_there() {
    assert_eq!(said("ru", "В Кремле было заявлено, что встреча продолжится."), [pair("Кремль", "встреча продолжится")]);
}

#[test]
fn quoted_words_inside_a_clause_are_no_speech_of_their_own() {
    assert_eq!(
        said("ru", "Слова о том, что «все заводы скоро закроются», ни на чём не основаны, подчеркнул Сергей Лавров."),
        [pair("Сергей Лавров", "Слова о том, что «все заводы скоро закроются», ни на чём не основаны")]
    );
}

#[test]
fn a_comma_may_part_a_verb_from_the_quotation_after_it() {
    assert_eq!(
        said("ru", "Президент Финляндии Александр Стубб подчеркнул, «переговоры не пойдут без соседей»."),
        [pair("Александр Стубб", "переговоры не пойдут без соседей")]
    );
}

#[test]
fn what_somebody_said_in_the_sentence_before_is_not_said_again() {
    assert_eq!(
        said("ru", "Олаф Шольц предложил провести саммит. Об этом Шольц рассказал на встрече."),
        [pair("Олаф Шольц", "провести саммит")]
    );
}

#[test]
fn a_name_in_quotation_marks_makes_no_clause_a_quotation() {
    let form = |text: &str| statements("ru", text)[0].form();
    assert_eq!(form("Олаф Шольц заявил, что завод «Заря» закроют."), StatementForm::Indirect);
    assert_eq!(form("Олаф Шольц заявил, что завод «давно никому не нужен»."), StatementForm::Mixed);
    assert_eq!(form("Олаф Шольц сообщил:\nЗавод закроют весной, рабочих не уволят."), StatementForm::Direct);
}

#[test]
fn ukrainian_nouns_and_topics_are_speech_too() {
    assert_eq!(
        said("uk", "Дмитро Кулеба звернувся до сусідів з проханням відкрити кордон."),
        [pair("Дмитро Кулеба", "відкрити кордон")]
    );
    assert_eq!(
        said("uk", "Дмитро Кулеба наголосив на важливості прямих переговорів."),
        [pair("Дмитро Кулеба", "важливості прямих переговорів")]
    );
}

#[test]
fn what_is_commented_on_is_in_the_words_of_whoever_said_it() {
    assert_eq!(
        said("ru", "Мария Захарова прокомментировала слова Олафа Шольца о том, что договор устарел."),
        [pair("Олаф Шольц", "договор устарел")]
    );
}

#[test]
fn what_was_reported_before_was_reported_by_the_article_itself() {
    assert_eq!(
        said("ru", "Мария Захарова заявила, что договор готов. Как сообщалось, Олаф Шольц уехал из Берлина."),
        [pair("Мария Захарова", "договор готов")]
    );
}

#[test]
fn what_somebody_may_yet_say_is_not_said() {
    assert_eq!(said("ru", "Если Олаф Шольц заявит, что договор готов, переговоры отложат."), []);
}

#[test]
fn a_paper_that_is_not_known_passes_words_on_too() {
    for paper in ["портал news.example", "NTN"] {
        assert_eq!(
            said("ru", &format!("Мост закрыт. Об этом сообщил Олаф Шольц, передает {paper}.")),
            [pair("Олаф Шольц", "Мост закрыт")],
            "{paper}"
        );
    }
}

#[test]
fn a_clause_in_front_is_told_by_the_verb_after_it() {
    assert_eq!(
        said("ru", "О том, что мост закроют, утром сообщил Сергей Лавров."),
        [pair("Сергей Лавров", "мост закроют")]
    );
}

#[test]
fn such_a_noun_points_back_but_not_where_it_is_judged() {
    assert_eq!(
        said("ru", "Мост надо закрыть. С таким ультиматумом выступил Сергей Лавров."),
        [pair("Сергей Лавров", "Мост надо закрыть")]
    );
    assert!(
        said("ru", "Мост надо закрыть. Такую позицию Сергей Лавров раскритиковал.")
            .iter()
            .all(|(_, content)| { content != "Мост надо закрыть" })
    );
}

#[test]
fn a_source_set_into_a_second_clause_tells_only_that() {
    let text = "Мост построили весной, и ремонт, по словам Сергея Лаврова, займёт год.";
    assert_eq!(said("ru", text), [pair("Сергей Лавров", "ремонт … займёт год")]);
}

#[test]
fn a_verb_far_from_its_conjunction_tells_something_of_its_own() {
    let text = "Сергей Лавров заявил, что мост закроют, но в беседе с газетой оговорился: решения пока нет.";
    assert_eq!(said("ru", text), [pair("Сергей Лавров", "мост закроют"), pair("Сергей Лавров", "решения пока нет")]);
}

#[test]
fn what_stands_in_apposition_to_the_teller_is_not_told() {
    assert_eq!(
        said("ru", "Мост закроют весной, сообщил Сергей Лавров, знакомый с планами города."),
        [pair("Сергей Лавров", "Мост закроют весной")]
    );
    assert_eq!(
        said("en", "The bridge will close in May, said Sergey Lavrov, a friend of the city."),
        [pair("Sergey Lavrov", "The bridge will close in May")]
    );
}

#[test]
fn a_clause_with_one_word_before_the_teller_goes_on_after_him() {
    assert_eq!(
        said("ru", "Хозяином, уточнил Сергей Лавров, выступила турецкая сторона."),
        [pair("Сергей Лавров", "Хозяином … выступила турецкая сторона")]
    );
}

#[test]
fn whoever_is_quoted_by_a_paper_speaks() {
    assert_eq!(
        said("ru", "«Мост закроют этой весной», — цитирует ТАСС Лаврова."),
        [pair("Сергей Лавров", "Мост закроют этой весной")]
    );
    assert_eq!(
        said("en", "\"The bridge will be closed,\" the news agency TASS quoted Lavrov as saying."),
        [pair("Sergey Lavrov", "The bridge will be closed")]
    );
}

#[test]
fn english_calls_a_thing_something_with_no_word_between() {
    assert_eq!(
        said("en", "Sergey Lavrov called the report a mistake."),
        [pair("Sergey Lavrov", "the report a mistake")]
    );
    assert_eq!(said("en", "Sergey Lavrov called the minister on Monday."), []);
}

#[test]
fn a_relative_clause_is_no_content() {
    let text = "Sergey Lavrov proposed tariffs on goods that cross the bridge.";
    assert_eq!(said("en", text), [pair("Sergey Lavrov", "tariffs on goods that cross the bridge")]);
}

#[test]
fn two_tellers_in_one_english_sentence_each_have_their_own() {
    let text = "Sergey Lavrov said Turkey was ready, while Emmanuel Macron said the bridge was closed.";
    assert_eq!(
        said("en", text),
        [pair("Sergey Lavrov", "Turkey was ready"), pair("Emmanuel Macron", "the bridge was closed")]
    );
    let text = "Ankara believes the bridge is closed, Sergey Lavrov told a briefing.";
    assert_eq!(
        said("en", text),
        [pair("Sergey Lavrov", "Ankara believes the bridge is closed"), pair("Turkey", "the bridge is closed")]
    );
}

#[test]
fn a_gerund_is_told_by_the_subject_of_its_sentence() {
    assert_eq!(
        said("en", "Saying that the bridge is safe, Sergey Lavrov said the road was closed."),
        [pair("Sergey Lavrov", "the bridge is safe"), pair("Sergey Lavrov", "the road was closed")]
    );
    assert_eq!(
        said("en", "Emmanuel Macron was asleep, Sergey Lavrov said, adding that the road was closed."),
        [pair("Sergey Lavrov", "Emmanuel Macron was asleep"), pair("Sergey Lavrov", "the road was closed")]
    );
    assert_eq!(
        said("uk", "Дмитро Кулеба прокоментував рішення ЄС, зазначивши, що міст закрито."),
        [pair("Дмитро Кулеба", "міст закрито")]
    );
}

#[test]
fn an_english_source_at_the_end_tells_of_the_teller() {
    assert_eq!(
        said("en", "Sergey Lavrov told reporters that the bridge is safe, according to the Kremlin."),
        [
            pair("Kremlin", "Sergey Lavrov told reporters that the bridge is safe"),
            pair("Sergey Lavrov", "the bridge is safe"),
        ]
    );
}

#[test]
fn what_was_said_at_another_time_is_nobodys() {
    let text = "Сергей Лавров заявил, что мост закрыт. Ранее сообщалось, что его откроют летом.";
    assert_eq!(said("ru", text), [pair("Сергей Лавров", "мост закрыт")]);
}

#[test]
fn a_decision_that_is_commented_on_is_no_content() {
    assert_eq!(said("ru", "Сергей Лавров прокомментировал решение города закрыть мост."), []);
}

#[test]
fn a_document_speaks_for_whose_it_is() {
    assert_eq!(
        said("ru", "Мост, говорится в комментарии МИД Турции, закроют весной."),
        [pair("МИД Турции", "Мост … закроют весной")]
    );
    assert_eq!(
        said("ru", "«Мост закрыт», — говорится в сообщении, опубликованном на сайте МИД Турции."),
        [pair("МИД Турции", "Мост закрыт")]
    );
    assert_eq!(
        said("ru", "Как пишет Reuters, ссылаясь на источники в городе, мост закроют весной."),
        [pair("Reuters", "мост закроют весной")]
    );
}

#[test]
fn whoever_passes_on_that_somebody_said_it_says_nothing_else() {
    let text = "Міст через річку відкрили. Як повідомляє «Європейська правда», про це Дмитро Кулеба написав у Twitter.";
    assert_eq!(said("uk", text), [pair("Дмитро Кулеба", "Міст через річку відкрили")]);
    let text = "Міст через річку відкрили. Про це Дмитро Кулеба написав у Twitter, повідомляє «Європейська правда».";
    assert_eq!(said("uk", text), [pair("Дмитро Кулеба", "Міст через річку відкрили")]);
}

#[test]
fn whoever_is_warned_is_spoken_to_whether_a_clause_has_an_opener_or_not() {
    for text in ["Norway warned Peru it would close the bridge.", "Norway warned Peru that it would close the bridge."]
    {
        let addressee = statements("en", text)[0].addressee.clone();
        assert_eq!(addressee.map(|peru| peru.name), Some("Peru".to_owned()), "{text}");
    }
}
