#!/usr/bin/env python3
"""What an engine says of an image against what `basegen show` says of it.

    configuration.py SHOWN <CONFIG     SHOWN: the file with show's JSON; CONFIG: docker's JSON of the configuration
    configuration.py keys SCHEMA FAMILY     whether a family uses every key that the JSON Schema has
"""
import json
import re
import sys


def plain(shown):
    """Values without where they come from."""
    if isinstance(shown, list):
        return [plain(item) for item in shown]
    if "value" in shown and "from" in shown and not isinstance(shown["from"], dict):
        return shown["value"]
    return {key: plain(value) for key, value in shown.items()}


def seconds(duration):
    units = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"([\d.]+)(ms|[hms])", duration or ""))


def expanded(value, env):
    """The value of a variable, with those that it refers to."""
    return re.sub(r"\$(?:(\$)|(\w+)\b|\{(\w+)\})", lambda found: found[1] or env.get(found[2] or found[3], found[0]), value)


def user_of(user):
    if "uid" not in user and "gid" not in user:
        return user["name"]
    return f"{user.get('uid', user['name'])}:{user['gid']}"


def expectations(keys, config):
    """Name, what is expected, what the engine has."""
    env = dict(item.split("=", 1) for item in config.get("Env") or [])
    labels, health = config.get("Labels") or {}, config.get("Healthcheck") or {}
    for name, value in keys.get("env", {}).items():
        yield f"env {name}", expanded(value, env), env.get(name)
    front, behind = (":".join(keys.get("path", {}).get(place, [])) for place in ("front", "behind"))
    yield "path", (front, behind), (env.get("PATH", "")[:len(front)], env.get("PATH", "")[-len(behind):] if behind else "")
    for name, value in keys.get("labels", {}).items():
        yield f"label {name}", value, labels.get(name)
    if "summary" in keys:
        yield "summary", keys["summary"], labels.get("org.opencontainers.image.description")
    for key, name in (("entrypoint", "Entrypoint"), ("command", "Cmd"), ("shell", "Shell")):
        if key in keys:
            yield key, keys[key], config.get(name) or []
    yield "workdir", keys.get("workdir"), config.get("WorkingDir")
    if "user" in keys:
        yield "user", user_of(keys["user"]), config.get("User")
    if "stopsignal" in keys:
        yield "stopsignal", keys["stopsignal"], config.get("StopSignal")
    yield "volumes", sorted(keys.get("volumes", [])), sorted(config.get("Volumes") or {})
    ports = [str(port) if "/" in str(port) else f"{port}/tcp" for port in keys.get("expose", [])]
    yield "expose", sorted(ports), sorted(config.get("ExposedPorts") or {})
    if "none" in keys.get("healthcheck", {}):
        yield "healthcheck", ["NONE"], health.get("Test")
    elif "healthcheck" in keys:
        yield "healthcheck", ["CMD", *keys["healthcheck"]["command"]], health.get("Test")
        for key, name in (("interval", "Interval"), ("timeout", "Timeout"), ("start-period", "StartPeriod")):
            yield f"healthcheck {key}", seconds(keys["healthcheck"].get(key)) * 10 ** 9, health.get(name, 0)
        yield "healthcheck retries", keys["healthcheck"]["retries"], health.get("Retries")


def compare(path):
    with open(path, encoding="utf-8") as file:
        keys = plain(json.load(file)["keys"])
    wrong = [item for item in expectations(keys, json.load(sys.stdin)) if item[1] != item[2]]
    for item in wrong:
        print(*map(repr, item))
    return 1 if wrong else 0


def schema_keys(schema, definition, path=()):
    for choice in definition.get("anyOf", []):
        yield from schema_keys(schema, choice, path)
    for name, value in definition.get("properties", {}).items():
        yield (*path, name)
        yield from schema_keys(schema, value, (*path, name))
        yield from schema_keys(schema, value.get("items", {}), (*path, name))


def used_keys(value, path=()):
    for item in value if isinstance(value, list) else [value]:
        for key, member in item.items() if isinstance(item, dict) else ():
            yield (*path, key)
            yield from used_keys(member, (*path, key))


def compare_keys(schema_path, family_path):
    import yaml
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    with open(family_path, encoding="utf-8") as file:
        family = yaml.safe_load(file)
    wanted = set(schema_keys(schema, schema["definitions"]["image"])) | {(name,) for name in schema["properties"]}
    used = {(key,) for key in family} | {key for image in [*family["images"].values(), family["defaults"]] for key in used_keys(image)}
    missing = sorted(".".join(key) for key in wanted - used - {("matrix", "exclude"), ("matrix", "include"), ("matrix", "include", "vars"), ("healthcheck", "none")})
    print(*missing)
    return 1 if missing else 0


sys.exit(compare_keys(*sys.argv[2:]) if sys.argv[1] == "keys" else compare(sys.argv[1]))
