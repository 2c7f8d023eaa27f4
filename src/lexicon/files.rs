//! The files of a language, as they are written, and how each fills the table of phrases.
//!
//! In every file a word stands for all its forms; with `=` before it, for that form alone. Every key may be left out, so
//! that a file which adds to a built-in one holds what it adds and nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Deserializer};

use super::meaning::{
    ActWord, AgainstWord, BodySort, CallWord, ConditionWord, Frame, Meaning, MeasureWord, Modality, PronounSort,
    Report, ReportKind, TimeUnit, TimeWord, Title, Zone,
};
use super::phrase::PhraseTable;
use crate::event::v1::{CallMedium, StatementAct};
use crate::linguistics::{Gender, WordKey, fold};

type Table = PhraseTable<Meaning>;

fn insert(table: &mut Table, key: &impl Fn(&str) -> WordKey, phrases: &[String], meaning: &Meaning) {
    for phrase in phrases {
        table.insert(phrase.split_whitespace().map(key), meaning.clone());
    }
}

/// `reporting.toml`: who says what, and how.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reporting {
    complementizers: Vec<String>,
    interrogatives: Vec<String>,
    connectives: Vec<String>,
    clauses_in_front: Vec<String>,
    r#as: Vec<String>,
    about_this: Vec<String>,
    according: Vec<String>,
    according_possessive: Vec<String>,
    negation: Vec<String>,
    pub(super) speaking_things: Vec<String>,
    pub(super) documents: Vec<String>,
    pub(super) occasions: Vec<String>,
    pub(super) light_verbs: Vec<String>,
    pronouns: Pronouns,
    report: Vec<ReportEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Pronouns {
    male: Vec<String>,
    female: Vec<String>,
    plural: Vec<String>,
    latter_male: Vec<String>,
    latter_female: Vec<String>,
    latter_plural: Vec<String>,
    possessive_male: Vec<String>,
    possessive_female: Vec<String>,
    possessive_plural: Vec<String>,
    oblique_male: Vec<String>,
    oblique_female: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportEntry {
    #[serde(deserialize_with = "act")]
    act: StatementAct,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    predicates: Vec<String>,
    #[serde(default)]
    relays: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    frame: Frame,
}

/// An act by the name that the codebook gives it.
fn act<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatementAct, D::Error> {
    let name = String::deserialize(deserializer)?;
    StatementAct::from_str_name(&format!("STATEMENT_ACT_{name}"))
        .ok_or_else(|| serde::de::Error::custom(format!("{name} is no act of a statement")))
}

impl Reporting {
    pub(super) fn insert(&self, table: &mut Table, key: impl Fn(&str) -> WordKey) {
        insert(table, &key, &self.complementizers, &Meaning::Complementizer);
        insert(table, &key, &self.interrogatives, &Meaning::Interrogative);
        insert(table, &key, &self.connectives, &Meaning::Connective);
        insert(table, &key, &self.clauses_in_front, &Meaning::ClauseInFront);
        insert(table, &key, &self.r#as, &Meaning::As);
        insert(table, &key, &self.about_this, &Meaning::AboutThis);
        insert(table, &key, &self.negation, &Meaning::Negation);
        let Pronouns { male, female, plural, .. } = &self.pronouns;
        let Pronouns { latter_male, latter_female, latter_plural, .. } = &self.pronouns;
        let Pronouns { possessive_male, possessive_female, possessive_plural, .. } = &self.pronouns;
        let Pronouns { oblique_male, oblique_female, .. } = &self.pronouns;
        for (sort, by_gender) in [
            (PronounSort::Personal, [male, female, plural]),
            (PronounSort::Latter, [latter_male, latter_female, latter_plural]),
            (PronounSort::Possessive, [possessive_male, possessive_female, possessive_plural]),
            (PronounSort::Oblique, [oblique_male, oblique_female, &Vec::new()]),
        ] {
            for (words, gender) in by_gender.into_iter().zip([Some(Gender::Male), Some(Gender::Female), None]) {
                insert(table, &key, words, &Meaning::Pronoun { gender, sort });
            }
        }
        for (phrases, kind) in
            [(&self.according, ReportKind::According), (&self.according_possessive, ReportKind::AccordingToLast)]
        {
            let according = Report { act: StatementAct::Say, kind, frame: Frame::default() };
            insert(table, &key, phrases, &Meaning::Report(according));
        }
        for entry in &self.report {
            for (phrases, kind) in [
                (&entry.verbs, ReportKind::Verb),
                (&entry.predicates, ReportKind::Predicate),
                (&entry.relays, ReportKind::Relay),
                (&entry.nouns, ReportKind::Noun),
                (&entry.topics, ReportKind::Topic),
            ] {
                let frame = entry.frame.clone().of_act(entry.act);
                insert(table, &key, phrases, &Meaning::Report(Report { act: entry.act, kind, frame }));
            }
        }
    }
}

/// `acts.toml`: what the words of a content do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Acts {
    act: Vec<ActEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActEntry {
    #[serde(deserialize_with = "act")]
    act: StatementAct,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    predicates: Vec<String>,
    #[serde(default)]
    judgements: Vec<String>,
    #[serde(default)]
    duties: Vec<String>,
}

impl Acts {
    pub(super) fn insert(&self, table: &mut Table, key: impl Fn(&str) -> WordKey) {
        for entry in &self.act {
            for (phrases, word) in [
                (&entry.words, ActWord::Anywhere),
                (&entry.predicates, ActWord::Predicate),
                (&entry.judgements, ActWord::Judgement),
                (&entry.duties, ActWord::Duty),
            ] {
                insert(table, &key, phrases, &Meaning::Act(entry.act, word));
            }
        }
    }

    /// The acts in the order in which they win over each other.
    pub(super) fn order(&self) -> Vec<StatementAct> {
        self.act.iter().map(|entry| entry.act).collect()
    }
}

/// `calls.toml`: telephone, video, and what is neither.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Calls {
    nouns: OverEach,
    verbs: OverEach,
    over: OverEach,
    talk_nouns: Vec<String>,
    talk_verbs: Vec<String>,
    meeting_nouns: Vec<String>,
    no_call: Vec<String>,
    figures: Vec<String>,
    earlier: Vec<String>,
    last: Vec<String>,
    several: Vec<String>,
    twice: Vec<String>,
    sequel: Vec<String>,
    holding: Vec<String>,
    interlocutor: Vec<String>,
    press: Vec<String>,
    joining: Vec<String>,
    initiator: Vec<String>,
    circumstance: Vec<String>,
    between: Vec<String>,
    toward: Vec<String>,
    denial: Vec<String>,
    from: Vec<String>,
    owner: Vec<String>,
    speaker: Vec<String>,
    duration: Vec<String>,
    long: Vec<String>,
    lasting: Vec<String>,
    roughly: Vec<String>,
    ordinal: Vec<String>,
    since: Vec<String>,
    apart: Vec<String>,
    discuss: Vec<String>,
    topic: Vec<String>,
    about: Vec<String>,
    predicates: Vec<String>,
    modality: BTreeMap<Modality, Vec<String>>,
}

/// Words for each thing that a call can be held over.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct OverEach {
    phone: Vec<String>,
    video: Vec<String>,
    other: Vec<String>,
}

impl OverEach {
    fn each(&self) -> [(&Vec<String>, CallMedium); 3] {
        [(&self.phone, CallMedium::Phone), (&self.video, CallMedium::Video), (&self.other, CallMedium::Unspecified)]
    }
}

impl Calls {
    pub(super) fn insert(&self, table: &mut Table, key: impl Fn(&str) -> WordKey) {
        for (phrases, medium) in self.nouns.each() {
            insert(table, &key, phrases, &Meaning::Call(CallWord::CallNoun(medium)));
        }
        for (phrases, medium) in self.verbs.each() {
            insert(table, &key, phrases, &Meaning::Call(CallWord::CallVerb(medium)));
        }
        for (phrases, medium) in self.over.each() {
            insert(table, &key, phrases, &Meaning::Call(CallWord::Medium(medium)));
        }
        for (phrases, word) in [
            (&self.talk_nouns, CallWord::TalkNoun),
            (&self.talk_verbs, CallWord::TalkVerb),
            (&self.meeting_nouns, CallWord::MeetingNoun),
            (&self.no_call, CallWord::NoCall),
            (&self.figures, CallWord::Figure),
            (&self.earlier, CallWord::Earlier),
            (&self.last, CallWord::Last),
            (&self.several, CallWord::Several),
            (&self.twice, CallWord::Twice),
            (&self.sequel, CallWord::Sequel),
            (&self.holding, CallWord::Holding),
            (&self.interlocutor, CallWord::Interlocutor),
            (&self.press, CallWord::Press),
            (&self.joining, CallWord::Joining),
            (&self.initiator, CallWord::Initiator),
            (&self.circumstance, CallWord::Circumstance),
            (&self.between, CallWord::Between),
            (&self.toward, CallWord::Toward),
            (&self.denial, CallWord::Denial),
            (&self.from, CallWord::From),
            (&self.owner, CallWord::Owner),
            (&self.speaker, CallWord::Speaker),
            (&self.duration, CallWord::Duration),
            (&self.long, CallWord::Long),
            (&self.lasting, CallWord::Lasting),
            (&self.roughly, CallWord::Roughly),
            (&self.ordinal, CallWord::Ordinal),
            (&self.since, CallWord::Since),
            (&self.apart, CallWord::Apart),
            (&self.discuss, CallWord::Discuss),
            (&self.topic, CallWord::Topic),
            (&self.about, CallWord::About),
            (&self.predicates, CallWord::Predicate),
        ] {
            insert(table, &key, phrases, &Meaning::Call(word));
        }
        insert_modality(table, &key, &self.modality);
    }
}

/// `sanctions.toml`: measures, whom they are against, and how real they are.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sanctions {
    measures: Vec<String>,
    loose_measures: Vec<String>,
    no_measures: Vec<String>,
    restrict: Vec<String>,
    restricted: Vec<String>,
    loosely_restricted: Vec<String>,
    background: Vec<String>,
    in_return: Vec<String>,
    money: Vec<String>,
    against: Vec<String>,
    against_after: Vec<String>,
    condition: Vec<String>,
    condition_phrase: Vec<String>,
    condition_first: Vec<String>,
    condition_until: Vec<String>,
    imposing_groups: Vec<String>,
    hit_groups: Vec<String>,
    pub(super) forms: SanctionForms,
    modality: BTreeMap<Modality, Vec<String>>,
}

/// Function words and endings that only threats ask for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SanctionForms {
    /// Infinitives of the copula, which put a participle under a modal verb ("may be imposed"), in small letters.
    pub copula_infinitives: HashSet<String>,
    /// Conjunctions that open what is wished for («чтобы»), in small letters.
    pub purpose_conjunctions: HashSet<String>,
    /// Words by which a speaker names his own side, in small letters.
    pub own_side: HashSet<String>,
    /// Endings of adjectives in the plural, each with the one of the nominative.
    pub plural_adjectives: Vec<[String; 2]>,
    /// Prepositions before whoever would impose ("by").
    pub issuer_prepositions: HashSet<String>,
    /// Prepositions before whoever is called on ("from", in "demanded from the council").
    pub called_prepositions: HashSet<String>,
    /// Prepositions between a whole and its parts ("of", in "tons of steel").
    pub part_prepositions: HashSet<String>,
    /// What goes into the state that restricts it ("entry").
    pub entering: HashSet<String>,
}

impl SanctionForms {
    /// Takes in what another file has.
    pub(super) fn extend(&mut self, other: Self) {
        self.copula_infinitives.extend(other.copula_infinitives);
        self.purpose_conjunctions.extend(other.purpose_conjunctions);
        self.own_side.extend(other.own_side);
        self.plural_adjectives.extend(other.plural_adjectives);
        self.issuer_prepositions.extend(other.issuer_prepositions);
        self.called_prepositions.extend(other.called_prepositions);
        self.part_prepositions.extend(other.part_prepositions);
        self.entering.extend(other.entering);
    }
}

impl Sanctions {
    pub(super) fn insert(&self, table: &mut Table, key: impl Fn(&str) -> WordKey) {
        for (phrases, word) in [
            (&self.measures, MeasureWord::Measure),
            (&self.loose_measures, MeasureWord::Loose),
            (&self.no_measures, MeasureWord::NoMeasure),
            (&self.restrict, MeasureWord::Restrict),
            (&self.restricted, MeasureWord::Restricted),
            (&self.loosely_restricted, MeasureWord::LooselyRestricted),
            (&self.background, MeasureWord::Background),
            (&self.in_return, MeasureWord::InReturn),
            (&self.money, MeasureWord::Money),
        ] {
            insert(table, &key, phrases, &Meaning::Measure(word));
        }
        insert(table, &key, &self.against, &Meaning::Against(AgainstWord::Anywhere));
        insert(table, &key, &self.against_after, &Meaning::Against(AgainstWord::After));
        insert(table, &key, &self.condition, &Meaning::Condition(ConditionWord::Clause));
        insert(table, &key, &self.condition_phrase, &Meaning::Condition(ConditionWord::Phrase));
        insert(table, &key, &self.condition_first, &Meaning::Condition(ConditionWord::First));
        insert(table, &key, &self.condition_until, &Meaning::Condition(ConditionWord::Until));
        for (groups, imposes) in [(&self.imposing_groups, true), (&self.hit_groups, false)] {
            for phrase in groups {
                let form = phrase.replace('=', "");
                insert(table, &key, std::slice::from_ref(phrase), &Meaning::Collective { form, imposes });
            }
        }
        insert_modality(table, &key, &self.modality);
    }
}

fn insert_modality(table: &mut Table, key: &impl Fn(&str) -> WordKey, by_modality: &BTreeMap<Modality, Vec<String>>) {
    for (modality, phrases) in by_modality {
        insert(table, key, phrases, &Meaning::Modality(*modality));
    }
}

/// `titles.toml`: offices, and words for people by what they do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Titles {
    /// The state whose office a bare title is where no state is named.
    pub(super) home: String,
    not_in_office: Vec<String>,
    /// The same, as the beginning of a title's first word ("ex-president").
    #[serde(default)]
    not_in_office_prefixes: Vec<String>,
    #[serde(default)]
    acting: Vec<String>,
    #[serde(default)]
    indefinite: Vec<String>,
    #[serde(default)]
    bodies: BodyNouns,
    title: Vec<TitleEntry>,
}

/// Nouns for bodies of a sort.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyNouns {
    outlet: Vec<String>,
    authority: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleEntry {
    name: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    group: bool,
    #[serde(default)]
    named: bool,
    #[serde(default)]
    anaphoric: bool,
    #[serde(default)]
    general: bool,
    #[serde(default)]
    of_state: String,
    #[serde(default)]
    counterpart: bool,
    #[serde(default)]
    leads: bool,
    words: Vec<String>,
}

impl Titles {
    pub(super) fn insert(self, table: &mut Table, key: impl Fn(&str) -> WordKey) {
        insert(table, &key, &self.not_in_office, &Meaning::NotInOffice);
        insert(table, &key, &self.acting, &Meaning::Acting);
        insert(table, &key, &self.indefinite, &Meaning::Indefinite);
        let BodyNouns { outlet, authority, other } = &self.bodies;
        for (nouns, sort) in [(outlet, BodySort::Outlet), (authority, BodySort::Authority), (other, BodySort::Other)] {
            insert(table, &key, nouns, &Meaning::Body(sort));
        }
        for TitleEntry {
            name,
            office,
            country,
            group,
            named,
            anaphoric,
            general,
            of_state,
            counterpart,
            leads,
            words,
        } in self.title
        {
            let prefixed =
                |phrase: &String| self.not_in_office_prefixes.iter().map(|prefix| prefixed(prefix, phrase)).collect();
            let former: Vec<String> = words.iter().flat_map::<Vec<_>, _>(prefixed).collect();
            let marked: Vec<_> =
                former.iter().filter_map(|phrase| phrase.split_whitespace().next()).map(str::to_owned).collect();
            insert(table, &key, &marked, &Meaning::NotInOffice);
            for phrase in words.into_iter().chain(former) {
                let first_word = fold(phrase.split_whitespace().next().unwrap_or_default().trim_start_matches('='));
                let (name, office, country) = (name.clone(), office.clone(), country.clone());
                let of_state = of_state.clone();
                let title = Title {
                    name,
                    office,
                    country,
                    group,
                    named,
                    anaphoric,
                    general,
                    of_state,
                    counterpart,
                    leads,
                    first_word,
                };
                insert(table, &key, &[phrase], &Meaning::Title(title));
            }
        }
    }
}

/// A phrase with a prefix to its first word, which stays a form or all forms of it.
fn prefixed(prefix: &str, phrase: &str) -> String {
    match phrase.strip_prefix('=') {
        Some(form) => format!("={prefix}{form}"),
        None => format!("{prefix}{phrase}"),
    }
}

/// `time.toml`: days, months, parts of a day.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Times {
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    last: Vec<String>,
    next: Vec<String>,
    day: Vec<CountedDay>,
    period: Vec<CountedPeriod>,
    part: Vec<PartEntry>,
    night_before: Vec<PartEntry>,
    habit: Vec<String>,
    vague: Vec<String>,
    unit: BTreeMap<TimeUnit, Vec<String>>,
    numbers: Vec<Vec<String>>,
    ago: Vec<String>,
    after: Vec<String>,
    r#in: Vec<String>,
    clock_prepositions: Vec<String>,
    half_day: Vec<HalfDayEntry>,
    zone: Vec<ZoneEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedDay {
    offset: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedPeriod {
    unit: TimeUnit,
    offset: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartEntry {
    hours: [u8; 2],
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HalfDayEntry {
    add_hours: i16,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneEntry {
    /// Minutes ahead of UTC; absent where they change over the year.
    offset_minutes: Option<i16>,
    words: Vec<String>,
}

impl Times {
    pub(super) fn insert(&self, table: &mut Table, key: impl Fn(&str) -> WordKey) {
        let mut add = |phrases: &[String], word: TimeWord| insert(table, &key, phrases, &Meaning::Time(word));
        for (number, words) in (1..).zip(&self.months) {
            add(words, TimeWord::Month(number));
        }
        for (number, words) in (1..).zip(&self.weekdays) {
            add(words, TimeWord::Weekday(number));
        }
        for (number, words) in (1..).zip(&self.numbers) {
            add(words, TimeWord::Number(number));
        }
        self.day.iter().for_each(|entry| add(&entry.words, TimeWord::Day(entry.offset)));
        self.period.iter().for_each(|entry| add(&entry.words, TimeWord::Period(entry.unit, entry.offset)));
        self.part.iter().for_each(|entry| add(&entry.words, TimeWord::Part(entry.hours[0], entry.hours[1])));
        for entry in &self.night_before {
            add(&entry.words, TimeWord::NightBefore(entry.hours[0], entry.hours[1]));
        }
        self.unit.iter().for_each(|(unit, words)| add(words, TimeWord::Unit(*unit)));
        self.half_day.iter().for_each(|entry| add(&entry.words, TimeWord::HalfDay(entry.add_hours)));
        for entry in &self.zone {
            add(&entry.words, TimeWord::Zone(entry.offset_minutes.map_or(Zone::Unknown, Zone::Offset)));
        }
        for (words, word) in [
            (&self.last, TimeWord::Last),
            (&self.next, TimeWord::Next),
            (&self.habit, TimeWord::Habit),
            (&self.vague, TimeWord::Vague),
            (&self.ago, TimeWord::Ago),
            (&self.after, TimeWord::After),
            (&self.r#in, TimeWord::In),
            (&self.clock_prepositions, TimeWord::ClockPreposition),
        ] {
            add(words, word);
        }
    }
}

/// `given_names.toml`: given names, which tell that a surname follows.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GivenNames {
    male: String,
    female: String,
    /// Small words in the middle of names ("von", "da").
    particles: String,
}

impl GivenNames {
    pub(super) fn particles(&self) -> HashSet<String> {
        self.particles.split_whitespace().map(str::to_owned).collect()
    }

    pub(super) fn into_map(self) -> HashMap<String, Gender> {
        [(self.male, Gender::Male), (self.female, Gender::Female)]
            .into_iter()
            .flat_map(|(names, gender)| {
                names.split_whitespace().map(|name| (name.to_lowercase(), gender)).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// `clutter.toml`: what is not the article, told by its words.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Clutter {
    pub(super) lists: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) invitations: Vec<String>,
    pub(super) imprint: Vec<String>,
    pub(super) credits: Vec<String>,
    pub(super) date_words: Vec<String>,
}
