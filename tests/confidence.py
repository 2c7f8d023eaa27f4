#!/usr/bin/env python3
"""Fits the weights of src/extract/confidence.toml to the gold.

  tests/confidence.py COMMAND...    COMMAND runs demarche: `target/debug/demarche`, `cargo run --quiet --`

For each type of event it takes what demarche finds in the articles of ../shared/gold that are not kept aside, asks the
scorer which of the events are right, and fits a logistic regression on their rule, language and evidence: the weights
that make what is right most likely, held near 0 where there is little to tell them by.

The rules were written by the same articles, which therefore flatter them. So two numbers more, a scale and a shift of all
odds, are fitted to the articles kept aside, and multiplied into the weights. docs/quality.md shows what became of it, each
half of the articles kept aside under numbers fitted to the other half.

Weights are rounded to hundredths of the logarithm of the odds; the same events give the same file. Standard library only.
"""

import math
import sys

from collection import EVENTS, LANGUAGES, PROJECT, SHARED, Collection
from reliability import level

TABLE = {"call": "call", "statement": "statement", "sanctionThreat": "sanction_threat"}
WEIGHTS = PROJECT / "src" / "extract" / "confidence.toml"
# How strongly weights are held near 0: as if that many events of even odds had been seen with each piece of evidence.
HELD = 3.0
# Evidence seen in fewer events tells nothing.
SEEN = 5
HEADER = """\
# What the evidence for an event weighs: logarithms of odds, in hundredths. Written by `make confidence`, which fits them
# to the gold; docs/quality.md shows what became of it on articles that they were not fitted to.
"""


def features(event):
    """What is told of an event, as pairs of table and name."""
    metadata = event["metadata"]
    yield "rule", metadata["rule"]
    yield "language", metadata["language"]
    for name in metadata.get("evidence", []):
        yield "evidence", name


def fit(examples):
    """Base and weights that make the examples (features, whether right) most likely; Newton's method on each in turn."""
    seen = {}
    for told, _ in examples:
        for feature in told:
            seen[feature] = seen.get(feature, 0) + 1
    weights = {feature: 0.0 for feature, times in sorted(seen.items()) if SEEN <= times < len(examples)}
    base = 0.0
    odds = [0.0] * len(examples)
    having = {feature: [i for i, (told, _) in enumerate(examples) if feature in told] for feature in weights}
    for _ in range(200):
        for feature in (None, *weights):
            rows = range(len(examples)) if feature is None else having[feature]
            now = base if feature is None else weights[feature]
            held = 0.01 if feature is None else HELD / 4
            slope, curve = -held * now, held
            for i in rows:
                likely = 1 / (1 + math.exp(-odds[i]))
                slope += examples[i][1] - likely
                curve += likely * (1 - likely)
            step = slope / curve
            for i in rows:
                odds[i] += step
            if feature is None:
                base += step
            else:
                weights[feature] += step
    return base, weights


def main(command):
    if not command:
        sys.exit(__doc__)
    if not (SHARED / "gold").is_dir():
        sys.exit("tests/confidence.py: there is no ../shared/gold to fit to")
    collection = Collection("../shared/gold", SHARED / "gold", command)
    sets = [collection.sets(language) for language in LANGUAGES]
    fitted, unseen = {}, []
    for event in EVENTS:
        examples, kept_aside = (
            [(tuple(features(one)), right) for some in sets for one, right in collection.judged(event, some[name])]
            for name in ("development", "aside")
        )
        base, weights = fitted[event] = fit(examples)
        unseen += [(base + sum(weights.get(feature, 0.0) for feature in told), right) for told, right in kept_aside]
        print(f"{event}: {len(examples)} events, {sum(right for _, right in examples)} of them right, {len(weights)} weights")
    scale, shift = level(unseen)
    print(f"odds scaled by {scale:.2f} and shifted by {shift:.2f}, by {len(unseen)} events kept aside")
    written = [HEADER]
    for event, (base, weights) in fitted.items():
        written.append(f"\n[{TABLE[event]}]\nbase = {round((scale * base + shift) * 100)}\n")
        for table in ("rule", "language", "evidence"):
            rows = {name: round(scale * weight * 100) for (of, name), weight in weights.items() if of == table}
            written.append(f"\n[{TABLE[event]}.{table}]\n" + "".join(f"{name} = {rows[name]}\n" for name in sorted(rows)))
    WEIGHTS.write_text("".join(written), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
