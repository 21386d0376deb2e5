#!/usr/bin/env python3
"""Runs what GitLab would run for a commit, on this machine.

    gitlab.py REPOSITORY REVISION MACHINE WORK [NAME=VALUE ...]

REPOSITORY is what jobs clone, REVISION the commit, MACHINE a folder with what each job finds, and WORK an empty folder. The
variables are those that GitLab itself sets, such as CI_PIPELINE_SOURCE, and with `project:` before the name those of the
project's settings, which go over what the files say. Each job gets a folder with copies of the files of MACHINE, a clone, a HOME
of its own, and the environment of the lines NAME=VALUE in MACHINE/environment; @ stands for the folder of the job in all of them.
Its lines run in one shell, in order, as they stand; the log is WORK/JOB.log. Jobs that can start run side by side. A line is printed for each job: JOB<tab>passed, failed or skipped; for a child pipeline the jobs come before the job that starts it.
The status is 1 if a job failed, 2 if GitLab would refuse the files, and 4 for a pipeline without jobs.

It knows the keys, operators and rules that the files of this repository use (docs.gitlab.com/ci/yaml). All others are errors.
"""
import concurrent.futures
import itertools
import os
import re
import shutil
import subprocess
import sys

import yaml

GLOBAL = {"include", "variables", "workflow", "stages", "default"}
JOB = {"extends", "image", "services", "tags", "timeout", "interruptible", "variables", "before_script", "script", "rules", "needs",
       "artifacts", "trigger", "resource_group", "stage", "retry", "dependencies"}
DEFAULTS = {"image", "services", "tags", "timeout", "interruptible", "before_script", "artifacts", "retry"}
RESERVED = {"image", "services", "stages", "before_script", "after_script", "variables", "cache", "include", "pages", "true",
            "false", "nil"}
STAGES = ["build", "test", "deploy"]
LONGEST_NAME, MOST_NEEDS = 255, 50


class Refused(Exception):
    """What GitLab shows as an error of the configuration."""


def refuse_unless(condition, message):
    if not condition:
        raise Refused(message)


def check_keys(what, table, known):
    refuse_unless(isinstance(table, dict), f"{what} is no map")
    unknown = set(table) - known
    refuse_unless(not unknown, f"{what}: unknown here: {', '.join(map(str, unknown))}")


def read_yaml(text, what):
    document = yaml.safe_load(text)
    refuse_unless(isinstance(document, dict), f"{what} is no map")
    return document


def merge(under, over):
    """Maps are merged; all else is replaced."""
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def as_list(value):
    return value if isinstance(value, list) else [value]


class Condition:
    """An `if` of rules: $NAME, "text", /pattern/ and null; ==, !=, =~, !~; &&, which binds closer than ||; parentheses."""

    TOKEN = re.compile(r'\s*(?:(\$\w+)|"([^"]*)"|\'([^\']*)\'|/((?:[^/\\]|\\.)+)/|(null\b)|(==|!=|=~|!~|&&|\|\||\(|\)))')

    def __init__(self, text, variables):
        self.variables, self.tokens, at = variables, [], 0
        text = str(text).strip()
        while at < len(text):
            found = self.TOKEN.match(text, at)
            refuse_unless(found, f"invalid expression: {text}")
            self.tokens.append(found)
            at = found.end()

    def holds(self):
        result = self.either()
        refuse_unless(not self.tokens, "invalid expression: something is left at its end")
        return bool(result)

    def sign(self, *signs):
        if self.tokens and self.tokens[0][6] in signs:
            return self.tokens.pop(0)[6]
        return None

    def either(self):
        left = self.both()
        while self.sign("||"):
            left = self.both() or left
        return left

    def both(self):
        left = self.compare()
        while self.sign("&&"):
            right = self.compare()
            left = left and right
        return left

    def compare(self):
        left = self.operand()
        sign = self.sign("==", "!=", "=~", "!~")
        if not sign:
            return left
        right = self.operand()
        if sign in ("==", "!="):
            return (left == right) == (sign == "==")
        refuse_unless(isinstance(right, re.Pattern), "a pattern stands at the right of =~ and !~")
        return bool(left is not None and right.search(left)) == (sign == "=~")

    def operand(self):
        if self.sign("("):
            inner = self.either()
            refuse_unless(self.sign(")"), "a parenthesis is not closed")
            return inner
        refuse_unless(self.tokens and self.tokens[0][6] is None, "an operand is missing")
        name, double, single, pattern, _, _ = self.tokens.pop(0).groups()
        if name:
            return self.variables.get(name[1:])
        if pattern is not None:
            return re.compile(pattern)
        return double if double is not None else single


def expand(text, variables, depth=0):
    """GitLab expands $NAME and ${NAME} in variables, in variables of variables too; one that is not set is empty."""
    def value(found):
        if found[0] == "$$":
            return "$"
        name = found[1] or found[2]
        return expand(variables.get(name, ""), variables, depth + 1) if depth < 10 else ""

    return re.sub(r"\$\$|\$(\w+)|\$\{(\w+)\}", value, str(text))


def plain_variables(table, what):
    refuse_unless(isinstance(table, dict), f"the variables of {what} are no map")
    values = {name: value["value"] if isinstance(value, dict) else value for name, value in table.items()}
    for name, value in values.items():
        refuse_unless(isinstance(value, (str, int, float)) and not isinstance(value, bool), f"the variable {name} of {what} is no text")
    return {name: str(value) for name, value in values.items()}


class Pipeline:
    def __init__(self, world, document, given, label):
        """`given`: what GitLab sets, lowest; `world.project` goes over all."""
        self.world, self.label, self.given = world, label, given
        self.document = self.with_includes(document)
        self.files = {"variables": plain_variables(self.document.get("variables", {}), "the file")}
        check_keys("default", self.document.get("default", {}), DEFAULTS)
        self.stages = [".pre", *self.document.get("stages", STAGES), ".post"]
        names = [name for name in self.document if name not in GLOBAL]
        self.jobs = {}
        for name in names:
            refuse_unless(name not in RESERVED, f"no job may be called {name}")
            refuse_unless(len(name) <= LONGEST_NAME, f"a name has more than {LONGEST_NAME} characters: {name}")
            if not name.startswith("."):
                self.add(name)
        self.results, self.artifacts = {}, {}

    def with_includes(self, document):
        merged = {}
        for include in as_list(document.get("include", [])):
            path = include["local"] if isinstance(include, dict) else include
            if isinstance(include, dict):
                check_keys("include", include, {"local"})
            text = self.world.git("show", f"{self.world.revision}:{path.lstrip('/')}")
            merged = merge(merged, self.with_includes(read_yaml(text, path)))
        return merge(merged, {key: value for key, value in document.items() if key != "include"})

    def variables(self, *more):
        """Lower ones first: those of GitLab, of the file, of the job and its rule, of the project."""
        merged = {**self.given, **self.files["variables"]}
        for table in more:
            merged.update(table)
        return {**merged, **self.world.project}

    def extended(self, name, seen=()):
        refuse_unless(name in self.document and name not in seen, f"extends names '{name}', which there is not")
        job = self.document[name]
        check_keys(f"job {name}", job, JOB)
        merged = {}
        for base in as_list(job.get("extends", [])):
            merged = merge(merged, self.extended(base, (*seen, name)))
        return {key: value for key, value in merge(merged, job).items() if key != "extends"}

    def rule(self, rules, variables):
        """The rule that counts, or None; a job without rules is run."""
        for rule in rules:
            check_keys("a rule", rule, {"if", "when", "variables"})
            if "if" not in rule or Condition(rule["if"], {name: expand(value, variables) for name, value in variables.items()}).holds():
                return None if rule.get("when", "on_success") == "never" else rule
        return None

    def add(self, name):
        job = {**self.document.get("default", {}), **self.extended(name)}
        own = plain_variables(job.get("variables", {}), name)
        rule = {}
        if "rules" in job:
            rule = self.rule(job["rules"], self.variables(own))
        elif self.given["CI_PIPELINE_SOURCE"] == "merge_request_event":
            rule = None  # it runs for branches and tags only
        job["variables"] = {**own, **plain_variables((rule or {}).get("variables", {}), name)}
        refuse_unless(("script" in job) != ("trigger" in job), f"job {name} has to have a script, or a trigger")
        job.setdefault("stage", "test")
        refuse_unless(job["stage"] in self.stages, f"job {name}: there is no stage {job['stage']}")
        if rule is not None:
            self.jobs[name] = job

    def check(self):
        for name, job in self.jobs.items():
            needs = job.get("needs", [])
            refuse_unless(len(needs) <= MOST_NEEDS, f"job {name} needs more than {MOST_NEEDS} jobs")
            for need in needs:
                refuse_unless(need in self.jobs, f"job {name} needs '{need}', which is not in the pipeline")
                refuse_unless(self.stages.index(self.jobs[need]["stage"]) <= self.stages.index(job["stage"]),
                              f"job {name} needs '{need}', which is in a later stage")

    def wanted(self):
        if "workflow" not in self.document:
            return True
        check_keys("workflow", self.document["workflow"], {"rules", "auto_cancel", "name"})
        return self.rule(self.document["workflow"]["rules"], self.variables()) is not None

    def before(self, name):
        """The jobs that must have passed."""
        job = self.jobs[name]
        if "needs" in job:
            return job["needs"]
        earlier = self.stages[:self.stages.index(job["stage"])]
        return [other for other in self.jobs if self.jobs[other]["stage"] in earlier]

    def run(self):
        self.check()
        if not self.jobs or not self.wanted():
            return None
        while len(self.results) < len(self.jobs):
            ready = [name for name in self.jobs if name not in self.results and all(need in self.results for need in self.before(name))]
            refuse_unless(ready, "jobs need each other in a circle")
            good = {name for name in ready if all(self.results[need] == "passed" for need in self.before(name))}
            with concurrent.futures.ThreadPoolExecutor() as workers:
                ended = list(workers.map(lambda name, good=good: self.run_job(name) if name in good else "skipped", ready))
            for name, result in zip(ready, ended):
                self.results[name] = result
                print(f"{self.label}{name}\t{result}", flush=True)
        return "failed" not in self.results.values()

    def run_job(self, name):
        job = self.jobs[name]
        variables = self.variables(job["variables"])
        values = {key: expand(value, variables) for key, value in variables.items()}
        if "resource_group" in job:
            refuse_unless(re.fullmatch(r"[A-Za-z0-9_/${}. -]{1,255}", job["resource_group"]), f"job {name}: invalid resource_group")
        return "passed" if (self.start_child(name, job, values) if "trigger" in job else self.run_script(name, job, values)) else "failed"

    def start_child(self, name, job, values):
        trigger = job["trigger"]
        check_keys(f"trigger of {name}", trigger, {"include", "strategy", "forward"})
        refuse_unless(trigger.get("strategy") == "depend", f"job {name} would not wait for its pipeline")
        refuse_unless(trigger["forward"] == {"yaml_variables": False}, f"job {name}: variables are forwarded")
        (include,) = trigger["include"]
        check_keys(f"include of {name}", include, {"artifact", "job"})
        refuse_unless(include["job"] in job["needs"], f"job {name} does not need {include['job']}")
        with open(os.path.join(self.artifacts[include["job"]], include["artifact"]), encoding="utf-8") as file:
            document = read_yaml(file.read(), include["artifact"])
        # What is about the pipeline is the child's own, and it knows no merge request.
        given = {key: value for key, value in self.given.items() if not key.startswith("CI_MERGE_REQUEST_")}
        child = Pipeline(self.world, document, {**given, "CI_PIPELINE_SOURCE": "parent_pipeline"}, f"{self.label}{name}: ")
        result = child.run()
        refuse_unless(result is not None, f"the pipeline of {name} has no jobs")
        return result

    def run_script(self, name, job, values):
        image = job.get("image")
        refuse_unless(isinstance(image, dict) and expand(image["name"], values) or name == "basegen-setup", f"job {name} has no image")
        folder, log_path = self.world.folder(name)
        checkout, home = os.path.join(folder, "checkout"), os.path.join(folder, "home")
        refuse_unless(values.get("GIT_DEPTH") == "0" or name == "basegen-setup", f"job {name} would get a clone without its history")
        self.world.clone(checkout)
        os.mkdir(home)
        for need in job.get("dependencies", self.before(name)):
            if need in self.artifacts:
                kept, given = (set(other.get("artifacts", {}).get("paths", [])) for other in (job, self.jobs[need]))
                refuse_unless(not kept & given, f"job {name} would keep {kept & given} of {need} as its own")
                shutil.copytree(self.artifacts[need], checkout, dirs_exist_ok=True)
        lines = [line for part in ("before_script", "script") for line in as_list(job.get(part, []))]
        refuse_unless(all(isinstance(line, str) for line in lines), f"job {name}: a line of its script is no text")
        environment = {**self.world.environment(folder), **values, "HOME": home, "CI_PROJECT_DIR": checkout, "CI": "true"}
        with open(log_path, "w", encoding="utf-8") as log:
            # The runner's shell for the executor docker.
            script = "".join(f"printf '%s\\n' {quote('$ ' + line)}\n{line}\n" for line in lines)
            status = subprocess.run(["bash", "-c", "set -eo pipefail\n" + script], cwd=checkout, env=environment, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=subprocess.STDOUT, check=False).returncode
        if status:
            with open(log_path, encoding="utf-8") as log:
                print(f"{name}:", "".join(log.readlines()[-20:]), sep="\n", file=sys.stderr)
        if status == 0 or job.get("artifacts", {}).get("when") == "always":
            self.keep_artifacts(name, job.get("artifacts", {}), checkout, folder)
        return status == 0

    def keep_artifacts(self, name, artifacts, checkout, folder):
        check_keys(f"artifacts of {name}", artifacts, {"paths", "reports", "when", "expose_as", "name", "expire_in"})
        check_keys(f"reports of {name}", artifacts.get("reports", {}), {"junit", "codequality"})
        kept = os.path.join(folder, "artifacts")
        os.mkdir(kept)
        for path in [*artifacts.get("paths", []), *artifacts.get("reports", {}).values()]:
            source, target = os.path.join(checkout, path), os.path.join(kept, path)
            if not os.path.exists(source):
                print(f"{name}: warning: there is no {path} to keep", file=sys.stderr)
            elif os.path.isdir(source):
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy2(source, target)
        self.artifacts[name] = kept


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


class World:
    """What a pipeline and its child share."""

    def __init__(self, repository, revision, machine, work, project):
        self.repository, self.work, self.project, self.numbers = repository, work, project, itertools.count(1)
        self.machine = {}
        for path in os.listdir(machine):
            with open(os.path.join(machine, path), encoding="utf-8") as file:
                self.machine[path] = file.read()
        self.revision = self.git("rev-parse", f"{revision}^{{commit}}").strip()

    def git(self, *words):
        result = subprocess.run(["git", "-C", self.repository, *words], capture_output=True, text=True, check=False)
        refuse_unless(result.returncode == 0, result.stderr)
        return result.stdout

    def clone(self, checkout):
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", self.repository, checkout], check=True)
        subprocess.run(["git", "-C", checkout, "checkout", "--quiet", "--detach", self.revision], check=True)

    def folder(self, name):
        """A folder for the next job, and the file of its log."""
        folder = os.path.join(self.work, str(next(self.numbers)))
        os.makedirs(folder)
        for path, text in self.machine.items():
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(text.replace("@", folder))
        return folder, os.path.join(self.work, name.replace("/", "-") + ".log")

    def environment(self, folder):
        """What the container of a job would have."""
        with open(os.path.join(folder, "environment"), encoding="utf-8") as file:
            return dict(line.rstrip("\n").split("=", 1) for line in file)


def main():
    repository, revision, machine, work, *words = sys.argv[1:]
    given, project = {}, {}
    for word in words:
        name, value = word.split("=", 1)
        (project if name.startswith("project:") else given)[name.removeprefix("project:")] = value
    try:
        world = World(repository, revision, machine, work, project)
        document = read_yaml(world.git("show", f"{world.revision}:.gitlab-ci.yml"), ".gitlab-ci.yml")
        result = Pipeline(world, document, {"CI_COMMIT_SHA": world.revision, **given}, "").run()
    except Refused as refused:
        print(f"GitLab would refuse this: {refused}", file=sys.stderr)
        return 2
    return 4 if result is None else 0 if result else 1


if __name__ == "__main__":
    sys.exit(main())
