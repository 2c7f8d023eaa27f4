//! The console over HTTP, told by hand what a stream would tell.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use tokio::runtime::Runtime;

use super::*;
use crate::article::{InputFormat, Limits, Origin, RawArticle};
use crate::extract::{Extraction, Extractor};

const TOKEN: &str = "a token of enough length";
const HERE: &str = "127.0.0.1";

/// A console that is served.
struct Scene {
    console: Console,
    address: SocketAddr,
    _runtime: Runtime,
}

impl Scene {
    /// Served on loopback, and made for `listen`.
    fn new(listen: &str, set: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        set(&mut config);
        let console =
            Console::new(&config, format!("{listen}:9464").parse().unwrap(), "member-1", None, Instant::now());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind((HERE, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let router = console.clone().router();
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { console, address, _runtime: runtime }
    }

    /// A statement and a dead letter are committed.
    fn fill(&self) {
        let (recent, now) = (self.console.recent(), Instant::now());
        recent.may_reject(["not_json"].into_iter());
        let letter = recent.dead_letter("not_json", "reason <in> words", || origin(8), now);
        self.console.observer().show(&[recent.article(extraction(), now).unwrap(), letter.unwrap()], now);
    }

    fn connect(&self, request: &str, headers: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let (address, length) = (self.address, body.len());
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        );
        write!(stream, "{head}{headers}\r\n{body}").unwrap();
        stream
    }

    /// The answer to a request.
    fn ask(&self, request: &str, headers: &str, body: &str) -> String {
        let mut answer = String::new();
        self.connect(request, headers, body).read_to_string(&mut answer).unwrap();
        answer
    }
}

fn origin(offset: i64) -> Origin {
    Origin { topic: "articles.raw".to_owned(), partition: 0, offset }
}

fn extraction() -> Extraction {
    let message = r#"{"id": "secret-id", "source": "secret.example", "language": "en", "published_at": "2026-02-03T12:00:00Z",
        "title": "Secret headline", "text": "President Vladimir Putin spoke by phone with President Recep Tayyip Erdogan on Tuesday."}"#;
    let extractor = Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap();
    let record = origin(7);
    let raw = RawArticle { origin: Some(&record), ..RawArticle::new(message.as_bytes(), InputFormat::Json) };
    let extraction = extractor.extract(&raw).unwrap();
    assert!(!extraction.events.is_empty(), "the article has an event");
    extraction
}

const SECRETS: [&str; 4] = ["Secret headline", "secret.example", "Putin", "reason &lt;in&gt; words"];

#[test]
fn on_this_machine_everything_is_shown() {
    let scene = Scene::new(HERE, |_| ());
    scene.fill();
    let page = scene.ask("GET /", "", "");
    for words in SECRETS.into_iter().chain(["group_id = &quot;demarche&quot;", "not_json"]) {
        let words = words.replace("&quot;", "\"");
        assert!(page.contains(&words), "{words} in {page}");
    }
}

#[test]
fn an_address_that_others_reach_shows_figures_alone_without_a_token() {
    let scene = Scene::new("0.0.0.0", |_| ());
    scene.fill();
    let page = scene.ask("GET /", "", "");
    assert!(page.contains("Not shown here") && page.contains("<code>not_json</code>"), "{page}");
    for words in SECRETS.into_iter().chain(["group_id", "id=\"articles\""]) {
        assert!(!page.contains(words), "{words} in {page}");
    }
}

#[test]
fn without_texts_nothing_of_an_article_is_shown() {
    let scene = Scene::new(HERE, |config| config.console.texts = false);
    scene.fill();
    let page = scene.ask("GET /", "", "");
    assert!(page.contains("articles.raw/0 @ 7") && page.contains("articles.raw/0 @ 8"), "{page}");
    for words in SECRETS.into_iter().chain(["secret-id"]) {
        assert!(!page.contains(words), "{words} in {page}");
    }
}

#[test]
fn the_token_opens_the_page_and_its_updates_and_nothing_else_does() {
    let scene = Scene::new("0.0.0.0", |config| config.console.token = TOKEN.to_owned().into());
    scene.fill();
    for path in ["/", "/console/updates"] {
        let refused = scene.ask(&format!("GET {path}"), "", "");
        assert!(refused.starts_with("HTTP/1.1 401") && refused.contains("www-authenticate: Bearer"), "{refused}");
        assert!(SECRETS.iter().all(|words| !refused.contains(words)), "{refused}");
    }
    let page = scene.ask("GET /", &format!("Authorization: Bearer {TOKEN}\r\n"), "");
    assert!(page.contains("Secret headline"), "{page}");

    let wrong = scene.ask("POST /sign-in", "", "token=another");
    assert!(wrong.starts_with("HTTP/1.1 401") && wrong.contains("not the token"), "{wrong}");
    let signed_in = scene.ask("POST /sign-in", "", &format!("token={}", TOKEN.replace(' ', "+")));
    assert!(signed_in.starts_with("HTTP/1.1 303"), "{signed_in}");
    let cookie = signed_in.split_once("set-cookie: ").unwrap().1.split_once(';').unwrap().0;
    assert!(scene.ask("GET /", &format!("Cookie: {cookie}\r\n"), "").contains("Secret headline"));
    assert!(scene.ask("POST /sign-out", "", "").contains("set-cookie: demarche_session=; Max-Age=0"));
}

#[test]
fn every_answer_has_the_policy() {
    let scene = Scene::new(HERE, |config| config.console.token = TOKEN.to_owned().into());
    for request in
        ["GET /", "GET /console/style.css", "GET /console/script.js", "GET /console/icon.svg", "POST /sign-out"]
    {
        let answer = scene.ask(request, "", "");
        assert!(answer.contains("content-security-policy: default-src 'none'; script-src 'self';"), "{answer}");
        assert!(answer.contains("cache-control: no-store") && answer.contains("nosniff"), "{answer}");
    }
}

#[test]
fn what_came_while_the_browser_was_away_is_sent_when_it_is_back() {
    let scene = Scene::new(HERE, |_| ());
    scene.fill();
    scene.fill();
    let mut lines = BufReader::new(scene.connect("GET /console/updates?after=0", "Last-Event-ID: 1\r\n", "")).lines();
    let id = lines.find_map(|line| line.unwrap().strip_prefix("id: ").map(str::to_owned));
    assert_eq!(id.as_deref(), Some("2"));
}

#[test]
fn no_more_than_a_few_look_at_once() {
    let scene = Scene::new(HERE, |_| ());
    let all = Arc::clone(&scene.console.shared.viewers).try_acquire_many_owned(VIEWERS as u32).unwrap();
    assert!(scene.ask("GET /console/updates", "", "").starts_with("HTTP/1.1 503"));
    drop(all);
    let mut first = String::new();
    BufReader::new(scene.connect("GET /console/updates", "", "")).read_line(&mut first).unwrap();
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
}

#[test]
fn a_long_article_is_shown_without_its_words() {
    let mut long = extraction();
    long.article.text.push_str(&" word".repeat(10_000));
    let scene = Scene::new(HERE, |_| ());
    let now = Instant::now();
    scene.console.observer().show(&[scene.console.recent().article(long, now).unwrap()], now);
    let page = scene.ask("GET /", "", "");
    assert!(page.contains("too long to be kept") && !page.contains("Secret headline"), "{page}");
}

#[test]
fn of_many_articles_few_are_shown() {
    let scene = Scene::new(HERE, |_| ());
    let (extraction, now) = (extraction(), Instant::now());
    let shown = (0..1000).filter(|_| scene.console.recent().article(extraction.clone(), now).is_some()).count();
    assert_eq!(shown, 16);
}
