#!/usr/bin/env python3
"""A family with texts of random bytes in every field that is free, and what engines make of it.

    injection.py make FOLDER SEED     writes images.yaml and expected.json, a line for each value
    injection.py drop FOLDER          takes out the lines that basegen refused (its JSON Lines on stdin)
    injection.py check FOLDER NAME    compares a configuration (docker's JSON on stdin) with what was written
    injection.py tests FOLDER         compares how an engine was called for the tests (on stdin) with what was written
"""
import json
import pathlib
import random
import sys

PIECES = ["a", "B", "7", " ", "  ", "'", '"', "`", "\\", "\\\\", "$", "$$", "${HOME}", "$(id)", "$(shell id)", "`id`", ";", "&&", "|",
          "<", ">", ">>x", "#", "# ", "%", "%s", "!", "*", "?", "[x]", "{", "}", "{{ x }}", "{% raw %}", "{#", "#}", "-", "--x", "~", ":", ": ",
          ",", "=", "/", "../", "@", "^", "\\n", "\\u0041", "\n", "\r", "\t", "\0", "\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\u200b",
          "\ufeff", "é", "ß", "\U0001F600", "EOF", "<<EOF", "RUN id", "\nRUN id", "- x", "? ", "*a", "&a", "null", "0755", "on", "' || id #", '"; id; "']
IMAGES, KEYS = 6, 5


def value(chance):
    return "".join(chance.choice(PIECES) for _ in range(chance.choice([0, 1, 1, 2, 3, 5, 8, 13])))


def path(chance):
    return "/" + value(chance).replace("/", "")


def quoted(text):
    """A double-quoted scalar of YAML that is this text once it is rendered, with every character that is not plain ASCII escaped."""
    def escape(character):
        point = ord(character)
        if character in '"\\':
            return "\\" + character
        if 0x20 <= point < 0x7f:
            return character
        return "\\U%08x" % point
    if "{" in text:
        # Jinja drops one line end behind all else.
        text = text.replace("{", "{{ '{' }}") + "{{ '' }}"
    return '"' + "".join(map(escape, text)) + '"'


def make(folder, seed):
    chance = random.Random(seed)
    lines = ["name: inject", "images:"]
    expected = []

    def note(text, *place):
        lines.append(text)
        expected.append({"line": len(lines), "place": place})

    for number in range(IMAGES):
        name = f"image{number}"
        lines += [f"  {name}:", "    from: scratch", "    tag: one", "    template: probe.Dockerfile.j2"]
        for key, place in (("summary", "org.opencontainers.image.description"), ("use-for", None)):
            text = value(chance)
            note(f"    {key}: {quoted(text)}", name, *(("Labels", place, text) if place and text else ("none",)))
        for key, place in (("env", "Env"), ("labels", "Labels"), ("args", "Env")):
            lines.append(f"    {key}:")
            for index in range(KEYS):
                text = value(chance)
                # Only in env a dollar can be the start of a reference; two stand for one.
                written = text.replace("$", "$$") if key == "env" else text
                note(f"      {key}{index}: {quoted(written)}", name, place, f"{key}{index}", text)
            lines.append(f"      {key}last: end")
        for key, place in (("entrypoint", "Entrypoint"), ("command", "Cmd"), ("shell", "Shell")):
            lines += [f"    {key}:", "      - /bin/it"]
            for index in range(KEYS):
                text = value(chance)
                note(f"      - {quoted(text)}", name, place, text)
        lines += ["    healthcheck:", "      command:", "        - /bin/it"]
        for index in range(KEYS):
            text = value(chance)
            note(f"        - {quoted(text)}", name, "Healthcheck", text)
        lines += ["    volumes:", "      - /last"]
        for index in range(KEYS):
            text = path(chance)
            note(f"      - {quoted(text)}", name, "Volumes", text)
        text = path(chance)
        note(f"    workdir: {quoted(text)}", name, "WorkingDir", text)
        lines += ["    tests:"]
        for index in range(KEYS):
            text = value(chance)
            note(f"      - {{command: [/bin/it, {quoted(text)}], output: {quoted(text)}}}", name, "Test", text)
    (folder / "images.yaml").write_text("\n".join(lines) + "\n")
    (folder / "expected.json").write_text(json.dumps(expected))


def drop(folder):
    lines = (folder / "images.yaml").read_text().split("\n")
    expected = json.loads((folder / "expected.json").read_text())
    mine = {entry["line"] for entry in expected}
    refused = {json.loads(line).get("line") for line in sys.stdin} - {None}
    if not refused <= mine:
        sys.exit(f"refused other lines: {sorted(refused - mine, key=str)}")
    for line in refused:
        lines[line - 1] = "#"
    (folder / "images.yaml").write_text("\n".join(lines))
    (folder / "expected.json").write_text(json.dumps([entry for entry in expected if entry["line"] not in refused]))
    print(len(refused), len(expected) - len(refused))


def members(config, place):
    """What the engine says of a field, as a list of texts or a map."""
    if place == "Env":
        return dict(item.split("=", 1) for item in config["Env"])
    if place == "Labels":
        return config["Labels"]
    if place == "Healthcheck":
        return config["Healthcheck"]["Test"][2:]
    if place == "Volumes":
        return list(config["Volumes"])
    if place == "WorkingDir":
        return [config["WorkingDir"]]
    return config[place][1:]


def check(folder, name):
    config = json.load(sys.stdin)
    lists, wrong, count = {}, [], 0
    for entry in json.loads((folder / "expected.json").read_text()):
        image, place, *rest = entry["place"]
        if image != name or place in ("none", "Test"):
            continue
        count += 1
        if len(rest) == 2:
            got = members(config, place).get(rest[0])
            if got != rest[1]:
                wrong.append((place, rest, got))
        else:
            lists.setdefault(place, []).append(rest[0])
    for place, texts in lists.items():
        got = members(config, place)
        if place == "Volumes":
            texts, got = sorted(set(texts) | {"/last"}), sorted(got)
        if place in ("Volumes", "WorkingDir"):
            texts, got = [[text.rstrip("/") for text in each] for each in (texts, got)]
        if got != texts:
            wrong.append((place, texts, got))
    for item in wrong:
        print("wrong:", *map(repr, item), file=sys.stderr)
    print(count)
    sys.exit(1 if wrong else 0)


def tests(folder):
    """The commands of tests as a program was called, words ended by NUL and calls by END."""
    calls = [call.split("\0")[:-1] for call in sys.stdin.read().split("END\0")[:-1]]
    wanted = [entry["place"] for entry in json.loads((folder / "expected.json").read_text()) if entry["place"][1] == "Test"]
    got = [(call[-3], call[-1]) for call in calls]
    if got != [(f"sha256:{name}", text) for name, _, text in wanted]:
        sys.exit(f"wrong: {got!r}")
    print(len(got))


action, where, *more = sys.argv[1:]
{"make": make, "drop": drop, "check": check, "tests": tests}[action](pathlib.Path(where), *more)
