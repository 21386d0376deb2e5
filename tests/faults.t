#!/usr/bin/env python3
# Runs early: it takes long.
"""One call after the other fails, in basegen and in the libraries that it uses; and basegen is killed at each of them.

tests/lib/faults.c makes the nth call of a kind fail: an allocation, open, read, write, close, rename and so on, in all processes of
a run, but not in the engine that it calls (tests/lib/fake-docker, fake-skopeo). A run without a fault tells how many calls of each
kind a verb makes. Then, for each of them and from the same start: the files, what the engine and its registry have, the status and
the messages are compared with the truth. Each file is wholly old or wholly new; the status is 0 only if all is done; else there is a
message, and nothing crashes. The next run, without a fault, ends as if there never had been one: nothing is torn, lost or left over.

FAULTS=all has a fault at every call, FAULTS='open 12 EIO' that one; else those of a stride that keeps the test short. VERBS='Generate
Build' has those classes alone.
"""
import collections
import concurrent.futures
import errno
import itertools
import os
import pathlib
import queue
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD") or ROOT).resolve()
ALL = os.environ.get("FAULTS") == "all"
ONE = tuple(os.environ.get("FAULTS", "").split()) if " " in os.environ.get("FAULTS", "") else None
MOST = int(os.environ.get("MOST", "3"))  # faults of one kind at one verb, where not all are staged
WORKERS = 3
PATIENCE = 60

# Errors that a call of the kind can have; a fault at call n is the nth of them.
KINDS = {
    "allocate": ["ENOMEM"],
    "open": ["EMFILE", "EACCES", "EIO"],
    "read": ["EIO"],
    "write": ["ENOSPC", "EIO"],
    "close": ["EIO"],
    "rename": ["EIO", "ENOSPC"],
    "remove": ["EIO"],
    "mkdir": ["ENOSPC"],
    "stat": ["EIO"],
    "chmod": ["EPERM"],
    "lock": ["ENOLCK"],
    "start": ["EAGAIN"],
    "pipe": ["EMFILE"],
    "fd": ["EMFILE"],
    "map": ["ENOMEM"],
}
KINDS_IN_ORDER = list(KINDS)

FAMILY = """name: loom
defaults: {template: base.Dockerfile.j2, tag: "1"}
images:
  base: {from: "debian:12", env: {WHO: base}, files: [{from: motd, to: /etc/motd}], tests: [{command: [check]}]}
  left: {from: base, env: {WHO: left}}
"""
# An edit that adds, changes and removes files, in folders that it adds and removes.
EDITED = FAMILY.replace("left:", "right:").replace("WHO: base", "WHO: other")
CRASHES = re.compile(r"internal|[Aa]ssert|core dumped|Segmentation|runtime error|was killed|AddressSanitizer")


def run(words, folder, variables, **options):
    return subprocess.run(words, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=PATIENCE, **options)


def tree_of(folder):
    """Every file and folder below, with what it holds; .git apart."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if name == ".git" or name.startswith(".git/"):
            continue
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_dir():
            found[f"{name}/"] = ""
        else:
            found[name] = (path.read_bytes(), path.stat().st_mode & 0o777)
    return found


def files_of(folder):
    return {name: held for name, held in tree_of(folder).items() if not name.endswith("/")}


class Place:
    """A checkout, an engine with a registry, and a folder for temporary files, for one run after the other."""
    def __init__(self, folder):
        self.folder = folder
        self.checkout, self.fake, self.temporary = folder / "checkout", folder / "fake", folder / "tmp"
        (folder / "bin").mkdir(parents=True)
        for name in ("docker", "skopeo"):
            shutil.copy(ROOT / f"tests/lib/fake-{name}", folder / "bin" / name)
        self.tally = folder / "tally"
        self.variables = {
            "PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC", "ENGINE": str(folder / "bin/docker"),
            "FAKE": str(self.fake), "TMPDIR": str(self.temporary), "DOCKER_HOST": f"unix://{folder}/docker.sock",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
            "REGISTRY": "registry.test/x",
        }
        self.more = {}  # of the verb that is tried

    def take(self, start):
        """Makes this place what `start` is."""
        for folder in (self.checkout, self.fake, self.temporary):
            if folder.exists():
                shutil.rmtree(folder)
        self.temporary.mkdir()
        for name in ("checkout", "fake"):
            subprocess.run(["cp", "-a", start / name, self.folder / name], check=True)

    def keep(self, folder):
        folder.mkdir(parents=True)
        for name in ("checkout", "fake"):
            subprocess.run(["cp", "-a", self.folder / name, folder / name], check=True)
        return folder

    def run(self, *words):
        return run([BASEGEN, *words], self.checkout, {**self.variables, **self.more})

    def must(self, *words):
        ended = self.run(*words)
        if ended.returncode:
            raise RuntimeError(f"{words} ends with {ended.returncode}: {ended.stdout}{ended.stderr}")
        return ended

    def run_with(self, fault, *words):
        """Runs with a fault (kind, number, error), or with none, and counts calls."""
        self.tally.write_bytes(bytes(4096))
        variables = {**self.variables, **self.more, "LD_PRELOAD": LIBRARY, "FAULT_TALLY": str(self.tally)}
        if fault:
            kind, number, error = fault
            variables |= {"FAULT_KIND": kind, "FAULT_AT": str(number), "FAULT_ERROR": error if error == "kill" else str(getattr(errno, error))}
        return run([BASEGEN, *words], self.checkout, variables)

    def counts(self):
        numbers = struct.unpack(f"{len(KINDS) + 2}I", self.tally.read_bytes()[:4 * (len(KINDS) + 2)])
        return dict(zip(KINDS_IN_ORDER, numbers)), numbers[len(KINDS)]

    def names(self, file):
        """What the engine, or its registry, has under each name: the key of the image."""
        path = self.fake / file
        lines = path.read_text().splitlines() if path.exists() else []
        return {name: re.sub(r"built-\d+-", "", image) for name, image in (line.split(" ") for line in lines)}

    def left(self):
        """What should not be there after a run."""
        scratch = self.checkout / "build/tmp"
        return [str(path) for folder in (self.temporary, scratch) if folder.exists() for path in folder.iterdir()]


class Verb:
    """A command with faults. `start` is the folder that every run begins from."""
    words: list = []
    statuses = (3,)
    variables: dict = {}

    def __init__(self, place, folder):
        self.name = " ".join(self.words)
        self.start = None
        place.more = self.variables
        self.prepare(place)
        self.start = place.keep(folder / re.sub(r"\W+", "-", self.name))
        ended = place.run_with(None, *self.words)
        if ended.returncode:
            raise RuntimeError(f"{self.name} ends with {ended.returncode}: {ended.stdout}{ended.stderr}")
        self.calls, _ = place.counts()
        self.printed = ended.stdout
        self.learn(place)

    def prepare(self, place):
        raise NotImplementedError

    def learn(self, place):
        """Looks at what a run without a fault has done."""

    def judge(self, place, ended, killed):
        """What is wrong after a run with a fault."""
        return []

    def again(self, place):
        """What is wrong after one more run, without one."""
        ended = place.run(*self.words)
        if ended.returncode:
            return [f"the next run ends with {ended.returncode}: {ended.stdout}{ended.stderr}"]
        left = place.left()
        return ([f"left behind: {left}"] if left else []) + self.check_whole(place)

    def check_whole(self, place):
        return []

    def cases(self):
        """Faults as (kind, number, error)."""
        if ONE:
            yield ONE
            return
        for kind, errors in KINDS.items():
            count = self.calls[kind]
            for number in stride(count):
                yield kind, number, errors[number % len(errors)]
        system = sum(count for kind, count in self.calls.items() if kind != "allocate")
        if system:
            for kind in KINDS:
                if kind not in ("allocate", "stat", "read"):
                    for number in stride(self.calls[kind]):
                        yield kind, number, "kill"

    def try_fault(self, place, fault):
        place.take(self.start)
        place.more = self.variables
        try:
            ended = place.run_with(fault, *self.words)
        except subprocess.TimeoutExpired:
            return ["it does not end"]
        killed = fault[2] == "kill"
        wrong = []
        wrong += self.check_end(ended, killed) + self.judge(place, ended, killed)
        said = f"it ended with {ended.returncode} and said:\n{ended.stdout[-1500:]}{ended.stderr[-1500:]}"
        wrong += self.again(place)
        return wrong and [*wrong, said]

    def check_end(self, ended, killed):
        said = ended.stdout + ended.stderr
        wrong = []
        if ended.returncode not in (0, *self.statuses, *([-signal.SIGKILL] if killed else [])):
            wrong.append(f"the status is {ended.returncode}")
        if CRASHES.search(said if not killed else ended.stderr):
            wrong.append("it crashes")
        messages = [line for line in ended.stderr.splitlines() if line.startswith("basegen: ") and not line.startswith("basegen: warning: ")]
        if ended.returncode == 3 and len(messages) != 1 and self.statuses == (3,):
            wrong.append(f"there are {len(messages)} messages")
        if ended.returncode > 0 and not said.strip():
            wrong.append("it says nothing")
        return wrong


def stride(count):
    step = 1 if ALL else max(1, -(-count // MOST))
    return range(1 + (count - 1) % step, count + 1, step) if count else ()


def make_checkout(place, family=FAMILY):
    """A family that is generated and committed, with an engine that has nothing yet."""
    for folder in (place.checkout, place.fake, place.temporary):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    (place.fake / "images").touch()
    (place.fake / "registry").write_text("debian:12 sha256:base\n")
    shutil.copytree(ROOT / "templates", place.checkout / "templates")
    (place.checkout / "templates/files").mkdir(exist_ok=True)
    (place.checkout / "templates/files/motd").write_text("hello\n")
    (place.checkout / "images.yaml").write_text(family)
    place.must("generate")
    for words in (["init", "-q", "."], ["add", "-A"], ["commit", "-qm", "one"], ["tag", "v1.0.0"], ["pack-refs", "--all"], ["gc", "-q"]):
        subprocess.run(["git", *words], cwd=place.checkout, env=place.variables, check=True)


class Generate(Verb):
    words = ["generate"]

    def prepare(self, place):
        make_checkout(place)
        self.old = tree_of(place.checkout / "out")
        (place.checkout / "images.yaml").write_text(EDITED)

    def learn(self, place):
        self.new = tree_of(place.checkout / "out")

    def judge(self, place, ended, killed):
        now = files_of(place.checkout / "out")
        wrong = []
        if ended.returncode == 0 and tree_of(place.checkout / "out") != self.new:
            wrong.append("it ends well, but not all is there")
        listed = now.get(".manifest", (b"", 0))[0].decode().splitlines()
        for name, held in now.items():
            if name == ".basegen.new":
                if not killed and "Input/output error" not in ended.stderr:
                    wrong.append("an unfinished file is left")
            elif name != ".manifest":
                if held not in (self.old.get(name), self.new.get(name)):
                    wrong.append(f"{name} is neither old nor new")
                if name not in listed:
                    wrong.append(f"{name} is not listed")
        wrong += [f"{name} is lost" for name in self.old if name in self.new and not name.endswith("/") and name not in now]
        return wrong

    def again(self, place):
        """Goes on, and back, each from what the fault has left."""
        kept = place.folder / "kept"
        subprocess.run(["cp", "-a", place.checkout / "out", kept], check=True)
        wrong = []
        for family, expected, way in ((EDITED, self.new, "on"), (FAMILY, self.old, "back")):
            (place.checkout / "images.yaml").write_text(family)
            ended = place.run("generate")
            if ended.returncode or tree_of(place.checkout / "out") != expected:
                now = tree_of(place.checkout / "out")
                differs = [name for name in {*now, *expected} if now.get(name) != expected.get(name)]
                wrong.append(f"going {way} ends with {ended.returncode}, other than it should be: {differs} {ended.stderr}")
            shutil.rmtree(place.checkout / "out")
            subprocess.run(["cp", "-a", kept, place.checkout / "out"], check=True)
        shutil.rmtree(kept)
        return wrong + ([f"left behind: {place.left()}"] if place.left() else [])


class First(Generate):
    """The first generate of a checkout."""
    words = ["--out", "out", "generate"]

    def prepare(self, place):
        super().prepare(place)
        shutil.rmtree(place.checkout / "out")
        self.old = {}

    def again(self, place):
        ended = place.run("generate")
        whole = tree_of(place.checkout / "out") == self.new
        return [] if ended.returncode == 0 and whole else [f"the next run ends with {ended.returncode}, whole: {whole}"]


class Init(Verb):
    words = ["init", "new"]

    def prepare(self, place):
        make_checkout(place)

    def learn(self, place):
        self.new = tree_of(place.checkout / "new")

    def judge(self, place, ended, killed):
        folder = place.checkout / "new"
        if killed:
            return []
        if ended.returncode == 0:
            return self.check_whole(place)
        if folder.exists() and tree_of(folder) != self.new:
            return [f"left behind: {list(tree_of(folder))}"]
        return []

    def check_whole(self, place):
        return [] if tree_of(place.checkout / "new") == self.new else ["not all is there"]

    def again(self, place):
        ended = place.run(*self.words)
        if ended.returncode == 2 and "images.yaml is there already" in ended.stderr:
            return self.check_whole(place)
        if ended.returncode:
            return [f"the next run ends with {ended.returncode}: {ended.stderr}"]
        return self.check_whole(place)


class MoveIn(Init):
    """Dockerfiles with files beside them become a family."""
    words = ["init", "--from", "by-hand", "new"]

    def prepare(self, place):
        make_checkout(place)
        for path, text in (("base/Dockerfile", "FROM debian:12\nCOPY files /files\n"), ("base/files/below/file", "file\n"),
                           ("child/Dockerfile", "FROM acme/base\n")):
            (place.checkout / "by-hand" / path).parent.mkdir(parents=True, exist_ok=True)
            (place.checkout / "by-hand" / path).write_text(text)


class Building(Verb):
    """Verbs that change what the engine, or its registry, has."""
    statuses = (1, 3)
    file = "images"

    def learn(self, place):
        self.new = place.names(self.file)

    def check_whole(self, place):
        now = place.names(self.file)
        differs = {name: now.get(name, "not there") for name in {*now, *self.new} if now.get(name) != self.new.get(name)}
        return [f"other than it should be: {differs}"] if differs else []

    def judge(self, place, ended, killed):
        now = place.names(self.file)
        wrong = [f"{name} is {now[name]}" for name in now if now[name] != self.new.get(name, now[name])]
        if ended.returncode == 0:
            wrong += self.check_whole(place)
        return wrong


class Build(Building):
    words = ["build", "-j", "1"]

    def prepare(self, place):
        make_checkout(place)


class Report(Build):
    """With what it writes into REPORTS, over what an earlier run has written."""
    words = ["build", "-j", "1", "left"]
    variables = {"REPORTS": "build/reports"}

    def prepare(self, place):
        super().prepare(place)
        (place.checkout / "build/reports").mkdir(parents=True, exist_ok=True)
        for name in ("build.md", "build.json"):
            (place.checkout / "build/reports" / name).write_text("of another run\n")

    def judge(self, place, ended, killed):
        wrong = super().judge(place, ended, killed)
        folder = place.checkout / "build/reports"
        held = {path.name: path.read_text() for path in folder.iterdir() if path.suffix != ".new"}
        old = [name for name, text in held.items() if text == "of another run\n"]
        if old and (not killed and ended.returncode != 3 or len(old) < len(held)):
            wrong.append(f"of another run: {old} of {list(held)}")
        if not old:
            wrong += self.judge_reports(held, ended)
        return wrong

    def cases(self):
        """Of the calls that files are made of; the others are those of Build."""
        return (case for case in super().cases() if case[0] in ("open", "write", "rename", "remove", "mkdir"))

    @staticmethod
    def judge_reports(held, ended):
        """Each is whole, and they tell the end of the run if it is the truth."""
        page, events = held.get("build.md", ""), held.get("build.json", "")
        wrong = []
        if page and not page.startswith("## basegen build\n\n"):
            wrong.append(f"the page is not whole: {page}")
        if events and not (events.endswith("}}\n") and '{"event":"table"' in events.splitlines()[-1]):
            wrong.append(f"the events are not whole: {events}")
        if ended.returncode == 0 and ("2 built." not in page or not events):
            wrong.append(f"the run has not told its end: {list(held)} {page}")
        return wrong


class Rebuild(Building):
    """All is there, and remembered."""
    words = ["build", "--format", "text"]

    def prepare(self, place):
        make_checkout(place)
        place.must("build")


class Push(Building):
    words = ["push"]
    file = "registry"

    def prepare(self, place):
        make_checkout(place)
        place.must("build")


class Pull(Building):
    words = ["pull", "--all"]

    def prepare(self, place):
        make_checkout(place)
        place.must("build")
        place.must("push")
        (place.fake / "images").write_text("")


    def check_whole(self, place):
        """An image that is there may lack a name by its key that only pulling it gives; the names for people count."""
        now = place.names(self.file)
        differs = [name for name, key in self.new.items() if ":key-" not in name and now.get(name) != key]
        return [f"other than it should be: {differs}"] if differs else []


class Reading(Verb):
    """Verbs that only print."""
    def prepare(self, place):
        make_checkout(place)

    def judge(self, place, ended, killed):
        return [] if ended.returncode or ended.stdout == self.printed else ["it prints something else, and ends well"]

    def again(self, place):
        ended = place.run(*self.words)
        return [] if (ended.returncode, ended.stdout) == (0, self.printed) else ["the next run prints something else"]


class Lock(Reading):
    words = ["lock"]

    def judge(self, place, ended, killed):
        lock = place.checkout / "images.lock"
        whole = lock.exists() and lock.read_text() == self.lock
        if ended.returncode == 0 and not whole:
            return ["it ends well, but images.lock is not there"]
        return ["images.lock is torn"] if lock.exists() and not whole else []

    def learn(self, place):
        self.lock = (place.checkout / "images.lock").read_text()

    def again(self, place):
        ended = place.run(*self.words)
        beside = [path.name for path in place.checkout.iterdir() if path.name.startswith("images.lock.")]
        return [f"left behind: {beside}"] * bool(beside) + ["the next run fails"] * bool(ended.returncode)


class Render(Reading):
    words = ["render", "outer.j2", "-I", "."]

    def prepare(self, place):
        make_checkout(place)
        (place.checkout / "outer.j2").write_text('a{% include "inner.j2" ignore missing %}c\n')
        (place.checkout / "inner.j2").write_text("b")


def reading(*words):
    return type("Reading" + words[0], (Reading,), {"words": list(words)})


class Version(Reading):
    words = ["version"]


VERBS = [Generate, First, Init, MoveIn, Build, Report, Rebuild, Push, Pull, Lock, Render, reading("list"), Version, reading("diff"),
         reading("why"), reading("generate", "--check"), reading("outdated")]


def make_library(folder):
    (folder / "make").write_text(f"include $(BUILD)/config.mk\nall: ; @$(CC) -shared -fPIC -o faults.so {ROOT}/tests/lib/faults.c -ldl\n")
    subprocess.run(["make", "-s", "-f", "make", f"BUILD={BUILD}"], cwd=folder, check=True)
    return str(folder / "faults.so")


def try_verb(verb, places):
    cases = list(verb.cases())
    free = queue.Queue()
    for place in places:
        free.put(place)

    def work(fault):
        place = free.get()
        try:
            wrong = verb.try_fault(place, fault)
        finally:
            free.put(place)
        return [f"{fault}:", *wrong] if wrong else []

    with concurrent.futures.ThreadPoolExecutor(len(places)) as pool:
        found = list(pool.map(work, cases))
    return cases, [wrong for wrong in found if wrong]


def find_room():
    """A file system in memory, if there is one with room: thousands of checkouts are made."""
    shared = "/dev/shm"
    return shared if os.access(shared, os.W_OK | os.X_OK) and shutil.disk_usage(shared).free > 1 << 28 else None


def main():
    global LIBRARY, BASEGEN
    if b"__asan_init" in (BUILD / "build/basegen").read_bytes():
        print("1..0 # SKIP the calls of a sanitized program are its sanitizer's")
        return
    start = time.monotonic()
    with tempfile.TemporaryDirectory(dir=find_room()) as name:
        folder = pathlib.Path(name)
        LIBRARY = make_library(folder)
        BASEGEN = shutil.copy(BUILD / "build/basegen", folder / "basegen")
        places = [Place(folder / f"place{number}") for number in range(WORKERS)]
        chosen = os.environ.get("VERBS", "").split()
        total = 0
        for kind in VERBS:
            if chosen and kind.__name__ not in chosen:
                continue
            verb = kind(places[0], folder / f"starts{kind.__name__}")
            cases, wrong = try_verb(verb, places)
            total += len(cases)
            staged = collections.Counter("kill" if error == "kill" else kind for kind, _, error in cases)
            ok(not wrong, f"{verb.name}: {len(cases)} faults", *itertools.chain(*wrong[:int(os.environ.get("SHOW", "5"))]), f"{len(wrong)} of {len(cases)} are wrong")
            print(f"# {verb.name}: {', '.join(f'{kind} {count} of {verb.calls.get(kind, sum(verb.calls.values()))}' for kind, count in staged.items())}")
        print(f"# {total} faults in {time.monotonic() - start:.0f} s")
    done_testing()


main()
