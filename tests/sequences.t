#!/usr/bin/env python3
# Runs early: it takes long.
"""Random sequences of edits, prunes, failures and kills end, each, as a build from nothing does.

SEQUENCES (200; make check-long: 3000) are made from SEED (1) on; one that fails can be had alone: SEQUENCES=1 SEED=n.
In each a small family is edited, reverted and committed, names are pruned and moved, and builds run,
also two at once; the engine fails, dies or ends who called it at any call. tests/sequences/walk.py
has what must hold in between and at the end.
"""
import functools
import multiprocessing
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "sequences"))
from builds import Start, Wrong  # noqa: E402
from walk import Walk  # noqa: E402

GROUP = 20


def try_sequence(start, folder, seed):
    """What is wrong with the sequence and what was done; nothing if all is well."""
    place = folder / str(seed)
    place.mkdir()
    walk = None
    try:
        walk = Walk(seed, place, start)
        walk.run()
    except Wrong as wrong:
        problem = str(wrong)
    except Exception:
        problem = traceback.format_exc()
    else:
        problem = None
    shutil.rmtree(place, ignore_errors=True)
    return problem and "\n".join([f"repeat it with SEQUENCES=1 SEED={seed}", *(walk.steps if walk else []), problem])


def sequences(folder, seeds):
    """The problem of each sequence, in order; as many run at once as keep all processors busy while one waits."""
    work = functools.partial(try_sequence, Start(folder), folder)
    interruptible = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with multiprocessing.Pool(len(os.sched_getaffinity(0)) + 1, interruptible) as pool:
        yield from pool.imap(work, seeds)


def main():
    first, count = int(os.environ.get("SEED") or 1), int(os.environ.get("SEQUENCES") or 200)
    seeds = range(first, first + count)
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        problems = sequences(pathlib.Path(scratch), seeds)
        for group in range(0, count, GROUP):
            part = seeds[group:group + GROUP]
            wrong = [problem for problem in (next(problems) for _ in part) if problem]
            failed += len(wrong)
            for problem in wrong:
                print("\n".join("# " + line for line in problem.split("\n")))
            print(f"{'not ok' if wrong else 'ok'} {group // GROUP + 1} - the sequences {part[0]} to {part[-1]}", flush=True)
    print(f"# {count} sequences from SEED={first} on, {failed} failed")
    print(f"1..{-(-count // GROUP)}")
    return 1 if failed else 0


sys.exit(main())
