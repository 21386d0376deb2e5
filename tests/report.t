#!/usr/bin/env python3
# Runs aside: it waits for pictures and minutes that pass.
"""What a run of images shows: in lines, with V=1, as JSON Lines that jq reads, and on a terminal.

tests/lib/report-driver.c plays the events; tests/lib/screen.py is the terminal.
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "lib"))
from screen import Screen  # noqa: E402
from tap import done_testing, ok, same  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD", HERE.parent)).resolve()
FAMILY = ["image base loom/base:3.11-slim {log}", "image left loom/left:1 {log}", "image both loom/both:1 -", "open 3"]
state = {}


def environment(**more):
    """Without what a person or a CI system has set."""
    left_out = ("V", "NO_COLOR", "TERM", "MAKEFLAGS", "LINES", "COLUMNS")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **more}


def play(commands, *words, stdout=subprocess.PIPE, **more):
    """Output, error and status of the commands, off a terminal."""
    text = "".join(command.format(log=state["log"]) + "\n" for command in commands)
    ended = subprocess.run([state["driver"], *words], input=text.encode(), stdout=stdout, stderr=subprocess.PIPE,
                           env=environment(**more), timeout=60)
    return (ended.stdout or b"").decode(), ended.stderr.decode(), ended.returncode


def check_lines():
    log = state["log"]
    log.write_text("\x1b[31mred\x1b[0m\n\x1b]0;title\x07\n 1%\r 2%\r\nno end")
    out, error, status = play([*FAMILY, "start 0 building", "end 0 built 12000", "start 2 pulling", "output 2 seen nowhere\\n",
                               "say 2 is \\ebeing pulled", "start 1 building", "end 2 pulled 2600", "end 1 failed 3400",
                               "line interrupted: \\ewaiting", "table"])
    same(out.split("\n"), [
        f"[1/3] loom/base:3.11-slim building, log in {log}", "[1/3] loom/base:3.11-slim built in 12 s",
        r"[2/3] loom/both:1 is \x1Bbeing pulled", f"[3/3] loom/left:1 building, log in {log}",
        "[2/3] loom/both:1 pulled in 3 s", f"[3/3] loom/left:1 FAILED after 3 s, log {log}", r"interrupted: \x1Bwaiting", "",
        "  base                     built in 12 s", f"  left                     failed after 3 s, log {log}",
        "  both                     pulled in 3 s", "1 built, 1 pulled, 1 failed", ""], "a line as each ends, and as it starts if it has a log")
    same(error.split("\n"), [f"{log}:", "    red", r"    \x1B]0;title\x07", "     2%", "    no end", ""],
         "after a failure the log, without colours and escape sequences")
    same(status, 0, "and all is well with the driver")
    out, error, _ = play([*FAMILY, "end 0 tagged 5 as 1, 1-1.2.0, latest", "end 1 refused 0 as the context was edited",
                          "end 2 not-tried 0 as it needs left", "table"])
    same(out.split("\n"), [
        "[1/3] loom/base:3.11-slim tagged as 1, 1-1.2.0, latest", "[2/3] loom/left:1 refused, as the context was edited", "",
        "  base                     tagged as 1, 1-1.2.0, latest", "  left                     refused, as the context was edited",
        "  both                     not tried, as it needs left", "1 tagged, 1 refused, 1 not tried", ""],
        "tagged, refused, and not tried, of which the table alone tells")
    same(error, "", "whose log is not shown")
    out, _, _ = play([*FAMILY, "start 0 building", "end 0 interrupted 1000", "end 1 interrupted 0", "end 2 current 0", "table"])
    same(out.split("\n")[1:], ["[1/3] loom/base:3.11-slim interrupted", "", "  base                     interrupted",
                               "  left                     interrupted", "1 current, 2 interrupted", ""], "interrupted")
    out, _, _ = play([*FAMILY, *(f"end {i} current 0" for i in range(3)), "table"])
    same(out, "3 current\n", "if all are current, their number is all")
    same(play([*FAMILY, "table"])[0], "", "nothing is pending in the table")
    out, _, _ = play([*FAMILY, "start 0 building", "start 1 testing", "output 0 #7 [stage 3/5] RUN make\\n#7 0.2 cc\\n",
                      "skip 61000", "skip 120000", "end 1 built 1", "skip 60000"])
    same(out.split("\n")[2:-1], [
        "[1/3] loom/base:3.11-slim still building after 1 min: 3/5 RUN make", "[2/3] loom/left:1 still testing after 1 min",
        "[1/3] loom/base:3.11-slim still building after 3 min: 3/5 RUN make", "[2/3] loom/left:1 still testing after 3 min",
        "[2/3] loom/left:1 built in 0 s",
        "[1/3] loom/base:3.11-slim still building after 4 min: 3/5 RUN make"], "a line a minute of each that runs")


def check_logs():
    log, fail = state["log"], ["start 0 building", "end 0 failed 1000"]
    log.write_text("".join(f"line {i}\n" for i in range(250)))
    lines = play([*FAMILY, *fail])[1].split("\n")
    same([len(lines), lines[1], lines[2], lines[-2]],
         [203, f"    (the last 200 lines; the rest is in {log})", "    line 50", "    line 249"], "of a long log the last 200 lines")
    log.write_text("".join(f"line {i}\n" for i in range(200)))
    lines = play([*FAMILY, *fail])[1].split("\n")
    same([len(lines), lines[1]], [202, "    line 0"], "200 are shown whole")
    log.write_bytes(b"x" * 1_000_000 + b"\nend\n")
    error = play([*FAMILY, *fail])[1]
    ok(len(error) < 400_000 and error.endswith("x\n    end\n") and "the rest is in" in error, "of a line without end a part")
    log.write_text("")
    same(play([*FAMILY, *fail])[1], f"{log}:\n", "a log that is empty")
    log.unlink()
    same(play([*FAMILY, *fail])[1], f"{log}: No such file or directory\n", "one that was removed")
    secret = log.with_name("secret")
    secret.write_text("secret\n")
    log.symlink_to(secret)
    same(play([*FAMILY, *fail])[1], f"{log}: Too many levels of symbolic links\n", "one that became a link is not followed")
    log.unlink()
    os.mkfifo(log)
    same(play([*FAMILY, *fail])[1], f"{log}: Invalid argument\n", "one that became a FIFO is not waited for")
    log.unlink()


def check_verbose():
    log = state["log"]
    log.write_text("from the log\n")
    out, error, _ = play([*FAMILY, "start 0 building", "start 2 building", "output 0 #5 one\\n#5 tw", "output 2 other\\npart",
                          "output 0 o\\n\\n10%\\r20%", "output 0 \\r30%\\r\\n\\xff\\e[2J\\x9b\\x00\\n", "end 2 built 1", "end 0 failed 1"],
                         V="1")
    same(out.split("\n")[1:], [
        "base | #5 one", "both | other", "base | #5 two", "base | ", "base | 30%", r"base | \xFF\x1B[2J\x9B\x00", "both | part",
        "[2/3] loom/both:1 built in 0 s", f"[1/3] loom/base:3.11-slim FAILED after 0 s, log {log}", ""],
        "V=1: whole lines with their image, the last one completed, of redrawn ones the last state")
    same(error, "", "and the log of the failure is not repeated")
    out, error, _ = play([*FAMILY, "start 0 building", "end 0 built 1", "start 2 building", "end 2 built 1"], V="1")
    same(error.split("\n"), [f"{log}:", "    from the log", ""], "unless nothing of it was seen")
    out, _, _ = play([*FAMILY, "start 0 building", *["output 0 " + "y" * 10_000] * 10, "end 0 built 1"], V="1")
    lines = out.split("\n")[1:-2]
    ok(all(line.startswith("base | y") and len(line) < 17_000 for line in lines) and
       sum(line.count("y") for line in lines) == 100_000,
       "a line without end is shown in pieces", [len(line) for line in lines])
    same(play([*FAMILY, "start 0 building", "output 0 x\\n"], V="0")[0], f"[1/3] loom/base:3.11-slim building, log in {log}\n",
         "V=0 is none")


def jq(text, filter):
    return subprocess.run(["jq", "-c", filter], input=text.encode(), capture_output=True, timeout=60).stdout.decode().split()


def check_json():
    log = state["log"]
    log.write_bytes(b"a \"quote\"\n\xff\n")
    commands = [*FAMILY, "start 0 building", "output 0 #5 [1/2] FROM \\xff\\n\\e[1mx", "say 0 line\\nbreak", "skip 60000",
                "end 0 failed 12345", "line waiting", "end 2 not-tried 0 as it needs base", "end 1 current 0", "table"]
    out, error, _ = play(commands, "json")
    events = [json.loads(line) for line in out.splitlines()]
    same([event["event"] for event in events], ["start", "say", "running", "end", "line", "table"], "JSON: an event a line")
    same(jq(out, ".event"), [f'"{event["event"]}"' for event in events], "that jq reads")
    name = {"image": "base", "name": "loom/base:3.11-slim"}
    same(events[0], {"event": "start", **name, "place": 1, "total": 3, "what": "building", "log": str(log)}, "JSON: start")
    same(events[1], {"event": "say", "image": "base", "line": r"line\x0Abreak"}, "JSON: say")
    ok(60 <= events[2].pop("seconds") < 70, "JSON: seconds of what runs")
    same(events[2], {"event": "running", "image": "base", "step": r"1/2 FROM \xFF"}, "JSON: running")
    end = {**name, "result": "failed", "seconds": 12.345, "log": str(log)}
    same(events[3], {"event": "end", **end, "tail": ['a "quote"', r"\xFF"], "cut": False}, "JSON: end, with the log of a failure")
    same(events[5], {"event": "table", "images": [
        end, {"image": "left", "name": "loom/left:1", "result": "current", "seconds": 0, "log": str(log)},
        {"image": "both", "name": "loom/both:1", "result": "not tried", "seconds": 0, "detail": "as it needs base"}],
        "counts": {"current": 1, "failed": 1, "not tried": 1}}, "JSON: the table")
    same(error, "", "JSON: nothing on standard error")
    out, _, _ = play(commands, "json", V="1")
    events = [json.loads(line) for line in out.splitlines()]
    same([event["line"] for event in events if event["event"] == "output"], [r"#5 [1/2] FROM \xFF", "x"], "JSON: output with V=1")
    ok("tail" not in next(event for event in events if event["event"] == "end"), "which is not repeated at the end")
    same(jq(out, ".event")[0], '"start"', "jq reads that too")


def check_broken_output():
    commands = [*FAMILY, "start 0 building", "output 0 x\\n", "end 0 built 1", "table", "close", "error"]
    for words, name in (((), "lines"), (("json",), "JSON")):
        with open("/dev/full", "wb") as full:
            _, error, status = play(commands, *words, stdout=full, V="1")
        same((error, status), ("error No space left on device\n", 0), f"a full disk ends {name}, not the run")
        reader, writer = os.pipe()
        os.close(reader)
        _, error, status = play(commands, *words, stdout=writer)
        os.close(writer)
        same((error, status), ("error Broken pipe\n", 0), f"a reader that is gone ends {name}, not the run")


def check_progress():
    def read(kind, text):
        return subprocess.run([state["driver"], "progress", kind], input=text, capture_output=True, text=True,
                              timeout=60).stdout.splitlines()

    same(read("docker", """#1 [internal] load build definition from Dockerfile
#5 [a 2/13] RUN echo
#5 [linux/amd64 stage-1 3/4] COPY x y
#6 [2/2] RUN [ -x / ]
#5 0.312 Get:1 http
#5 0.312
#5 DONE 0.3s
#5 CACHED
#5 ...
#5 ERROR: failed
#8 exporting to image
#8 exporting layers
#9 [a/b] x
#9 [1/2
#x [1/2] RUN

Step 3/6 : RUN make
 ---> Running in 0123
Step 3/x : RUN
#5 [1234567/1234567] RUN
STEP 1/2: RUN
"""), ["step 0/0 load build definition from Dockerfile", "step 2/13 RUN echo", "step 3/4 COPY x y", "step 2/2 RUN [ -x / ]",
       "text 0/0 Get:1 http", "nothing 0/0 ", "nothing 0/0 DONE 0.3s", "nothing 0/0 CACHED",
       "nothing 0/0 ...", "text 0/0 ERROR: failed", "step 0/0 exporting to image", "text 0/0 exporting layers", "step 0/0 x",
       "text 0/0 [1/2", "text 0/0 #x [1/2] RUN", "nothing 0/0 ", "step 3/6 RUN make", "nothing 0/0 ---> Running in 0123",
       "text 0/0 Step 3/x : RUN", "step 0/0 RUN", "text 0/0 STEP 1/2: RUN"], "the steps of docker")
    same(read("podman", """[1/2] STEP 3/3: RUN x
STEP 2/3: COPY a b
--> Using cache 0123
COMMIT loom/a
[1/2] x
#5 [1/2] RUN
"""), ["step 3/3 RUN x", "step 2/3 COPY a b", "nothing 0/0 --> Using cache 0123", "text 0/0 COMMIT loom/a", "text 0/0 [1/2] x",
       "text 0/0 #5 [1/2] RUN"], "the steps of buildah and podman")


class Terminal:
    """The driver on a terminal of a size."""

    def __init__(self, columns, rows, *words, session=True, **more):
        self.screen, self.bytes = Screen(columns, rows), b""
        self.master, slave = pty.openpty()
        self.set_size(columns, rows)
        reader, writer = os.pipe()
        self.settled = reader

        def prepare():
            os.dup2(writer, 3)
            if session:
                fcntl.ioctl(1, termios.TIOCSCTTY, 0)
            else:
                os.setpgid(0, 0)

        self.child = subprocess.Popen(
            [state["driver"], *words], stdin=subprocess.PIPE, stdout=slave, stderr=slave, pass_fds=(3,) if writer == 3 else (),
            close_fds=False, start_new_session=session, preexec_fn=prepare, env=environment(**{"TERM": "xterm", **more}))
        os.close(slave)
        os.close(writer)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows, reflow=True):
        self.drain()
        self.screen.resize(columns, rows, reflow)
        self.set_size(columns, rows)
        self.settle()

    def send(self, *commands):
        for command in commands:
            self.child.stdin.write((command.format(log=state["log"]) + "\n").encode())
        self.child.stdin.flush()

    def drain(self, until=None):
        """Reads what there is, or until a file can be read."""
        while True:
            ready, _, _ = select.select([self.master] + ([until] if until else []), [], [], 30 if until else 0)
            if self.master in ready:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    data = b""
                if not data:
                    return
                self.bytes += data
                self.screen.write(data)
            elif not ready:
                return
            else:
                os.read(until, 1)
                until = None

    def settle(self):
        self.send("settle")
        self.drain(self.settled)
        return self.screen.shown()

    def play(self, *commands):
        self.send(*commands)
        return self.settle()

    def end(self):
        if not self.child.stdin.closed:
            self.child.stdin.close()
        status = self.child.wait(30)
        self.drain()
        os.close(self.master)
        os.close(self.settled)
        return status


def seconds_left_out(lines):
    return [re.sub(r" +\d+ s\b", " N s", line) for line in lines]


def check_picture():
    terminal = Terminal(60, 12)
    shown = terminal.play(*FAMILY, "start 0 building", "start 1 building", "output 0 #5 [a 2/3] RUN apt-get update\\n",
                          "output 1 #5 [a 3/3] RUN x\\n#5 0.1 first\\n#5 0.1 sec\\e[31mond\\n")
    same(seconds_left_out(shown), ["base N s  2/3 RUN apt-get update", "left N s  3/3 RUN x | second", "[0/3] N s"],
         "the picture: image, seconds, step, last line, and the state of the run")
    ok(not terminal.screen.cursor_shown and (terminal.screen.row, terminal.screen.column) == (0, 0),
       "the cursor is hidden at its start")
    shown = terminal.play("output 0 #5 0.2  10%\\r", "output 0  20%\\r", "say 1 is waited for", "start 2 building", "end 1 built 1200")
    same(seconds_left_out(shown), ["[2/3] loom/left:1 is waited for", "[2/3] loom/left:1 built in N s",
                                   "base N s  2/3 RUN apt-get update | 20%", "both N s", "[1/3] N s"], "what has ended stands above")
    state["log"].write_text("why it failed\n")
    shown = terminal.play("end 0 failed 2000")
    ok(f"[1/3] loom/base:3.11-slim FAILED after 2 s, log {state['log']}" in terminal.screen.all(), "a failure", *shown)
    ok("    why it failed" in shown, "with its log", shown)
    same(seconds_left_out(shown)[-2:], ["both N s", "[2/3] 1 failed, N s"], "and the picture below")
    shown = terminal.play("end 2 built 900", "table", "close", "close")
    status = terminal.end()
    same(terminal.screen.all()[-5:], [
        "", "  base                     failed after 2 s, log " + str(state["log"]), "  left                     built in 1 s",
        "  both                     built in 1 s", "2 built, 1 failed"], "at the end the table alone is left")
    ok(terminal.screen.cursor_shown and status == 0, "with the cursor")
    same(terminal.screen.strange, [], "no other escape sequence was written")


def check_sizes():
    images = [f"image image-{i} loom/image-{i}:1 -" for i in range(30)] + ["open 30"]
    starts = [f"start {i} building" for i in range(30)]
    steps = [f"output {i} #5 [1/2] RUN {'long ' * 60}\\n#5 0.1 {'line ' * 60}\\n" for i in range(30)]
    for columns, rows in ((80, 10), (40, 24), (20, 5), (10, 3), (7, 2), (3, 4), (1, 3), (80, 1), (0, 0)):
        terminal = Terminal(columns or 80, rows or 24)
        if not rows:
            terminal.set_size(0, 0)
        shown = terminal.play(*images, *starts, *steps)
        screen = terminal.screen
        ok(len(screen.lines) <= max(1, (rows or 24) - 1) and not any(screen.wrapped) and
           all(len(line) < screen.columns for line in shown), f"{columns}x{rows}: 30 images fit", *shown)
        if columns >= 10 and rows > 2:
            same(shown[-2], f"+{30 - (rows - 3)} more"[:columns - 1], f"{columns}x{rows}: the others are counted")
        ok(rows < 2 or shown[-1].startswith("[0/30] "[:columns - 1]), f"{columns}x{rows}: the state is the last line", *shown)
        terminal.end()
    for reflow in (True, False):
        kind = "one that wraps anew" if reflow else "one that cuts"
        terminal = Terminal(80, 12)
        terminal.play(*images, *starts[:4], *steps[:4], "end 3 built 1000")
        for columns, rows in ((40, 12), (100, 12), (33, 8), (80, 5), (80, 24)):
            terminal.resize(columns, rows, reflow)
            shown = terminal.screen.shown()
            everything = terminal.screen.all()
            ok(sum("RUN long" in line for line in everything) <= min(3, rows - 2) and
               sum(line.startswith("[0/30]") or line.startswith("[1/30]") for line in everything) == 1 and
               not any(len(line) >= columns for line in shown),
               f"resized to {columns}x{rows}, {kind} holds one picture that fits", *everything)
            ok("[4/30] loom/image-3:1 built in"[:columns] in everything[0], "and what stood above", *everything)
        same(terminal.screen.strange, [], "nothing else was written")
        terminal.end()


def check_hostile_output():
    terminal = Terminal(50, 10)
    hostile = ["\\e[2J\\e[Hx", "\\x9b2J", "\\xff\\xfe\\x80", "\\e]0;title\\x07", "\\x08\\x08\\x0b\\x0c\\x7f\\x00", "z\\xe2\\x80\\xaeevil",
               "\u4e2d\u6587" * 40, "e\u0301" * 100, "\U0001f600" * 60, "y" * 20_000, "a\\rb\\rc", "\\e[31", "\\e[999999999999999999m"]
    terminal.play("image i loom/i:1 -", "open 1", "start 0 building")
    for text in hostile:
        for command in (f"output 0 #5 [1/2] {text}\\n", f"output 0 #5 0.1 {text}\\n", f"output 0 {text}\\r"):
            shown = terminal.play(command)
            if len(shown) != 2 or any(terminal.screen.wrapped) or not shown[1].startswith("[0/1]") or not shown[0].startswith("i "):
                ok(False, f"hostile output {text!r} leaves the picture whole", *shown)
    ok(True, "hostile output leaves the picture whole")
    same(terminal.screen.strange, [], "and does nothing to the terminal")
    terminal.play(*(f"say 0 {text}" for text in hostile))
    same(terminal.screen.strange, [], "nor do lines above it")
    terminal.end()
    terminal = Terminal(50, 10, V="1", **{"TERM": "xterm"})
    terminal.play("image i loom/i:1 -", "open 1", "start 0 building", *(f"output 0 {text}\\n" for text in hostile))
    terminal.end()
    same(terminal.screen.strange, [], "nor does V=1 on a terminal")
    ok(any(line == r"i | \x1B[2J\x1B[Hx" for line in terminal.screen.all()), "which shows lines, no picture", *terminal.screen.all())


def check_rate():
    terminal = Terminal(60, 10)
    terminal.play("image i loom/i:1 -", "open 1", "start 0 building")
    before, start = terminal.screen.frames, time.monotonic()
    while time.monotonic() - start < 1:
        terminal.send(*(f"output 0 #5 0.1 line {i}\\n" for i in range(50)))
        terminal.drain()
        time.sleep(0.005)
    terminal.settle()
    frames = terminal.screen.frames - before
    elapsed = time.monotonic() - start
    ok(3 <= frames <= elapsed * 10 + 2, "ten pictures a second at most", frames, elapsed)
    terminal.end()


def check_ways_out():
    start = ["image i loom/i:1 -", "open 1", "start 0 building"]
    terminal = Terminal(60, 10)
    terminal.play(*start)
    os.kill(terminal.child.pid, signal.SIGTERM)
    status = terminal.end()
    same((status, terminal.screen.cursor_shown, terminal.screen.all()), (143, True, [""]), "a signal's handler leaves a tidy terminal")
    terminal = Terminal(60, 10)
    terminal.play(*start)
    shown = terminal.play("fork")
    same((seconds_left_out(shown), terminal.screen.cursor_shown, b"\x1b[?25h" in terminal.bytes),
         (["i N s", "[0/1] N s"], False, False), "a process that is forked off takes nothing away at its exit")
    terminal.send("exit")
    status = terminal.end()
    same((status, terminal.screen.cursor_shown, terminal.screen.all()), (3, True, [""]), "so does exit")
    terminal = Terminal(60, 10, session=False)
    terminal.play(*start)
    os.kill(terminal.child.pid, signal.SIGTSTP)
    os.waitpid(terminal.child.pid, os.WUNTRACED)
    terminal.drain()
    same((terminal.screen.cursor_shown, terminal.screen.all()), (True, [""]), "so does ^Z")
    os.kill(terminal.child.pid, signal.SIGCONT)
    shown = terminal.settle()
    same((seconds_left_out(shown), terminal.screen.cursor_shown), (["i N s", "[0/1] N s"], False), "and the picture comes back")
    terminal.end()


def check_instructions():
    step = "#7 [2/5] RUN --mount=type=cache,target=/var/cache/apt,sharing=locked     --mount=type=secret,id=x     make  && make -- -y\\n"
    out, _, _ = play([*FAMILY, "start 0 building", "output 0 " + step, "skip 61000"])
    same(out.splitlines()[-1], "[1/3] loom/base:3.11-slim still building after 1 min: 2/5 RUN make && make -- -y",
         "a step is shown without its mounts")


def check_plain_terminals():
    for name, more in (("TERM=dumb", {"TERM": "dumb"}), ("an empty TERM", {"TERM": ""})):
        terminal = Terminal(60, 10, **more)
        terminal.play("image i loom/i:1 log", "open 1", "start 0 building", "end 0 failed 1000", "table")
        terminal.end()
        same((terminal.screen.all()[0], b"\x1b" in terminal.bytes), ("[1/1] loom/i:1 building, log in log", False),
             f"{name}: lines, no escapes")
    terminal = Terminal(60, 10, NO_COLOR="1")
    terminal.play("image i loom/i:1 log", "open 1", "start 0 building", "end 0 failed 1000", "table")
    terminal.end()
    same((re.findall(rb"\x1b\[[0-9;]*m", terminal.bytes), b"\x1b" in terminal.bytes), ([], True),
         "NO_COLOR: a picture without colours")
    terminal = Terminal(60, 10, "json")
    terminal.play("image i loom/i:1 -", "open 1", "start 0 building")
    terminal.end()
    same((jq(terminal.bytes.decode(), ".event"), b"\x1b" in terminal.bytes), (['"start"'], False), "JSON on a terminal has no escapes")


def main():
    scratch = pathlib.Path(tempfile.mkdtemp())
    try:
        subprocess.run(["make", "-s", "-f", HERE / "lib/driver.mk", f"BUILD={BUILD}", "drivers=report-driver",
                        "wrapped=-Wl,--wrap=clock_gettime"], cwd=scratch, check=True, env=environment())
        state.update(driver=str(scratch / "report-driver"), log=scratch / "x.log")
        for check in (check_lines, check_logs, check_verbose, check_json, check_broken_output, check_progress, check_picture,
                      check_sizes, check_hostile_output, check_rate, check_ways_out, check_instructions, check_plain_terminals):
            check()
    finally:
        shutil.rmtree(scratch)


main()
done_testing()
