"""Documents that cost much for their size, as YAML and JSON: before anything is known of what they mean."""
import json

from costs import HEAD, count, family, template

LARGE = 1 << 20


def fill(text, head="", tail=""):
    """As many of the text as a megabyte holds between head and tail."""
    return head + text * ((LARGE - len(head) - len(tail)) // len(text)) + tail


def directives():
    body = "---\n" + HEAD + "  a: {from: debian:12}\n"
    yield family("%TAG lines", count("%TAG !a%d! tag:x,\n", most=40000) + body, early=True)
    yield family("%TAG lines behind a comment", "# x\n\n" + count("%TAG\t!a%d! tag:x,\n", most=40000) + body, early=True)
    yield family("%TAG lines before a second document", body + "...\n" + count("%TAG !a%d! tag:x,\n", most=40000) + body, early=True)
    yield family("the same %TAG line", fill("%TAG !a! tag:x,\n", tail=body))
    yield family("a long prefix of tags", "%TAG !a! tag:" + "x" * 500000 + "\n" + body + "x-a: [" + "!a!b c, " * 50000 + "]\n", early=True)
    yield family("a prefix of tags, many times", "%TAG !a! tag:" + "x" * 900 + "\n" + body + "x-a: [" + "!a!b c, " * 100000 + "]\n")
    yield family("%YAML lines", fill("%YAML 1.1\n", tail=body))
    yield family("unknown directives", fill("%X y\n", tail=body))
    yield family("a long directive", "%X " + "y" * (LARGE - 100) + "\n" + body)
    yield family("starts of documents", fill("---\n"))
    yield family("ends of documents", fill("...\n"))
    yield family("long tags", HEAD + "x-a: [" + ("!<tag:" + "x" * 200 + "> b, ") * 4900 + "]\n")
    yield family("tags of escapes", HEAD + "x-a: !<" + "%61" * 340000 + "> b\n")


def aliases():
    long = "x" * 500000
    yield family("a long key by alias", HEAD + f"x-a: &a {long}\nx-b: {{" + "*a : 1, " * 60000 + "}\n")
    yield family("a long key by alias, in many maps", HEAD + f"x-a: &a {long}\nx-b: [" + "{*a : 1}, " * 50000 + "]\n")
    yield family("a long tag by alias", HEAD + f"x-a: &a {long}\n  b: 1\n" + count("  i%d: {from: *a}\n"))
    yield family("a long text where none may be", f"name: x\nx-a: &a {long}\nimages:\n" + count("  i%d: {tag: *a}\n", size=500000))
    yield family("a long name of an image", f"name: x\nx-a: &a {long}\nimages:\n" + "  *a : {from: x}\n" * 30000)
    yield family("a long key of an image", f"name: x\nx-a: &a {long}\nimages:\n" + count("  i%d: {*a : 1}\n", size=500000))
    yield family("a long variable", f"name: x\nx-a: &a {long}\nimages:\n" + count("  i%d: {env: {*a : 1}}\n", size=500000))
    yield family("a long parent by alias", f"name: x\nx-a: &a {long}\nimages:\n" + count("  i%d: {from: *a}\n", size=500000))
    yield family("a text with marks by alias", "name: x\nx-a: &a '" + "{{ v }}" * 500 + "'\nimages:\n" + count("  i%d: {from: b, summary: *a, matrix: {v: [1, 2]}, tag: '{{ v }}'}\n", size=800000))
    yield family("a list by alias in images", "name: x\nx-a: &a [" + count("p%d, ", most=20000) + "]\nimages:\n" + count("  i%d: {packages: {apt: *a}}\n", size=400000))
    yield family("a list of mistakes by alias", "name: x\nx-a: &a [" + count("P%d, ", most=60) + "]\nimages:\n" + count("  i%d: {packages: {apt: *a}}\n", size=400000))
    yield family("a merge key in images", "name: x\nx-a: &a {" + count("x%d: 1, ", most=200) + "from: debian:12}\nimages:\n" + count("  i%d: {<<: *a}\n", size=400000))
    yield family("a long merge key in images", "name: x\nx-a: &a {env: {" + count("A%d: b, ", most=40000) + "}}\nimages:\n" + count("  i%d: {<<: *a, from: b}\n", size=400000))
    yield family("merges of the same map", HEAD + "x-a: &a {" + count("k%d: v, ", most=4000) + "}\nx-b:\n" + "- <<: [" + "*a, " * 200000 + "]\n")
    yield family("lists of merges", HEAD + "x-a: &a {" + count("k%d: v, ", most=10000) + "}\nx-b:\n" + ("- <<: [" + "*a, " * 20 + "]\n") * 6000)
    yield family("aliases of nothing", HEAD + "x-b: [" + "*a, " * 250000 + "]\n")
    yield family("anchors set again", HEAD + "x-b: [" + "&a b, " * 170000 + "]\n")
    yield family("an anchor with a long name", HEAD + "x-a: &" + long + " b\nx-b: *" + long + "\n")
    yield family("aliases as items of a list of tests", "name: x\nx-c: &c [" + "a, " * 1000 + "]\nx-t: &t {command: *c}\nimages:\n  i: {from: a, tests: [" + "*t, " * 200 + "]}\n")


def shapes():
    yield family("empty values", fill("a:\n"))
    yield family("empty values of many keys", count("k%d:\n"))
    yield family("empty values with comments", count("k%d: # x\n  # y\n"))
    yield family("empty values behind anchors", count("k%d: &a%d\n"))
    yield family("empty values behind tags", count("k%d: !!str\n"))
    yield family("keys with a mark", count("? k%d\n"))
    yield family("keys with a mark and values", count("? k%d\n: v\n"))
    yield family("items of empty values", fill("- \n"))
    yield family("items in items", fill("- - - - - - - - a\n"))
    yield family("maps in flow, one line each", fill("- {a: b}\n"))
    yield family("lists of pairs", fill("- [a: b]\n"))
    yield family("lists without spaces", fill('"a":1,', "{", "}"))
    yield family("pairs without values", fill("a, ", "{", "}"))
    yield family("nested to the bound, many times", HEAD + "x-a:\n" + ("- " + "[" * 30 + "]" * 30 + "\n") * 16000)
    yield family("nested maps, many times", HEAD + "x-a:\n" + ("- " + "{a: " * 29 + "1" + "}" * 29 + "\n") * 6000)
    yield family("a line of blanks between keys", "a: 1\n" + " " * (LARGE - 100) + "\nb: 1\n")
    yield family("blanks before each colon", fill("a" + " " * 500 + ": 1\n"))
    yield family("a plain text of many lines", HEAD + "x-a: b\n" + "  c\n" * 260000)
    yield family("a plain text of empty lines", HEAD + "x-a: b\n" + "\n" * 900000 + "  c\n")
    yield family("a folded text of empty lines", HEAD + "x-a: >\n  b\n" + "\n" * 900000 + "  c\n")
    yield family("a folded text of deeper lines", HEAD + "x-a: >\n" + "  a\n   b\n" * 110000)
    yield family("block texts", HEAD + "x-a:\n" + "- |\n  a\n" * 110000)
    yield family("a quoted text of many lines", HEAD + 'x-a: "' + "a\n  b\\\n " * 130000 + '"\n')
    yield family("quotes in a quoted text", HEAD + "x-a: '" + "''" * 500000 + "'\n")
    yield family("escapes of Unicode", HEAD + 'x-a: "' + "\\U0001F600" * 100000 + '"\n')
    yield family("wide characters", HEAD + "x-a: [" + "\U0001F600, " * 170000 + "]\n")
    yield family("wide keys", "".join(f"\u00e9{n}: 1\n" for n in range(80000)))
    yield family("long keys with a mark", "".join(f"? {'k' * 5000}{n}\n: v\n" for n in range(200)))
    yield family("control characters", fill("\x01"))
    yield family("bytes that are not UTF-8, at the end", ("name: x\n" + "# " + "y" * 1000000).encode() + b"\xff")
    yield family("a mistake at the end of one line", HEAD + "x-a: [" + "a, " * 340000 + "\n")
    yield family("mistakes in one line", HEAD + "  a: {" + count("k%d: 1, ") + "}\n")
    yield family("mistakes in one line, as JSON", HEAD + "  a: {" + count("k%d: 1, ") + "}\n", verb="--format json list")
    yield family("mistakes from the end to the start", "".join(f"  i{n}: &a{n} {{x{n}: 1}}\n" for n in range(20000)).join(("x-a:\n", "name: x\nimages:\n"))
                 + "".join(f"  j{n}: *a{19999 - n}\n" for n in range(14000)))


def numbers():
    digits = "9" * 900000
    for name, number in (("digits", digits), ("a fraction", "0." + digits), ("an exponent", "1e" + digits), ("hexadecimal", "0x" + digits), ("signs", "-" * 900000)):
        yield template(f"data: a number of {name}", "{{ a }}", data='{"a": ' + number + "}")
        yield family(f"vars: a number of {name}", HEAD + f"  a: {{from: debian:12, vars: {{b: {number}}}}}\n")
    yield template("data: floats of some digits", "{{ a | length }}", data="[" + ", ".join(["0." + "123456789" * 60] * 1800) + "]" if False else
                   '{"a": [' + ", ".join(["0." + "123456789" * 60] * 1800) + "]}")


def data():
    yield template("data: items", "{{ a | length }}", data=fill("1,", '{"a": [', "1]}"))
    yield template("data: keys", "{{ a | length }}", data='{"a": {' + count('"k%d": 1, ') + '"z": 1}}')
    yield template("data: the same key", "{{ a | length }}", data=fill('"k":1,', '{"a": {', '"z": 1}}'))
    yield template("data: the same key at last", "{{ a | length }}", data='{"a": {' + count('"k%d": 1, ') + '"k0": 1}}')
    yield template("data: depth", "{{ a }}", data='{"a": ' + "[" * 500000 + "]" * 500000 + "}")
    yield template("data: depth of maps", "{{ a }}", data='{"a": ' * 150000 + "1" + "}" * 150000)
    yield template("data: nested to the bound", "{{ a | length }}", data='{"a": [' + ", ".join(["[" * 29 + "]" * 29] * 17000) + "]}")
    yield template("data: texts of escapes", "{{ a | length }}", data=fill("\\u00e9", '{"a": "', '"}'))
    yield template("data: texts of pairs", "{{ a | length }}", data=fill("\\ud83d\\ude00", '{"a": "', '"}'))
    yield template("data: one long text", "{{ a }}", data=fill("x", '{"a": "', '"}'))
    yield template("data: a text that stays open", "{{ a }}", data=fill("x", '{"a": "'))
    yield template("data: a mistake at the end", "{{ a }}", data=fill('{"k": [1, 2]}, ', '{"a": [', "]}"))
    yield template("data: blanks", "{{ a }}", data=fill(" ", '{"a": 1', "}"))
    yield template("data: YAML", "{{ a | length }}", data="a:\n" + count("  k%d: v\n"))
    yield template("data: YAML by aliases", "{{ b | length }}", data="a: &a [" + "x, " * 1000 + "]\nb: [" + "*a, " * 250 + "]\n")
    yield template("data: laughs", "{{ a9 }}", data="a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)))
    yield template("data: all of it printed", "{{ a }}", data='{"a": {' + count('"k%d": [1, "x"], ') + '"z": 1}}')
    yield template("data: all of it as JSON", "{{ a | tojson }}", data='{"a": {' + count('"k%d": [1, "x"], ') + '"z": 1}}')
    yield template("data: a list in the place of a map", "{{ a }}", data=json.dumps(list(range(150000))))
    yield template("data: lone halves of pairs", "{{ a }}", data=fill("\\ud83d", '{"a": "', '"}'))
    yield template("data: %TAG lines", "{{ a }}", data=count("%TAG !a%d! tag:x,\n", most=40000) + "---\na: 1\n")


def inputs():
    for some in (directives, aliases, shapes, numbers, data):
        yield from some()
