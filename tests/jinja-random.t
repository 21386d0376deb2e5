#!/usr/bin/env python3
"""Renders random templates with jinja2 and with basegen; bytes and refusals must agree.

COUNT templates (300) are made from SEED (1) on; a seed that fails can be given alone: COUNT=1 SEED=n.
What basegen says it does not support may be refused, but seldom.
"""
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "jinja"))
from compare import Case, expect, render  # noqa: E402
from grammar import Grammar  # noqa: E402

UNSUPPORTED = re.compile("error: .*(not supported|not a finite number|more than|deeper than|cannot be printed|Markup|bool cannot be sliced)")
PLACES = re.compile(rb"(?i) at 0x[0-9a-f]+>|<generator object|<jinja2|<function|<built-in|<bound method")
OPTIONS = ["trim-blocks", "lstrip-blocks", "keep-trailing-newline", "strict"]


def make(seed):
    grammar = Grammar(seed)
    case = Case(f"seed {seed}", [word for word in OPTIONS if grammar.chance(0.2)])
    case.data, case.files, case.template = grammar.data(), grammar.files(), grammar.template()
    return case


def judge(case, folder):
    """Whether both render, both refuse or only Jinja renders; or how they differ."""
    wanted = expect(case)
    status, out, err = render(case, folder)
    if status not in (0, 2):
        return f"status {status}: {err}"
    if wanted is not None and PLACES.search(wanted):
        return "unsupported" if status == 2 else f"wanted a refusal, as {wanted!r} is Python's, got {out!r}"
    if status == 2:
        if wanted is None:
            return "refused"
        return "unsupported" if UNSUPPORTED.search(err) else f"wanted {wanted!r}, refused: {err}"
    if wanted is None and case.folded:
        return "unsupported"
    if wanted is None:
        return f"Jinja refuses it ({case.mistake!r}), basegen gave {out!r}"
    return "rendered" if out == wanted else f"wanted {wanted!r}\n     got {out!r}"


def describe(case, problem):
    text = f"options {case.words}\ndata {case.data}\ntemplate {case.template!r}\nfiles {case.files!r}\n{problem}"
    print("\n".join("# " + line for line in text.split("\n")))


def main():
    first, count = int(os.environ.get("SEED") or 1), int(os.environ.get("COUNT") or 300)
    seen = {"rendered": 0, "refused": 0, "unsupported": 0}
    wrong = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as scratch:
            case = make(seed)
            result = judge(case, pathlib.Path(scratch))
        if result in seen:
            seen[result] += 1
        else:
            wrong += 1
            print(f"not ok {wrong} - {case.name}")
            describe(case, result)
    print(f"# {count} templates: {seen}")
    enough = seen["rendered"] > count / 3 and seen["unsupported"] < count / 20
    print(f"{'ok' if enough else 'not ok'} {wrong + 1} - most templates render, few are not supported")
    print(f"{'not ok' if wrong else 'ok'} {wrong + 2} - jinja2 and basegen agree on {count} templates")
    print(f"1..{wrong + 2}")
    return 1 if wrong or not enough else 0


sys.exit(main())
