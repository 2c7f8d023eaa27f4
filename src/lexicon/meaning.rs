//! What a word or phrase of the lexicon means to the extractor.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::event::v1::{CallMedium, StatementAct};
use crate::linguistics::Gender;

/// The meaning of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// It reports speech.
    Report(Report),
    /// It opens the clause that holds what was said ("that").
    Complementizer,
    /// It opens a question that is told ("why", in "explained why"), and belongs to it.
    Interrogative,
    /// It opens the clause that holds what was said where that stands before its verb («о том, что»).
    ClauseInFront,
    /// It joins a clause that holds nothing that was said ("because").
    Connective,
    /// It opens a reporting clause set into the content ("as", in "as X said").
    As,
    /// It stands for the sentence before ("of this", in "X told of this").
    AboutThis,
    /// It has to do with calls.
    Call(CallWord),
    /// It has to do with restrictive economic measures.
    Measure(MeasureWord),
    /// It opens the target of a measure.
    Against(AgainstWord),
    /// It opens a condition.
    Condition(ConditionWord),
    /// A group of states, people or companies that has no name of its own.
    Collective {
        /// Its dictionary form.
        form: String,
        /// Whether it can impose measures: states can, companies cannot.
        imposes: bool,
    },
    /// It says how real an event is.
    Modality(Modality),
    /// It negates what follows.
    Negation,
    /// In what is said it gives away what is done by it.
    Act(StatementAct, ActWord),
    /// A title or office.
    Title(Title),
    /// A pronoun for somebody named.
    Pronoun {
        /// Whether it stands for one woman or man; `None` for several.
        gender: Option<Gender>,
        /// For whom of those named.
        sort: PronounSort,
    },
    /// A noun for bodies of a sort, which stands for one that was named before.
    Body(BodySort),
    /// It says that the title after it is not held on the day ("former", "future").
    NotInOffice,
    /// It says that the title after it is held for another, or until somebody is appointed.
    Acting,
    /// It says that whoever the noun after it stands for was not spoken of before ("another").
    Indefinite,
    /// It has to do with time.
    Time(TimeWord),
}

impl Meaning {
    /// Whether of two phrases, one inside the other, only the longer one counts.
    #[must_use]
    pub fn gives_way_to(&self, longer: &Self) -> bool {
        match (self, longer) {
            (Self::Call(one), Self::Call(other)) => one.gives_way_to(*other),
            // What says how real a call is stands beside what says it of a measure.
            (Self::Modality(one), Self::Modality(other)) => one.is_of_a_call() == other.is_of_a_call(),
            (Self::Measure(one), Self::Measure(other)) => one.is_relation() == other.is_relation(),
            _ => std::mem::discriminant(self) == std::mem::discriminant(longer),
        }
    }
}

impl Modality {
    fn is_of_a_call(self) -> bool {
        matches!(self, Self::Planned | Self::Proposed | Self::NotHeld)
    }
}

impl MeasureWord {
    /// Whether it says how a measure stands to another one, beside what the measure is.
    fn is_relation(self) -> bool {
        matches!(self, Self::Background | Self::InReturn)
    }
}

impl CallWord {
    /// Whether it tells a call, or that something is none.
    #[must_use]
    pub const fn tells(self) -> bool {
        matches!(
            self,
            Self::CallNoun(_)
                | Self::CallVerb(_)
                | Self::TalkNoun
                | Self::TalkVerb
                | Self::MeetingNoun
                | Self::Interlocutor
                | Self::Medium(_)
                | Self::NoCall
                | Self::Figure
        )
    }

    /// Words that tell a call, or that something is none, are rivals; the others stand beside them.
    fn gives_way_to(self, longer: Self) -> bool {
        self.tells() && longer.tells() || std::mem::discriminant(&self) == std::mem::discriminant(&longer)
    }
}

/// What sort of body an actor is, or a noun stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodySort {
    /// Not told.
    #[default]
    Any,
    /// A news agency, paper or broadcaster: «издание».
    Outlet,
    /// A body of a state that many states have: «ведомство».
    Authority,
    /// What is neither: «компания», «организация».
    Other,
}

impl BodySort {
    /// Whether a body of this sort may be spoken of with a noun for another.
    #[must_use]
    pub fn fits(self, noun: Self) -> bool {
        // The knowledge base does not tell the authorities that only one state has from companies.
        self == noun || self == Self::Any || noun == Self::Any || (self, noun) == (Self::Other, Self::Authority)
    }
}

/// Where a word of what is said gives away what is done by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActWord {
    /// Wherever it stands.
    Anywhere,
    /// As a finite verb or what stands for one, and not as a mere noun or attribute.
    Predicate,
    /// In what something is called ("called the report a lie").
    Judgement,
    /// Where it lays a duty on somebody other than who speaks ("the union must answer").
    Duty,
}

/// For whom a pronoun stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PronounSort {
    /// Whoever the text is about ("he").
    Personal,
    /// Whoever of several was named last ("the latter").
    Latter,
    /// It says whose something is ("his").
    Possessive,
    /// Whoever is no subject («у него», "with him").
    Oblique,
}

/// A reporting expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the speaker does by it.
    pub act: StatementAct,
    /// How the speaker and the content stand around it.
    pub kind: ReportKind,
    /// What follows it.
    pub frame: Frame,
}

/// The grammar of a reporting expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// A verb in a finite form, with its subject as speaker.
    Verb,
    /// A predicate that is no verb ("is sure").
    Predicate,
    /// A phrase whose speaker follows it ("according to").
    According,
    /// A phrase whose speaker is whoever spoke last ("in his words").
    AccordingToLast,
    /// A verb of whoever passes on the words of somebody else ("cites him").
    Relay,
    /// A noun that has a holder and a content ("the demand of X to do Y").
    Noun,
    /// A noun that makes what is told of a content ("spoke of the need to do Y").
    Topic,
}

/// What a reporting verb may have as content.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Frame {
    /// A clause or a quotation.
    pub clause: bool,
    /// The noun phrase after it ("condemned Y"), or any bare words where no grammar tells them apart.
    pub object: bool,
    /// The noun phrase after it where it tells what something is called or taken for ("called Y a lie").
    pub predicative: bool,
    /// The noun phrase after it where its noun is a [`ReportKind::Topic`] ("stressed the need to do Y").
    pub topic: bool,
    /// The infinitive after it ("called on X to do Y").
    pub infinitive: bool,
    /// Only a sentence that it points back to ("came forward with this threat").
    pub this: bool,
    /// Words after one of these prepositions ("spoke of the decision to do Y"), and what is done by it ("spoke against Y").
    pub prepositions: BTreeMap<String, StatementAct>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            clause: true,
            object: false,
            predicative: false,
            topic: false,
            infinitive: false,
            this: false,
            prepositions: BTreeMap::new(),
        }
    }
}

impl From<Vec<String>> for Frame {
    fn from(words: Vec<String>) -> Self {
        let clause = !words.iter().any(|word| word == "this" || word == "phrase");
        let mut frame = Self { clause, ..Self::default() };
        for word in words {
            match word.as_str() {
                "object" => frame.object = true,
                "predicative" => frame.predicative = true,
                "topic" => frame.topic = true,
                "infinitive" => frame.infinitive = true,
                "this" => frame.this = true,
                "phrase" => {}
                _ => {
                    frame.prepositions.insert(word, StatementAct::Say);
                }
            }
        }
        frame
    }
}

impl Frame {
    /// Takes in what another entry of the same verb allows.
    pub fn merge(&mut self, other: &Self) {
        self.clause |= other.clause;
        self.object |= other.object;
        self.predicative |= other.predicative;
        self.topic |= other.topic;
        self.infinitive |= other.infinitive;
        self.this |= other.this;
        for (preposition, act) in &other.prepositions {
            self.prepositions.entry(preposition.clone()).or_insert(*act);
        }
    }

    /// The frame of an expression that does an act.
    #[must_use]
    pub fn of_act(mut self, act: StatementAct) -> Self {
        self.prepositions.values_mut().for_each(|of_preposition| *of_preposition = act);
        self
    }
}

/// A word that has to do with calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallWord {
    /// It names a call by itself ("phone call").
    CallNoun(CallMedium),
    /// It tells a call by itself ("phoned"). One calls one: with several objects it is as many calls.
    CallVerb(CallMedium),
    /// It names a conversation: a call together with a [`CallWord::Medium`], or where it goes on with a call told before.
    TalkNoun,
    /// It tells a conversation, in the same way.
    TalkVerb,
    /// It names talks of any sort: a call only together with a [`CallWord::Medium`].
    MeetingNoun,
    /// It says what a talk was held over.
    Medium(CallMedium),
    /// Looks like a call and is none, and neither is what else its clause tells: a hot line, a survey.
    NoCall,
    /// A figure of speech with a word for a call ("called for"): only that word tells none.
    Figure,
    /// It says that a call was earlier than the one the article is about.
    Earlier,
    /// It says the same where the call has a time of its own ("last").
    Last,
    /// A noun for calls in the plural.
    Several,
    /// Two times.
    Twice,
    /// It sets one of several objects apart from the others ("later", "separately").
    Sequel,
    /// What calls do, and what is done with them: "hold", "take place".
    Holding,
    /// Those to whom one gives an interview: what they are told by phone is no call of public actors.
    Press,
    /// Whoever was on the other end.
    Interlocutor,
    /// It adds somebody to a conversation.
    Joining,
    /// It says who called.
    Initiator,
    /// It makes a call the circumstance of something else, which then says nothing of how real the call is ("during").
    Circumstance,
    /// A preposition before two or more who talk with each other.
    Between,
    /// A preposition before where one calls, or before whom in languages without cases.
    Toward,
    /// A preposition before whoever a call came from.
    From,
    /// A preposition before whoever had a call («у»).
    Owner,
    /// The first person: in what is quoted, the speaker.
    Speaker,
    /// It says that a report is false.
    Denial,
    /// A unit of time, or an amount of it, that tells how long a call took.
    Duration,
    /// It tells by itself how long a call took ("hour-long").
    Long,
    /// It says that what stands beside it is how long something took ("lasted").
    Lasting,
    /// It makes an amount less exact ("about"), and belongs to it.
    Roughly,
    /// It opens the time from or in which calls are counted ("since", in "the third call since May").
    Since,
    /// It sets a call apart from the time after it ("before Saturday's").
    Apart,
    /// A verb of discussing, with what was discussed as its object.
    Discuss,
    /// It opens what a call was about, as its subject or after a preposition ("dealt with", "the topic was").
    Topic,
    /// A preposition before what a call was about.
    About,
    /// It tells of an event as the first, second, third of its sort.
    Ordinal,
    /// A finite verb, in a language whose endings do not tell.
    Predicate,
}

/// A word that has to do with restrictive economic measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureWord {
    /// It names one ("sanctions", "embargo").
    Measure,
    /// It names one where the article speaks of such measures ("new measures", "restrictions").
    Loose,
    /// It looks like one and is none ("disciplinary sanctions").
    NoMeasure,
    /// It restricts ("ban", "freeze"): a measure only together with what is restricted.
    Restrict,
    /// What a state can restrict ("imports", "assets").
    Restricted,
    /// What it can restrict also for reasons that are no measure ("borders"): only where the article speaks of measures.
    LooselyRestricted,
    /// A measure after it is only what something else answers or follows from ("in answer to").
    Background,
    /// It makes a measure the answer to another one ("retaliatory").
    InReturn,
    /// A currency: whose it is tells nothing of a measure ("Canadian dollars").
    Money,
}

/// A word that opens the target of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgainstWord {
    /// Wherever it stands ("against").
    Anywhere,
    /// After the measure or the verb that imposes it ("on", in "tariffs on China").
    After,
}

/// A word that opens a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionWord {
    /// A clause follows ("if").
    Clause,
    /// A noun phrase follows ("in case of").
    Phrase,
    /// A clause follows, where it opens its own ("should", in "should talks fail").
    First,
    /// Only with a verb of the future under a negation («пока … не выполнит»).
    Until,
}

/// How real an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Announced, agreed, intended: a call.
    Planned,
    /// Asked for, offered: a call.
    Proposed,
    /// Refused, cancelled, denied: a call.
    NotHeld,
    /// Announced as a consequence or as certain to come: a measure.
    Threatened,
    /// Willing to: a measure that is to be imposed.
    Ready,
    /// Prepared, discussed, possible: a measure.
    Considered,
    /// A bill or a call on another: a measure.
    Called,
    /// Said not to be planned, refused: a measure.
    RuledOut,
    /// In force already, evaded, felt: no threat.
    InForce,
    /// To lift or ease: no threat, but one where it is refused.
    Lift,
    /// To impose, widen, prolong: a threat where it is to come.
    Impose,
    /// To come or to hit, said of the measure itself: a threat where it is to come.
    Follow,
    /// To be hit, said of the target: a threat where it is to come.
    Suffer,
    /// Only asked ("whether"): a measure that nobody speaks of as real.
    Asked,
    /// Puts a verb into the future ("will").
    Will,
    /// A bill, a draft: whoever brings it in is who would impose.
    Bill,
}

/// A title or office, and what it says of who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// English name of the function ("president").
    pub name: String,
    /// Key of the office in the knowledge base; empty where it is none that is kept there.
    pub office: String,
    /// Country of the office, where the title alone tells it.
    pub country: String,
    /// Whether it is said of several people.
    pub group: bool,
    /// Of a group: the names of those who make it up may follow ("presidents A and B").
    pub named: bool,
    /// Without a name it is whoever was the subject last ("the minister").
    pub anaphoric: bool,
    /// It is said of people of any function ("politician"), also with words after it that tell of what ("head").
    pub general: bool,
    /// Key of the office that it is with the name of a state after it: "head of Norway"; empty where it is none.
    pub of_state: String,
    /// It names no office: with a country, it is whoever of that country was named last ("his American colleague").
    pub counterpart: bool,
    /// It is said of whoever leads a state, head of it or not ("leader").
    pub leads: bool,
    /// Its first word in the form of the dictionary, in small letters.
    pub first_word: String,
}

/// A word that has to do with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeWord {
    /// A day counted from the publication: today is 0.
    Day(i8),
    /// A part of a day, as hours of the clock.
    Part(u8, u8),
    /// It opens a day whose first hours are meant («в ночь на»), as hours of the clock.
    NightBefore(u8, u8),
    /// A month, 1 to 12.
    Month(i8),
    /// A day of the week, 1 (Monday) to 7.
    Weekday(i8),
    /// It says of a day of the week that it is the one before the publication ("last").
    Last,
    /// It says of a day of the week that it is the one after the publication ("next").
    Next,
    /// A week, month or year counted from the one of the publication.
    Period(TimeUnit, i8),
    /// A habit or a count.
    Habit,
    /// A time that tells no day ("soon").
    Vague,
    /// A unit of time.
    Unit(TimeUnit),
    /// A small number.
    Number(u8),
    /// After an amount of time: so long before the publication.
    Ago,
    /// Before an amount of time: so long after the publication.
    After,
    /// A preposition before a month or a year.
    In,
    /// A preposition before a time of the clock.
    ClockPreposition,
    /// Hours to add to a time on a clock of twelve.
    HalfDay(i16),
    /// Whose clock it is.
    Zone(Zone),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A calendar day.
    Day,
    /// A week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// A clock that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// So many minutes ahead of UTC the whole year.
    Offset(i16),
    /// It changes over the year, or cannot be told.
    Unknown,
}
