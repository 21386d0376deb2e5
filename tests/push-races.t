#!/usr/bin/env python3
# Runs early: it takes long.
"""Four machines push one commit to one registry at once, with images that none of them has built the same.

Each has a store of buildah and a state of its own; the registry is real, and each round has repositories of its own in it. When
all pushes of a round have ended, the tags of each image name what its key names, each image stands on its parents, and whoever
has other images than the registry was told so. ROUNDS (10; make check-long: 50) are made; in every other one the pushes start 0 to 300 ms apart, as
SEED (1) says.
"""
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "lib"))
from pushing import FAMILY, PATIENCE, Machine, Proxy, run_test, tags_of  # noqa: E402
from tap import ok  # noqa: E402

MACHINES = 4
GROUP = 5
TOLD = re.compile("built elsewhere|another push came first")


def push_at(machine, registry, delay):
    time.sleep(delay)
    return machine.push(registry)


def key_tags(registry, repository):
    return [tag for tag in registry.tags(repository) if tag.startswith("key-") and registry.image(repository, tag)]


def check_registry(registry, machines, prefix):
    """What is wrong in the repositories of a round, and the image that each name has in the end."""
    wrong, final, layers = [], {}, {}
    for name in FAMILY:
        repository = f"{prefix}/loom/{name}"
        keys = key_tags(registry, repository)
        if len(keys) != 1:
            wrong.append(f"{name} has the keys {keys}")
        for tag in [*keys, *tags_of(name)]:
            image = registry.image(repository, tag)
            if not image:
                wrong.append(f"{name}:{tag} names nothing")
                continue
            ident, diff_ids, _ = image
            if final.setdefault(name, ident) != ident:
                wrong.append(f"{name}:{tag} names {ident[:12]}, and its key names {final[name][:12]}")
            layers[name, "key" if tag in keys else tag] = diff_ids
    for name, (parent, copied) in FAMILY.items():
        for tag in [*tags_of(name), "key"] if parent else []:
            own, below = layers.get((name, tag)), layers.get((parent, tag))
            if own and below and own[:len(below)] != below:
                wrong.append(f"{name}:{tag} does not stand on {parent}:{tag}")
        # Each machine has built all by itself, so that its image tells what that was copied from.
        if copied and {machine.images[name]: machine.images[copied] for machine in machines}.get(final.get(name)) != final.get(copied):
            wrong.append(f"{name} was not copied from the {copied} that is there")
    return wrong, final


def check_words(machines, results, final):
    """What is wrong with what the machines were told."""
    wrong = []
    for number, (machine, (status, said)) in enumerate(zip(machines, results)):
        if status not in (0, 1):
            wrong.append(f"machine {number} ended with {status}")
        for name, ident in final.items():
            lines = [line for line in said.splitlines() if re.search(rf"\b{name}\b", line)]
            if machine.images[name] != ident and not any(TOLD.search(line) for line in lines) and not (status == 1 and lines):
                wrong.append(f"machine {number} was not told that the registry has another {name}")
    if not any(status == 0 for status, _ in results):
        wrong.append("no push ended well")
    return wrong


def show(results):
    return [f"status {status}:\n{said}" for status, said in results]


def make_round(registry, machines, number, chance):
    """The pushes of one round; what is wrong, and how they ended."""
    prefix = f"r{number}"
    delays = [chance.random() * 0.3 if number % 2 else 0 for _ in machines]
    with concurrent.futures.ThreadPoolExecutor(len(machines)) as pool:
        results = list(pool.map(lambda pair: push_at(pair[0], f"127.0.0.1:{registry.port}/{prefix}", pair[1]),
                                zip(machines, delays)))
    wrong, final = check_registry(registry, machines, prefix)
    wrong += check_words(machines, results, final)
    if wrong:
        wrong += [f"delays {delays}", *show(results)]
    return wrong, collections.Counter(status for status, _ in results)


def hold_up(registry, early, late, name):
    """One push is held up as it writes the key of an image, until another one has ended; what is wrong then."""
    prefix, written, go_on = f"late-{name}", threading.Event(), threading.Event()

    def watch(request):
        if request.startswith(f"PUT {name}/manifests/key-") and not written.is_set():
            written.set()
            go_on.wait(PATIENCE)

    proxy = Proxy(registry.port)
    proxy.reset(watch)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        held = pool.submit(late.push, f"127.0.0.1:{proxy.port}/{prefix}")
        written.wait(PATIENCE)
        first = early.push(f"127.0.0.1:{registry.port}/{prefix}")
        go_on.set()
        results = [first, held.result()]
    proxy.stop()
    wrong, final = check_registry(registry, [early, late], prefix)
    wrong += check_words([early, late], results, final)
    if first[0] == 0 and final != early.images:
        wrong.append("what the first has published was replaced")
    return wrong and [*wrong, *show(results)]


def collisions(registry, rounds):
    """How many keys were written more than once, of all; from the registry's own log."""
    writes = collections.Counter(re.findall(r'"PUT /v2/(r\d+/loom/\w+)/manifests/key-', registry.log.read_text()))
    return sum(count > 1 for count in writes.values()), rounds * len(FAMILY), max(writes.values())


def races(folder, family, registry):
    rounds, chance = int(os.environ.get("ROUNDS") or 10), random.Random(int(os.environ.get("SEED") or 1))
    with concurrent.futures.ThreadPoolExecutor(MACHINES) as pool:
        machines = list(pool.map(lambda number: Machine(folder / f"machine{number}", family), range(MACHINES)))
    ok(len({ident for machine in machines for ident in machine.images.values()}) == MACHINES * len(FAMILY),
       "no two machines have built the same", *(machine.images for machine in machines))
    statuses, start = collections.Counter(), time.monotonic()
    for group in range(0, rounds, GROUP):
        wrong = []
        for number in range(group, min(group + GROUP, rounds)):
            found, ended = make_round(registry, machines, number, chance)
            statuses += ended
            wrong += [f"round {number}:", *found] if found else []
        ok(not wrong, f"the rounds {group} to {min(group + GROUP, rounds) - 1}", *wrong)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        problems = pool.map(lambda names: [hold_up(registry, *names[1], name) for name in names[0]],
                            [(list(FAMILY)[:2], machines[:2]), (list(FAMILY)[2:], machines[2:])])
        for name, wrong in zip(FAMILY, [wrong for part in problems for wrong in part]):
            ok(not wrong, f"a push that is held up at the key of {name} while another one ends", *wrong)
    several, keys, most = collisions(registry, rounds)
    print(f"# {several} of {keys} keys were written more than once, at most {most} times; statuses "
          f"{dict(statuses)}; {time.monotonic() - start:.0f} s")
    ok(several > rounds // 5, "keys collided often enough to say something", f"{several} of {keys}")


run_test(races)
