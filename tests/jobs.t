#!/usr/bin/env python3
# Runs aside: it waits for jobs that sleep.
"""How many images run at once: under make beside other jobs, and with jobservers that are staged by hand.

tests/lib/jobs-driver.c takes and gives; in its log a job that starts is + and one that ends is -.
"""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "lib"))
from tap import done_testing, ok, same  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD", HERE.parent)).resolve()
state = {}


def environment(**more):
    left_out = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **more}


def most_at_once():
    """Of the jobs in the log, and how many there were; forgets them."""
    now = most = jobs = 0
    for line in state["log"].read_text().split():
        now += 1 if line == "+" else -1
        most = max(most, now)
        jobs += line == "+"
    state["log"].unlink()
    return most, jobs, now


def run(makeflags, *words, **more):
    return subprocess.run([state["driver"], state["log"], *map(str, words)], env=environment(MAKEFLAGS=makeflags),
                          capture_output=True, text=True, timeout=30, **more)


def make(text, *options):
    folder = state["folder"]
    rule = "driver := {driver}\nlog := {log}\nplain = echo + >>$(log); sleep .2; echo - >>$(log)\n"
    (folder / "Makefile").write_text(rule.format(**state) + text)
    ended = subprocess.run(["make", *options], cwd=folder, env=environment(), capture_output=True, text=True, timeout=60)
    return ended.returncode, ended.stderr


def check_make():
    version = subprocess.run(["make", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    print(f"# {version}", file=sys.stderr)
    text = """
all: images others a b c d e f
images others: ; +@$(driver) $(log) 6 150 0
a b c d e f: ; @$(plain)
"""
    same((make(text, "-j3"), most_at_once()), ((0, ""), (3, 18, 0)), "make -j3: never more than 3, beside other jobs")
    same((make(text, "-j7"), most_at_once()[1:]), ((0, ""), (18, 0)), "make -j7")
    same((make(text), most_at_once()), ((0, ""), (1, 18, 0)), "make alone: one by one")
    same((make("all: ; +@$(driver) $(log) 6 100 0", "-j"), most_at_once()), ((0, ""), (6, 6, 0)), "make -j: all at once")
    same((make("all: ; +@$(driver) $(log) 6 100 2", "-j5"), most_at_once()), ((0, ""), (2, 6, 0)), "a -j of one's own counts")
    status, error = make("all: ; @$(driver) $(log) 3 50 0", "-j3")
    same((status, most_at_once()), (0, (1, 3, 0)), "without + in the Makefile: one by one")
    same(error, "the jobserver of make is not open here: put + in front of the line of the Makefile\n", "with a warning")
    # At its end make counts its tokens, and complains if one is missing.
    ways = (("TERM in the handler of which tokens go back", "$(driver) $(log) 6 5000 0 & sleep .5; kill -TERM $$!; wait $$!"),
            ("exit in the middle", "$(driver) $(log) 6 5000 0 exit"))
    for name, command in ways:
        text = f"all: x y\nx y: ; +@{command}; [ $$? -gt 2 ]\n"
        same((make(text, "-j5")), (0, ""), f"{name}: all tokens are back")
        ok(most_at_once()[1] >= 5, "after they were used")


class Pipe:
    """A jobserver with these tokens."""

    def __init__(self, tokens, blocking=True):
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, blocking)
        os.write(self.writer, tokens)
        self.flags = f" -j9 --jobserver-auth={self.reader},{self.writer}"

    def run(self, *words):
        return run(self.flags, *words, pass_fds=(self.reader, self.writer))

    def tokens(self):
        os.set_blocking(self.reader, False)
        try:
            return bytes(sorted(os.read(self.reader, 100)))
        except BlockingIOError:
            return b""


def check_pipes():
    for blocking in (True, False):
        kind = "that waits" if blocking else "that does not wait"
        pipe = Pipe(b"abc", blocking)
        same((pipe.run(8, 50, 0).stderr, most_at_once()), ("", (4, 8, 0)), f"a pipe {kind}: its tokens and one")
        same(bool(fcntl.fcntl(pipe.reader, fcntl.F_GETFL) & os.O_NONBLOCK), not blocking, "its flags are as they were")
        same(pipe.tokens(), b"abc", "the same bytes are back")
        same((Pipe(b"", blocking).run(3, 20, 0).stderr, most_at_once()), ("", (1, 3, 0)), "an empty pipe: one by one")
    pipe = Pipe(b"abc")
    pipe.run(8, 50, 0, "fork")
    same((most_at_once(), pipe.tokens()), ((4, 8, 0), b"abc"), "a process that is forked off gives nothing back at its exit")
    pipe = Pipe(b"ab")
    pipe.flags = pipe.flags.replace("auth", "fds")
    same((pipe.run(6, 50, 0).stderr, most_at_once()), ("", (3, 6, 0)), "the option of make 4.1")
    listed = pipe.run(1, 1, 0, "files").stdout.split()
    same(listed, ["0", "1", "2", "3"], "children do not have it")
    state["log"].unlink()
    with open(os.devnull) as null:
        wrong = [f"{pipe.writer},{pipe.reader}", f"{pipe.reader}", f"{pipe.reader},", "-2,-2", "x,y", "99,98",
                 f"{null.fileno()},{pipe.writer}", f"{pipe.reader},{pipe.writer}x", "99999999999999999999,3"]
        for ends in wrong:
            ended = run(f"k --jobserver-auth={ends}", 2, 10, 0, pass_fds=(pipe.reader, pipe.writer, null.fileno()))
            same((ended.stderr.startswith("the jobserver of make is not open here"), ended.returncode, most_at_once()),
                 (True, 0, (1, 2, 0)), f"'{ends}' is no jobserver")


def check_fifos():
    path = state["folder"] / "a fifo$1"
    os.mkfifo(path)
    keeper = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    os.write(keeper, b"xyz")
    quoted = str(path).replace(" ", "\\ ").replace("$", "$$")
    flags = f"k -j4 --jobserver-auth=1,2 --jobserver-auth=fifo:{quoted} -- V=1"
    same((run(flags, 8, 50, 0).stderr, most_at_once()), ("", (4, 8, 0)), "a fifo: its tokens and one")
    same(bytes(sorted(os.read(keeper, 100))), b"xyz", "the same bytes are back")
    os.write(keeper, b"xyz")
    child = subprocess.Popen([state["driver"], state["log"], "8", "9000", "0"], env=environment(MAKEFLAGS=flags))
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not (state["log"].exists() and state["log"].read_text().count("+") == 4):
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    same((child.wait(10), bytes(sorted(os.read(keeper, 100))), most_at_once()), (143, b"xyz", (4, 4, 0)), "also after TERM")
    for way in ("read", "write"):
        os.write(keeper, b"xyz")
        status = run(flags, 8, 50, 0, way).returncode
        same((status, bytes(sorted(os.read(keeper, 100)))), (143, b"xyz"), f"also if it comes with the {way} of a token")
    state["log"].unlink()
    children = [subprocess.Popen([state["driver"], state["log"], "10", "20", "0"], env=environment(MAKEFLAGS=flags)) for _ in range(3)]
    os.write(keeper, b"xyz")
    same([child.wait(30) for child in children], [0, 0, 0], "three that share")
    same((most_at_once()[0] <= 6, bytes(sorted(os.read(keeper, 100)))), (True, b"xyz"), "never run more than tokens and one each")
    plain = state["folder"] / "plain"
    plain.write_text("xyz")
    for wrong, why in ((plain, "Invalid argument"), (state["folder"] / "none", "No such file or directory")):
        ended = run(f" --jobserver-auth=fifo:{wrong}", 2, 10, 0)
        same((ended.stderr, most_at_once()), (f"the jobserver of make, {wrong}, cannot be used: {why}\n", (1, 2, 0)),
             f"{wrong.name}: one by one, with a warning")


def check_numbers():
    for flags, wanted, most in (("", 0, 1), (" -j3", 0, 3), ("ks -j2", 0, 2), (" -j", 0, 6), (" -j2", 5, 5), (" -jx", 0, 1),
                                ("-- V=-j5", 0, 1), ("k -- -j5", 0, 1), (" -j4 -j2", 0, 2), (" -j0", 0, 1)):
        same((run(flags, 6, 40, wanted).stderr, most_at_once()), ("", (most, 6, 0)), f"MAKEFLAGS='{flags}' and -j {wanted}: {most}")


def check_options():
    def options(makeflags):
        return subprocess.run([state["driver"], "options"], env=environment(MAKEFLAGS=makeflags), capture_output=True,
                              text=True, timeout=30).stdout.strip()

    for flags, expected in (("", ""), ("k", "k"), ("kn -j3", "kn"), ("q", "q"), ("tw", "q"), ("dsw", "d"), (" -j3 -k", ""), ("-k", ""),
                            ("-- kn=1", ""), ("kn=1", ""), ("w -- n=k", "")):
        same(options(flags), expected, f"MAKEFLAGS='{flags}' asks for '{expected}'")


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        subprocess.run(["make", "-s", "-f", HERE / "lib/driver.mk", f"BUILD={BUILD}", "drivers=jobs-driver",
                        "wrapped=-Wl,--wrap=read,--wrap=write"], cwd=folder, check=True,
                       env=environment())
        state.update(folder=folder, driver=folder / "jobs-driver", log=folder / "log")
        for check in (check_make, check_pipes, check_fifos, check_numbers, check_options):
            check()
    finally:
        shutil.rmtree(folder)


main()
done_testing()
