//! What one sentence, or a few, tell of calls. Every sentence is made up for the test.

use std::sync::LazyLock;

use crate::article::{InputFormat, Limits, RawArticle};
use crate::event::Event;
use crate::event::v1::event::Event as Body;
use crate::event::v1::{Call, CallMedium, CallStatus, Span};
use crate::extract::Extractor;

/// Built once: the models are large.
static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap());

/// The calls of a text, or of a headline and a text, published on Wednesday, 12 March 2025.
fn calls(language: &str, title: &str, text: &str) -> Vec<Call> {
    let message = serde_json::json!({
        "id": "test", "language": language, "title": title, "text": text, "published_at": "2025-03-12T18:00:00+03:00",
    });
    let value = message.to_string();
    let extraction = EXTRACTOR.extract(&RawArticle::new(value.as_bytes(), InputFormat::Json)).unwrap();
    let call = |event: Event| match event.event {
        Some(Body::Call(call)) => Some(call),
        _ => None,
    };
    extraction.events.into_iter().filter_map(call).collect()
}

/// The only call of a text.
fn only(language: &str, text: &str) -> Call {
    let [call] = &calls(language, "", text)[..] else { panic!("{text}: not one call") };
    call.clone()
}

fn told(language: &str, text: &str) -> Vec<(Vec<String>, CallStatus)> {
    let name = |call: &Call| {
        let mut names: Vec<_> = call.participants.iter().map(|actor| actor.name.clone()).collect();
        names.sort();
        (names, call.status())
    };
    calls(language, "", text).iter().map(name).collect()
}

fn words(span: &Option<Span>) -> &str {
    span.as_ref().map_or("", |span| &span.text)
}

fn call(one: &str, other: &str, status: CallStatus) -> (Vec<String>, CallStatus) {
    (vec![one.to_owned(), other.to_owned()], status)
}

#[test]
fn whoever_tells_of_a_call_takes_no_part_in_it() {
    let text = "Песков заявил, что телефонный разговор Владимира Путина и Дональда Трампа не планируется.";
    assert_eq!(told("ru", text), [call("Donald Trump", "Vladimir Putin", CallStatus::NotHeld)]);
}

#[test]
fn a_denied_call_was_not_held() {
    let text = "The Kremlin denied that Putin had spoken with Trump by telephone.";
    assert_eq!(told("en", text), [call("Donald Trump", "Vladimir Putin", CallStatus::NotHeld)]);
}

#[test]
fn one_verb_with_two_partners_one_after_the_other_tells_two_calls() {
    let text = "Утром Макрон по телефону поговорил с Путиным, а чуть позже — с Зеленским.";
    let with = |other| call("Emmanuel Macron", other, CallStatus::Held);
    assert_eq!(told("ru", text), [with("Vladimir Putin"), with("Volodymyr Zelensky")]);
}

#[test]
fn several_who_phone_one_make_several_calls() {
    let text = "Трампу в среду звонили Макрон и Эрдоган.";
    let with = |other| call("Donald Trump", other, CallStatus::Held);
    assert_eq!(told("ru", text), [with("Emmanuel Macron"), with("Recep Tayyip Erdogan")]);
}

#[test]
fn a_recalled_call_is_one_of_its_own() {
    let text = "Владимиру Путину позвонил Реджеп Тайип Эрдоган. Предыдущий разговор президентов состоялся 5 марта.";
    let held = call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held);
    assert_eq!(told("ru", text), [held.clone(), held]);
}

#[test]
fn a_conversation_told_after_its_call_is_the_same() {
    let text = "Відбулася телефонна розмова Володимира Зеленського з Емманюелем Макроном. Розмова тривала годину.";
    assert_eq!(told("uk", text), [call("Emmanuel Macron", "Volodymyr Zelensky", CallStatus::Held)]);
}

#[test]
fn what_is_called_a_name_is_no_call() {
    assert_eq!(told("en", "Trump called Putin a friend."), []);
}

#[test]
fn it_is_told_how_long_a_call_took() {
    for (language, text, duration) in [
        ("ru", "Путин и Эрдоган поговорили по телефону. Разговор длился почти два часа.", "почти два часа"),
        ("ru", "Лавров и Фидан проговорили по телефону 40 минут.", "40 минут"),
        ("uk", "Зеленський провів телефонну розмову з Макроном. Розмова тривала близько години.", "близько години"),
        ("en", "Putin and Modi held a 90-minute phone call.", "90-minute"),
        ("en", "Putin and Modi spoke by phone for about an hour.", "about an hour"),
        ("ru", "Через два часа Путин позвонил Эрдогану.", ""),
    ] {
        assert_eq!(words(&only(language, text).duration), duration, "{text}");
    }
}

#[test]
fn it_is_told_which_call_in_a_row_it_was() {
    for (language, text, ordinal) in [
        (
            "ru",
            "Путин и Эрдоган провели третий телефонный разговор с начала года.",
            "третий телефонный разговор с начала года",
        ),
        ("ru", "Путин созвонился с Моди. Разговор стал вторым за неделю.", "вторым за неделю"),
        ("en", "Putin and Modi held their second phone call this month.", "second phone call this month"),
        ("ru", "Первым делом Путин позвонил Эрдогану.", ""),
    ] {
        assert_eq!(words(&only(language, text).ordinal), ordinal, "{text}");
    }
}

#[test]
fn whoever_called_or_asked_for_a_call_is_its_initiator() {
    for (language, text, initiator) in [
        ("ru", "Эрдоган позвонил Путину.", "Recep Tayyip Erdogan"),
        ("ru", "По инициативе турецкой стороны Путин провёл телефонный разговор с Эрдоганом.", "Recep Tayyip Erdogan"),
        ("ru", "Путину поступил звонок от Эрдогана.", "Recep Tayyip Erdogan"),
        ("uk", "Макрон зателефонував Зеленському.", "Emmanuel Macron"),
        ("en", "Modi phoned Putin on Monday.", "Narendra Modi"),
        ("ru", "Путин и Эрдоган созвонились.", ""),
    ] {
        let call = only(language, text);
        assert_eq!(call.initiator.map_or(String::new(), |actor| actor.name), initiator, "{text}");
    }
}

#[test]
fn what_was_discussed_are_the_topics() {
    for (language, text, topics) in [
        (
            "ru",
            "Путин созвонился с Эрдоганом. Они обсудили поставки газа, строительство порта и обмен пленными.",
            ["поставки газа", "строительство порта", "обмен пленными"].as_slice(),
        ),
        ("ru", "В телефонном разговоре Лавров и Фидан обсудили ситуацию в Сирии.", &["ситуацию в Сирии"]),
        ("uk", "Зеленський і Макрон обговорили телефоном підготовку саміту.", &["підготовку саміту"]),
        ("en", "Putin and Modi discussed grain exports in a phone call.", &["grain exports"]),
    ] {
        let told: Vec<_> = only(language, text).topics.into_iter().map(|topic| topic.text).collect();
        assert_eq!(told, topics, "{text}");
    }
}

#[test]
fn an_outlet_passes_a_call_on_and_whoever_speaks_of_it_tells_it() {
    let call = only("ru", "Путин и Эрдоган созвонились, сообщил Песков.");
    let tellers: Vec<_> = call.attribution.iter().filter_map(|link| link.actor.as_ref()).collect();
    assert_eq!(tellers.iter().map(|actor| actor.name.as_str()).collect::<Vec<_>>(), ["Dmitry Peskov"]);
    let call = only("ru", "Путин и Эрдоган созвонились, передаёт ТАСС.");
    assert!(call.attribution.is_empty());
    assert_eq!(call.metadata.unwrap().passed_on_by, "TASS");
}

#[test]
fn who_is_quoted_with_i_or_with_no_subject_took_part() {
    let with = |other| call(other, "Volodymyr Zelensky", CallStatus::Held);
    let text = "«Я поговорил по телефону с Эмманюэлем Макроном», — рассказал Владимир Зеленский.";
    assert_eq!(told("ru", text), [with("Emmanuel Macron")]);
    let text = "«Говорив телефоном з Олафом Шольцом», — написав Володимир Зеленський.";
    assert_eq!(told("uk", text), [with("Olaf Scholz")]);
}

#[test]
fn a_refusal_told_by_a_later_clause_leaves_nothing_of_an_offer() {
    let text = "Макрон хотел позвонить Путину, но тот отказался.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Vladimir Putin", CallStatus::NotHeld)]);
    let text = "Разговор Путина и Макрона по телефону пока не планируется.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Vladimir Putin", CallStatus::NotHeld)]);
}

#[test]
fn a_later_sentence_makes_a_conversation_a_call() {
    let text = "Эрдоган поговорил с Путиным. Телефонная беседа была короткой.";
    assert_eq!(told("ru", text), [call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held)]);
    assert_eq!(told("ru", "Эрдоган поговорил с Путиным. Беседа была короткой."), []);
}

#[test]
fn a_headline_says_what_a_conversation_was_held_over() {
    let text = "Президент Турции поговорил с Владимиром Путиным.";
    assert_eq!(calls("ru", "Эрдоган и Путин созвонились", text).len(), 1);
    assert_eq!(calls("ru", "Эрдоган доволен", text).len(), 0);
}

#[test]
fn whoever_joins_a_meeting_by_phone_talks_with_all_who_are_there() {
    let text = "К встрече Макрона и Шольца по видеосвязи присоединился Зеленский.";
    let [call] = &calls("ru", "", text)[..] else { panic!("one call") };
    assert_eq!((call.participants.len(), call.medium()), (3, CallMedium::Video));
}

#[test]
fn whoever_is_met_after_a_call_takes_no_part_in_it() {
    let text = "Шольц провёл телефонный разговор с Путиным перед встречей с Зеленским.";
    assert_eq!(told("ru", text), [call("Olaf Scholz", "Vladimir Putin", CallStatus::Held)]);
}

#[test]
fn those_who_act_in_a_call_are_its_sides() {
    let held = || call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held);
    assert_eq!(told("en", "In a phone call, Erdogan told Putin that Turkey could host talks."), [held()]);
    assert_eq!(told("ru", "Эрдоган поздравил Путина в ходе телефонного разговора."), [held()]);
}

#[test]
fn a_conversation_on_another_day_is_another_call() {
    let text = "Путин и Эрдоган созвонились 5 марта. Следующая беседа прошла 9 марта.";
    let days: Vec<_> =
        calls("ru", "", text).into_iter().map(|call| call.time.map(|time| time.text).unwrap_or_default()).collect();
    assert_eq!(days, ["5 марта", "9 марта"]);
}

#[test]
fn those_who_hold_an_office_of_several_states_take_part_without_their_names() {
    for (language, text) in [
        ("ru", "Лидеры России и Турции провели телефонный разговор."),
        ("ru", "Состоялся телефонный разговор президентов России и Турции."),
        ("en", "The leaders of Russia and Turkey spoke by phone."),
    ] {
        let both = call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held);
        assert_eq!(told(language, text), [both], "{text}");
    }
}

#[test]
fn the_head_of_the_state_department_is_the_secretary_of_state() {
    for (language, text) in [
        ("ru", "Глава Госдепа позвонил украинскому министру Андрею Сибиге."),
        ("uk", "Глава Держдепу зателефонував Андрію Сибізі."),
    ] {
        assert_eq!(told(language, text), [call("Andrii Sybiha", "Marco Rubio", CallStatus::Held)], "{text}");
    }
}

#[test]
fn a_pronoun_that_is_no_subject_takes_part() {
    let expected = [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)];
    let text = "Олаф Шольц рассказал, что у него состоялся телефонный разговор с Эмманюэлем Макроном.";
    assert_eq!(told("ru", text), expected);
    assert_eq!(told("ru", "Олаф Шольц сообщил, что утром ему позвонил Эмманюэль Макрон."), expected);
    assert_eq!(told("ru", "Олаф Шольц, с которым Эмманюэль Макрон говорил по телефону, уехал в горы."), expected);
    assert_eq!(told("ru", "Олаф Шольц устал. Сергей Лавров позвонил ему.").len(), 1);
}

#[test]
fn whoever_is_called_a_friend_by_the_name_is_a_partner() {
    let text = "Олаф Шольц написал, что провёл телефонный разговор со своим другом Эмманюэлем Макроном.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)]);
}

#[test]
fn what_was_discussed_stands_between_the_two() {
    let text = "Олаф Шольц обсудил выборы с Эмманюэлем Макроном. В ходе телефонного разговора канцлер пошутил.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)]);
}

#[test]
fn a_call_that_will_be_made_is_planned() {
    let text = "Olaf Scholz will call Emmanuel Macron on Friday.";
    assert_eq!(told("en", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Planned)]);
}

#[test]
fn a_call_that_is_spoken_of_is_no_deed_of_whoever_speaks_of_it() {
    let text = "Olaf Scholz spoke with Emmanuel Macron. Sergey Lavrov said the phone call was long.";
    assert_eq!(told("en", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)]);
}

#[test]
fn a_call_that_is_only_asked_about_is_none() {
    let text = "На вопрос, будет ли телефонный разговор Олафа Шольца с Эмманюэлем Макроном, Песков не ответил.";
    assert_eq!(told("ru", text), []);
}

#[test]
fn whoever_has_a_call_stands_in_the_genitive_of_either_form() {
    let text = "У Олафа Шольца відбулася телефонна розмова з Емманюелем Макроном.";
    assert_eq!(told("uk", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)]);
}

#[test]
fn a_day_told_for_something_else_is_not_that_of_the_call() {
    for (language, text, day) in [
        ("ru", "Лавров поговорил по телефону с Фиданом накануне переговоров в Осло.", ""),
        ("ru", "Лавров накануне поздно вечером поговорил по телефону с Фиданом.", "накануне поздно вечером"),
        ("ru", "Лавров и Фидан поговорили по телефону. О планах рассказали сегодня после телефонного разговора.", ""),
        ("ru", "Лавров впервые за два года позвонил Фидану.", ""),
    ] {
        assert_eq!(only(language, text).time.map(|time| time.text).unwrap_or_default(), day, "{text}");
    }
}

#[test]
fn clocks_that_are_set_are_no_duration() {
    assert_eq!(words(&only("ru", "Лавров и Фидан по телефону сверили часы.").duration), "");
}

#[test]
fn a_call_that_only_the_headline_names_is_told_by_the_body() {
    let text = "Беседа состоялась вечером 11 марта и длилась двадцать минут.";
    let [call] = &calls("ru", "Лавров и Фидан поговорили по телефону", text)[..] else {
        panic!("one call")
    };
    assert_eq!(words(&call.duration), "двадцать минут");
    assert_eq!(call.time.clone().unwrap().text, "вечером 11 марта");
}

#[test]
fn another_telling_names_the_rest_of_a_group() {
    let text = "Шольц провёл телефонный разговор с европейскими лидерами и Байденом. Шольц, Макрон и Туск поговорили по \
                телефону с Байденом.";
    let [call] = &calls("ru", "", text)[..] else { panic!("one call") };
    assert_eq!(call.participants.len(), 4);
}

#[test]
fn talks_in_a_row_of_calls_are_calls() {
    let text = "Шольц обзвонил европейских лидеров. Канцлер провёл переговоры с Эмманюэлем Макроном.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)]);
    assert_eq!(told("ru", "Шольц уехал в Осло. Канцлер провёл переговоры с Эмманюэлем Макроном."), []);
}

#[test]
fn a_phone_word_goes_with_the_conversation_told_right_before() {
    let text = "Лавров и Фидан договорились о телефонном разговоре в пятницу. Песков рассказал и о разговоре Путина с \
                Макроном. По его словам, лидеры планируют созвониться в пятницу.";
    let planned = |one, other| call(one, other, CallStatus::Planned);
    assert_eq!(
        told("ru", text),
        [planned("Hakan Fidan", "Sergey Lavrov"), planned("Emmanuel Macron", "Vladimir Putin")]
    );
}

#[test]
fn a_call_that_is_prepared_is_planned() {
    let text = "Путин начал подготовку телефонного разговора с Эрдоганом.";
    assert_eq!(told("ru", text), [call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Planned)]);
}

#[test]
fn a_compound_of_online_talks_is_a_call() {
    let text = "Час продлились онлайн-переговоры Владимира Путина и Реджепа Тайипа Эрдогана.";
    assert_eq!(told("ru", text), [call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held)]);
}

#[test]
fn a_word_that_can_only_be_a_verb_is_one() {
    let text = "Макрон добавил, что вскоре немецкий канцлер созвонится также с Эрдоганом.";
    assert_eq!(told("ru", text), [call("Olaf Scholz", "Recep Tayyip Erdogan", CallStatus::Planned)]);
}

#[test]
fn when_somebody_called_is_no_supposition() {
    let text = "Путин взял трубку, когда ему позвонил Эрдоган.";
    assert_eq!(told("ru", text), [call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held)]);
    assert_eq!(told("ru", "Когда Эрдоган позвонит Путину, всё решится."), []);
}

#[test]
fn talks_that_are_told_of_by_phone_are_not_the_call() {
    let text = "Олаф Шольц рассказал по телефону о переговорах Эмманюэлю Макрону.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Olaf Scholz", CallStatus::Held)]);
}

#[test]
fn whose_a_call_is_tells_a_side_whatever_governs_the_name() {
    let text = "There are no plans for William Ruto's phone call with Anwar Ibrahim.";
    assert_eq!(told("en", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::NotHeld)]);
    let text = "A phone call between the Malaysian and Kenyan leaders, Anwar Ibrahim and William Ruto, took an hour.";
    assert_eq!(told("en", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::Held)]);
    let text = "A phone call between Presidents Ruto and Okwonga took place on Monday.";
    assert_eq!(told("en", text), [call("Okwonga", "William Ruto", CallStatus::Held)]);
}

#[test]
fn a_name_with_a_middle_initial_is_one_name() {
    let text = "William K. Ruto spoke by phone with Anwar Ibrahim.";
    assert_eq!(told("en", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::Held)]);
}

#[test]
fn whoever_will_not_comment_on_a_call_denies_none() {
    let text = "Речник відмовився коментувати телефонну розмову Вільяма Руто з Анваром Ібрагімом.";
    assert_eq!(told("uk", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::Held)]);
    let text = "Вільям Руто відмовився говорити телефоном з Анваром Ібрагімом.";
    assert_eq!(told("uk", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::NotHeld)]);
}

#[test]
fn what_comes_before_or_after_a_call_is_no_part_of_it() {
    let text =
        "The phone call between Anwar Ibrahim and William Ruto came days before Macron is due to meet with Albanese.";
    assert_eq!(told("en", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::Held)]);
    let text = "Після телефонної розмови з Анваром Ібрагімом Вільям Руто зателефонував Ентоні Албаніз.";
    assert_eq!(
        told("uk", text),
        [
            call("Anwar Ibrahim", "William Ruto", CallStatus::Held),
            call("Anthony Albanese", "William Ruto", CallStatus::Held)
        ]
    );
}

#[test]
fn whoever_acts_during_a_call_takes_part_in_it() {
    for (language, text) in [
        ("uk", "Під час телефонної розмови з Макроном Трамп закликав зупинити гонку."),
        ("ru", "В телефонном разговоре с Макроном Трамп подтвердил обещание."),
    ] {
        assert_eq!(told(language, text), [call("Donald Trump", "Emmanuel Macron", CallStatus::Held)], "{text}");
    }
}

#[test]
fn whoever_is_joined_by_as_well_as_takes_part_in_the_same_call() {
    let three = ["Anwar Ibrahim", "Emmanuel Macron", "William Ruto"].map(str::to_owned).to_vec();
    for (language, text) in [
        ("en", "Emmanuel Macron, as well as William Ruto, will hold a phone call with Anwar Ibrahim."),
        ("ru", "Эммануэль Макрон, а также Уильям Руто проведут телефонный разговор с Анваром Ибрагимом."),
    ] {
        assert_eq!(told(language, text), [(three.clone(), CallStatus::Planned)], "{text}");
    }
}

#[test]
fn such_a_call_is_the_one_of_which_as_much_was_told() {
    let text = "Телефонна розмова Руто з Макроном не планується. Телефонна розмова Руто з Анваром Ібрагімом відбудеться у \
                п'ятницю. Такої розмови зараз не планують, наголосив речник.";
    assert_eq!(
        told("uk", text),
        [
            call("Emmanuel Macron", "William Ruto", CallStatus::NotHeld),
            call("Anwar Ibrahim", "William Ruto", CallStatus::Planned)
        ]
    );
}

#[test]
fn those_whom_a_relative_clause_names_had_the_call() {
    let text = "Торговля стала темой телефонного разговора, который провели Эмманюэль Макрон и Владимир Зеленский.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Volodymyr Zelensky", CallStatus::Held)]);
}

#[test]
fn a_planned_call_that_ended_was_held() {
    let text = "У Макрона завершился запланированный телефонный разговор с Зеленским.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Volodymyr Zelensky", CallStatus::Held)]);
}

#[test]
fn the_time_of_what_was_told_in_a_call_is_not_its_time() {
    let text = "В ходе телефонного разговора Макрон выразил Зеленскому соболезнования в связи со взрывом 3 марта.";
    assert_eq!(only("ru", text).time.map(|time| time.text), None);
    let text = "Макрон и Зеленский созвонились накануне их встречи в Париже.";
    assert_eq!(only("ru", text).time.map(|time| time.text), None);
}

#[test]
fn a_call_that_is_denied_again_is_one() {
    let text = "Телефонный разговор Макрона и Зеленского не планируется. Ранее сообщалось, что Макрон запросил телефонный \
                разговор с Зеленским. Телефонного разговора Макрона с Зеленским нет в планах.";
    assert_eq!(told("ru", text), [call("Emmanuel Macron", "Volodymyr Zelensky", CallStatus::NotHeld)]);
}

#[test]
fn whoever_has_a_call_requested_is_in_it() {
    let text = "В Кремле не получали запроса Владимира Зеленского на телефонный разговор с Владимиром Путиным.";
    let [(names, _)] = &told("ru", text)[..] else { panic!("not one call") };
    assert_eq!(names, &["Vladimir Putin", "Volodymyr Zelensky"]);
}

#[test]
fn a_title_of_several_tells_each_of_them_in_any_case() {
    let text = "Вільям Руто поговорив телефоном із президентами Франції та Фінляндії.";
    let three = ["Alexander Stubb", "Emmanuel Macron", "William Ruto"].map(str::to_owned).to_vec();
    assert_eq!(told("uk", text), [(three, CallStatus::Held)]);
}

#[test]
fn a_call_that_is_only_sounded_out_is_proposed() {
    let text = "The minister sounded out Nairobi about a phone call between William Ruto and Anwar Ibrahim.";
    assert_eq!(told("en", text), [call("Anwar Ibrahim", "William Ruto", CallStatus::Proposed)]);
}

#[test]
fn a_name_that_does_not_decline_is_a_side_in_any_case() {
    for (text, other) in [
        ("Телефонный разговор Макрона и Меркель состоялся в четверг.", "Angela Merkel"),
        ("Телефонный разговор Макрона и Трасс состоялся в четверг.", "Liz Truss"),
        ("Телефонный разговор Макрона и Мэй состоялся в четверг.", "Theresa May"),
        ("Телефонный разговор Макрона и Мелони состоялся в четверг.", "Giorgia Meloni"),
    ] {
        assert_eq!(told("ru", text), [call(other, "Emmanuel Macron", CallStatus::Held)].map(sorted), "{text}");
    }
}

fn sorted((mut names, status): (Vec<String>, CallStatus)) -> (Vec<String>, CallStatus) {
    names.sort();
    (names, status)
}
