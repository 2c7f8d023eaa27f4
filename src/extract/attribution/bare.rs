//! Content that is no clause: the infinitive, the noun phrase or the words after a preposition that a reporting verb
//! governs.

use std::ops::Range;

use super::{Cue, Finder};
use crate::event::v1::StatementAct;
use crate::extract::trace::Reason;
use crate::lexicon::{Meaning, Report, ReportKind};
use crate::linguistics::{Case, NounPhrase, PartOfSpeech, Relation, VerbForm};

/// A noun phrase of fewer words is what was spoken about, not what was said.
const WORDS_OF_A_CONTENT: usize = 2;

/// Words between a verb and the preposition of its content, at most: the subject may stand there.
const WORDS_TO_PREPOSITION: usize = 8;

/// Words between a verb and the infinitive or noun phrase of its content, at most: the subject and whom it is said to.
const WORDS_TO_OBJECT: usize = 16;

impl Finder<'_, '_> {
    /// What a verb governs in bare words, as far as its frame allows.
    pub(super) fn bare(&mut self, sentence: usize, cue: &Cue, tokens: &Range<usize>, next: &[Cue]) {
        // «было поручено …»: nobody is told to have done it.
        if self.reading.words[self.main_verb(&cue.tokens)].grammemes.verb_form == Some(VerbForm::Participle) {
            return self.reading.trace.refuse(&cue.tokens, Reason::NoContent);
        }
        let topic = self.topic_after(cue, tokens.end);
        let prepositional = self.prepositional_content(cue, tokens.end);
        let by_preposition =
            prepositional.and_then(|start| cue.report.frame.prepositions.get(self.reading.lower(start - 1)));
        let of_topic = topic.map(|(_, act)| act).filter(|_| cue.report.act == StatementAct::Say);
        let act = by_preposition.copied().filter(|act| *act != StatementAct::Say).or(of_topic);
        let cue = &Cue { report: Report { act: act.unwrap_or(cue.report.act), ..cue.report.clone() }, ..cue.clone() };
        let to_the_end = |start: usize| std::iter::once(start..self.phrase_end(start, tokens.end, next)).collect();
        let found = if let Some(start) = prepositional {
            Some((to_the_end(start), "verb_about"))
        } else if let Some((start, _)) = topic {
            Some((to_the_end(start), "verb_topic"))
        } else if let Some(start) = self.object_start(cue, tokens.end) {
            let content = start..self.phrase_end(start, tokens.end, next);
            let named = self.fronted(cue, tokens).filter(|_| self.is_predicative(start));
            Some((named.into_iter().chain([content]).collect(), "verb_object"))
        } else {
            let fronted = self.fronted(cue, tokens).map(|content| vec![content]);
            let infinitive = || {
                let before = self.fronted_infinitive(cue, tokens)?;
                Some(vec![before, cue.tokens.end..self.phrase_end(cue.tokens.end, tokens.end, next)])
            };
            fronted.or_else(infinitive).map(|content| (content, "verb_object"))
        };
        match found {
            Some((content, rule)) => self.push_bare(sentence, cue, tokens, content, rule),
            None => self.reading.trace.refuse(&cue.tokens, Reason::NoContent),
        }
    }

    /// What stands before its verb: «X все обвинения отрицает», «о необходимости Y говорил X».
    fn fronted(&self, cue: &Cue, tokens: &Range<usize>) -> Option<Range<usize>> {
        let words = &self.reading.words;
        let verb = self.main_verb(&cue.tokens);
        let frame = &cue.report.frame;
        let phrase = self.phrases.iter().rev().find(|phrase| {
            let of_verb = phrase.tokens.start >= tokens.start
                && phrase.tokens.end <= cue.tokens.start
                && words[phrase.head].head == Some(verb)
                && !(phrase.tokens.end..cue.tokens.start).any(|token| self.is_predicate(token));
            let object = (frame.object || frame.predicative) && words[phrase.head].relation == Relation::Object;
            let prepositional = phrase
                .preposition
                .is_some_and(|preposition| frame.prepositions.contains_key(self.reading.lower(preposition)));
            let topic = frame.topic && self.topic_act(phrase.head).is_some();
            of_verb && (object || prepositional || topic)
        })?;
        let subject = self.weighed_subject(&cue.tokens, &(phrase.tokens.end..cue.tokens.start));
        let before = subject.map_or(cue.tokens.start, |subject| subject.tokens.start);
        let ends = |at: &usize| self.reading.is_mark(*at, &[",", ":", ";"]) || self.is_adverb(*at);
        Some(phrase.tokens.start..(phrase.tokens.end..before).find(ends).unwrap_or(before))
    }

    fn is_adverb(&self, token: usize) -> bool {
        matches!(self.reading.words[token].grammemes.part, PartOfSpeech::Adverb | PartOfSpeech::Particle)
    }

    /// Whether a phrase in the instrumental begins here, which tells what something is called.
    fn is_predicative(&self, start: usize) -> bool {
        self.phrases
            .iter()
            .any(|phrase| (start..=start + 1).contains(&phrase.tokens.start) && phrase.case == Some(Case::Instrumental))
    }

    /// Whether a clause begins here that needs no word such as "that".
    fn is_clause(&self, start: usize, end: usize) -> bool {
        let words = &self.reading.words;
        // "Said countries buying timber would pay": the gerund tells which they are.
        let describes = |at: usize| {
            at > start && matches!(words[at - 1].grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun)
        };
        let goes_on = |at: &usize| {
            let grammemes = words[*at].grammemes;
            !self.reading.is_mark(*at, &[";", ":"])
                && grammemes.part != PartOfSpeech::Subordinator
                && (grammemes.verb_form != Some(VerbForm::Gerund) || describes(*at))
        };
        (start..end).take_while(goes_on).any(|at| self.is_predicate(at))
    }

    /// Bare words are a content only of somebody who is told.
    fn push_bare(
        &mut self,
        sentence: usize,
        cue: &Cue,
        tokens: &Range<usize>,
        mut content: Vec<Range<usize>>,
        rule: &'static str,
    ) {
        let words = content.iter().cloned().flatten().filter(|at| self.is_word(*at)).count();
        let lexical = |at: usize| self.reading.words[at].grammemes.part.is_lexical();
        let says_something =
            words >= WORDS_OF_A_CONTENT && (!self.knows_grammar() || content.iter().cloned().flatten().any(lexical));
        let short = rule == "verb_about" && words > 0;
        if !says_something && !short {
            return self.reading.trace.refuse(&cue.tokens, Reason::ContentTooShort);
        }
        let Some(speaker) = self.speaker(cue, tokens, sentence) else {
            return self.reading.trace.refuse(&cue.tokens, Reason::NoSpeaker);
        };
        // «её попросили сделать Y»: nobody is told, least of all whoever spoke last.
        if self.knows_grammar() && self.is_impersonal(cue) && speaker.sentence != sentence && !speaker.plural {
            return self.reading.trace.refuse(&cue.tokens, Reason::NoSpeaker);
        }
        // What comes after the verb may begin with its own subject.
        for span in &mut content {
            if span.contains(&speaker.tokens.start) && speaker.tokens.start <= span.start + 1 {
                span.start = speaker.tokens.end.clamp(span.start, span.end);
            }
        }
        self.push(sentence, cue, Some(speaker), &content, rule);
    }

    /// Where the words after a preposition begin that a verb has as content: "told of the decision to do Y".
    pub(super) fn prepositional_content(&self, cue: &Cue, end: usize) -> Option<usize> {
        let prepositions = &cue.report.frame.prepositions;
        if prepositions.is_empty() {
            return None;
        }
        let limit = end.min(cue.tokens.end + WORDS_TO_PREPOSITION);
        let at = (cue.tokens.end..limit)
            .take_while(|at| !self.reading.is_mark(*at, &[",", ":", ";", "«", "\""]) && !self.is_predicate(*at))
            .find(|at| prepositions.contains_key(self.reading.lower(*at)))?;
        (at + 1 < end).then_some(at + 1)
    }

    /// Where the infinitive or the noun phrase begins that a verb has as content.
    fn object_start(&self, cue: &Cue, end: usize) -> Option<usize> {
        let frame = &cue.report.frame;
        let bare = self.reading.lexicon.grammar.bare_clauses;
        if bare || !self.knows_grammar() {
            let start = if self.skips_addressee(cue) {
                self.infinitive_after(cue, end).unwrap_or_else(|| self.named_end(cue, end))
            } else {
                self.addressee_end(cue, end)
            };
            if frame.predicative && !frame.object {
                return self.names_it(cue.tokens.end, end).then_some(cue.tokens.end);
            }
            return (frame.object || bare && self.is_clause(cue.tokens.end, end)).then_some(start);
        }
        let infinitive = self.infinitive_after(cue, end).filter(|_| frame.infinitive);
        let allowed = |start: &usize| frame.object || frame.predicative && self.calls_it_something(*start, end);
        infinitive.or_else(|| self.noun_phrase_after(cue, end).filter(allowed))
    }

    /// "Called the ruling a mistake", "called it 'a mistake'": after one noun another begins, with no word to join them.
    fn names_it(&self, start: usize, end: usize) -> bool {
        let words = &self.reading.words;
        let stops = |at: &usize| {
            words[*at].grammemes.part == PartOfSpeech::Preposition
                || self.reading.is_mark(*at, &[",", ":", ";", "."])
                || self.is_predicate(*at)
        };
        let stretch = start..(start..end).find(stops).unwrap_or(end);
        let is_noun = |at: usize| {
            use PartOfSpeech::{Adjective, Noun, Pronoun, ProperNoun};
            matches!(words[at].grammemes.part, Noun | ProperNoun | Pronoun | Adjective)
        };
        let begins_another =
            |at: usize| words[at].grammemes.part == PartOfSpeech::Determiner || self.opens_quotation(at);
        stretch.skip(1).any(|at| begins_another(at) && is_noun(at - 1))
    }

    /// «назвал X ложью»: a word in the instrumental that no preposition governs.
    fn calls_it_something(&self, start: usize, end: usize) -> bool {
        let words = &self.reading.words;
        let ends = |at: &usize| {
            self.reading.is_mark(*at, &[":", ";"]) || self.is_predicate(*at) && !self.reading.is_quoted(*at)
        };
        (start..(start..end).find(ends).unwrap_or(end)).any(|at| {
            words[at].grammemes.case == Some(Case::Instrumental)
                && !self.phrases.iter().any(|phrase| phrase.tokens.contains(&at) && phrase.preposition.is_some())
        })
    }

    /// Where a noun phrase begins whose noun makes what is told of a content, and what is done by telling it.
    fn topic_after(&self, cue: &Cue, end: usize) -> Option<(usize, StatementAct)> {
        if !cue.report.frame.topic && cue.report.frame.prepositions.is_empty() {
            return None;
        }
        let start = self.noun_phrase_limit(cue, end);
        let phrases = self.phrases.iter().filter(|phrase| (cue.tokens.end..start).contains(&phrase.head));
        phrases
            .filter(|phrase| phrase.case != Some(Case::Nominative))
            .find_map(|phrase| self.topic_act(phrase.head).map(|act| (phrase.tokens.start, act)))
    }

    /// What is done by telling of a noun, where that makes a content.
    fn topic_act(&self, noun: usize) -> Option<StatementAct> {
        if self.reading.words[noun].grammemes.part != PartOfSpeech::Noun {
            return None;
        }
        self.reading.hits_at(noun).iter().find_map(|hit| match hit.meaning {
            Meaning::Report(report) if report.kind == ReportKind::Topic => Some(report.act),
            _ => None,
        })
    }

    /// An infinitive before its verb: «увидеться вновь X предложили».
    fn fronted_infinitive(&self, cue: &Cue, tokens: &Range<usize>) -> Option<Range<usize>> {
        let verb = self.main_verb(&cue.tokens);
        let infinitive = (tokens.start..cue.tokens.start).find(|at| {
            let word = &self.reading.words[*at];
            word.head == Some(verb) && word.grammemes.verb_form == Some(VerbForm::Infinitive)
        })?;
        let between = infinitive + 1..cue.tokens.start;
        let subject =
            self.weighed_subject(&cue.tokens, &between).map_or(cue.tokens.start, |subject| subject.tokens.start);
        let set_off = between.clone().any(|at| self.reading.is_mark(at, &[",", ":", ";"]) || self.is_predicate(at));
        (cue.report.frame.infinitive && !set_off).then_some(infinitive..subject)
    }

    fn skips_addressee(&self, cue: &Cue) -> bool {
        matches!(cue.report.act, StatementAct::Demand | StatementAct::Request | StatementAct::Promise)
    }

    /// «призвал депутатов не питать иллюзий»: whoever is called on is not what is called for.
    pub(super) fn infinitive_after(&self, cue: &Cue, end: usize) -> Option<usize> {
        let infinitive = (cue.tokens.end..end.min(cue.tokens.end + WORDS_TO_OBJECT))
            .take_while(|token| !self.reading.is_mark(*token, &[",", ":", ";"]) && !self.is_predicate(*token))
            .find(|token| self.reading.words[*token].grammemes.verb_form == Some(VerbForm::Infinitive))?;
        let particle = |token: usize| self.reading.words[token].grammemes.part == PartOfSpeech::Particle;
        let negated = infinitive > cue.tokens.end && particle(infinitive - 1);
        Some(if negated { infinitive - 1 } else { infinitive })
    }

    /// Right after a verb, or after its subject: words with a noun that it governs without a preposition of its own.
    fn noun_phrase_after(&self, cue: &Cue, end: usize) -> Option<usize> {
        let words = &self.reading.words;
        let verb = self.main_verb(&cue.tokens);
        let limit = self.noun_phrase_limit(cue, end);
        let governed = |phrase: &&NounPhrase| {
            let parsed = words[phrase.head].head == Some(verb) && words[phrase.head].relation == Relation::Object;
            let near =
                (cue.tokens.end..limit).contains(&phrase.head) || parsed && phrase.head > verb && phrase.head < end;
            near && phrase.preposition.is_none_or(|preposition| cue.tokens.contains(&preposition))
                && (phrase.case != Some(Case::Nominative) || phrase.indeclinable)
                && words[phrase.head].relation != Relation::Conjunct
        };
        // «требуя от совета новых санкций»: of whom it is demanded, and what.
        let demands = matches!(cue.report.act, StatementAct::Demand | StatementAct::Request);
        let prepositions = &self.reading.lexicon.sanction_forms.called_prepositions;
        let of_somebody = |phrase: &NounPhrase| {
            let asked = |preposition: usize| prepositions.contains(self.reading.lower(preposition));
            let more = phrase.core_end < phrase.tokens.end && (cue.tokens.end..limit).contains(&phrase.head);
            demands && more && phrase.preposition.is_some_and(asked)
        };
        // «поблагодарил звонившего», «назвал их недальновидными»: a participle or adjective that stands for a noun.
        let stands_for_noun = |at: usize| {
            let grammemes = words[at].grammemes;
            matches!(grammemes.part, PartOfSpeech::Adjective | PartOfSpeech::Verb)
                && matches!(grammemes.case, Some(Case::Accusative | Case::Genitive | Case::Instrumental))
                && words[at].relation != Relation::Attribute
        };
        let found = self.phrases.iter().any(|phrase| governed(&phrase) || of_somebody(phrase))
            || (cue.tokens.end..limit).any(stands_for_noun);
        found.then_some(cue.tokens.end)
    }

    /// Where no noun phrase begins any more that a verb governs.
    fn noun_phrase_limit(&self, cue: &Cue, end: usize) -> usize {
        let stops = |at: &usize| self.reading.is_mark(*at, &[",", ":", ";"]) || self.is_predicate(*at);
        let last = end.min(cue.tokens.end + WORDS_TO_OBJECT);
        (cue.tokens.end..last).find(stops).unwrap_or(last)
    }

    /// Past whom a clause is told to that has no word such as "that": "told reporters the call was short".
    fn addressee_end(&self, cue: &Cue, end: usize) -> usize {
        let bare = self.reading.lexicon.grammar.bare_clauses && !cue.report.frame.object;
        let addressee = self.phrases.iter().find(|phrase| phrase.tokens.start == cue.tokens.end);
        addressee
            .filter(|phrase| {
                // "Said Turkey was ready" says it to nobody.
                let acts = |at: usize| self.reading.words[at].grammemes.is_predicate() || self.is_predicate(at);
                bare && phrase.case == Some(Case::Accusative)
                    && phrase.tokens.end < end
                    && self.can_speak(phrase)
                    && !acts(phrase.tokens.end)
            })
            .map_or(cue.tokens.end, |phrase| phrase.tokens.end)
    }

    /// Past somebody named right after the verb, where no grammar is known.
    fn named_end(&self, cue: &Cue, end: usize) -> usize {
        if self.knows_grammar() {
            return cue.tokens.end;
        }
        let named = |tokens: &Range<usize>| tokens.start == cue.tokens.end && tokens.end < end;
        self.mentions.iter().find(|mention| named(&mention.tokens)).map_or(cue.tokens.end, |mention| mention.tokens.end)
    }
}
