#!/usr/bin/env python3
"""Templates that would make an engine build on, copy from or be read by an image that nobody declared: each is
refused with 2, at a line of the Dockerfile, and nothing is written. Honest ones beside them are accepted.

What engines read in different ways (here-documents, \\\\ at the end of a line, where # escape= may stand) was tried
with BuildKit and with buildah 1.28; what either would take counts."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from tap import done_testing, ok  # noqa: E402

BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ["BUILD"]) / "build/basegen")
DIGEST = "sha256:" + "ab" * 32
FAMILY = f"""\
name: loom
images:
  base: {{from: "debian:12", tag: "1", template: plain.j2}}
  other: {{from: "debian:12", tag: "2", template: plain.j2}}
  tried:
    from: base
    template: tried.j2
"""
MACHINE = "    secrets: [{id: token, env: TOKEN}]\n    ssh: [work]\n"
FILES = "    files: [{from: a.txt, to: /a}, {from: b.txt, to: /b}]\n"
BASES = f'    bases: [other, "golang:1.22", "example.org/frontend@{DIGEST}"]\n'
E = "evil.example/x:1"
P = "ARG BASE=loom/base:1\nFROM ${BASE}\n"
COPY = "COPY a.txt b.txt /x/\n"

# Name, and a Dockerfile.
HOSTILE = {
    "a parent by its name": "FROM loom/base:1\n",
    "a parent by its image": "FROM base\n",
    "another base": f"FROM {E}\n",
    "the base of the parent": "FROM debian:12\n",
    "lower case": f"{P}from {E}\n",
    "a tab": f"{P}FROM\t{E}\n",
    "a vertical tab": f"{P}FROM\v{E}\n",
    "a blank before": f"{P}  FROM {E}\n",
    "a blank of Unicode before": f"{P}\u00a0FROM {E}\n",
    "CRLF": f"ARG BASE=loom/base:1\r\nFROM ${{BASE}}\r\nFROM {E}\r\n",
    "no line end": f"{P}FROM {E}",
    "a byte-order mark": f"\ufeffFROM {E}\n",
    "a platform": f"{P}FROM --platform=linux/amd64 {E}\n",
    "a platform that is a variable": f"{P}FROM --platform=$BUILDPLATFORM {E}\n",
    "a name in two lines": f"{P}FR\\\nOM {E}\n",
    "arguments in the next line": f"{P}FROM \\\n  {E}\n",
    "a comment between": f"{P}FROM \\\n# comment\n\n  # comment\n  {E}\n",
    "a continuation first": f"{P}\\\nFROM {E}\n",
    "a continuation and blanks first": f"{P}\\\n  FROM {E}\n",
    "two continuations first": f"{P}\\\n \\\n\t FROM {E}\n",
    "double quotes": f'{P}FROM "{E}"\n',
    "single quotes": f"{P}FROM '{E}'\n",
    "quotes within": f'{P}FROM evil".example"/x:1\n',
    "a backslash": f"{P}FROM ev\\il.example/x:1\n",
    "a variable": f"ARG X={E}\n{P}FROM $X\n",
    "a variable in braces": f'ARG X="{E}"\n{P}FROM ${{X}}\n',
    "a variable of a variable": f"ARG A=evil.example\nARG B=${{A}}/x:1\n{P}FROM $B\n",
    "two variables in a line": f"ARG A=evil.example B=/x:1\n{P}FROM $A$B\n",
    "the default of a variable": f"{P}FROM ${{NONE:-{E}}}\n",
    "the default of an empty one": f"ARG X=\n{P}FROM ${{X:-{E}}}\n",
    "the other word of a variable": f"ARG X=y\n{P}FROM ${{X:+{E}}}\n",
    "a pattern of a variable": f"ARG X=no{E}\n{P}FROM ${{X#no}}\n",
    "a variable of the platform": f"ARG TARGETARCH=debian\n{P}FROM ${{TARGETARCH}}:12\n",
    "a variable of a proxy": f"ARG HTTP_PROXY=debian:12\n{P}FROM $HTTP_PROXY\n",
    "a variable without value": f"ARG X\n{P}FROM $X\n",
    "a variable of a stage": f"{P}ARG X={E}\nFROM $X\n",
    "the parent's argument with another value": f"ARG BASE={E}\nFROM ${{BASE}}\n",
    "the parent's argument twice": f"ARG BASE=loom/base:1\nARG BASE={E}\nFROM ${{BASE}}\n",
    "the parent's argument with more behind it": f"{P}FROM ${{BASE}}-evil\n",
    "the parent's argument with a default": f"ARG BASE=loom/base:1\nFROM ${{BASE:+{E}}}\n",
    "the parent's argument behind FROM": "FROM scratch AS x\nARG BASE=loom/base:1\nFROM ${BASE}\n",
    "the parent's argument in another case": "ARG base=loom/base:1\nFROM ${base}\n",
    "an argument of no parent": f"ARG BASE_OTHER=loom/other:2\n{P}FROM ${{BASE_OTHER}} AS o\n",
    "a stage of evil": f"ARG BASE=loom/base:1\nFROM {E} AS b\nFROM ${{BASE}}\nCOPY --from=b /x /y\n",
    "the last stage on nothing": f"{P}FROM scratch\n",
    "the last stage on another stage": f"FROM scratch AS a\n{P}FROM a\n",
    "a comment behind FROM": f"{P}FROM a # b\n",
    "AS without a stage": f"{P}FROM {E} AS\n",
    "a stage that is spelled twice": f"{P[:-1]} AS a\nFROM scratch AS A\nFROM a\n",
    "a stage with the name of an image": f"{P[:-1]} AS {E}\nFROM {E}\n",
    "a stage called scratch": f"{P[:-1]} AS scratch\n",
    "no stage": "ARG BASE=loom/base:1\n",
    "another digest": f"{P}FROM debian:12@{DIGEST}\n",
    "COPY --from": f"{P}COPY --from={E} /x /y\n",
    "copy --FROM": f"{P}copy --FROM={E} /x /y\n",
    "COPY --from behind a flag": f"{P}COPY --chown=1:1 --from={E} /x /y\n",
    "COPY --from twice": f"{P[:-1]} AS a\nFROM a\nCOPY --from=a --from={E} /x /y\n",
    "COPY --from in quotes": f'{P}COPY "--from={E}" /x /y\n',
    "COPY --from with quotes": f'{P}COPY --from="{E}" /x /y\n',
    "COPY --from with a backslash": f"{P}COPY --from=ev\\il.example/x:1 /x /y\n",
    "COPY --from in two lines": f"{P}COPY --fr\\\nom={E} /x /y\n",
    "COPY --from a variable": f"ARG X={E}\n{P}ARG X\nCOPY --from=$X /x /y\n",
    "COPY --from the parent's argument": f"{P}COPY --from=${{BASE}} /x /y\n",
    "COPY --from a later stage": f"{P}COPY --from=late /x /y\nFROM scratch AS late\nFROM ${{BASE}}\n",
    "COPY --from itself": f"{P[:-1]} AS me\nCOPY --from=me /x /y\n",
    "COPY --from a stage in another case": f"{P[:-1]} AS a\nFROM a AS b\nCOPY --from=A /x /y\n",
    "COPY --from a number too high": f"{P}COPY --from=0 /x /y\n",
    "COPY --from a number with a zero": f"{P[:-1]} AS a\nFROM a\nCOPY --from=00 /x /y\n",
    "COPY --from a number with a sign": f"{P[:-1]} AS a\nFROM a\nCOPY --from=+0 /x /y\n",
    "COPY --from nothing": f"{P}COPY --from= /x /y\n",
    "COPY --from in JSON": f'{P}COPY ["--from={E}", "/x", "/y"]\n',
    "COPY --from before JSON": f'{P}COPY --from={E} ["/x", "/y"]\n',
    "ADD --from": f"{P}ADD --from={E} /x /y\n",
    "a mount": f"{P}RUN --mount=type=bind,from={E},target=/x true\n",
    "a mount without a type": f"{P}RUN --mount=from={E},target=/x true\n",
    "a second mount": f"{P}RUN --mount=type=tmpfs,target=/y --mount=from={E},target=/x true\n",
    "a mount behind a flag": f"{P}RUN --network=none --mount=from={E},target=/x true\n",
    "a mount in the next line": f"{P}RUN \\\n # comment\n --mount=type=bind,\\\nfrom={E},target=/x true\n",
    "a cache": f"{P}RUN --mount=type=cache,from={E},target=/x true\n",
    "a mount in another case": f"{P}RUN --MOUNT=type=bind,FROM={E},target=/x true\n",
    "a mount as CSV": f"{P}RUN --mount='type=bind,\"from={E}\",target=/x' true\n",
    "a mount of an image": f"{P}RUN --mount=type=image,source={E},target=/x true\n",
    "a flag of a variable": f"{P}ENV N=mount=type=bind,from={E},source=/,target=/x\nRUN --$N true\n",
    "a flag of a default": f"{P}RUN --${{X:-mount}}=from={E},target=/x true\n",
    "a flag of COPY of a variable": f"{P}ENV F=from\nCOPY --$F={E} /x /y\n",
    "a flag of COPY of a default": f"{P}COPY --fr${{X:-o}}m={E} /x /y\n",
    "a flag of ADD of a variable": f"{P}ADD --$F={E} /x /y\n",
    "a flag of FROM of a variable": "ARG BASE=loom/base:1\nFROM --$F ${BASE}\n",
    "a flag that has quotes twice": f"{P}COPY \\-\\-x --fr\\'o\\'m={E} /x /y\n",
    "a flag that has backslashes twice": f"{P}COPY --fr\\\\om={E} /x /y\n",
    "ONBUILD RUN with a flag of a variable": f"{P}ONBUILD RUN --$N true\n",
    "a mount to a variable": f"{P}ENV F=/x,from={E}\nRUN --mount=type=bind,source=/,target=$F true\n",
    "a mount with a field of a variable": f"{P}ENV F=from={E}\nRUN --mount=type=bind,$F,target=/x true\n",
    "a mount that is a variable": f"{P}ENV F=from={E},target=/x\nRUN --mount=$F true\n",
    "a cache of a variable": f"{P}ENV F=x,from={E}\nRUN --mount=type=cache,target=/x,id=$F true\n",
    "a mount of a variable with a backslash": f"{P}RUN --mount=type=bind,target=/x\\$F true\n",
    "a mount with quotes twice": f"{P}RUN --mount=\"type=bind,fr'o'm={E},target=/x\" true\n",
    "a mount with backslashes twice": f"{P}RUN --mount=type=bind,fr\\\\om={E},target=/x true\n",
    "a cache above": f"{P}RUN --mount=type=cache,id=../../../../tmp/x,target=/x true\n",
    "a cache below": f"{P}RUN --mount=type=cache,id=a/b,target=/x true\n",
    "a cache that starts with a dot": f"{P}RUN --mount=type=cache,ID=..,target=/x true\n",
    "a cache without a name": f"{P}RUN --mount=type=cache,id=,target=/x true\n",
    "a cache that goes up to its target": f"{P}RUN --mount=type=cache,target=/../../x true\n",
    "a cache that goes up to its dst": f"{P}RUN --mount=type=cache,DST=/x/../.. true\n",
    "a cache of a folder above": f"{P}RUN --mount=type=cache,target=/x,source=../.. true\n",
    "a mount of a folder above": f"{P}RUN --mount=src=..,target=/x true\n",
    "a secret that nobody declares": f"{P}RUN --mount=type=secret,id=x,required=true true\n",
    "a secret that may be missing": f"{P}RUN --mount=id=x,type=secret true\n",
    "a secret by its source": f"{P}RUN --mount=type=secret,id=token,source=x,target=/x true\n",
    "a secret by its target": f"{P}RUN --mount=type=secret,target=/etc/x true\n",
    "a secret without a name": f"{P}RUN --mount=type=secret true\n",
    "an agent that nobody declares": f"{P}RUN --mount=type=ssh,id=x true\n",
    "the usual agent that nobody declares": f"{P}RUN --mount=type=ssh true\n",
    "ONBUILD COPY": f"{P}ONBUILD COPY --from={E} /x /y\n",
    "ONBUILD ADD": f"{P}onbuild add --from={E} /x /y\n",
    "ONBUILD COPY from a stage": f"{P[:-1]} AS a\nFROM a\nONBUILD COPY --from=a /x /y\n",
    "ONBUILD RUN": f"{P}ONBUILD \\\n  RUN --mount=from={E},target=/x true\n",
    "ONBUILD FROM": f"{P}ONBUILD FROM {E}\n",
    "ONBUILD ONBUILD": f"{P}ONBUILD ONBUILD COPY --from={E} /x /y\n",
    "a frontend": f"# syntax={E}\n{P}",
    "a frontend with blanks": f"#\tsyntax =\t{E} \n{P}",
    "a frontend in upper case": f"# SYNTAX={E}\n{P}",
    "a frontend behind a directive": f"# escape=\\\n# check=skip=all\n# syntax={E}\n{P}",
    "a frontend behind an unknown directive": f"# key=value\n# syntax={E}\n{P}",
    "a frontend in slashes": f"//syntax={E}\n{P}",
    "a frontend behind #!": f"#!/usr/bin/env docker\n# syntax={E}\n{P}",
    "a frontend behind a byte-order mark": f"\ufeff# syntax={E}\n{P}",
    "a frontend in JSON": f'{{"syntax": "{E}"}}\n{P}',
    "a frontend with a name like Docker's": f"# syntax=docker/dockerfile-evil:1\n{P}",
    "a frontend below Docker's": f"# syntax=docker/dockerfile/evil:1\n{P}",
    "a frontend of another registry": f"# syntax=evil.example/docker/dockerfile:1\n{P}",
    "a frontend with a tab": f"# syntax=docker/dockerfile:1\t{E}\n{P}",
    "a here-document that earlier engines do not know": f'{P}RUN <<"LABEL a=b"\nFROM {E}\nLABEL a=b\n',
    "a here-document whose end they do not see": f"{P}RUN <<END\nFROM {E}\nLABEL a=\\\nEND\n",
    "a stage of a here-document": f"{P}RUN <<CMD\nFROM {E} AS a\nCMD\nFROM ${{BASE}}\n",
    "no here-document in quotes": f'{P}RUN echo "<<LABEL"\nFROM {E}\nLABEL a=b\n',
    "no here-document with a blank": f"{P}RUN cat << END\nFROM {E}\nENV END=1\n",
    "no here-document in JSON": f'{P}RUN ["<<CMD"]\nFROM {E}\nCMD\n',
    "no here-document of ENV": f"{P}ENV a=<<CMD\nFROM {E}\nCMD\n",
    "no here-document behind a quote": f"{P}RUN echo it's <<CMD\nFROM {E}\nCMD\n",
    "a here-document that not all see": f"{P}RUN cat ${{a/b/c}} <<CMD\nCOPY a b\nCMD\n",
    "a here-document behind JSON": f'{P}RUN ["a"] <<CMD\nFROM scratch AS s\nCMD\nFROM ${{BASE}}\nCOPY --from=s /x /y\n',
    "flags where ` escapes": f'# escape=`\n{P}COPY --chown="1\\" --from={E} x" /x /y\n',
    "a here-document with a variable": f"{P}RUN cat <<$CMD\nCOPY a b\n$CMD\n",
    "a here-document without an end": f"{P}RUN <<-END\n  END\n",
    "two backslashes": f"{P}LABEL a=b\\\\\nFROM {E}\n",
    "a stage behind two backslashes": f"{P}RUN a \\\\\nFROM scratch AS b\nFROM ${{BASE}}\nCOPY --from=b /x /y\n",
    "a backslash where ` escapes": f"# escape=`\n{P}RUN a \\\nFROM {E}\n",
    "a ` where a backslash escapes": f"{P}RUN a `\nFROM {E}\n",
    "an escape character that is too late": f"# a comment\n# escape=`\n{P}RUN a `\nFROM {E}\n",
    "an escape character that some see": f"# key=value\n# escape=`\n{P}RUN a `\nFROM {E}\n",
    "another escape character": f"# escape=|\n{P}RUN a |\nFROM {E}\n",
    "an escape character behind #!": f"#!x\n# escape=`\n{P}RUN a `\nFROM {E}\n",
    "an empty line of Unicode": f"{P}RUN a \\\n\u2003\nFROM scratch AS b\nCOPY --from=b /x /y\n",
    "an instruction that nobody knows": f"{P}INCLUDE {E}\n",
    "a file that is not there": f"{P}COPY nothere.sh /x\n",
    "a file above the context": f"{P}COPY ../other/Dockerfile.evil /x\n",
    "a file of a variable": f"{P}ARG X=nothere\nCOPY $X /x\n",
    "a pattern without a file": f"{P}ADD *.sh /x/\n",
    "a mount of a file that is not there": f"{P}RUN --mount=source=nothere,target=/x true\n",
    "a label twice": f'{P}LABEL a=b\nLABEL c=d "a"=e\n',
    "files that nobody copies": P,
}

# These use the bases, too: `other` by its argument, golang:1.22, and the frontend.
USED = "FROM golang:1.22 AS g\nFROM ${BASE_OTHER} AS o\n"
S = f"# syntax=example.org/frontend@{DIGEST}\n"
O = "ARG BASE_OTHER=loom/other:2\n"
HONEST = {
    "the plain one": P + COPY,
    "files one by one": f"{P}COPY ./a.txt /x\nADD [\"b.txt\", \"/x\"]\n",
    "the whole context": f"{P}COPY . /x\n",
    "a pattern": f"{P}COPY --chown=1:1 [ab].t?t /x/\n",
    "a mount of the context": f"{P}RUN --mount=type=bind,target=/x cp /x/* /y\n",
    "a cache": f"{P}RUN --mount=type=cache,id=a.b_c-1,target=/x,sharing=locked true\n{COPY}",
    "a declared secret": f"{P}RUN --mount=type=secret,id=token,required=true true\n{COPY}",
    "a declared secret by its target": f"{P}RUN --mount=type=secret,target=/run/token true\n{COPY}",
    "a declared agent": f"{P}RUN --mount=type=ssh,id=work true\n{COPY}",
    "the secret of a child": f"{P}ONBUILD RUN --mount=type=secret,id=x --mount=type=ssh true\n{COPY}",
    "an owner of a variable": f"{P}COPY --chown=$USER:${{GROUP:-x}} --chmod=$MODE a.txt b.txt /x/\n",
    "a variable of a stage": f"{P}ARG NAME=a\nCOPY $NAME.txt b.txt /x/\n",
    "a variable that the parent sets": f"{P}COPY $WHAT /x/\n",
    "FROM without braces": f"ARG BASE=loom/base:1\nFROM --platform=linux/amd64 $BASE AS b\n{COPY}",
    "an argument by hand": f"ARG BASE\nFROM ${{BASE}}\n{COPY}",
    "an argument of an argument": f"ARG BASE=loom/base:1\nARG X=${{BASE}}\nFROM ${{X}}\n{COPY}",
    "a stage": f"{P[:-1]} AS a\nRUN true\nFROM a\nCOPY --from=a /x /y\nCOPY --from=0 /x /y\n{COPY}",
    "a stage on nothing": f"ARG BASE=loom/base:1\nFROM scratch AS Files\n{COPY}FROM ${{BASE}}\nCOPY --from=Files /x /y\n",
    "continuations": f"{P}RUN a \\\n  # comment\n\n  b; echo FROM {E}\n{COPY}",
    "a here-document": f"# syntax=docker/dockerfile:1\n{P}RUN <<EOF python3\nfrom os import path\nFROM x\nEOF\n{COPY}",
    "a file of a here-document": f"{P}COPY <<-'A' <<B /x/\nSELECT *\n\tFROM users\n\tA\nB\n{COPY}",
    "Docker's frontend": f"# syntax = docker.io/docker/dockerfile:1.7-labs@{DIGEST}\n{P}{COPY}",
    "a comment that is no directive": f"# a comment\n# syntax={E}\n{P}{COPY}",
    "the escape of Windows": f"# escape=`\n{P}RUN dir C:\\ `\n  /b\n{COPY}",
    "a fetched file": f"{P}ADD --checksum={DIGEST} https://example.org/x.tar.gz /x/\n{COPY}",
    "ONBUILD": f"{P}ONBUILD COPY requirements.txt /x/\nONBUILD RUN true\n{COPY}",
    "the bases": f"{S}{O}ARG BASE=loom/base:1\n{USED}FROM ${{BASE}}\nCOPY --from=g /x /y\nCOPY --from=o /x /y\n{COPY}",
    "a base of COPY": f"{S}{O}ARG BASE=loom/base:1\nFROM $BASE_OTHER AS o\nFROM $BASE\nCOPY --from=golang:1.22 /x /y\n{COPY}",
    "a base of a mount": f"{S}{O}ARG BASE=loom/base:1\nFROM $BASE_OTHER AS o\nFROM $BASE\n"
                         f"RUN --mount=from=golang:1.22,source=/x,target=/y true\n{COPY}",
}


def generate(folder, dockerfile, keys):
    for path in ("templates/image", "templates/files"):
        (folder / path).mkdir(parents=True)
    (folder / "images.yaml").write_text(FAMILY + keys)
    (folder / "templates/image/plain.j2").write_text("FROM {{ base.reference }}\n")
    (folder / "templates/image/tried.j2").write_bytes(dockerfile.encode())
    for name in ("a.txt", "b.txt"):
        (folder / "templates/files" / name).write_text(name)
    done = subprocess.run([BASEGEN, "generate"], cwd=folder, capture_output=True, text=True, timeout=20)
    return done.returncode, done.stderr, (folder / "out").exists()


def run(cases, accepted):
    for name, dockerfile in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            keys = (FILES if accepted or "files" in name else "") + (BASES if S in dockerfile else "")
            keys += MACHINE if "declared" in name or "by its source" in name else ""
            status, said, written = generate(pathlib.Path(folder), dockerfile, keys)
        place = r"images\.yaml" if "files" in name else "out/tried/Dockerfile"
        if accepted:
            good = status == 0 and not said and written
        else:
            good = status == 2 and not written and re.search(rf"^{place}:\d+:\d+: error: ", said)
        ok(good, f"{'honest' if accepted else 'hostile'}: {name}", None if good else f"{status}\n{said}")


run(HOSTILE, False)
run(HONEST, True)
done_testing()
