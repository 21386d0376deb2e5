#!/usr/bin/env python3
"""Hostile files as images.yaml: each is refused with 2 and a line number, within 100 ms and 64 MB,
with at most 50 messages, without a crash and with nothing written. A sanitized build is not timed."""
import os
import pathlib
import re
import resource
import shutil
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ["BUILD"]) / "build/basegen")
SANITIZED = b"__asan_init" in pathlib.Path(BASEGEN).read_bytes()
LARGE = 1 << 20
SECONDS, MEGABYTES = 0.1, 64
# What a megabyte of commas takes on the machine that the limit was set on: a slower one has more time.
COMMAS = 0.045
HEAD = 'name: x\nimages:\n  a: {from: "debian:12", tag: "1", template: base.Dockerfile.j2}\n'


def fill(piece, head="", tail=""):
    """As many pieces as make a megabyte."""
    return head + piece * ((LARGE - len(head) - len(tail)) // len(piece)) + tail


def count(form, head="", tail="", most=10 ** 6):
    """Numbered pieces, up to a megabyte with what else there is."""
    parts, size = [head], 1000
    for number in range(most):
        piece = form % ((number,) * form.count("%d"))
        size += len(piece)
        if size > LARGE:
            break
        parts.append(piece)
    return "".join(parts) + tail


def image(keys):
    return HEAD + "  b:\n    from: a\n" + "".join(f"    {line}\n" for line in keys.split("\n"))


def inputs():
    """Name, text (or bytes), and the line of the first message where it is known."""
    yield from depths()
    yield from expansions()
    yield from masses()
    yield from json_texts()
    yield from encodings()
    yield from syntax()
    yield from names()
    yield from graphs()
    yield from backtracking()


def depths():
    yield "[ without end", fill("["), 1
    yield "{ without end", fill("{"), 1
    yield "[{ without end", fill("[{"), 1
    yield "{a: without end", fill("{a: "), 1
    yield "[ and ]", "[" * (LARGE // 2) + "]" * (LARGE // 2), 1
    yield "- on one line", fill("- "), 1
    yield "? on one line", fill("? "), 1
    yield "- ? in turns", fill("- ? "), 1
    yield "maps by indentation", "".join(" " * depth + "a:\n" for depth in range(1400)), None
    yield "lists by indentation", "".join(" " * depth + "-\n" for depth in range(1400)), None
    yield "33 levels", "a: " + "[" * 33 + "]" * 33, 1
    yield "deep in a key of the user", HEAD + "x-deep: " + "[" * 40 + "]" * 40 + "\n", 4
    yield "deep in vars", image("vars: {a: " + "[" * 60 + "]" * 60 + "}"), 6


def expansions():
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 10):
        laughs += f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * 10) + "]\n"
    yield "billion laughs", laughs, None
    maps = "x-0: &a0 {k: v}\n"
    for level in range(1, 30):
        maps += f"x-{level}: &a{level} {{a: *a{level - 1}, b: *a{level - 1}}}\n"
    yield "laughs of maps", maps, None
    yield "one list a hundred thousand times", "x-a: &a [" + "x, " * 1000 + "]\nx-b: [" + "*a, " * 200000 + "]\n", None
    yield "a long text aliased", image("vars:\n      a: &a " + "y" * 100000 + "\n      b: [" + "*a, " * 20000 + "]") + "z: 1\n", None
    yield "merge keys in a row", "x-0: &a0 {k0: v}\n" + count("x-%d: &b%d {<<: *a0, k%d: v}\n") + "z: 1\n", None
    chain = "x-0: &a0 {k0: v}\n"
    for level in range(1, 12000):
        chain += f"x-{level}: &a{level} {{<<: *a{level - 1}, k{level}: v}}\n"
    yield "a chain of merges", chain, None
    yield "a merge of many", "x-a: &a {" + count("k%d: v, ", most=50000) + "}\nx-b: {<<: [" + "*a, " * 80000 + "]}\n", None
    yield "images by alias", HEAD + "x-i: &i {from: a, env: {" + count("A%d: x, ", most=4000) + "}}\n" + "x-o:\n" + count("  i%d: *i\n", most=40000), None
    yield "anchors", count("x-%d: &a%d 1\n") + "z: 1\n", None
    yield "an anchor in itself", "x-a: &a [*a]\n", 1
    yield "an unknown anchor", HEAD + "x-a: *nobody\n", 4
    yield "unknown anchors", count("x-%d: *a%d\n"), 1
    yield "an anchor of a megabyte", "x-a: &" + "a" * LARGE + " 1\n", None
    yield "merging a scalar", HEAD + "x-a: {<<: 1}\n", 4
    yield "merging lists of lists", HEAD + "x-a: {<<: [[1], [2]]}\n", 4
    yield "two merges", HEAD + "x-a: {<<: {a: 1}, <<: {b: 1}}\n", 4


def masses():
    yield "items", fill("- a\n"), None
    yield "items of nothing", fill("-\n"), None
    yield "commas", fill("a,", "[", "]"), 1
    yield "empty maps", fill("{},", "[", "]"), 1
    yield "empty lists", fill("[],", "[", "]"), 1
    yield "empty texts", fill('"",', "[", "]"), 1
    yield "pairs", fill("a: b, ", "[", "]"), 1
    yield "keys", count("k%d: 1\n"), None
    yield "fewer keys", count("k%d: 1\n", most=49000), 1
    yield "the same key", fill("k: 1\n"), None
    yield "unknown keys of an image", image("x: 1\n    " + count("fron%d: 1\n    ")), None
    yield "near keys of an image", image("x: 1\n    " + count("workdi%d: 1\n    ")), None
    yield "a list of packages with a mistake", image("packages: {apt: [" + count("p%d, ") + "BAD]}"), None
    yield "variables with mistakes", image("env: {" + count("%dA: x, ") + "}"), None
    yield "variables over defaults", "defaults: {env: {" + count("A%d: x, ", most=30000) + "}}\n" + image("env: {" + count("A%d: y, ", most=30000) + "1A: x}"), None
    yield "copies", image("copy: [" + count('{image: "b%d:1", from: /x, to: /x}, ', most=22000) + "1]"), None
    yield "axes", image("matrix: {" + count("a%d: [1, 2], ") + "}"), None
    yield "values of an axis", image("matrix: {a: [" + count("%d, ") + "]}"), None
    yield "matrices", HEAD + count('  i%d: {from: "a:1", tag: "{{a}}", matrix: {a: [1,2,3,4,5,6,7,8], b: [1,2,3,4]}}\n') + "  1A:\n", None
    yield "children of a matrix", HEAD + '  m: {from: a, tag: "{{ x }}", matrix: {x: [' + ",".join(map(str, range(256))) + "]}}\n" + count("  i%d: {from: m}\n"), None
    yield "templates in strings", HEAD + '  m: {from: a, matrix: {x: [1]}, tag: "' + "{{ x }}" * 140000 + '"}\n', None
    yield "tags to set", HEAD + '  m: {from: a, matrix: {x: [1]}, tag: "' + count("{%% set a%d = 1 %%}", most=50000) + '"}\n', None
    yield "exclusions", image("matrix: {a: [1, 2]}\n    exclude: [" + count("{a: %d}, ") + "]"), None
    yield "a comment", fill("#"), None
    yield "comments", fill("#\n"), None
    yield "spaces", fill(" "), None
    yield "line ends", fill("\n"), None
    yield "tabs", fill("\t"), None
    yield "a text", fill("a"), 1
    yield "a quoted text", '"' + "a" * (LARGE - 2) + '"', 1
    yield "a text of escapes", '"' + "\\x41" * (LARGE // 4 - 2) + '"', 1
    yield "a text of line ends", '"' + "\n" * (LARGE - 2) + '"', 1
    yield "a folded text", "name: >\n" + "  a\n" * (LARGE // 4 - 10), None
    yield "a literal text", "name: |\n" + "  a\n" * (LARGE // 4 - 10), None
    yield "a long key", "a" * (LARGE - 10) + ": 1\n", 1
    yield "a long value", "name: " + "a" * (LARGE - 10), 1
    yield "a long number", image("user: {name: a, gid: 1, uid: " + "1" * 900000 + "}"), 6
    yield "long integers", image("vars: {a: " + "9" * 900000 + "}"), 6


def json_texts():
    yield "JSON: keys", "{" + count('"k%d":1,') + '"z":1}', None
    yield "JSON: the same key", "{" + fill('"k":1,', tail=" " * 10) + '"k":1}', None
    yield "JSON: items", '{"name":[' + fill("1,", tail=" " * 20) + "1]}", None
    yield "JSON: depth", '{"a":' * 100000 + "1" + "}" * 100000, None
    yield "JSON: images", '{"name":"x","images":{' + count('"i%d":{"from":"j"},', most=14000) + '"z":1}}', None


def encodings():
    yield "nothing", "", None
    yield "a byte-order mark alone", "\ufeff", None
    yield "byte-order marks", fill("\ufeff"[:1] * 1, "", "")[:300000], None
    yield "UTF-16, little", "name: x".encode("utf-16"), None
    yield "UTF-16, big", b"\xfe\xff" + "name: x".encode("utf-16-be"), None
    yield "UTF-16 without mark", "name: x\nimages: {}".encode("utf-16-le"), None
    yield "UTF-32", "name: x".encode("utf-32"), None
    yield "Latin-1", "name: x\nsummary: caf\xe9\n".encode("latin-1"), 2
    for name, bad in (("overlong", b"\xc0\xaf"), ("a surrogate", b"\xed\xa0\x80"), ("past Unicode", b"\xf4\x90\x80\x80"), ("cut", b"\xe2\x82"),
                      ("a lone tail", b"\x80"), ("0xFF", b"\xff"), ("five bytes", b"\xf8\x88\x80\x80\x80")):
        yield f"invalid: {name}, at the start", bad + b"name: x\n", 1
        yield f"invalid: {name}, in line 4", HEAD.encode() + b"x-a: a" + bad + b"\n", 4
        yield f"invalid: {name}, at the end", HEAD.encode() + b"# " + bad, 4
    yield "a megabyte of 0xFF", b"\xff" * LARGE, 1
    for point in [*range(0, 9), 0xb, 0xc, 0xe, 0x1b, 0x1f, 0x7f, 0x80, 0x84, 0x86, 0x9f, 0xfffe, 0xffff]:
        yield f"U+{point:04X} in a value", HEAD + f"x-a: a{chr(point)}b\n", 4
    yield "NUL in a comment", HEAD + "# \0\n", 4
    for point in (0x200b, 0x200e, 0x202a, 0x202e, 0x2066, 0x2069, 0x061c):
        yield f"U+{point:04X} in a summary", image(f"summary: a{chr(point)}b"), 6
        yield f"U+{point:04X} in a name", HEAD + f"  b{chr(point)}: {{from: a}}\n", 4
    yield "after U+2028", HEAD + "x-a: \"\u2028\u2028\"\nz: 1\n", 5
    yield "after NEL", HEAD + "x-a: \"\u0085\u0085\"\nz: 1\n", 5
    yield "after CR and LF", HEAD.replace("\n", "\r\n") + "z: 1\r\n", 4
    yield "after CR", HEAD.replace("\n", "\r") + "z: 1\r", 4
    yield "after tabs", HEAD + "x-a:\t\t[\t1\t]\nz:\t1\n", 5
    yield "after a byte-order mark", "\ufeff" + HEAD + "z: 1\n", 4


def syntax():
    for name, text, line in (
            ("a quote that stays open", HEAD + 'x-a: "abc\n', None), ("an apostrophe that stays open", HEAD + "x-a: 'abc\n", None),
            ("a list that stays open", HEAD + "x-a: [1, 2\n", None), ("a tab as indentation", HEAD + "x-a:\n\tb: 1\n", None),
            ("a bad escape", HEAD + 'x-a: "\\q"\n', 4), ("two documents", HEAD + "---\nname: y\n", 4), ("a document's end and more", HEAD + "...\nname: y\n", None),
            ("a tag of Python", HEAD + 'x-a: !!python/object/apply:os.system ["id"]\n', 4), ("a tag of one's own", HEAD + "x-a: !x 1\n", 4),
            ("a binary tag", HEAD + "x-a: !!binary aGVsbG8=\n", 4), ("a tag directive", "%TAG !e! tag:example.com,2000:\n---\n" + HEAD + "x-a: !e!x 1\n", None),
            ("YAML 2.0", "%YAML 2.0\n---\n" + HEAD, None), ("a list at the top", "- a\n- b\n", 1), ("a text at the top", "hello\n", 1), ("null", "~\n", 1),
            ("a key that is a list", HEAD + "x-a: {[1, 2]: 3}\n", 4), ("a key that is a map", HEAD + "? {a: 1}\n: 2\n", 4), ("no value", "name:\nimages:\n", None),
            ("a key twice", HEAD + "name: y\n", 4), ("an image twice", HEAD + "  a: {from: x}\n", 4), ("a colon in a text", HEAD + "x-a: b: c\n", 4),
            ("a reserved character", HEAD + "x-a: @b\n", 4), ("a backquote", HEAD + "x-a: `id`\n", 4), ("a percent", HEAD + "x-a: %b\n", 4),
            ("an anchor without a value", HEAD + "x-a: [&a, *a, &b *a]\n", None), ("conflict markers", HEAD + "<<<<<<< ours\nx-a: 1\n=======\n", None)):
        yield name, text, line


def names():
    for name in ("-x", "--help", "x/../y", "../x", "/x", "X", "a b", "a" * 129, "f" * 64, "0123456789abcdef" * 4, ".x", "x.", "a..b", "a:b", "a@b", "$(id)",
                 "`id`", "a;b", "a%b", "a#b", "~", "é", "all", "base-images", "include", "a\\b", "a'b", "con\u0301"):
        yield f"an image called {name[:20]}", HEAD + f"  {__import__('json').dumps(name, ensure_ascii=False)}: {{from: a}}\n", 4
    for key, value in (("tag", "a/b"), ("tag", "-x"), ("tag", "x" * 129), ("from", "debian"), ("from", "debian:"), ("from", "http://x/y:1"), ("from", "x@sha256:12"),
                       ("from", "a:1 b"), ("from", "-a:1"), ("template", "../x.j2"), ("template", "/etc/x.j2"), ("workdir", "x"), ("workdir", "/a/../b"),
                       ("workdir", "/$HOME"), ("files", [{"from": "../x", "to": "/x"}]), ("files", [{"from": "/etc/passwd", "to": "/x"}]), ("env", {"A=B": "x"}),
                       ("env", {"A": "x\ny"}), ("packages", {"apt": ["-y"]}), ("packages", {"apt": ["a;b"]}), ("packages", {"pip": ["--pre"]}),
                       ("packages", {"pip": ["a @ $(id)"]}), ("packages", {"npm": ["-g"]}), ("packages", {"go": ["x"]}), ("packages", {"cargo": ["a b"]}),
                       ("packages", {"yum": ["x"]}), ("secrets", [{"id": "a,src=/etc/shadow"}]), ("ssh", ["default=/x"]), ("platforms", ["linux"]),
                       ("user", {"name": "a:b", "uid": 1, "gid": 1}), ("user", {"name": "a", "uid": 4294967296, "gid": 1}), ("expose", ["99999999"]),
                       ("stopsignal", "kill -9"), ("healthcheck", {"command": ["x"], "interval": "1 day"}), ("labels", {"a\nb": "x"}), ("build", {"network": "bridge"})):
        yield f"{key} {value}"[:60], image(f"{key}: {__import__('json').dumps(value)}"), 6


def graphs():
    yield "an image on itself", HEAD + "  b: {from: b}\n", 4
    yield "two on each other", HEAD + "  b: {from: c}\n  c: {from: b}\n", 4
    yield "a cycle of thousands", "name: x\nimages:\n" + "".join(f"  i{n}: {{from: i{(n + 1) % 10000}}}\n" for n in range(10000)), None
    yield "a chain", HEAD + "  i0: {from: a}\n" + "".join(f"  i{n}: {{from: i{n - 1}}}\n" for n in range(1, 30000)), None
    yield "a chain backwards", HEAD + "  i30000: {from: a}\n" + "".join(f"  i{n}: {{from: i{n + 1}}}\n" for n in range(30000)), None
    yield "children", HEAD + count("  i%d: {from: a}\n", most=45000) + "  b: {from: c}\n", None
    yield "fewer children", HEAD + count("  i%d: {from: a}\n", most=14990) + "  b: {from: c}\n", None
    yield "unknown parents", HEAD + count("  i%d: {from: j%d}\n", most=14990), 4
    yield "near parents", HEAD + count("  image%d: {from: imag%d}\n", most=14990), 4
    yield "images of nothing", HEAD + count("  i%d:\n", most=14990), 4
    yield "missing templates", HEAD + count("  i%d: {from: a, template: x%d.j2}\n", most=14990), 4
    yield "missing files", HEAD + count("  i%d: {from: a, files: [{from: x%d, to: /x}]}\n", most=14990), 4
    yield "cycles", HEAD + count("  i%d: {from: i%d}\n", most=14990), 4
    yield "all copy from all", HEAD + "".join(f"  i{n}: {{from: a, copy: [" + ", ".join(f"{{image: i{m}, from: /x, to: /x}}" for m in range(150)) + "]}\n" for n in range(150)), None


def backtracking():
    long = 4000
    for key, value in (("from", "a." * long), ("from", "a-" * long), ("from", "a/" * 250 + "!"), ("tag", "a." * 60 + "!"), ("workdir", "/a" * 500 + "$"), ("workdir", "/" + "a " * 500),
                       ("packages", {"pip": ["a" * 250 + "!"]}), ("packages", {"pip": ["a[" + "b," * 200]}), ("packages", {"pip": ["a>=1" + ",>=1" * 100 + ";"]}),
                       ("packages", {"pip": ["a;" + "(" * 200]}), ("packages", {"pip": ["a; os_name=='x'" + " and os_name=='x'" * 25 + "!"]}), ("packages", {"npm": ["a" * 250 + "!"]}),
                       ("packages", {"go": ["a." * 120]}), ("packages", {"go": ["a.b" + "/c" * 120 + "!"]}), ("labels", {"a." * 60 + "!": "x"}), ("healthcheck", {"command": ["x"], "interval": "1s" * 31 + "!"})):
        yield f"backtracking: {key} {value}"[:60], image(f"{key}: {__import__('json').dumps(value)}"), 6


def odd_files(folder):
    """What stands at the place of images.yaml and is no file."""
    path = folder / "images.yaml"
    yield "a folder", path.mkdir, path.rmdir
    yield "a FIFO", lambda: os.mkfifo(path), path.unlink
    yield "a device", lambda: path.symlink_to("/dev/zero"), path.unlink
    yield "a dangling link", lambda: path.symlink_to("nothing"), path.unlink
    yield "a link in a circle", lambda: path.symlink_to(path), path.unlink
    server = socket.socket(socket.AF_UNIX)
    yield "a socket", lambda: server.bind(str(path)), path.unlink
    yield "nothing there", lambda: None, lambda: None


def run(folder):
    """Status, messages, seconds of the processor and megabytes of one run. A shell in between keeps this program's memory out of it."""
    child = subprocess.Popen(["/bin/sh", "-c", '"$1" -C "$2" generate >"$2/stdout" 2>"$2/stderr"; echo $? >"$2/status"', "sh", BASEGEN, str(folder)])
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    status = int((folder / "status").read_text())
    return status, (folder / "stderr").read_bytes().decode(errors="replace"), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def allowed(folder):
    """The seconds that an input may take here."""
    (folder / "images.yaml").write_text(fill("a,", "[", "]"))
    best = min(run(folder)[2] for _ in range(7))
    return SECONDS * max(1, best / COMMAS)


def judge(name, folder, line, is_file, limit):
    for _ in range(7):
        status, said, seconds, megabytes = run(folder)
        if SANITIZED or seconds <= limit:
            break
    errors = re.findall(r"^images\.yaml:(\d+):\d+: error: ", said, re.MULTILINE)
    problems = []
    if status != 2:
        problems.append(f"status {status}")
    if is_file and not errors:
        problems.append("no place")
    if not is_file and not said.startswith("basegen: images.yaml: "):
        problems.append("no message")
    if line and errors and int(errors[0]) != line:
        problems.append(f"line {errors[0]}, not {line}")
    if len(errors) > 50:
        problems.append(f"{len(errors)} messages")
    if (folder / "out").exists():
        problems.append("something is written")
    if not SANITIZED and seconds > limit:
        problems.append(f"{seconds * 1000:.0f} ms, over {limit * 1000:.0f}")
    if not SANITIZED and megabytes > MEGABYTES:
        problems.append(f"{megabytes:.0f} MB")
    ok(not problems, name, ", ".join(problems), said[:300])
    return seconds, megabytes


def main():
    worst = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        shutil.copytree(ROOT / "templates", folder / "templates")
        limit = allowed(folder)
        for name, text, line in inputs():
            bytes_ = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
            (folder / "images.yaml").write_bytes(bytes_[:LARGE])
            worst.append((*judge(name, folder, line, True, limit), name))
        (folder / "images.yaml").unlink()
        for name, make, remove in odd_files(folder):
            make()
            judge(name, folder, None, False, limit)
            remove()
    for seconds, megabytes, name in sorted(worst)[-5:] if os.environ.get("V") else ():
        print(f"# {seconds * 1000:.0f} ms, {megabytes:.0f} MB: {name}")
    ok(len(worst) >= 100, "there are a hundred files and more")


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
main()
done_testing()
