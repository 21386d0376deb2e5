"""One template, rendered with jinja2 and with basegen: bytes and refusals must agree."""
import json
import os
import pathlib
import signal
import subprocess
import traceback

import jinja2

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
        self.mistake = None  # what Jinja raised
        self.said = ""  # what basegen wrote to standard error
        self.folded = False  # Jinja failed when it evaluated constants, before rendering

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


def give_up(*_):
    raise TimeoutError("Jinja does not end")


def expect(case):
    """What Jinja gives, or None where it refuses."""
    if case.output is not None:
        return case.output.encode()
    if "limit" in case.words or "latin-1" in case.words:
        return None
    environment = jinja2.Environment(
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        loader=jinja2.DictLoader(dict(case.files, main=case.template)),
        undefined=jinja2.StrictUndefined if "strict" in case.words else jinja2.Undefined,
        **{OPTIONS[word]: True for word in case.words if word in OPTIONS})
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(5)
    try:
        return environment.get_template("main").render(json.loads(case.data)).encode()
    except Exception as mistake:  # whatever Python raises is a refusal
        case.mistake = mistake
        frames = [frame.name for frame in traceback.extract_tb(mistake.__traceback__)]
        case.folded = isinstance(mistake, jinja2.UndefinedError) and "as_const" in frames
        return None
    finally:
        signal.alarm(0)


def render(case, folder):
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    (folder / "main").write_bytes(case.template.encode("latin-1" if "latin-1" in case.words else "utf-8"))
    (folder / "data.json").write_bytes(case.data.encode())
    options = [f"--{word}" for word in case.words if word in OPTIONS]
    if "strict" in case.words:
        options.append("--undefined=strict")
    done = subprocess.run([BASEGEN, "render", str(folder / "main"), "--data", str(folder / "data.json"),
                           "-I", str(folder)] + options, capture_output=True, check=False)
    case.said = done.stderr.decode(errors="replace")
    return done.returncode, done.stdout, case.said


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
