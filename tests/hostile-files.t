#!/usr/bin/env python3
"""Repositories that somebody else has written, cloned and checked: links that lead out of them, bare repositories
that are committed as files, and what build/ would remember. Each case is a commit on top of a family; who
checks it runs everything that reads it, then builds it. Nothing outside the checkout may be opened, printed, kept or
written, and no command of the commit's may run. The cases in `friendly` show that the checks can see it."""
import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD") or ROOT).resolve()
BASEGEN = os.environ.get("BASEGEN") or str(BUILD / "build/basegen")
SECRET, NAME = "cAnAry-of-bytes", "cAnAry-of-names"
KEYS = """\
name: loom
defaults: {template: base.Dockerfile.j2, tag: "1"}
images:
  base:
    from: "debian:12"
    env: {WHO: base}
    packages: {apt: [curl]}
    files: [{from: FILE, to: /k}]
    tests: [{command: ["true"]}]
  top: {from: base, env: {WHO: top}}
"""
FAMILY = KEYS.replace("FILE", "healthcheck.py")

# What whoever checks a commit runs; the build comes last.
CHECKS = (
    "generate --check", "generate --diff", "diff HEAD~1", "diff HEAD~1...HEAD --format markdown", "diff HEAD HEAD~1 --format json",
    "list --format json", "show base", "why", "graph --format json", "version --words", "lock",
    "render templates/show.j2 --data images.yaml -I templates", "init .", "build -n", "generate", "build -j1", "test --only tests")
PLAIN = ("make -n -f out/images.mk", "make -f out/images.mk", "sh out/build.sh -n", "sh out/build.sh")


class Watch:
    """Which files below a folder are opened, as inotify(7) tells."""

    OPENED, NEW = 0x20, 0x100 | 0x80 | 0x200 | 0x2

    def __init__(self, folder):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.file = self.libc.inotify_init1(os.O_NONBLOCK)
        for path, _, _ in os.walk(folder):
            if self.libc.inotify_add_watch(self.file, os.fsencode(path), self.OPENED | self.NEW) < 0:
                raise OSError(ctypes.get_errno(), "inotify_add_watch")
        self.seen()

    def seen(self):
        names = set()
        with contextlib.suppress(BlockingIOError):
            while True:
                events, at = os.read(self.file, 1 << 16), 0
                while at < len(events):
                    length = struct.unpack_from("iIII", events, at)[3]
                    names.add(events[at + 16:at + 16 + length].rstrip(b"\0").decode() or ".")
                    at += 16 + length
        return names


class Place:
    """A folder with what the commit is after, the author's repository, and an engine that only notes its calls."""

    def __init__(self, scratch):
        self.scratch = scratch
        self.outside, self.author, self.clone, self.fake, self.planted = (
            scratch / name for name in ("outside", "author", "clone", "fake", "planted"))
        self.ran = scratch / "ran"
        self.environment = {name: value for name, value in os.environ.items() if not re.match(
            "GIT_|BASEGEN|LOGS|MAKE|MFLAGS|REGISTRY|PLATFORM|BUILD_FLAGS|VERSION|CACHE|XDG_", name)}
        self.environment.update(
            HOME=str(scratch / "home"), LC_ALL="C", TZ="UTC", GIT_CONFIG_NOSYSTEM="1", ENGINE=str(scratch / "bin/docker"), FAKE=str(self.fake),
            DOCKER_HOST=f"unix://{scratch}/docker.sock", CANARY=SECRET, **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")})
        (scratch / "bin").mkdir()
        (scratch / "home").mkdir()
        shutil.copy(ROOT / "tests/lib/fake-docker", scratch / "bin/docker")
        self.make_outside()
        self.make_base()

    def make_outside(self):
        """All that a link may be after: keys, templates of every kind, an images.yaml, a lock, logs."""
        out = self.outside
        shutil.copytree(ROOT / "templates", out / "templates")
        for path in (out / "templates").rglob("*.j2"):
            path.write_text(path.read_text() + "# " + SECRET + "\n")
        (out / "templates/family" / f"{NAME}.j2").write_text(SECRET)
        (out / "templates/image" / f"{NAME}.Dockerfile.j2").write_text(SECRET)
        (out / "templates/files/id_rsa").write_text(SECRET)
        (out / "images.yaml").write_text(FAMILY.replace("WHO: base", f"WHO: {SECRET}"))
        (out / "mistakes.yaml").write_text(f"name: {SECRET} {SECRET}\n{SECRET}: [\n")
        (out / "images.lock").write_text(f"version: 1\n{SECRET}: {SECRET}\n")
        (out / "gitconfig").write_text(f"[canary]\n\tname = {SECRET}\n")
        (out / "out").mkdir()
        (out / "out/keys").write_text(SECRET)
        (out / "log").mkdir()
        (out / "log/base.log").write_text(SECRET)

    def make_base(self):
        self.author.mkdir()
        self.git("init -q -b main .")
        shutil.copytree(ROOT / "templates", self.author / "templates")
        (self.author / "templates/show.j2").write_text("{{ images }}{% include 'lib/apt.j2' %}")
        (self.author / "images.yaml").write_text(FAMILY)
        (self.author / "images.lock").write_text(f'bases:\n  debian:12: sha256:{"0" * 64}\n')
        (self.author / ".gitignore").write_text("/build/\n")
        self.basegen("generate", self.author)
        self.commit("base")
        self.git("tag -a v1.0.0 -m one")
        self.git(f"init -q -b main {self.planted}")
        self.git("commit -q --allow-empty -m planted", self.planted)
        self.git("tag v9.9.9", self.planted)

    def git(self, words, folder=None):
        subprocess.run(["git", *words.split(" ")], cwd=folder or self.author, env=self.environment, check=True, capture_output=True)

    def commit(self, name):
        self.git("add -A")
        self.git(f"commit -q --allow-empty -m {name.replace(' ', '-')}")

    def basegen(self, words, folder):
        return self.run([BASEGEN, *words.split(" ")], folder)

    def run(self, words, folder):
        return subprocess.run(words, cwd=folder, env=self.environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120)

    def begin(self):
        """The author starts from the family that all know, and the engine has nothing."""
        shutil.rmtree(self.clone, ignore_errors=True)
        shutil.rmtree(self.fake, ignore_errors=True)
        self.fake.mkdir()
        (self.fake / "calls").touch()
        self.git("checkout -qf v1.0.0")
        self.git("clean -fdxq")

    def state_of_outside(self):
        return {str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in self.outside.rglob("*")}


def replace(path, target):
    """A link in place of what is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def asks_for(folder, name):
    (folder / "images.yaml").write_text(KEYS.replace("FILE", name))


def links(place):
    """Name, what is done to the author's folder, and a message (None: it does no harm)."""
    outside = place.outside

    def link(path, target, file=None):
        def make(folder):
            replace(folder / path, target)
            if file:
                asks_for(folder, file)
        return make

    key = outside / "templates/files/id_rsa"
    up = pathlib.Path("../" * 30) / str(outside).lstrip("/")
    yield "templates", link("templates", outside / "templates", "id_rsa"), "templates"
    yield "templates, far up", link("templates", up / "templates", "id_rsa"), "templates"
    for room, file in (("image", None), ("lib", None), ("family", None), ("files", "id_rsa")):
        yield f"templates/{room}", link(f"templates/{room}", outside / "templates" / room, file), "templates"
        yield f"templates/{room}, far up", link(f"templates/{room}", pathlib.Path("..") / up / "templates" / room, file), "templates"
    yield "a template", link("templates/image/base.Dockerfile.j2", outside / "templates/image/base.Dockerfile.j2"), "base.Dockerfile.j2"
    yield "a macro", link("templates/lib/apt.j2", outside / "templates/lib/apt.j2"), "apt.j2"
    yield "a file of the family", link("templates/family/keys.j2", outside / "templates/family/keys.j2"), "keys.j2"
    yield "a file", link("templates/files/k", key, "k"), "k"
    yield "a folder of files", link("templates/files/a", outside / "templates/files", "a/id_rsa"), "a/id_rsa"
    yield "the files of the whole machine", link("templates/files/a", "/", f"a{key}"), "id_rsa"
    yield "images.yaml", link("images.yaml", outside / "images.yaml"), "images.yaml"
    yield "images.yaml with mistakes", link("images.yaml", outside / "mistakes.yaml"), "images.yaml"
    yield "images.lock", link("images.lock", outside / "images.lock"), "images.lock"
    yield "out", link("out", outside / "out"), "out"
    for name in ("environ", "fd/0", "cmdline", "maps"):
        yield f"/proc/self/{name}", link("templates/files/k", f"/proc/self/{name}", "k"), "k"
    yield "/proc/self as templates/files", link("templates/files", "/proc/self", "environ"), "templates"
    yield "/proc/self/cwd, back into the checkout", link("templates/files/k", "/proc/self/cwd/.git/config", "k"), "k"
    yield "/dev/zero", link("templates/files/k", "/dev/zero", "k"), "k"
    yield "/dev/stdin", link("templates/files/k", "/dev/stdin", "k"), "k"
    yield "the configuration of git", link("templates/files/k", "../../.git/config", "k"), "k"
    yield "the folder of git", link("templates/files", "../.git", "config"), "templates"
    yield "the folder of git as templates", link("templates", ".git", "config"), "templates"
    yield "a file that git ignores", link("templates/files", "..", ".env"), "templates"
    yield "a circle", link("templates/files/k", "k", "k"), "k"

    def chain(folder):
        replace(folder / "hop", outside)
        replace(folder / "templates/hop", "../hop/templates")
        replace(folder / "templates/files/k", "../hop/files/id_rsa")
        asks_for(folder, "k")
    yield "a chain", chain, "k"

    def through(folder):
        replace(folder / "templates/files/a", outside / "templates/image")
        replace(folder / "templates/files/k", "a/../files/id_rsa")
        asks_for(folder, "k")
    yield "a way back through a link", through, "k"

    def included(folder):
        replace(folder / "templates/lib/x", outside / "templates/files")
        template = folder / "templates/image/base.Dockerfile.j2"
        template.write_text('{% include "lib/x/id_rsa" ignore missing %}\n' + template.read_text())
    yield "what a template includes, if it is there", included, "id_rsa"

    def dotted(folder):
        template = folder / "templates/image/base.Dockerfile.j2"
        template.write_text('{%% include "../%s" %%}\n' % (up / "templates/files/id_rsa") + template.read_text())
    yield "a template's way up", dotted, "no template"
    yield "a file's way up", lambda folder: asks_for(folder, f"../{up}/templates/files/id_rsa"), "id_rsa"
    yield "a file from the root on", lambda folder: asks_for(folder, str(key)), "id_rsa"


def outputs(place):
    outside = place.outside
    yield "out/base", lambda folder: replace(folder / "out/base", outside / "out"), "out/base"
    for name, target in (("keys", "out/keys"), (".manifest", "out/keys"), ("base/Dockerfile", "out/keys"), (".basegen.new", "out/keys"), ("base/.basegen.new", "out/new")):
        yield f"out/{name}", lambda folder, name=name, target=target: replace(folder / "out" / name, outside / target), None

    def listed(folder):
        (folder / "out/.manifest").write_text((folder / "out/.manifest").read_text() + f"../{pathlib.Path('../' * 30)}{outside}/out/keys\n{outside}/out/keys\n..\n.\n")
    yield "a list of files with others' in it", listed, None


def repositories(place):
    """The files of a bare repository, whose tag and origin would be the version and source, and whose
    configuration would run a command; the family is in a folder below .git, where git would take them."""
    for where in (".", "out", "out/base", "templates", "templates/files", "build", "build/tmp"):
        yield where, lambda folder, where=where: plant(place, folder / where), None


def plant(place, bare):
    bare.mkdir(parents=True, exist_ok=True)
    for name in ("HEAD", "index", "objects", "refs"):
        source = place.planted / ".git" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, bare / name)
    for empty in ("objects/info", "objects/pack"):
        (bare / empty / "keep").touch()
    (bare / "config").write_text(f"""[core]
        repositoryformatversion = 0
        bare = false
        worktree = .
        fsmonitor = "touch {place.ran}; false"
        hooksPath = .
        pager = touch {place.ran}
[include]
        path = {place.outside}/gitconfig
[filter "x"]
        clean = touch {place.ran}
[remote "origin"]
        url = https://evil.example/x.git
""")
    (bare / ".gitattributes").write_text("* filter=x\n")


def states(place):
    """What build/ would remember, committed by force: links, lies and what make reads."""
    outside = place.outside
    for name, target in (("", "log"), ("log", "log"), ("log/base.log", "log/base.log"), ("tmp", "log"), ("index", "images.lock"), ("images", "images.lock"), ("tests", "images.lock"),
                         ("times", "images.lock"), ("engines", "images.lock"), ("registry", "images.lock"), (".gitignore", "log/new"), ("log/bake.log", "log/base.log")):
        yield f"build/{name}, a link", lambda folder, name=name, target=target: replace(folder / "build" / name, outside / target), None
    for name in ("log/base.log", "index", "tmp", "log", "times"):
        def make(folder, name=name):
            (folder / "build" / name / "x").mkdir(parents=True)
            (folder / "build" / name / "x/y").write_text("x")
        yield f"build/{name}, a folder", make, None
    yield "what the author's runs remember", lambda folder: lie(place, folder), None


def lie(place, folder):
    """The author builds and tests, and commits what that left behind, with other arguments, times and tests that never ran."""
    for words in ("build -j1", "test --only tests", "build -j1"):
        place.basegen(words, folder)
    index = folder / "build/index"
    index.write_text(index.read_text().replace("loom/base", "evil/base"))
    for name in ("images", "tests", "times", "index"):
        assert (folder / "build" / name).stat().st_size, name
    (folder / "build/.gitignore").unlink()
    for name in ("fake/images", "fake/info", "fake/builds"):
        path = place.scratch / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (place.fake / "calls").write_text("")


def friendly(place):
    """What is followed, in the work tree and in a commit."""
    def shared(folder):
        shutil.move(folder / "templates", folder.parent / "shared")
        (folder / "templates").symlink_to("../shared")
    yield "templates elsewhere in the checkout", shared, None

    def within(folder):
        (folder / "templates/files/real").mkdir()
        (folder / "templates/files/real/id").write_text("mine")
        (folder / "templates/files/a").symlink_to("real")
        (folder / "templates/files/b").symlink_to("a")
        asks_for(folder, "b/id")
    yield "a chain within templates/files", within, None

    def family(folder):
        shutil.move(folder / "images.yaml", folder / "family.yaml")
        (folder / "images.yaml").symlink_to("family.yaml")
    yield "images.yaml within the checkout", family, None

    def lib(folder):
        shutil.move(folder / "templates/lib", folder / "templates/macros")
        (folder / "templates/lib").symlink_to("macros")
    yield "a folder of templates within templates", lib, None


def contents(folder):
    """All bytes of the regular files below a folder, but for git's."""
    for path, folders, files in os.walk(folder):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            file = pathlib.Path(path, name)
            if file.is_file() and not file.is_symlink():
                yield str(file), file.read_bytes()


def check(place, group, family):
    """What whoever checks sees: for each command the status and the output."""
    for words in CHECKS:
        yield words, place.basegen(words, family)
    for words in PLAIN if group != "links" else ():
        yield words, place.run(words.split(" "), family)


def judge(place, group, name, make, message):
    place.begin()
    below = "family" if group in ("repositories", "friendly") else "."
    folder = place.author / below
    if below != ".":
        place.git("mv -k images.yaml images.lock out templates .gitignore family" if folder.mkdir() is None else "")
        place.commit("moved")
    make(folder)
    if group == "friendly":
        place.basegen("generate", folder)
    subprocess.run(f"git add -A && {{ [ ! -e '{folder}/build' ] && [ ! -L '{folder}/build' ] || git add -fA '{folder}/build'; }}", shell=True, cwd=place.author, env=place.environment, check=True)
    place.git(f"commit -q --allow-empty -m {group}")
    place.git(f"clone -q {place.author} {place.clone}", place.scratch)
    place.git(f"config http.extraheader {SECRET}", place.clone)
    (place.clone / ".env").write_text(SECRET)
    (place.clone / ".git/info/exclude").write_text(".env\n")
    before, watch = place.state_of_outside(), Watch(place.outside)
    (place.fake / "calls").write_text("")
    # An engine that asks git about what it builds would ask a repository that the commit brings.
    (place.fake / "runs").write_text(f"^build .*--iidfile\t[ \"$BUILDX_GIT_INFO\" = false ] || touch {place.ran}\n")
    problems, said, statuses = [], "", {}
    for words, ended in check(place, group, place.clone / below):
        output = ended.stdout + ended.stderr
        statuses[words] = ended.returncode
        said += f"$ {words}: {ended.returncode}\n{output.decode(errors='replace')}"
        problems += [f"{words} prints {token}" for token in (SECRET, NAME) if token.encode() in output]
        if ended.returncode not in (0, 1, 2, 3) and words not in PLAIN:
            problems.append(f"{words} ended with {ended.returncode}")
    problems += [f"{file} holds it" for file, bytes_ in contents(place.clone) if SECRET.encode() in bytes_ and not file.endswith("/.env")]
    problems += [f"the engine has {file}" for file, bytes_ in contents(place.fake) if SECRET.encode() in bytes_ or b"EVIL" in bytes_ or b"evil" in bytes_]
    problems += [f"opened: {seen}" for seen in sorted(watch.seen())]
    os.close(watch.file)
    if place.state_of_outside() != before:
        problems.append("something outside is not what it was")
    if place.ran.exists():
        problems.append("a command ran")
        place.ran.unlink()
    if re.search(r"9\.9\.9|evil", said):
        problems.append("the planted version, source or base is taken")
    generated = statuses["generate"]
    if message and generated not in (2, 3):
        problems.append(f"generate ended with {generated}")
    if message and message not in "".join(line for line in said.split("\n") if "error:" in line or line.startswith("basegen:")):
        problems.append("no message names it")
    if not message and group != "states" and (generated or statuses["build -j1"]):
        problems.append(f"generate ended with {generated}, build with {statuses['build -j1']}")
    if group == "friendly" and any(status for words, status in statuses.items() if words not in ("init .", "diff HEAD~1")):
        problems.append(f"{ {words: status for words, status in statuses.items() if status} }")
    if group == "states" and not statuses["build -j1"] and statuses["test --only tests"] == 0 and "run " not in (place.fake / "calls").read_text():
        problems.append("a test has passed that never ran")
    ok(not problems, f"{group}: {name}", *problems, said[-6000:] if os.environ.get("V") else "")


def check_make(place):
    """What configure writes and make reads, of a commit that has the program too."""
    place.begin()
    folder, outside = place.scratch / "program", place.outside
    folder.mkdir()
    for name in ("gen", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("configure", "images.yaml"):
        shutil.copy(ROOT / name, folder / name)
    before = place.state_of_outside()
    (folder / "build").symlink_to(outside / "log")
    ended = place.run(["./configure"], folder)
    ok(ended.returncode == 1 and b"build is a link" in ended.stderr, "configure: build, a link", ended.stderr)
    (folder / "build").unlink()
    for name in ("Makefile", "config.mk"):
        (folder / name).symlink_to(outside / "out/keys")
    ended = place.run(["./configure"], folder)
    ok(ended.returncode == 0 and place.state_of_outside() == before and not (folder / "Makefile").is_symlink(), "configure: what it writes, a link",
       ended.stdout[-500:], ended.stderr[-500:])
    (folder / "build/obj").mkdir(parents=True)
    (folder / "build/obj/main.d").write_text(f"$(shell touch {place.ran})\n")
    place.git("init -q .", folder)
    place.git("add -f build configure", folder)
    ended = place.run(["make", "list"], folder)
    ok(ended.returncode == 2 and b"build/obj/main.d is in git" in ended.stderr and not place.ran.exists(), "make: what it reads in build/ is of the commit",
       place.ran.exists(), ended.stdout[-500:], ended.stderr[-500:])


def check_named(place):
    """What the call names stands in the checkout too, where the commit says what it is; links of one's own lead anywhere."""
    place.begin()
    replace(place.author / "sub", place.outside)
    replace(place.author / "templates/files/absolute", place.clone / "templates/files/healthcheck.py")
    replace(place.author / "templates/files/up", "..")
    place.commit("named")
    place.git(f"clone -q {place.author} {place.clone}", place.scratch)
    own, before, watch = place.scratch / "own", place.state_of_outside(), Watch(place.outside)
    for words in ("-f sub/images.yaml list", "-f sub/mistakes.yaml list", "-f sub/images.yaml diff HEAD HEAD", "--templates sub/templates generate --check", "--templates sub generate --diff",
                  "--templates sub/templates diff HEAD HEAD", "--out sub/out generate", "--out sub/new generate", "--out sub/out generate --diff", "--out sub/out build -n",
                  "render sub/templates/files/id_rsa", "render templates/show.j2 --data sub/images.yaml", "render templates/show.j2 --data images.yaml -I sub/templates", "init sub/new", "init --from sub new", "init --from sub/templates new",
                  f"-f {place.clone}/sub/mistakes.yaml list", f"--templates {place.clone}/sub/templates generate --diff", f"--templates {own}/back/sub/templates generate --diff"):
        if not own.exists():
            own.mkdir()
            (own / "back").symlink_to(place.clone)
        watch.seen()
        ended = place.basegen(words, place.clone)
        ok(ended.returncode in (2, 3) and SECRET.encode() not in ended.stdout + ended.stderr and not watch.seen() and place.state_of_outside() == before,
           f"named: {words.replace(str(place.scratch), '')}", ended.returncode, ended.stdout[-500:], ended.stderr[-500:])
    os.close(watch.file)
    (own / "to").symlink_to(place.outside / "templates")
    for words in ("-f ../own/family.yaml list", f"--templates {own}/to generate --diff", "--templates ../outside/templates generate --diff"):
        (own / "family.yaml").unlink(missing_ok=True)
        (own / "family.yaml").symlink_to(place.outside / "images.yaml")
        ended = place.basegen(words, place.clone)
        ok(ended.returncode in (0, 1) and not ended.stderr, f"one's own: {words.replace(str(place.scratch), '')}", ended.returncode, ended.stderr)
    for name, status in (("absolute", 0), ("healthcheck.py", 0), ("up/image/base.Dockerfile.j2", 2)):
        asks_for(place.clone, name)
        ended = place.basegen("generate", place.clone)
        ok(ended.returncode == status, f"a link in the work tree: {name}", ended.returncode, ended.stderr)
    (place.clone / "templates/files/absolute").unlink()
    os.mkfifo(place.clone / "templates/files/absolute")
    asks_for(place.clone, "absolute")
    ended = place.basegen("generate", place.clone)
    ok(ended.returncode == 2 and b"is not a regular file" in ended.stderr, "a FIFO", ended.returncode, ended.stderr)
    shutil.rmtree(own)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(pathlib.Path(scratch).resolve())
        check_make(place)
        check_named(place)
        for group in (links, outputs, repositories, states, friendly):
            for name, make, message in group(place):
                if re.search(os.environ.get("ONLY", ""), name):
                    judge(place, group.__name__, name, make, message)


main()
done_testing()
