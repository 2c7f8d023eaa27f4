//! The HTML page, as a browser shows it.

use std::fs;
use std::process::Command;

use demarche::article::{self, Article, InputFormat, Limits, RawArticle};
use demarche::event::v1::event::Event as Body;
use demarche::event::v1::{
    Actor, ActorKind, AttributionLink, Call, CallMedium, CallStatus, Codes, Interval, Metadata, SanctionThreat,
    SanctionThreatStage, Span, Statement, StatementAct, StatementForm, TimeExpression, TimeGranularity,
};
use demarche::event::{Event, call_codes, sanction_threat_codes, statement_codes};
use demarche::extract::Extraction;
use demarche::view::Page;

const CHROMIUM: &str = "/usr/bin/chromium";

/// Runs after the page is laid out, and writes what can be seen of it into the document.
const PROBE: &str = r#"<script>
const seen = element => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
};
const words = selector => [...document.querySelectorAll(selector)].filter(seen).map(e => e.textContent);
const report = {
  call: words('mark[data-e~="a1e1"]').join(""),
  statement: words('mark[data-e~="a1e2"]').join(""),
  threat: words('mark[data-e~="a1e3"]').join(""),
  cards: words(".card h3"),
  clutter: words(".clutter.block p"),
  tint: getComputedStyle(document.querySelector("mark.call")).backgroundColor,
  sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
};
document.body.dataset.report = JSON.stringify(report);
</script>"#;

#[test]
fn a_browser_shows_the_marks_and_the_cards() {
    let html = sample_page();
    let policy = html.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let after_policy = policy.1.split_once('>').unwrap().1;
    let probed = format!("{}{after_policy}", policy.0).replace("</body>", &format!("{PROBE}</body>"));
    let report: serde_json::Value = serde_json::from_str(&reported(&dump_dom(&probed).0)).unwrap();

    assert_eq!(report["call"], "Эрдоган позвонил Путину");
    assert_eq!(report["statement"], "Турция введёт пошлины, если порт закроют, и это не шутка");
    assert_eq!(report["threat"], "Турция введёт пошлины, если порт закроют");
    assert_eq!(report["cards"].as_array().unwrap().len(), 3);
    assert!(report["cards"][0].as_str().unwrap().contains("Recep Tayyip Erdoğan ↔ Vladimir Putin"));
    assert_eq!(report["clutter"][1], "Читайте также: другая новость");
    assert_ne!(report["tint"], "rgba(0, 0, 0, 0)", "the style sheet is not applied");
    assert_eq!(report["sideways"], false, "the page is wider than the window");
}

#[test]
fn a_browser_finds_no_fault_in_the_page() {
    let (_, console) = dump_dom(&sample_page());
    let complaints: Vec<&str> = console.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert_eq!(complaints, [""; 0]);
}

#[test]
fn the_policy_of_the_page_stops_every_script() {
    let (dom, console) = dump_dom(&sample_page().replace("</body>", &format!("{PROBE}</body>")));
    assert!(!dom.contains("data-report"), "a script ran");
    assert!(
        console.lines().any(|line| line.contains("CONSOLE") && line.contains("Content Security Policy")),
        "{console}"
    );
}

#[test]
fn nothing_that_an_article_holds_acts_in_the_page() {
    let hostile = r#"<img src=x onerror="document.title='acted'"><script>document.title='acted'</script>"#;
    let mut article = article(&format!("{hostile} {{{{title}}}}"), &format!("{hostile}\nСлова </mark></p>{hostile}"));
    article.source = hostile.to_owned();
    article.id = format!("\"{hostile}");
    article.url = format!("https://news.example/\"{hostile}");
    let mut event = statement(&article, "Слова </mark></p>", hostile, StatementAct::Say);
    if let Some(Body::Statement(statement)) = &mut event.event {
        let speaker = statement.speaker.get_or_insert_default();
        speaker.native_name = hostile.to_owned();
        speaker.role = hostile.to_owned();
        speaker.country = hostile.to_owned();
        statement.metadata.get_or_insert_default().rule = hostile.to_owned();
    }
    let mut page = Page::new(hostile);
    page.add(&Extraction { article, events: vec![event] });
    let html = page.render();
    assert!(!html.contains("<script") && !html.contains("<img"), "an article's tags are in the page as tags");

    let (dom, _) = dump_dom(&html);
    assert!(!dom.contains("<title>acted"));
    assert!(dom.contains("Слова &lt;/mark&gt;&lt;/p&gt;</mark>"), "the mark does not hold the words of the span");
}

#[test]
fn an_address_that_could_act_is_no_link() {
    let mut article = article("Заголовок", "Текст");
    article.url = "javascript:alert(1)".to_owned();
    let mut page = Page::new("Events");
    page.add(&Extraction { article, events: Vec::new() });
    assert!(!page.render().contains("javascript:"));
}

#[test]
fn an_article_without_events_says_so() {
    let mut page = Page::new("Events");
    page.add(&Extraction { article: article("Заголовок", "Текст"), events: Vec::new() });
    assert!(page.render().contains("No events were read from this article."));
}

/// A page of one article with an event of each type, two of which overlap, and clutter.
fn sample_page() -> String {
    let mut article = article(
        "Эрдоган поговорил с Путиным",
        "В понедельник Эрдоган позвонил Путину.\n\
         «Турция введёт пошлины, если порт закроют, и это не шутка», — сказал Эрдоган.\n\
         Читайте также: другая новость",
    );
    let clutter = article.text.find("Читайте").unwrap();
    article.clutter = vec![clutter..article.text.len()];
    let words = "Турция введёт пошлины, если порт закроют, и это не шутка";
    let events = vec![
        call(&article),
        statement(&article, words, "Recep Tayyip Erdoğan", StatementAct::Threaten),
        threat(&article),
    ];
    let mut page = Page::new("Sample");
    page.add(&Extraction { article, events });
    page.render()
}

fn article(title: &str, text: &str) -> Article {
    let message = serde_json::json!({
        "id": "sample", "url": "https://news.example/sample", "source": "news.example", "language": "ru",
        "title": title, "text": text, "published_at": "2026-02-03T12:00:00+03:00",
    });
    let message = message.to_string();
    article::read(&RawArticle::new(message.as_bytes(), InputFormat::Json), Limits::default()).unwrap()
}

fn call(article: &Article) -> Event {
    let day = |seconds| Some(pbjson_types::Timestamp { seconds, nanos: 0 });
    let resolved = Interval { start: day(1_769_979_600), end: day(1_770_066_000), utc_offset_minutes: 180 };
    event(Body::Call(Call {
        metadata: metadata(call_codes()),
        participants: vec![
            person(article, "Recep Tayyip Erdoğan", "Эрдоган", "TUR"),
            person(article, "Vladimir Putin", "Путину", "RUS"),
        ],
        status: CallStatus::Held.into(),
        medium: CallMedium::Phone.into(),
        time: Some(TimeExpression {
            span: Some(span(article, "В понедельник")),
            text: "В понедельник".to_owned(),
            granularity: TimeGranularity::Day.into(),
            resolved: Some(resolved),
        }),
        mentions: vec![span(article, "Эрдоган позвонил Путину")],
        ..Default::default()
    }))
}

fn statement(article: &Article, words: &str, speaker: &str, act: StatementAct) -> Event {
    event(Body::Statement(Statement {
        metadata: metadata(statement_codes(act)),
        speaker: Some(Actor { name: speaker.to_owned(), kind: ActorKind::Person.into(), ..Default::default() }),
        content: vec![span(article, words)],
        form: StatementForm::Direct.into(),
        act: act.into(),
        ..Default::default()
    }))
}

fn threat(article: &Article) -> Event {
    let erdogan = person(article, "Recep Tayyip Erdoğan", "Эрдоган", "TUR");
    event(Body::SanctionThreat(SanctionThreat {
        metadata: metadata(sanction_threat_codes(SanctionThreatStage::Threatened)),
        issuers: vec![Actor { name: "Turkey".to_owned(), country: "TUR".to_owned(), ..Default::default() }],
        stage: SanctionThreatStage::Threatened.into(),
        measures: vec![span(article, "пошлины")],
        condition: Some(span(article, "если порт закроют")),
        attribution: vec![AttributionLink { actor: Some(erdogan), cue: Some(span(article, "сказал")) }],
        mentions: vec![span(article, "Турция введёт пошлины, если порт закроют")],
        ..Default::default()
    }))
}

fn event(body: Body) -> Event {
    Event { article_id: "sample".to_owned(), event: Some(body) }
}

fn metadata(codes: Codes) -> Option<Metadata> {
    let rule = "sample-rule".to_owned();
    Some(Metadata { rule, confidence: 0.9, codes: Some(codes), language: "ru".to_owned(), ..Default::default() })
}

fn person(article: &Article, name: &str, mention: &str, country: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        kind: ActorKind::Person.into(),
        country: country.to_owned(),
        mention: Some(span(article, mention)),
        ..Default::default()
    }
}

/// The first place in the text where `words` stand.
fn span(article: &Article, words: &str) -> Span {
    let start = article.text.find(words).unwrap_or_else(|| panic!("{words} do not stand in the text"));
    let characters = |bytes: usize| u32::try_from(article.text[..bytes].chars().count()).unwrap();
    let end = start + words.len();
    Span {
        field: "text".to_owned(),
        start: characters(start),
        end: characters(end),
        byte_start: u32::try_from(start).unwrap(),
        byte_end: u32::try_from(end).unwrap(),
        text: words.to_owned(),
    }
}

/// Opens a page in a browser: the document as it is after loading, and what the browser wrote to its log.
fn dump_dom(html: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    fs::write(&path, html).unwrap();
    let mut browser = Command::new(CHROMIUM);
    browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr"]);
    browser.args(["--disable-background-networking", "--window-size=1400,1000", "--timeout=20000", "--dump-dom"]);
    browser.arg(format!("--user-data-dir={}", folder.path().join("profile").display()));
    let output = browser.arg(format!("file://{}", path.display())).output();
    let output = output.unwrap_or_else(|error| panic!("cannot run {CHROMIUM} ({error}): apt-get install chromium"));
    assert!(output.status.success(), "chromium failed: {}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// What the probe wrote into the document.
fn reported(dom: &str) -> String {
    let report = dom.split_once("data-report=\"").expect("the probe ran").1.split_once('"').unwrap().0;
    html_escape::decode_html_entities(report).into_owned()
}
