//! How sure an event is: the evidence for and against it, weighed as `confidence.toml` says.
//!
//! The weights are data. `make confidence` fits them to the gold, and docs/quality.md shows how well they tell. The sum
//! of the weights of all that is told of an event is the logarithm of its odds, in hundredths; evidence that the file
//! does not have weighs nothing. So confidence rises with every piece of evidence of positive weight, whatever the others.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::evidence;
use crate::event::v1::event::Event;

/// The weights, built in.
const WEIGHTS: &str = include_str!("confidence.toml");

/// A fault in `confidence.toml`.
#[derive(Debug, thiserror::Error)]
#[error("src/extract/confidence.toml: {0}")]
pub struct ConfidenceError(#[from] toml::de::Error);

/// What the evidence for each type of event weighs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Confidence {
    call: Weights,
    statement: Weights,
    sanction_threat: Weights,
}

/// Logarithms of odds, in hundredths.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    /// Of an event of which nothing else is told.
    base: i32,
    /// By the name of the rule.
    #[serde(default)]
    rule: BTreeMap<String, i32>,
    /// By the code of the language.
    #[serde(default)]
    language: BTreeMap<String, i32>,
    /// By the name of the evidence.
    #[serde(default)]
    evidence: BTreeMap<String, i32>,
}

impl Confidence {
    /// The built-in weights.
    pub(super) fn built_in() -> Result<Self, ConfidenceError> {
        Ok(toml::from_str(WEIGHTS)?)
    }

    /// What tells these weights from others.
    pub(super) const fn source() -> &'static str {
        WEIGHTS
    }

    /// What made up the confidence of an event that is rated: each piece of evidence that weighs anything, by name, with
    /// its weight.
    pub(super) fn account(&self, event: &Event) -> Vec<(String, i32)> {
        let (weights, metadata) = match event {
            Event::Call(call) => (&self.call, &call.metadata),
            Event::Statement(statement) => (&self.statement, &statement.metadata),
            Event::SanctionThreat(threat) => (&self.sanction_threat, &threat.metadata),
        };
        let Some(metadata) = metadata else { return Vec::new() };
        let evidence = metadata.evidence.iter().map(String::as_str);
        let weighed = weights.weighed(&metadata.rule, &metadata.language, evidence);
        weighed.filter(|(_, weight)| *weight != 0).map(|(name, weight)| (name.to_owned(), weight)).collect()
    }

    /// Writes evidence and confidence into the metadata of an event.
    pub(super) fn rate(&self, event: &mut Event) {
        let (weights, evidence, metadata) = match event {
            Event::Call(call) => (&self.call, evidence::of_call(call), &mut call.metadata),
            Event::Statement(statement) => {
                (&self.statement, evidence::of_statement(statement), &mut statement.metadata)
            }
            Event::SanctionThreat(threat) => (&self.sanction_threat, evidence::of_threat(threat), &mut threat.metadata),
        };
        if let Some(metadata) = metadata {
            metadata.confidence = weights.confidence(&metadata.rule, &metadata.language, &evidence);
            metadata.evidence = evidence.into_iter().map(str::to_owned).collect();
        }
    }
}

impl Weights {
    /// All that the weights say of an event.
    fn weighed<'w>(
        &'w self,
        rule: &'w str,
        language: &'w str,
        evidence: impl Iterator<Item = &'w str>,
    ) -> impl Iterator<Item = (&'w str, i32)> {
        let of = |table: &BTreeMap<String, i32>, name: &str| table.get(name).copied().unwrap_or_default();
        let always = [("base", self.base), (rule, of(&self.rule, rule)), (language, of(&self.language, language))];
        always.into_iter().chain(evidence.map(move |name| (name, of(&self.evidence, name))))
    }

    /// A probability to two digits, never 0 or 1: nothing that is read is certain.
    fn confidence(&self, rule: &str, language: &str, evidence: &[&str]) -> f64 {
        let odds: i32 = self.weighed(rule, language, evidence.iter().copied()).map(|(_, weight)| weight).sum();
        let probability = 1.0 / (1.0 + (-f64::from(odds) / 100.0).exp());
        ((probability * 100.0).round() / 100.0).clamp(0.01, 0.99)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Weights {
        toml::from_str(
            "base = 0\nrule = { a_rule = 50 }\nlanguage = { ru = 10 }\nevidence = { strong = 300, weak = -300, absurd = 9000 }",
        )
        .unwrap()
    }

    #[test]
    fn evidence_for_an_event_raises_its_confidence_and_evidence_against_it_lowers_it() {
        let confidence = |evidence: &[&str]| weights().confidence("a_rule", "ru", evidence);
        assert!(confidence(&["weak"]) < confidence(&[]) && confidence(&[]) < confidence(&["strong"]));
        assert_eq!(confidence(&["strong", "weak"]), confidence(&[]));
    }

    #[test]
    fn what_has_no_weight_changes_nothing() {
        assert_eq!(weights().confidence("new_rule", "xx", &["new_evidence"]), 0.5);
    }

    #[test]
    fn no_event_is_certain() {
        assert_eq!(weights().confidence("a_rule", "ru", &["absurd"]), 0.99);
    }

    #[test]
    fn the_built_in_weights_can_be_read() {
        assert!(!Confidence::built_in().unwrap().statement.evidence.is_empty());
    }
}
