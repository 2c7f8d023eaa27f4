//! Who is meant by a name, a title, a pronoun or a description. Every sentence is made up for the test.

use crate::extract::tests::{said, speakers};

#[test]
fn a_title_takes_the_name_in_apposition_whatever_stands_between() {
    assert_eq!(
        speakers("ru", "Советник главы канцелярии президента Остап Верба сообщил, что договор готов."),
        ["Остап Верба"]
    );
    assert_eq!(speakers("ru", "Посол Италии в Японии Марио Росси сообщил, что договор готов."), ["Марио Росси"]);
    assert_eq!(
        speakers("ru", "Лидер партии «Зелёный берег» Клим Рогов сообщил, что договор готов. Политик доволен итогом."),
        ["Клим Рогов"]
    );
}

#[test]
fn a_noun_by_which_somebody_was_introduced_stands_for_them() {
    let text = "Омбудсмен Клим Рогов сообщил, что мост закрыт. Омбудсмен добавил, что ремонт займёт год.";
    assert_eq!(speakers("ru", text), ["Клим Рогов", "Клим Рогов"]);
    let text = "Омбудсмен Клим Рогов сообщил, что мост закрыт. Областной омбудсмен добавил, что ремонт займёт год.";
    assert_eq!(speakers("ru", text), ["Клим Рогов", "областной омбудсмен"], "more words may mean another");
}

#[test]
fn an_office_that_several_hold_side_by_side_tells_nobody() {
    assert_eq!(speakers("ru", "Помощник президента России заявил, что договор готов."), ["помощник президента России"]);
}

#[test]
fn a_title_in_apposition_after_a_name_is_of_that_person() {
    assert_eq!(
        speakers(
            "ru",
            "Клим Рогов, глава областного совета, сообщил, что мост закрыт. По словам главы, ремонт займёт год."
        ),
        ["Клим Рогов", "Клим Рогов"]
    );
}

#[test]
fn a_sentence_in_the_words_of_somebody_is_about_whoever_says_them() {
    let text = "По словам Клима Рогова, Семён Лужин ошибся. «Мост закрыт», — уточнил политик.";
    assert_eq!(speakers("ru", text), ["Клим Рогов", "Клим Рогов"]);
}

#[test]
fn whoever_spoke_goes_on_before_somebody_spoken_of() {
    let text =
        "Клим Рогов подчеркнул, что мост открыт. Потом была встреча Лужина с Ветровым. Он рассказал, что итог есть.";
    assert_eq!(speakers("ru", text), ["Клим Рогов", "Клим Рогов"]);
}

#[test]
fn a_namesake_in_the_knowledge_base_is_not_whom_the_article_names_in_full() {
    let text = "Клим Лавров открыл мост. Лавров сообщил, что работы окончены.";
    assert_eq!(speakers("ru", text), ["Клим Лавров"]);
    let text = "Выступила Анна Лугова-Белова. По словам Луговой-Беловой, мост открыт.";
    assert_eq!(speakers("ru", text), ["Анна Лугова-Белова"]);
}

#[test]
fn whoever_is_named_in_what_he_says_is_not_he() {
    assert_eq!(speakers("ru", "Клим Рогов дал интервью. Семён Лужин, сказал он, ошибается."), ["Клим Рогов"]);
    assert_eq!(speakers("en", "Peter Gross gave an interview. Martin Hale, he said, has no plan."), ["Peter Gross"]);
}

#[test]
fn a_noun_for_a_body_stands_for_the_one_that_was_named() {
    assert_eq!(
        speakers(
            "ru",
            "Минобороны Польши опубликовало отчёт. Ведомство сообщило, что учения завершены. В документе говорится, что \
             потерь нет."
        ),
        ["Минобороны Польши", "Минобороны Польши"]
    );
    assert_eq!(speakers("ru", "Газета Bild провела опрос. Издание сообщает, что канцлер теряет голоса."), ["Bild"]);
}

#[test]
fn a_group_is_named_by_all_its_words() {
    assert_eq!(
        speakers("ru", "По словам представителей администрации области, дорогу откроют в мае."),
        ["представители администрации области"]
    );
}

#[test]
fn a_surname_declined_like_an_adjective_is_brought_back() {
    assert_eq!(speakers("ru", "Выступил Егор Степовой. По словам Степового, урожай собран."), ["Егор Степовой"]);
}

#[test]
fn a_title_with_a_holder_of_its_own_is_somebody_else() {
    assert_eq!(
        speakers("ru", "Политолог Клим Рогов дал прогноз. Профессор МГУ возразил, что прогноз неверен."),
        ["профессор МГУ"]
    );
}

#[test]
fn a_spokesperson_is_not_the_minister() {
    let text = "Министр иностранных дел Германии Анналена Бербок приехала в Осло. Официальный представитель ведомства \
                сообщил, что визит продлится день.";
    assert_ne!(said("ru", text)[0].0, "Анналена Бербок");
}

#[test]
fn unknown_names_come_back_to_the_nominative() {
    let speaker = |text| speakers("ru", text);
    assert_eq!(speaker("По словам Павла Заречного, мост закрыт."), ["Павел Заречный"]);
    assert_eq!(speaker("По словам Анны-Лены Штольц, мост закрыт."), ["Анна-Лена Штольц"]);
    assert_eq!(speaker("По словам Ахмеда аль-Джабири, мост закрыт."), ["Ахмед аль-Джабири"]);
    assert_eq!(speaker("По словам Семёна Лужина, мост закрыт."), ["Семён Лужин"]);
    assert_eq!(speaker("По словам Марко Ринальди, мост закрыт."), ["Марко Ринальди"]);
}

#[test]
fn the_head_of_a_state_is_whoever_holds_its_highest_office() {
    assert_eq!(speakers("ru", "Глава Франции заявил, что переговоры продолжатся весной."), ["Эмманюэль Макрон"]);
}

#[test]
fn a_given_name_before_a_surname_is_nobody_known_by_it() {
    assert_eq!(speakers("uk", "Богдан Сорока заявив, що міст закрито."), ["Богдан Сорока"]);
}

#[test]
fn his_words_are_of_whoever_was_named_since_another_spoke() {
    let text = "Семён Лужин сообщил, что мост закрыт.\nНа месте работают водолазы. Приехал инженер Клим Рогов. По его \
                словам, ремонт займёт год.";
    assert_eq!(speakers("ru", text), ["Семён Лужин", "Клим Рогов"]);
}

#[test]
fn a_colleague_abroad_has_the_same_office() {
    let text = "Сергей Лавров открыл мост. Его турецкий коллега сообщил, что работы окончены.";
    assert_eq!(speakers("ru", text), ["Мевлют Чавушоглу"]);
    let text = "Клим Рогов открыл мост. Его турецкий коллега сообщил, что работы окончены.";
    assert_eq!(speakers("ru", text), ["коллега"]);
}

#[test]
fn the_leader_of_a_state_need_not_be_its_president() {
    assert_eq!(speakers("ru", "Лидер Германии сообщил, что мост открыт."), ["Олаф Шольц"]);
    assert_eq!(speakers("ru", "Президент Германии сообщил, что мост открыт."), ["Франк-Вальтер Штайнмайер"]);
    assert_eq!(speakers("en", "The German leader said that the bridge was open."), ["Olaf Scholz"]);
}

#[test]
fn the_article_of_a_state_s_name_does_not_part_it_from_the_title() {
    assert_eq!(speakers("en", "The president of the United States said that the bridge was open."), ["Joe Biden"]);
}

#[test]
fn a_surname_may_be_written_in_more_ways_than_one() {
    for name in ["Zelensky", "Zelenskyy", "Zelenskiy"] {
        assert_eq!(speakers("en", &format!("{name} said that the bridge was open.")), ["Volodymyr Zelensky"]);
    }
}

#[test]
fn a_surname_that_stands_first_is_not_that_of_a_namesake() {
    assert_eq!(speakers("ru", "Представитель ведомства Хэ Юнцянь сообщила, что мост закрыт."), ["Хэ Юнцянь"]);
}

#[test]
fn the_head_of_the_pentagon_is_the_american_minister() {
    assert_eq!(speakers("ru", "Глава Пентагона заявил, что мост закрыт."), ["Ллойд Остин"]);
    assert_eq!(speakers("en", "The Pentagon chief accused Iran of closing the bridge."), ["Lloyd Austin"]);
    assert_eq!(speakers("en", "The U.S. president said the bridge was closed."), ["Joe Biden"]);
}

#[test]
fn a_paper_is_called_by_its_name_in_other_letters() {
    assert_eq!(speakers("ru", "По данным газеты Hürriyet, мост закрыт."), ["газета Hürriyet"]);
}

#[test]
fn an_english_title_takes_the_name_between_commas() {
    let text = "His French counterpart, Finance Minister Bruno Le Maire, added that the bridge was closed.";
    assert_eq!(speakers("en", text), ["Bruno Le Maire"]);
}

#[test]
fn a_title_in_the_genitive_is_not_that_of_several() {
    assert_eq!(speakers("ru", "По словам главы МИД Ирака Клима Рогова, мост закрыт."), ["Клим Рогов"]);
    assert_eq!(
        speakers("ru", "Главы МИД России и Турции Сергей Лавров и Хакан Фидан заявили, что мост закрыт."),
        ["Сергей Лавров"]
    );
}

#[test]
fn joint_names_have_the_office_of_their_title() {
    let text = "Президенты Франции и США Эмманюэль Макрон и Дональд Трамп встретились. \
                Американский президент заявил, что мост закрыт.";
    assert_eq!(speakers("ru", text), ["Дональд Трамп"]);
}

#[test]
fn a_bare_title_is_of_the_state_whose_language_it_is() {
    assert_eq!(speakers("uk", "Президент повідомив, що міст закрито."), ["Володимир Зеленський"]);
    assert_eq!(speakers("ru", "Президент сообщил, что мост закрыт."), ["президент"]);
}

#[test]
fn a_relative_pronoun_stands_for_the_name_in_apposition() {
    let text = "Слова посланника главы города Клима Рогова, который заявил, что мост закрыт, вызвали споры.";
    assert_eq!(speakers("ru", text), ["Клим Рогов"]);
}

#[test]
fn small_words_in_a_name_are_a_part_of_it() {
    assert_eq!(speakers("en", "Ursula von der Leyen said that the bridge was open."), ["Ursula von der Leyen"]);
    assert_eq!(speakers("uk", "Урсула фон дер Ляєн заявила, що міст відкрито."), ["Урсула фон дер Ляєн"]);
    let text = "По словам Урсулы фон дер Ляйен, мост открыт. Фон дер Ляйен добавила, что он новый.";
    assert_eq!(speakers("ru", text), ["Урсула фон дер Ляйен", "Урсула фон дер Ляйен"]);
}

#[test]
fn a_name_written_in_another_way_is_of_the_same_person() {
    assert_eq!(speakers("uk", "За словами Сергєя Лаврова, міст відкрито."), ["Сергій Лавров"]);
    assert_eq!(speakers("uk", "Ліндсі Ґрем заявив, що міст відкрито."), ["Ліндсі Грем"]);
    assert_eq!(speakers("en", "Wolodymyr Zelenskyj said that the bridge was open."), ["Wolodymyr Zelenskyj"]);
    assert_eq!(speakers("uk", "Семен Лавров заявив, що міст відкрито."), ["Семен Лавров"], "another given name");
}

#[test]
fn a_holder_between_commas_is_whom_the_title_before_tells() {
    let text = "Речник Кремля, Дмитро Пєсков, пообіцяв відкрити міст. Він заявив, що роботи тривають.";
    assert_eq!(speakers("uk", text), ["Дмитро Пєсков", "Дмитро Пєсков"]);
}

#[test]
fn a_given_name_that_is_also_a_noun_follows_its_title() {
    let text = "Прем'єр-міністр Великої Британії Кір Стармер заявив, що міст відкрито.";
    assert_eq!(speakers("uk", text), ["Кір Стармер"]);
}

#[test]
fn a_surname_in_the_genitive_is_brought_back_to_its_nominative() {
    assert_eq!(speakers("uk", "За словами Рікарда Йозвяка, міст відкрито."), ["Рікард Йозвяк"]);
    assert_eq!(speakers("uk", "За словами Семена Гордієнка, міст відкрито."), ["Семен Гордієнко"]);
}

#[test]
fn an_adjective_with_no_noun_after_it_names_the_state() {
    assert_eq!(speakers("en", "The US said that the bridge was open."), ["United States"]);
}
