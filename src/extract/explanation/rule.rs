//! What each rule looks for, for people who read its name in an event.

/// The meaning of a rule by its name in [`crate::event::v1::Metadata`], in one sentence without a full stop; empty for a
/// name that is none.
#[must_use]
pub fn meaning_of_rule(name: &str) -> &'static str {
    match name {
        "call_trigger" => "a word for a call or talk, with those around it who take part",
        "measure_with_modality" => "a restrictive measure, with words or a tense that say how real it is",
        "quotation_split" => "a quotation with its reporting verb set into it",
        "quotation_then_verb" => "a quotation, and the reporting verb after it",
        "verb_colon_quotation" => "a reporting verb, a colon, a quotation",
        "name_colon_quotation" => "somebody, a colon, a quotation",
        "quotation_goes_on" => "a quotation that fills its sentence, after one whose speaker is told",
        "verb_colon" => "a reporting verb, a colon, and what was said",
        "verb_colon_paragraph" => "a reporting verb and a colon at the end of a paragraph, and the next one",
        "verb_clause" => "a reporting verb, and the clause that it opens",
        "as_reported" => "what was said, with \"as X said\" set into it",
        "clause_then_verb" => "what was said, and the reporting clause after it or set into it",
        "verb_about" => "a reporting verb, and words after a preposition of its frame",
        "verb_object" => "a reporting verb, and the words after it that its frame allows as content",
        "verb_topic" => {
            "a reporting verb, and a noun after it that makes what is told of a content (\"the possibility of Y\")"
        }
        "verb_then_quotation" => "a reporting verb, and a quotation after it that only a comma parts from it",
        "noun_clause" => "a noun for speech with its holder, and the clause that is its content",
        "noun_infinitive" => "a noun for speech with its holder, and the infinitive that is its content",
        "noun_about" => "a noun for speech with its holder, and words after a preposition of its frame",
        "about_this" => "a reporting verb that points to the sentence before",
        "according_to" => "a source phrase (\"according to X\"), and the rest of its sentence",
        _ => "",
    }
}
