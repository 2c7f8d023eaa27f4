//! demarche reads raw news articles and publishes what they report as typed events: calls between public actors,
//! statements, and threats of sanctions.
//!
//! The way of an article is one pure function, [`extract::Extractor::extract`], made of rooms that each know only
//! the ones before them:
//!
//! | room | from | to |
//! | --- | --- | --- |
//! | [`article`] | bytes | an [`article::Article`]: fields, language, publication time, clutter told apart |
//! | [`document`] | an article | tokens, sentences, quotations, spans |
//! | [`linguistics`] | a document | what is known of each word |
//! | [`knowledge`] | a name and a date | who that is |
//! | [`extract`] | all of these | events |
//! | [`event`] | | the public contract: protobuf, JSON, identifiers, codes |
//!
//! [`stream`] is the other half: it moves records between Kafka topics, and does not look inside them. [`replay`]
//! reads topics again, for a new version or for whoever looks. [`cli`] holds one file a command, [`view`] what people see of an article and its events, [`config`] what can be set, [`observe`]
//! what can be watched. Words are data: [`lexicon`] reads them from the folder of that name.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod article;
pub mod cli;
pub mod config;
pub mod document;
pub mod event;
pub mod extract;
pub mod knowledge;
pub mod lexicon;
pub mod linguistics;
pub mod observe;
pub mod replay;
pub mod stream;
pub mod view;
