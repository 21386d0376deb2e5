#!/usr/bin/env python3
# Runs early: it takes long; what it holds is the time of the processor.
"""What a small input can cost: little. Each input of tests/costs/*.py, of up to a megabyte, ends with 0 or 2 within a
second of the processor and 256 MB; one whose size or shape alone tells is refused within 100 ms and 64 MB. V=1 shows
the most costly ones, and words choose the inputs whose names they are in."""
import concurrent.futures
import importlib.util
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
import costs  # noqa: E402
from tap import done_testing, ok  # noqa: E402


def load(path):
    spec = importlib.util.spec_from_file_location(f"costs_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.inputs()


def run(given):
    with tempfile.TemporaryDirectory() as scratch:
        return costs.judge(given, pathlib.Path(scratch))


def main():
    wanted = sys.argv[1:]
    inputs = [given for path in sorted((ROOT / "tests/costs").glob("*.py")) for given in load(path)
              if not wanted or any(word in given.name for word in wanted)]
    results = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for given, (cost, problem) in zip(inputs, pool.map(run, inputs)):
            results.append((cost.seconds, cost.megabytes, cost.status, given.name))
            ok(not problem, given.name, problem)
    names = [given.name for given in inputs]
    ok(len(names) == len(set(names)), "each has a name of its own", *{name for name in names if names.count(name) > 1})
    for seconds, megabytes, status, name in sorted(results) if os.environ.get("V") else ():
        print(f"# {seconds * 1000:.0f} ms, {megabytes:.0f} MB, {status}: {name}")


main()
done_testing()
