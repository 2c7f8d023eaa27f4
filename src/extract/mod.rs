//! From an article to its events: the whole chain as one pure function.

mod act;
mod actor;
mod assembly;
mod attribution;
mod call;
mod confidence;
mod evidence;
mod explanation;
mod mention;
mod people;
mod reading;
mod sanction_threat;
mod statement;
mod time;
mod trace;

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::path::Path;

use crate::article::{self, Article, Language, Limits, RawArticle, Rejection};
use crate::document::Document;
use crate::event::{Event, content_hash, v1};
use crate::knowledge::KnowledgeBase;
use crate::lexicon::{self, Additions, ClutterPhrases, Lexicon, LexiconError};
use crate::linguistics::Linguistics;
use crate::linguistics::russian::ModelError;

use assembly::Assembly;
use confidence::Confidence;
use explanation::Account;
use mention::Mentions;
use reading::Reading;

pub use confidence::ConfidenceError;
pub use explanation::{Explanation, Origin, Reason, Reckoning, Silence, ToldActor, ToldTime, Weighed, meaning_of_rule};

/// What came of one record.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// The article as it was read.
    pub article: Article,
    /// Its events: calls, then threats, then statements, each in the order of the text. None is an outcome too.
    pub events: Vec<Event>,
}

/// A fault in the data that the extractor is built from.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// In the lexicon or the knowledge base.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// In the weights of evidence.
    #[error(transparent)]
    Confidence(#[from] ConfidenceError),
    /// In the learned models.
    #[error("{0}; run `demarche models fetch`")]
    Models(#[from] ModelError),
}

/// Reads articles. It holds the lexicon and the knowledge base, and reads no clock, file or network: the same bytes and
/// the same version give the same events, byte for byte.
#[derive(Debug)]
pub struct Extractor {
    limits: Limits,
    clutter_phrases: ClutterPhrases,
    lexicons: HashMap<Language, Lexicon>,
    linguistics: Linguistics,
    knowledge: KnowledgeBase,
    confidence: Confidence,
    lexicon_version: String,
}

/// The version of all data: lexicon, knowledge base, weights of evidence, and what a folder adds.
fn data_version(additions: &Additions) -> String {
    let (lexicon, knowledge, added) = (lexicon::version(), KnowledgeBase::version(), additions.version());
    let mut parts = vec![lexicon.as_str(), &knowledge, Confidence::source()];
    parts.extend((!added.is_empty()).then_some(added.as_str()));
    content_hash(&parts)[..16].to_owned()
}

impl Extractor {
    /// An extractor with the built-in lexicon and knowledge base, and the models of a folder.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] that names the file at fault.
    pub fn new(limits: Limits, models: &Path) -> Result<Self, BuildError> {
        Self::with_additions(limits, models, &Additions::default())
    }

    /// The same, with a folder that adds to lexicon and knowledge base.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] that names file and line at fault.
    pub fn with_additions(limits: Limits, models: &Path, additions: &Additions) -> Result<Self, BuildError> {
        // Half of the time goes into the models, half into the words: they are read side by side.
        let (linguistics, words) = std::thread::scope(|scope| {
            let linguistics = scope.spawn(|| Linguistics::read(models));
            let words = (|| {
                let mut lexicons = HashMap::new();
                for language in Language::READ {
                    lexicons.insert(language, Lexicon::built_in(language)?.with(additions)?);
                }
                let knowledge = KnowledgeBase::with(lexicons.values(), additions)?;
                Ok::<_, BuildError>((lexicons, knowledge, ClutterPhrases::built_in()?.with(additions)?))
            })();
            (linguistics.join().unwrap_or_else(|panic| resume_unwind(panic)), words)
        });
        let (linguistics, (lexicons, knowledge, clutter_phrases)) = (linguistics?, words?);
        let confidence = Confidence::built_in()?;
        let lexicon_version = data_version(additions);
        Ok(Self { limits, clutter_phrases, lexicons, linguistics, knowledge, confidence, lexicon_version })
    }

    /// The version of lexicon and knowledge base, as every event names it.
    #[must_use]
    pub fn lexicon_version(&self) -> &str {
        &self.lexicon_version
    }

    /// Reads one record.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] where the record is no article.
    pub fn extract(&self, raw: &RawArticle<'_>) -> Result<Extraction, Rejection> {
        self.extract_in_stages(raw, &mut || {})
    }

    /// The same; calls back when the record is read, before any event is looked for.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] where the record is no article.
    pub fn extract_in_stages(&self, raw: &RawArticle<'_>, is_read: &mut dyn FnMut()) -> Result<Extraction, Rejection> {
        let article = article::read(raw, self.limits, &self.clutter_phrases)?;
        is_read();
        let events = match self.lexicons.get(&article.language) {
            Some(lexicon) => {
                let document = Document::of(&article, &lexicon.grammar.abbreviations);
                let reading = self.reading(&document, lexicon);
                self.events(&reading, &mention::find(&reading))
            }
            None => Vec::new(),
        };
        Ok(Extraction { article, events })
    }

    /// Reads one record, and tells why it gives the events that it gives, and no others.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] where the record is no article.
    pub fn explain(&self, raw: &RawArticle<'_>) -> Result<Explanation, Rejection> {
        let article = article::read(raw, self.limits, &self.clutter_phrases)?;
        let Some(lexicon) = self.lexicons.get(&article.language) else {
            return Ok(Explanation::unexplained(Extraction { article, events: Vec::new() }));
        };
        let abbreviations = &lexicon.grammar.abbreviations;
        let (events, mut account) = {
            let document = Document::of(&article, abbreviations);
            let reading = self.reading(&document, lexicon).listened_to();
            let mentions = mention::find(&reading);
            let events = self.events(&reading, &mentions);
            let account = Account::of(&reading, &mentions, &events);
            (events, account)
        };
        if !article.clutter.is_empty() {
            let whole = Article { clutter: Vec::new(), ..article.clone() };
            account.add_clutter(&article, &self.reading(&Document::of(&whole, abbreviations), lexicon));
        }
        let Account { actors, times, silences } = account;
        let weighed = |event: &Event| {
            let account = event.event.as_ref().map(|event| self.confidence.account(event)).unwrap_or_default();
            account.into_iter().map(|(name, weight)| Weighed { name, weight }).collect()
        };
        let confidence = events.iter().map(weighed).collect();
        Ok(Explanation { extraction: Extraction { article, events }, actors, times, confidence, silences })
    }

    fn reading<'a>(&'a self, document: &'a Document<'a>, lexicon: &'a Lexicon) -> Reading<'a> {
        Reading::of(document, lexicon, &self.linguistics, &self.knowledge)
    }

    fn events(&self, reading: &Reading<'_>, mentions: &Mentions) -> Vec<Event> {
        let article = reading.document.article();
        let attributions = attribution::find(reading, mentions);
        let assembly = Assembly::new(article, &self.lexicon_version);
        let calls = call::find(reading, mentions, &attributions, &assembly);
        let threats = sanction_threat::find(reading, mentions, &attributions, &assembly);
        let statements = statement::find(reading, &attributions, &threats, &assembly);
        let envelope = |mut event| {
            self.confidence.rate(&mut event);
            Event { article_id: article.id.clone(), event: Some(event) }
        };
        calls
            .into_iter()
            .map(v1::event::Event::Call)
            .chain(threats.into_iter().map(v1::event::Event::SanctionThreat))
            .chain(statements.into_iter().map(v1::event::Event::Statement))
            .map(envelope)
            .collect()
    }
}

#[cfg(test)]
mod tests;
