//! What a word or phrase of the lexicon means to the extractor.

use super::acts::ActWord;
use super::calls::CallWord;
use super::modality::Modality;
use super::reporting::{PronounSort, Report};
use super::sanctions::{AgainstWord, ConditionWord, MeasureWord};
use super::time::TimeWord;
use super::titles::{BodySort, Title};
use crate::event::v1::StatementAct;
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
