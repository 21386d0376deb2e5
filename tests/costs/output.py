"""Families whose files of out/ are many, or large."""
import random

from costs import HEAD, count, family, quoted

CHECK = "generate --check"


def values(count):
    return "[" + ", ".join(f"'{n}'" for n in range(count)) + "]"


def image(name, *lines, tag="1", origin="debian:12"):
    return "".join(f"{line}\n" for line in (f"  {name}:", f"    from: {origin}", f"    tag: '{tag}'", *(f"    {line}" for line in lines)))


def variants(images, *lines):
    """256 of each image."""
    matrix = f"matrix: {{a: {values(16)}, b: {values(16)}}}"
    return HEAD + "".join(image(f"a{n}", matrix, *lines, tag="{{ a }}-{{ b }}") for n in range(images))


def images(count, *lines, origin=lambda n: "debian:12"):
    return HEAD + "".join(image(f"image{n}", *lines, origin=origin(n)) for n in range(count))


def edits():
    """What an edit of a template changes in a family of many files, or of large ones."""
    lines, wait = "FROM x\n{{% for i in range(20) %}}{{{{ '{}\n' * 42 }}}}{{% endfor %}}", "{% for i in range(1000) %}{% endfor %}"
    large = "{{{{ '{}\n' * 15000000 }}}}"
    noise = random.Random(1).randbytes(900000)
    for verb in ("diff", "diff --format json", "diff --format markdown"):
        yield family(f"other lines in each variant, {verb}", variants(29), verb=verb, committed=(("templates/image/base.Dockerfile.j2", lines.format("a") + wait),),
                     files=(("templates/image/base.Dockerfile.j2", lines.format("b") + wait),))
        yield family(f"other lines in a large file, {verb}", variants(1), verb=verb, committed=(("templates/family/x.j2", large.format("a")),),
                     files=(("templates/family/x.j2", large.format("b")),))
    yield family("other lines in a file that fits, diff", variants(1), verb="diff", committed=(("templates/family/x.j2", "{{ 'a\n' * 2000000 }}"),),
                 files=(("templates/family/x.j2", "{{ 'b\n' * 2000000 }}"),))
    yield family("lines of a large file, generate --diff", variants(1), verb="generate --diff", files=(("templates/family/x.j2", large.format("b")),))
    yield family("lines of each variant, generate --diff", variants(58), verb="generate --diff", files=(("templates/image/base.Dockerfile.j2", lines.format("b") + wait),))
    for name, content in (("binary", noise), ("of text", noise.replace(b"\0", b"\n"))):
        yield family(f"a large file {name} in each image, generate --diff", images(1000, "files: [{from: big, to: /x}]"), verb="generate --diff",
                     files=(("templates/files/big", content),))


def inputs():
    yield from edits()
    yield family("as many variants as there may be", variants(58), verb=CHECK)
    yield family("variants with a text each", variants(50, "summary: 'for {{ a }} and {{ b }}'"), verb=CHECK)
    yield family("many images", images(8000), verb=CHECK)
    yield family("many images in a row", images(60, origin=lambda n: f"image{n - 1}" if n else "debian:12"), verb=CHECK)
    yield family("many images on one", images(8000, origin=lambda n: "image0" if n else "debian:12"), verb=CHECK)
    yield family("long texts in variants", variants(4, "vars: {t: " + quoted("{{ 'a' * 100000 }}") + "}"), verb=CHECK)
    yield family("long texts in the environment", variants(4, "env: {T: " + quoted("{{ 'a' * 30000 }}") + "}"), verb=CHECK)
    yield family("a long summary", HEAD + image("a", "summary: " + quoted("a" * 900000)), verb=CHECK)
    yield family("many variables", HEAD + image("a", "vars: {" + ", ".join(f"v{n}: '{n}'" for n in range(20000)) + "}"), verb=CHECK)
    yield family("many names in the environment", HEAD + image("a", "env: {" + ", ".join(f"V{n}: '{n}'" for n in range(20000)) + "}"), verb=CHECK)
    for line in ("# x", "RUN x", "FROM a AS b"):
        yield family(f"an example in each image, {line}", "name: x\ndefaults:\n  tag: '1'\n  example: |\n" + f"    {line}\n" * (4090 // (len(line) + 1))
                     + "images:\n" + "".join(f"  i{n}: {{from: 'd:1'}}\n" for n in range(14000)), verb=CHECK)
    yield family("many packages", HEAD + image("a", "packages: {apt: [" + ", ".join(f"p{n}" for n in range(50000)) + "]}"), verb=CHECK)
    yield family("many variables in many variants", variants(8, "vars: {" + ", ".join(f"v{n}: '{n}'" for n in range(500)) + "}"), verb=CHECK)
    yield family("many names in the environment of many variants", variants(8, "env: {" + ", ".join(f"V{n}: '{n}'" for n in range(500)) + "}"),
                 verb=CHECK)
    yield family("much that children inherit", images(
        400, "env: {" + ", ".join(f"V{n}: '{n}'" for n in range(100)) + "}", origin=lambda n: f"image{(n - 1) // 2}" if n else "debian:12"), verb=CHECK)
    for name, lines in (("packages", "packages: {apt: [" + count("p%d, ", most=120000) + "]}"), ("values", "vars: {v: [" + count("%d, ", most=160000) + "]}"),
                        ("names in the environment", "env: {" + count("V%d: a, ", most=49000) + "}"),
                        ("tests", "tests: [" + count("{command: [a%d]}, ", most=30000) + "]")):
        for how in ("yaml", "json"):
            yield family(f"{name} that are shown as {how}", HEAD + image("a", lines), verb=f"show a --format {how}")
    yield family("defaults of which every second is another, shown", "name: x\ndefaults: {template: base.Dockerfile.j2, env: {" + count("V%d: a, ", most=40000)
                 + "}}\nimages:\n" + image("a", "env: {" + ", ".join(f"V{n}: b" for n in range(0, 40000, 2)) + "}"), verb="show a")
    for name, text in (("a template that loops", "{% for i in range(9999999) %}{% endfor %}"),
                       ("a template that gives much", "{{ 'a' * 1000000 }}"),
                       ("a template that goes through the family", "{% for a in family.order %}{% for b in family.order %}{% endfor %}{% endfor %}"),
                       ("a template that shows the family", "{{ family }}"),
                       ("a template that changes the family", "{% for v in family.order %}{% do v.image.vars.update(a=1) %}{% endfor %}")):
        yield family(name, variants(4), verb=CHECK, files=(("templates/image/base.Dockerfile.j2", text),))
        yield family(f"{name}, once", variants(4), verb=CHECK, files=(("templates/family/x.j2", text),))
