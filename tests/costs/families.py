"""Families that cost much for their size: merging, matrices, parents, lists, keys and what is made of them."""
from costs import count, family

LARGE = 1000000
BASE = "from: debian:12"


def over(defaults, images, size=LARGE // 2):
    """A family with these defaults and as many images of this form as `size` bytes hold."""
    return ("name: x\ndefaults:\n  template: base.Dockerfile.j2\n  tag: '1'\n" + defaults + "images:\n"
            + count(f"  i%d: {{{images}}}\n", most=9000, size=size))


def under_both(name, defaults, images, **more):
    """The same family, listed and rendered."""
    yield family(f"{name}, listed", over(defaults, images, **more))
    yield family(f"{name}, rendered", over(defaults, images, **more), verb="generate --check")


def platforms():
    many = count("linux/a%d, ", size=LARGE // 4)
    yield family("two images with many platforms, as jobs", f"name: x\ndefaults: {{template: base.Dockerfile.j2, tag: '1'}}\n"
                 f"images:\n  a: {{{BASE}, platforms: [{many}]}}\n  b: {{from: a}}\n", verb="matrix --jobs --levels 1")


def defaults():
    half = LARGE // 2
    for key, entries in (
            ("vars", count("    k%d: v\n", size=half)), ("env", count("    K%d: v\n", size=half)),
            ("labels", count("    k%d: v\n", size=half)), ("args", count("    K%d: v\n", size=half))):
        yield from under_both(f"half of it {key} of defaults", f"  {key}:\n{entries}", BASE)
        yield from under_both(f"half of it {key} of defaults, one more in each image", f"  {key}:\n{entries}", f"{BASE}, {key}: {{Z: y}}")
    for key, entries in (
            ("expose", count("%d, ", most=60000, size=half).replace("0, ", "", 1)), ("volumes", count("/v%d, ", size=half)), ("path", count("/p%d, ", size=half)),
            ("tags", count("t%d, ", size=half)), ("ssh", count("s%d, ", size=half)), ("platforms", count("linux/a%d, ", size=half)),
            ("command", count("c%d, ", size=half)), ("tests", count("{command: [c%d]}, ", size=half)), ("secrets", count("{id: s%d}, ", size=half)),
            ("files", count("{from: healthcheck.py, to: /f%d}, ", size=half)), ("copy", count("{image: 'b%d:1', from: /a, to: /b}, ", size=half)),
            ("exclude", count("{v: '%d'}, ", most=900)), ("packages", None), ("vars", None)):
        if key == "packages":
            yield from under_both("half of it packages of defaults", "  packages:\n    apt: [" + count("pp%d, ", size=half) + "]\n", BASE)
            yield from under_both("half of it packages of defaults, one more in each image",
                                  "  packages:\n    apt: [" + count("pp%d, ", size=half) + "]\n", f"{BASE}, packages: {{apt: [curl]}}")
        elif key == "vars":
            yield from under_both("a list in vars of defaults, one more in each image",
                                  "  vars:\n    a: [" + count("%d, ", size=half) + "]\n", f"{BASE}, vars: {{a: [1]}}")
        else:
            yield from under_both(f"a list of {key} in defaults", f"  {key}: [{entries}]\n", BASE)
    yield from under_both("2,500 vars of defaults and 1,000 images", "  vars:\n" + count("    key%d: value\n", most=2500), BASE, size=24000)
    yield from under_both("nested vars of defaults", "  vars:\n" + count("    k%d: {a: {b: [1, 2]}}\n", size=half), f"{BASE}, vars: {{k1: {{a: {{c: 1}}}}}}")
    yield from under_both("a long text of defaults", "  summary: " + "y" * 4000 + "\n", f"{BASE}")
    yield from under_both("long texts of defaults", "  env:\n" + count("    A%d: " + "y" * 4000 + "\n", size=half), f"{BASE}")
    yield from under_both("marks in defaults, with matrices", "  vars:\n    m: '{{ v }}'\n" + count("    k%d: v\n", size=half),
                          f"{BASE}, tag: '{{{{ v }}}}', matrix: {{v: ['1', '2']}}")
    yield from under_both("marks in each value of defaults, with matrices", "  vars:\n" + count("    k%d: '{{ v }}'\n", size=half),
                          f"{BASE}, tag: '{{{{ v }}}}', matrix: {{v: ['1', '2']}}")
    yield from under_both("a matrix of defaults", "  matrix: {v: [" + count("'%d', ", most=250) + "]}\n", f"{BASE}, tag: '{{{{ v }}}}'")


def matrices():
    values = ", ".join(f"'{n}'" for n in range(16))
    big = f"matrix: {{v: [{values}], w: [{values}]}}, tag: '{{{{ v }}}}-{{{{ w }}}}'"
    head = "name: x\ndefaults: {template: base.Dockerfile.j2}\nimages:\n"
    full = f"{BASE}, {big}"
    many = f"  a:\n    {BASE}\n    tag: '{{{{ v }}}}-{{{{ w }}}}'\n    matrix: {{v: [{values}], w: [{values}]}}\n"
    yield family("ten axes of ten", head + f"  a: {{{BASE}, tag: x, matrix: {{" + ", ".join(f"a{n}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]" for n in range(10)) + "}}\n", early=True)
    yield family("axes of thousands", head + f"  a: {{{BASE}, tag: x, matrix: {{a: [" + count("%d, ", size=LARGE // 2) + "], b: [" + count("%d, ", size=LARGE // 3) + "]}}\n", early=True)
    yield family("images of 256 variants", head + count(f"  i%d: {{{full}}}\n", most=58))
    yield family("images of 256 variants, rendered", head + count(f"  i%d: {{{full}}}\n", most=20), verb="generate --check")
    yield family("too many images of 256 variants", head + count(f"  i%d: {{{full}}}\n"))
    yield family("a matrix and many keys", head + many + "    vars: {" + count("k%d: v, ") + "}\n")
    yield family("a matrix and many keys, rendered", head + many + "    vars: {" + count("k%d: v, ") + "}\n", verb="generate --check")
    yield family("a matrix and many marks", head + many + "    vars: {" + count("k%d: '{{ v }}', ") + "}\n")
    yield family("a matrix and many marks in a list", head + many + "    vars: {a: [" + count("'{{ v }}%d', ") + "]}\n")
    yield family("a matrix and many variables", head + many + "    env: {" + count("K%d: '{{ w }}', ", size=50000) + "}\n", verb="generate --check")
    yield family("a matrix and many packages", head + many + "    packages: {apt: [" + count("pp%d, ") + "]}\n", verb="generate --check")
    yield family("a matrix and many tags", head + many + "    tags: [TAG, " + count("'t%d-{{ v }}-{{ w }}', ") + "]\n")
    yield family("a matrix and the same tags", head + many + "    tags: [TAG, " + count("'t%d', ") + "]\n")
    yield family("a matrix and tags of words", head + many + "    tags: [TAG, " + "TAG-VERSION-TAG-VERSION, " * 38000 + "]\n")
    yield family("a matrix and many copies", head + many + "    copy: [" + count("{image: 'b%d:1', from: /a, to: /b}, ") + "]\n")
    yield family("a matrix and copies of one image", head + many + "    copy: [" + "{image: 'b:1', from: /a, to: /b}, " * 28000 + "]\n")
    yield family("copies from a matrix to a matrix", head + many + many.replace("  a:", "  b:") + "    copy: [" + "{image: a, from: /a, to: /b}, " * 28000 + "]\n")
    yield family("copies from matrices to a matrix", head + count(f"  i%d: {{{BASE}, {big}}}\n", most=50) + many + "    copy: ["
                 + count("{image: i%d, from: /a, to: /b}, ", most=50) + "]\n")
    yield family("copies by marks", head + many + "    copy: [" + count("{image: 'b%d:{{ v }}', from: /a, to: /b}, ") + "]\n")
    yield family("exclusions of what is not there", head + many + "    exclude: [" + count("{v: x%d}, ", most=1000) + "]\n")
    yield family("exclusions of axes that are not there", head + many + "    exclude: [" + count("{w%d: x}, ", most=1000) + "]\n")
    yield family("exclusions with many axes", head + many + "    exclude: [" + ("{" + count("a%d: x, ", most=900) + "}, ") * 100 + "]\n")
    yield family("long exclusions of what is not there", head + many.replace("'0'", "'" + "0" * 64 + "'") + "    exclude: [" + count("{v: " + "x" * 60 + "%d}, ", most=999) + "]\n")
    yield family("exclusions in each image", head + count(f"  i%d: {{{full}, exclude: [" + ", ".join("{v: '%s', w: '%s'}" % (n % 16, n // 16) for n in range(255)) + "]}\n"))
    yield family("exclusions of defaults", head.replace("base.Dockerfile.j2", "base.Dockerfile.j2, exclude: [" + "{v: '1', w: '2'}, " * 990 + "]") + count(f"  i%d: {{{full}}}\n", most=58))
    yield family("16 axes of one value", head + count(f"  i%d: {{{BASE}, tag: x, matrix: {{" + ", ".join(f"a{n}: [1]" for n in range(16)) + "}}\n", most=4900))
    yield family("children of a matrix", head + many + count("  i%d: {from: a, vars: {b: '{{ v }}'}}\n", most=57))
    yield family("children of a matrix, rendered", head + many + count("  i%d: {from: a, vars: {b: '{{ v }}'}}\n", most=20), verb="generate --check")
    yield family("children of a child of a matrix", head + many + "  i0: {from: a}\n" + "".join(f"  i{n}: {{from: i{n - 1}, env: {{A{n}: b}}}}\n" for n in range(1, 57)))
    yield family("a tree of matrices", head + many + count("  i%d: {from: a, tag: '{{ v }}-{{ w }}-{{ x }}', matrix: {x: ['1', '2', '3']}}\n"))
    yield family("parents by marks", head + many + count("  i%d: {from: 'b%d:{{ v }}', " + big + "}\n", most=50))
    yield family("latest of what is not there", head + many + "    latest: {" + count("v%d: x, ") + "}\n")
    yield family("latest by a tag that is not there", head + count(f"  i%d: {{{full}, latest: 1-1-1}}\n", most=58))


def points():
    """What include, exclude, and the vars of values say."""
    values = ", ".join(f"'{n}'" for n in range(16))
    head = "name: x\nimages:\n"
    many = f"  a:\n    {BASE}\n    tag: '{{{{ v }}}}-{{{{ w }}}}'\n    matrix: {{v: [{values}], w: [{values}]}}\n"
    yield family("combinations that are included", head + many + "    include: [" + count("{v: x%d, w: y}, ") + "]\n")
    yield family("combinations that are included twice", head + many + "    include: [" + "{v: x, w: y}, " * 60000 + "]\n")
    yield family("combinations that lack axes", head + many + "    include: [" + count("{v: x%d}, ") + "]\n")
    yield family("a combination with many axes", head + f"  a: {{{BASE}, tag: x, include: [{{" + count("a%d: x, ") + "}]}\n")
    yield family("exclusions with lists", head + many + "    exclude: [" + ("{v: [" + count("x%d, ", most=100) + "]}, ") * 1000 + "]\n")
    yield family("one exclusion with a list", head + many + "    exclude: [{v: [" + count("x%d, ") + "]}]\n")
    yield family("vars of values", head + f"  a: {{{BASE}, tag: '{{{{ v }}}}', matrix: {{v: {{" + count("x%d: {a: 1, b: 2}, ", most=256)
                 + "}}, vars: {" + count("k%d: v, ", size=900000) + "}}\n")
    yield family("vars of values with marks", head + f"  a: {{{BASE}, tag: '{{{{ v }}}}', matrix: {{v: {{" + "".join(
        f"x{n}: {{" + count("a%d: '{{ v }}', ", most=200) + "}, " for n in range(250)) + "}}}\n")


def scopes():
    """What texts can use."""
    half = LARGE // 2
    for name, entries in (("vars", count("    k%d: v\n", size=half)), ("vars with marks", count("    k%d: '{{ name }}'\n", size=half)), ("a list of vars", "    k1: [" + count("v%d, ", size=half) + "]\n")):
        yield from under_both(f"{name} of defaults in each text", f"  vars:\n{entries}  summary: '{{{{ vars.k1 }}}}'\n", BASE)
        yield family(f"{name} in a matrix", over(f"  vars:\n{entries}  summary: '{{{{ vars.k1 }}}}'\n", f"{BASE}, tag: '{{{{ v }}}}', matrix: {{v: ['1', '2', '3']}}"))
    yield family("vars of a parent in each child", "name: x\ndefaults: {tag: '1'}\nimages:\n  a: {from: debian:12, vars: {" + count("A%d: b, ", size=half) + "}}\n"
                 + count("  i%d: {from: a, vars: {b: c}, summary: '{{ vars.b }}'}\n", size=half))
    yield family("from by many vars", "name: x\nimages:\n" + f"  a: {{from: '{{{{ vars.k }}}}', vars: {{" + count("k%d: v, ") + "}}\n")
    yield family("texts that render to nothing", "name: x\nimages:\n  a:\n    from: debian:12\n    tag: '1'\n    packages: {apt: [" + count("'{{ %d if false }}', ") + "]}\n")
    yield family("a list many times in a list", "name: x\nx-a: &a [" + count("pp%d, ", most=2000) + "]\nimages:\n  a: {from: debian:12, tag: '1', packages: {apt: [" + "*a, " * 100 + "]}}\n")
    yield family("lists of one item", "name: x\nimages:\n  a: {from: debian:12, tag: '1', packages: {apt: [" + count("[pp%d], ") + "]}}\n")
    yield family("an item many times", "name: x\nimages:\n  a: {from: debian:12, tag: '1', packages: {apt: [" + "pp, " * 240000 + "]}}\n")
    yield family("words of others", "name: x\nimages:\n" + count("  i%d: {image: a:1, cmd: [], ports: [], environment: {}}\n"))
    yield family("unknown keys of one record", "name: x\nimages:\n  a: {" + count("frmo%d: 1, ", most=49000) + "}\n")


def parents():
    head = "name: x\ndefaults: {template: base.Dockerfile.j2, tag: '1'}\nimages:\n"

    def chains(form, links=99, size=LARGE):
        """Chains of images as long as they may be."""
        lines, length, number = [], 0, 0
        while length < size and number < 5000:
            above = f"i{number - 1}" if number % links else "debian:12"
            lines.append(f"  i{number}: {{from: '{above}', " + form.replace("%d", str(number)) + "}\n")
            length += len(lines[-1])
            number += 1
        return head + "".join(lines)

    for name, form in (("variables", "env: {A%d: b}"), ("packages", "packages: {apt: [pp%d]}"), ("vars", "vars: {k%d: {a: 1}}"), ("paths", "path: [/p%d]"),
                       ("ports", "expose: ['%d']"), ("files", "files: [{from: healthcheck.py, to: /a%d}]"), ("labels", "labels: {a%d: b}")):
        yield family(f"chains of {name}, listed", chains(form))
        yield family(f"chains of {name}, rendered", chains(form), verb="generate --check")
    yield family("chains of long lists", chains("packages: {apt: [" + ", ".join(f"p{n}" for n in range(100, 200)) + "]}"), verb="generate --check")
    yield family("a chain of ten thousand", head + "  i0: {from: a:1}\n" + "".join(f"  i{n}: {{from: i{n - 1}, env: {{A: b}}}}\n" for n in range(1, 10000)))
    yield family("a root with much and many children", head + "  a: {from: debian:12, env: {" + count("A%d: b, ", size=LARGE // 2) + "}}\n"
                 + count("  i%d: {from: a}\n", size=LARGE // 3), verb="generate --check")
    yield family("a root with much and children with more", head + "  a: {from: debian:12, env: {" + count("A%d: b, ", size=LARGE // 2) + "}}\n"
                 + count("  i%d: {from: a, env: {B: c}}\n", size=LARGE // 3))
    yield family("a root with a list and children with more", head + "  a: {from: debian:12, packages: {apt: [" + count("pp%d, ", size=LARGE // 2) + "]}}\n"
                 + count("  i%d: {from: a, packages: {apt: [curl]}}\n", size=LARGE // 3))
    yield family("all copy from all before", head + "".join(f"  i{n}: {{from: 'a:1', copy: [" + ", ".join(f"{{image: i{m}, from: /x, to: /x}}" for m in range(n)) + "]}\n" for n in range(240)))
    yield family("copies of a root", head + "  a: {from: debian:12}\n  b: {from: debian:12, copy: [" + "{image: a, from: /x, to: /x}, " * 29000 + "]}\n")
    yield family("parents that are not there", head + count("  image%d: {from: imag%d-}\n", size=LARGE))
    yield family("parents that are turned off", head + "  a: {from: b:1, enabled: false}\n" + count("  image%d: {from: a}\n", most=14000))
    yield family("images that are turned off", head + count("  image%d: {from: a:1, enabled: false}\n", most=14000))
    yield family("long names of images", head + "".join(f"  {'n' * 115}-{n}: {{from: a:1}}\n" for n in range(7000)), verb="generate --check")
    yield family("images in cycles of two", head + "".join(f"  i{n}: {{from: i{n ^ 1}}}\n" for n in range(14000)))
    yield family("a cycle in which all copy", head + "".join(f"  i{n}: {{from: i{(n + 1) % 200}, copy: [" + ", ".join(f"{{image: i{m}, from: /x, to: /x}}" for m in range(140)) + "]}\n" for n in range(200)))


def texts():
    head = "name: x\ndefaults: {template: base.Dockerfile.j2, tag: '1'}\nimages:\n"
    one = head + f"  a:\n    {BASE}\n"
    for name, form in (
            ("from", "a" + "-" * 500 + "!"), ("from", "a__" * 160 + "!"), ("from", "a.b" * 160 + "!"), ("from", "a/" * 250 + "!"), ("from", "a.a" * 160 + ":" + "1" * 20)):
        yield family(f"parents with {form[:6]}", head + count(f"  i%d: {{from: '{form}'}}\n"))
    for key, form in (("pip", "a" * 250 + "." * 250 + "!"), ("pip", "a[" + "a," * 240 + "!"), ("pip", "a; (" + "os_name=='a' and " * 25 + "!"), ("pip", "a>=1" + ",>=1" * 120 + "!"),
                      ("pip", "a" + " " * 500 + "!"), ("npm", "a" * 128 + "@" + "1 " * 60 + "\\"), ("go", "a.a" * 80 + "!"), ("go", "a" + "/a" * 120 + "!"), ("apt", "a" * 250 + "!"),
                      ("dnf", "a" * 250 + "!")):
        yield family(f"{key} with {form[:8]}", one + f"    packages:\n      {key}:\n" + f"      - \"{form}\"\n".replace("\\", "\\\\") * (LARGE // 530))
    yield family("paths", one + "    volumes: [" + ("'" + "/a" * 500 + " ', ") * 950 + "]\n")
    yield family("durations", one + "    healthcheck: {command: [a], interval: " + "1m" * 31 + "x}\n")
    yield family("labels", one + "    labels:\n" + "".join(f"      {'a' * 60}{n}{'-' * 60}: x\n" for n in range(7000)))
    yield family("lines", one + "    env:\n" + "".join(f"      A{n}: '{'y' * 4000}'\n" for n in range(240)), verb="generate --check")
    yield family("lines of quotes", one + "    env:\n" + "".join(f"      A{n}: '{chr(34) * 4000}'\n" for n in range(240)), verb="generate --check")
    yield family("lines too long", one + "    env:\n" + "".join(f"      A{n}: '{'y' * 4100}'\n" for n in range(240)))
    yield family("tests", one + "    tests: [" + count("{command: [a, b], output: c%d}, ") + "]\n", verb="generate --check")
    yield family("labels that name each other", one + "    labels: {" + count("a%d: '$a%d', ") + "}\n", verb="generate --check")
    yield family("variables that name each other", one + "    env: {" + count("A%d: '$A%d$A%d', ") + "}\n", verb="generate --check")
    yield family("rebuild in each image", head + count(f"  i%d: {{{BASE}, rebuild: '" + "x" * 60 + "%d'}\n"), verb="generate --check")
    yield family("packages of all kinds", one + "    packages:\n" + "".join(f"      {kind}: [{count('pp%d' + end + ', ', size=130000)}]\n" for kind, end in
                 (("apt", ""), ("apk", ""), ("dnf", ""), ("pip", ""), ("npm", ""), ("cargo", ""))), verb="generate --check")
    yield family("unknown keys near others", head + count("  i%d: {from: a:1, entrypoin: [], workdri: /, healthchek: {}}\n"))
    yield family("unknown keys in records", head + count("  i%d: {from: a:1, healthcheck: {comand: [], intervall: 1s}}\n"))
    yield family("values of wrong kinds", head + count("  i%d: {from: a:1, packages: [], env: [], expose: 80, command: a b c}\n"))
    yield family("numbers out of bounds", head + count("  i%d: {from: a:1, user: {name: a, uid: 99999999999, gid: -1}}\n"))
    yield family("files of one name", one + "    files: [" + count("{from: healthcheck.py, to: /f%d}, ") + "]\n", verb="generate --check")
    yield family("files that are not there", one + "    files: [" + count("{from: h%d, to: /f%d}, ") + "]\n", verb="generate --check")
    yield family("files of long paths that are not there", one + "    files: [" + ("{from: '" + "a/" * 500 + "b', to: /f}, ") * 900 + "]\n", verb="generate --check")
    yield family("many files", one + "    files: [" + count("{from: f%d, to: /f%d}, ", most=2000) + "]\n", verb="generate --check",
                 files=tuple((f"templates/files/f{n}", f"{n}") for n in range(2000)))
    yield family("a big file in each image", head + count(f"  i%d: {{{BASE}, files: [{{from: big, to: /big}}]}}\n", most=14000), verb="generate --check",
                 files=(("templates/files/big", "x" * 1000000),))
    yield family("files in each image", "name: x\ndefaults:\n  template: base.Dockerfile.j2\n  tag: '1'\n  files: [" + count("{from: f%d, to: /f%d}, ", most=500) + "]\nimages:\n"
                 + count(f"  i%d: {{{BASE}}}\n", most=14000), verb="generate --check", files=tuple((f"templates/files/f{n}", f"{n}") for n in range(500)))


def locks():
    images = "name: x\nimages:\n  a: {from: debian:12, template: base.Dockerfile.j2, tag: '1'}\n"
    digest = "sha256:" + "0" * 64
    for name, text in (
            ("many bases", "bases:\n" + count(f"  b%d:1: {digest}\n")), ("the same base", "bases:\n" + f"  b:1: {digest}\n" * 11000),
            ("mistakes", "bases:\n" + count("  b%d:1: sha256:x\n")), ("bad names", "bases:\n" + count(f"  'a{'-' * 400}!%d': {digest}\n")),
            ("conflicts", "<<<<<<< a\n" * 100000), ("%TAG lines", count("%TAG !a%d! tag:x,\n", most=40000) + "---\nbases: {}\n"),
            ("depth", "bases: " + "[" * 500000), ("nothing but lines", "\n" * LARGE), ("an unknown key", count("k%d: 1\n"))):
        yield family(f"images.lock: {name}", images, files=(("images.lock", text),))
    yield family("a lock for each image", "name: x\nimages:\n" + count("  a%d: {from: 'b%d:1', template: base.Dockerfile.j2, tag: '1'}\n", size=LARGE // 3), verb="generate --check",
                 files=(("images.lock", "bases:\n" + count(f"  b%d:1: {digest}\n", size=LARGE // 2)),))


def differences():
    images = "name: x\nimages:\n  a:\n    from: debian:12\n    template: base.Dockerfile.j2\n    tag: '1'\n"
    lines = "    env:\n" + "".join(f"      A{n}: b{n}\n" for n in range(20000))
    for name, old in (
            ("other lines", "".join(f"    B{n}=c{n} \\\n" for n in range(20000))), ("the lines backwards", "".join(f'    A{n}="b{n}" \\\n' for n in range(20000, 0, -1))),
            ("every second line", "".join(f'    A{n}="b{n}" \\\n' for n in range(0, 20000, 2))), ("one line many times", '    A1="b1" \\\n' * 60000),
            ("two lines in turns", '    A1="b1" \\\n    A2="b2" \\\n' * 30000), ("empty lines", "\n" * LARGE), ("one long line", "x" * LARGE), ("control characters", "\x1b[1m\n" * 200000)):
        yield family(f"difference: {name}", images + lines, verb="generate --diff", files=(("nothing/a/Dockerfile", old), ("nothing/.manifest", "a/Dockerfile\n")))
    some = ("name: x\ndefaults:\n  template: base.Dockerfile.j2\n  tag: '1'\n  packages:\n    apt: [" + count("p%d, ", most=1500) + "]\nimages:\n"
            + count(f"  i%d: {{{BASE}}}\n", most=300))
    for name, old in (("other lines", "".join(f"    q{n} \\\n" for n in range(1500))), ("the lines backwards", "".join(f"    p{n} \\\n" for n in range(1499, -1, -1)))):
        yield family(f"differences of 300 files: {name}", some, verb="generate --diff", files=tuple((f"nothing/i{n}/Dockerfile", old) for n in range(300)))
    yield family("lines of one letter, difference", images + "    summary: a\n", verb="generate --diff", files=(("nothing/a/Dockerfile", "a\nb\n" * 250000),))
    for name, manifest in (("files that are not there", count("f%d\n")), ("the same file", "a/Dockerfile\n" * 70000), ("long paths", ("a/" * 2000 + "\n") * 250), ("empty lines", "\n" * LARGE),
                           ("paths that lead out", "../x\n" * 200000), ("one long line", "x" * LARGE), ("folders", "a\n" * 500000)):
        yield family(f".manifest: {name}", images, verb="generate --check", files=(("nothing/.manifest", manifest),))


def accepted():
    """What must not be refused: it is big, not hostile."""
    lines = "".join(f"  image{n}: {{from: {f'image{n // 3}' if n else 'debian:12'}, env: {{N: {n}}}}}\n" for n in range(10000))
    yield family("10,000 images", "name: loom\ndefaults: {template: base.Dockerfile.j2, tag: '1'}\nimages:\n" + lines, verb="generate --check")


def inputs():
    for some in (defaults, platforms, matrices, points, scopes, parents, texts, locks, differences, accepted):
        yield from some()
