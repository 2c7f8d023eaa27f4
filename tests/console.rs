//! The console of a service at work on a real Kafka, as a browser shows it.

mod support;

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};
use support::{Browser, Pipeline, Record, Service, Tab, cached, short_articles};

const TOKEN: &str = "token-of-the-console-under-test";

/// Acts wherever it is taken for more than words.
const HOSTILE: &str = r#"</p></details><img src="http://127.0.0.1:1/x" onerror="document.title='acted'"><script>document.title='acted'</script>"#;

/// The newest value of the plot of the lag.
const LAG: &str = "Number(document.querySelector('#plot-lag figcaption .line-0 b').textContent)";

/// A service whose console opens by a token, and the topics that it reads and writes.
struct Scene {
    pipeline: Pipeline,
    service: Service,
}

/// One for all tests: they add to what it reads, and none takes anything away.
fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let pipeline = Pipeline::new(2);
        let mut service = Service::start_with(&pipeline, &[("DEMARCHE_CONSOLE__TOKEN", TOKEN)]);
        service.wait_until_ready();
        pipeline.send(&short_articles(3));
        Scene { pipeline, service }
    })
}

impl Scene {
    /// Brings the token as a person does, and waits for the page.
    fn sign_in(&self, tab: &mut Tab<'_>) {
        tab.open(&format!("http://{}/", self.service.address()));
        tab.run(&format!(
            "document.querySelector('#token').value = '{TOKEN}'; document.querySelector('form').requestSubmit()"
        ));
        tab.wait_until("the token opens the console", "document.querySelector('#figures') !== null");
    }
}

#[test]
fn events_lag_and_dead_letters_come_without_a_reload() {
    let (scene, mut browser) = (scene(), Browser::start());
    let mut tab = browser.tab();
    scene.sign_in(&mut tab);
    tab.run("window.isTheSamePage = true; document.title = 'not acted'");
    tab.wait_until("the page is live", "document.querySelector('#connection').textContent === 'Live.'");

    scene.pipeline.send(&[Record::new("live", hostile_article()), Record::new("bad", "no article")]);
    let item = "[...document.querySelectorAll('#articles > li')].find(item => item.textContent.includes('onerror'))";
    tab.wait_until("an event comes, with its article", &format!("{item} !== undefined"));
    tab.run(&format!("{item}.querySelector('summary').click()"));
    let marks = format!("[...{item}.querySelectorAll('.story mark.call')].filter(mark => mark.checkVisibility())");
    let marked = tab.run(&format!("{marks}.map(mark => mark.textContent).join('')"));
    assert_eq!(marked, "поговорил");
    assert_eq!(tab.run("document.querySelectorAll('#articles img, #articles script').length"), 0);
    tab.wait_until(
        "the dead letter comes, with its reason",
        "document.querySelector('.letters')?.previousElementSibling.textContent === 'not_json 1' \
         && document.querySelector('.letters').textContent.includes('not JSON')",
    );

    let path = "document.querySelector('#plot-lag path').getAttribute('d')";
    let before = tab.run(path);
    scene.pipeline.send(&short_articles(1500));
    tab.wait_until("the plot of the lag rises", &format!("{LAG} > 0"));
    assert_ne!(tab.run(path), before);
    tab.wait_until("it falls again", &format!("{LAG} === 0"));

    assert_eq!(tab.run("window.isTheSamePage && document.title"), "not acted");
    assert_eq!(
        tab.complaints(),
        ["\"Failed to load resource: the server responded with a status of 401 (Unauthorized)\""]
    );
    let home = format!("http://{}/", scene.service.address());
    let away: Vec<String> = tab.requests().into_iter().filter(|request| !request.starts_with(&home)).collect();
    assert_eq!(away, [""; 0], "requests that leave the host");
}

#[test]
fn the_page_is_whole_without_a_script() {
    let (scene, mut browser) = (scene(), Browser::start());
    let mut tab = browser.tab();
    tab.without_scripts();
    scene.sign_in(&mut tab);
    // A person would load the page again until the events are there.
    support::wait_until(std::time::Duration::from_secs(60), "the events are there", || {
        tab.open(&format!("http://{}/", scene.service.address()));
        tab.run("document.querySelectorAll('#articles mark.call').length > 0") == true
    });
    let seen = tab.run("document.body.innerText");
    let seen = seen.as_str().expect("text");
    for words in
        ["Load the page again", "ready", "Throughput a second", "Assignment", "Configuration", "1 call, 1 statement"]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert_eq!(tab.run("document.querySelectorAll('svg path').length"), 6);
    assert_eq!(tab.run("document.querySelectorAll('tbody tr').length"), 2, "partitions that are ours");
}

/// `WRITE=yes cargo test --test console nobody` writes docs/console.png anew.
#[test]
fn nobody_stumbles_over_the_page_dark_or_light_wide_or_narrow() {
    let (scene, mut browser) = (scene(), Browser::start());
    let mut tab = browser.tab();
    let axe = fs::read_to_string(cached("axe.min.js")).expect("text");
    for (width, scheme) in [(360, "light"), (360, "dark"), (1280, "dark"), (1280, "light")] {
        tab.look(width, scheme);
        tab.open(&format!("http://{}/", scene.service.address()));
        if tab.run("document.querySelector('#token') !== null") == true {
            assert_eq!(faults(&mut tab, &axe), json!([]), "of the form, {width} {scheme}");
            scene.sign_in(&mut tab);
        }
        tab.wait_until("an article is there", "document.querySelector('#articles details') !== null");
        tab.run("document.querySelectorAll('details').forEach(details => { details.open = true; })");
        assert_eq!(faults(&mut tab, &axe), json!([]), "{width} {scheme}");
        let sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        assert_eq!(tab.run(sideways), false, "the page is wider than the window: {width}");
    }
    if std::env::var_os("WRITE").is_some() {
        scene.pipeline.send(&short_articles(1500));
        tab.look(1280, "light");
        tab.wait_until("the plot of the lag rises", &format!("{LAG} > 0"));
        tab.wait_until("it falls again", &format!("{LAG} === 0"));
        tab.run("document.querySelectorAll('details').forEach(details => { details.open = false; })");
        tab.run("document.querySelector('#articles details').open = true; scrollTo(0, 0)");
        fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/console.png"), tab.screenshot()).expect("a file");
    }
}

/// The serious and critical faults that axe finds.
fn faults(tab: &mut Tab<'_>, axe: &str) -> Value {
    tab.run(axe);
    tab.run(
        "axe.run().then(found => found.violations.filter(of => ['serious', 'critical'].includes(of.impact))\
         .map(of => [of.id, of.nodes.map(node => node.failureSummary + node.html)]))",
    )
}

fn hostile_article() -> String {
    let article = json!({
        "id": format!("\"{HOSTILE}"), "source": HOSTILE, "url": format!("javascript:{HOSTILE}"), "language": "ru",
        "published_at": "2026-02-03T12:00:00+03:00", "title": format!("{HOSTILE} {{{{figures}}}}"),
        "text": format!("Президент России Владимир Путин поговорил по телефону с президентом Турции Реджепом Эрдоганом. {HOSTILE}"),
    });
    article.to_string()
}
