//! What the learned models and the dictionary tell of a Russian document, put on its words.
//!
//! Names and morphology are read over the text as it stands. Syntax is read with the speech in quotation marks taken out
//! of the sentence around it and parsed for itself: the models lose the reporting clause of «…», сказал X otherwise.

use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use super::{Heads, Links, ModelError, ModelFile, RussianModel, Sequences, Workspace};
use crate::document::Document;
use crate::linguistics::dictionary::Dictionary;
use crate::linguistics::speech::Masked;
use crate::linguistics::{
    Annotator, Entity, Grammar, Grammemes, PartOfSpeech, Relation, VerbForm, Word, grammemes_of_tag,
};

/// The models with what their tags mean, and the memory of the threads that have used them.
#[derive(Debug)]
pub struct RussianAnnotator {
    model: RussianModel,
    dictionary: Dictionary,
    grammemes: Vec<Grammemes>,
    relations: Vec<Relation>,
    entities: Vec<Option<Entity>>,
    idle: Mutex<Vec<Memory>>,
}

/// What a thread uses again for the next document.
#[derive(Debug, Default)]
struct Memory {
    workspace: Workspace,
    names: Vec<u8>,
    tags: Vec<u16>,
    links: Links,
}

impl RussianAnnotator {
    /// Reads the model file.
    ///
    /// # Errors
    ///
    /// A [`ModelError`] where the file is missing, damaged or of another version.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let file = ModelFile::read(path)?;
        let model = RussianModel::of_file(&file)?;
        Ok(Self {
            grammemes: model.morphological_tags().iter().map(|tag| grammemes_of_tag(tag)).collect(),
            relations: model.relations().iter().map(|name| Relation::of(name)).collect(),
            entities: model.name_tags().iter().map(|tag| Entity::of_tag(tag)).collect(),
            dictionary: Dictionary::of_file(&file)?,
            model,
            idle: Mutex::default(),
        })
    }

    /// The dictionary of the language.
    pub(in crate::linguistics) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    fn memory(&self) -> Memory {
        // Whatever a thread that panicked left behind is used for nothing: buffers are written before they are read.
        let idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        idle.unwrap_or_default()
    }
}

impl RussianAnnotator {
    /// Whether a word that is tagged as something else can be nothing but a finite verb: «созвонится» is no noun.
    fn is_only_verb(&self, word: &Word) -> bool {
        let mut analyses = self.dictionary.analyses(&word.lower);
        let tagged_else = matches!(
            word.grammemes.part,
            PartOfSpeech::Noun | PartOfSpeech::Adjective | PartOfSpeech::Adverb | PartOfSpeech::Other
        );
        tagged_else
            && self.dictionary.knows(&word.lower)
            && analyses.all(|analysis| {
                let grammemes = analysis.grammemes;
                grammemes.part == PartOfSpeech::Verb
                    && grammemes.verb_form == Some(VerbForm::Finite)
                    && !grammemes.imperative
            })
    }
}

impl Annotator for RussianAnnotator {
    fn annotate(&self, document: &Document<'_>, _: &Grammar, words: &mut [Word]) {
        let mut memory = self.memory();
        let Memory { workspace, names, tags, links } = &mut memory;
        let mut text = self.model.read_text((0..document.tokens.len()).map(|token| document.text(token)), workspace);
        text.name(names);
        let tokens: Vec<usize> = (0..document.tokens.len()).collect();
        let ranges: Vec<Range<usize>> = document.sentences.iter().map(|sentence| sentence.tokens.clone()).collect();
        text.tag(Sequences { tokens: &tokens, ranges: &ranges }, tags);
        for (token, word) in words.iter_mut().enumerate() {
            word.grammemes = self.grammemes[usize::from(tags[token])];
            word.entity = self.entities[usize::from(names[token])];
            if word.grammemes.part != PartOfSpeech::Punctuation
                && let Some(analysis) = self.dictionary.best(&word.lower, &word.grammemes)
            {
                word.lemma = self.dictionary.lemma(&word.lower, &analysis);
                word.grammemes = word.grammemes.corrected(&analysis);
                if self.is_only_verb(word) {
                    word.grammemes = analysis.grammemes;
                }
            }
            word.finite = word.grammemes.is_predicate() || word.finite && word.grammemes.part == PartOfSpeech::Other;
        }
        let masked = Masked::of(document);
        text.parse(Sequences { tokens: &masked.tokens, ranges: &masked.pieces }, Heads::Tree, links);
        for piece in &masked.pieces {
            for place in piece.clone() {
                let word = &mut words[masked.tokens[place]];
                word.relation = self.relations[usize::from(links.relations[place])];
                let head = usize::try_from(links.heads[place]).ok().and_then(|head| head.checked_sub(1));
                word.head = head.map(|head| masked.tokens[piece.start + head]);
            }
        }
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(memory);
    }
}
