use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::*;

/// Offices that one person holds at a time.
const OF_ONE: &[&str] = &[
    "president",
    "prime_minister",
    "chancellor",
    "foreign_minister",
    "defence_minister",
    "finance_minister",
    "monarch",
    "crown_prince",
    "supreme_leader",
    "commission_president",
    "council_president",
    "high_representative",
    "central_bank_governor",
    "security_council_secretary",
];

/// Built once for all tests.
fn knowledge() -> &'static KnowledgeBase {
    static BUILT: LazyLock<KnowledgeBase> = LazyLock::new(|| {
        KnowledgeBase::built_in(&Language::READ.map(|language| Lexicon::built_in(language).unwrap())).unwrap()
    });
    &BUILT
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn an_office_is_looked_up_as_of_a_date() {
    let knowledge = knowledge();
    let holder = |office, country, on| {
        knowledge.holder(office, country, day(on)).map_or("", |index| knowledge.actor(index).name.as_str())
    };
    assert_eq!(holder("president", "USA", "2016-06-01"), "Barack Obama");
    assert_eq!(holder("president", "USA", "2022-02-01"), "Joe Biden");
    assert_eq!(holder("president", "USA", "2025-11-01"), "Donald Trump");
    assert_eq!(holder("chancellor", "DEU", "2015-03-01"), "Angela Merkel");
    assert_eq!(holder("chancellor", "DEU", "2022-03-01"), "Olaf Scholz");
    assert_eq!(holder("chancellor", "DEU", "2025-09-01"), "Friedrich Merz");
    let prime_ministers = [
        ("2015-01-01", "David Cameron"),
        ("2018-01-01", "Theresa May"),
        ("2021-01-01", "Boris Johnson"),
        ("2022-10-01", "Liz Truss"),
        ("2023-01-01", "Rishi Sunak"),
        ("2025-01-01", "Keir Starmer"),
    ];
    for (on, name) in prime_ministers {
        assert_eq!(holder("prime_minister", "GBR", on), name);
    }
    assert_eq!(holder("president", "USA", "1990-01-01"), "");
}

#[test]
fn an_office_is_of_its_country_whatever_its_holder_did_later() {
    let knowledge = knowledge();
    let holder = |office, country, on| {
        knowledge.holder(office, country, day(on)).map_or("", |index| knowledge.actor(index).name.as_str())
    };
    assert_eq!(holder("prime_minister", "NLD", "2016-01-01"), "Mark Rutte");
    assert_eq!(holder("council_president", "EU", "2016-01-01"), "Donald Tusk");
    assert_eq!(holder("prime_minister", "EU", "2016-01-01"), "");
}

#[test]
fn no_two_people_hold_an_office_of_one_at_a_time() {
    let knowledge = knowledge();
    let mut terms: HashMap<_, Vec<_>> = HashMap::new();
    for actor in &knowledge.actors {
        for office in actor.offices.iter().filter(|office| OF_ONE.contains(&office.key.as_str())) {
            // Offices of international bodies are told apart by their titles.
            let whose = if office.country.is_empty() { &office.title } else { &office.country };
            terms.entry((&office.key, whose)).or_default().push((office.from, office.to, &actor.name));
        }
    }
    let mut overlapping = Vec::new();
    for (office, mut terms) in terms {
        terms.sort();
        for pair in terms.windows(2) {
            let [(_, to, one), (from, _, other)] = pair else { continue };
            // One begins on the day on which the other ends.
            if one != other && to.is_none_or(|to| to > *from) {
                overlapping.push(format!("{office:?}: {one} until {to:?}, {other} from {from}"));
            }
        }
    }
    assert!(overlapping.is_empty(), "{}", overlapping.join("\n"));
}

#[test]
fn an_office_without_an_end_tells_when_it_was_last_checked() {
    for actor in &knowledge().actors {
        for office in &actor.offices {
            assert!(office.to.or(office.checked).is_some(), "{}, {}", actor.name, office.title);
        }
    }
}

#[test]
fn every_identifier_is_of_one_actor() {
    let knowledge = knowledge();
    let mut met = HashSet::new();
    for actor in &knowledge.actors {
        assert!(met.insert(&actor.id), "{} twice", actor.id);
        assert!(actor.wikidata.is_empty() || met.insert(&actor.wikidata), "{}: {} twice", actor.id, actor.wikidata);
    }
}

#[test]
fn every_state_is_found_by_its_name_in_every_language() {
    let knowledge = knowledge();
    let states = knowledge.actors.iter().filter(|actor| actor.kind == ActorKind::State);
    assert!(states.clone().count() >= 200);
    for actor in states {
        for language in Language::READ {
            assert!(actor.native.get(&language).is_some_and(|name| !name.is_empty()), "{} in {language:?}", actor.name);
        }
    }
}

#[test]
fn the_knowledge_base_knows_whom_news_speak_of() {
    let knowledge = knowledge();
    let count = |fits: fn(&KnownActor) -> bool| knowledge.actors.iter().filter(|actor| fits(actor)).count();
    assert!(count(|actor| actor.kind == ActorKind::Person && !actor.offices.is_empty()) >= 400);
    assert!(count(|actor| actor.kind == ActorKind::Organization && !actor.outlet) >= 150);
}

#[test]
fn a_state_is_found_by_its_code() {
    let knowledge = knowledge();
    assert_eq!(knowledge.actor(knowledge.state("RUS").unwrap()).native(Language::Russian), "Россия");
}
