#!/usr/bin/env python3
# Runs early: it takes long.
"""Each request of a push fails once, and the push is killed at each request that writes; the next push completes what is there.

A proxy in front of a real registry counts the requests of one whole push of two tiny images. Then, for each of them and from an
empty repository: the connection is closed, or the answer is 503, 401 or 500, one kind after the other. That push ends well, or
says in a few lines what was not done and why; the next one ends in the state that a push without faults gives. A push is killed
just before the registry gets a request that changes it, with all that it has started, and just after it has got a manifest,
while what was started goes on; between two of them nothing changes in the registry. FAULTS=all has a fault at every request;
else that is so of those that write, of every sixth one that reads, and of every twentieth ping.
"""
import collections
import concurrent.futures
import os
import pathlib
import queue
import re
import signal
import sys
import threading
import time
import traceback

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from pushing import BASEGEN, PATIENCE, Machine, Proxy, end_session, run_test, tags_of  # noqa: E402
from tap import ok  # noqa: E402

FAMILY = {"root": ("", ""), "child": ("root", "")}
WORKERS = 4
LONGEST = 20  # lines that a push says
KINDS = ["close", 503, 401, 500]
PING = "GET /v2/ "
REASON = re.compile(r"^basegen: .*\b127\.0\.0\.1:\d+/.*: .+|FAILED after .*, .+", re.MULTILINE)


class Place:
    """A machine and a proxy, for one case after the other."""
    def __init__(self, folder, family, registry):
        self.machine = Machine(folder, family)
        self.registry = registry
        self.proxy = Proxy(registry.port)

    def expected(self):
        """What a push without faults leaves in the registry."""
        names = re.findall(r"^(\w+)  (\w+)$", (self.machine.checkout / "out/keys").read_text(), re.MULTILINE)
        return {f"{name}:{tag}": self.machine.images[name] for key, name in names
                for tag in (*tags_of(name), f"key-{key}-linux-{machine_name()}")}

    def push(self, prefix, port=None):
        return self.machine.push(f"127.0.0.1:{port or self.proxy.port}/{prefix}")

    def check_next(self, prefix):
        """What is wrong with the state after one more push, which needs no proxy."""
        status, said = self.push(prefix, self.registry.port)
        wrong = [] if status == 0 else [f"the next push ends with {status}"]
        state, expected = self.registry.state(prefix, FAMILY), self.expected()
        if state != expected:
            wrong.append(f"the registry has {state}, not {expected}")
        left = list((self.machine.folder / "state/tmp").iterdir())
        if left:
            wrong.append(f"left behind: {left}")
        return wrong and [*wrong, f"the next push said:\n{said}"]


def machine_name():
    return {"aarch64": "arm64"}.get(os.uname().machine, "amd64")


def fail_once(place, prefix, request, kind):
    """What is wrong with a push one of whose requests fails, and its status."""
    came = threading.Event()

    def watch(seen):
        if seen == request and not came.is_set():
            came.set()
            return kind
        return None

    place.proxy.reset(watch)
    start = time.monotonic()
    status, said = place.push(prefix)
    wrong = [] if came.is_set() else ["the request did not come"]
    if status not in (0, 1, 3):
        wrong.append(f"the push ends with {status}")
    if status and not REASON.search(said):
        wrong.append("it does not say what was not done, and why")
    if len(said.splitlines()) > LONGEST or "Retrying" in said:
        wrong.append("it says too much")
    if time.monotonic() - start > 30:
        wrong.append("it takes too long")
    if status == 0 and place.registry.state(prefix, FAMILY) != place.expected():
        wrong.append("it ends well, but not all is there")
    wrong += place.check_next(prefix)
    return wrong and [*wrong, f"the push said, with status {status}:\n{said}"], status


def kill_at(place, prefix, request, after):
    """What is wrong after a push was killed at a request."""
    started, came = queue.Queue(), threading.Event()

    def watch(seen):
        if seen != request or came.is_set():
            return None
        came.set()
        process = started.get(timeout=PATIENCE)
        if after:
            os.killpg(process.pid, signal.SIGKILL)
            return None
        end_session(process.pid)
        return "close"

    place.proxy.reset(None if after else watch, watch if after else None)
    process = place.machine.start([BASEGEN, "push"], {"REGISTRY": f"127.0.0.1:{place.proxy.port}/{prefix}"})
    started.put(process)
    process.communicate(timeout=PATIENCE)
    wrong = [] if came.is_set() else ["the request did not come"]
    if came.is_set() and process.returncode != -signal.SIGKILL:
        wrong.append(f"it was not killed: {process.returncode}")
    return wrong + place.check_next(prefix)


def count(place):
    """The requests of one whole push, in order."""
    place.proxy.reset()
    status, said = place.push("whole")
    ok(status == 0 and place.registry.state("whole", FAMILY) == place.expected(), "a push without faults ends well", said)
    return list(place.proxy.requests)


def cases_of(requests):
    """Names and functions of all cases: each takes a place and a folder of the registry, and gives what is wrong."""
    every = os.environ.get("FAULTS") == "all"
    writing = [request for request in requests if not request.startswith(("GET", "HEAD"))]
    pings = [request for request in requests if request.startswith(PING)]
    reading = [request for request in requests if request not in writing and request not in pings]
    failing = writing + reading[::1 if every else 6] + pings[::1 if every else 20]
    statuses = collections.Counter()

    def fault(request, kind):
        def case(place, prefix):
            wrong, status = fail_once(place, prefix, request, kind)
            statuses[status] += 1
            return wrong
        return f"{kind} at {request}", case

    def kill(request, after):
        return (f"killed {'after' if after else 'before'} {request}",
                lambda place, prefix: kill_at(place, prefix, request, after))

    faults = [fault(request, KINDS[number % len(KINDS)]) for number, request in enumerate(failing)]
    # After another one is before the next.
    kills = [kill(request, False) for request in writing]
    kills += [kill(request, True) for request in writing if "/manifests/" in request]
    return faults, kills, statuses


def try_all(places, cases, prefix):
    """What is wrong, by the name of the case; each place has one case at a time."""
    free = queue.Queue()
    for place in places:
        free.put(place)

    def work(numbered):
        number, (name, case) = numbered
        place = free.get()
        try:
            wrong = case(place, f"{prefix}{number}")
        except Exception:
            wrong = [traceback.format_exc()]
        free.put(place)
        return [f"{name}:", *wrong] if wrong else []

    with concurrent.futures.ThreadPoolExecutor(len(places)) as pool:
        return [line for wrong in pool.map(work, enumerate(cases)) for line in wrong]


def faults_and_kills(folder, family, registry):
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        places = list(pool.map(lambda number: Place(folder / f"machine{number}", family, registry), range(WORKERS)))
    requests = count(places[0])
    faults, kills, statuses = cases_of(requests)
    start = time.monotonic()
    wrong = try_all(places, faults, "fault")
    ok(not wrong, f"{len(faults)} faults, each at another request", *wrong)
    middle = time.monotonic()
    wrong = try_all(places, kills, "kill")
    ok(not wrong, f"{len(kills)} kills, before and after each request that writes", *wrong)
    print(f"# {len(requests)} requests in a push; {len(faults)} faults in {middle - start:.0f} s, statuses {dict(statuses)}; "
          f"{len(kills)} kills in {time.monotonic() - middle:.0f} s")


run_test(faults_and_kills, FAMILY)
