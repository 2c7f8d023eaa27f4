//! Titles of several people, with whose they are and no names: "the presidents of Russia and Turkey".

use super::{Finder, mention};
use crate::event::v1::ActorKind;
use crate::extract::actor::Mention;
use crate::lexicon::{Meaning, Title};

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

    /// «президенты России и США Иван Иванов и Джон Смит»: each who is named in the row has the office.
    pub(super) fn give_joint_office(&mut self, mention: &Mention) {
        let joins = |token: usize| {
            self.reading.is_mark(token, &[","])
                || self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(token))
        };
        let titled = self.title_at(mention.tokens.start).filter(|(title, _)| title.group && title.named);
        let office = match (titled, &self.joint_office) {
            (Some((title, _)), _) => title.office.clone(),
            (None, Some((office, end))) if *end + 1 == mention.tokens.start && joins(*end) => office.clone(),
            _ => String::new(),
        };
        self.joint_office = (!office.is_empty()).then(|| (office.clone(), mention.tokens.end));
        self.told.give(&office, &mention.identity.country, &mention.identity, false);
    }

    /// Whether a name at a token is joined with one that a title of several introduces: "Presidents Hale and Calderon".
    pub(super) fn follows_joint_title(&self, at: usize) -> bool {
        let joined = |end: usize| {
            let joins = self.reading.is_mark(end, &[","])
                || self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(end));
            end + 1 == at && joins
        };
        self.joint_office.as_ref().is_some_and(|(_, end)| joined(*end))
    }

    /// Whether several whose title it is stand joined after it: «главы МИД России и Турции».
    pub(super) fn is_of_several(&self, at: usize, end: usize) -> bool {
        let Some(first) = self.holder(at, end) else { return false };
        let next = first.tokens.end;
        let joins = next < end && self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(next));
        joins && self.holder(next + 1, end).is_some()
    }

    /// The title of one that has the same words.
    pub(super) fn title_of_one(&self, at: usize, end: usize) -> Option<Title> {
        self.reading.hits_at(at).iter().find_map(|hit| match hit.meaning {
            Meaning::Title(title) if hit.tokens.end == end && !title.group => Some(title.clone()),
            _ => None,
        })
    }
}
