//! `--lexicon DIR`: a folder that adds words and people to those that are built in. A new word is a line in a data file
//! and nothing else. Words, people and sentences are invented for the test.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with one line in each of its files; README.md uses it too.
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lexicon");

#[test]
fn a_new_reporting_verb_is_a_line_in_a_data_file() {
    let text = "Министр торговли Ирма Линдквист прожурчала, что порты закроют к осени.";
    let (before, after) = before_and_after("ru/reporting.toml", text);
    assert_eq!(before, [Value::Null; 0]);
    assert_eq!(after.len(), 1, "{after:?}");
    assert_eq!(after[0]["statement"]["content"][0]["text"], "порты закроют к осени");
    assert_eq!(after[0]["statement"]["act"], "STATEMENT_ACT_WARN");
}

#[test]
fn a_new_title_is_a_line_in_a_data_file() {
    let text = "Морехранитель Дании Уве Линдквист заявил, что суда вернутся в порт.";
    let (before, after) = before_and_after("ru/titles.toml", text);
    assert_ne!(before[0]["statement"]["speaker"]["role"], "warden of the seas");
    let speaker = &after[0]["statement"]["speaker"];
    assert_eq!(speaker["nativeName"], "Уве Линдквист");
    assert_eq!([&speaker["role"], &speaker["country"]], ["warden of the seas", "DNK"]);
}

#[test]
fn a_new_politician_is_a_line_in_a_data_file() {
    let text = "Тайвас заявил, что суда вернутся в порт.";
    let (before, after) = before_and_after("knowledge/people.toml", text);
    assert_ne!(before[0]["statement"]["speaker"]["id"], "own/jorma-taivas");
    let speaker = &after[0]["statement"]["speaker"];
    assert_eq!([&speaker["id"], &speaker["name"]], ["own/jorma-taivas", "Jorma Taivas"]);
    assert_eq!(speaker["role"], "Minister of Trade of Finland", "the office is held on the day of publication");
}

#[test]
fn a_new_sanction_term_is_a_line_in_a_data_file() {
    let text = "Франция введёт против Ирана торговую анафему, если суда не вернутся.";
    let (before, after) = before_and_after("ru/sanctions.toml", text);
    assert_eq!(before, [Value::Null; 0]);
    assert_eq!(after.len(), 1, "{after:?}");
    assert_eq!(after[0]["sanctionThreat"]["measures"][0]["text"], "торговую анафему");
}

#[test]
fn the_version_in_every_event_tells_the_additions() {
    let text = "Лавров заявил, что суда вернутся в порт.";
    let version = |folder: Option<&Path>| {
        let event = &events(folder, text)[0];
        event["statement"]["metadata"]["lexiconVersion"].as_str().unwrap().to_owned()
    };
    let one = Folder::with("ru/sanctions.toml", "measures = [\"торговая анафема\"]");
    let other = Folder::with("ru/sanctions.toml", "measures = [\"морская анафема\"]");
    let versions = [version(None), version(Some(one.path())), version(Some(other.path()))];
    assert!(versions[0] != versions[1] && versions[1] != versions[2], "{versions:?}");
    assert_eq!(version(Some(one.path())), versions[1], "the same words are the same version");
    let nothing = Folder::with("README.md", "no words here");
    assert_eq!(version(Some(nothing.path())), versions[0]);
}

#[test]
fn an_added_entry_takes_the_place_of_a_built_in_one() {
    let text = "Лавров заявил, что суда вернутся в порт.";
    assert_eq!(events(None, text)[0]["statement"]["act"], "STATEMENT_ACT_SAY");
    let promise = Folder::with("ru/reporting.toml", "report = [{ act = \"PROMISE\", verbs = [\"заявить\"] }]");
    assert_eq!(events(Some(promise.path()), text)[0]["statement"]["act"], "STATEMENT_ACT_PROMISE");
}

#[test]
fn a_fault_is_told_with_its_file_its_line_and_what_is_allowed() {
    let twice = "person = [\n{ id = \"a\", name = \"A\", gender = \"male\", country = \"FIN\", ru = \"А\", uk = \"А\" },\n\
                 { id = \"a\", name = \"B\", gender = \"male\", country = \"FIN\", ru = \"Б\", uk = \"Б\" },\n]";
    for (name, content, line, told) in [
        ("ru/reporting.toml", "# Our verbs.\nreports = []", 2, "unknown field `reports`, expected one of"),
        (
            "ru/reporting.toml",
            "report = [\n  { act = \"SHOUT\", verbs = [\"орать\"] }\n]",
            2,
            "SHOUT is no act of a statement",
        ),
        ("uk/calls.toml", "\n\nnouns = { phone = \"дзвінок\" }", 3, "invalid type: string"),
        ("ru/titles.toml", "title = [\n", 1, "array"),
        ("knowledge/people.toml", "[[person]]\nid = \"a\"\nname = \"A\"\n", 1, "missing field"),
        ("knowledge/people.toml", twice, 3, "`a` is there twice"),
    ] {
        let folder = Folder::with(name, content);
        let output = extract(Some(folder.path()), "Текст.");
        let complaint = String::from_utf8(output.stderr).unwrap();
        let place = format!("demarche: {}:{line}: ", folder.path().join(name).display());
        assert!(complaint.starts_with(&place) && complaint.contains(told), "{place}{told} is not in\n{complaint}");
        assert_eq!(output.status.code(), Some(78));
    }
}

#[test]
fn a_file_or_folder_that_is_none_of_a_lexicon_is_named() {
    let folder = Folder::with("ru/report.toml", "");
    for (path, told) in [(folder.path(), "ru/report.toml: no file of a lexicon"), (Path::new("/nowhere"), "/nowhere")] {
        let output = extract(Some(path), "Текст.");
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.contains(told), "{told} is not in\n{complaint}");
        assert_eq!(output.status.code(), Some(78));
    }
}

#[test]
fn the_folder_may_be_named_in_the_environment_and_in_a_file() {
    let text = "Морехранитель Дании Уве Линдквист заявил, что суда вернутся в порт.";
    let config = Folder::with("demarche.toml", &format!("[extract]\nlexicon = \"{EXAMPLE}\"\n"));
    let file = config.path().join("demarche.toml");
    for (flags, variables) in
        [(vec![], vec![("DEMARCHE_EXTRACT__LEXICON", EXAMPLE)]), (vec!["--config", file.to_str().unwrap()], vec![])]
    {
        let article = article(text);
        let output = command(&article).args(&flags).envs(variables).output().unwrap();
        assert_eq!(told(&output)[0]["statement"]["speaker"]["role"], "warden of the seas", "{flags:?}");
    }
}

/// The events of a text with the built-in words alone, and with one file of the example added.
fn before_and_after(file: &str, text: &str) -> (Vec<Value>, Vec<Value>) {
    let line = fs::read_to_string(Path::new(EXAMPLE).join(file)).unwrap();
    assert_eq!(line.lines().count(), 1, "{file} is one line");
    let folder = Folder::with(file, &line);
    (events(None, text), events(Some(folder.path()), text))
}

fn events(lexicon: Option<&Path>, text: &str) -> Vec<Value> {
    told(&extract(lexicon, text))
}

fn told(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn extract(lexicon: Option<&Path>, text: &str) -> Output {
    let article = article(text);
    let mut command = command(&article);
    if let Some(folder) = lexicon {
        command.arg("--lexicon").arg(folder);
    }
    command.output().unwrap()
}

/// A message in a folder of its own.
fn article(text: &str) -> Folder {
    let message = json!({ "id": "a", "language": "ru", "text": text, "published_at": "2025-03-12T18:00:00+03:00" });
    Folder::with("article.json", &message.to_string())
}

fn command(article: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.args(["extract", "--format", "json"]).arg(article.path().join("article.json")).stdin(Stdio::null());
    command
}

/// A folder that is gone after the test.
struct Folder(TempDir);

impl Folder {
    fn with(name: &str, content: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}
