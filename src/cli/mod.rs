//! The command line: one file a command.

mod check;
mod demo;
mod exit;
mod explain;
mod extract;
mod extractor;
mod feed;
mod input;
mod models;
mod redrive;
mod replay;
mod run;
mod settings;
mod tail;
mod topics;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

/// Reads raw news articles and publishes the calls, statements and sanction threats they report.
#[derive(Debug, Parser)]
#[command(version, about, after_help = exit::HELP, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the whole service on sample articles, with a broker inside this process.
    Demo(demo::Arguments),
    /// Read articles from files or standard input, and print their events.
    Extract(extract::Arguments),
    /// Tell why an article gives the events it gives, and no others.
    Explain(explain::Arguments),
    /// Read articles from Kafka, and write their events to Kafka.
    Run(run::Arguments),
    /// Say whether the service would work here, and change nothing.
    Check(check::Arguments),
    /// Make the topics, or compare them with what they should be.
    Topics(topics::Arguments),
    /// Send articles from files or standard input to the input topic.
    Feed(feed::Arguments),
    /// Show the records of a topic: events, articles or dead letters.
    Tail(tail::Arguments),
    /// Read a range of the input topic again, and write what this version makes of it.
    Replay(Box<replay::Arguments>),
    /// Send dead letters again, once what made them is mended.
    Redrive(redrive::Arguments),
    /// Fetch, convert and check the models and dictionaries of languages.
    Models(models::Arguments),
}

/// Parses the command line and runs the command.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments, extract::Task::Events),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Topics(arguments) => topics::run(&arguments),
        Command::Feed(arguments) => feed::run(&arguments),
        Command::Tail(arguments) => tail::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Redrive(arguments) => redrive::run(&arguments),
        Command::Models(arguments) => models::run(&arguments),
    };
    match outcome {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("demarche: {error:#}");
            Exit::of(&error).into()
        }
    }
}
