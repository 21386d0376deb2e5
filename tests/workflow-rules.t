#!/usr/bin/env python3
"""The workflows that basegen init writes: accepted by actionlint with shellcheck and by GitHub's schema, safe on pull requests
of strangers, and those of this repository."""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok, same  # noqa: E402
from workflow import Expression, Loader, yaml  # noqa: E402

STARTER, OWN = ROOT / "gen/output/starter/.github/workflows", ROOT / ".github/workflows"
NAMES = sorted(path.name for path in STARTER.iterdir())

# What jobs that scan are given: in the workflows of families by settings.yml, else by variables of the repository.
SCANNING = {True: {"SCAN_FAIL": "${{ needs.settings.outputs.scan-fail }}", "SCANNER": "${{ needs.settings.outputs.scanner }}",
                   "SCAN_UPDATE": "${{ needs.settings.outputs.scan-update }}"},
            False: {"SCAN_FAIL": "${{ vars.SCAN_FAIL }}"}}

# The first version of each action that runs on Node.js 24. The machines of GitHub have no older one.
FIRST_VERSIONS = {"actions/checkout": 5, "actions/upload-artifact": 6, "actions/download-artifact": 7, "github/codeql-action/upload-sarif": 4}

# What the token of each job may write. Nothing else is asked for.
WRITES = {
    "comment.yml": {"comment": {"pull-requests"}},
    "main.yml": {"plan": set(), "images": {"packages"}, "tags": {"packages"}},
    "nightly.yml": {"night": {"contents"}, "pull-request": {"pull-requests"}, "plan": set(), "scan": {"security-events"}},
    "packages.yml": {"package": set(), "image": {"packages"}, "publish": {"contents"}},
    "pull-request.yml": {"plan": set(), "images": set(), "passed": set()},
    "settings.yml": {"settings": set()},
    "release.yml": {"plan": set(), "images": {"packages"}, "tags": {"packages"}},
}


def accepted(folder):
    files = sorted(map(str, folder.iterdir()))
    for words in (["actionlint", "-shellcheck=shellcheck"], ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"]):
        done = subprocess.run([*words, *files], capture_output=True, text=True, check=False)
        ok(done.returncode == 0, f"{folder.relative_to(ROOT)}: {words[0]}", done.stdout, done.stderr)


def check_rules(name, text):
    workflow = yaml.load(text, Loader)
    events = workflow["on"] if isinstance(workflow["on"], dict) else {workflow["on"]: None}
    ok("pull_request_target" not in text, f"{name}: strangers' code never runs with secrets")
    same(workflow["permissions"], {}, f"{name}: permissions are those of jobs")
    used = re.findall(r"uses: (.*)", text)
    ok(all(action == "./.github/workflows/settings.yml" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action) for action in used), f"{name}: actions are pinned by commit, with their version", *used)
    ok(all(int(version) >= FIRST_VERSIONS[action] for action, version in re.findall(r"uses: ([\w./-]+)@[0-9a-f]{40} # v(\d+)", text)), f"{name}: actions run on Node.js 24", *used)
    if name in NAMES and "workflow_call" not in events:
        ok("vars." not in text, f"{name}: what has to be set is in settings.yml, as forks see no variables")
    if "pull_request" in events or "workflow_run" in events:
        ok("secrets." not in text, f"{name}: no secret is used")
    if "workflow_run" in events:
        ok("checkout" not in text and "secrets" not in text, f"{name}: nothing of the pull request is checked out")
    if events.keys() & {"push", "schedule"}:
        same(workflow["concurrency"]["cancel-in-progress"], False, f"{name}: no run is cut off")
        ok("${{ github.ref }}" in workflow["concurrency"]["group"], f"{name}: no run takes the place of one for another ref")
    jobs = {job: spec for job, spec in workflow["jobs"].items() if "uses" not in spec}
    same({job: {what for what, how in spec["permissions"].items() if how == "write"} for job, spec in jobs.items()}, WRITES[name],
         f"{name}: what tokens may write")
    if "passed" in jobs:
        same([jobs["passed"]["if"], {*jobs["passed"]["needs"], "passed"}], ["always()", set(jobs)], f"{name}: a check that can be required is never skipped, and waits for all jobs")
    for job, spec in jobs.items():
        ok(spec["timeout-minutes"] <= 180, f"{name}: {job} ends")
        if "needs.settings" in spec.get("container", ""):
            ok("packages" in spec["permissions"], f"{name}: {job}: its container may be a private one of GitHub's registry")
        commands = "\n".join(step.get("run", "") for step in spec["steps"])
        scan = re.search(r"basegen .*\bscan\b|nightly\.sh", commands)
        if scan:
            ok(re.search(r"cd / && (?:\$SCAN_UPDATE|grype db update)", commands[:scan.start()]), f"{name}: {job}: a scan has the list of the day, which a fresh machine lacks")
            given = {**workflow.get("env", {}), **spec.get("env", {})}
            same({variable: given.get(variable) for variable in SCANNING[name in NAMES]}, SCANNING[name in NAMES], f"{name}: {job}: what fails a scan is a setting")
        if any("upload-sarif" in step.get("uses", "") for step in spec["steps"]):
            same({what: spec["permissions"].get(what) for what in ("actions", "contents", "security-events")}, {"actions": "read", "contents": "read", "security-events": "write"},
                 f"{name}: {job}: findings are taken from private repositories, too")
        ok(not re.search(r"\bgh (?:pr|issue)\b", commands), f"{name}: {job}: gh api asks for no more than the job needs; gh pr edit reads teams, too")
        for step in spec["steps"]:
            ok("${{" not in step.get("run", ""), f"{name}: {job}: no text from elsewhere is part of a command", step.get("run", ""))
            calls = re.findall(r"^.*\bbasegen [a-z-].*$", re.sub(r"'[^']*'", "", step.get("run", "")), re.MULTILINE)
            ok(all("--format github" in call for call in calls), f"{name}: {job}: messages of basegen are GitHub's", *calls)
            if "skopeo login" in step.get("run", ""):
                ok("startsWith(env.REGISTRY, 'ghcr.io/')" in step.get("if", step["env"]["PASSWORD"]), f"{name}: {job}: the token goes to GitHub's registry alone")
            if "checkout" in step.get("uses", ""):
                same(step["with"].get("persist-credentials"), "contents" in WRITES[name][job], f"{name}: {job}: the token stays only where it pushes")
                same(step["with"]["fetch-depth"], 0, f"{name}: {job}: the version has its history")


def check_machines():
    """The machine of each platform, by what settings.yml holds."""
    runners = yaml.load((STARTER / "settings.yml").read_text(), Loader)["env"]["RUNNERS"]
    for name, job in (("main.yml", "images"), ("pull-request.yml", "images"), ("release.yml", "images"), ("nightly.yml", "scan")):
        text = yaml.load((STARTER / name).read_text(), Loader)["jobs"][job]["runs-on"].removeprefix("${{").removesuffix("}}")
        for platform, machine in (("", "ubuntu-24.04"), ("linux/amd64", "ubuntu-24.04"), ("linux/arm64", "ubuntu-24.04-arm")):
            contexts = {"needs": {"settings": {"outputs": {"runners": runners}}}, "matrix": {"job": {"platform": platform}}}
            same(Expression(text, contexts, {"fromJSON": json.loads}).value(), machine, f"{name}: the machine of {platform or 'no platform'}")


same(sorted(WRITES), sorted(path.name for path in OWN.iterdir()), "the workflows that are known here")
for folder in (STARTER, OWN):
    accepted(folder)
check_machines()
for path in sorted(OWN.iterdir()):
    check_rules(path.name, path.read_text())
for name in NAMES:
    same((OWN / name).read_text(), (STARTER / name).read_text(), f"{name}: this repository's own is the same")
done_testing()
