"""The plain manifests: they are those of the chart, and whole without Helm."""

import tempfile
import unittest
from pathlib import Path

import schemas
from support import DEPLOY, documents, succeed

FOLDER = DEPLOY / "kubernetes"


def manifests():
    return [file for file in sorted(FOLDER.glob("*.yaml")) if file.name != "kustomization.yaml"]


class TheManifests(unittest.TestCase):
    def test_are_what_the_chart_makes(self):
        with tempfile.TemporaryDirectory() as folder:
            succeed(FOLDER / "render", folder)
            made = {file.name: file.read_text() for file in Path(folder).iterdir()}
        self.assertEqual({file.name: file.read_text() for file in manifests()}, made, "not up to date: run `make manifests`")

    def test_are_what_kubernetes_takes(self):
        for file in manifests():
            for thing in documents(file.read_text()):
                for version in schemas.versions():
                    self.assertIsNone(schemas.problem(thing, version), file.name)

    def test_do_not_say_that_helm_keeps_them(self):
        for file in manifests():
            self.assertNotIn("helm.sh", file.read_text())
            self.assertNotIn("managed-by", file.read_text())

    def test_are_put_together_by_kustomize(self):
        made = documents(succeed("kubectl", "kustomize", FOLDER))
        self.assertEqual({thing["kind"] for thing in made}, {thing["kind"] for thing in documents((FOLDER / "demarche.yaml").read_text())})
