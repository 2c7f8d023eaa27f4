"""The alerts: each fires on its fault and ends with it, asks for series that there are, and says what to do."""

import re
import unittest
from itertools import pairwise

from support import DEPLOY, PROJECT, parse_queries, read, succeed, unknown_series

RULES = DEPLOY / "prometheus/alerts.yaml"
TESTS = DEPLOY / "prometheus/alerts_test.yaml"
RUNBOOK = PROJECT / "docs/runbook.md"


def rules():
    return [rule for group in read(RULES)["groups"] for rule in group["rules"]]


def fires_then_ends(test, alert):
    looks = [len(look["exp_alerts"]) for look in test["alert_rule_test"] if look["alertname"] == alert]
    return any(before > 0 and after == 0 for before, after in pairwise(looks))


class TheAlerts(unittest.TestCase):
    def test_are_taken_by_prometheus(self):
        succeed("promtool", "check", "rules", "--lint=all", "--lint-fatal", RULES)

    def test_fire_and_end_as_they_should(self):
        succeed("promtool", "test", "rules", TESTS)

    def test_are_each_seen_to_fire_and_then_to_end(self):
        for rule in rules():
            ends = any(fires_then_ends(test, rule["alert"]) for test in read(TESTS)["tests"])
            self.assertTrue(ends, f"no test sees {rule['alert']} fire and then end")

    def test_ask_for_series_that_there_are(self):
        for rule in rules():
            self.assertEqual(unknown_series(rule["expr"]), set(), rule["alert"])
        for test in read(TESTS)["tests"]:
            for series in test["input_series"]:
                self.assertEqual(unknown_series(series["series"]), set(), test["name"])

    def test_say_what_to_do(self):
        headings = re.findall(r"^## (Demarche\w+)$", RUNBOOK.read_text(), re.MULTILINE)
        self.assertEqual(headings, [rule["alert"] for rule in rules()])
        for rule in rules():
            self.assertEqual(rule["annotations"]["runbook_url"], f"docs/runbook.md#{rule['alert'].lower()}")

    def test_say_whether_to_wake_somebody(self):
        for rule in rules():
            self.assertIn(rule["labels"]["severity"], ("page", "ticket"), rule["alert"])


class TheRunbook(unittest.TestCase):
    def test_asks_for_series_that_there_are(self):
        self.assertEqual(unknown_series(RUNBOOK.read_text()), set())

    def test_asks_in_a_way_that_prometheus_understands(self):
        blocks = re.findall(r"^ *```promql\n(.*?)^ *```$", RUNBOOK.read_text(), re.MULTILINE | re.DOTALL)
        self.assertTrue(blocks)
        parse_queries([query.strip() for block in blocks for query in block.splitlines()])
