"""Collections of articles with gold events, and what demarche finds in them: for quality.py and confidence.py.

A collection is a folder with `articles/` and `gold/`. Of a large one, every third article of each language, in the order
of their names, is kept aside: no rule is written and no weight fitted by looking at it, so its figures show what to
expect of articles that nobody has seen.
"""

import json
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(__file__).resolve().parent
PROJECT = TESTS.parent
SHARED = PROJECT.parent / "shared"
sys.path.insert(0, str(TESTS / "gold"))
import gold as scorer  # noqa: E402  (tests/gold/gold.py, which is run by itself too)

LANGUAGES = ("ru", "uk", "en")
EVENTS = ("call", "statement", "sanctionThreat")
KEYS = {event: key for key, event in scorer.KINDS}


class Collection:
    """Articles, their gold events, and the events that a command finds in them."""

    def __init__(self, name, folder, command):
        self.name = name
        self.articles = scorer.load(folder / "articles")
        self.gold = scorer.load(folder / "gold")
        problems = scorer.check(self.articles, self.gold)
        if problems:
            sys.exit("\n".join([f"{name} is not in order:", *problems]))
        self.lines = extract(command, sorted((folder / "articles").glob("*.json")))
        names = {article.get("id", name): name for name, article in self.articles.items()}
        self.events = {}
        for line in self.lines:
            event = json.loads(line)
            article = names[event["articleId"]]
            kind = next(kind for kind in EVENTS if kind in event)
            self.events.setdefault(article, {}).setdefault(kind, []).append(dict(event[kind], _article=article))

    def of_language(self, language):
        """The names of the articles in a language, in order."""
        return [name for name in sorted(self.gold) if self.articles[name]["language"] == language]

    def sets(self, language):
        """The articles of a language that rules are written by, and those kept aside."""
        names = self.of_language(language)
        aside = names[2::3]
        return {"development": [name for name in names if name not in aside], "aside": aside}

    def score(self, names):
        """The figures of some articles: by event, a dictionary each."""
        chosen = {name: self.gold[name] for name in names}
        found = {name: self.events.get(name, {}) for name in names}
        table, fields, _, _ = scorer.score(self.articles, chosen, found)
        figures = {}
        for event, row in table.items():
            (precision, recall, strict), (_, _, lenient) = scorer.figures(row)
            figures[event] = {
                "gold": row[0],
                "found": row[1],
                "right": row[2],
                "P": precision,
                "R": recall,
                "F1": strict,
                "lenient": lenient,
                "fields": fields[event],
            }
        return figures

    def judged(self, event, names):
        """The events of a type found in some articles, each with whether it is right."""
        for name in names:
            found = self.events.get(name, {}).get(event, [])
            right = set(scorer.match(event, self.gold[name].get(KEYS[event], []), found, 0).values())
            for place, one in enumerate(found):
                yield one, place in right

    def unfaithful(self):
        """How many spans the events have, and those whose text is not the article's text at that place."""
        count, problems = 0, []
        for line in self.lines:
            event = json.loads(line)
            article = self.articles[event["articleId"]]
            for span in spans(event):
                count += 1
                start, end, text = span.get("start", 0), span["end"], span["text"]
                field = article.get(span.get("field")) or ""
                as_bytes = field.encode()[span.get("byteStart", 0) : span.get("byteEnd", 0)]
                if field[start:end] != text or as_bytes != text.encode():
                    problems.append(f"{article['id']}: {span.get('field')} {start}..{end} is not {text!r}")
        return count, problems


def extract(command, articles):
    """The events that demarche finds in the articles, one JSON line each."""
    whole = [*command, "extract", "--format", "json", *map(str, articles)]
    done = subprocess.run(whole, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"`{' '.join(command)} extract` ended with exit code {done.returncode}")
    return done.stdout.splitlines()


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


def collections(command):
    """The project's own collection, and the larger one beside it, where that is there."""
    yield Collection("tests/gold", TESTS / "gold", command)
    if (SHARED / "gold").is_dir():
        yield Collection("../shared/gold", SHARED / "gold", command)
