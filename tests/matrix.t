#!/usr/bin/env python3
"""basegen matrix on random families: its JSON against a schema, and its jobs against what must hold of them. Then what
--changed lists, against the keys of both commits."""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok, same  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ["BUILD"]) / "build/basegen")
TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
TEXTS = {"type": "array", "items": TEXT}


def record(**members):
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


VARIANT = record(id=TEXT, image=TEXT, tag=TEXT, registry=TEXT, repository=TEXT, repositories=TEXTS, context=TEXT,
                 key={"type": "string", "pattern": "^[0-9a-f]{40}$"}, latest=FLAG, on_demand=FLAG,
                 axes={"type": "object", "additionalProperties": TEXT}, platforms=TEXTS, needs=TEXTS)
JOBS = {"type": "array", "items": record(
    id={"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"}, name=TEXT,
    images={"type": "string", "pattern": r"^[A-Za-z0-9_./-]+( [A-Za-z0-9_./-]+)*$"},
    platform={"type": "string", "pattern": "^([a-z0-9]+(/[a-z0-9]+){1,2})?$"}, level={"type": "integer", "minimum": 0}, needs=TEXTS)}
MATRIX = record(family=TEXT, registry=TEXT, levels={"type": "array", "items": {"type": "array", "items": VARIANT}}, jobs=JOBS)


def run(*words, **variables):
    return subprocess.run([BASEGEN, *words], capture_output=True, text=True, check=False,
                          env={"PATH": os.environ["PATH"], "HOME": os.getcwd(), "LC_ALL": "C", **variables})


def jobs_of(*words, **variables):
    """The list that --jobs prints on one line."""
    done = run("matrix", "--jobs", *words, **variables)
    if done.returncode or done.stdout.count("\n") != 1:
        ok(False, f"matrix {' '.join(words)} prints a line", done.stdout, done.stderr)
        return []
    jobs = json.loads(done.stdout)
    jsonschema.validate(jobs, JOBS)
    return jobs


def write_family(chance):
    """A family whose images.yaml is JSON. Tags have dots and dashes at the same places."""
    images, axes = {}, {"debian:12": ""}
    for number in range(chance.randrange(2, 14)):
        name = chance.choice(["a.b", "a-b", "x", "9y"]) + f"-{number}"
        image = {"from": chance.choice(list(axes))}
        axis = axes[image["from"]]
        if chance.random() < 0.3:
            image["platforms"] = chance.choice([["linux/amd64", "linux/arm64"], ["linux/amd64"], ["linux/arm/v7", "linux/arm64"]])
        if chance.random() < 0.2:
            image["on-demand"] = True
        if not axis and chance.random() < 0.3:
            axis = f"a{number}"
            image["matrix"] = {axis: chance.sample(["1.2", "1-2", "1_2", "1.2.0"], 2)}
        if axis:
            image["tag"] = f"{{{{ {axis} }}}}"
        plain = [other for other in images if not axes[other]]
        if plain and chance.random() < 0.4:
            image["copy"] = [{"image": chance.choice(plain), "from": "/etc/hostname", "to": "/copied"}]
        images[name], axes[name] = image, axis
    pathlib.Path("images.yaml").write_text(json.dumps(
        {"name": "loom", "defaults": {"template": "base.Dockerfile.j2", "tag": "1"}, "images": images}))


def with_needs(variants, ids):
    """The variants and all that they need."""
    todo, found = list(ids), set()
    while todo:
        identity = todo.pop()
        if identity not in found:
            found.add(identity)
            todo += variants[identity]["needs"]
    return found


def mistakes(jobs, variants, wanted, levels):
    """What does not hold of jobs that are for all of `wanted`."""
    where, places = {}, {}
    for place, job in enumerate(jobs):
        if job["id"] in places:
            yield f"{job['id']} occurs twice"
        if any(need not in places for need in job["needs"]):
            yield f"{job['id']} comes before what it needs"
            continue
        least = max((jobs[places[need]]["level"] + 1 for need in job["needs"]), default=0)
        if job["level"] < least or (levels is None and job["level"] != least):
            yield f"{job['id']} is on level {job['level']}"
        if levels and job["level"] >= levels or levels == 1 and job["needs"]:
            yield f"{job['id']}: more than {levels} levels"
        if len(set(job["needs"])) != len(job["needs"]):
            yield f"{job['id']} needs a job twice"
        places[job["id"]] = place
        for image in job["images"].split():
            if (image, job["platform"]) in where:
                yield f"{image} for {job['platform']} occurs twice"
            where[image, job["platform"]] = job["id"]
            for need in variants[image]["needs"]:
                if where.get((need, job["platform"])) not in (job["id"], *job["needs"]):
                    yield f"{job['id']}: {image} needs {need} before"
    if {image for image, _ in where} != wanted:
        yield f"images: {sorted({image for image, _ in where} ^ wanted)}"
    for image in wanted:
        built = {platform for name, platform in where if name == image}
        if not built >= set(variants[image]["platforms"]) or (len(built) > 1 and "" in built):
            yield f"{image} is built for {built}"
    yield from divided(jobs, variants, levels)


def divided(jobs, variants, levels):
    """Jobs of the last level that could be two: each image but the first must be tied to an earlier one."""
    for job in jobs:
        images = job["images"].split()
        tied = {image: {image} for image in images}
        for image in images:
            for need in variants[image]["needs"]:
                if need in tied:
                    both = tied[image] | tied[need]
                    for member in both:
                        tied[member] = both
        if len(tied[images[0]]) != len(images):
            yield f"{job['id']} could be two jobs"
        if len(images) > 1 and (levels is None or job["level"] != levels - 1):
            yield f"{job['id']} has several images"


def test_random():
    seed = int(os.environ.get("SEED") or random.randrange(1 << 30))
    chance = random.Random(seed)
    wrong, count = [], 0
    for number in range(int(os.environ.get("FAMILIES") or 12)):
        write_family(chance)
        whole = run("matrix")
        if whole.returncode:
            wrong.append(f"{number}: {whole.stderr}")
            continue
        matrix = json.loads(whole.stdout)
        jsonschema.validate(matrix, MATRIX)
        variants = {variant["id"]: variant for level in matrix["levels"] for variant in level}
        usual = with_needs(variants, (name for name, variant in variants.items() if not variant["on_demand"]))
        named = chance.choice(list(variants))
        ids = {}
        for words, wanted in (([], usual), (["--all"], set(variants)), ([named], with_needs(variants, [named]))):
            for levels in (None, 1, 2, 3):
                jobs = jobs_of(*words, *(["--levels", str(levels)] if levels else []))
                count += len(jobs)
                wrong += [f"{number} {words} {levels}: {mistake}" for mistake in mistakes(jobs, variants, wanted, levels)]
                for job in jobs if levels is None else ():
                    if ids.setdefault(job["id"], job["images"]) != job["images"]:
                        wrong.append(f"{number}: {job['id']} stands for several images")
        if jobs_of() != matrix["jobs"]:
            wrong.append(f"{number}: --jobs prints other jobs")
    ok(count > 100 and not wrong, f"{count} jobs of random families are what they must be", f"SEED={seed}", *wrong[:20])


FAMILY = """name: loom
defaults: {template: base.Dockerfile.j2, tag: "1"}
images:
  base: {from: "debian:12", platforms: [linux/amd64, linux/arm64]}
  left: {from: base, env: {WHO: left}}
  right: {from: base, env: {WHO: right}}
  apart: {from: "debian:12"}
  tools: {from: apart, on-demand: true}
"""


def git(*words):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True, stdout=subprocess.DEVNULL)


def listed(*words, **variables):
    return [f"{job['images']}@{job['platform']}" for job in jobs_of(*words, **variables)]


def commit(text, message):
    pathlib.Path("images.yaml").write_text(text)
    git("add", "images.yaml")
    git("commit", "-qm", message)


def test_changed():
    git("init", "-q", ".")
    git("commit", "-q", "--allow-empty", "-m", "empty")
    commit(FAMILY, "one")
    git("tag", "one")
    same(listed("--changed", "HEAD"), [], "nothing is changed")
    same(run("matrix", "--jobs", "--changed", "HEAD").stdout, "[]\n", "which is an empty list")
    edited = FAMILY.replace("WHO: left", "WHO: other")
    pathlib.Path("images.yaml").write_text(edited)
    same(listed("--changed", "HEAD"), ["left@linux/amd64", "left@linux/arm64"], "what is on disk is compared with the commit")
    git("checkout", "-q", "-b", "side")
    commit(edited, "two")
    same(listed("--changed", "one"), ["left@linux/amd64", "left@linux/arm64"], "also an earlier one")
    same(listed("--changed", "HEAD~2", "--levels", "1", "apart"), ["apart@"], "against a commit without a family, all is new")
    git("checkout", "-q", "-b", "upstream", "one")
    commit(FAMILY.replace("WHO: right", "WHO: changed"), "three")
    same(listed("--changed", "side"), ["left@linux/amd64", "left@linux/arm64", "right@linux/amd64", "right@linux/arm64"], "a branch is compared with another")
    same(listed("--changed", "side...HEAD"), ["right@linux/amd64", "right@linux/arm64"], "or with where it left that")
    same(listed("--changed", "one..upstream"), ["right@linux/amd64", "right@linux/arm64"], "two commits are compared")
    same(listed("--changed", "side...HEAD", "left"), [], "only what is named is listed")
    pathlib.Path("images.yaml").write_text(FAMILY.replace('base: {from: "debian:12"', 'base: {env: {A: b}, from: "debian:12"'))
    same(listed("--changed", "one", "--levels", "1"), ["base left right@linux/amd64", "base left right@linux/arm64"], "a parent changes its children")
    same(listed("--changed", "one", "--levels", "1", PLATFORM="linux/arm64"), ["base left right@linux/arm64"], "PLATFORM leaves the others out")
    pathlib.Path("images.yaml").write_text(FAMILY.replace('"debian:12"}', '"debian:12", tests: [{command: ["true"]}]}'))
    same(listed("--changed", "one"), ["apart@"], "what is tested anew is listed")
    tested = FAMILY.replace('"debian:12"}', '"debian:12", tests: [checks]}')
    checks = pathlib.Path("templates/files/checks")
    checks.mkdir(parents=True)
    (checks / "a.yaml").write_text("schemaVersion: 2.0.0\nfileExistenceTests: [{name: a, path: /a, shouldExist: true}]\n")
    pathlib.Path("images.yaml").write_text(tested)
    git("add", ".")
    commit(tested, "checks")
    git("tag", "checks")
    same(listed("--changed", "checks"), [], "a file of tests is as it was")
    (checks / "a.yaml").write_text("schemaVersion: 2.0.0\nfileExistenceTests: [{name: a, path: /b, shouldExist: true}]\n")
    same(listed("--changed", "checks"), ["apart@"], "and lists the image that it tests once it is edited")
    git("checkout", "-q", "checks", "--", ".")
    (checks / "b.yaml").write_text("schemaVersion: 2.0.0\nfileExistenceTests: [{name: b, path: /b, shouldExist: true}]\n")
    same(listed("--changed", "checks"), ["apart@"], "a new file of tests does so, too")
    git("checkout", "-q", "-f", "one")
    shutil.rmtree("templates")
    pathlib.Path("images.yaml").write_text(FAMILY.replace("  tools", "  more: {from: apart}\n  tools"))
    same(listed("--changed", "one"), ["more@"], "an image that is new is listed, what is built on demand only is not")
    test_mended()


def test_mended():
    """A commit with mistakes cannot be compared with, and must not keep others from mending them."""
    every = ["base@linux/amd64", "base@linux/arm64", "apart@", "left@linux/amd64", "left@linux/arm64", "right@linux/amd64", "right@linux/arm64"]
    git("checkout", "-q", "-f", "one")
    for name, wrong in (("key", FAMILY + "unknown: 1\n"), ("syntax", FAMILY + "  ]\n"), ("template", FAMILY.replace('{from: "debian:12"', '{template: no.j2, from: "debian:12"'))):
        git("checkout", "-q", "-B", name, "one")
        commit(wrong, f"a wrong {name}")
        pathlib.Path("images.yaml").write_text(FAMILY)
        same(listed("--changed", "HEAD"), every, f"a wrong {name} in the commit: all differs")
        warning = "basegen: warning: HEAD has mistakes, so nothing can be compared with it, and all images count as new: HEAD:images.yaml:"
        done = run("matrix", "--jobs", "--changed", "HEAD")
        ok(done.returncode == 0 and done.stderr.startswith(warning) and done.stderr.count("\n") == 1, "which a line says", done.stderr)
        done = run("--format", "github", "matrix", "--jobs", "--changed", "HEAD")
        ok(done.stderr.startswith("::warning title=basegen::HEAD has mistakes") and json.loads(done.stdout), "for GitHub too, about no file", done.stderr)
        done = run("matrix", "--jobs", "--changed", f"one..{name}")
        ok(done.returncode == 2 and "error:" in done.stderr, "mistakes in the other commit stay mistakes", done.stderr)
        pathlib.Path("images.yaml").write_text(wrong)
        ok(run("matrix", "--changed", "HEAD").returncode == 2, "and those on disk")
        git("checkout", "-q", "-f", "one")


def test_calls():
    pathlib.Path("images.yaml").write_text(FAMILY)
    same(listed("apart", PLATFORM="linux/s390x"), ["apart@linux/s390x"], "PLATFORM counts for images without platforms")
    same(listed("apart", PLATFORM=""), ["apart@"], "an empty one is not set")
    for words, status, said in (
            (["--levels", "0"], 2, "invalid --levels '0': expected a number from 1 to 1000"), (["--levels", "2x"], 2, "invalid --levels '2x'"),
            (["--all", "base"], 2, "--all or images, not both"), (["bse"], 2, "unknown image 'bse'; did you mean 'base'?"),
            (["--changed", "no-such-commit"], 2, "no-such-commit"), (["--missing"], 2, "no registry is known"), (["--changed"], 2, "--changed")):
        done = run("matrix", *words)
        ok(done.returncode == status and said in done.stderr and not done.stdout, f"matrix {' '.join(words)}: {said}", done.returncode, done.stderr)
    done = run("matrix", PLATFORM="linux/s390x")
    ok(done.returncode == 2 and "invalid PLATFORM 'linux/s390x': base is built for linux/amd64" in done.stderr, "a PLATFORM that an image has not is a mistake", done.stderr)
    same(sorted(path.name for path in pathlib.Path().iterdir()), [".git", "images.yaml"], "nothing is written")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    test_random()
    test_changed()
    test_calls()
    os.chdir("/")
done_testing()
