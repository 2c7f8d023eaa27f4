//! The HTML page, as a browser shows it.

#[path = "support/sample.rs"]
mod sample;

use std::fs;
use std::process::Command;

use demarche::event::v1::event::Event as Body;
use demarche::event::v1::{Span, StatementAct};
use demarche::extract::{Explanation, Extraction};
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
  tint: getComputedStyle(document.querySelector(".story mark.call")).backgroundColor,
  sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
};
const shown = selector => getComputedStyle(document.querySelector(selector)).display !== "none";
report.hidden = ![...document.querySelectorAll(".why")].some(panel => shown(`[id="${panel.id}"]`));
report.focus = document.hasFocus();
document.querySelector('.story .tag.call').focus();
report.event = [shown('#a1e1-why'), shown('#a1s1-why'), document.querySelector('#a1e1-why').textContent];
document.querySelector('.story [data-s="a1s1"][tabindex]').focus();
report.silence = [shown('#a1e1-why'), shown('#a1s1-why'), document.querySelector('#a1s1-why').textContent];
report.quiet = words(".story .quiet").join("");
document.querySelector('#a1e1 .tag').focus();
getComputedStyle(document.querySelector(".story mark.call")).backgroundColor;
document.getAnimations().forEach(animation => animation.finish());
report.lit = getComputedStyle(document.querySelector(".story mark.call")).backgroundColor;
report.tag = getComputedStyle(document.querySelector(".story .tag.call")).backgroundColor;
report.card = getComputedStyle(document.querySelector(".card .tag.call")).backgroundColor;
document.body.dataset.report = JSON.stringify(report);
</script>"#;

#[test]
fn a_browser_shows_the_marks_and_the_cards() {
    let report = probed();
    assert_eq!(report["call"], "Эрдоган позвонил Путину");
    assert_eq!(report["statement"], "Турция введёт пошлины, если порт закроют, и это не шутка");
    assert_eq!(report["threat"], "Турция введёт пошлины, если порт закроют");
    assert_eq!(report["cards"].as_array().unwrap().len(), 3);
    assert!(report["cards"][0].as_str().unwrap().contains("Recep Tayyip Erdoğan ↔ Vladimir Putin"));
    assert_eq!(report["clutter"][1], "Читайте также: другая новость");
    assert_ne!(report["tint"], "rgba(0, 0, 0, 0)", "the style sheet is not applied");
    assert_ne!(report["lit"], report["tint"], "the card does not light up its words");
    assert_eq!(report["tag"], report["card"], "the tag in the text does not look like that of its card");
    assert_eq!(report["sideways"], false, "the page is wider than the window");
}

#[test]
fn a_browser_shows_why_while_words_have_the_focus() {
    let report = probed();
    assert_eq!(report["hidden"], true, "a panel shows before anything has the focus");
    let [event, silence] = ["event", "silence"].map(|panel| report[panel][2].as_str().unwrap());
    assert_eq!([&report["event"][0], &report["event"][1]], [true, false]);
    assert!(event.contains("Путину: a title: whom the article names in that office, named as Эрдоган"), "{event}");
    assert!(event.contains("В понедельник: a day of the week: the last one"), "{event}");
    assert_eq!([&report["silence"][0], &report["silence"][1]], [false, true]);
    assert!(silence.starts_with("no statement рассказывал: nothing is told that was said"), "{silence}");
    assert_eq!(report["quiet"], "Министр долго рассказывал.");
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
    let mut article =
        sample::article(&format!("{hostile} {{{{title}}}}"), &format!("{hostile}\nСлова </mark></p>{hostile}"));
    article.source = hostile.to_owned();
    article.id = format!("\"{hostile}");
    article.url = format!("https://news.example/\"{hostile}");
    let mut event = sample::statement(&article, "Слова </mark></p>", hostile, StatementAct::Say);
    if let Some(Body::Statement(statement)) = &mut event.event {
        let speaker = statement.speaker.get_or_insert_default();
        speaker.native_name = hostile.to_owned();
        speaker.role = hostile.to_owned();
        speaker.country = hostile.to_owned();
        statement.metadata.get_or_insert_default().rule = hostile.to_owned();
    }
    let mut page = Page::new(hostile);
    page.add(&sample::silent_in_hostile_words(&article, hostile));
    page.add(&Explanation::unexplained(Extraction { article, events: vec![event] }));
    let html = page.render();
    assert!(!html.contains("<script") && !html.contains("<img"), "an article's tags are in the page as tags");

    let (dom, _) = dump_dom(&html);
    assert!(!dom.contains("<title>acted"));
    assert!(dom.contains("Слова &lt;/mark&gt;&lt;/p&gt;</mark>"), "the mark does not hold the words of the span");
}

#[test]
fn an_address_that_could_act_is_no_link() {
    let mut article = sample::article("Заголовок", "Текст");
    article.url = "javascript:alert(1)".to_owned();
    let mut page = Page::new("Events");
    page.add(&Explanation::unexplained(Extraction { article, events: Vec::new() }));
    assert!(!page.render().contains("javascript:"));
}

#[test]
fn an_event_that_the_headline_repeats_has_one_place_to_link_to() {
    let mut extraction = sample::extraction();
    if let Some(Body::Call(call)) = &mut extraction.events[0].event {
        let mention = call.mentions[0].clone();
        call.mentions.push(Span {
            field: "title".to_owned(),
            start: 0,
            end: 7,
            byte_start: 0,
            byte_end: 14,
            ..mention
        });
    }
    let mut page = Page::new("Events");
    page.add(&Explanation::unexplained(extraction));
    let html = page.render();
    assert_eq!(html.matches("data-e=\"a1e1\" lang").count(), 2, "a tag in the headline and one in the text");
    assert_eq!(html.matches("id=\"a1e1-text\"").count(), 1);
}

#[test]
fn an_article_without_events_says_so() {
    let mut page = Page::new("Events");
    let extraction = Extraction { article: sample::article("Заголовок", "Текст"), events: Vec::new() };
    page.add(&Explanation::unexplained(extraction));
    assert!(page.render().contains("No events were read from this article."));
}

fn sample_page() -> String {
    let mut page = Page::new("Sample");
    page.add(&sample::explanation());
    page.render()
}

/// What the probe sees of the sample page, which its policy would not let it. A busy browser may run the probe before its
/// window has the focus, and then nothing in the page has it: it is asked again.
fn probed() -> serde_json::Value {
    let html = sample_page();
    let policy = html.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let after_policy = policy.1.split_once('>').unwrap().1;
    let probed = format!("{}{after_policy}", policy.0).replace("</body>", &format!("{PROBE}</body>"));
    let mut reports = (0..10).map(|_| serde_json::from_str(&reported(&dump_dom(&probed).0)).unwrap());
    reports.find(|report: &serde_json::Value| report["focus"] == true).expect("the window never had the focus")
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
