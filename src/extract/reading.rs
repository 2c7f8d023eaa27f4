//! What the extractors of all event types read from: the document, its words, the phrases of the lexicon found in it.

use std::ops::Range;

use super::trace::Trace;
use crate::article::Field;
use crate::document::{Document, Marks, Quotation, Sentence};
use crate::knowledge::{KnowledgeBase, NameHit};
use crate::lexicon::{Lexicon, Meaning};
use crate::linguistics::{Linguistics, NounPhrase, Word, noun_phrases};

/// A phrase of the lexicon, found in the text.
#[derive(Clone, Debug)]
pub(super) struct Hit<'l> {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// What it means.
    pub(super) meaning: &'l Meaning,
}

/// An article with all that is known of its words.
pub(super) struct Reading<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) knowledge: &'a KnowledgeBase,
    linguistics: &'a Linguistics,
    pub(super) words: Vec<Word>,
    /// Phrases of each sentence, in the order of the text.
    hits: Vec<Vec<Hit<'a>>>,
    /// Names of the knowledge base that start at each token, the longest first.
    names: Vec<Vec<(Range<usize>, NameHit)>>,
    /// Of each token, whether it stands inside quotation marks, themselves included.
    quoted: Vec<bool>,
    /// The same for quotations that are too long for a name.
    spoken: Vec<bool>,
    /// Where the rules say why they do what they do.
    pub(super) trace: Trace,
}

impl<'a> Reading<'a> {
    pub(super) fn of(
        document: &'a Document<'a>,
        lexicon: &'a Lexicon,
        linguistics: &'a Linguistics,
        knowledge: &'a KnowledgeBase,
    ) -> Self {
        let words = linguistics.annotate(document, lexicon.language, &lexicon.grammar);
        let hits = document.sentences.iter().map(|sentence| find_hits(&words, lexicon, sentence)).collect();
        let (mut quoted, mut spoken) = (vec![false; words.len()], vec![false; words.len()]);
        for quotation in document.quotations.iter().filter(|quotation| quotation.marks != Marks::Dash) {
            if document.is_outermost(quotation) {
                quoted[quotation.outer.clone()].fill(true);
                spoken[quotation.outer.clone()].fill(quotation.inner.len() > TOKENS_OF_A_NAME);
            }
        }
        let names = find_names(&words, knowledge, lexicon);
        Self { document, lexicon, knowledge, linguistics, words, hits, names, quoted, spoken, trace: Trace::default() }
    }

    /// The same reading, with somebody who listens to the rules.
    pub(super) fn listened_to(self) -> Self {
        Self { trace: Trace::listening(), ..self }
    }

    /// The sentence that holds a token.
    pub(super) fn sentence_of(&self, token: usize) -> usize {
        self.document.sentences.partition_point(|sentence| sentence.tokens.end <= token)
    }

    /// The phrases that start at a token.
    pub(super) fn hits_at(&self, token: usize) -> &[Hit<'a>] {
        let Some(hits) = self.hits.get(self.sentence_of(token)) else { return &[] };
        let first = hits.partition_point(|hit| hit.tokens.start < token);
        let last = hits.partition_point(|hit| hit.tokens.start <= token);
        &hits[first..last]
    }

    /// The names of the knowledge base that start at a token, the longest first.
    pub(super) fn names_at(&self, token: usize) -> &[(Range<usize>, NameHit)] {
        self.names.get(token).map_or(&[], Vec::as_slice)
    }

    /// The phrases that lie in a stretch of tokens.
    pub(super) fn hits_within(&self, tokens: &Range<usize>) -> impl Iterator<Item = &Hit<'a>> {
        let sentences = self.sentence_of(tokens.start)..=self.sentence_of(tokens.end.saturating_sub(1));
        let hits = self.hits.get(sentences).into_iter().flatten().flatten();
        let tokens = tokens.clone();
        hits.filter(move |hit| tokens.start <= hit.tokens.start && hit.tokens.end <= tokens.end)
    }

    /// The quotations that start in a sentence, in the order in which they open.
    pub(super) fn quotations(&self, sentence: usize) -> &'a [Quotation] {
        let tokens = &self.sentence(sentence).tokens;
        let quotations = &self.document.quotations;
        let first = quotations.partition_point(|quotation| quotation.outer.start < tokens.start);
        let last = quotations.partition_point(|quotation| quotation.outer.start < tokens.end);
        &quotations[first..last]
    }

    /// The phrases found in a sentence.
    pub(super) fn hits(&self, sentence: usize) -> &[Hit<'a>] {
        &self.hits[sentence]
    }

    /// The noun phrases of a sentence; none where the grammar of its words is not known.
    pub(super) fn noun_phrases(&self, sentence: usize) -> Vec<NounPhrase> {
        noun_phrases(&self.words, self.sentence(sentence).tokens.clone())
    }

    pub(super) fn sentence(&self, sentence: usize) -> &'a Sentence {
        &self.document.sentences[sentence]
    }

    /// Whether a sentence is of the headline.
    pub(super) fn is_headline(&self, sentence: usize) -> bool {
        self.sentence(sentence).field == Field::Title
    }

    /// Whether the article has a body beside its headline.
    pub(super) fn has_body(&self) -> bool {
        self.document.sentences.iter().any(|sentence| sentence.field == Field::Text)
    }

    /// A token in small letters.
    pub(super) fn lower(&self, token: usize) -> &str {
        &self.words[token].lower
    }

    /// Whether a token is one of the marks given. A run of marks that end a sentence is the strongest of them.
    pub(super) fn is_mark(&self, token: usize, marks: &[&str]) -> bool {
        self.words.get(token).is_some_and(|word| marks.contains(&strongest_mark(&word.lower)))
    }

    /// Whether a token stands inside quotation marks, themselves included.
    pub(super) fn is_quoted(&self, token: usize) -> bool {
        self.quoted[token]
    }

    /// A word in the nominative, with the capital that it has in the text; `None` where no dictionary tells it.
    pub(super) fn nominative(&self, token: usize) -> Option<String> {
        let form = self.linguistics.nominative(self.lexicon.language, &self.words[token])?;
        let mut letters = form.chars();
        let first = letters.next().filter(|_| self.words[token].capitalised);
        Some(first.map_or(form.clone(), |first| first.to_uppercase().chain(letters).collect()))
    }

    /// Whether a token stands inside a quotation that is no name.
    pub(super) fn is_spoken(&self, token: usize) -> bool {
        self.spoken[token]
    }

    /// Tokens without the marks and dashes at both ends that belong to no content; quotation marks stay.
    pub(super) fn trimmed(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.start < tokens.end && self.is_mark(tokens.start, LEADING_MARKS) {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && self.is_mark(tokens.end - 1, TRAILING_MARKS) {
            tokens.end -= 1;
        }
        tokens
    }
}

/// `?!` as `?`, `!!!` as `!`, `...` as `…`; anything else as it is.
fn strongest_mark(token: &str) -> &str {
    let is_run = token.starts_with(['.', '!', '?', '…']) && token.chars().nth(1).is_some();
    match is_run {
        true if token.contains('?') => "?",
        true if token.contains('!') => "!",
        true => "…",
        false => token,
    }
}

/// A quotation of more tokens is no name.
const TOKENS_OF_A_NAME: usize = 4;

/// Dashes, as news sets them.
pub(super) const DASHES: &[&str] = &["—", "–", "-", "―", "−", "--"];

/// With how many events found before it a new telling is compared: a bound on the work that one article can cause.
pub(super) const TELLINGS_COMPARED: usize = 64;

const LEADING_MARKS: &[&str] = &["—", "–", "-", "―", "−", "--", ",", ".", ";", ":", ")", "•"];
const TRAILING_MARKS: &[&str] = &["—", "–", "-", "―", "−", "--", ",", ".", ";", ":", "("];

fn find_names(words: &[Word], knowledge: &KnowledgeBase, lexicon: &Lexicon) -> Vec<Vec<(Range<usize>, NameHit)>> {
    let Some(table) = knowledge.names(lexicon.language) else { return Vec::new() };
    let keys = |token: usize| words.get(token).map(Word::keys);
    let at = |token| table.starting_at(token, keys).into_iter().map(|found| (found.words, *found.value)).collect();
    (0..words.len()).map(at).collect()
}

/// Where phrases overlap, the longest counts; of two that start together, all meanings of the longest.
fn find_hits<'a>(words: &[Word], lexicon: &'a Lexicon, sentence: &Sentence) -> Vec<Hit<'a>> {
    let mut hits: Vec<Hit<'a>> = Vec::new();
    for at in sentence.tokens.clone() {
        let keys = |token: usize| sentence.tokens.contains(&token).then(|| words[token].keys());
        let found = lexicon.phrases.starting_at(at, keys);
        for candidate in &found {
            let same_sort = |hit: &Hit<'_>| candidate.value.gives_way_to(hit.meaning);
            let inside =
                |hit: &Hit<'_>| hit.tokens.start <= candidate.words.start && candidate.words.end <= hit.tokens.end;
            let hidden = hits
                .iter()
                .rev()
                .take_while(|hit| hit.tokens.end > at.saturating_sub(LONGEST_PHRASE))
                .any(|hit| same_sort(hit) && inside(hit) && hit.tokens != candidate.words);
            if !hidden {
                hits.push(Hit { tokens: candidate.words.clone(), meaning: candidate.value });
            }
        }
    }
    hits
}

/// No phrase of the lexicon has more words; bounds how far back a longer one is looked for.
const LONGEST_PHRASE: usize = 12;
