//! Where sentences end: texts with `|` where they do.

use super::{abbreviations, article};
use crate::article::Language;
use crate::document::Document;

fn cut(language: Language, text: &str) -> String {
    let article = article("", text);
    let document = Document::of(&article, abbreviations(language));
    let sentences = document.sentences.iter().map(|sentence| document.slice(sentence.tokens.clone()));
    sentences.collect::<Vec<_>>().join("|")
}

fn check(language: Language, expected: &[&str]) {
    for expected in expected {
        let text = expected.replace('|', " ");
        assert_eq!(cut(language, &text), *expected);
    }
}

#[test]
fn a_newline_ends_a_sentence() {
    assert_eq!(cut(Language::Russian, "Один. Два!\nТри\n\nЧетыре?"), "Один.|Два!|Три|Четыре?");
    assert_eq!(cut(Language::Russian, "«Мы готовы\nк встрече»"), "«Мы готовы|к встрече»");
}

#[test]
fn russian() {
    check(
        Language::Russian,
        &[
            "Мост закрыт.|Объезд готов.",
            "Мост закрыт?|Объезд готов!|Ждём.",
            "Мост закрыт?!|Объезд готов...|Ждём…|Пора.",
            "Мост… закрыт.|Объезд готов.",
            "Мост закрыт!.. и объезд.",
            // initials
            "А. С. Пушкин приехал.|Его ждали.",
            "А.С. Пушкин приехал.|Его ждали.",
            "Приехал Пушкин А. С. вчера.|Его ждали.",
            "Приехал Пушкин А. С.|Он устал.",
            "Встретил И. О. Кедров.|На вокзале.",
            "Дж. Кедров и Вс. Мейер приехали.|Их ждали.",
            // abbreviations
            "Мост в г. Москва закрыт.|Объезд готов.",
            "Живёт на ул. Мира, д. 5, кв. 7.|Там тихо.",
            "Вопрос № 5 снят.|Вопрос № 6 ждёт.",
            "По ст. 5 п. 3 договора.|По ч. 2 тоже.",
            "Он болен, т. е. не придёт.|Жаль.",
            "Мосты, дороги и т. д. закрыты.",
            "Мосты, дороги и т. д.|Россия ждёт.",
            "Мосты, дороги и т. п.|Он ждёт.",
            "Приехали США, Китай и др.|Россия ждёт.",
            "Это стоит 5 млн руб.|Он заплатил.",
            "Это стоит 5 млн руб.|Кедров заплатил.",
            "Это стоит 5 млн долл. США.",
            "Это стоит 5 млрд. рублей.",
            "С 2020 г. Россия ждёт.|Долго.",
            "Так было в 2020 г.|Он ждал.",
            "Так было в XIX в.|В этом веке иначе.",
            "Это было 5 янв. 2020 г. в г. Баку.",
            "Проф. Кедров и акад. Белов спорят.",
            "Зам. министра болен.|Министр тоже.",
            "Театр им. Чехова открыт.|Вход свободный.",
            // numbers
            "Рост составил 1.5 процента.|Падение 2,5.",
            "1. Россия ждёт.|Долго.",
            "II. Россия ждёт.|Долго.",
            "Так было в 2020.|Он ждал.",
            "5 человек.|7 машин.",
            // quotations
            "«Мы готовы. Мы ждём», — сказал он.|Затем ушёл.",
            "«Мы готовы. — сказал он. — Мы ждём».|Затем ушёл.",
            "«Мы готовы.»|Затем он ушёл.",
            "«Мы готовы!»|Он ушёл.",
            "«Мы готовы!» — сказал он.",
            "«Мы готовы?» спросил он.",
            "Он сказал: «Мы «за». Мы ждём».|И ушёл.",
            "Он ушёл.|«Мы готовы», — сказал он.",
            "Он ушёл.|\"Мы готовы\", — сказал он.|\"Да\".",
            "„Мы готовы. Мы ждём“, — сказал он.|Затем ушёл.",
            "— Мы готовы. Мы ждём, — сказал он. — Но не сейчас. Потом.",
            "— Мы готовы.|Мы ждём.",
            // brackets and what looks like an end
            "Он ушёл (утром).|Она ждёт.",
            "Он ушёл.|(Она ждёт.)|Потом вернулся.",
            "Он (!) Россия и (?) Китай ждут.",
            "Адрес example.org/News?Id=5 открыт.|Сайт жив.",
            "Он купил iPhone.|iPhone сломан.",
            "Он пошёл на Yahoo! и в Яндекс.Почту.",
        ],
    );
}

#[test]
fn a_sentence_may_end_with_no_space_after_it() {
    assert_eq!(cut(Language::Russian, "Мост закрыт.Объезд готов!Ждём."), "Мост закрыт.|Объезд готов!|Ждём.");
    assert_eq!(cut(Language::Russian, "В г.Москва на ул.Мира тихо."), "В г.Москва на ул.Мира тихо.");
    assert_eq!(cut(Language::English, "Talks ended.The bridge is closed."), "Talks ended.|The bridge is closed.");
    assert_eq!(cut(Language::English, "See News.Example.com or U.S.A today."), "See News.Example.com or U.S.A today.");
}

#[test]
fn ukrainian() {
    check(
        Language::Ukrainian,
        &[
            "Міст закрито.|Об'їзд готовий.",
            "Т. Г. Шевченко приїхав.|Його чекали.",
            "Приїхав Шевченко Т. Г.|Він утомився.",
            "Міст у м. Київ закрито.|Об'їзд готовий.",
            "Живе на вул. Миру, буд. 5.|Там тихо.",
            "З 2020 р. Україна чекає.|Довго.",
            "Так було у 2020 р.|Він чекав.",
            "За ст. 5 п. 3 договору.|За ч. 2 теж.",
            "Мости, дороги і т. д.|Україна чекає.",
            "Приїхали США, Китай та ін.|Україна чекає.",
            "Це коштує 5 млн грн.|Шевченко заплатив.",
            "Він хворий, т. зв. Кедр теж.|Шкода.",
            "В. о. міністра хворий.|Міністр теж.",
            "«Ми готові. Ми чекаємо», — сказав він.|Потім пішов.",
            "— Ми готові. Ми чекаємо, — сказав він. — Але не зараз.",
            "Обсяг — 1,5 тис. тонн.|Це багато.",
        ],
    );
}

#[test]
fn english() {
    check(
        Language::English,
        &[
            "The bridge is closed.|The road is open.",
            "Is it closed?|It is!|Wait…|Now.",
            "Mr. Smith met Gen. Jones and Sen. Brown.|They talked.",
            "Gen. He Ming left.|He was late.",
            "J. D. Smith and George W. Brown left.|They talked.",
            "The U.S. Treasury agreed.|The U.K. did not.",
            "He lives in the U.S.|He works there.",
            "U.S. President John Smith left.",
            "He left on Jan. 5 and returned on Feb. 6.|It rained.",
            "He left in Jan.|It rained.",
            "They met at 5 p.m. Moscow time.|It rained.",
            "They met at 5 p.m.|The talks failed.",
            "Apple Inc. Chief Executive John Smith left.",
            "He works for Apple Inc.|The firm is big.",
            "Bread, milk, etc. were sold.",
            "Resolution No. 5 passed.|He said no.|They left.",
            "He paid $1.5 billion.|$2 billion remain.",
            "1. The bridge is closed.|It is.",
            "“We are ready. We wait,” he said.|He left.",
            "\"We are ready. We wait,\" he said.|\"Now.\"|He left.",
            "He said: ‘We are ready. We wait.’|He left.",
            "“We are ready.”|“So are we.”",
            "Visit www.Example.com now.|It is open.",
            "Washington, D.C. is far.|In Moscow it rained.",
            "John Smith Jr. and St. Petersburg.|They met.",
        ],
    );
}

#[test]
fn a_sentence_without_end_is_cut() {
    let article = article("", &"слово ".repeat(1000));
    let document = Document::of(&article, abbreviations(Language::Russian));
    assert!(document.sentences.iter().all(|sentence| sentence.tokens.len() <= 400));
    assert_eq!(document.sentences.len(), 3);
}
