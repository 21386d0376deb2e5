#!/usr/bin/env python3
"""Checks a report in JUnit's XML, and prints what it says: a line SUITE<tab>CLASS<tab>CASE<tab>RESULT for each case.

What a report may hold is what the readers of Jenkins, GitLab and GitHub's actions have in common. Usage: junit.py FILE
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

COUNTS = {"tests", "failures", "errors", "skipped", "time"}
# Element: the attributes that it must have, those that it may have, and the elements in it.
SCHEMA = {
    "testsuites": ({"name"} | COUNTS, set(), {"testsuite"}),
    "testsuite": ({"name"} | COUNTS, set(), {"properties", "testcase"}),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": ({"name", "classname", "time"}, set(), {"failure", "error", "skipped"}),
    "failure": ({"message", "type"}, set(), set()),
    "error": ({"message", "type"}, set(), set()),
    "skipped": ({"message"}, set(), set()),
}
RESULTS = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def check(element):
    required, allowed, inner = SCHEMA[element.tag]
    have = set(element.attrib)
    assert required <= have <= required | allowed, f"{element.tag} has the attributes {sorted(have)}"
    assert {child.tag for child in element} <= inner, f"{element.tag} has {[child.tag for child in element]}"
    if inner:
        assert not (element.text or "").strip(), f"{element.tag} has text"
    if "time" in have:
        assert re.fullmatch(r"[0-9]+\.[0-9]{3}", element.get("time")), f"time is {element.get('time')}"
    for child in element:
        check(child)


def check_counts(element):
    cases = list(element.iter("testcase"))
    assert int(element.get("tests")) == len(cases), f"{element.get('name')}: tests"
    for tag, count in RESULTS.items():
        assert int(element.get(count)) == len(list(element.iter(tag))), f"{element.get('name')}: {count}"
    seconds = sum(float(case.get("time")) for case in cases)
    assert abs(float(element.get("time")) - seconds) < 0.002 * (len(cases) + 1), f"{element.get('name')}: time"


def main():
    root = ElementTree.parse(sys.argv[1]).getroot()
    assert root.tag == "testsuites", f"the root is {root.tag}"
    check(root)
    check_counts(root)
    for suite in root:
        check_counts(suite)
        for case in suite.iter("testcase"):
            assert len(case) <= 1, f"{case.get('name')} has two results"
            said = [f"{found.tag}: {found.get('message')}" for found in case] or ["passed"]
            print(suite.get("name"), case.get("classname"), repr(case.get("name"))[1:-1], repr(said[0])[1:-1], sep="\t")


main()
