"""The chart: it is well formed, what it makes is what Kubernetes takes, and it keeps the promises of its values."""

import copy
import json
import re
import tempfile
import tomllib
import unittest
from functools import cache
from pathlib import Path

import schemas
from support import CHART, DEPLOY, PROJECT, documents, program, read, rendered, run, succeed, template, the, variants

WORKLOADS = ("Deployment", "StatefulSet")

# A file that the program reads at its start.
PASSWORD = "/run/secrets/kafka.credentials/password"

# Fields whose own fields have any name, or whose values are read by nobody but us.
OPEN = {"labels", "annotations", "matchLabels", "nodeSelector", "data", "metadata", "requests", "limits"}


class TheChart(unittest.TestCase):
    def test_is_without_fault_to_helm(self):
        succeed("helm", "lint", "--strict", CHART)
        for values in variants().values():
            succeed("helm", "lint", "--strict", "--values", values, CHART)

    def test_has_the_version_of_the_program(self):
        version = tomllib.loads((PROJECT / "Cargo.toml").read_text())["package"]["version"]
        chart = read(CHART / "Chart.yaml")
        self.assertEqual((chart["version"], chart["appVersion"]), (version, version))

    def test_starts_from_the_oldest_version_that_is_checked(self):
        self.assertEqual(read(CHART / "Chart.yaml")["kubeVersion"], f">={min(schemas.versions())}-0")

    def test_makes_what_kubernetes_takes(self):
        self.assertEqual(len(schemas.versions()), 2)
        for name in variants():
            for version in schemas.versions():
                for thing in rendered(name):
                    with self.subTest(variant=name):
                        self.assertIsNone(schemas.problem(thing, version))

    def test_is_checked_by_something_that_sees_a_misspelt_field(self):
        for thing in rendered("everything") + rendered("secured") + rendered("static-membership"):
            for place in objects_within(thing):
                broken = copy.deepcopy(thing)
                at(broken, place)["misspelt"] = 1
                for version in schemas.versions():
                    with self.subTest(kind=thing["kind"], place=place):
                        self.assertIsNotNone(schemas.problem(broken, version))

    def test_has_a_variant_for_everything_that_it_can_make(self):
        made = {thing["kind"] for name in variants() for thing in rendered(name)}
        written = {
            line.removeprefix("kind: ").strip()
            for file in (CHART / "templates").glob("*.yaml")
            for line in file.read_text().splitlines()
            if line.startswith("kind: ")
        }
        written = (written - {"{{ .Values.kind }}"}) | {"Deployment", "StatefulSet"}
        self.assertEqual(made, written)

    def test_refuses_values_that_are_not_there(self):
        for option in (
            "config.kafka.broker=a:1",
            "config.stream.delivery=once",
            "config.schema_registry.password=x",
            "autoscalling.enabled=true",
            "kind=DaemonSet",
            "replay.enabled=true",
            "config.kafka.static_membership=true",
        ):
            with self.subTest(option=option):
                self.assertNotEqual(run("helm", "template", "demarche", CHART, "--set", option).returncode, 0)


class TheConfiguration(unittest.TestCase):
    def test_may_have_every_key_of_the_program_and_no_other(self):
        printed = tomllib.loads(program("run", "--print-config"))
        schema = json.loads((CHART / "values.schema.json").read_text())
        taken = {table: set(keys["properties"]) for table, keys in schema["properties"]["config"]["properties"].items()}
        known = {table: set(keys) for table, keys in printed.items()}
        # Refused in a file.
        known["schema_registry"].remove("password")
        known["console"].remove("token")
        known["tracing"].remove("headers")
        self.assertEqual(taken, known)

    def test_is_taken_by_the_program_as_it_was_set(self):
        for name, values in variants().items():
            for table, keys in read(values).get("config", {}).items():
                for key, value in keys.items():
                    with self.subTest(variant=name, key=f"{table}.{key}"):
                        self.assertEqual(plain(in_force(name)[table][key]), plain(value))

    def test_can_be_watched_from_outside_the_pod(self):
        for name in variants():
            container = pod(name)["containers"][0]
            port = in_force(name)["http"]["listen"].rpartition(":")[2]
            self.assertEqual(container["ports"], [{"name": "http", "containerPort": int(port)}])
            self.assertFalse(in_force(name)["http"]["listen"].startswith("127."))

    def test_makes_new_pods_when_it_changes(self):
        sums = {checksum(*options) for options in ([], ["--set", "config.kafka.brokers=other:9092"], ["--set", "replicas=5"])}
        self.assertEqual(len(sums), 2)


class AMember(unittest.TestCase):
    def test_has_more_time_to_stop_than_it_takes(self):
        for name in variants():
            drain = in_force(name)["stream"]["drain_deadline_seconds"]
            # Two seconds to leave the group come on top: GRACE in src/cli/run.rs.
            self.assertGreater(pod(name)["terminationGracePeriodSeconds"], drain + 2)

    def test_has_more_time_to_start_than_it_takes(self):
        for name in variants():
            probe = pod(name)["containers"][0]["startupProbe"]
            start = in_force(name)["stream"]["start_deadline_seconds"]
            self.assertGreater(probe["periodSeconds"] * probe["failureThreshold"], start + 60)

    def test_is_probed_where_it_answers(self):
        routes = set(re.findall(r'\.route\("(/[a-z]+)"', (PROJECT / "src/observe/http.rs").read_text()))
        container = pod("default")["containers"][0]
        for probe, path in (("startupProbe", "/startupz"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
            self.assertEqual(container[probe]["httpGet"], {"path": path, "port": "http"})
            self.assertIn(path, routes)

    def test_may_do_as_little_as_it_needs(self):
        for name in variants():
            for spec in pods(name):
                self.assertEqual((spec["securityContext"]["runAsNonRoot"], spec["securityContext"]["runAsUser"]), (True, 65532))
                self.assertFalse(spec["automountServiceAccountToken"])
                allowed = spec["containers"][0]["securityContext"]
                self.assertTrue(allowed["readOnlyRootFilesystem"])
                self.assertFalse(allowed["allowPrivilegeEscalation"])
                self.assertEqual(allowed["capabilities"], {"drop": ["ALL"]})

    def test_is_what_everything_else_selects(self):
        for name in variants():
            objects = rendered(name)
            labels = the(objects, *WORKLOADS)["spec"]["template"]["metadata"]["labels"]
            self.assertLessEqual(the(objects, *WORKLOADS)["spec"]["selector"]["matchLabels"].items(), labels.items())
            self.assertLessEqual(the(objects, "Service")["spec"]["selector"].items(), labels.items())
            for kind, selector in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
                for thing in objects:
                    if thing["kind"] == kind:
                        self.assertLessEqual(thing["spec"][selector]["matchLabels"].items(), labels.items())

    def test_keeps_its_name_where_membership_is_static(self):
        self.assertTrue(in_force("static-membership")["kafka"]["static_membership"])
        workload = the(rendered("static-membership"), *WORKLOADS)
        self.assertEqual(workload["kind"], "StatefulSet")
        self.assertEqual(workload["spec"]["serviceName"], the(rendered("static-membership"), "Service")["metadata"]["name"])
        name = {"name": "DEMARCHE_STREAM__INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
        self.assertIn(name, workload["spec"]["template"]["spec"]["containers"][0]["env"])

    def test_reads_its_secrets_as_files(self):
        mounts = {mount["mountPath"]: mount["name"] for mount in pod("secured")["containers"][0]["volumeMounts"]}
        volumes = {volume["name"]: volume for volume in pod("secured")["volumes"]}
        volume = volumes[mounts["/run/secrets/kafka.credentials"]]
        self.assertEqual(volume["secret"], {"secretName": "kafka.credentials", "defaultMode": 0o440})

    def test_reads_the_token_of_its_service_account(self):
        file = Path(tomllib.loads(toml("token"))["kafka"]["oauth_token_file"])
        mounts = {mount["mountPath"]: mount["name"] for mount in pod("token")["containers"][0]["volumeMounts"]}
        volumes = {volume["name"]: volume for volume in pod("token")["volumes"]}
        (source,) = volumes[mounts[str(file.parent)]]["projected"]["sources"]
        self.assertEqual((source["serviceAccountToken"]["path"], source["serviceAccountToken"]["audience"]), (file.name, "news-kafka"))


class Autoscaling(unittest.TestCase):
    def test_makes_no_more_members_than_there_are_partitions(self):
        for name, partitions in (("everything", 6), ("static-membership", 12)):
            self.assertEqual(the(rendered(name), "ScaledObject")["spec"]["maxReplicaCount"], partitions)

    def test_counts_the_lag_of_the_members_that_it_makes(self):
        for name in ("everything", "static-membership", "secured"):
            workload, scaled = the(rendered(name), *WORKLOADS), the(rendered(name), "ScaledObject")
            target = {"apiVersion": "apps/v1", "kind": workload["kind"], "name": workload["metadata"]["name"]}
            self.assertEqual(scaled["spec"]["scaleTargetRef"], target)
            (trigger,) = scaled["spec"]["triggers"]
            config = in_force(name)
            counted = (trigger["metadata"][key] for key in ("bootstrapServers", "consumerGroup", "topic"))
            self.assertEqual(tuple(counted), (config["kafka"]["brokers"], config["kafka"]["group_id"], config["topics"]["input"]))

    def test_is_alone_in_saying_how_many_there_are(self):
        self.assertNotIn("replicas", the(rendered("everything"), *WORKLOADS)["spec"])
        self.assertEqual(the(rendered("default"), *WORKLOADS)["spec"]["replicas"], 3)


class WhatWatches(unittest.TestCase):
    def test_has_the_alerts_that_are_wanted(self):
        (group,) = read(DEPLOY / "prometheus/alerts.yaml")["groups"]
        (made,) = the(rendered("everything"), "PrometheusRule")["spec"]["groups"]
        for rule in group["rules"]:
            rule["annotations"]["runbook_url"] = "https://git.example.org/news/demarche/blob/main/" + rule["annotations"]["runbook_url"]
        self.assertEqual(made["rules"], [rule for rule in group["rules"] if rule["alert"] != "DemarcheAbsent"])

    def test_has_the_dashboard(self):
        (made,) = (thing for thing in rendered("everything") if thing["metadata"]["name"].endswith("-dashboard"))
        self.assertEqual(json.loads(made["data"]["demarche.json"]), json.loads((DEPLOY / "grafana/dashboard.json").read_text()))

    def test_scrapes_the_service_by_its_labels(self):
        service, monitor = (the(rendered("everything"), kind) for kind in ("Service", "ServiceMonitor"))
        self.assertLessEqual(monitor["spec"]["selector"]["matchLabels"].items(), service["metadata"]["labels"].items())
        self.assertEqual(monitor["spec"]["endpoints"][0]["port"], service["spec"]["ports"][0]["name"])


class AReplay(unittest.TestCase):
    def test_asks_for_what_the_program_takes(self):
        command, *arguments = the(rendered("everything"), "Job")["spec"]["template"]["spec"]["containers"][0]["args"]
        flags = {argument for argument in arguments if argument.startswith("--")}
        self.assertLessEqual(flags, set(re.findall(r"--[a-z-]+", program(command, "--help"))))

    def test_writes_its_manifest_where_it_may(self):
        spec = the(rendered("everything"), "Job")["spec"]["template"]["spec"]
        arguments = spec["containers"][0]["args"]
        manifest = Path(arguments[arguments.index("--manifest") + 1])
        mounts = {mount["mountPath"]: mount["name"] for mount in spec["containers"][0]["volumeMounts"]}
        volumes = {volume["name"]: volume for volume in spec["volumes"]}
        self.assertIn("emptyDir", volumes[mounts[str(manifest.parent)]])

    def test_is_another_job_for_another_range(self):
        values = ["--values", variants()["everything"], "--show-only", "templates/replay.yaml"]
        names = {documents(template(*values, *more))[0]["metadata"]["name"] for more in ([], ["--set", "replay.to=2026-01-01"])}
        self.assertEqual(len(names), 2)

    def test_is_not_tried_again_where_it_would_end_the_same(self):
        rule = the(rendered("everything"), "Job")["spec"]["podFailurePolicy"]["rules"][0]
        codes = dict(re.findall(r"(\w+) = (\d+),", (PROJECT / "src/cli/exit.rs").read_text()))
        final = {int(codes[name]) for name in ("Usage", "Defect", "NotAllowed", "Configuration")}
        self.assertEqual(set(rule["onExitCodes"]["values"]), final)


def pods(variant):
    """What runs: members, and a replay."""
    return [thing["spec"]["template"]["spec"] for thing in rendered(variant) if "template" in thing.get("spec", {})]


def pod(variant):
    return the(rendered(variant), *WORKLOADS)["spec"]["template"]["spec"]


def toml(variant):
    """The configuration file of a variant."""
    return the(rendered(variant), "ConfigMap")["data"]["demarche.toml"]


@cache
def in_force(variant):
    """What the program makes of the configuration: it must take it. The one file that it would read is stood in for."""
    with tempfile.TemporaryDirectory() as folder:
        secret, file = Path(folder) / "secret", Path(folder) / "demarche.toml"
        secret.write_text("secret")
        file.write_text(toml(variant).replace(PASSWORD, str(secret)))
        printed = program("run", "--config", str(file), "--print-config")
        return tomllib.loads(printed.replace(str(secret), PASSWORD))


def checksum(*options):
    """By which a change of the configuration is seen in the pods."""
    (workload,) = documents(template("--show-only", "templates/workload.yaml", *options))
    return workload["spec"]["template"]["metadata"]["annotations"]["checksum/config"]


def plain(value):
    """A value as the program has it: all properties are text to it."""
    if isinstance(value, dict):
        return {name: text if isinstance(text, str) else json.dumps(text) for name, text in value.items()}
    return value


def objects_within(thing, place=()):
    """The places of all objects within an object that have fields of their own, not names that anybody may choose."""
    if isinstance(thing, list):
        for index, each in enumerate(thing):
            yield from objects_within(each, (*place, index))
    elif isinstance(thing, dict):
        if not OPEN & set(map(str, place)):
            yield place
        for name, each in thing.items():
            yield from objects_within(each, (*place, name))


def at(thing, place):
    for step in place:
        thing = thing[step]
    return thing
