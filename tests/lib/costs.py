"""Costly inputs and what they may cost. tests/costs.t runs what the files in tests/costs yield, and
tests/fuzz holds what it makes against the same bounds.

A file in tests/costs has a function inputs() that yields Input: add a file, or lines to one.
"""
import dataclasses
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ.get("BUILD") or ".").resolve() / "build/basegen")
SANITIZED = b"__asan_init" in pathlib.Path(BASEGEN).read_bytes()
SANITIZER = re.compile("AddressSanitizer|LeakSanitizer|runtime error:")
SECONDS, MEGABYTES = 1, 256
NOISE = 1.5  # as much longer may a run take that other programs disturb
EARLY_SECONDS, EARLY_MEGABYTES = 0.1, 64
# A rendering, and the time of a processor that it took on the machine that the bounds were set on: a
# slower or busier one has more time.
YARDSTICK, YARDSTICK_SECONDS = "{% for i in range(600000) %}{{ i ~ '-' }}{% endfor %}", 0.027
HEAD = "name: x\ndefaults: {template: base.Dockerfile.j2}\nimages:\n"
MATRIX = "    matrix: {v: [" + ", ".join(f"'{n}'" for n in range(16)) + "]}\n"


@functools.lru_cache(maxsize=64)
def count(form, most=1 << 30, size=1000000):
    """The form with numbers from 0 on in the place of its %d, as many as `size` bytes hold."""
    parts, lines, left = form.split("%d"), [], size
    for number in range(most):
        line = str(number).join(parts)
        left -= len(line)
        if left < 0:
            break
        lines.append(line)
    return "".join(lines)


@dataclasses.dataclass(frozen=True)
class Input:
    """A template (`basegen render`), or an images.yaml (`basegen VERB`)."""
    name: str
    text: object         # or a function that makes it, where it is large: this process stays small
    verb: str = "render"
    early: bool = False  # its size or shape alone tells: refused within less
    data: str = None     # for a template
    files: tuple = ()    # pairs of a path in the folder and a text, beside it
    committed: tuple = ()  # the same of what was there before, for `basegen diff`; git has it


@dataclasses.dataclass(frozen=True)
class Cost:
    status: int  # negative: the signal that ended it
    seconds: float
    megabytes: float
    said: str


def template(name, text, **more):
    return Input(name, text, **more)


def family(name, text, verb="list", **more):
    return Input(name, text, verb=verb, **more)


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def in_summary(name, text, **more):
    """The template as the summary of an image with a matrix of 16 variants."""
    image = f"  a:\n    from: debian:12\n    tag: '{{{{ v }}}}'\n{MATRIX}    summary: {quoted(text)}\n"
    return family(f"{name}, summary", HEAD + image, **more)


def in_tag(name, text, **more):
    image = f"  a:\n    from: debian:12\n    tag: {quoted('{{ v }}' + text)}\n{MATRIX}"
    return family(f"{name}, tag", HEAD + image, **more)


def in_vars(name, text, **more):
    image = f"  a:\n    from: debian:12\n    tag: '{{{{ v }}}}'\n{MATRIX}    vars: {{x: {{y: [{quoted(text)}]}}}}\n"
    return family(f"{name}, vars", HEAD + image, **more)


# Linux counts the memory of the process that forked as the child's; so that is a small one. A run that does not
# end, or takes all memory, ends all the same.
RUN = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_CPU, (30, 40))
if sys.argv[1] != "sanitized":
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
quiet = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ, file_actions=[quiet])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


def measure(words, folder):
    """Runs basegen and tells what it cost: the time of the processor, not of the clock."""
    said = folder / "said"
    with open(said, "wb") as file:
        told = subprocess.run([sys.executable, "-ISc", RUN, "sanitized" if SANITIZED else "plain", BASEGEN, *words], cwd=folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=file, check=True, text=True).stdout
    status, seconds, megabytes = told.split()
    return Cost(int(status), float(seconds), float(megabytes), said.read_bytes()[:20000].decode(errors="replace"))


def write_files(folder, files):
    for path, content in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())


def commit(folder):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q", "."], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], cwd=folder, check=True, stdin=subprocess.DEVNULL)


def words_of(given, folder):
    """Writes the input and gives the call that reads it."""
    text = given.text() if callable(given.text) else given.text
    text = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if given.verb == "render":
        write_files(folder, given.files)
        (folder / "a").write_bytes(text)
        if given.data is not None:
            (folder / "data.json").write_text(given.data)
        return ["render", "a", "-I", "."] + (["--data", "data.json"] if given.data is not None else [])
    if not (folder / "templates").exists():
        shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "images.yaml").write_bytes(text)
    if given.committed:
        write_files(folder, given.committed)
        commit(folder)
    write_files(folder, given.files)
    return ["--out", "nothing", *given.verb.split()]


def slowness(folder):
    """How many times as long as on the machine of the bounds something takes here and now."""
    (folder / "yardstick").write_text(YARDSTICK)
    seconds = min(measure(["render", "yardstick"], folder).seconds for _ in range(2))
    return max(1, seconds / YARDSTICK_SECONDS)


_slowness = {}
_lock = threading.Lock()


def known_slowness(folder, anew=False):
    with _lock:
        if anew or "times" not in _slowness:
            _slowness["times"] = slowness(folder)
        return _slowness["times"]


def excess(cost, given, times):
    """What is wrong with the cost, or None."""
    seconds, megabytes = (EARLY_SECONDS, EARLY_MEGABYTES) if given.early else (SECONDS, MEGABYTES)
    if cost.status not in ((2,) if given.early else (0, 1, 2)):
        return f"status {cost.status}: {cost.said[:2000]}"
    if SANITIZER.search(cost.said):
        return cost.said[:2000]
    if cost.seconds > seconds * times * NOISE:
        return f"{cost.seconds:.2f} s, at most {seconds * times * NOISE:.2f} ({times:.2f} times as slow as the machine of the bounds)"
    if not SANITIZED and cost.megabytes > megabytes:
        return f"{cost.megabytes:.0f} MB, at most {megabytes}"
    return None


def judge(given, folder):
    """The cost of an input and what is wrong with it, or None. What took too long is tried again, as a machine may stumble."""
    words, problem, cost = words_of(given, folder), None, None
    for attempt in range(3):
        cost = measure(words, folder)
        problem = excess(cost, given, known_slowness(folder, anew=attempt > 0))
        if not problem or cost.seconds > 20 * SECONDS:
            break
    return cost, problem
