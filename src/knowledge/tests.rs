use super::*;

fn knowledge() -> (KnowledgeBase, Lexicon) {
    let lexicon = Lexicon::built_in(Language::Russian).unwrap();
    (KnowledgeBase::built_in([&lexicon]).unwrap(), lexicon)
}

#[test]
fn an_office_is_looked_up_as_of_a_date() {
    let (knowledge, _) = knowledge();
    let holder = |year, month| {
        let day = Date::new(year, month, 1).unwrap();
        knowledge.holder("president", "USA", day).map(|index| knowledge.actor(index).name.as_str())
    };
    assert_eq!(holder(2016, 6), Some("Barack Obama"));
    assert_eq!(holder(2022, 2), Some("Joe Biden"));
    assert_eq!(holder(2025, 11), Some("Donald Trump"));
    assert_eq!(holder(1990, 1), None);
}

#[test]
fn a_state_is_found_by_its_code() {
    let (knowledge, _) = knowledge();
    assert_eq!(knowledge.actor(knowledge.state("RUS").unwrap()).native(Language::Russian), "Россия");
}
