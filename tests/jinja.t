#!/usr/bin/env python3
"""Renders the cases of tests/jinja with jinja2 and with basegen; bytes and refusals must agree.

A file NAME.cases holds cases. "=== NAME WORD…" starts one; words are options of render and

    lines        each line of the template is a case of its own
    unsupported  Jinja renders it, basegen must refuse it
    limit        basegen must refuse it, whatever Jinja would do
    latin-1      the template is written in that encoding, which must be refused

and sections follow: "--- data" (JSON), "--- file NAME", "--- template", "--- output" (what must come
out where Jinja has no say, as with our own filters). A section's last line end is not part of it.
"""
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "jinja"))
from compare import Case, judge  # noqa: E402


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


def messages():
    """The catalogues of mistakes: the name of each, and a pattern for what it says."""
    text = "".join(path.read_text() for path in sorted((HERE.parent / "gen/jinja").glob("*/mistakes.h")))
    text = re.sub(r'"\s*\\\n\s*"', "", text)  # a string in parts
    for name, message in re.findall(r'#define (MISTAKE_\w+)[ \\\n\t]+"(.*)"', text):
        parts = re.split(r"%(?:\.\*|zu|0?\d*)?[a-zX]*", message)
        yield name, "error: " + ".*".join(re.escape(part) for part in parts) + "$"


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
    # What bounds a whole run has its case in tests/cases.
    said = "\n".join([*(case.said for case in cases), *(path.read_text() for path in HERE.glob("cases/*/stderr"))])
    number = len(cases)
    for name, pattern in messages() if len(sys.argv) == 1 else []:
        number += 1
        found = re.search(pattern, said, re.MULTILINE)
        failed += not found
        print(f"{'ok' if found else 'not ok'} {number} - {name} has a case")
    print(f"1..{number}")
    return 1 if failed else 0


sys.exit(main())
