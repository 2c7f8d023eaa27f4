"""Whether an object is what Kubernetes takes: its own kinds by the schemas of each version, others by their definitions."""

import json
from functools import cache
from pathlib import Path

import fastjsonschema

from support import TOOLS, read

DEFINITIONS = Path(__file__).parent / "crds"


def versions():
    return sorted(folder.name for folder in (TOOLS / "schemas").iterdir())


def problem(thing, version):
    """Why a version of Kubernetes would refuse the object, or None."""
    try:
        validator(thing["apiVersion"], thing["kind"], version)(thing)
    except fastjsonschema.JsonSchemaValueException as refused:
        return f"{thing['kind']} {thing['metadata']['name']}, Kubernetes {version}: {refused}"
    return None


def validator(api_version, kind, version):
    group, _, api = api_version.rpartition("/")
    # A definition of one's own does not depend on the version of Kubernetes.
    return builtin(group, api, kind, version) if is_builtin(group) else custom(group, api, kind)


def compiled(schema):
    return fastjsonschema.compile(schema, use_default=False, use_formats=False, detailed_exceptions=False)


def is_builtin(group):
    """Groups of Kubernetes itself have no dot, or end in .k8s.io."""
    return "." not in group or group.endswith(".k8s.io")


@cache
def builtin(group, api, kind, version):
    folder = TOOLS / "schemas" / version
    parts = [kind.lower(), group.split(".")[0], api]
    schema = json.loads((folder / f"{'-'.join(part for part in parts if part)}.json").read_text())
    schema.pop("$id", None)
    # One document, so that nothing has to be looked up.
    definitions = json.loads((folder / "_definitions.json").read_text())
    whole = json.dumps(schema | {"$defs": definitions["$defs"]})
    return compiled(json.loads(whole.replace("/api/_definitions.json#", "#")))


@cache
def custom(group, api, kind):
    (spec,) = (spec for spec in definitions() if (spec["group"], spec["names"]["kind"]) == (group, kind))
    (version,) = (each for each in spec["versions"] if each["name"] == api and each["served"])
    return compiled(strict(version["schema"]["openAPIV3Schema"]))


@cache
def definitions():
    return [read(file)["spec"] for file in DEFINITIONS.glob("*.yaml")]


def strict(schema):
    """Fields that are not named are refused, as `kubectl apply --validate=strict` does."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: strict(part) for name, part in schema.items()}
    is_open = schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema
    if isinstance(schema.get("properties"), dict) and not is_open:
        schema["additionalProperties"] = False
    if "(?i)" in str(schema.get("pattern", "")):
        # Go takes a flag anywhere, Python at the start.
        schema["pattern"] = "(?i)" + schema["pattern"].replace("(?i)", "")
    if schema.pop("x-kubernetes-int-or-string", False):
        return {"type": ["integer", "string"]}
    return schema
