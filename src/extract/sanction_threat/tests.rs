//! What one sentence, or a few, tell of threats. Every sentence is made up for the test.

use std::sync::LazyLock;

use crate::article::{InputFormat, Limits, RawArticle};
use crate::event::v1::event::Event as Body;
use crate::event::v1::{Actor, SanctionThreat, SanctionThreatStage};
use crate::extract::Extractor;

/// One for all tests: building it reads the whole lexicon and knowledge base.
static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap());

fn threats(language: &str, text: &str) -> Vec<SanctionThreat> {
    let message = serde_json::json!({
        "id": "test", "language": language, "text": text, "published_at": "2024-05-15T18:00:00+03:00",
    });
    let value = message.to_string();
    let extraction = EXTRACTOR.extract(&RawArticle::new(value.as_bytes(), InputFormat::Json)).unwrap();
    let threat = |event: crate::event::Event| match event.event {
        Some(Body::SanctionThreat(threat)) => Some(threat),
        _ => None,
    };
    extraction.events.into_iter().filter_map(threat).collect()
}

/// Issuers, targets and stage of each threat: states by their codes, others by their names.
fn told(language: &str, text: &str) -> Vec<String> {
    let side = |actors: &[Actor]| {
        let mut names: Vec<_> = actors
            .iter()
            .map(|actor| if actor.country.is_empty() { actor.native_name.clone() } else { actor.country.clone() })
            .collect();
        names.dedup();
        names.join("+")
    };
    let stage = |threat: &SanctionThreat| {
        let name = SanctionThreatStage::as_str_name(&threat.stage());
        name.trim_start_matches("SANCTION_THREAT_STAGE_").to_owned()
    };
    let line =
        |threat: &SanctionThreat| format!("{}>{} {}", side(&threat.issuers), side(&threat.targets), stage(threat));
    threats(language, text).iter().map(line).collect()
}

/// Every sentence tells one threat.
#[track_caller]
fn tells(language: &str, sentences: &[(&str, &str)]) {
    for (sentence, expected) in sentences {
        assert_eq!(told(language, sentence), [*expected], "{sentence}");
    }
}

/// No sentence tells a threat.
#[track_caller]
fn tells_none(language: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(threats(language, sentence).is_empty(), "{sentence}: {:?}", told(language, sentence));
    }
}

#[test]
fn what_is_announced_is_threatened() {
    tells(
        "ru",
        &[
            ("Дания обложит норвежскую рыбу пошлинами в 12 процентов.", "DNK>NOR THREATENED"),
            ("Вашингтон пригрозил Осло санкциями за вылов трески.", "USA>NOR THREATENED"),
            ("Лондон готов ввести новые санкции против Белграда.", "GBR>SRB THREATENED"),
            (
                "Италия столкнётся с новыми санкциями, предупредил глава МИД Франции Жан-Ив Ле Дриан.",
                "FRA>ITA THREATENED",
            ),
            ("Евросоюз продлит санкции против Ирана ещё на полгода.", "EU>IRN THREATENED"),
            ("Исландии грозят пошлины США за лов сельди.", "USA>ISL THREATENED"),
        ],
    );
    tells(
        "uk",
        &[
            ("Данія обкладе норвезьку рибу митами у 12 відсотків.", "DNK>NOR THREATENED"),
            ("Вашингтон пригрозив Осло санкціями за вилов тріски.", "USA>NOR THREATENED"),
            ("Київ запровадить санкції проти сербських банків.", "UKR>SRB THREATENED"),
        ],
    );
    tells(
        "en",
        &[
            ("Denmark will impose tariffs on Norwegian fish from Monday.", "DNK>NOR THREATENED"),
            ("Washington threatened Norway with sanctions over its cod.", "USA>NOR THREATENED"),
            ("London is ready to impose new sanctions on Serbia.", "GBR>SRB THREATENED"),
        ],
    );
}

#[test]
fn what_is_prepared_or_possible_is_considered() {
    tells(
        "ru",
        &[
            ("Канада рассматривает запрет на импорт стали из Индии.", "CAN>IND CONSIDERED"),
            ("Япония может заморозить активы чилийских банков.", "JPN>CHL CONSIDERED"),
            ("Белый дом не исключает введения новых пошлин против Индии.", "USA>IND CONSIDERED"),
            ("Страны Евросоюза начали работу над новым пакетом санкций против Ирана.", "EU>IRN CONSIDERED"),
            ("Трамп заявил, что, возможно, введёт санкции против Кубы.", "USA>CUB CONSIDERED"),
        ],
    );
    tells("uk", &[("Велика Британія обмірковує запровадження санкцій проти Сербії.", "GBR>SRB CONSIDERED")]);
    tells(
        "en",
        &[
            ("Canada is considering a ban on steel imports from India.", "CAN>IND CONSIDERED"),
            ("The White House did not rule out new tariffs on India.", "USA>IND CONSIDERED"),
        ],
    );
}

#[test]
fn whoever_is_called_on_is_the_issuer_and_the_caller_reports() {
    tells(
        "ru",
        &[
            ("Польша требует от Евросоюза ввести эмбарго на иранскую нефть.", "EU>IRN PROPOSED"),
            ("Латвия предложила ЕС запретить импорт сербского зерна.", "EU>SRB PROPOSED"),
            ("Зеленский призвал союзников усилить санкции против Ирана.", "союзники>IRN PROPOSED"),
        ],
    );
    tells("uk", &[("Польща вимагає від Євросоюзу запровадити ембарго на іранську нафту.", "EU>IRN PROPOSED")]);
    tells("en", &[("Zelenskiy urged the European Union to impose sanctions on Serbia.", "EU>SRB PROPOSED")]);
    let found = threats("ru", "Президент Украины Владимир Зеленский призвал Евросоюз ввести санкции против Ирана.");
    let caller = found[0].attribution[0].actor.clone().unwrap();
    assert_eq!(caller.name, "Volodymyr Zelensky");
}

#[test]
fn a_bill_is_proposed() {
    tells(
        "ru",
        &[
            ("В конгресс США внесён законопроект о санкциях против Сербии.", "USA>SRB PROPOSED"),
            ("Сенаторы США внесли законопроект, предусматривающий санкции против Сербии.", "USA>SRB PROPOSED"),
        ],
    );
}

#[test]
fn what_is_refused_is_ruled_out() {
    tells(
        "ru",
        &[
            ("Германия не планирует вводить новые санкции против Турции.", "DEU>TUR RULED_OUT"),
            ("США отказались вводить санкции против Кубы.", "USA>CUB RULED_OUT"),
            ("Сербия никогда не введёт санкции против Кубы.", "SRB>CUB RULED_OUT"),
            ("Венгрия наложит вето на новый пакет санкций против Сербии.", "HUN>SRB RULED_OUT"),
        ],
    );
    tells("uk", &[("Німеччина не планує запроваджувати нові санкції проти Туреччини.", "DEU>TUR RULED_OUT")]);
    tells("en", &[("Germany does not plan to impose new sanctions on Turkey.", "DEU>TUR RULED_OUT")]);
}

#[test]
fn measures_in_force_lifted_or_felt_are_no_threat() {
    tells_none(
        "ru",
        &[
            "Евросоюз ввёл санкции против Ирана.",
            "Минфин США ввёл санкции против десяти компаний из Чили.",
            "США готовы снять санкции с Ирана.",
            "Из-за санкций США риал упал.",
            "Пекин осудил санкции США.",
            "Санкции США нанесли ущерб экономике Ирана.",
            "Россельхознадзор ввёл запрет на ввоз яблок из Чили.",
            "Боррель не ответил на вопрос, будет ли ЕС вводить санкции против Чили.",
        ],
    );
    tells_none("uk", &["Євросоюз запровадив санкції проти Ірану.", "Через санкції США ріал упав."]);
    tells_none("en", &["The European Union lifted sanctions on Syria.", "The rial fell because of U.S. sanctions."]);
}

#[test]
fn measures_that_no_state_takes_are_no_threat() {
    tells_none("ru", &["УЕФА пригрозил «Зениту» санкциями.", "Суд может наложить санкции на оператора."]);
}

#[test]
fn not_to_lift_is_to_keep() {
    tells("ru", &[("США не снимут санкции с Кубы, заявил Марко Рубио.", "USA>CUB THREATENED")]);
    tells("uk", &[("США не знімуть санкції з Куби, заявив Марко Рубіо.", "USA>CUB THREATENED")]);
}

#[test]
fn a_warning_of_the_own_side_is_a_threat() {
    let text = "США могут ввести санкции против Ирана, предупредил госсекретарь Марко Рубио.";
    tells("ru", &[(text, "USA>IRN THREATENED")]);
}

#[test]
fn an_answer_goes_against_whoever_is_answered() {
    tells(
        "ru",
        &[
            ("Москва введёт контрмеры в ответ на санкции Великобритании.", "RUS>GBR THREATENED"),
            ("Норвегия ответит на санкции ЕС зеркальными мерами.", "NOR>EU THREATENED"),
        ],
    );
    let text = "США повысили пошлины на сталь из Бразилии. Бразилия введёт ответные пошлины, пообещал Лула да Силва.";
    tells("ru", &[(text, "BRA>USA THREATENED")]);
}

#[test]
fn whoever_has_the_condition_in_his_hand_is_the_target() {
    let text = "Если Сербия закроет границу, последуют санкции, предупредил президент США Джо Байден.";
    tells("ru", &[(text, "USA>SRB THREATENED")]);
    assert_eq!(threats("ru", text)[0].condition.clone().unwrap().text, "Если Сербия закроет границу");
    let en = "If Serbia attacks Albania, sanctions will follow, U.S. President Joe Biden warned.";
    tells("en", &[(en, "USA>SRB THREATENED")]);
}

#[test]
fn a_reporting_clause_parts_no_clause() {
    tells(
        "ru",
        &[(
            "Санкции против Чили, заявил глава МИД Литвы Габриэлюс Ландсбергис, будут расширены.",
            "LTU>CHL THREATENED",
        )],
    );
    let text = "Санкции, если потребуется, будут введены против Чили немедленно, заявил президент США Джо Байден.";
    tells("ru", &[(text, "USA>CHL THREATENED")]);
}

#[test]
fn we_are_the_side_of_whoever_speaks() {
    let text =
        "«Мы введём зеркальные пошлины, если Вашингтон повысит тарифы», — заявил представитель МИД Китая Линь Цзянь.";
    assert_eq!(told("ru", text), ["CHN>USA THREATENED"]);
    assert!(threats("ru", text)[0].attribution.is_empty(), "his own words");
}

#[test]
fn the_same_threat_told_twice_is_one() {
    let text =
        "Евросоюз готовит санкции против Чили. Новый пакет санкций обсуждается в Брюсселе. ЕС прорабатывает и эмбарго.";
    let found = threats("ru", text);
    assert_eq!((found.len(), found[0].mentions.len()), (1, 3));
}

#[test]
fn threats_of_two_sides_are_two() {
    let text = "Канада введёт пошлины против Чили. Чили введёт ответные пошлины против Канады.";
    assert_eq!(told("ru", text), ["CAN>CHL THREATENED", "CHL>CAN THREATENED"]);
}

#[test]
fn an_official_without_a_name_reports_what_his_state_does() {
    let found =
        threats("en", "Tariffs on Chilean wine will follow if Chile taxes steel, a senior Norwegian official said.");
    assert_eq!(found[0].issuers[0].name, "Norway");
    assert_eq!(found[0].attribution.len(), 1);
}

#[test]
fn the_subject_of_the_clause_over_a_clause_without_one_is_the_speaker() {
    tells("ru", &[("Президент США Джо Байден заявил, что введёт пошлины против Чили.", "USA>CHL THREATENED")]);
    tells(
        "ru",
        &[("Премьер Словакии Роберт Фицо сказал, что не поддержит санкции ЕС против Чили.", "SVK>CHL RULED_OUT")],
    );
}

#[test]
fn what_is_wished_for_is_proposed() {
    tells("ru", &[("Польша хочет, чтобы Евросоюз ввёл санкции против Чили.", "EU>CHL PROPOSED")]);
}

#[test]
fn a_call_may_stand_outside_what_is_called_for() {
    tells(
        "uk",
        &[("«Час запровадити санкції проти Чилі», — звернувся до партнерів Дмитро Кулеба.", "партнери>CHL PROPOSED")],
    );
}

#[test]
fn a_clause_that_somebody_says_without_a_mark_is_a_clause_of_its_own() {
    tells(
        "en",
        &[
            ("Denmark warned that Norway would face new sanctions if it fished there.", "DNK>NOR THREATENED"),
            ("Macron said Serbia would be hit with severe sanctions.", "FRA>SRB THREATENED"),
        ],
    );
}

#[test]
fn a_condition_in_a_noun_phrase_ends_with_it() {
    tells("ru", &[("Лондон предупредил, что в случае ввода войск Сербию ждут санкции.", "GBR>SRB THREATENED")]);
}

#[test]
fn quoted_words_without_a_predicate_part_no_clause() {
    tells("ru", &[("Париж введёт «самые жёсткие за всё время санкции» против Сербии.", "FRA>SRB THREATENED")]);
}

#[test]
fn a_currency_and_a_company_are_no_side() {
    tells(
        "ru",
        &[("Канада пригрозила пошлинами на норвежскую рыбу на два миллиона канадских долларов.", "CAN>NOR THREATENED")],
    );
    tells_none("ru", &["«Нафтогаз» пригрозил запретом на поставки «Газпрому»."]);
}

#[test]
fn the_people_of_a_state_stand_for_it() {
    tells("ru", &[("Латвия намерена закрыть въезд россиянам.", "LVA>RUS CONSIDERED")]);
}

#[test]
fn what_is_restricted_tells_whom_it_hits() {
    tells(
        "ru",
        &[("Дания рассматривает возможность заморозки активов ряда сербских чиновников.", "DNK>SRB CONSIDERED")],
    );
}

#[test]
fn calls_for_a_measure_that_are_rejected_are_ruled_out() {
    tells("en", &[("Germany rejected calls for an embargo on Norwegian gas.", "DEU>NOR RULED_OUT")]);
}

#[test]
fn tariffs_are_a_measure_where_they_are_against_a_state() {
    assert_eq!(told("ru", "Дональд Трамп пригрозил повысить тарифы на мексиканские товары."), ["USA>MEX THREATENED"]);
    assert!(told("ru", "Правительство Мексики пригрозило повысить тарифы на воду.").is_empty());
}

#[test]
fn what_should_be_imposed_is_not_imposed_yet() {
    assert_eq!(told("en", "Viktor Orban said the EU should impose a full embargo on Belarus."), ["EU>BLR PROPOSED"]);
}

#[test]
fn senators_of_a_state_bring_in_a_bill_for_it() {
    let text = "A group of U.S. senators is working on legislation to sanction Georgian officials.";
    assert_eq!(told("en", text), ["USA>GEO PROPOSED"]);
}

#[test]
fn whoever_threatens_and_then_speaks_of_what_may_come_speaks_of_one_thing() {
    let text = "Дональд Трамп пригрозил Турции санкциями. Трамп добавил, что может ввести санкции против Турции в мае.";
    assert_eq!(told("ru", text), ["USA>TUR THREATENED"]);
}

#[test]
fn a_noun_that_points_back_tells_a_threat() {
    let text = "Польша может закрыть импорт зерна из Белоруссии. С такой угрозой выступил Дональд Туск.";
    assert_eq!(told("ru", text), ["POL>BLR THREATENED"]);
}

#[test]
fn what_sanctions_would_do_is_no_threat_of_them() {
    assert!(
        told("ru", "В МИД России считают, что введение санкций против Турции может ухудшить отношения.").is_empty()
    );
    assert!(told("ru", "Новые санкции против Турции ухудшат отношения, заявил Дональд Трамп.").is_empty());
    assert_eq!(told("ru", "Дональд Трамп может ввести санкции против Турции."), ["USA>TUR CONSIDERED"]);
}

#[test]
fn whoever_threatens_comes_before_whose_the_measure_was() {
    assert_eq!(told("ru", "Париж пригрозил Тегерану возвращением санкций ООН."), ["FRA>IRN THREATENED"]);
}

#[test]
fn whom_measures_await_is_their_target() {
    let text = "Дональд Трамп заявив, що на Іран чекають нові санкції.";
    assert_eq!(told("uk", text), ["USA>IRN THREATENED"]);
    let text = "Скотт Бессент припустив, що Вашингтон запровадить санкції проти Ірану.";
    assert_eq!(told("uk", text), ["USA>IRN CONSIDERED"]);
}

/// The condition of the only threat of a text.
fn condition(language: &str, text: &str) -> String {
    let [threat] = &threats(language, text)[..] else { panic!("{text}: not one threat") };
    threat.condition.clone().unwrap_or_default().text
}

#[test]
fn a_condition_is_one_whatever_verb_stands_in_it() {
    for (language, text, expected) in [
        // «заключить», «продолжить» are verbs of saying as well.
        ("ru", "Оттава введёт пошлины против Дании, если Дания заключит союз.", "если Дания заключит союз"),
        (
            "ru",
            "Оттава введёт санкции против Чили, если суд решит, что Чили нарушила договор.",
            "если суд решит, что Чили нарушила договор",
        ),
        ("ru", "Венгрия не поддержит санкции против Чили, пока Осло не откроет порт.", "пока Осло не откроет порт"),
        ("uk", "Угорщина не підтримає санкції проти Чилі, доки Осло не відкриє порт.", "доки Осло не відкриє порт"),
        ("ru", "Оттава предупредила, что пока не будет вводить санкции против Чили.", ""),
    ] {
        assert_eq!(condition(language, text), expected, "{text}");
    }
}

#[test]
fn a_clause_goes_on_after_a_relative_clause_in_it() {
    let text = "Трамп заявил, что против стран, которые нарушают договор, будут введены пошлины.";
    assert_eq!(told("ru", text), ["USA>страны THREATENED"]);
    let text = "Трамп заявил, что на чилийские товары, которые везут в порт, будут введены пошлины.";
    assert_eq!(told("ru", text), ["USA>CHL THREATENED"]);
}

#[test]
fn necessary_measures_are_not_called_for() {
    let text = "Пекин примет необходимые контрмеры, если Оттава введёт пошлины на китайские товары.";
    tells("ru", &[(text, "CHN>CAN THREATENED")]);
    tells("ru", &[("Необходимы новые санкции против Чили, заявил Дональд Туск.", "POL>CHL PROPOSED")]);
}

#[test]
fn whoever_calls_on_nobody_by_name_does_not_impose_himself() {
    let text = "Зеленский призвал Евросоюз ввести санкции против Чили. Он также призвал запретить импорт из Чили.";
    assert_eq!(told("ru", text), ["EU>CHL PROPOSED"]);
}

#[test]
fn a_veto_is_not_on_whoever_has_its_condition_in_his_hand() {
    let text = "Венгрия заблокировала новый пакет антииранских санкций Евросоюза. Санкции будут заблокированы до тех пор, \
                пока Чили не откроет порт, сказал премьер Венгрии Виктор Орбан.";
    assert_eq!(told("ru", text), ["HUN>IRN RULED_OUT"]);
}

#[test]
fn whoever_is_attacked_in_the_condition_is_not_the_target() {
    let text = "ЕС готовит новые санкции против Ирана. Эмбарго может быть введено в случае блокады Багдада.";
    assert_eq!(told("ru", text), ["EU>IRN CONSIDERED"]);
}

#[test]
fn whoever_measures_come_from_takes_them() {
    tells(
        "ru",
        &[(
            "Оттава предупредила, что Чили рискует получить санкции со стороны США, если закроет порт.",
            "USA>CHL THREATENED",
        )],
    );
}

#[test]
fn what_is_done_against_somebody_is_no_measure_against_him() {
    let text = "Парламент призвал ЕС в ответ на агрессию против Молдавии ввести санкции против Чили.";
    assert_eq!(told("ru", text), ["EU>CHL PROPOSED"]);
}

#[test]
fn an_abbreviation_before_a_verb_is_its_subject() {
    let text = "Радослав Сікорський не виключив, що ЄС може запровадити санкції проти Чилі.";
    assert_eq!(told("uk", text), ["EU>CHL CONSIDERED"]);
}

#[test]
fn the_predicate_of_a_condition_makes_no_clause_of_what_is_threatened() {
    let text = "Denmark threatened Chile with massive sanctions if it fails to open the port.";
    assert_eq!(told("en", text), ["DNK>CHL THREATENED"]);
}

#[test]
fn whoever_is_threatened_comes_before_whom_else_the_clause_names() {
    let text = "Дональд Трамп пригрозил Чили новыми пошлинами из-за её торговли с Исландией.";
    assert_eq!(told("ru", text), ["USA>CHL THREATENED"]);
}

#[test]
fn the_territory_that_is_entered_is_that_of_the_issuer() {
    assert_eq!(told("ru", "Радослав Сикорский предложил запретить въезд в ЕС сербам."), ["EU>SRB PROPOSED"]);
    assert_eq!(told("ru", "Евросоюз введёт запрет на въезд в ЕС сербов."), ["EU>SRB THREATENED"]);
    assert_eq!(told("ru", "Лондон может запретить экспорт стали в Чили."), ["GBR>CHL CONSIDERED"]);
}

#[test]
fn loose_words_are_measures_where_a_state_is_threatened_with_them() {
    assert_eq!(told("ru", "Оттава пригрозила Чили новым пакетом ограничений."), ["CAN>CHL THREATENED"]);
    let text = "Оттава примет ответные меры, если Чили ограничит экспорт меди, предупредил Марк Карни.";
    assert_eq!(told("ru", text), ["CAN>CHL THREATENED"]);
}

#[test]
fn a_verb_of_restricting_is_a_measure_with_what_it_restricts() {
    let text = "Иран заявил, что в случае новых санкций запретит чилийским судам проход через порты.";
    assert_eq!(told("ru", text), ["IRN>CHL THREATENED"]);
}

#[test]
fn a_passive_verb_whose_means_is_the_measure_hits_its_subject() {
    tells(
        "ru",
        &[
            ("Госдеп США предупредил, что Боливия будет обложена новыми пошлинами.", "USA>BOL THREATENED"),
            ("Рютте заявил, что Сербия будет подвергнута санкциям ЕС.", "EU>SRB THREATENED"),
        ],
    );
}

#[test]
fn whoever_is_threatened_may_be_several() {
    tells(
        "en",
        &[("The United States threatened Norway, Denmark and Iceland with a tariff.", "USA>NOR+DNK+ISL THREATENED")],
    );
}

#[test]
fn what_measures_are_taken_for_tells_nobody_whom_they_hit() {
    let sentence = "Канада введёт санкции против двух иранских банков из-за ограничений против предприятий Канады.";
    tells("ru", &[(sentence, "CAN>IRN THREATENED")]);
}

#[test]
fn measures_that_were_lifted_may_come_back() {
    tells("ru", &[("Лондон намерен восстановить снятые с Кубы санкции.", "GBR>CUB CONSIDERED")]);
}

#[test]
fn a_gerund_threatens_beside_another_predicate() {
    let sentence = "Вашингтон требовал от Боготы отказаться от сделки, грозя ввести санкции.";
    tells("ru", &[(sentence, "USA>COL THREATENED")]);
}

#[test]
fn a_relative_clause_tells_that_announced_measures_come() {
    let sentence = "Премьер Канады Марк Карни объявил о санкциях против Судана, которые введут через неделю.";
    tells("ru", &[(sentence, "CAN>SDN THREATENED")]);
}

#[test]
fn what_is_held_necessary_or_brought_in_is_proposed() {
    tells(
        "ru",
        &[
            ("Берлин считает необходимым ввести санкции против Гаити.", "DEU>HTI PROPOSED"),
            ("В сенат Чили поступил законопроект о санкциях против Перу.", "CHL>PER PROPOSED"),
        ],
    );
}

#[test]
fn having_no_choice_but_to_impose_rules_nothing_out() {
    let sentence = "У Токио не будет иного выбора, кроме как ввести санкции против Мьянмы, заявил Фумио Кисида.";
    tells("ru", &[(sentence, "JPN>MMR THREATENED")]);
}

#[test]
fn what_should_have_come_is_not_called_for() {
    tells_none("ru", &["Механизм, который должен был восстановить санкции ООН против Ливии, не сработал."]);
}

#[test]
fn whoever_gives_his_word_on_measures_imposes_them() {
    tells(
        "uk",
        &[(
            "Уряд Норвегії заявив, що отримав від США гарантії відмови від запровадження санкцій проти Данії.",
            "USA>DNK RULED_OUT",
        )],
    );
}

#[test]
fn a_clause_goes_on_after_whoever_reports_it() {
    tells(
        "en",
        &[
            ("The European Union, officials said, will impose sanctions on Peru.", "EU>PER THREATENED"),
            ("Norway, according to Politico, may impose sanctions on Peru.", "NOR>PER CONSIDERED"),
        ],
    );
    tells(
        "uk",
        &[
            ("Норвегія, як очікується, може запровадити санкції проти Перу.", "NOR>PER CONSIDERED"),
            ("Уряд Норвегії, як пише газета, розглядає санкції проти Перу.", "NOR>PER CONSIDERED"),
        ],
    );
}

#[test]
fn whoever_does_something_will_be_hit() {
    tells("en", &[("Donald Trump said any country feeding whales would face a tariff.", "USA>any country THREATENED")]);
}

#[test]
fn a_package_that_will_be_presented_is_considered() {
    tells("uk", &[("Новий пакет санкцій Норвегії проти Перу представлять навесні.", "NOR>PER CONSIDERED")]);
}

#[test]
fn a_refusal_that_is_refused_rules_nothing_out() {
    tells("ru", &[("Мадрид не намерен блокировать санкции ЕС против Гаити.", "EU>HTI CONSIDERED")]);
}

#[test]
fn whoever_risks_measures_is_threatened_with_them() {
    tells("ru", &[("Сербские банки рискуют попасть под американские санкции.", "USA>SRB CONSIDERED")]);
}

#[test]
fn what_is_answered_by_measures_in_return_is_no_threat() {
    tells("ru", &[("Москва готовит ответные меры на санкции Канады.", "RUS>CAN CONSIDERED")]);
}

#[test]
fn measures_that_a_bill_has_are_proposed() {
    let sentence = "Санкции против Чада вошли в проект закона, согласованный Конгрессом США.";
    tells("ru", &[(sentence, "USA>TCD PROPOSED")]);
}

#[test]
fn whoever_stands_beside_the_noun_of_imposing_imposes() {
    tells("ru", &[("Возможность введения Оттавой санкций против Перу сохраняется.", "CAN>PER CONSIDERED")]);
}

#[test]
fn a_government_is_that_of_whoever_speaks_of_his() {
    let sentence = "Марк Карни заверил, что его правительство введёт санкции против Судана.";
    tells("ru", &[(sentence, "CAN>SDN THREATENED")]);
}

#[test]
fn a_state_of_two_names_is_one_in_every_case_of_both() {
    tells("ru", &[("Евросоюз введёт санкции в отношении Беларуси.", "EU>BLR THREATENED")]);
}

#[test]
fn a_policy_is_nobody_who_is_hit() {
    let sentence = "Страны, критикующие политику Чада, столкнутся с пошлинами, сказал премьер Канады Марк Карни.";
    tells("ru", &[(sentence, "CAN>страны+TCD THREATENED")]);
}

#[test]
fn measures_that_do_not_suffice_are_not_announced() {
    tells_none("ru", &["Санкций против Чада может быть недостаточно, сообщил премьер Канады Марк Карни."]);
}

#[test]
fn a_stated_agent_comes_before_the_subject() {
    let sentence = "Перуанский министр обсудил возможное введение санкций против Чили со стороны Японии.";
    tells("ru", &[(sentence, "JPN>CHL CONSIDERED")]);
}

#[test]
fn those_who_supported_measures_before_call_for_none() {
    let sentence = "Москва намекнула Чили, поддержавшей санкции, что может ввести ограничительные меры.";
    tells("ru", &[(sentence, "RUS>CHL CONSIDERED")]);
}

#[test]
fn whoever_brings_a_bill_imposes_through_his_state() {
    let sentence = "Законопроект о санкциях против Гаити внесли шестеро чилийских сенаторов.";
    tells("ru", &[(sentence, "CHL>HTI PROPOSED")]);
}
