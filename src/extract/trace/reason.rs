//! Why a word that asks for an event made none.

use serde::Serialize;

use crate::event::EventType;

/// The first thing that speaks against an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    // Of every type.
    /// The sentence is no part of the article.
    Clutter,
    /// The headline says in short what the body reports.
    Headline,
    /// No rule fits what stands around the word.
    NoRule,

    // Of statements.
    /// A participle, an infinitive or a noun, which tells nobody as its subject.
    NoFiniteVerb,
    /// In the first or second person, or a demand: the narrator speaks, or somebody in a quotation.
    NarratorSpeaks,
    /// It stands in quotation marks, and what is quoted is one content.
    Quoted,
    /// Its subject is a thing.
    SubjectCannotSpeak,
    /// Nobody is told who could have said it.
    NoSpeaker,
    /// A verb that tells nobody as its subject, and nobody spoke before.
    Impersonal,
    /// What follows is the content of a noun, and in the words of whoever holds that: "commenting on X's words that".
    WordsOfAnother,
    /// In a condition, and of what is still to come: "if the minister says that".
    Hypothetical,
    /// Nothing is told that was said: no clause, no quotation, no object.
    NoContent,
    /// What was said is one word, which is what was spoken about.
    ContentTooShort,
    /// A verb that points back, with no word for what it points to or no sentence before.
    PointsNowhere,
    /// It passes on words of somebody else that do not stand beside it.
    RelaysNothing,
    /// An outlet that passes on what somebody else in the sentence says.
    OnlyPassesOn,
    /// A quotation beside which nobody is told to have said it, and which goes on with no speech before.
    QuotationOfNobody,

    // Of calls.
    /// The clause has a word that makes it none: a hot line, a survey.
    NoCallWord,
    /// A noun where the lexicon has a verb, or a verb where it has a noun.
    OtherPartOfSpeech,
    /// A conversation, but no word of phone or video near it, and no call in the article that it goes on with.
    NoPhoneWord,
    /// What is told by phone is told to the press.
    ToldThePress,
    /// The medium of nothing: its clause has no verb.
    MediumOfNothing,
    /// The call is only supposed.
    Supposed,
    /// That something was said is denied, not that they talked.
    ContentDenied,
    /// Fewer than two sides are told.
    OneSided,

    // Of sanction threats.
    /// The measure stands in a condition, which says when something else happens.
    InCondition,
    /// The word is part of a phrase that the lexicon has as no measure.
    NoMeasure,
    /// Looks like a measure only in an article that speaks of such measures, and this one does not.
    LooseMeasure,
    /// In force already, and nothing more is to come.
    InForce,
    /// The measure is lifted or eased.
    Lifted,
    /// No word or tense says that the measure is to come, may come or should come.
    NotToCome,
    /// Nobody is told who would impose the measure.
    NoIssuer,
    /// Nobody is told whom the measure would hit.
    NoTarget,
    /// Another clause of the sentence tells a threat of the same stage.
    ToldAlready,
}

impl Reason {
    /// The type of event that was not made; `None` for a reason against every type.
    #[must_use]
    pub const fn event_type(self) -> Option<EventType> {
        match self {
            Self::Clutter | Self::Headline | Self::NoRule => None,
            Self::NoFiniteVerb
            | Self::NarratorSpeaks
            | Self::Quoted
            | Self::SubjectCannotSpeak
            | Self::NoSpeaker
            | Self::Impersonal
            | Self::WordsOfAnother
            | Self::Hypothetical
            | Self::NoContent
            | Self::ContentTooShort
            | Self::PointsNowhere
            | Self::RelaysNothing
            | Self::OnlyPassesOn
            | Self::QuotationOfNobody => Some(EventType::Statement),
            Self::NoCallWord
            | Self::OtherPartOfSpeech
            | Self::NoPhoneWord
            | Self::ToldThePress
            | Self::MediumOfNothing
            | Self::Supposed
            | Self::ContentDenied
            | Self::OneSided => Some(EventType::Call),
            Self::InCondition
            | Self::NoMeasure
            | Self::LooseMeasure
            | Self::InForce
            | Self::Lifted
            | Self::NotToCome
            | Self::NoIssuer
            | Self::NoTarget
            | Self::ToldAlready => Some(EventType::SanctionThreat),
        }
    }

    /// What it means, in one sentence without a full stop.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Clutter => "the sentence is not part of the article",
            Self::Headline => "a headline makes no event of its own where there is a body",
            Self::NoRule => "no rule fits the words around it",
            Self::NoFiniteVerb => "no finite verb: it has no subject who could have said something",
            Self::NarratorSpeaks => "first or second person, or imperative: the narrator's own words",
            Self::Quoted => "inside a quotation, which is read as one content",
            Self::SubjectCannotSpeak => "its subject is a thing that cannot speak",
            Self::NoSpeaker => "nobody near it can be told to have said it",
            Self::Impersonal => "an impersonal verb, and nobody spoke before whose words these could be",
            Self::WordsOfAnother => "what follows is in the words of somebody else, whose noun stands between",
            Self::Hypothetical => "in a condition, of something still to come",
            Self::NoContent => "nothing is told that was said: no clause, quotation or object that its frame allows",
            Self::ContentTooShort => "what follows is a topic, too short to be something said",
            Self::PointsNowhere => "its frame asks for a word that points to the sentence before (\"this\")",
            Self::RelaysNothing => "it passes on words, and none in quotation marks stand beside it",
            Self::OnlyPassesOn => "an outlet passes on what somebody else says: it is the source, not the speaker",
            Self::QuotationOfNobody => "a quotation with nobody beside it who said it",
            Self::NoCallWord => "a word or phrase in the clause makes it no call (`no_call`)",
            Self::OtherPartOfSpeech => "another part of speech than the lexicon has: no talk is told by it",
            Self::NoPhoneWord => {
                "a conversation, with no word of phone or video in its clause, and no call that it goes on with"
            }
            Self::ToldThePress => "told to the press by phone: no call of public actors",
            Self::MediumOfNothing => "no verb in the clause that could be done by phone",
            Self::Supposed => "the call is only supposed: it stands in a condition",
            Self::ContentDenied => "what is negated is what was said, not that they talked",
            Self::OneSided => "fewer than two sides are told",
            Self::InCondition => "the measure stands in a condition, and is not what would follow from it",
            Self::NoMeasure => "part of a phrase that is no measure (`no_measures`)",
            Self::LooseMeasure => "a measure only where the article names one by a plain word (`measures`)",
            Self::InForce => "the measure is in force, and no word says that more is to come",
            Self::Lifted => "the measure is lifted or eased",
            Self::NotToCome => "no word and no tense says that the measure is to come, may come or should come",
            Self::NoIssuer => "nobody is told who would impose it",
            Self::NoTarget => "nobody is told whom it would hit",
            Self::ToldAlready => "another clause of the sentence tells the same threat",
        }
    }
}
