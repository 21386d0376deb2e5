#!/usr/bin/env python3
"""What engines, skopeo, buildx and credential helpers answer is somebody else's text. Whatever it is, it never decides which
program runs, is no option of one, comes to nobody as it is, and names no path: each answer of a fake docker, podman and
buildah is replaced by hostile ones, while programs that nobody shall call stand beside it in PATH."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok, same  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ.get("BUILD", ROOT)).resolve() / "build/basegen")
ID = "sha256:" + "a" * 64
# Words of answers that are none: options, paths, escapes, other programs.
WORDS = ["--help", "-evil", "../../../etc/passwd", "/bin/sh", "\x1b]0;PWN\x07", "$(touch PWN)", "`touch PWN`", ";touch${IFS}PWN", "<none>:<none>", ID[:20], ID.upper(), "sha256:", ":",
         "loom/one:1", "podman", "\u202e", "é"]

# The fake: its answer to a question is the file that is named as its first two words, else the fake's own.
FAKE = """#!/bin/sh
printf '%s\\0' "$0" "$@" '' >>"$FAKE/words"
[ "${1-}" != build ] || for word; do [ "$before" != --iidfile ] || [ ! -e "$FAKE/hostile-iidfile" ] || iid=$word; before=$word; done
for question in "${1-}-${2-}" "${1-}"; do
	if [ -e "$FAKE/hostile-$question" ]; then cat "$FAKE/hostile-$question"; exit "$(cat "$FAKE/status" 2>/dev/null || echo 0)"; fi
done
"$FAKE/docker" "$@"
status=$?
[ -z "${iid-}" ] || cat "$FAKE/hostile-iidfile" >"$iid"
exit "$status"
"""


def environment(folder, **more):
    left_out = ("V", "NO_COLOR", "MAKEFLAGS", "REGISTRY", "VERSION", "PLATFORM", "BUILD_FLAGS", "ALLOW", "BASEGEN_STATE", "LOGS", "ENGINE", "DOCKER_CONTEXT")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, "HOME": str(folder), "FAKE": str(folder / "fake"),
            "DOCKER_HOST": f"unix://{folder}/docker.sock", "PATH": f"{folder}/bin:{folder}/canaries:{os.environ['PATH']}", **more}


def write(path, text, mode=0o644):
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
    path.chmod(mode)


def start(folder):
    family = folder / "family"
    for name in ("family", "fake", "bin", "canaries"):
        (folder / name).mkdir()
    shutil.copytree(ROOT / "templates", family / "templates")
    write(family / "images.yaml", 'name: loom\ndefaults: {template: base.Dockerfile.j2, tag: "1"}\nimages:\n  one: {from: "debian:12"}\n  two: {from: one}\n')
    shutil.copy(ROOT / "tests/lib/fake-docker", folder / "fake/docker")
    write(folder / "bin/docker", FAKE, 0o755)
    for name in ("podman", "buildah", "--help", "-evil", "skopeo"):
        write(folder / "canaries" / name, '#!/bin/sh\necho "$0 $*" >>"$FAKE/canary"\n[ "${0##*/}" = skopeo ]\n', 0o755)
    write(folder / "fake/images", "")


def run(folder, *words, **more):
    for name in ("words", "canary"):
        (folder / "fake" / name).unlink(missing_ok=True)
    done = subprocess.run([BASEGEN, *words], cwd=folder / "family", stdin=subprocess.DEVNULL, capture_output=True, env=environment(folder, **more), timeout=60)
    calls = (folder / "fake/words").read_bytes().split(b"\0\0") if (folder / "fake/words").exists() else []
    return done, [call.split(b"\0") for call in calls if call]


# What the program itself gives an engine; all else that starts with a dash came from an answer.
OPTIONS = {b"--no-trunc", b"--format", b"--version", b"--progress=plain", b"--file", b"--tag", b"--label", b"--iidfile", b"--platform", b"--type", b"--pull=never",
           b"--pull-never", b"--layers", b"--force-rm", b"--policy", b"--network=host", b"--all", b"--force", b"--volumes"}


def judge(folder, name, done, calls, engine="docker"):
    problems = []
    programs = {call[0] for call in calls}
    if programs - {str(folder / "bin" / engine).encode()}:
        problems.append(f"programs {programs}")
    canary = folder / "fake/canary"
    others = [line for line in canary.read_text().splitlines() if not line.startswith(f"{folder}/canaries/skopeo ")] if canary.exists() else []
    if others:
        problems.append(f"canaries {others}")
    options = {word.split(b"=")[0] if word.startswith(b"--build-arg=") else word for call in calls for word in call[1:] if word.startswith(b"-")} - OPTIONS - {b"--build-arg"}
    if options:
        problems.append(f"options {options}")
    if any(word.startswith(b"sha256:") and b"/../" in word for call in calls for word in call):
        problems.append("a path in an ID")
    for text in (done.stdout, done.stderr):
        shown = text.decode(errors="surrogateescape")
        bad = [c for c in shown if (ord(c) < 32 and c != "\n") or 0x7f <= ord(c) < 0xa0 or 0x202a <= ord(c) <= 0x202e or 0x2066 <= ord(c) <= 0x2069 or 0xdc80 <= ord(c) <= 0xdcff]
        if bad:
            problems.append(f"raw {bad[:3]!r}")
    if list(folder.rglob("PWN*")):
        problems.append("PWN")
    if done.returncode not in (0, 1, 3):
        problems.append(f"status {done.returncode}: {done.stderr[-300:]!r}")
    ok(not problems, name, *problems)


def lists():
    """Answers to the question for the list of images, a line for each."""
    yield "empty", b""
    yield "an empty line first", f"\nloom/x:1 {ID}\n".encode()
    yield "empty lines alone", b"\n\n\n"
    yield "blanks", b"   \n \n\t\n"
    yield "the name of another program", b"/usr/bin/podman\npodman\n"
    yield "NUL", f"loom/one:1\0 {ID}\nloom/two:1 {ID}\0--help\n\0\n".encode()
    yield "no UTF-8", b"\xff\xfe\x80 \xff\n"
    yield "a long line", b"x" * 3_000_000 + b"\n"
    yield "a long name", b"loom/" + b"x" * 1_000_000 + b":1 " + ID.encode() + b"\n"
    yield "many lines", f"loom/x:1 {ID}\n".encode() * 50_000
    yield "carriage returns", f"loom/one:1 {ID}\r\nloom/two:1 {ID}\r\n".encode()
    for word in WORDS:
        yield f"as an ID: {word!r}", "".join(f"{name} {word}\n" for name in ("loom/one:1", "debian:12", "--help:1", "KEY")).encode()
        yield f"as a name: {word!r}", f"{word} {ID}\n{word}:1 {ID}\n{word}".encode()


def images():
    """Answers to a look at images, as JSON."""
    whole = {"Id": ID, "RepoTags": ["debian:12", "loom/one:KEY"], "Os": "linux", "Architecture": "amd64", "RootFS": {"Layers": [ID]}, "Config": {"Labels": {"basegen.key": "KEY"}}}
    yield "empty", ""
    yield "empty lines", "\n\n"
    yield "no JSON", "podman\n{"
    for text in ("[]", "null", "1", '""', "[[]]", "{}", '{"Id": null}', "[" * 100_000, '{"a":' * 100_000, "99999999999999999999999999", "1e999", '"\\u0000"', '"\\ud800"'):
        yield f"other JSON {text[:20]}", f"{text}\n"
    for key in whole:
        for value in (None, -1, 2 ** 64, True, [], {}, [None, 1, {}], "", "x" * 100_000, *(WORDS if key in ("Id", "RepoTags") else WORDS[:5:2]), "a\nb", "a\0b"):
            yield f"{key}: {str(value)[:20]!r}", json.dumps({**whole, key: value}) + "\n"
    for value in (*WORDS[:6], "a\nb", "a\0b", 1, None, []):
        yield f"a layer {value!r}", json.dumps({**whole, "RootFS": {"Layers": [value]}}) + "\n"
        for label in ("basegen.key", "basegen.parents", "basegen.ingredients", "basegen.stand-in"):
            yield f"the label {label} {value!r}", json.dumps({**whole, "Config": {"Labels": {label: value}}}) + "\n"
        yield f"a label called {value!r}", json.dumps({**whole, "Config": {"Labels": {str(value): "x"}}}) + "\n"
    yield "a key twice", f'{{"Id": "{ID}", "Id": "--help", "Os": "linux", "Os": "-x"}}\n'


def check_docker(folder):
    fake = folder / "fake"
    # The keys, so that an answer can be about the very names that are looked for.
    done, calls = run(folder, "build")
    same((done.returncode, b"2 built" in done.stdout), (0, True), "the fake builds")
    keys = [word.decode() for call in calls for word in call if b":key-" in word and b"=" not in word]
    engine = {call[0] for call in calls}
    same(engine, {str(folder / "bin/docker").encode()}, "by one engine")
    held = (fake / "images").read_text()
    for question, answers in (("images", lists()), ("image-inspect", images())):
        for name, answer in answers:
            text = answer if isinstance(answer, bytes) else answer.encode("utf-8", "surrogatepass")
            text = text.replace(b"loom/one:KEY", keys[0].encode()).replace(b"KEY", keys[0].partition("key-")[2].encode() if question == "image-inspect" else keys[0].encode())
            write(fake / "images", held if question == "image-inspect" else "")
            write(fake / f"hostile-{question}", text)
            shutil.rmtree(folder / "family/build", ignore_errors=True)
            judge(folder, f"docker {question}: {name}", *run(folder, "build"))
        (fake / f"hostile-{question}").unlink()
    for question, answers in (("version", ["", "\n", "-evil\n", "../x\n", "a b\n", "\x1b]0;PWN\x07\n", "default\n--help\n", "x" * 100_000]), ("network", ["", "\0", "--help"]),
                              ("--version", ["\n", "\n\nDocker version 20.10.24, build x\n", "Docker version -1\n", "Docker version 99999999999999999999\n", "Docker version 20\x1b[2J\n",
                                             "podman version 4\n", "Docker version 20.10.24, build x\n/usr/bin/podman\n", "Docker version 20\0x\n"]),
                              ("iidfile", ["", "\n", "--help\n", "-evil", "../../x", "sha256:\n", "\x1b]0;PWN\x07", "sha256:a b\n", "\0", "x" * 100_000, f"{ID}\n{ID}\n"])):
        for answer in answers:
            write(fake / "images", "")
            write(fake / f"hostile-{question}", answer)
            shutil.rmtree(folder / "family/build", ignore_errors=True)
            if question == "--version":
                # A docker that cannot build is passed over, which is the rule: not a canary then.
                done, calls = run(folder, "build", ENGINE=str(folder / "bin/docker"))
                judge(folder, f"docker {question}: {answer[:30]!r}", done, calls)
            else:
                judge(folder, f"docker {question}: {answer[:30]!r}", *run(folder, "build"))
        (fake / f"hostile-{question}").unlink()


def check_stores(folder):
    """Podman and buildah tell where they keep images, and what; other programs stay what they are."""
    fake = folder / "fake"
    store = folder / "store"
    (store / "overlay-images").mkdir(parents=True)
    write(folder / "secret", "secret\n")
    for name, root, driver in (("podman", "graphRoot", "graphDriverName"), ("buildah", "GraphRoot", "GraphDriverName")):
        shutil.copy(folder / "bin/docker", folder / "bin" / name)
        shutil.copy(ROOT / "tests/lib/fake-docker", fake / "docker")
        for answer in ({}, [], None, 1, {"store": []}, {"store": {root: "relative", driver: "overlay"}}, {"store": {root: 5, driver: "overlay"}}, {"store": {root: str(store), driver: "../.."}},
                       *({"store": {root: str(store), driver: "overlay", "imageStore": {"number": number}, "ImageStore": {"number": number}}, "host": {"serviceIsRemote": False, "arch": word, "os": word}}
                         for number, word in ((0, "amd64"), (1, "amd64"), (-1, "--help"), (2 ** 70, "\x1b]0;PWN\x07"), ("x", "a b"), (1.5, "")))):
            for entry in ({"id": "../../secret", "names": ["docker.io/library/debian:12"]}, {"id": "sha256:../../secret", "names": ["--help:1"]}, {"id": 1, "names": 1}, {"id": "a" * 64, "names": [None, "\x1b:1", 1]}):
                write(store / "overlay-images/images.json", json.dumps([entry]))
                write(fake / "images", "")
                write(fake / "hostile-info", json.dumps(answer))
                shutil.rmtree(folder / "family/build", ignore_errors=True)
                done, calls = run(folder, "why", ENGINE=str(folder / "bin" / name))
                if b"secret\n" in done.stdout + done.stderr:
                    ok(False, f"{name} {answer} {entry}: a file is shown")
                judge(folder, f"{name} info: {str(answer)[:60]} {str(entry)[:30]}", done, calls, name)
        (folder / "bin" / name).unlink()
    (fake / "hostile-info").unlink()


def check_registry(folder):
    """Skopeo's answers, and those of docker's helpers of passwords."""
    fake = folder / "fake"
    write(folder / "bin/skopeo", '#!/bin/sh\nprintf \'%s\\0\' "$0" "$@" \'\' >>"$FAKE/skopeo"\n[ "$1" = --version ] || cat "$FAKE/said"\nexit "$(cat "$FAKE/status")"\n', 0o755)
    write(folder / "bin/docker-credential-evil", '#!/bin/sh\ncat >/dev/null\ncat "$FAKE/helper"\n', 0o755)
    (folder / ".docker").mkdir()
    write(fake / "helper", '{"Username": "a", "Secret": "b"}')
    texts = ["", "\n", "{}", "[]", "null", "\x1b]0;PWN\x07", "\0", "--help\n", "x" * 100_000, '{"manifests": [{"digest": "--help", "platform": {"os": "--help", "architecture": "\\u001b]0;PWN\\u0007"}}]}',
             '{"manifests": [{"digest": "sha256:a b", "platform": {"os": "linux", "architecture": "amd64"}}]}', '{"manifests": 1}', '{"config": {"digest": "../../x"}}', '{"config": {"digest": "--help"}}',
             '{"schemaVersion": 99999999999999999999, "config": {"digest": "' + ID + '"}}', 'time="x" level=fatal msg="\x1b]0;PWN\x07\\n\\x1b"\n', '{"Tags": ["--help", "../x", "a b", "\\u001b", 1, null, "x@y"]}']
    write(fake / "images", "")
    run(folder, "build", REGISTRY="localhost:1/x")
    own = {b"--version", b"--raw", b"--config", b"--tls-verify=false", b"--quiet", b"--preserve-digests", b"--multi-arch", b"--dest-tls-verify=false", b"--src-tls-verify=false"}
    for status, text, verb in [(status, text, verb) for status in "01" for text in texts for verb in ("push", "pull", "lock", "bake")]:
        write(fake / "status", status)
        write(fake / "said", text)
        (fake / "skopeo").unlink(missing_ok=True)
        done, calls = run(folder, verb, REGISTRY="localhost:1/x")
        asked = (fake / "skopeo").read_bytes().split(b"\0") if (fake / "skopeo").exists() else []
        same({word for word in asked if word.startswith(b"-")} - own, set(), f"{verb}, skopeo {status} {text[:30]!r}: its options")
        judge(folder, f"{verb}, skopeo {status} {text[:30]!r}", done, calls)
    write(folder / ".docker/config.json", json.dumps({"credsStore": "evil"}))
    for text in ("", "\n", "{}", "[]", "\x1b]0;PWN\x07\n--help", "\0", '{"Username": 1, "Secret": []}', '{"Username": "\\u001b]0;PWN\\u0007", "Secret": "\\n--help"}', '{"Username": "../../x", "Secret": "a"}',
                 '{"Username": "a", "Username": "--help", "Secret": "b"}', "x" * 100_000):
        write(fake / "helper", text)
        done, calls = run(folder, "push", REGISTRY="localhost:1/x")
        judge(folder, f"a helper: {text[:30]!r}", done, calls)


def main():
    folder = pathlib.Path(tempfile.mkdtemp()).resolve()
    try:
        start(folder)
        check_docker(folder)
        check_stores(folder)
        check_registry(folder)
    finally:
        shutil.rmtree(folder)
    done_testing()


main()
