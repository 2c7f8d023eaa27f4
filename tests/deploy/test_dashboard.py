"""The dashboard: Grafana has what it needs, and every query is one that Prometheus understands, of series that there are."""

import json
import re
import unittest

from support import DEPLOY, label_names, parse_queries, unknown_series

DASHBOARD = DEPLOY / "grafana/dashboard.json"

# What Grafana puts in place of its variables.
VARIABLES = {"$__rate_interval": "5m", "$namespace": ".*", "$job": ".*"}

# Labels that Prometheus gives to whatever it scrapes, and the bucket of a histogram.
OF_TARGETS = {"namespace", "job", "instance", "le"}


def dashboard():
    return json.loads(DASHBOARD.read_text())


def panels():
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def queries():
    """All of them, as Grafana would send them."""
    asked = [target["expr"] for panel in panels() for target in panel["targets"]]
    asked += [annotation["expr"] for annotation in dashboard()["annotations"]["list"]]
    asked += [re.fullmatch(r"label_values\((.*), \w+\)", query)[1] for query in variable_queries()]
    for variable, value in VARIABLES.items():
        asked = [query.replace(variable, value) for query in asked]
    return asked


def variable_queries():
    return [each["query"]["query"] for each in dashboard()["templating"]["list"] if each["type"] == "query"]


class TheDashboard(unittest.TestCase):
    def test_asks_in_a_way_that_prometheus_understands(self):
        self.assertTrue(queries())
        parse_queries(queries())

    def test_asks_for_series_that_there_are(self):
        for query in queries():
            self.assertEqual(unknown_series(query), set(), query)

    def test_parts_series_by_labels_that_there_are(self):
        for query in queries():
            for names in re.findall(r"\b(?:by|on) \(([^)]*)\)", query):
                self.assertLessEqual(set(names.split(", ")), label_names() | OF_TARGETS, query)

    def test_uses_no_variable_that_grafana_does_not_know(self):
        known = {each["name"] for each in dashboard()["templating"]["list"]} | {"__rate_interval"}
        used = set(re.findall(r"\$\{?(\w+)", DASHBOARD.read_text()))
        self.assertEqual(used - {"__all"}, known)

    def test_shows_each_panel_in_a_place_of_its_own(self):
        taken = set()
        for panel in dashboard()["panels"]:
            place = panel["gridPos"]
            cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
            self.assertFalse(cells & taken, panel["title"])
            self.assertLessEqual(place["x"] + place["w"], 24)
            taken |= cells
        self.assertEqual(len({panel["id"] for panel in dashboard()["panels"]}), len(dashboard()["panels"]))
