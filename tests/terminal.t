#!/usr/bin/env python3
"""Text of others does nothing to a terminal: what files, engines, registries and git say is shown there with its control
characters and those that turn the direction of writing as \\xHH and \\u{HHHH}. To a pipe or a file it goes byte for byte,
so that a patch is one. Each command runs on a pty and off it."""
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok, same  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ.get("BUILD", ROOT)).resolve() / "build/basegen")
# A title, a clipboard, a cleared screen, an answer that is typed, colours that hide, a bell, a backspace, DEL, C1 in UTF-8, and "Trojan Source".
EVIL = ("\x1b]0;PWN\x07 \x1b]52;c;UFdO\x07 \x1b[2J\x1b[6n\x1b[8m \x07\x08\x7f \u009b2J \u0085 " +
        "".join(map(chr, [*range(0x202a, 0x202f), *range(0x2066, 0x206a), 0x200e, 0x200f, 0x61c])))
# What the program itself writes to draw: colours, the cursor, and what it erases.
OWN = re.compile(r"\x1b\[(?:(?:0|1|2|31|1;3[126])?m|\d*A|[JK]|\?25[lh])")
BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def environment(folder, **more):
    left_out = ("V", "NO_COLOR", "MAKEFLAGS", "LINES", "COLUMNS", "REGISTRY", "VERSION", "PLATFORM", "BUILD_FLAGS", "ALLOW", "BASEGEN_STATE", "LOGS")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, "HOME": str(folder), "TERM": "xterm", "FAKE": str(folder / "fake"),
            "ENGINE": str(folder / "bin/docker"), "DOCKER_HOST": f"unix://{folder}/docker.sock", "PATH": f"{folder}/bin:{os.environ['PATH']}", **more}


def on_terminal(folder, *words, **more):
    """Both outputs of the command on a pty, as they were written, and its status."""
    master, slave = pty.openpty()
    child = subprocess.Popen([BASEGEN, *words], cwd=folder / "family", stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, start_new_session=True,
                             env=environment(folder, **more))
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(master)
    return seen, child.wait(timeout=60)


def off_terminal(folder, *words, **more):
    done = subprocess.run([BASEGEN, *words], cwd=folder / "family", stdin=subprocess.DEVNULL, capture_output=True, env=environment(folder, **more), timeout=60)
    return done.stdout, done.stderr, done.returncode


def check(folder, name, *words, shown=r"\x1B]0;PWN\x07", status=None, fresh=True, **more):
    """Nothing of it acts on the terminal, and what is meant to is shown."""
    if fresh:
        (folder / "fake/images").write_text("")
    seen, ended = on_terminal(folder, *words, **more)
    text = OWN.sub("", seen.decode(errors="surrogateescape"))
    found = BAD.findall(text) + re.findall("[\udc80-\udcff]", text)
    ok(not found, f"{name}: nothing acts on the terminal", found[:5], text[:2000].encode("unicode_escape").decode())
    ok(shown in text, f"{name}: it is shown", text[:2000].encode("unicode_escape").decode())
    if status is not None:
        same(ended, status, f"{name}: the status")
    return text


def make_family(folder):
    family = folder / "family"
    family.mkdir()
    shutil.copytree(ROOT / "templates", family / "templates")
    (family / "images.yaml").write_text(
        'name: loom\nimages:\n  one: {from: "debian:12", tag: "1", template: base.Dockerfile.j2, files: [{from: evil, to: /evil}], packages: {apt: [curl]}}\n')
    (family / "templates/files/evil").write_text("first\nplain\n")
    (folder / "fake").mkdir()
    (folder / "bin").mkdir()
    shutil.copy(ROOT / "tests/lib/fake-docker", folder / "bin/docker")
    (folder / "bin/skopeo").write_text('#!/bin/sh\n[ "$1" != --version ] || exit 0\ncat "$FAKE/evil" >&2\nexit 1\n')
    (folder / "bin/skopeo").chmod(0o755)
    (folder / "fake/evil").write_text(f"{EVIL}\n")
    (folder / "fake/images").write_text("")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(family)]
    run = {"check": True, "env": environment(folder), "stdout": subprocess.DEVNULL}
    subprocess.run([BASEGEN, "generate"], cwd=family, **run)
    for words in (["init", "-q", "."], ["add", "-A"], ["commit", "-qm", "one"], ["tag", "v1.0.0"]):
        subprocess.run([*git, *words], **run)


def check_files(folder):
    """What an edit means, of a file that holds it all."""
    family = folder / "family"
    text = f"first\n{EVIL}\n\tx\ty\r\n"
    (family / "templates/files/evil").write_text(text, newline="")
    (family / "templates/family/evil.j2").write_text(f"{EVIL}\n")
    shown = check(folder, "generate --diff", "generate", "--diff", status=0)
    for part in (r"+\x1B]0;PWN\x07 \x1B]52;c;UFdO\x07 \x1B[2J\x1B[6n\x1B[8m \x07\x08\x7F \u{009B}2J \u{0085} \u{202A}", r"\u{2069}\u{200E}\u{200F}\u{061C}", "+\tx\ty\\x0D"):
        ok(part in shown, f"generate --diff: as {part}", shown.encode("unicode_escape").decode())
    check(folder, "diff", "diff", status=0)
    check(folder, "diff --format markdown", "diff", "--format", "markdown", status=0)
    check(folder, "diff --format json", "diff", "--format", "json", shown=r"\u001b]0;PWN\u0007", status=0)
    check(folder, "render", "render", "templates/family/evil.j2", status=0)
    (family / "data.json").write_text("{}")
    patch, error, status = off_terminal(folder, "generate", "--diff")
    same((error, status, text.encode() .split(b"\n")[1] in patch), (b"", 0, True), "generate --diff: raw to a pipe")
    copy = folder / "copy"
    shutil.copytree(family / "out", copy / "out")
    applied = subprocess.run(["git", "apply", "-"], cwd=copy, input=patch, capture_output=True, env=environment(folder, GIT_CEILING_DIRECTORIES=str(folder)))
    same((applied.returncode, (copy / "out/one/evil").read_bytes() if applied.returncode == 0 else applied.stderr), (0, text.encode()), "and it is a patch that gives the very file")
    same(EVIL.encode() in off_terminal(folder, "diff")[0], True, "diff: raw to a pipe")
    comment = off_terminal(folder, "diff", "--format", "markdown")[0].decode()
    same((BAD.findall(comment), r"\x1B]0;PWN\x07" in comment), ([], True), "diff --format markdown: visible in a comment too")
    same(off_terminal(folder, "render", "templates/family/evil.j2")[0], EVIL.encode(), "render: raw to a pipe")


def check_mistakes(folder):
    """Messages, of names and lines."""
    family = folder / "family"
    kept = (family / "images.yaml").read_text()
    for name, text in (("a value", kept + f'x-a: "{EVIL}"\n'), ("a key", kept.replace("tag:", '"\\e]0;PWN\\a": 1, tag:')), ("an image", kept + '  "\\e]0;PWN\\a": {from: one}\n')):
        (family / "images.yaml").write_text(text)
        check(folder, f"a mistake in {name}", "list", shown="PWN", status=2)
    (family / "images.yaml").write_text(kept)
    hostile = family / "templates/family" / "\x1b]0;PWN\x07\nkeys.j2"
    hostile.write_text("x")
    check(folder, "the name of a template", "generate", status=2)
    hostile.unlink()
    for words in (["show", EVIL], ["build", EVIL], [EVIL], ["diff", EVIL], ["render", EVIL], ["build", "-j", EVIL], ["build", "--allow", EVIL], ["bake", f"--{EVIL}"]):
        check(folder, f"a word of the call: {words[0][:5]!r} {len(words)}", *words, shown="PWN", REGISTRY="localhost:1")
    for variable in ("ENGINE", "REGISTRY", "PLATFORM", "VERSION", "BUILD_FLAGS", "ALLOW", "TMPDIR", "INSECURE_REGISTRIES", "CACHE", "MOVE"):
        check(folder, f"the variable {variable}", "build", shown="PWN", **{variable: ("-t" if variable == "BUILD_FLAGS" else "") + EVIL.replace(" ", "")})


def check_engine(folder):
    """What an engine prints: in the log of a failure, by V=1, in the picture and in its own mistakes."""
    fake = folder / "fake"
    (fake / "runs").write_text("^build\tcat \"$FAKE/evil\" \"$FAKE/evil\" >&2\n")
    (fake / "lost").write_text("^build\n")
    check(folder, "the log of a failure", "build", status=1)
    check(folder, "with V=1", "build", V="1", status=1)
    check(folder, "with --format json", "build", "--format", "json", shown=r"\\x1B]0;PWN\\x07", status=1)
    check(folder, "on a terminal without a picture", "build", TERM="dumb", status=1)
    (fake / "runs").write_text("^build\tcat \"$FAKE/evil\" >&2; sleep 0.5\n")
    check(folder, "in the picture", "build", status=1)
    (fake / "images").write_text("")
    out, error, _ = off_terminal(folder, "build")
    same([BAD.findall(text.decode()) for text in (out, error)], [[], []], "a log that is shown is visible off a terminal too")
    ok(EVIL.encode() in (folder / "family/build/log/one.log").read_bytes(), "the log itself is what the engine printed, byte for byte")
    (fake / "lost").unlink()
    (fake / "runs").unlink()
    engine = folder / "bin/docker"
    kept = engine.read_text()
    for answer in ("cat \"$FAKE/evil\" >&2; exit 1", "case $1 in --version) echo Docker version 20.10.24, build x ;; *) cat \"$FAKE/evil\" >&2; exit 1 ;; esac",
                   "echo \"Docker version 99$(cat \"$FAKE/evil\")\"; [ \"$1\" != buildx ]"):
        engine.write_text(f"#!/bin/sh\n{answer}\n")
        check(folder, f"an engine: {answer[:30]}", "build", shown="PWN", status=3)
        check(folder, f"an engine, asked for: {answer[:30]}", "engine", shown="PWN", status=3)
    engine.write_text(kept)


def check_registry(folder):
    off_terminal(folder, "build", REGISTRY="localhost:1")
    for words in (["push"], ["release"], ["lock"], ["pull"], ["bake"]):
        check(folder, f"a registry: {words[0]}", *words, shown="PWN" if words != ["release"] else "no release", fresh=words == ["pull"], REGISTRY="localhost:1")
    (folder / "bin/skopeo").write_text('#!/bin/sh\n[ "$1" != --version ] || exit 0\necho "x: manifest unknown" >&2\nexit 1\n')
    (folder / "bin/buildx").write_text('#!/bin/sh\n[ "$1" != version ] || exit 0\ncat "$FAKE/evil" >&2\nprintf "%s" "$(cat "$FAKE/evil")" >&2\nexit 1\n')
    (folder / "bin/buildx").chmod(0o755)
    check(folder, "the lines of buildx", "bake", REGISTRY="localhost:1", status=1)
    check(folder, "the lines of buildx, with V=1", "bake", REGISTRY="localhost:1", V="1", status=1)
    same(EVIL.encode() in off_terminal(folder, "bake", REGISTRY="localhost:1", V="1")[1], True, "with V=1 they are raw to a pipe")
    (folder / "bin/skopeo").write_text('#!/bin/sh\n[ "$1" != --version ] || exit 0\ncat "$FAKE/evil" >&2\nexit 1\n')
    lock = folder / "family/images.lock"
    lock.write_text(f"bases:\n  debian:12: sha256:{'0' * 64}\n")
    check(folder, "a registry: outdated", "outdated", shown="PWN")
    lock.unlink()


def main():
    folder = pathlib.Path(tempfile.mkdtemp()).resolve()
    try:
        make_family(folder)
        check_files(folder)
        check_mistakes(folder)
        check_engine(folder)
        check_registry(folder)
    finally:
        shutil.rmtree(folder)
    done_testing()


main()
