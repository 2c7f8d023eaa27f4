//! Those who can impose measures or be hit by them, as one sentence names them: mentions, groups without a name of their
//! own ("the allies", "Belarusian officials"), and states that an adjective names ("American tariffs").

use std::ops::Range;

use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention, of_sentence};
use crate::extract::assembly::state;
use crate::extract::mention::Mentions;
use crate::extract::reading::{DASHES, Hit, Reading};
use crate::extract::trace::Origin;
use crate::knowledge::{NameHit, NameUse};
use crate::lexicon::{AgainstWord, Meaning, MeasureWord};
use crate::linguistics::{Case, PartOfSpeech, Relation, Word};

/// Words between a preposition and the name that it governs ("against three Turkish ministers"), at most.
const WORDS_AFTER_PREPOSITION: usize = 4;

/// An actor of a threat at a place.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) identity: Identity,
    pub(super) tokens: Range<usize>,
    /// Case of its head, where the grammar of words is known.
    pub(super) case: Option<Case>,
    /// The preposition that governs it.
    pub(super) preposition: Option<usize>,
    /// The word that makes it a target, and where that stands.
    pub(super) marker: Option<(AgainstWord, usize)>,
    /// By its form it can be a subject.
    pub(super) subject: bool,
    /// A state that an adjective names.
    pub(super) adjective: bool,
    /// A group that can impose nothing: people, companies.
    pub(super) powerless: bool,
}

impl Party {
    /// A party where its place is all that is known of its grammar.
    pub(super) fn of_mention(mention: &Mention) -> Self {
        Self {
            identity: mention.identity.clone(),
            tokens: mention.tokens.clone(),
            case: None,
            preposition: None,
            marker: None,
            subject: mention.subject && !mention.after_preposition,
            adjective: false,
            powerless: false,
        }
    }

    /// A state that an adjective at a token names.
    pub(super) fn of_adjective(reading: &Reading<'_>, token: usize, country: &str) -> Option<Self> {
        Some(Self {
            identity: state(reading, country)?,
            tokens: token..token + 1,
            case: reading.words[token].grammemes.case,
            preposition: None,
            marker: None,
            subject: false,
            adjective: true,
            powerless: false,
        })
    }

    /// A state or union, or somebody who can speak for one; a group of states.
    pub(super) fn can_impose(&self) -> bool {
        let known_body = self.identity.kind == ActorKind::Organization && !self.identity.id.is_empty();
        let acts = !self.identity.country.is_empty() || self.identity.kind == ActorKind::Group || known_body;
        acts && !self.identity.outlet && !self.identity.powerless && !self.powerless
    }

    pub(super) fn same_side(&self, other: &Self) -> bool {
        self.same_country(other) || !self.identity.key().is_empty() && self.identity.key() == other.identity.key()
    }

    pub(super) fn same_country(&self, other: &Self) -> bool {
        !self.identity.country.is_empty() && self.identity.country == other.identity.country
    }
}

/// Whether two sets of parties have a side in common.
pub(super) fn same_sides(one: &[Party], other: &[Party]) -> bool {
    one.iter().any(|party| other.iter().any(|also| party.same_side(also)))
}

/// The parties of a sentence, in the order of the text.
pub(super) fn find(reading: &Reading<'_>, mentions: &Mentions, sentence: usize) -> Vec<Party> {
    let tokens = reading.sentence(sentence).tokens.clone();
    let mut found: Vec<Party> = of_sentence(&mentions.named, sentence)
        .iter()
        .filter(|mention| mention.identity.is_told() && !mention.identity.outlet)
        .map(|mention| named(reading, mention))
        .collect();
    let mut groups = Vec::new();
    for hit in reading.hits(sentence) {
        let Meaning::Collective { form, imposes } = hit.meaning else { continue };
        let taken = found.iter().chain(&groups).any(|party| overlap(&party.tokens, &hit.tokens));
        if !taken {
            let mut group = group(reading, &found, &tokens, hit.tokens.clone(), form);
            // «его правительство»
            let owner = of_sentence(&mentions.possessive, sentence).iter();
            let mut owner = owner.filter(|owner| owner.tokens.end == group.tokens.start);
            if let Some(owner) = owner.next().filter(|_| group.identity.country.is_empty()) {
                group.identity.country.clone_from(&owner.identity.country);
            }
            groups.push(Party { powerless: !imposes, ..group });
        }
    }
    found.extend(groups);
    for token in tokens.clone() {
        if !found.iter().any(|party| party.tokens.contains(&token)) {
            found.extend(people_of(reading, token));
        }
    }
    for token in tokens.clone() {
        if found.iter().any(|party| party.tokens.contains(&token)) {
            continue;
        }
        let Some(country) = adjective_country(reading, token) else { continue };
        if is_of_money(reading, token) {
            continue;
        }
        if let Some(party) = Party::of_adjective(reading, token, &country) {
            reading.trace.told(&party.tokens, Origin::Adjective);
            found.push(party);
        }
    }
    // «его товары»
    let owners = of_sentence(&mentions.possessive, sentence).iter().filter(|owner| owner.identity.is_told());
    found.extend(owners.map(|owner| Party { adjective: true, subject: false, ..Party::of_mention(owner) }));
    found.sort_by_key(|party| party.tokens.start);
    govern(reading, &tokens, &mut found);
    found
}

/// The people of a state, by the noun for them: «россиянам запретят въезд».
fn people_of(reading: &Reading<'_>, token: usize) -> Option<Party> {
    let is_noun = |(tokens, hit): &&(Range<usize>, NameHit)| tokens.len() == 1 && hit.usage == NameUse::Demonym(None);
    let (tokens, hit) = reading.names_at(token).iter().find(is_noun)?;
    let country = reading.knowledge.actor(hit.actor).country.clone();
    let case = reading.words[token].grammemes.case.or(hit.case);
    let native = reading.nominative(token).unwrap_or_else(|| reading.document.text(token).to_owned());
    let name = reading.lexicon.grammar.transliterate(&native);
    let identity = Identity { name, native, kind: ActorKind::Group, country, ..Identity::default() };
    reading.trace.told(tokens, Origin::Demonym);
    let subject = reading.words[token].relation == Relation::Subject;
    let (tokens, preposition, marker) = (tokens.clone(), None, None);
    Some(Party { identity, tokens, case, preposition, marker, subject, adjective: false, powerless: true })
}

/// The state whose adjective stands at a token.
pub(super) fn adjective_country(reading: &Reading<'_>, token: usize) -> Option<String> {
    let is_adjective = |(tokens, hit): &&(Range<usize>, NameHit)| tokens.len() == 1 && hit.usage == NameUse::Adjective;
    let (_, adjective) = reading.names_at(token).iter().find(is_adjective)?;
    Some(reading.knowledge.actor(adjective.actor).country.clone())
}

/// «канадских долларов»
fn is_of_money(reading: &Reading<'_>, adjective: usize) -> bool {
    let is_money = |hit: &Hit<'_>| matches!(hit.meaning, Meaning::Measure(MeasureWord::Money));
    reading.hits_at(adjective + 1).iter().any(is_money)
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn named(reading: &Reading<'_>, mention: &Mention) -> Party {
    let words = &reading.words[mention.tokens.clone()];
    let is_noun = |word: &&Word| matches!(word.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
    let head = words.iter().find(is_noun).or_else(|| words.first());
    let case = head.and_then(|head| head.grammemes.case);
    let parsed = words.iter().any(|word| word.relation == Relation::Subject);
    let case = if is_bare_subject(reading, mention) { Some(Case::Nominative) } else { case };
    let subject = match case {
        Some(case) => case == Case::Nominative || parsed && mention.subject,
        None => mention.subject,
    };
    // «министры», with no state: they do not impose by themselves.
    let imposes = |hit: &Hit<'_>| matches!(hit.meaning, Meaning::Collective { imposes: true, .. });
    let powerless = mention.identity.kind == ActorKind::Group
        && mention.identity.country.is_empty()
        && !reading.hits_within(&mention.tokens).any(imposes);
    Party { case, subject: subject && !mention.after_preposition, powerless, ..Party::of_mention(mention) }
}

/// An abbreviation, which has one form for all cases, between a mark or a word that opens a clause and a verb: «…, що ЄС
/// введе».
fn is_bare_subject(reading: &Reading<'_>, mention: &Mention) -> bool {
    let text = reading.document.slice(mention.tokens.clone());
    let abbreviated = mention.tokens.len() == 1 && text.chars().count() > 1 && text.chars().all(char::is_uppercase);
    let opens = |before: usize| {
        reading.words[before].grammemes.part == PartOfSpeech::Punctuation
            || reading.hits_at(before).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer))
    };
    abbreviated
        && mention.tokens.start.checked_sub(1).is_none_or(opens)
        && reading.words.get(mention.tokens.end).is_some_and(|next| next.grammemes.is_predicate())
}

/// A group: with the adjectives before it, and the state or the goods that it belongs to after it.
fn group(reading: &Reading<'_>, named: &[Party], sentence: &Range<usize>, head: Range<usize>, form: &str) -> Party {
    let is_adjective = |token: usize| {
        reading.words[token].grammemes.part == PartOfSpeech::Adjective || adjective_country(reading, token).is_some()
    };
    let mut start = head.start;
    while start > sentence.start && is_adjective(start - 1) {
        start -= 1;
    }
    let mut country = (start..head.start).find_map(|token| adjective_country(reading, token)).unwrap_or_default();
    let mut end = head.end;
    // «чиновники Белоруссии», "partners in the EU"
    let holder = named.iter().find(|party| {
        let gap = party.tokens.start.checked_sub(head.end);
        let opens = || is_preposition(reading, head.end) || reading.is_mark(head.end, &["«", "\"", "“", "„"]);
        gap.is_some_and(|gap| gap == 0 || gap <= 2 && opens()) && party.identity.kind != ActorKind::Person
    });
    if let Some(holder) = holder.filter(|holder| country.is_empty() && !holder.subject) {
        country.clone_from(&holder.identity.country);
        end = holder.tokens.end;
    }
    let noun = |token: usize| {
        reading.words[token].grammemes.case == Some(Case::Genitive)
            && matches!(reading.words[token].grammemes.part, PartOfSpeech::Noun | PartOfSpeech::Adjective)
    };
    while end == head.end || end < sentence.end {
        if end >= sentence.end || !noun(end) {
            break;
        }
        end += 1;
    }
    while end > head.end && reading.words[end - 1].grammemes.part == PartOfSpeech::Adjective {
        end -= 1;
    }
    let parsed = reading.words[head.clone()].iter().any(|word| word.relation == Relation::Subject);
    // «страны столкнутся» has the form of «у страны» as well: a subject is in the nominative.
    let nominative = parsed && form.split(' ').next() == Some(reading.lower(head.start));
    let case = if nominative { Some(Case::Nominative) } else { reading.words[head.start].grammemes.case };
    // «обложат страны пошлинами»: the accusative of things has the form of the nominative.
    let object = reading.words[head.start].relation == Relation::Object;
    let case = if object && case == Some(Case::Nominative) { Some(Case::Accusative) } else { case };
    let adjectives = (start..head.start).map(|token| nominative_plural(reading, reading.lower(token)));
    let after = (head.end < end).then(|| reading.document.slice(head.end..end).to_owned());
    let noun = (head.len() == 1).then(|| reading.nominative(head.start)).flatten();
    let noun =
        noun.filter(|_| case != Some(Case::Nominative)).map_or_else(|| form.to_owned(), |noun| noun.to_lowercase());
    let native = adjectives.chain([noun]).chain(after).collect::<Vec<_>>().join(" ");
    let identity = Identity {
        name: reading.lexicon.grammar.transliterate(&native),
        native,
        kind: ActorKind::Group,
        country,
        ..Identity::default()
    };
    reading.trace.told(&(start..end), Origin::OnlyDescribed);
    let subject = case.map_or(parsed, |case| case == Case::Nominative);
    let tokens = start..end;
    Party { identity, tokens, case, preposition: None, marker: None, subject, adjective: false, powerless: false }
}

fn nominative_plural(reading: &Reading<'_>, adjective: &str) -> String {
    let endings = &reading.lexicon.sanction_forms.plural_adjectives;
    let replaced = endings.iter().find_map(|[oblique, nominative]| {
        adjective.strip_suffix(oblique.as_str()).map(|stem| format!("{stem}{nominative}"))
    });
    replaced.unwrap_or_else(|| adjective.to_owned())
}

fn is_preposition(reading: &Reading<'_>, token: usize) -> bool {
    reading.words.get(token).is_some_and(|word| {
        word.grammemes.part == PartOfSpeech::Preposition || reading.lexicon.grammar.prepositions.contains(&word.lower)
    })
}

/// Tells each party what governs it; parties that are joined share it.
fn govern(reading: &Reading<'_>, sentence: &Range<usize>, parties: &mut [Party]) {
    let parts = &reading.lexicon.sanction_forms.part_prepositions;
    let by = &reading.lexicon.sanction_forms.issuer_prepositions;
    for index in 0..parties.len() {
        let start = parties[index].tokens.start;
        if let Some(before) = joined_with(reading, parties, index) {
            let (preposition, marker) = (parties[before].preposition, parties[before].marker);
            parties[index].preposition = preposition;
            parties[index].marker = marker;
            parties[index].subject &= preposition.is_none();
            continue;
        }
        let sentence_hits = reading.hits(reading.sentence_of(start));
        for at in (sentence.start..start).rev().take(WORDS_AFTER_PREPOSITION) {
            // «со стороны США»: whoever does it, whatever the preposition before is otherwise.
            if !is_preposition(reading, at) && by.contains(reading.lower(at)) {
                parties[index].preposition = Some(at);
                break;
            }
            let marker = sentence_hits.iter().find_map(|hit| match hit.meaning {
                Meaning::Against(word) if hit.tokens.end == at + 1 => Some((*word, hit.tokens.start)),
                _ => None,
            });
            if let Some(marker) = marker {
                parties[index].marker = Some(marker).filter(|(_, at)| !is_of_another_noun(reading, *at));
                parties[index].preposition = Some(at);
                break;
            }
            if is_preposition(reading, at) {
                parties[index].preposition = Some(at);
                // "tariffs on a hundred tons of steel": what governs the whole governs its parts.
                if parts.contains(reading.lower(at)) {
                    continue;
                }
                break;
            }
            if stops(reading, at) || parties[..index].iter().any(|party| party.tokens.contains(&at) && !party.adjective)
            {
                break;
            }
        }
        parties[index].subject &= parties[index].preposition.is_none();
    }
}

/// «агрессия против соседа»: a noun that is no measure stands right before "against".
fn is_of_another_noun(reading: &Reading<'_>, marker: usize) -> bool {
    let Some(before) = marker.checked_sub(1) else { return false };
    let against =
        reading.hits_at(marker).iter().any(|hit| matches!(hit.meaning, Meaning::Against(AgainstWord::Anywhere)));
    let named = !reading.names_at(before).is_empty() || reading.words[before].capitalised;
    let mut held = reading.hits(reading.sentence_of(before)).iter().filter(|hit| hit.tokens.contains(&before));
    let of_measures = held.any(|hit| matches!(hit.meaning, Meaning::Measure(_) | Meaning::Modality(_)));
    against && reading.words[before].grammemes.part == PartOfSpeech::Noun && !named && !of_measures
}

/// Nothing before such a word governs what stands after it.
fn stops(reading: &Reading<'_>, token: usize) -> bool {
    let word = &reading.words[token];
    let measure = reading.hits_at(token).iter().any(|hit| {
        matches!(
            hit.meaning,
            Meaning::Measure(MeasureWord::Measure | MeasureWord::Loose) | Meaning::Modality(_) | Meaning::Report(_)
        )
    });
    measure
        || word.grammemes.is_predicate()
        || reading.is_mark(token, &[",", ";", ":", "(", ")", "»", ".", "%"])
        || reading.is_mark(token, DASHES)
}

/// The party before one that is joined with it by "and" or a comma.
fn joined_with(reading: &Reading<'_>, parties: &[Party], index: usize) -> Option<usize> {
    let before = index.checked_sub(1)?;
    let between = parties[before].tokens.end..parties[index].tokens.start;
    let joins = |token: usize| {
        reading.is_mark(token, &[","]) || reading.lexicon.grammar.coordinators.contains(reading.lower(token))
    };
    let same_case =
        parties[before].case.is_none() || parties[index].case.is_none() || parties[before].case == parties[index].case;
    (between.len() == 1 && joins(between.start) && same_case && !parties[before].adjective).then_some(before)
}
