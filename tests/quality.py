#!/usr/bin/env python3
"""Measures the extractor against the gold events, and fails where it got worse than it was.

  tests/quality.py [--page] [--raise-floors] COMMAND...    COMMAND runs demarche: `target/debug/demarche`, `cargo run --quiet --`

It scores `tests/gold`, and where the folder `../shared/gold` lies beside the project (a larger collection, of texts that
are not the project's to publish) that too: by language, by type of event, and there also by set, the articles that rules
were written by and those kept aside. It prints the figures; with `--page` it writes them to docs/quality.md as well. On a
machine without ../shared the page keeps what it says of the larger collection.

It fails where an article cannot be read, where the text of a span is not the article's text at that place, where a figure
is below its floor in `tests/gold/floors.json`, and where a sentence of ../shared/gold stands in the project. Standard
library only.
"""

import argparse
import json
import math
import subprocess
import sys

from collection import EVENTS, LANGUAGES, PROJECT, SHARED, TESTS, collections
from reliability import crossed, reliability

PAGE = PROJECT / "docs" / "quality.md"
FLOORS = TESTS / "gold" / "floors.json"
COLUMNS = ("gold", "found", "P", "R", "F1", "lenient")
NAMES = {"call": "calls", "statement": "statements", "sanctionThreat": "sanction threats"}
LARGE = "<!-- figures of the larger collection -->\n"
INTRODUCTION = """\
# Quality

What demarche finds, against the events that readers found in the same articles. `make quality` writes this page, and
fails where a figure falls below its floor in [floors.json](../tests/gold/floors.json). What an event is, and when two are
the same, is said in [the notes on the gold](../tests/gold/README.md).

- **P**, **R**, **F1**: precision, recall and their harmonic mean, counted strictly: a call needs the same participants
  and status, a statement the same speaker and at least half of the content, a threat issuer, target and stage.
- **lenient**: F1 where a statement needs no speaker, a call no status, a threat no stage.
- **right**: the events that match strictly; of them, how often each further field is right. **attribution** is the whole
  chain of those who report the event: as long, and the same at each place.
- **development**: the articles that rules and weights were made by. **aside**: every third article of each language, of
  which only the figures were ever looked at. What to expect of an article that nobody has seen is the latter.
"""
CONFIDENCE = """\
## Confidence

Each event names the rule that made it, the evidence for and against it, and a confidence: of the events with 0.8, four in
five should be right by the strict count above. Whoever keeps only the events above a confidence gives up recall for
precision. `make confidence` fits the weights of the evidence to the development set, and their level, two numbers, to the
articles aside. For the latter the tables show each half of the articles under numbers fitted to the other half.

*Told* is the mean confidence of the events in a bin, *right* the share of them that are right. The Brier score is the
mean square of the difference between confidence and truth (0 is perfect; one half for everything gives 0.25), ECE the
mean difference between told and right over the bins.
"""


def rows_of(collection):
    """The figures of a collection, as rows of name, event and figures."""
    for language in LANGUAGES:
        sets = {"": collection.of_language(language)}
        if collection.name != "tests/gold":
            sets = collection.sets(language) | {"all": collection.of_language(language)}
        for name, articles in sets.items():
            for event, figures in collection.score(articles).items():
                yield f"{language} {name}".strip(), event, figures
    everything = [name for language in LANGUAGES for name in collection.of_language(language)]
    for event, figures in collection.score(everything).items():
        yield "all", event, figures


def shown(value):
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(head, rows):
    """A table as Markdown has it, aligned for those who read it as text."""
    rows = [[shown(value) for value in row] for row in rows]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    line = lambda row: "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |\n"
    return line(head) + "|" + "|".join("-" * (width + 2) for width in widths) + "|\n" + "".join(map(line, rows))


def figures_as_tables(rows):
    by_event = [[name, NAMES[event], *(figures[column] for column in COLUMNS)] for name, event, figures in rows]
    written = table(["articles", "events", *COLUMNS], by_event)
    for event in EVENTS:
        of_event = [(name, figures) for name, some, figures in rows if some == event]
        written += f"\nFields of {NAMES[event]}:\n\n"
        shares = [[name, figures["right"], *figures["fields"].values()] for name, figures in of_event]
        written += table(["articles", "right", *of_event[0][1]["fields"]], shares)
    return written


def faithful(count, problems):
    return f"Spans whose text was checked against the article: {count}; not the article's text at that place: {len(problems)}.\n"


def confidences(collection, names):
    """Confidence, truth and type of every event found in some articles."""
    for event in EVENTS:
        for one, right in collection.judged(event, names):
            yield one["metadata"]["confidence"], right, event


def confidence_as_tables(collection):
    """How well confidence tells what is right, in each set."""
    summary, by_bin = [], ""
    for name in ("development", "aside"):
        names = [article for language in LANGUAGES for article in collection.sets(language)[name]]
        halves = [list(confidences(collection, names[half::2])) for half in (0, 1)]
        judged = crossed(halves) if name == "aside" else sum(halves, [])
        for event in EVENTS:
            some = [row for row in judged if row[2] == event]
            summary.append([NAMES[event], name, len(some), *reliability(some)[1:]])
        bins, *errors = reliability(judged)
        summary.append(["all", name, len(judged), *errors])
        by_bin += f"\nAll events, articles {name}:\n\n"
        by_bin += table(["confidence", "n", "told", "right"], [[f"{low:.1f} to {high:.1f}", *rest] for low, high, *rest in bins])
    return table(["events", "articles", "n", "Brier", "ECE"], summary) + by_bin


def measured(rows):
    """Every figure that has a floor: name, event, figure, value, and how many events it was counted over."""
    for name, event, figures in rows:
        yield name, event, "F1", figures["F1"], figures["gold"]
        for field, share in figures["fields"].items() if name == "all" else ():
            yield name, event, field, share, figures["right"]


def below_floors(floors, collection, rows):
    """What is below its floor, as one line each. Every figure must have one."""
    for name, event, figure, value, _ in measured(rows):
        floor = floors[collection][name][event][figure]
        if value < floor:
            yield f"{collection} {name} {event}: {figure} {value:.3f} is below its floor, {floor:.3f}"


def raise_floors(floors, collection, rows):
    """Raises each floor to a little under its figure: as much as one or two events more or less change it."""
    for name, event, figure, value, counted in measured(rows):
        of_event = floors.setdefault(collection, {}).setdefault(name, {}).setdefault(event, {})
        reached = math.floor(100 * (value - max(0.01, 1.5 / max(counted, 1)))) / 100
        of_event[figure] = max(of_event.get(figure, 0.0), reached, 0.0)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--page", action="store_true", help="write docs/quality.md")
    arguments.add_argument("--raise-floors", action="store_true", help="raise the floors to a little under the figures")
    arguments.add_argument("command", nargs=argparse.REMAINDER, help="what runs demarche")
    chosen = arguments.parse_args()
    if not chosen.command:
        arguments.error("which command runs demarche?")
    problems, sections = [], {}
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    for collection in collections(chosen.command):
        rows = list(rows_of(collection))
        if chosen.raise_floors:
            raise_floors(floors, collection.name, rows)
        count, unfaithful = collection.unfaithful()
        problems += [*unfaithful, *below_floors(floors, collection.name, rows)]
        section = figures_as_tables(rows) + "\n" + faithful(count, unfaithful)
        if collection.name != "tests/gold":
            section += "\n" + CONFIDENCE + "\n" + confidence_as_tables(collection)
        sections[collection.name] = section
        print(f"{collection.name}\n\n{section}")
    if chosen.raise_floors:
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    if chosen.page:
        write_page(sections)
    if (SHARED / "leaks.py").is_file():
        leaks = [sys.executable, str(SHARED / "leaks.py"), str(PROJECT), str(SHARED / "gold" / "articles")]
        if subprocess.run(leaks, check=False).returncode != 0:
            problems.append("sentences of ../shared/gold stand in the project")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def write_page(sections):
    """Writes docs/quality.md: the larger collection first, as it was last measured."""
    large = sections.get("../shared/gold")
    if large is None:
        large = PAGE.read_text(encoding="utf-8").split(LARGE)[1]
    else:
        large = "## The larger collection\n\n" + large
    own = "## The articles in tests/gold\n\nAnybody can measure these again; they are among those above.\n\n" + sections["tests/gold"]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(f"{INTRODUCTION}\n{LARGE}{large}{LARGE}\n{own}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
