#!/usr/bin/env python3
"""Renders the cases of tests/jinja with jinja2 and with basegen; bytes and refusals must agree.

A file NAME.cases holds cases. "=== NAME WORD…" starts one; words are options of render and

    lines        each line of the template is a case of its own
    unsupported  Jinja renders it, basegen must refuse it

and sections follow: "--- data" (JSON), "--- file NAME", "--- template", "--- output" (what must come
out where Jinja has no say, as with our own filters). A section's last line end is not part of it.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jinja2

HERE = pathlib.Path(__file__).resolve().parent
BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path("build/basegen").resolve())
OPTIONS = {"trim-blocks": "trim_blocks", "lstrip-blocks": "lstrip_blocks",
           "keep-trailing-newline": "keep_trailing_newline"}


class Case:
    def __init__(self, name, words):
        self.name = name
        self.words = words
        self.data = "{}"
        self.template = ""
        self.output = None
        self.files = {}

    def set(self, section, text):
        if section.startswith("file "):
            self.files[section[5:]] = text
        else:
            setattr(self, section, text)

    def split(self):
        if "lines" not in self.words:
            return [self]
        result = []
        for number, line in enumerate(self.template.split("\n"), 1):
            case = Case(f"{self.name} {number}: {line}", self.words)
            case.data, case.template, case.files = self.data, line, self.files
            result.append(case)
        return result


def read(path):
    cases, section, lines = [], None, []

    def end():
        if section:
            cases[-1].set(section, "\n".join(lines))

    for line in path.read_bytes().decode().split("\n"):
        if line.startswith("=== "):
            end()
            words = line[4:].split()
            cases.append(Case(f"{path.stem}: {words[0]}", words[1:]))
            section, lines = None, []
        elif line.startswith("--- "):
            end()
            section, lines = line[4:], []
        else:
            lines.append(line)
    if lines and lines[-1] == "":
        lines.pop()
    end()
    return [one for case in cases for one in case.split()]


def expect(case):
    """What Jinja gives, or None where it refuses."""
    if case.output is not None:
        return case.output.encode()
    environment = jinja2.Environment(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        loader=jinja2.DictLoader(dict(case.files, main=case.template)),
        undefined=jinja2.StrictUndefined if "strict" in case.words else jinja2.Undefined,
        **{OPTIONS[word]: True for word in case.words if word in OPTIONS})
    try:
        return environment.get_template("main").render(json.loads(case.data)).encode()
    except Exception as mistake:  # whatever Python raises is a refusal
        case.mistake = mistake
        return None


def render(case, folder):
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (folder / "main").write_bytes(case.template.encode())
    (folder / "data.json").write_bytes(case.data.encode())
    options = [f"--{word}" for word in case.words if word in OPTIONS]
    if "strict" in case.words:
        options.append("--undefined=strict")
    done = subprocess.run([BASEGEN, "render", str(folder / "main"), "--data", str(folder / "data.json"),
                           "-I", str(folder)] + options, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def judge(case, folder):
    wanted = expect(case)
    status, out, err = render(case, folder)
    if status not in (0, 2):
        return f"status {status}: {err}"
    if "unsupported" in case.words:
        if wanted is None:
            return f"Jinja refuses it as well: {case.mistake!r}"
        return None if status == 2 else f"not refused: {out!r}"
    if wanted is None:
        return None if status == 2 else f"Jinja refuses it ({case.mistake!r}), basegen gave {out!r}"
    if status == 2:
        return f"wanted {wanted!r}, refused: {err}"
    return None if out == wanted else f"wanted {wanted!r}\n     got {out!r}"


def main():
    names = sys.argv[1:] or sorted(HERE.glob("jinja/*.cases"))
    cases = [case for name in names for case in read(pathlib.Path(name))]
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        for number, case in enumerate(cases, 1):
            folder = pathlib.Path(scratch) / str(number)
            folder.mkdir()
            problem = judge(case, folder)
            title = case.name.replace("#", "\\#")
            print(f"{'not ok' if problem else 'ok'} {number} - {title}")
            if problem:
                failed += 1
                print("\n".join("# " + line for line in problem.split("\n")))
    print(f"1..{len(cases)}")
    return 1 if failed else 0


sys.exit(main())
