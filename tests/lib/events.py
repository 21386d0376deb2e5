#!/usr/bin/env python3
"""Checks events, JSON Lines, against the schema of EVENTS in basegen.1, and prints the name of each.
Usage: events.py FILE
"""
import json
import sys

import jsonschema

TEXT, NUMBER, COUNT, YES = {"type": "string"}, {"type": "number", "minimum": 0}, {"type": "integer", "minimum": 0}, {"type": "boolean"}
LINES = {"type": "array", "items": TEXT}
RESULTS = ["built", "baked", "pulled", "tagged", "released", "sent", "built elsewhere", "current", "failed", "refused",
           "interrupted", "not tried"]


def fields(needed, **more):
    return {"type": "object", "properties": {**needed, **more}, "required": list(needed), "additionalProperties": False}


RESULT = {"image": TEXT, "name": TEXT, "result": {"enum": RESULTS}, "seconds": NUMBER}
EVENTS = {
    "start": fields({"event": TEXT, "image": TEXT, "name": TEXT, "place": COUNT, "total": COUNT, "what": TEXT}, log=TEXT),
    "output": fields({"event": TEXT, "image": TEXT, "line": TEXT}),
    "say": fields({"event": TEXT, "image": TEXT, "line": TEXT}),
    "running": fields({"event": TEXT, "image": TEXT, "seconds": NUMBER}, step=TEXT),
    "end": fields({"event": TEXT, **RESULT}, detail=TEXT, log=TEXT, tail=LINES, cut=YES),
    "line": fields({"event": TEXT, "line": TEXT}),
    "table": fields({"event": TEXT, "images": {"type": "array", "items": fields(RESULT, detail=TEXT, log=TEXT)},
                     "counts": {"type": "object", "propertyNames": {"enum": RESULTS}, "additionalProperties": COUNT}}),
    "test": fields({"event": TEXT, "image": TEXT, "name": TEXT, "key": TEXT, "check": TEXT, "expected": TEXT, "remembered": YES,
                    "result": {"enum": ["passed", "failed", "not run"]}, "milliseconds": COUNT},
                   command=LINES, message=TEXT, status={"type": "integer"}, output=TEXT),
    "counts": fields({"event": TEXT, "passed": COUNT, "failed": COUNT, "missing": COUNT, "not_run": COUNT, "complete": YES}),
}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        events = [json.loads(line) for line in file]
    for event in events:
        jsonschema.validate(event, EVENTS[event["event"]])
        print(event["event"])


main()
