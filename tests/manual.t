#!/usr/bin/env python3
# Runs aside: it waits for what an interactive shell shows.
"""The manual pages, the help of each verb and the completions against the program: clean for mandoc, with every
command, option and key and no other, working in real shells, and installed and removed by make."""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BUILD = pathlib.Path(os.environ["BUILD"])
BASEGEN = os.environ.get("BASEGEN") or str(BUILD / "build/basegen")
COMMANDS = (ROOT / "gen/basegen.1").read_text()
KEYS = (ROOT / "gen/images.yaml.5").read_text()
COMPLETION = {name: (ROOT / "gen/completion" / name).read_text() for name in ("basegen.bash", "_basegen", "basegen.fish")}

def same(got, wanted, name):
    ok(set(got) == set(wanted), name, f"not there: {sorted(set(wanted) - set(got))}", f"too much: {sorted(set(got) - set(wanted))}")


def output(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    return done.stdout + done.stderr


def lint():
    for page in ("basegen.1", "images.yaml.5", "basegen-dockerfiles.7", "basegen-ci.7"):
        # Whether other pages are installed is no matter of this one.
        said = [line for line in output("mandoc", "-T", "lint", str(ROOT / "gen" / page)).splitlines()
                if "referenced manual not found" not in line and "outdated mandoc.db" not in line]
        ok(not said, f"{page}: mandoc -T lint", *said)


def verbs():
    return re.findall(r"^    ([a-z]+) ", output(BASEGEN, "help"), re.MULTILINE)


def options():
    """What the tables of options in the source have, by verb; '' for those in front of it. All take --help."""
    found = {verb: [] for verb in verbs()}
    for path in [ROOT / "gen/main.c", *(ROOT / "gen/command").rglob("*.c")]:
        verb = "" if path.name == "main.c" else path.stem
        text = path.read_text()
        if ".takes_format = true" in text:  # the option of the frame
            text += path.with_name("family_verb.c").read_text()
        found[verb] = re.findall(r'\{"(--?[a-zA-Z-]+)", (?:true|false), &', text)
    return {verb: {*found[verb], "--help"} for verb in ["", *verbs()]}


def helps(verb):
    """The options that --help tells: in the usage, and with a line for each."""
    said = output(BASEGEN, *filter(None, [verb]), "--help")
    usage, _, rest = said.partition("\n\n")
    if not verb:
        return set(re.findall(r"\[(--?[a-zA-Z-]+)", usage)) | {"--help"}
    lines = dict(re.findall(r"^    (--?[a-zA-Z-]+)(?: \S+)? +(\S.*)", rest, re.MULTILINE))
    ok(usage.startswith(f"usage: basegen {verb}") and all(lines.values()), f"{verb} --help tells the usage, and a line of each option", said)
    ok(output(BASEGEN, "help", verb) == said, f"help {verb} says the same")
    same(re.findall(r"\[(--?[a-zA-Z-]+)", usage), {*lines} - {"--help"}, f"{verb} --help: usage and lines")
    return {*lines}


def man_sections():
    """The options of each command in basegen.1."""
    front, _, rest = COMMANDS.partition("The commands are:")
    rest = rest.partition("\n.Sh ")[0]
    sections = {"": front}
    for part in re.split(r"^\.It Ic ", rest, flags=re.MULTILINE)[1:]:
        sections[part.split()[0]] = ".It Ic " + part
    return {verb: {"-" + name for name in re.findall(r"\bFl (-?[a-zA-Z-]+)", text)} | {"--help"} for verb, text in sections.items()}


def completed(name, verb):
    """The options that a completion offers for a verb."""
    text = COMPLETION[name]
    if name == "basegen.bash":
        return set(bash(ROOT, *filter(None, [verb]), "-"))
    if name == "_basegen":
        if verb:
            text = re.search(rf"^\t\t(?:[a-z]+ \| )*{verb}(?: \| [a-z]+)*\)(.*?)(?:;;|^\t\tesac)", text, re.MULTILINE | re.DOTALL).group(1)
            text = text.replace("$help", "'--help[]'")
        else:
            text = text.partition("_arguments -C")[2].partition("case $state")[0]
        return set(re.findall(r"'\*?(--?[A-Za-z][a-z-]*)=?\[", text))
    condition = f"'__fish_seen_subcommand_from {verb}'" if verb else '"not __fish_seen_subcommand_from $verbs"'
    text = "".join(line for line in text.splitlines(True) if line.startswith((f"complete -c basegen -n {condition}", "complete -c basegen -l")))
    return {"--" + word for word in re.findall(r" -l ([a-z-]+)", text)} | {"-" + word for word in re.findall(r" -s ([A-Za-z])\b", text)}


def lists():
    program, sections = options(), man_sections()
    same(set(sections) - {""}, verbs(), "basegen.1 has the commands")
    for verb, wanted in program.items():
        same(helps(verb), wanted, f"--help has the options of '{verb}'")
        same(sections.get(verb, ()), wanted, f"basegen.1 has the options of '{verb}'")
        for name in COMPLETION:
            same(completed(name, verb), wanted, f"{name} has the options of '{verb}'")
    same(bash(ROOT, ""), verbs(), "basegen.bash has the commands")
    same(re.findall(r"^\t\t'([a-z]+):", COMPLETION["_basegen"], re.MULTILINE), verbs(), "_basegen has the commands")
    same(re.findall(r"-a ([a-z]+) -d", COMPLETION["basegen.fish"]), verbs(), "basegen.fish has the commands")


def schema_keys(definition):
    for choice in definition.get("anyOf", []):
        yield from schema_keys(choice)
    for name, value in definition.get("properties", {}).items():
        yield name
        yield from schema_keys(value)
        yield from schema_keys(value.get("items", {}))


def keys():
    schema = json.loads(output(BASEGEN, "schema"))
    wanted = {*schema_keys(schema), *schema_keys(schema["definitions"]["image"])}
    items = set(re.findall(r"^\.It Ic (\S+)", KEYS, re.MULTILINE))
    named = items | {word for line in re.findall(r"\bIc (.*)", KEYS) for word in re.split(r"[ ,]+", line)}
    ok(wanted <= named, "images.yaml.5 has every key", *sorted(wanted - named))
    ok(items <= wanted, "images.yaml.5 has no other keys", *sorted(items - wanted))


def displayed(first):
    """The display in images.yaml.5 whose first line starts with a word."""
    return re.search(rf"^\.Bd -literal[^\n]*\n({first}:.*?)^\.Ed", KEYS, re.MULTILINE | re.DOTALL).group(1)


def generated(folder, text, name):
    (folder / "images.yaml").write_text(text)
    ok(output(BASEGEN, "generate", cwd=folder).startswith("out: "), f"{name} of images.yaml.5 generates")


def examples(folder):
    """The examples are families; that of EXAMPLES stays in the folder."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    generated(folder, "name: loom\n" + displayed("images"), "the example of variants")
    variants = [line.split()[1:3] for line in output(BASEGEN, "list", cwd=folder).splitlines()[1:]]
    same(["/".join(variant) for variant in variants],
         [f"{image}/{tag}" for image in ("python-base", "kafka-python-base") for tag in ("3.11-slim", "3.12-slim", "3.12-bookworm")], "with the variants that the page names")
    generated(folder, displayed("name"), "the example of a family")
    ok("gateway" in output(BASEGEN, "list", cwd=folder), "with its images")
    (folder / "images.lock").write_text(displayed("bases").replace("0f4e...", "0f4e" * 16))
    ok(output(BASEGEN, "generate", cwd=folder).startswith("out: "), "the lock of images.yaml.5 is one")
    (folder / "images.lock").unlink()
    output(BASEGEN, "generate", cwd=folder)
    own = (ROOT / "images.yaml").read_text().split("\n  basegen:\n")[1].splitlines()
    ok({"    " + line for line in displayed("user").splitlines()} <= set(own), "what the page adds to basegen.Dockerfile.j2 is what this family adds")


def members(folder):
    """The page has all members of the names that templates see, and no others; its templates render."""
    keys = set(json.loads(output(BASEGEN, "schema"))["definitions"]["image"]["properties"])
    names = ("family", "image", "variant", "base")
    shown = "".join(f"{{% for member in {name} %}}\n# {name} {{{{ member }}}}\n{{% endfor %}}\n" for name in names)
    (folder / "templates/image").mkdir(parents=True)
    (folder / "templates/family").mkdir()
    (folder / "templates/image/members.Dockerfile.j2").write_text("FROM debian:12\n" + shown)
    (folder / "templates/family/members.j2").write_text("{% set variant = family.order[0] %}{% set image = variant.image %}{% set base = variant.base %}" + shown)
    (folder / "images.yaml").write_text('name: acme\nimages: {a: {from: "debian:12", tag: "1", template: members.Dockerfile.j2}}\n')
    output(BASEGEN, "generate", cwd=folder)
    said = (folder / "out/a/Dockerfile").read_text() + (folder / "out/members").read_text()
    for name in names:
        there = set(re.findall(rf"^# {name} (\S+)$", said, re.MULTILINE)) - (keys - {"name"} if name == "image" else set())
        section = re.search(rf"^\.Ss Members of {name}\n(.*?)^\.S[sh] ", KEYS, re.MULTILINE | re.DOTALL).group(1)
        same({word for line in re.findall(r"^\.It Va (.*)", section, re.MULTILINE) for word in line.split(" , ")}, there, f"images.yaml.5 has the members of {name}")
    for path, text in re.findall(r"^\{# templates/(\S+) #\}\n(.*?)^\.Ed", KEYS, re.MULTILINE | re.DOTALL):
        (folder / "templates" / path).write_text(text.replace("\\e", "\\"))
    (folder / "images.yaml").write_text("name: acme\nimages:\n  java: {from: 'debian:12', tag: '1', summary: Java, template: java.Dockerfile.j2, vars: {heap: 1g}}\n")
    ok(output(BASEGEN, "generate", cwd=folder).startswith("out: "), "the templates of images.yaml.5 render", output(BASEGEN, "generate", cwd=folder))
    dockerfile = (folder / "out/java/Dockerfile").read_text()
    ok(all(f"\n{line}\n" in dockerfile for line in ("RUN touch /etc/ours", 'ENV JAVA_TOOL_OPTIONS="-Xmx1g"', '      com.acme.axes="{}"')), "into what they say", dockerfile)
    ok((folder / "out/images.txt").read_text() == "acme/java:1 from debian:12: Java\n", "and a list of images")


def bash(folder, *words):
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _basegen 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"'
    return output("bash", "-c", script, "bash", str(ROOT / "gen/completion/basegen.bash"), "basegen", *words, cwd=folder).split()


def fish(folder, line):
    said = output("fish", "--no-config", "-c", f'source "{ROOT}/gen/completion/basegen.fish"; complete -C "basegen {line}"', cwd=folder)
    return [entry.split("\t")[0] for entry in said.splitlines()]


def zsh(folder, line):
    """What stands on the line of an interactive zsh once the tab key was pressed."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(TERM="dumb", ZDOTDIR=str(folder), PS1="% ")
        os.execvp("zsh", ["zsh", "-f", "-i"])
    shown = b""

    def read_until(wanted, seconds):
        nonlocal shown
        end = time.monotonic() + seconds
        while wanted not in shown and time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    shown += os.read(terminal, 4096)
                except OSError:
                    break

    os.write(terminal, f"unsetopt zle_bracketed_paste; fpath=({ROOT}/gen/completion $fpath); autoload -Uz compinit; compinit -u -D; echo rea''dy\n".encode())
    read_until(b"ready\r", 20)
    shown = b""
    os.write(terminal, f"basegen {line}\t".encode())
    read_until(b"\0", 3)
    os.close(terminal)
    os.waitpid(child, 0)
    return shown.decode(errors="replace")


def shells(folder):
    os.environ["PATH"] = f"{pathlib.Path(BASEGEN).parent}:{os.environ['PATH']}"
    for name, shell in (("basegen.bash", "bash"), ("_basegen", "zsh"), ("basegen.fish", "fish")):
        said = output(shell, "-n", str(ROOT / "gen/completion" / name))
        ok(not said, f"{shell} -n {name}", said)
    same(bash(folder, "g"), ["generate", "graph"], "bash: commands")
    same(bash(folder, "help", "g"), ["generate", "graph"], "bash: commands to be told of")
    same(bash(folder, "graph", "--format", ""), ["dot", "mermaid", "json", "svg"], "bash: formats of a command")
    same(bash(folder, "--color", "a"), ["auto", "always"], "bash: values in front of the command")
    same(bash(folder, "show", "gate"), ["gateway", "gateway/3.12-slim"], "bash: images")
    same(bash(folder, "-f", "nothing.yaml", "show", ""), [], "bash: nothing where there is no family")
    same(bash(folder, "generate", "--d"), ["--diff"], "bash: options")
    for verb in ("build", "test", "why"):
        same(bash(folder, verb, "gate"), ["gateway", "gateway/3.12-slim"], f"bash: images to {verb}")
        same(fish(folder, f"{verb} gate"), ["gateway", "gateway/3.12-slim"], f"fish: images to {verb}")
    same(fish(folder, "g"), ["generate", "graph"], "fish: commands")
    same(fish(folder, "help g"), ["generate", "graph"], "fish: commands to be told of")
    same(fish(folder, "graph --format "), ["dot", "mermaid", "json", "svg"], "fish: formats of a command")
    same(fish(folder, "show gate"), ["gateway", "gateway/3.12-slim"], "fish: images")
    said = zsh(folder, "gene")
    ok("generate" in said, "zsh: commands", repr(said))
    said = zsh(folder, "show gate")
    ok("gateway" in said, "zsh: images", repr(said))
    said = zsh(folder, "build gate")
    ok("gateway" in said, "zsh: images to build", repr(said))
    said = zsh(folder, "help gene")
    ok("generate" in said, "zsh: commands to be told of", repr(said))


def install(folder):
    place = folder / "a place"
    said = output("make", "install", f"DESTDIR={place}", "prefix=/usr", cwd=BUILD)
    found = {str(path.relative_to(place)): path for path in place.rglob("*") if path.is_file()}
    same(found, ["usr/bin/basegen", "usr/share/man/man1/basegen.1", "usr/share/man/man5/images.yaml.5", "usr/share/man/man7/basegen-ci.7", "usr/share/man/man7/basegen-dockerfiles.7", "usr/share/bash-completion/completions/basegen",
                 "usr/share/zsh/site-functions/_basegen", "usr/share/fish/vendor_completions.d/basegen.fish"], "make install puts all in its place")
    ok(all(path.stat().st_mode & 0o777 == (0o755 if path.parent.name == "bin" else 0o644) for path in found.values()), "with their modes", said)
    ok(output(str(place / "usr/bin/basegen"), "help").startswith("usage: "), "what is installed runs")
    output("make", "uninstall", f"DESTDIR={place}", "prefix=/usr", cwd=BUILD)
    ok(not [path for path in place.rglob("*") if path.is_file()], "make uninstall takes all away")


with tempfile.TemporaryDirectory() as scratch:
    where = pathlib.Path(scratch)
    lint()
    lists()
    keys()
    examples(where)
    members(where / "members")
    shells(where)
    install(where)
done_testing()
