"""The test anything protocol for tests in Python, as tests/lib/tap.sh has it for those in sh."""
import sys

_results = []


def ok(passed, name, *why):
    """Notes a test; what is wrong if it has not passed is text, also of many lines."""
    _results.append(bool(passed))
    print(f"{'ok' if passed else 'not ok'} {len(_results)} - {name}", flush=True)
    for line in () if passed else "\n".join((f"failed: {name}", *map(str, why))).split("\n"):
        print(f"# {line}", file=sys.stderr, flush=True)


def same(got, expected, name):
    ok(got == expected, name, f"     got: {got!r}", f"expected: {expected!r}")


def done_testing():
    """Ends the program, with the status that says whether all have passed."""
    print(f"1..{len(_results)}")
    sys.exit(0 if all(_results) else 1)
