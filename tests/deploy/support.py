"""What the tests of deploy/ share: the tools that `deploy/dev/install` has put beside this Python, YAML, and the chart."""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
CHART = DEPLOY / "helm/demarche"
TOOLS = Path(sys.prefix)

# What stands in docs/metrics.md, a page that tests/documentation.rs keeps true.
METRIC_ROW = re.compile(r"^\| `([a-z_]+)` \| (counter|gauge|histogram) \| ([^|]*) \|", re.MULTILINE)

# A series in a query: names of ours, and those of the process.
SERIES = re.compile(r"\b(?:demarche|process)_[a-z_]+")


# How demarche is run.
PROGRAM = shlex.split(os.environ.get("DEMARCHE", "target/debug/demarche"))


def run(*command, stdin=None):
    """Runs a command, a tool by its name, and returns what it has done."""
    tool = TOOLS / "bin" / command[0]
    words = [str(tool if tool.exists() else command[0]), *map(str, command[1:])]
    return subprocess.run(words, input=stdin, capture_output=True, text=True, cwd=PROJECT, timeout=120)


def succeed(*command, stdin=None):
    """Runs a command that must succeed, and returns what it printed."""
    done = run(*command, stdin=stdin)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def program(*arguments, environment=None):
    """What demarche prints, with these variables and no other of its own."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DEMARCHE_")}
    variables |= environment or {}
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, cwd=PROJECT, env=variables, timeout=300)
    if done.returncode != 0:
        raise AssertionError(f"demarche {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def documents(text):
    """The documents of a YAML file. Kubernetes, Prometheus and compose read version 1.1, where 0440 is octal."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    # One by one: the version holds for the first document only.
    loaded = (yaml.load(document) for document in re.split(r"^---$", text, flags=re.MULTILINE))
    return [document for document in loaded if document is not None]


def read(file):
    (document,) = documents(file.read_text())
    return document


def template(*options):
    """What the chart makes, as text."""
    return succeed("helm", "template", "demarche", CHART, "--namespace", "news", *options)


def variants():
    """The values in ci/: a name for each, and its file."""
    return {file.name.removesuffix("-values.yaml"): file for file in sorted((CHART / "ci").glob("*-values.yaml"))}


@cache
def rendered(variant):
    """The objects that the chart makes of a variant."""
    return documents(template("--values", variants()[variant]))


def the(objects, *kinds):
    """The one object of these kinds. Of two ConfigMaps, that of the program, which is called as the release is."""
    found = [each for each in objects if each["kind"] in kinds]
    named = [each for each in found if each["metadata"]["name"] == "demarche"]
    (chosen,) = named or found
    return chosen


@cache
def metrics():
    """The metrics that there are, and the kind of each."""
    return {row[1]: row[2] for row in METRIC_ROW.finditer((PROJECT / "docs/metrics.md").read_text())}


@cache
def label_names():
    """The labels of all of them."""
    rows = METRIC_ROW.finditer((PROJECT / "docs/metrics.md").read_text())
    return {label for row in rows for label in re.findall(r"`([a-z_]+)`", row[3])}


def unknown_series(query):
    """The series in a query that no metric has."""
    known = set()
    for name, kind in metrics().items():
        known |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    return set(SERIES.findall(query)) - known


def parse_queries(queries):
    """Has promtool parse the queries, each as a rule that records it."""
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"groups": [{"name": "queries", "rules": rules}]}, file)  # JSON is YAML
        file.flush()
        succeed("promtool", "check", "rules", file.name)
