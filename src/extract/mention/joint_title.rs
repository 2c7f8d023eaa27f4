//! Titles of several people, with whose they are and no names: "the presidents of Russia and Turkey".

use super::{Finder, mention};
use crate::event::v1::ActorKind;
use crate::extract::actor::Mention;
use crate::lexicon::Title;

impl Finder<'_, '_> {
    /// "The presidents of Russia and Turkey": the holder of each office, where no names follow.
    pub(super) fn joint_title(&mut self, at: usize, end: usize) -> Option<Vec<Mention>> {
        let (title, first) =
            self.title_at(at).filter(|(title, _)| title.group && title.named && !title.office.is_empty())?;
        let title = title.clone();
        let nominative = self.is_nominative_title(at, &title);
        let mut holders = Vec::new();
        let mut next = first;
        while let Some(holder) = self.holder(next, end).filter(|holder| holder.identity.kind == ActorKind::State) {
            next = holder.tokens.end;
            holders.push(holder);
            let joins = next < end
                && (self.reading.is_mark(next, &[","])
                    || self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(next)));
            if !joins || self.holder(next + 1, end).is_none() {
                break;
            }
            next += 1;
        }
        if holders.len() < 2 || self.person_after(at, next, end, nominative).is_some() {
            return None;
        }
        let single = Title { group: false, ..title };
        // The words before the last state are in the case of the title, and it is not: each holder stands for them all.
        holders
            .into_iter()
            .map(|holder| {
                let identity = self.described(&single, &holder.identity.country, at..next, false, false);
                (!identity.id.is_empty()).then(|| mention(at..next, identity, nominative, false))
            })
            .collect()
    }
}
