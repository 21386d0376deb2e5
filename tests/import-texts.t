#!/usr/bin/env python3
"""basegen init --from: what is rendered is the text that was written, for texts at random too; families with the shapes of
known ones; and folders that are hostile or large. tests/import.t builds, tests/cases/import-* has the messages."""
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ["BUILD"]) / "build/basegen")


def call(*words, cwd):
    return subprocess.run([BASEGEN, *map(str, words)], cwd=cwd, capture_output=True, check=False, timeout=120)


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text if isinstance(text, bytes) else text.encode())


def move_in(folder, name, files, status=0):
    """Takes the files in; the folder of the family, rendered."""
    write(folder / f"{name}-by-hand", files)
    done = call("init", "--from", f"{name}-by-hand", name, cwd=folder)
    said = (done.stdout + done.stderr).decode(errors="replace")
    ok(done.returncode == status, f"{name}: moves in", f"status {done.returncode}", *said.splitlines())
    generated = call("generate", cwd=folder / name)
    ok(generated.returncode == 0, f"{name}: is rendered without an edit", *generated.stderr.decode(errors="replace").splitlines())
    return folder / name, said


def images(family):
    text = (family / "images.yaml").read_text()
    found = dict(re.findall(r'^  "?([^ "]+?)"?:\n    from: "?(.+?)"?\n', text, re.MULTILINE))
    return found


PIECES = ["{{", "{%", "{#", "}}", "%}", "#}", "{", "}", "%", "#", "-", "+", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "raw", "endraw", "{% raw %}",
          "{% endraw %}", "{%- endraw -%}", "{%\nendraw %}", '"', "'", "a", "é", "\\", "${#x}", "${x}", "RUN x", "\ufeff"]


def texts(folder):
    chance = random.Random(int(os.environ.get("SEED", "7")))
    rounds = int(os.environ.get("ROUNDS", "1"))
    written = {}

    for number in range(300 * rounds):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 30)))
        # A here-document holds any text but its own last line, and is the same for all engines.
        written[f"i{number}/Dockerfile"] = f"FROM debian:12\nRUN <<'E_O_F'\n{text}\nE_O_F\nENV A={number}" + chance.choice(["", "\n", "\n\n", " \n"])
    family, said = move_in(folder, "texts", written)
    wrong = [path for path, text in written.items() if (family / "out" / path).read_bytes() != text.encode()]
    ok(not wrong, "texts at random stay what they were, byte for byte", *[repr(written[path]) for path in wrong[:3]])


def notebooks(folder):
    """The shape of jupyter/docker-stacks: eleven images, and three arguments before each FROM."""
    parents = {"foundation": None, "base": "foundation", "minimal": "base", "scipy": "minimal", "r": "minimal", "julia": "minimal",
               "tensorflow": "scipy", "pytorch": "scipy", "datascience": "scipy", "pyspark": "scipy", "all-spark": "pyspark"}
    written = {}

    for name, parent in parents.items():
        source = f"$REGISTRY/$OWNER/{parent}-notebook" if parent else "ubuntu:24.04"
        if name == "foundation":
            name, parent = "docker-stacks-foundation", None
        elif parent == "foundation":
            source = "$REGISTRY/$OWNER/docker-stacks-foundation"
        image = name if "foundation" in name else name + "-notebook"
        head = f"ARG REGISTRY=registry.example\nARG OWNER=notebooks\nARG BASE_IMAGE={source}\n" if parent else f"ARG ROOT_IMAGE={source}\n"
        written[f"{image}/Dockerfile"] = (
            f"# The image {image}\n{head}FROM ${'BASE_IMAGE' if parent else 'ROOT_IMAGE'}\n\nLABEL maintainer=\"People <people@example.org>\"\n\n"
            "# Fix: https://example.org/wiki/DL4006\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n\nUSER root\n\nARG NB_USER=\"nb\"\n\n"
            "RUN apt-get update --yes && \\\n    # - a comment in between\n    apt-get install --yes --no-install-recommends \\\n    git && \\\n"
            "    apt-get clean && rm -rf /var/lib/apt/lists/*\n\nUSER ${NB_UID}\n\nRUN <<EOT\necho \"${#NB_USER} {{ cookiecutter }}\"\nEOT\n"
            f"COPY --chown=\"${{NB_UID}}:${{NB_GID}}\" setup/start-{name}.py setup.R* /opt/setup/\nWORKDIR \"${{HOME}}\"\n")
        written[f"{image}/setup/start-{name}.py"] = "#!/usr/bin/env python\n"
        written[f"{image}/.dockerignore"] = "README.md\n"
        written[f"{image}/README.md"] = f"# {image}\n"
        written[f"{image}/setup.R"] = "x\n"
    family, _ = move_in(folder, "notebooks", written)
    found = images(family)
    ok(len(found) == 11 and found["all-spark-notebook"] == "pyspark-notebook" and found["docker-stacks-foundation"] == "ubuntu:24.04",
       "notebooks: eleven images, built on each other", repr(found))
    text = (family / "out/scipy-notebook/Dockerfile").read_text()
    by_hand = written["scipy-notebook/Dockerfile"].replace("FROM $BASE_IMAGE\n", "ARG BASE=notebooks/minimal-notebook:latest\nFROM ${BASE}\n")
    ok(text == by_hand, "notebooks: only the FROM line is another one", text)
    ok((family / "out/r-notebook/.dockerignore").exists(), "notebooks: .dockerignore comes along")


def python(folder):
    """The shape of docker-library/python: a folder for each version and base, and some for Windows."""
    written = {}

    for version in ("3.12", "3.13", "3.14-rc"):
        for base in ("bookworm", "slim-bookworm", "trixie", "slim-trixie", "alpine3.21", "alpine3.22"):
            outside = (f"alpine:{base.removeprefix('alpine')}" if base.startswith("alpine") else f"debian:{base.removeprefix('slim-')}-slim"
                       if base.startswith("slim") else f"buildpack-deps:{base}")
            written[f"python/{version}/{base}/Dockerfile"] = (
                f"#\n# NOTE: THIS DOCKERFILE IS GENERATED\n#\n\nFROM {outside}\n\nENV PATH /usr/local/bin:$PATH\n\nENV PYTHON_VERSION {version}.1\n"
                "RUN set -eux; \\\n\t\\\n\twget -O x \"https://example.org/${PYTHON_VERSION%%[a-z]*}/x\"; \\\n\tfor src in idle3 pip3; do \\\n"
                "\t\tdst=\"$(echo \"$src\" | tr -d 3)\"; \\\n\t\t[ -s \"/usr/local/bin/$src\" ]; \\\n\tdone\n\nCMD [\"python3\"]\n")
    written["python/3.12/windows/ltsc2022/Dockerfile"] = (
        "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL [\"powershell\"]\nRUN Write-Host `\n  ok\n")
    written["python/Dockerfile-linux.template"] = "FROM {{ env.from }}\n"
    family, said = move_in(folder, "library", written, 1)
    found = images(family)
    ok(len(found) == 18 and found["python-3.14-rc-slim-trixie"] == "debian:trixie-slim", "python: eighteen images", repr(found))
    ok("'mcr.microsoft.com/windows/servercore:ltsc2022' is an image for Windows" in said, "python: Windows is reported", said)
    wrong = [path for path, text in written.items() if "windows" not in path and "template" not in path
             and (family / "out" / re.sub("/(?!Docker)", "-", path)).read_text() != text]
    ok(not wrong, "python: all texts are what they were", *wrong)


def named(folder):
    """What images.yaml and the list say of secrets, agents and images that are copied from."""
    family, said = move_in(folder, "named", {
        "redis/Dockerfile": "FROM debian:12\n",
        "base/Dockerfile": "FROM debian:12\n"
                           "RUN --mount=type=secret,id=token --mount=type=ssh --mount=type=secret,target=/root/netrc,required true\n"
                           "RUN --mount=type=secret,id=token --mount=id=deploy,type=ssh true\n",
        "own/Dockerfile": "FROM acme/base\nCOPY --from=registry.example/acme/redis:7 /a /b\n",
        "hub/Dockerfile": "FROM acme/base\nCOPY --from=docker.io/library/redis:7 /a /b\nRUN --mount=from=bitnami/redis:7,target=/m true\n"})
    text = (family / "images.yaml").read_text()
    ok("    secrets: [{id: token}, {id: netrc}]\n    ssh: [default, deploy]\n" in text, "secrets and agents are declared", text)
    ok("bases: [docker.io/library/redis:7, bitnami/redis:7]" in text and "bases: [redis]" in text, "only an image of the family's people is the family's", text)
    ok("    own from base\n        and from redis\n" in said and "    hub from base\n        and from docker.io/library/redis:7, a base from outside\n"
       "        and from bitnami/redis:7, a base from outside\n" in said, "the list says what is copied from", said)
    tags = re.findall(r'--tag "[^"]*y?/base:latest"', (family / "out/build.sh").read_text())
    ok(len(tags) == 1, "the tag latest is given once", *tags)


def ignored(folder):
    """A Dockerfile's own list of ignored files counts in place of .dockerignore, for all engines."""
    family, _ = move_in(folder, "ignored", {
        "own/app.Dockerfile": "FROM debian:12\nCOPY . /x\n", "own/app.Dockerfile.dockerignore": "a\n", "own/.dockerignore": "b\n",
        "own/Dockerfile.dockerignore": "c\n", "own/a": "a", "own/b": "b",
        "same/Dockerfile": "FROM debian:12\nCOPY b /x\n", "same/Dockerfile.dockerignore": "a\n", "same/a": "a", "same/b": "b"})
    for image, names in (("own-app", [".dockerignore", "Dockerfile", "a", "app.Dockerfile", "b"]), ("same", [".dockerignore", "Dockerfile", "a", "b"])):
        found = sorted(path.name for path in (family / "out" / image).iterdir())
        ok(found == names and (family / "out" / image / ".dockerignore").read_text() == "a\n", f"{image}: has its own list of ignored files", repr(found))


def many(folder):
    """A chain of 90 images and 310 on its end, a folder of 5,000 files, and a deep one."""
    written = {f"i{n:03}/Dockerfile": f"FROM acme/i{min(n - 1, 89):03}\n" if n else "FROM debian:12\nCOPY . /x\n" for n in range(400)}
    written.update({f"i000/files/{n}": str(n) for n in range(5000)})
    written["i000/" + "d/" * 60 + "deep"] = "deep"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    family, _ = move_in(folder, "many", written)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    ok(took < 6, f"many: {took:.1f} s of the processor for 400 images and 5,000 files")
    ok((family / "out/i000" / ("d/" * 60) / "deep").read_text() == "deep", "many: deep folders come along")
    ok(images(family)["i089"] == "i088" and images(family)["i399"] == "i089", "many: a long chain")


def hostile(folder):
    """What leads out, what is not there, what is there already."""
    secret = folder / "secret"
    secret.mkdir()
    write(secret, {"Dockerfile": "FROM debian:12\n# secret\n", "file": "secret\n"})
    write(folder / "links", {"good/Dockerfile": "FROM debian:12\nCOPY . /x\n", "good/file": "x"})
    (folder / "links/good/out").symlink_to(secret)
    (folder / "links/good/file2").symlink_to(secret / "file")
    (folder / "links/folder").symlink_to(secret)
    (folder / "links/linked").mkdir()
    (folder / "links/linked/Dockerfile").symlink_to(secret / "Dockerfile")
    os.mkfifo(folder / "links/good/Dockerfile.fifo")
    done = call("init", "--ci", "none", "--from", "links", "linked", cwd=folder)
    copied = b"".join(path.read_bytes() for path in (folder / "linked").rglob("*") if path.is_file())
    ok(done.returncode == 1 and b"secret" not in copied, "nothing is read through a link", done.stderr.decode())
    ok(done.stderr.count(b"symbolic links are not imported") == 3, "each link that counts is reported", done.stderr.decode())
    ok(call("generate", cwd=folder / "linked").returncode == 0, "and what is left is a family")

    for name, status, files in (("nothing", 2, {"README": "x"}), ("no-image", 2, {"x/Dockerfile": "RUN x\n"}), ("large", 2, {"x/Dockerfile": "#" * (17 << 20)})):
        write(folder / name, files)
        done = call("init", "--from", name, f"{name}-family", cwd=folder)
        ok(done.returncode == status and done.stderr and not (folder / f"{name}-family").exists(), f"{name}: is refused, and nothing is written", done.stderr.decode())
    for name in ("not-there", "nothing/README"):
        done = call("init", "--from", name, "x-family", cwd=folder)
        ok(done.returncode == 2 and b"expected a folder with Dockerfiles" in done.stderr, f"{name}: is no folder", done.stderr.decode())

    write(folder / "odd", {"a\nb/Dockerfile": "FROM debian:12\n", "c\x1b[31m/Dockerfile": "FROM debian:12\n", "good/Dockerfile": 'FROM debian:12\nCOPY . /x\n',
                           "good/new\nline": "x", "good/quote\"d": "x", "good/b\\s": "x", "good/-dash": "x", "null/Dockerfile": "FROM good\n",
                           "mounts/Dockerfile": "FROM debian:12\nRUN --mount=from=good,from=acme/good:1,from=other:1 true\n"})
    os.makedirs(os.fsencode(folder / "odd") + b"/good/\xff")
    (pathlib.Path(os.fsdecode(os.fsencode(folder / "odd") + b"/good/\xff/x"))).write_text("x")
    done = call("init", "--from", "odd", "odd-family", cwd=folder)
    ok(done.returncode == 1 and b"\x1b" not in done.stderr and b"a\nb" not in done.stderr, "odd names are reported, and shown", done.stderr.decode(errors="replace"))
    ok(call("generate", cwd=folder / "odd-family").returncode == 0, "odd names: what is left is a family")
    ok("null" in images(folder / "odd-family"), "a name that YAML knows is a name")

    write(folder / "here", {"x/Dockerfile": "FROM debian:12\nCOPY . /x\n", "x/file": "x"})
    ok(call("init", "--from", ".", cwd=folder / "here").returncode == 0, "a family beside its Dockerfiles")
    ok(call("generate", cwd=folder / "here").returncode == 0, "which is rendered")
    family, _ = move_in(folder, "one", {"Dockerfile": "FROM debian:12\nCOPY context/ below/file /x\n", "context/file": "x", "below/file": "x",
                                        "below/Dockerfile": "FROM one-by-hand\nCOPY file /y\n", "Dockerfile.more": "FROM below\nCOPY context/file /y\n"})
    ok(images(family) == {"one-by-hand": "debian:12", "below": "one-by-hand", "more": "below"}, "Dockerfiles at the top and below", repr(images(family)))


with tempfile.TemporaryDirectory() as scratch:
    for test in (texts, notebooks, python, named, ignored, many, hostile):
        test(pathlib.Path(scratch))
done_testing()
