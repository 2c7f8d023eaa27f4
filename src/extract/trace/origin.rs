//! How the rules told whom words stand for, and which time they mean.

use serde::Serialize;

/// How it was told whom words stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A name in the knowledge base.
    Name,
    /// A name that several have in the knowledge base: the one whom the article has named before.
    NameOfOneMet,
    /// A name that several have in the knowledge base: the only one in office on the day.
    NameOfOneServing,
    /// A capital that stands for its state.
    Seat,
    /// An adjective of a state.
    Adjective,
    /// The side of a state in a call: the only one of that state who takes part.
    Side,
    /// A sort of body that many states have, with the state it belongs to.
    BodyOfState,
    /// A name that the knowledge base does not have.
    NewName,
    /// Part of the name of somebody whom the article names in full.
    PartOfName,
    /// A title: whom the article names in that office.
    TitleInArticle,
    /// A title: who held the office on the day by the knowledge base.
    TitleOnDay,
    /// A title or description that fits whoever the text is about.
    Described,
    /// A noun for somebody of a state: whoever of that state the text is about.
    Demonym,
    /// A noun for bodies of a sort: the one of that sort that the text is about.
    Body,
    /// A noun for a person: whomever the article calls so with the name.
    Called,
    /// A title beside a name: whoever has that name.
    Apposition,
    /// "The document": whoever issued the one that was spoken of before.
    Issuer,
    /// "The former president": whom the article gives that office at another time.
    FormerHolder,
    /// Only described: neither article nor knowledge base tells who it is.
    OnlyDescribed,
    /// A pronoun: whoever the text is about of that gender and number.
    Pronoun,
    /// "The latter": whoever was named last.
    Latter,
    /// A pronoun in what somebody is accused of: whoever is accused.
    Accused,
    /// "Who": the noun before the comma that agrees with it.
    Relative,
    /// A pronoun for which nobody fits.
    Nobody,
    /// No subject: whoever spoke last.
    LastSpeaker,
    /// No subject, but a place: those who are there.
    Place,
}

impl Origin {
    /// What it means, in one sentence without a full stop.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Name => "a name in the knowledge base",
            Self::NameOfOneMet => "several in the knowledge base have the name; the article has named this one",
            Self::NameOfOneServing => {
                "several in the knowledge base have the name; this one alone was in office on the day of publication"
            }
            Self::Seat => "a capital that stands for its state",
            Self::Adjective => "an adjective of a state in the knowledge base",
            Self::Side => "the side of a state: the only one of that state who takes part",
            Self::BodyOfState => "a body that every state has, of the state named with it",
            Self::NewName => "a name that the knowledge base does not have",
            Self::PartOfName => "part of a name that the article has in full",
            Self::TitleInArticle => "a title: whom the article names in that office",
            Self::TitleOnDay => "a title: who held the office on the day of publication, by the knowledge base",
            Self::Described => "a title or description that fits whoever the text is about",
            Self::Demonym => "a word for people of a state: whoever of that state the text is about",
            Self::Body => "a word for bodies of a sort: the one of that sort that the text is about",
            Self::Called => "a noun by which the article calls somebody whom it names",
            Self::Apposition => "a title beside a name: whoever has that name",
            Self::Issuer => "a document: whoever issued the one spoken of before",
            Self::FormerHolder => "a former or future holder of the office, as the article names them",
            Self::OnlyDescribed => "only described: neither the article nor the knowledge base tells who it is",
            Self::Pronoun => "a pronoun: whoever of that gender and number the text is about",
            Self::Latter => "a pronoun for whoever was named last",
            Self::Accused => "a pronoun in a charge: whoever is accused",
            Self::Relative => "a relative pronoun: the noun before it that agrees with it",
            Self::Nobody => "a pronoun for which nobody fits",
            Self::LastSpeaker => "the verb has no subject: whoever spoke last",
            Self::Place => "the verb has no subject, but a place: those who are there",
        }
    }

    /// Whether it leads to somebody named elsewhere in the article.
    #[must_use]
    pub const fn points_elsewhere(self) -> bool {
        matches!(
            self,
            Self::PartOfName
                | Self::NameOfOneMet
                | Self::TitleInArticle
                | Self::Described
                | Self::Demonym
                | Self::Body
                | Self::Called
                | Self::Apposition
                | Self::Issuer
                | Self::FormerHolder
                | Self::Pronoun
                | Self::Latter
                | Self::Accused
                | Self::Relative
        )
    }
}

/// How a time was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reckoning {
    /// The article has no publication time to count from.
    NoPublicationTime,
    /// A day, or an amount of time, counted from the publication.
    FromPublication,
    /// A day of the week: the last one, the day of publication included.
    LastWeekday,
    /// A day of the week: the next one, the day of publication included.
    NextWeekday,
    /// A date or month with its year, or a year.
    Date,
    /// A date or month without a year: the last one before the publication.
    LastDate,
    /// A date or month without a year: the next one after the publication.
    NextDate,
    /// A week, month or year counted from that of the publication.
    Period,
    /// A part of a day that is not told.
    PartOfSomeDay,
    /// No day can be told from it.
    Vague,
    /// On a clock whose offset cannot be told.
    UnknownClock,
    /// A habit or a count, with no single instant.
    Habit,
    /// No such day.
    NoSuchDay,
}

impl Reckoning {
    /// What it means, in one sentence without a full stop.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::NoPublicationTime => "the article has no publication time to count from",
            Self::FromPublication => "counted from the publication",
            Self::LastWeekday => "a day of the week: the last one, up to the day of publication",
            Self::NextWeekday => "a day of the week: the next one, from the day of publication",
            Self::Date => "a date, month or year that is told in full",
            Self::LastDate => "a date or month without a year: the last one up to the publication",
            Self::NextDate => "a date or month without a year: the next one from the publication",
            Self::Period => "a week, month or year counted from that of the publication",
            Self::PartOfSomeDay => "a part of a day, and the day is not told",
            Self::Vague => "too vague for a day",
            Self::UnknownClock => "on a clock whose offset from UTC cannot be told",
            Self::Habit => "a habit or a count: no single instant",
            Self::NoSuchDay => "there is no such day",
        }
    }
}
