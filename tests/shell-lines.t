#!/usr/bin/env python3
"""The lines of `run` do in a RUN what they do in a script: random scripts of many lines are rendered, and sh and bash
print and return for the command of the RUN what they do for the script with -e. SEED=N tries others."""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ["BUILD"]) / "build/basegen")
SEED = os.environ.get("SEED", "1")
SCRIPTS = 300
WORDS = ["do", "then", "esac", "'a # b'", '"a;b"', "a#b", "a\\\\b", "\\#", '"$x"', "$#", "${x:-a b}", "$((1 + (2) * 3))",
         "$(echo a; echo b)", "`echo c`", '"$(echo "d")"', "'{'", "\\;", "{", "}", "!", '"a\\"b"', "${x#a}", "[", "in"]
SIMPLE = ["true", "true", "true", "false", "x=a", "x=done y=b", "test -n \"$x\"", "(exit 3)", "echo e >&2", ": >/dev/null"]


class Script:
    """A random script. An && or ! that fails outside of compound commands ends a RUN but not `sh -e`: they stand
    where that makes no difference. What goes through a pipe goes all through it, so that the order is one."""

    def __init__(self, dice):
        self.dice = dice

    def simple(self):
        if self.dice.random() < 0.6:
            return "echo " + " ".join(self.dice.choices(WORDS, k=self.dice.randint(1, 3)))
        return self.dice.choice(SIMPLE)

    def line(self):
        """Commands in one line, or one that goes on in the next."""
        dice, one, two = self.dice, self.simple(), self.simple()
        return dice.choice([
            [one], [one], [one], [f"{one} || {two}"], [f"{one} && {two} || true"], [f"{one}; {two}"], [f"{one} | cat"],
            [f"{one} ||", f"  {two}"], [f"{one} |", "", "cat"], [f"{one} # {two}"], [f"{one};"], [f"{one} \\", "  2>&1"],
            ["# it's a comment", one], ["", one], [f"{one} & wait"], [f"{one} &", "wait"], [f"! {one} || {two}"],
            [f"if {one}; then {two}; fi"], [f"for x in 1 2; do {one}; done"], [f"case $x in a) {one};; *) {two};; esac"],
            [f"({one}; {two})"], [f"{{ {one}; {two}; }}"], ["x=$(", one, f"  {two}", ")"], ['echo "$(', one, ')"'],
            ["f() {", one, "}", "f"], [f"{one} && \\", f"{two} ||", "true"]])

    def body(self, depth):
        lines = []
        for _ in range(self.dice.randint(1, 3)):
            if depth < 3 and self.dice.random() < 0.4:
                lines += self.compound(depth + 1)
            else:
                lines += self.line()
        return ["  " + line if line else line for line in lines]

    def compound(self, depth):
        dice, body, other, one = self.dice, self.body(depth), self.body(depth), self.simple()
        return dice.choice([
            [f"if {one}", "then", *body, "fi"], [f"if {one}; then", *body, "else", *other, "fi"],
            ["if", *body, "then", *other, f"elif {one}", "then", *body, "fi >&2"],
            ["for x in a b", "do", *body, "done"], ["for x in a b; do", *body, "done 2>&1 | cat"],
            ["for x do", *body, "done"], ["for x", "do", *body, "done"],
            ["n=", 'while test "$n" != aa', "do", "n=a$n", *body, "done"], [f"until {one}; do", *body, "break", "done"],
            ["case a in", "a)", *body, "  ;;", "b)", *other, "esac"], ["case $x", "in", "(a|b)", *body, "  ;;", "*) ;;", "esac"],
            ["case b in a) ;; b)", *body, ";;", "esac # x"], ["case a in", "esac"],
            ["{", *body, "}"], ["(", *body, ")"], ["{", *body, "} ||", "{", *other, "}"], ["(", *body, ") && true || false"],
            ["g()", "{", *body, "}", "g"], ["g ( ) (", *body, ")", "g || true"], ["x=$(", *body, ")", 'echo "$x"'],
            [f"while {one}; do", *body, "break", "done >&2", *other]])

    def text(self):
        return "\n".join(self.body(0)) + "\n"


def commands(dockerfile):
    """The command of each RUN, as an engine passes it to the shell."""
    lines = [line for line in dockerfile.split("\n") if line and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\[ \t]*\n", "", "\n".join(lines))
    return [line[4:] for line in joined.split("\n") if line.startswith("RUN ")]


def run(shell, arguments, folder):
    done = subprocess.run([shell, *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    # A shell names the line and itself in what it says.
    return done.returncode, done.stdout, re.sub(rb"(?m)^\S*: (?:\S+: )?(?:line )?\d+: ", b"", done.stderr)


def render(texts, folder):
    images = [f'  i{number}:\n    run: [{{commands: {quote(text)}}}]\n' for number, text in enumerate(texts)]
    head = 'name: x\ndefaults: {from: "debian:12", tag: "1"}\nimages:\n'
    (folder / "images.yaml").write_text(head + "".join(images))
    done = subprocess.run([BASEGEN, "-C", str(folder), "generate"], capture_output=True, text=True)
    ok(done.returncode == 0, f"seed {SEED}: {len(texts)} scripts are rendered", done.stderr)
    return [commands((folder / f"out/i{number}/Dockerfile").read_text()) for number in range(len(texts))]


def quote(text):
    """A text in double quotes of YAML, without a placeholder."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + text.replace("{#", "{{ '{#' }}") + '"'


def main():
    dice = random.Random(SEED)
    texts = [Script(dice).text() for _ in range(SCRIPTS)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        rendered = render(texts, folder)
        for shell in filter(shutil.which, ("sh", "bash")):
            wrong = []
            for text, found in zip(texts, rendered):
                (folder / "script").write_text(text)
                expected = run(shell, ["-e", "script"], folder)
                got = run(shell, ["-c", found[0]], folder) if len(found) == 1 else found
                if got != expected:
                    wrong.append(f"{text}---\n{found}\n     got: {got}\nexpected: {expected}")
            ok(not wrong, f"seed {SEED}: {shell} does the same", f"{len(wrong)} of {len(texts)}", *wrong[:3])
    done_testing()


main()
