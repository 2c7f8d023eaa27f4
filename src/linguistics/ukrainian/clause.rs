//! How well a candidate goes on with what stands before it in its clause.
//!
//! What is kept of the words before is what the rules ask for: the cases that a preposition governs, adjectives that wait
//! for their noun, the noun before, and subject and verb of the clause.

use super::super::{Case, Grammar, Grammemes, Number, PartOfSpeech, Relation, Word};
use super::agreement::{Anchor, Predicate};

/// What speaks for a candidate in its place.
mod weight {
    /// A noun in a case that the preposition governs, or in another.
    pub(super) const GOVERNED: f32 = 2.0;
    pub(super) const NOT_GOVERNED: f32 = -4.0;
    /// An adjective and its noun.
    pub(super) const AGREES: f32 = 2.0;
    pub(super) const DISAGREES: f32 = -2.5;
    /// A participle before a noun that is not its own: «створений урядом комітет».
    pub(super) const OF_PARTICIPLE: f32 = -0.5;
    /// A preposition or an oblique adjective without its noun.
    pub(super) const ALONE: f32 = -1.5;
    /// A genitive after its noun.
    pub(super) const OF: f32 = 1.2;
    /// A name after what it names, in the same case.
    pub(super) const NAMES: f32 = 1.8;
    /// The same of another gender, or between a thing and somebody alive.
    pub(super) const NAMES_ANOTHER: f32 = 0.2;
    /// Joined words in one case.
    pub(super) const JOINED: f32 = 1.5;
    /// The same with but a comma in between.
    pub(super) const LISTED: f32 = 0.5;
    /// A genitive after a numeral.
    pub(super) const COUNTED: f32 = 1.5;
    /// The subject and its verb.
    pub(super) const SUBJECT: f32 = 1.5;
    pub(super) const NO_SUBJECT: f32 = -2.5;
    /// A nominative before any verb.
    pub(super) const NOMINATIVE_FIRST: f32 = 0.5;
    pub(super) const SECOND_NOMINATIVE: f32 = -1.0;
    /// An accusative right after its verb, after another one, after a reflexive verb, before any verb.
    pub(super) const OBJECT: f32 = 0.7;
    pub(super) const SECOND_OBJECT: f32 = -0.8;
    pub(super) const OBJECT_OF_REFLEXIVE: f32 = -1.5;
    pub(super) const OBJECT_FIRST: f32 = -0.6;
    /// Other cases by themselves.
    pub(super) const BARE_GENITIVE: f32 = -0.8;
    pub(super) const NEGATED_GENITIVE: f32 = 0.2;
    pub(super) const BARE_OBLIQUE: f32 = -0.4;
    pub(super) const BARE_LOCATIVE: f32 = -5.0;
    /// A second verb that nothing joins with the first.
    pub(super) const SECOND_VERB: f32 = -1.5;
}

/// Subject, verb and object of a clause, as far as it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Clause {
    subject: Option<Anchor>,
    verb: Option<Predicate>,
    object: bool,
    /// The place of an accusative before any verb: its object, where it can have one.
    fronted: Option<u32>,
    negated: bool,
    /// A conjunction stands before: a verb may be another of the same subject.
    joins: bool,
    /// A nominative beside another one stands in it: what it names stands before the comma.
    set_off: bool,
}

/// What is kept of the words before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    /// Index of the preposition that waits for its noun.
    governor: Option<u32>,
    modifier: Option<Anchor>,
    /// The noun right before, and the one that it belongs to, maybe over others: «речник міністра оборони».
    noun: Option<Anchor>,
    phrase: Option<Anchor>,
    /// A preposition stands before that one.
    governed: bool,
    /// The phrase before a preposition that is read now, where what follows belongs to it: the subject («секретар ради з
    /// питань оборони Петренко») or a phrase with a preposition («у повідомленні на сайті»).
    around: Option<Anchor>,
    joined: Option<Anchor>,
    listed: bool,
    counted: bool,
    clause: Clause,
    /// The clause around this one.
    outer: Clause,
}

/// A word that depends on another: the place of the dependent, of its head, and what it is to it.
pub(super) type Link = (u32, u32, Relation);

/// What one token links: a verb may find its subject and its object before it.
pub(super) type Links = [Option<Link>; 2];

/// A token in its place: what the rules ask of its letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'w> {
    pub(super) place: u32,
    pub(super) word: &'w Word,
    pub(super) reflexive: bool,
    pub(super) relative: bool,
    pub(super) negates: bool,
}

impl<'w> Place<'w> {
    pub(super) fn of(place: u32, word: &'w Word, grammar: &Grammar) -> Self {
        let ends = |endings: &[String]| endings.iter().any(|ending| word.lower.ends_with(ending.as_str()));
        Self {
            place,
            word,
            reflexive: ends(&grammar.reflexive_endings),
            relative: grammar.relative_pronouns.contains(&word.stem),
            negates: grammar.negations.contains(&word.lower),
        }
    }
}

impl State {
    /// The state after a token, how well it goes on, and what depends on what by it. `governed` gives the cases that the
    /// preposition at a place governs.
    pub(super) fn after<'w>(
        mut self,
        token: &Place<'w>,
        told: &Grammemes,
        governed: impl Fn(u32) -> &'w [Case],
    ) -> (Self, f32, Links) {
        let mut fronted = None;
        let governed = self.governor.map(governed);
        let (score, link) = match told.part {
            PartOfSpeech::Punctuation => (self.mark(&token.word.lower), None),
            PartOfSpeech::Preposition => {
                let around = self.phrase.or(self.around).filter(|phrase| {
                    let is_subject = self.clause.subject.is_some_and(|subject| subject.place == phrase.place);
                    self.governed || is_subject && self.clause.verb.is_none()
                });
                let score = self.close();
                self.governor = Some(token.place);
                self.around = around;
                (score, None)
            }
            PartOfSpeech::Coordinator => {
                self.joined = self.phrase.or(self.modifier);
                (self.noun, self.phrase, self.listed) = (None, None, false);
                self.clause.joins = true;
                (0.0, None)
            }
            PartOfSpeech::Subordinator => {
                let score = self.close();
                self.open_clause();
                (score, None)
            }
            PartOfSpeech::Numeral => {
                self.counted = true;
                (self.fits(told, governed) / 2.0, None)
            }
            PartOfSpeech::Adjective | PartOfSpeech::Determiner if !told.short => {
                (self.modify(token, told, governed), None)
            }
            PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Pronoun => self.noun(token, told, governed),
            PartOfSpeech::Verb | PartOfSpeech::Auxiliary => {
                let object = self.clause.fronted.filter(|_| !token.reflexive);
                fronted = object.map(|object| (object, token.place, Relation::Object));
                self.verb(token, told)
            }
            PartOfSpeech::Particle => {
                self.clause.negated |= token.negates;
                (0.0, None)
            }
            _ => (0.0, None),
        };
        (self, score, [link, fronted])
    }

    /// Ends what waits for a noun.
    fn close(&mut self) -> f32 {
        let waits = self.governor.is_some()
            || self
                .modifier
                .is_some_and(|modifier| !modifier.special && !matches!(modifier.case, None | Some(Case::Nominative)));
        (self.governor, self.modifier, self.counted) = (None, None, false);
        (self.noun, self.phrase, self.around, self.joined) = (None, None, None, None);
        self.governed = false;
        if waits { weight::ALONE } else { 0.0 }
    }

    fn open_clause(&mut self) {
        if self.clause.subject.is_some() || self.clause.verb.is_some() {
            self.outer = self.clause;
        }
        self.clause = Clause::default();
    }

    fn mark(&mut self, mark: &str) -> f32 {
        match mark {
            "«" | "»" | "\"" | "“" | "”" | "„" => 0.0,
            "," => {
                let joined = self.phrase.or(self.modifier);
                // An adjective before a comma may have its noun after the next one: «нові, жорсткі санкції».
                let (modifier, governor) = (self.modifier, self.governor);
                let score = if modifier.is_some() { 0.0 } else { self.close() };
                if modifier.is_some() {
                    (self.noun, self.phrase) = (None, None);
                    (self.modifier, self.governor) = (modifier, governor);
                }
                (self.joined, self.listed) = (joined, true);
                let waits = self.outer.subject.is_some() && self.outer.verb.is_none();
                if waits && self.clause.verb.is_some() {
                    self.clause = std::mem::take(&mut self.outer);
                } else {
                    self.open_clause();
                }
                score
            }
            _ => {
                let score = self.close();
                self.open_clause();
                score
            }
        }
    }

    /// How a word fits the preposition before it and the modifiers that wait.
    fn fits(&self, told: &Grammemes, governed: Option<&[Case]>) -> f32 {
        let Some(case) = told.case else { return 0.0 };
        let mut score = 0.0;
        if let Some(governed) = governed {
            score += if governed.contains(&case) { weight::GOVERNED } else { weight::NOT_GOVERNED };
        }
        if let Some(modifier) = self.modifier {
            let counted = self.counted && case == Case::Genitive;
            score += if modifier.modifies(told) || counted {
                weight::AGREES
            } else if modifier.special {
                weight::OF_PARTICIPLE
            } else {
                weight::DISAGREES
            };
        }
        score
    }

    fn modify(&mut self, token: &Place<'_>, told: &Grammemes, governed: Option<&[Case]>) -> f32 {
        if token.relative {
            let score = self.relative(token, told, governed);
            return score;
        }
        let mut score = self.fits(told, governed) / 2.0;
        if told.case.is_some() {
            if governed.is_none()
                && let Some(joined) = self.joined
            {
                score += if joined.case == told.case { weight::JOINED / 2.0 } else { 0.0 };
            }
            self.modifier = Some(Anchor::of(token.place, told, told.passive));
        }
        score
    }

    /// «який»: it opens a clause, of which it may be the subject.
    fn relative(&mut self, token: &Place<'_>, told: &Grammemes, governed: Option<&[Case]>) -> f32 {
        let score = match (governed, told.case) {
            (Some(governed), Some(case)) if governed.contains(&case) => weight::GOVERNED,
            (Some(_), _) => weight::NOT_GOVERNED,
            _ => 0.0,
        };
        let free = self.governor.is_none();
        self.close();
        if self.clause.subject.is_some() || self.clause.verb.is_some() {
            self.open_clause();
        }
        if free && told.case == Some(Case::Nominative) {
            self.clause.subject = Some(Anchor::of(token.place, told, false));
            return score + weight::NOMINATIVE_FIRST;
        }
        score
    }

    fn noun(&mut self, token: &Place<'_>, told: &Grammemes, governed: Option<&[Case]>) -> (f32, Option<Link>) {
        if token.relative {
            return (self.relative(token, told, governed), None);
        }
        let own = Anchor::of(token.place, told, told.part == PartOfSpeech::ProperNoun);
        let mut score = self.fits(told, governed);
        let mut link = None;
        let named = [self.noun, self.phrase, self.around].into_iter().flatten().find(|noun| own.names(noun));
        let joined = self.joined.is_some_and(|joined| joined.case == own.case);
        let mut begins = false;
        if governed.is_some() {
            // The preposition tells the case.
            begins = true;
            link = self.around.map(|around| (token.place, around.place, Relation::NounModifier));
        } else if let Some(named) = named.as_ref().filter(|_| self.modifier.is_none()) {
            let points = if own.is_like(named) { weight::NAMES } else { weight::NAMES_ANOTHER };
            let of_it = if own.case == Some(Case::Genitive) { weight::OF } else { 0.0 };
            score += f32::max(points, of_it);
        } else if joined && (!self.listed || told.part != PartOfSpeech::Pronoun) {
            begins = true;
            score += if self.listed { weight::LISTED } else { weight::JOINED };
            if own.case == Some(Case::Nominative) {
                self.outer.set_off = self.listed;
                self.subject_of_several();
            }
        } else if told.case == Some(Case::Genitive) && (self.noun.is_some() || self.counted) {
            score += if self.counted { weight::COUNTED } else { weight::OF };
            link = self.noun.map(|noun| (token.place, noun.place, Relation::NounModifier));
        } else {
            begins = true;
            let (points, found) = self.argument(token, told);
            score += points;
            link = found;
        }
        (self.governor, self.modifier, self.joined, self.counted) = (None, None, None, false);
        self.noun = Some(own);
        if begins || self.phrase.is_none() {
            (self.phrase, self.governed) = (Some(own), governed.is_some());
        }
        (score, link)
    }

    /// A noun that depends on the verb.
    fn argument(&mut self, token: &Place<'_>, told: &Grammemes) -> (f32, Option<Link>) {
        let clause = &mut self.clause;
        let points = match told.case {
            Some(Case::Nominative) if clause.subject.is_some() => weight::SECOND_NOMINATIVE,
            Some(Case::Nominative) => {
                let own = Anchor::of(token.place, told, false);
                let Some(verb) = clause.verb.filter(|verb| verb.finite) else {
                    clause.subject = Some(own);
                    return (weight::NOMINATIVE_FIRST, None);
                };
                if !verb.has_subject(&own) {
                    return (weight::NO_SUBJECT, None);
                }
                clause.subject = Some(own);
                return (weight::SUBJECT, Some((token.place, verb.place, Relation::Subject)));
            }
            Some(Case::Accusative) => match clause.verb {
                None => {
                    clause.fronted = Some(token.place);
                    weight::OBJECT_FIRST
                }
                Some(verb) if verb.reflexive => weight::OBJECT_OF_REFLEXIVE,
                Some(_) if clause.object => weight::SECOND_OBJECT,
                Some(verb) => {
                    clause.object = true;
                    return (weight::OBJECT, Some((token.place, verb.place, Relation::Object)));
                }
            },
            Some(Case::Genitive) if clause.negated => weight::NEGATED_GENITIVE,
            Some(Case::Genitive) => weight::BARE_GENITIVE,
            Some(Case::Dative | Case::Instrumental) => weight::BARE_OBLIQUE,
            Some(Case::Prepositional | Case::Vocative) => weight::BARE_LOCATIVE,
            None => 0.0,
        };
        (points, None)
    }

    /// Another subject joins the one of the clause: the verb is in the plural.
    fn subject_of_several(&mut self) {
        if let Some(subject) = &mut self.clause.subject {
            (subject.number, subject.gender) = (Some(Number::Plural), None);
        }
    }

    /// «речник уряду, Іван Іваненко, заявив»: after what is set off the verb of a subject before it.
    fn waits_for(&self, verb: &Predicate) -> bool {
        let nothing_since = self.clause.subject.is_none() && self.clause.verb.is_none();
        let subject = self.outer.subject.filter(|_| nothing_since && self.outer.set_off && self.outer.verb.is_none());
        subject.is_some_and(|subject| verb.has_subject(&subject))
    }

    fn verb(&mut self, token: &Place<'_>, told: &Grammemes) -> (f32, Option<Link>) {
        let mut score = self.close();
        let verb = Predicate::of(token.place, told, token.reflexive);
        if verb.finite && self.waits_for(&verb) {
            self.clause = std::mem::take(&mut self.outer);
        }
        let clause = &mut self.clause;
        clause.fronted = None;
        if !verb.finite {
            // What follows an infinitive or a gerund is its object; the subject is that of the finite verb.
            let before = clause.verb;
            clause.verb = Some(before.map_or(verb, |before| before.followed_by(&verb)));
            clause.object = false;
            return (score, None);
        }
        if clause.verb.is_some_and(|before| before.finite) && !clause.joins {
            score += weight::SECOND_VERB;
        }
        let mut link = None;
        if let Some(subject) = clause.subject {
            if verb.has_subject(&subject) {
                score += weight::SUBJECT;
                link = Some((subject.place, token.place, Relation::Subject));
            } else {
                score += weight::NO_SUBJECT;
            }
        }
        (clause.verb, clause.object, clause.joins) = (Some(verb), false, false);
        (score, link)
    }
}
