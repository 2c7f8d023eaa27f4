"""The image, and what starts it on one machine: well formed, and in agreement with the program."""

import json
import re
import unittest
from pathlib import Path

import fastjsonschema

from support import DEPLOY, PROJECT, program, read, succeed

COMPOSE = DEPLOY / "compose.yaml"

# https://github.com/compose-spec/compose-spec, schema/compose-spec.json, under the Apache License 2.0.
SPECIFICATION = Path(__file__).parent / "compose-spec.json"


def services():
    return read(COMPOSE)["services"]


def of_ours():
    """The services that run demarche."""
    return {name: service for name, service in services().items() if service["image"] == "demarche"}


class TheImage(unittest.TestCase):
    def test_is_built_without_fault_to_hadolint(self):
        succeed("hadolint", DEPLOY / "Dockerfile")

    def test_has_all_that_the_program_is_built_from(self):
        ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        taken = [line[1:] for line in ignored if line.startswith("!")]
        self.assertIn("*", ignored)
        for path in taken:
            self.assertTrue((PROJECT / path).exists(), f"{path} is not there")
        embedded = re.findall(r'#\[folder = "([^"]+)"\]', "".join(file.read_text() for file in (PROJECT / "src").rglob("*.rs")))
        self.assertTrue(embedded)
        for folder in embedded:
            self.assertTrue(any(Path(folder).is_relative_to(path) for path in taken), f"{folder} is not taken")

    def test_starts_what_the_chart_starts(self):
        text = (DEPLOY / "Dockerfile").read_text()
        self.assertEqual(re.findall(r"^(?:USER|ENTRYPOINT|CMD) .*", text, re.MULTILINE), ["USER 65532:65532", 'ENTRYPOINT ["/usr/bin/demarche"]', 'CMD ["run"]'])

    def test_has_its_models_where_they_are_looked_for(self):
        text = (DEPLOY / "Dockerfile").read_text()
        cache = re.search(r"^ENV XDG_CACHE_HOME=(\S+)$", text, re.MULTILINE)[1]
        folder = re.search(r"^COPY --from=build /models (\S+)$", text, re.MULTILINE)[1]
        self.assertEqual(program("models", "path", environment={"XDG_CACHE_HOME": cache}).strip(), folder)


class Compose(unittest.TestCase):
    def test_is_what_compose_takes(self):
        specification = json.loads(SPECIFICATION.read_text())
        fastjsonschema.compile(specification, use_formats=False)(read(COMPOSE))

    def test_mounts_what_there_is(self):
        for service in services().values():
            for volume in service.get("volumes", []):
                self.assertTrue((DEPLOY / volume.split(":")[0]).exists(), volume)

    def test_listens_on_loopback_alone(self):
        for service in services().values():
            for port in service.get("ports", []):
                self.assertTrue(port.startswith("127.0.0.1:"), port)

    def test_sets_what_the_program_knows(self):
        self.assertEqual(set(of_ours()), {"topics", "demarche", "feed"})
        for service in of_ours().values():
            printed = program("run", "--print-config", environment=service["environment"])
            self.assertIn('brokers = "kafka:19092"', printed)

    def test_sends_articles_that_there_are(self):
        for path in services()["feed"]["command"][1:]:
            self.assertTrue((DEPLOY / "demo" / path.removeprefix("/")).exists(), path)

    def test_gives_a_member_time_to_stop(self):
        drain = int(re.search(r"drain_deadline_seconds = (\d+)", program("run", "--print-config"))[1])
        self.assertGreater(int(services()["demarche"]["stop_grace_period"].removesuffix("s")), drain + 2)


class Prometheus(unittest.TestCase):
    def test_takes_its_configuration(self):
        succeed("promtool", "check", "config", DEPLOY / "prometheus/prometheus.yaml")

    def test_finds_the_members_where_they_listen(self):
        (job,) = read(DEPLOY / "prometheus/prometheus.yaml")["scrape_configs"]
        (names,) = job["dns_sd_configs"]
        port = services()["demarche"]["environment"]["DEMARCHE_HTTP__LISTEN"].rpartition(":")[2]
        self.assertEqual((names["names"], str(names["port"])), (["demarche"], port))


class TheWorkflows(unittest.TestCase):
    def test_are_without_fault_to_actionlint(self):
        succeed("actionlint", *sorted((PROJECT / ".github/workflows").glob("*.yaml")))

    def test_take_actions_by_their_content(self):
        for file in (PROJECT / ".github/workflows").glob("*.yaml"):
            for action in re.findall(r"uses: (\S+)", file.read_text()):
                self.assertRegex(action, r"@[0-9a-f]{40}$")

    def test_run_what_there_is(self):
        for file in (PROJECT / ".github/workflows").glob("*.yaml"):
            for script in re.findall(r"(?:^|[\s|])((?:deploy|\.ci)/[\w/.-]+)", file.read_text(), re.MULTILINE):
                self.assertTrue((PROJECT / script).exists(), script)
