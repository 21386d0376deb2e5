#!/usr/bin/env python3
"""What the runner of GitHub's actions makes of the output of a step: a line of JSON for each command that it finds.

It is a small copy of the rules of actions/runner (ActionCommand.cs, ActionCommandManager.cs): a line that starts with
"::" behind blanks, or has "##[" anywhere; and what stop-commands switches off. Usage: runner.py <OUTPUT
"""
import json
import re
import sys

COMMANDS = {"error", "warning", "notice", "debug", "group", "endgroup", "echo", "add-mask", "add-matcher", "remove-matcher",
            "add-path", "set-env", "set-output", "save-state", "stop-commands"}
DATA = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]
PROPERTY = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]
OLD = [("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%3B", ";"), ("%25", "%")]


def unescape(text, pairs):
    for escaped, character in pairs:
        text = text.replace(escaped, character)
    return text


def properties(text, separator, pairs):
    found = {}
    for part in filter(None, text.split(separator)):
        name, equals, value = part.partition("=")
        if equals and value:
            found[name.strip()] = unescape(value.strip(), pairs)
    return found


def read(line, stopped):
    """The command in a line, or None."""
    trimmed = line.strip()
    end = trimmed.find("::", 2)
    if trimmed.startswith("::") and end > 0:
        name, _, rest = trimmed[2:end].partition(" ")
        if name in COMMANDS | {stopped}:
            return {"command": name, **properties(rest, ",", PROPERTY), "message": unescape(trimmed[end + 2:], DATA)}
    start = line.find("##[")
    end = line.find("]", start)
    if start >= 0 and end >= 0:
        name, _, rest = line[start + 3:end].partition(" ")
        if name in COMMANDS | {stopped}:
            return {"command": name, **properties(rest, ";", OLD), "message": unescape(line[end + 1:], OLD)}
    return None


def main():
    stopped = None
    for line in re.split(r"\r\n|\r|\n", sys.stdin.buffer.read().decode("utf-8", "replace")):
        command = read(line, stopped)
        if not command or stopped and command["command"] != stopped:
            continue
        if command["command"] == stopped:
            stopped = None
        elif command["command"] == "stop-commands":
            stopped = command["message"]
        print(json.dumps(command, ensure_ascii=False))


main()
