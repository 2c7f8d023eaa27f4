//! What a page says of its article apart from its text: JSON-LD, `<meta>`, `<time>`, the heading.

use dom_query::Document;
use serde_json::Value;

use super::super::PublicationTime;

/// What is told.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) headline: Option<String>,
    pub(super) body: Option<String>,
    pub(super) published: Option<PublicationTime>,
}

/// Reads what is told; of several times the first that has an instant.
pub(super) fn read(document: &Document) -> Metadata {
    let linked = linked_data(document);
    let articles: Vec<&Value> = linked.iter().flat_map(articles).collect();
    let told = |field: &str| {
        let texts = articles.iter().filter_map(|article| article.get(field)?.as_str());
        texts.map(|text| html_escape::decode_html_entities(text.trim()).into_owned()).find(|text| !text.is_empty())
    };
    let time_told = told("datePublished").as_deref().and_then(PublicationTime::parse);
    Metadata {
        headline: heading(document).or_else(|| told("headline")),
        body: told("articleBody"),
        published: time_told
            .or_else(|| TIMES.iter().find_map(|(selector, attribute)| time(document, selector, attribute))),
    }
}

/// Where pages tell when they were published, the surest first.
const TIMES: [(&str, &str); 6] = [
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("meta[name='pubdate'], meta[name='date'], meta[name='DC.date.issued'], meta[name='parsely-pub-date']", "content"),
    ("time[itemprop='datePublished'], time[pubdate]", "datetime"),
    ("article time[datetime], main time[datetime], header time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
];

fn time(document: &Document, selector: &str, attribute: &str) -> Option<PublicationTime> {
    document.select(selector).iter().find_map(|element| PublicationTime::parse(&element.attr(attribute)?))
}

/// The `<h1>` that the page's own title repeats; the name of the site may be another.
fn heading(document: &Document) -> Option<String> {
    let titles: Vec<String> = ["meta[property='og:title']", "meta[name='twitter:title']"]
        .iter()
        .filter_map(|selector| document.select(selector).iter().next()?.attr("content"))
        .map(|title| squeezed(&title))
        .chain([squeezed(&document.select("head title").text())])
        .collect();
    let headings = document.select("h1");
    let mut headings: Vec<String> = headings.iter().map(|heading| squeezed(&heading.text())).collect();
    headings.retain(|heading| heading.split(' ').count() >= SHORTEST_HEADLINE);
    let repeated = headings.iter().find(|heading| {
        let folded = heading.to_lowercase();
        titles.iter().any(|title| title.to_lowercase().contains(&folded))
    });
    repeated.or(if headings.len() == 1 { headings.first() } else { None }).cloned()
}

/// Names of sites and sections have fewer words.
const SHORTEST_HEADLINE: usize = 3;

/// Words with one space between them.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every block of JSON-LD that can be read.
fn linked_data(document: &Document) -> Vec<Value> {
    let scripts = document.select("script[type='application/ld+json']");
    scripts.iter().filter_map(|script| serde_json::from_str(script.text().trim()).ok()).collect()
}

/// The articles in a block: itself, one of a list, or one of its `@graph`.
fn articles(block: &Value) -> Vec<&Value> {
    let candidates: Vec<&Value> = match block {
        Value::Array(blocks) => blocks.iter().collect(),
        Value::Object(fields) => match fields.get("@graph") {
            Some(Value::Array(graph)) => graph.iter().collect(),
            _ => vec![block],
        },
        _ => Vec::new(),
    };
    let is_type =
        |name: &Value| name.as_str().is_some_and(|name| name.ends_with("Article") || name.ends_with("Posting"));
    let is_article = |candidate: &&Value| match candidate.get("@type") {
        Some(Value::Array(types)) => types.iter().any(is_type),
        Some(name) => is_type(name),
        None => false,
    };
    candidates.into_iter().filter(is_article).collect()
}
