//! `calls.toml`: telephone, video, and what is neither.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::meaning::Meaning;
use super::modality::{self, Modality};
use super::phrase::PhraseTable;
use crate::event::v1::CallMedium;
use crate::linguistics::WordKey;

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
    /// It joins another name with those before it, for the same call ("as well as").
    Also,
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
    pub(super) fn gives_way_to(self, longer: Self) -> bool {
        self.tells() && longer.tells() || std::mem::discriminant(&self) == std::mem::discriminant(&longer)
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
    also: Vec<String>,
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
    pub(super) fn insert(&self, table: &mut PhraseTable<Meaning>, key: impl Fn(&str) -> WordKey) {
        for (phrases, medium) in self.nouns.each() {
            table.insert_all(&key, phrases, &Meaning::Call(CallWord::CallNoun(medium)));
        }
        for (phrases, medium) in self.verbs.each() {
            table.insert_all(&key, phrases, &Meaning::Call(CallWord::CallVerb(medium)));
        }
        for (phrases, medium) in self.over.each() {
            table.insert_all(&key, phrases, &Meaning::Call(CallWord::Medium(medium)));
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
            (&self.also, CallWord::Also),
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
            table.insert_all(&key, phrases, &Meaning::Call(word));
        }
        modality::insert(table, &key, &self.modality);
    }
}
