//! The page, and the pieces of it that are sent again when they change.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use html_escape::encode_text;
use jiff::Timestamp;

use super::access::Sight;
use super::glimpse::Seen;
use super::meter::Sample;
use super::plot::{self, Line};
use super::recent::State;
use super::{Access, Console};
use crate::observe::partitions::PartitionLags;
use crate::view::filled;

const PAGE: &str = include_str!("assets/page.html");
const SIGN_IN: &str = include_str!("assets/sign_in.html");

/// The whole page.
pub(super) fn whole(console: &Console, sight: Sight, now: Instant) -> String {
    let shared = &console.shared;
    let clock = console.recent().clock(now);
    let last = console.recent().state().articles.last();
    let everything = |content: String| if sight == Sight::Everything { content } else { String::new() };
    filled(PAGE, |slot| match slot {
        "instance" => encode_text(&shared.instance).into_owned(),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "began" => began(console),
        "began_in_words" => time(console.recent().began(), "%-d %B %Y, %H:%M:%S UTC"),
        "clock" => time(clock, "%H:%M:%S UTC"),
        "last" => last.to_string(),
        "figures" => figures(console, sight, now),
        "withheld" => {
            if sight == Sight::Everything {
                String::new()
            } else {
                WITHHELD.to_owned()
            }
        }
        "articles" => everything(articles(console)),
        "configuration" => everything(configuration(&shared.configuration)),
        "sign_out" if matches!(shared.access, Access::Token(_)) => SIGN_OUT.to_owned(),
        _ => String::new(),
    })
}

/// The form that asks for the token, with a note above it.
pub(super) fn sign_in(note: &str) -> String {
    filled(SIGN_IN, |slot| if slot == "note" { note.to_owned() } else { String::new() })
}

/// The token in a form as a browser sends it.
pub(super) fn token_of(form: &[u8]) -> String {
    let mut fields = form_urlencoded::parse(form);
    fields.find(|(name, _)| name == "token").map_or_else(String::new, |(_, token)| token.trim().to_owned())
}

/// What tells this process from one before it or beside it.
pub(super) fn began(console: &Console) -> String {
    console.recent().began().to_string()
}

const SIGN_OUT: &str = "<form method=\"post\" action=\"sign-out\"><button>Sign out</button></form>";

const WITHHELD: &str = "<section><h2>Not shown here</h2>\n<p>Articles, messages of dead letters and the configuration are \
                        shown to whoever brings the token (<code>console.token_file</code>), and without one on this \
                        machine alone, where <code>http.listen</code> is a loopback address.</p></section>\n";

/// How things are: what is sent every two seconds.
pub(super) fn figures(console: &Console, sight: Sight, now: Instant) -> String {
    let mut html = String::new();
    // Asked for before the lock is taken.
    let partitions = console.shared.observer.lags();
    write_health(&mut html, console, now);
    let recent = console.recent().state();
    let samples: Vec<Sample> = recent.meter.samples().copied().collect();
    write_tiles(&mut html, &recent, samples.last().copied().unwrap_or_default());
    write_plots(&mut html, &samples);
    html.push_str("<div class=\"sides\">\n");
    write_assignment(&mut html, &partitions);
    write_dead_letters(&mut html, &recent, sight);
    html.push_str("</div>\n");
    html
}

fn write_health(html: &mut String, console: &Console, now: Instant) {
    let health = console.shared.observer.health();
    html.push_str(
        "<section aria-labelledby=\"health-title\"><h2 id=\"health-title\">Health</h2>\n<ul class=\"health\">\n",
    );
    for (name, against) in [
        ("ready", health.against_ready(now)),
        ("live", health.against_live(now)),
        ("started", health.against_started()),
    ] {
        let (class, word) = if against.is_empty() { ("well", "") } else { ("ill", "not ") };
        let reasons: Vec<String> =
            against.iter().map(|complaint| encode_text(&complaint.to_string()).into_owned()).collect();
        let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        let _ = writeln!(html, "<li class=\"{class}\"><b>{word}{name}</b>{reasons}</li>");
    }
    html.push_str("</ul></section>\n");
}

fn write_tiles(html: &mut String, recent: &State, newest: Sample) {
    html.push_str("<section aria-labelledby=\"now-title\"><h2 id=\"now-title\">Now</h2>\n<dl class=\"tiles\">\n");
    let latency = match (newest.median, newest.slow) {
        (Some(median), Some(slow)) => (duration(median), format!("99 in 100 under {}", duration(slow))),
        _ => ("none".to_owned(), "nothing is committed".to_owned()),
    };
    let totals = recent.totals;
    for (name, value, more) in [
        ("records a second", number(newest.records), format!("{} since the start", totals.records)),
        ("events a second", number(newest.events), format!("{} since the start", totals.events)),
        ("lag", lag(newest.lags.uncommitted), format!("not committed; {} not read", lag(newest.lags.unread))),
        ("latency", latency.0, latency.1),
        ("dead letters", totals.dead_letters.to_string(), "since the start".to_owned()),
    ] {
        let _ = writeln!(html, "<div><dt>{name}</dt><dd><b>{value}</b> <span>{more}</span></dd></div>");
    }
    html.push_str("</dl></section>\n");
}

fn write_plots(html: &mut String, samples: &[Sample]) {
    let line = |name, value: fn(&Sample) -> Option<f64>| Line { name, values: samples.iter().map(value).collect() };
    html.push_str("<section class=\"plots\" aria-label=\"Plots\">\n");
    let throughput = [line("records", |of| Some(of.records)), line("events", |of| Some(of.events))];
    plot::write(html, "throughput", "Throughput a second", &throughput, number);
    let lag = [line("not committed", |of| count(of.lags.uncommitted)), line("not read", |of| count(of.lags.unread))];
    plot::write(html, "lag", "Lag in records", &lag, number);
    let latency = [line("half under", |of| of.median), line("99 in 100 under", |of| of.slow)];
    plot::write(html, "latency", "Latency, from reading to commit", &latency, duration);
    html.push_str("</section>\n");
}

fn write_assignment(html: &mut String, partitions: &[PartitionLags]) {
    html.push_str("<section aria-labelledby=\"assignment-title\"><h2 id=\"assignment-title\">Assignment</h2>\n");
    let Some(first) = partitions.first() else {
        html.push_str("<p>No partition is ours.</p></section>\n");
        return;
    };
    let heads = ["partition", "not committed", "not read"].map(|head| format!("<th scope=\"col\">{head}</th>"));
    let _ = writeln!(
        html,
        "<table><caption>Partitions of <code>{}</code> that are ours, with their lag in records</caption>\n\
         <thead><tr>{}</tr></thead>\n<tbody>",
        encode_text(&first.topic),
        heads.concat()
    );
    for PartitionLags { partition, unread, uncommitted, .. } in partitions {
        let (unread, uncommitted) = (lag(*unread), lag(*uncommitted));
        let _ = writeln!(html, "<tr><th scope=\"row\">{partition}</th><td>{uncommitted}</td><td>{unread}</td></tr>");
    }
    html.push_str("</tbody></table></section>\n");
}

fn write_dead_letters(html: &mut String, recent: &State, sight: Sight) {
    html.push_str("<section aria-labelledby=\"letters-title\"><h2 id=\"letters-title\">Dead letters</h2>\n");
    if recent.letters.is_empty() {
        html.push_str("<p>None since the start.</p>\n");
    }
    for (kind, letters) in &recent.letters {
        let _ = writeln!(html, "<h3><code>{kind}</code> {}</h3>", letters.count);
        if sight != Sight::Everything {
            continue;
        }
        html.push_str("<ul class=\"letters\">\n");
        for (at, letter) in letters.newest() {
            let (at, record) = (time(at, "%H:%M:%S"), encode_text(&letter.record));
            let message =
                letter.message.as_deref().map_or_else(String::new, |message| encode_text(message).into_owned());
            let _ = writeln!(html, "<li>{at} <bdi>{message}</bdi> <code>{record}</code></li>");
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</section>\n");
}

fn articles(console: &Console) -> String {
    let mut newest_first: Vec<String> = articles_after(console, 0).into_iter().map(|(_, html)| html).collect();
    newest_first.reverse();
    let none = if newest_first.is_empty() { "" } else { " hidden" };
    format!(
        "<section aria-labelledby=\"articles-title\"><h2 id=\"articles-title\">Last events</h2>\n<p class=\"note\">By article, \
         the newest first, as they are committed; of many a few a second.</p>\n<p id=\"none\"{none}>None yet.</p>\n\
         <ol id=\"articles\">\n{}</ol></section>\n",
        newest_first.concat()
    )
}

/// What is kept of articles that came after the one with this number, the oldest first: each with its number, as an item.
pub(super) fn articles_after(console: &Console, after: u64) -> Vec<(u64, String)> {
    let recent = console.recent().state();
    let item = |(number, (at, glimpse)): (u64, &(Timestamp, super::Glimpse))| match &*glimpse.0 {
        Seen::Article(article) => {
            let (at, heading, body) = (time(*at, "%H:%M:%S"), &article.heading, &article.body);
            Some((number, format!("<li><details><summary>{at} {heading}</summary>\n{body}</details></li>\n")))
        }
        Seen::DeadLetter { .. } => None,
    };
    recent.articles.after(after).filter_map(item).collect()
}

fn configuration(printed: &str) -> String {
    format!(
        "<section aria-labelledby=\"configuration-title\"><h2 id=\"configuration-title\">Configuration</h2>\n<details>\
         <summary>What is in force, secrets left out</summary>\n<pre>{}</pre></details></section>\n",
        encode_text(printed)
    )
}

fn time(at: Timestamp, format: &str) -> String {
    format!("<time datetime=\"{at:.0}\">{}</time>", at.strftime(format))
}

fn lag(records: Option<u64>) -> String {
    records.map_or_else(|| "not known".to_owned(), |records| records.to_string())
}

fn count(records: Option<u64>) -> Option<f64> {
    records.map(|records| f64::from(u32::try_from(records).unwrap_or(u32::MAX)))
}

fn number(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{:.1} M", value / 1e6),
        value if value >= 1e4 => format!("{:.1} k", value / 1e3),
        value if value >= 10.0 || value.fract() == 0.0 => format!("{value:.0}"),
        value => format!("{value:.1}"),
    }
}

fn duration(seconds: f64) -> String {
    let time = Duration::from_secs_f64(seconds.clamp(0.0, 1e9));
    if time < Duration::from_secs(1) { format!("{:.0} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
}
