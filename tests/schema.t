#!/usr/bin/env python3
"""The JSON Schema of images.yaml against basegen: what one accepts the other accepts, as far as a
schema can tell. With all cases, and with a family of all keys that chance has changed."""
import copy
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ["BUILD"]) / "build/basegen")
SCHEMA = json.loads(subprocess.run([BASEGEN, "schema"], capture_output=True, check=True).stdout)
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

# What no schema can see: two places at once, other files, how YAML is written.
BEYOND = [
    "unknown parent", "images need each other", "is the image", "is not enabled", "has no variant", "variants", "more than",
    "'latest' names", "no tag, and no parent", "no template, and no parent", "there is no template", "there is no file",
    "is one that a version", "would be published as", "is not a regular file", "is a link", "in templates/files", "matches no file", "would both be", "would make [0-9]+ layers", "'to' must be a folder", "nothing to render", "'context' must name", "patterns from here on", "cannot stand in a RUN", "a mount of the type", "declare it there",
    "is larger", "is taken by the ", "duplicate key", "must be a map or a list of maps", "does not remove what",
    "refers to the unknown variable", "no user can be created", "the user .* has the uid", "unknown package manager",
    "unknown anchor", "aliases", "contains itself", "unknown axis", "has no value '", "has the value", "axis '.*' has no values", "' twice", "the lower port", "is included twice", "a combination that is included", "is read before there are", "the digest alone decides",
    "'(name|uid|gid|command)'$", "is undefined", "two variants", "in a tag stands for nothing", "is a word of compose files", "the repository name", "more than 64 bits", "the family has no images",
    "; in '[^']*'(?: with |$)", "nested deeper", "is longer than", r"invalid [a-z ]+ '-?[0-9.]+': expected", r"invalid [a-z ]+ '.*\{[{%#].*': expected",
]


class Core(yaml.SafeLoader):
    """Scalars by the core schema of YAML 1.2, and keys as they are written."""

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


Core.yaml_implicit_resolvers = {}
for tag, expression, first in (
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
        ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
        ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+0123456789.")),
        ("merge", r"^<<$", ["<"])):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(expression), first)
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


def messages(folder, *arguments):
    """What basegen says against images.yaml: nothing means that it accepts it."""
    done = subprocess.run([BASEGEN, "--format", "json", *arguments, "list"], cwd=folder, capture_output=True, check=False)
    if done.returncode == 0:
        return []
    found = []
    for line in done.stderr.decode().splitlines():
        said = json.loads(line) if line.startswith("{") else {"message": line, "notes": []}
        found.append("; ".join([said["message"], *[note["message"] for note in said["notes"]]]))
    return found


def judge(name, text, folder):
    try:
        document = yaml.load(text, Core)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError, AttributeError, TypeError):
        return False
    (folder / "images.yaml").write_bytes(text)
    said = messages(folder)
    errors = sorted(VALIDATOR.iter_errors(document), key=str)
    if not said:
        ok(not errors, f"{name}: the schema accepts what basegen accepts", *[error.message[:200] for error in errors[:3]])
    elif all(any(re.search(beyond, message) for beyond in BEYOND) for message in said):
        return False
    else:
        ok(errors, f"{name}: the schema refuses what basegen refuses", *said)
    return True


def cases(folder):
    for path in sorted((ROOT / "tests/cases").glob("*/images.yaml")) + [ROOT / "images.yaml"]:
        if path.is_file() and path.stat().st_size < 1 << 20:
            judge(path.parent.name, path.read_bytes(), folder)


FAMILY = {
    "name": "all", "namespace": "a/b", "registry": "ghcr.io/acme", "x-mine": [1, {"a": None}],
    "defaults": {"template": "base.Dockerfile.j2", "user": {"name": "app", "uid": 1000}, "vars": {"a": 1}},
    "images": {
        "one": {
            "summary": "One", "use-for": "all", "from": "debian:12", "tag": 3.10, "packages": {
                "apt": ["curl=1.0", "gcc"], "apk": ["curl~8"], "dnf": ["@dev"], "pip": ["uvicorn[standard]>=0.30,<1", "tomli; python_version < '3.11'"],
                "npm": ["@scope/name@^1.2"], "cargo": ["ripgrep@14.1.0"], "go": ["golang.org/x/tools/gopls@latest"]},
            "env": {"A": True, "B": 1, "C": ""}, "path": ["/x"], "args": {"V": "1"}, "labels": {"org.x": "y"},
            "secrets": [{"id": "npm", "target": "/root/.npmrc", "env": "TOKEN"}, {"id": "f", "file": "~/x"}], "ssh": ["default"],
            "user": {"gid": 1000}, "workdir": "/app", "files": [{"from": "healthcheck.py", "to": "/usr/bin/h", "mode": "0755"}],
            "expose": [8000, "53/udp"], "volumes": ["/data"], "entrypoint": ["/bin/sh"], "command": ["-c", "x"], "shell": ["/bin/sh", "-c"],
            "healthcheck": {"command": ["x"], "interval": "30s", "timeout": "3s", "start-period": "5s", "retries": 3},
            "stopsignal": "SIGTERM", "platforms": ["linux/amd64"], "tags": ["TAG", "TAG-VERSION"], "build": {"network": "host", "pull": False},
            "tests": [{"command": ["true"], "output": "x", "status": 0}], "vars": {"any": [1, 2.5, None, {"a": "b"}]}, "enabled": True, "x-y": 1},
        "two": {"from": "one", "user": {"gid": 5}, "matrix": {"a": [1, 2], "b": ["x", "y"], "exclude": [{"a": 1, "b": "x"}]},
                "exclude": [{"a": 2, "b": "y"}], "latest": {"a": 2}, "tag": "{{ a }}-{{ b }}", "copy": [{"image": "one", "from": "/x", "to": "/y"}]},
        "three": {"from": "two", "latest": "2-x", "user": {"gid": "{{ a }}"}},
        "four": {"from": "one", "user": "node", "healthcheck": "none", "matrix": {"os": {"a": {"v": 1}, "b": {}}, "include": [{"os": "c", "vars": {"v": "{{ name }}"}}]},
                 "exclude": [{"os": ["a", "b"]}], "include": [{"os": "d"}], "tag": "{{ os }}-{{ vars.v | d('') }}", "expose": [[80, "81/udp"], "{{ 80 if os == 'c' }}"],
                 "packages": {"apt": [["curl"], "{{ name }}"]}, "command": [], "labels": {"v": "{{ vars.v | d('') }}"}},
    },
}
VALUES = [None, True, False, 0, -1, 1.5, 10 ** 12, "", "x", "X y", "-x", "../x", "/x", "/x/../y", "a:b", "a@b", "$(x)", "{{ a }}", "{{", "a\nb", "a\n", "\x01", "\u202e",
          "x" * 200, "linux/amd64", "30s", "SIGTERM", "99999", [], {}, [None], {"a": None}, [1, "x"], {"a": 1}, [{}], [{"from": "x"}], {"name": "x"}, "all", "base-images"]


def places(value, path=()):
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, path + (key,))


def change(family, chance):
    path = chance.choice([path for path in places(family) if path])
    parent = family
    for key in path[:-1]:
        parent = parent[key]
    kind = chance.randrange(5)
    if kind == 0:
        del parent[path[-1]]
    elif kind == 1 and isinstance(parent, dict):
        parent[chance.choice(["x-more", "unknown", "from", "tag", "A B", "-", "image", "a" * 64, "all", "env"])] = copy.deepcopy(chance.choice(VALUES))
    else:
        parent[path[-1]] = copy.deepcopy(chance.choice(VALUES))


def mutations(folder, seed, wanted):
    chance = random.Random(seed)
    judged = 0
    while judged < wanted:
        family = copy.deepcopy(FAMILY)
        for _ in range(chance.choice([0, 1, 1, 1, 2])):
            change(family, chance)
        text = yaml.safe_dump(family, sort_keys=False, allow_unicode=True, width=1000).encode()
        judged += judge(f"mutation {judged + 1}", text, folder)


def main():
    try:
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        ok(True, "the schema is a schema")
    except jsonschema.SchemaError as error:
        ok(False, "the schema is a schema", error.message)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        shutil.copytree(ROOT / "templates", folder / "templates")
        (folder / "images.yaml").write_text(yaml.safe_dump(FAMILY, sort_keys=False))
        said = messages(folder)
        ok(not said, "the family of all keys is accepted", *said)
        cases(folder)
        mutations(folder, os.environ.get("SEED") or "1", int(os.environ.get("COUNT") or 300))


main()
done_testing()
