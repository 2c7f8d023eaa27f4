#!/usr/bin/env python3
"""Measures the extractor against the gold events, and fails where it got worse than it was.

  tests/quality.py COMMAND...    COMMAND runs demarche: `target/debug/demarche`, `cargo run --quiet --`

For each language of `tests/gold`, and for all of it, it prints how many events the gold has and how many were found,
with precision, recall and F1 as `gold.py score` counts them. Where the folder `../shared/gold` lies beside the project
(a larger set, of texts that are not the project's to publish), that is measured too, and `../shared/leaks.py` looks for
its sentences in the project.

It fails where an article cannot be read, where the text of a span is not the article's text at that place, where a
figure of `tests/gold` is below its floor in `tests/gold/floors.json`, and where a sentence leaked. Standard library only.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parent.parent
GOLD = PROJECT / "tests" / "gold"
SHARED = PROJECT.parent / "shared"
SCORER = GOLD / "gold.py"
ROW = "{:<22}{:<16}{:>6}{:>7}{:>8}{:>8}{:>8}{:>12}"


def extract(command, articles):
    """The events that demarche finds in the articles, one JSON line each."""
    whole = [*command, "extract", "--format", "json", *map(str, articles)]
    done = subprocess.run(whole, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"tests/quality.py: `{' '.join(command)} extract` ended with exit code {done.returncode}")
    return done.stdout


def spans(value):
    """Every span in a JSON event: each object with offsets and a text."""
    if isinstance(value, list):
        for item in value:
            yield from spans(item)
    elif isinstance(value, dict):
        if "end" in value and "text" in value:
            yield value
        for item in value.values():
            yield from spans(item)


def unfaithful(events, articles):
    """How many spans there are, and those whose text is not the article's text at that place, as one line each."""
    by_id, count, problems = {article["id"]: article for article in articles}, 0, []
    for event in map(json.loads, events.splitlines()):
        article = by_id[event["articleId"]]
        for span in spans(event):
            count += 1
            start, end, text = span.get("start", 0), span["end"], span["text"]
            field = article.get(span.get("field")) or ""
            as_bytes = field.encode()[span.get("byteStart", 0) : span.get("byteEnd", 0)]
            if field[start:end] != text or as_bytes != text.encode():
                problems.append(f"{article['id']}: {span.get('field')} {start}..{end} is not {text!r}")
    return count, problems


def score(articles, gold_files, events):
    """The figures of `gold.py score` for some of the gold files: by event, a dictionary each."""
    with tempfile.TemporaryDirectory() as some:
        for path in gold_files:
            (pathlib.Path(some) / path.name).symlink_to(path)
        command = [sys.executable, str(SCORER), "score", str(articles), some, "-", "--json"]
        done = subprocess.run(command, input=events, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)["events"]


def measure(name, folder, command):
    """Prints the figures of a folder of gold; gives them by language, and what is wrong."""
    paths = sorted((folder / "articles").glob("*.json"))
    articles = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    check = [sys.executable, str(SCORER), "check", str(folder / "articles"), str(folder / "gold")]
    if (checked := subprocess.run(check, stdout=subprocess.PIPE, text=True, check=False)).returncode != 0:
        sys.exit(f"tests/quality.py: {name} is not in order:\n{checked.stdout}")
    events = extract(command, paths)
    by_language = {}
    for path in sorted((folder / "gold").glob("*.json")):
        by_language.setdefault(articles[path.stem]["language"], []).append(path)
    by_language["all"] = [path for some in by_language.values() for path in some]
    figures = {language: score(folder / "articles", some, events) for language, some in by_language.items()}
    for language, by_event in figures.items():
        for event, v in by_event.items():
            shown = (f"{v[k]:.3f}" for k in ("precision", "recall", "f1", "lenient_f1"))
            print(ROW.format(f"{name} {language}", event, v["gold"], v["predicted"], *shown))
    count, problems = unfaithful(events, articles.values())
    print(f"{name}: {len(problems)} of {count} spans are not the article's text at their place")
    return figures, problems


def below_floors(figures):
    """What is below its floor in floors.json, as one line each. Every language and event must have one."""
    floors = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))
    for language, by_event in figures.items():
        for event, v in by_event.items() if language != "all" else ():
            floor = floors[language][event]
            if v["f1"] < floor:
                yield f"tests/gold {language} {event}: F1 {v['f1']:.3f} is below its floor, {floor:.3f}"


def main(command):
    if not command:
        sys.exit(__doc__)
    print(ROW.format("articles", "event", "gold", "found", "P", "R", "F1", "lenient F1"))
    figures, problems = measure("tests/gold", GOLD, command)
    problems += below_floors(figures)
    if (SHARED / "gold").is_dir():
        problems += measure("../shared/gold", SHARED / "gold", command)[1]
    if (SHARED / "leaks.py").is_file():
        leaks = [sys.executable, str(SHARED / "leaks.py"), str(PROJECT), str(SHARED / "gold" / "articles")]
        if subprocess.run(leaks, check=False).returncode != 0:
            problems.append("sentences of ../shared/gold stand in the project")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
