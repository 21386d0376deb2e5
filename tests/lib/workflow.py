"""Runs workflows of GitHub Actions as they stand, on this machine. What it does not know is an error, and no silent guess.

    python3 tests/lib/workflow.py REMOTE WORKFLOW EVENT [OPTION...]

REMOTE is a bare repository, WORKFLOW a path in it, EVENT a name such as push. The status is 0 if all jobs succeed. Each job
has a folder of its own for its checkout and home. A job in a container has basegen in PATH, and one without has gh.

Other actions than actions/checkout, upload-artifact and download-artifact have stand-ins, in ACTIONS. A checkout is a clone
that can push only where the token may and the credentials stay. gh is tests/lib/gh/gh.
"""
import argparse
import glob
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Unknown(Exception):
    """Something in a workflow that this program does not know."""


class Loader(yaml.SafeLoader):
    """YAML 1.2's booleans, as GitHub reads them: "on" is a word."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


# Expressions

TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign>&&|\|\||==|!=|[!().,\[\]]))")
STATUS = ("cancelled", "success", "failure", "always")


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        raise Unknown(f"a text of {value!r}")
    return str(value)


def same(left, right):
    """Texts are the same in any case; null is the empty text here."""
    return as_text(left).lower() == as_text(right).lower()


class Expression:
    """The value of an expression in `contexts`: operators as GitHub has them, from the loosest to the tightest."""

    def __init__(self, text, contexts, functions):
        self.text, self.contexts, self.functions = text, contexts, functions
        self.tokens, at = [], 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if not found:
                raise Unknown(f"the expression {text!r} at {text[at:]!r}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.tokens.append(("end", ""))

    def value(self):
        value = self.either()
        if self.tokens[0][0] != "end":
            raise Unknown(f"the expression {self.text!r} at {self.tokens[0][1]!r}")
        return value

    def take(self, *signs):
        return self.tokens.pop(0)[1] if self.tokens[0][0] == "sign" and self.tokens[0][1] in signs else None

    def need(self, sign):
        if not self.take(sign):
            raise Unknown(f"the expression {self.text!r}: expected {sign}")

    def either(self):
        value = self.both()
        while self.take("||"):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.compared()
        while self.take("&&"):
            other = self.compared()
            value = value and other
        return value

    def compared(self):
        value = self.negated()
        while sign := self.take("==", "!="):
            value = same(value, self.negated()) == (sign == "==")
        return value

    def negated(self):
        return not self.negated() if self.take("!") else self.member()

    def member(self):
        value = self.primary()
        while sign := self.take(".", "["):
            if sign == ".":
                kind, key = self.tokens.pop(0)
                if kind != "name":
                    raise Unknown(f"the expression {self.text!r} at {key!r}")
            else:
                key = self.either()
                self.need("]")
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def primary(self):
        kind, word = self.tokens.pop(0)
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return int(word)
        if (kind, word) == ("sign", "("):
            value = self.either()
            self.need(")")
            return value
        if kind == "name" and word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[word]
        if kind == "name" and self.take("("):
            arguments = []
            while not self.take(")"):
                arguments.append(self.either())
                self.take(",")
            if word not in self.functions:
                raise Unknown(f"the function {word} in {self.text!r}")
            return self.functions[word](*arguments)
        if kind == "name" and word in self.contexts:
            return self.contexts[word]
        raise Unknown(f"{word!r} in the expression {self.text!r}")


# The event

def matches(patterns, name):
    """Whether a filter of refs has the name: * is all but a slash, [...] one of these, + one or more of what stands before it."""
    if not all(re.fullmatch(r"(?:[\w./*-]|\[[\w-]+\]\+?)+", pattern) for pattern in patterns):
        raise Unknown(f"the patterns {patterns}")
    return any(re.fullmatch(re.sub(r"\[.*?\]\+?|\*|.", lambda part: part[0] if part[0][0] == "[" else "[^/]*" if part[0] == "*" else re.escape(part[0]), pattern), name)
               for pattern in patterns)


def is_triggered(workflow, github):
    """Whether the event starts the workflow."""
    on = workflow["on"]
    events = {on: None} if isinstance(on, str) else dict.fromkeys(on) if isinstance(on, list) else on
    if github["event_name"] not in events:
        return False
    rules = events[github["event_name"]]
    if github["event_name"] == "workflow_run":
        return github["event"]["workflow_run"]["name"] in rules["workflows"] and rules["types"] == ["completed"]
    if github["event_name"] == "push":
        kind, name = re.fullmatch("refs/(heads|tags)/(.+)", github["ref"]).groups()
        rules = rules or {}
        if set(rules) - {"branches", "tags"}:
            raise Unknown(f"the rules {rules} of push")
        return not rules or matches(rules.get("branches" if kind == "heads" else "tags", []), name)
    if github["event_name"] == "pull_request" and rules:
        raise Unknown(f"the rules {rules} of pull_request")
    return True


# A job and its steps

CALL_KEYS = {"name", "needs", "if", "uses"}
JOB_KEYS = {"name", "runs-on", "container", "timeout-minutes", "permissions", "outputs", "needs", "if", "strategy", "env", "steps"}
STEP_KEYS = {"name", "id", "if", "env", "run", "uses", "with", "continue-on-error"}
WORKFLOW_KEYS = {"name", "on", "permissions", "concurrency", "defaults", "env", "jobs"}


def check_keys(found, known, what):
    if set(found) - known:
        raise Unknown(f"the keys {sorted(set(found) - known)} of {what}")


class Job:
    """One job of a run, or one of its matrix."""

    def __init__(self, run, name, spec, contexts, number):
        self.run, self.name, self.spec = run, name, spec
        self.failed = False
        self.folder = run.folder / f"{number}-{name}"
        self.workspace, self.home = self.folder / "work", self.folder / "home"
        self.files = {kind: self.folder / kind for kind in ("output", "env", "path", "summary")}
        for path in (self.workspace, self.home):
            path.mkdir(parents=True)
        self.contexts = {**contexts, "steps": {}, "env": {}, "runner": {"os": "Linux", "temp": str(self.folder / "temp")}}
        self.path, self.more_env = [], {}

    def evaluate(self, text):
        return Expression(text, self.contexts, {
            "fromJSON": json.loads,
            "format": lambda text, *values: text.format(*map(as_text, values)),
            "startsWith": lambda text, start: as_text(text).lower().startswith(as_text(start).lower()),
            "hashFiles": lambda *patterns: "x" if any(glob.glob(pattern, root_dir=self.workspace) for pattern in patterns) else "",
            "cancelled": lambda: False,
            "success": lambda: not self.failed,
            "failure": lambda: self.failed,
            "always": lambda: True,
        }).value()

    def fill(self, value):
        """The value with its expressions: one that is an expression alone keeps its type."""
        if not isinstance(value, str):
            return value
        alone = re.fullmatch(r"\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*", value, re.DOTALL)
        return self.evaluate(alone[1]) if alone else re.sub(r"\$\{\{(.*?)\}\}", lambda found: as_text(self.evaluate(found[1])), value, flags=re.DOTALL)

    def holds(self, condition):
        """Whether an `if` is true. Without a status function, what went before has to have succeeded."""
        if condition is None:
            return not self.failed
        text = re.sub(r"^\s*\$\{\{(.*)\}\}\s*$", r"\1", str(condition), flags=re.DOTALL)
        if not re.search(rf"\b(?:{'|'.join(STATUS)})\(\)", text) and self.failed:
            return False
        return bool(self.evaluate(text))

    def add_env(self, variables):
        self.contexts["env"] = {**self.contexts["env"], **{name: as_text(self.fill(value)) for name, value in (variables or {}).items()}}

    def may(self, what, how="read"):
        permissions = self.spec.get("permissions", self.run.workflow.get("permissions"))
        if permissions is None:
            raise Unknown(f"the job {self.name} without permissions")
        return permissions.get(what) in {"read": ("read", "write"), "write": ("write",)}[how]

    def environment(self):
        github = self.contexts["github"]
        container = self.fill(self.spec.get("container"))
        places = [*self.path, str(self.run.tools), *([str(self.run.basegen.parent)] if container else [str(ROOT / "tests/lib/gh")]), self.run.machine["PATH"]]
        return {
            **self.run.machine, "HOME": str(self.home), "CI": "true", "GITHUB_ACTIONS": "true", **self.contexts["env"], **self.more_env,
            "PATH": ":".join(places), "FAKE_GH": str(self.run.gh), "FAKE_GH_MAY": " ".join(
                what for what in ("contents", "pull-requests") if self.may(what, "write")),
            **{f"GITHUB_{name.upper()}": as_text(github[name]) for name in ("actor", "event_name", "ref", "ref_name", "repository", "repository_owner", "sha", "workflow", "run_id")},
            "GITHUB_WORKSPACE": str(self.workspace), "GITHUB_OUTPUT": str(self.files["output"]), "GITHUB_ENV": str(self.files["env"]),
            "GITHUB_PATH": str(self.files["path"]), "GITHUB_STEP_SUMMARY": str(self.files["summary"]),
        }

    def command(self, text):
        """Runs a step's command as it stands."""
        shell = self.run.workflow.get("defaults", {}).get("run", {}).get("shell")
        if shell not in ("sh", None):
            raise Unknown(f"the shell {shell}")
        script = self.folder / "step.sh"
        script.write_text(self.fill(text))
        done = subprocess.run([shell or "bash", "-e", str(script)], cwd=self.workspace, env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=self.run.log, stderr=subprocess.STDOUT, timeout=60 * self.spec["timeout-minutes"], check=False)
        return done.returncode == 0

    def step(self, step):
        check_keys(step, STEP_KEYS, f"a step of {self.name}")
        title = step.get("name") or step.get("uses") or step.get("run").splitlines()[0]
        before = self.contexts["env"]
        self.contexts["steps"].setdefault(step.get("id"), {"outputs": {}})
        if not self.holds(step.get("if")):
            self.run.say(f"  {self.name}: {title}: skipped")
            return
        self.add_env(step.get("env"))
        self.run.say(f"  {self.name}: {title}")
        for path in self.files.values():
            path.open("a", encoding="utf-8").close()
        self.files["output"].write_text("")
        outputs = {}
        if "run" in step:
            good = self.command(step["run"])
        else:
            action = step["uses"].split("@")[0]
            if action not in ACTIONS:
                raise Unknown(f"the action {action}")
            good, outputs = ACTIONS[action](self, {name: self.fill(value) for name, value in step.get("with", {}).items()})
        self.contexts["env"] = before
        if not good:
            self.run.say(f"  {self.name}: {title}: failed")
            self.failed = self.failed or not step.get("continue-on-error", False)
        if step.get("id"):
            self.contexts["steps"][step["id"]] = {"outputs": {**outputs, **read_pairs(self.files["output"])}, "outcome": "success" if good else "failure"}
        self.more_env = read_pairs(self.files["env"])
        self.path = self.files["path"].read_text().split("\n")[:-1][::-1]

    def steps(self):
        self.add_env(self.run.workflow.get("env"))
        self.add_env(self.spec.get("env"))
        self.run.say(f"{self.fill(self.spec.get('name', self.name))} on {self.fill(self.spec['runs-on'])}")
        self.run.machine_of(self)
        for step in self.spec["steps"]:
            self.step(step)
        return {name: as_text(self.fill(value)) for name, value in self.spec.get("outputs", {}).items()}


def read_pairs(path):
    """What a step wrote: NAME=VALUE, or NAME<<WORD and lines up to WORD."""
    found, lines = {}, iter(path.read_text().splitlines() if path.exists() else ())
    for line in lines:
        name, sign, rest = re.fullmatch(r"([^=<]+)(=|<<)(.*)", line).groups()
        found[name] = rest if sign == "=" else "\n".join(itertools.takewhile(lambda other, end=rest: other != end, lines))
    return found


# Actions. Each takes a job and its inputs; it gives whether it succeeded, and its outputs.

def git(folder, *words):
    return subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True).stdout.strip()


def check_out(job, inputs):
    check_keys(inputs, {"fetch-depth", "persist-credentials", "token"}, "actions/checkout")
    if not job.may("contents"):
        job.run.say("checkout: the token may not read the contents")
        return False, {}
    github = job.contexts["github"]
    depth = [] if inputs.get("fetch-depth") == 0 else ["--depth=1"]
    git(job.workspace, "init", "-q")
    git(job.workspace, "remote", "add", "origin", f"file://{job.run.remote}")
    git(job.workspace, "fetch", "-q", "--tags", *depth, "origin", "+refs/heads/*:refs/remotes/origin/*", github["sha"])
    if github["ref"].startswith("refs/tags/"):  # the tag that starts a run is a plain one there, also if it is annotated
        git(job.workspace, "update-ref", github["ref"], github["sha"])
    branch = re.fullmatch("refs/heads/(.+)", github["ref"])
    git(job.workspace, "checkout", "-q", *(["-B", branch[1]] if branch else ["--detach"]), github["sha"])
    if not job.may("contents", "write") or not inputs.get("persist-credentials", True):
        git(job.workspace, "remote", "set-url", "--push", "origin", str(job.folder / "a-push-without-credentials"))
    return True, {}


def upload(job, inputs):
    check_keys(inputs, {"name", "path", "if-no-files-found"}, "actions/upload-artifact")
    found = [path for line in inputs["path"].split() for path in glob.glob(str(job.workspace / line))]
    place = job.run.artifacts / str(job.contexts["github"]["run_id"]) / inputs["name"]
    if place.exists():
        job.run.say(f"upload-artifact: there is an artifact {inputs['name']} already")
        return False, {}
    if not found:
        return inputs.get("if-no-files-found", "warn") != "error", {}
    place.mkdir(parents=True)
    for path in map(pathlib.Path, found):  # its folder, where there are more lines, is that of all of them
        if path.is_dir():
            shutil.copytree(path, place / path.name, symlinks=True)
        else:
            shutil.copy(path, place, follow_symlinks=False)
    return True, {}


def download(job, inputs):
    check_keys(inputs, {"name", "pattern", "merge-multiple", "path", "run-id", "github-token"}, "actions/download-artifact")
    if "pattern" in inputs and not (inputs["pattern"].isalpha() and inputs.get("merge-multiple") is True):
        raise Unknown(f"the pattern {inputs['pattern']} of actions/download-artifact")
    if "run-id" in inputs and not (job.may("actions") and inputs.get("github-token")):
        job.run.say("download-artifact: the token may not read other runs")
        return False, {}
    name = inputs.get("name") or inputs["pattern"]
    place = job.run.artifacts / str(inputs.get("run-id") or job.contexts["github"]["run_id"]) / name
    if not place.exists():
        job.run.say(f"download-artifact: there is no artifact {name}")
        return "pattern" in inputs, {}
    shutil.copytree(place, job.workspace / inputs.get("path", "."), symlinks=True, dirs_exist_ok=True)
    return True, {}


def upload_sarif(job, inputs):
    check_keys(inputs, {"sarif_file", "category"}, "upload-sarif")
    path = job.workspace / inputs["sarif_file"]
    if job.run.no_code_scanning or not job.may("security-events", "write") or json.loads(path.read_text())["version"] != "2.1.0":
        return False, {}
    (job.run.folder / "sarif").mkdir(exist_ok=True)
    shutil.copy(path, job.run.folder / "sarif" / f"{inputs['category']}.sarif")
    return True, {}


ACTIONS = {
    "actions/checkout": check_out,
    "actions/upload-artifact": upload,
    "actions/download-artifact": download,
    "github/codeql-action/upload-sarif": upload_sarif,
}


# A run

class Run:
    """A workflow at a commit of `remote`, for an event. Its files are in `folder`; artifacts of all runs in `artifacts`."""

    def __init__(self, options):
        self.remote, self.folder = pathlib.Path(options.remote).resolve(), pathlib.Path(options.folder).resolve()
        self.folder.mkdir(parents=True)
        self.artifacts = pathlib.Path(options.artifacts or self.folder / "artifacts").resolve()
        self.gh, self.tools = pathlib.Path(options.gh or self.folder / "gh").resolve(), pathlib.Path(options.tools).resolve()
        self.basegen = pathlib.Path(options.basegen).resolve()
        self.machine = {name: value for name, value in os.environ.items()
                        if not re.match("GITHUB_|MAKE|(?:REGISTRY|ENGINE|CACHE|PLATFORM|REPORTS|LOGS|BASEGEN.*|GH_TOKEN|CI)$", name)}
        self.own_stores, self.no_code_scanning = options.own_stores, options.no_code_scanning
        self.log = (self.folder / "log").open("w", encoding="utf-8")
        sha = options.sha or git(self.remote, "rev-parse", options.ref + "^{commit}")
        self.read = lambda path: yaml.load(git(self.remote, "show", f"{sha}:{path}"), Loader)
        self.workflow = self.read(options.workflow)
        self.say(f"workflow {pathlib.Path(options.workflow).stem}")
        event = json.loads(options.payload)
        if options.event != "schedule":  # which tells nothing of the repository
            event.setdefault("repository", {"default_branch": "main", "private": False})
        github = {"event_name": options.event, "event": event, "ref": options.ref, "ref_name": options.ref.split("/", 2)[-1], "sha": sha, "actor": options.actor,
                  "repository": f"{options.owner}/family", "repository_owner": options.owner, "workflow": self.workflow["name"], "run_id": options.run_id, "token": options.token}
        self.contexts = {"github": github, "vars": dict(options.var), "secrets": dict(options.secret), "inputs": dict(options.input)}

    def say(self, text):
        self.log.write(text + "\n")
        self.log.flush()

    def machine_of(self, job):
        """Gives a job the machine's registries without TLS, for skopeo, and a store of buildah of its own."""
        if "CONTAINERS_REGISTRIES_CONF" in self.machine:
            (job.home / ".config/containers").mkdir(parents=True)
            shutil.copy(self.machine["CONTAINERS_REGISTRIES_CONF"], job.home / ".config/containers/registries.conf")
        if self.own_stores:
            store = job.folder / "store"
            store.mkdir()
            (store / "storage.conf").write_text(f'[storage]\ndriver = "{self.own_stores}"\ngraphroot = "{store}/graph"\nrunroot = "{store}/run"\n')
            self.machine["CONTAINERS_STORAGE_CONF"] = str(store / "storage.conf")

    def expand(self, job):
        """The values of a job's matrix; one of nothing without a matrix."""
        strategy = job.spec.get("strategy", {})
        check_keys(strategy, {"matrix", "fail-fast"}, "strategy")
        axes = {name: job.fill(values) for name, values in strategy.get("matrix", {}).items()}
        if not all(isinstance(values, list) and values for values in axes.values()):
            raise Unknown(f"the empty matrix of {job.name}")
        found = [dict(zip(axes, point)) for point in itertools.product(*axes.values())]
        if len(found) > 256:
            raise Unknown(f"{len(found)} jobs of {job.name}: GitHub takes 256")
        return found

    def call(self, name, spec, contexts):
        """The result and the outputs of a job that is another workflow of the same commit."""
        check_keys(spec, CALL_KEYS, f"the job {name}")
        caller, self.workflow = self.workflow, self.read(spec["uses"].removeprefix("./"))
        results = self.run_jobs()
        called = Job(self, name, {}, {**contexts, "jobs": results}, "outputs")
        outputs = {output: as_text(called.fill(rule["value"])) for output, rule in self.workflow["on"]["workflow_call"]["outputs"].items()}
        self.workflow = caller
        return {"result": "success" if all(result["result"] == "success" for result in results.values()) else "failure", "outputs": outputs}

    def run_job(self, name, spec, needs):
        """The result and the outputs of a job, which is run for each value of its matrix."""
        if "uses" in spec:
            if any(need["result"] != "success" for need in needs.values()):
                raise Unknown(f"the job {name} after one that failed")
            if not Job(self, name, {}, {**self.contexts, "needs": needs}, "call").holds(spec.get("if")):
                self.say(f"{name}: skipped")
                return {"result": "skipped", "outputs": {}}
            return self.call(name, spec, self.contexts)
        check_keys(spec, JOB_KEYS, f"the job {name}")
        contexts = {**self.contexts, "needs": needs}
        whole = Job(self, name, spec, contexts, "plan")
        whole.failed = any(need["result"] != "success" for need in needs.values())
        if not whole.holds(spec.get("if")):
            self.say(f"{name}: skipped")
            return {"result": "skipped", "outputs": {}}
        whole.failed = False
        outputs, good = {}, True
        for number, point in enumerate(self.expand(whole)):
            job = Job(self, name, spec, {**contexts, "matrix": point}, number)
            outputs.update(job.steps())
            good = good and not job.failed
        return {"result": "success" if good else "failure", "outputs": outputs}

    def run_jobs(self):
        """The results and outputs of all jobs of the workflow."""
        check_keys(self.workflow, WORKFLOW_KEYS, "the workflow")
        results, waiting = {}, dict(self.workflow["jobs"])
        while waiting:
            name = next(name for name, spec in waiting.items() if not set(needs_of(spec)) & set(waiting))
            spec = waiting.pop(name)
            results[name] = self.run_job(name, spec, {need: results[need] for need in needs_of(spec)})
            self.say(f"{name}: {results[name]['result']}")
        return results

    def run(self):
        if not is_triggered(self.workflow, self.contexts["github"]):
            raise Unknown("this event, which does not start the workflow")
        results = self.run_jobs()
        with (self.folder / "summary.md").open("w", encoding="utf-8") as summary:
            for path in sorted(self.folder.glob("*/summary")):
                summary.write(path.read_text())
        return {name: result["result"] for name, result in results.items()}


def needs_of(spec):
    needs = spec.get("needs", [])
    return [needs] if isinstance(needs, str) else needs


def pair(text):
    name, _, value = text.partition("=")
    return name, {"true": True, "false": False}.get(value, value)


def read_options(words):
    parser = argparse.ArgumentParser(description="Run a workflow of GitHub Actions here.")
    parser.add_argument("remote")
    parser.add_argument("workflow")
    parser.add_argument("event")
    parser.add_argument("--folder", required=True, help="a new folder for what the run makes: log, summary.md, artifacts, gh, sarif")
    parser.add_argument("--ref", default="refs/heads/main")
    parser.add_argument("--sha", help="else the commit of the ref")
    parser.add_argument("--payload", default="{}", help="the event, as JSON")
    parser.add_argument("--var", type=pair, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--secret", type=pair, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--input", type=pair, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--token", default="a-token")
    parser.add_argument("--actor", default="somebody")
    parser.add_argument("--owner", default="acme", help="whose repository it is")
    parser.add_argument("--run-id", default="1")
    parser.add_argument("--artifacts", help="the folder that runs share")
    parser.add_argument("--gh", help="the folder of what gh is asked, and answers")
    parser.add_argument("--basegen", default=os.environ.get("BASEGEN") or os.path.join(os.environ.get("BUILD", str(ROOT)), "build/basegen"))
    parser.add_argument("--tools", default=os.path.join(os.environ.get("BUILD", str(ROOT)), "build/tools"), help="a folder that comes first in PATH")
    parser.add_argument("--no-code-scanning", action="store_true", help="refuse what scans found, as a repository without code scanning does")
    parser.add_argument("--own-stores", metavar="DRIVER", help="give each job a store of buildah of its own, with this driver")
    return parser.parse_args(words)


def main():
    run = Run(read_options(sys.argv[1:]))
    try:
        results = run.run()
    except Unknown as unknown:
        print(f"workflow.py does not know {unknown}", file=sys.stderr)
        return 2
    print(" ".join(f"{name}={result}" for name, result in results.items()))
    return 0 if set(results.values()) <= {"success", "skipped"} else 1


if __name__ == "__main__":
    sys.exit(main())
