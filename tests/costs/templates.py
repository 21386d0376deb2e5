"""Templates of a megabyte: what reading and compiling them costs, and rendering what is large."""
from costs import template

LARGE = 1000000


def fill(piece, head="", tail=""):
    return lambda: head + piece * ((LARGE - len(head) - len(tail)) // len(piece)) + tail


def number(form, head="", tail="", size=LARGE):
    """Pieces in which {n} counts."""
    def make():
        parts, room = [], size - len(head) - len(tail)
        while True:
            piece = form.replace("{n}", str(len(parts)))
            if room < len(piece):
                return head + "".join(parts) + tail
            room -= len(piece)
            parts.append(piece)
    return make


def join(*makers):
    return lambda: "".join(make() if callable(make) else make for make in makers)


SETS = number("{% set a{n}=1 %}", size=LARGE // 2)
NAMES = number("{{ a{n} }}", size=LARGE * 9 // 10)
DATA = '{"l": [' + ", ".join(map(str, range(100000))) + "]}"
SHAPES = {
    "numbers": fill("{{1}}"),
    "a name": fill("{{a}}"),
    "names": number("{{a{n}}}"),
    "sets": number("{% set a{n}=1 %}"),
    "sets of one name": fill("{% set a=1 %}"),
    "sets in a loop": number("{% set a{n}=1 %}", "{% for x in [1] %}", "{% endfor %}"),
    "sets in a condition": number("{% set a{n}=1 %}", "{% if 1 %}", "{% endif %}"),
    "conditions with sets": number("{% if 1 %}{% set a{n}=1 %}{% endif %}"),
    "conditions with two sets": number("{% if 1 %}{% set a{n}=1 %}{% else %}{% set b{n}=1 %}{% endif %}"),
    "conditions behind sets": join(SETS, "{% if 1 %}{% endif %}" * 20000),
    "elifs": fill("{% elif a %}", "{% if a %}", "{% endif %}"),
    "elifs with names": number("{% elif a{n} %}", "{% if a %}", "{% endif %}"),
    "elifs with sets": number("{% elif a{n} %}{% set b{n}=1 %}", "{% if a %}", "{% endif %}"),
    "conditions in conditions": join("{% if 1 %}" * 45, NAMES, "{% endif %}" * 45),
    "loops in loops": join("".join(f"{{% for x{n} in [1] %}}" for n in range(18)), NAMES, "{% endfor %}" * 18),
    "loops": number("{% for x{n} in [1] %}{% endfor %}"),
    "loops behind sets": join(SETS, "{% for x in [1] %}{% set a1 = 2 %}{% endfor %}" * 10000),
    "includes behind sets": join(SETS, "{% include 'x' %}" * 25000),
    "includes in loops behind sets": join(SETS, "{% for x in [] %}{% include 'x' %}{% endfor %}" * 10000),
    "scoped blocks behind sets": join(SETS, number("{% block b{n} scoped %}{% endblock %}", size=LARGE // 2)),
    "imports behind sets": join(SETS, "{% import 'x' as x with context %}" * 14000),
    "macros": number("{% macro m{n}() %}{% endmacro %}"),
    "macros behind sets": join(SETS, number("{% macro m{n}() %}{{ a1 }}{% endmacro %}", size=LARGE // 2)),
    "parameters": number("a{n},", "{% macro m(", "b) %}{% endmacro %}{{ m() }}"),
    "parameters with defaults": number("a{n}=1,", "{% macro m(", "b=1) %}{% endmacro %}{{ m() }}"),
    "keywords": number("a{n}=1,", "{% macro m() %}{{ kwargs|length }}{% endmacro %}{{ m(", ") }}"),
    "parameters and keywords": join(number("a{n},", "{% macro m(", "b) %}{% endmacro %}", LARGE // 3),
                                    number("a{n}=1,", "{{ m(", ") }}", LARGE // 3)),
    "keywords of dict": number("a{n}=1,", "{{ dict(", ")|length }}"),
    "keywords of namespace": number("a{n}=1,", "{% set n = namespace(", ") %}"),
    "keywords of a dict": number("'a{n}':1,", "{{ dict(**{", "})|length }}"),
    "keywords, and of a dict": join(number("a{n}=1,", "{{ dict(", "", LARGE // 3), number("'b{n}':1,", "**{", "})|length }}", LARGE // 3)),
    "a dict": number("'a{n}':1,", "{{ {", "}|length }}"),
    "a dict of numbers": number("{n}:1,", "{{ {", "}|length }}"),
    "a list": fill("1,", "{{ [", "1]|length }}"),
    "arguments": fill("1,", "{% macro m() %}{{ varargs|length }}{% endmacro %}{{ m(", "1) }}"),
    "texts": fill("'a' ", "{{ (", ")|length }}"),
    "a text": fill("a", "{{ '", "'|length }}"),
    "escapes": fill("\\u00e9", "{{ '", "'|length }}"),
    "concatenation": fill("~1", "{{ 1", " }}"),
    "comparisons": fill("==1", "{{ 1", " }}"),
    "terms": fill("+1", "{{ 1", " }}"),
    "minus": fill("-", "{{ ", "1 }}"),
    "brackets": fill("[", "{{ "),
    "parentheses": fill("(", "{{ "),
    "braces": fill("{"),
    "open prints": fill("{{"),
    "open tags": fill("{%"),
    "open comments": fill("{#"),
    "comments": fill("{##}"),
    "raw": fill("{% raw %}{% endraw %}"),
    "raw that does not end": fill("{% endra %}", "{% raw %}"),
    "white space": fill(" ", "", "{{- 1 }}"),
    "white space and tags": fill(" " * 100 + "{%- if 1 %}{% endif -%}"),
    "lines": fill("\n"),
    "carriage returns": fill("\r"),
    "a number": fill("1", "{{ ", " }}"),
    "a long name": fill("a", "{{ ", " }}"),
    "unknown filters": number("{{ 1|f{n} }}"),
    "names nearly alike": number("{% set abc{n}=1 %}", "", "{{ abd.x }}"),
    "blocks": number("{% block b{n} %}{% endblock %}"),
    "blocks of self": join(number("{% block b{n} %}{% endblock %}", size=LARGE // 2), number("{{ self.b{n}() }}", size=LARGE // 3)),
    "with": number("a{n}=1,", "{% with ", "a=1 %}{% endwith %}"),
    "targets": number("a{n},", "{% for ", " b in [] %}{% endfor %}"),
    "names of an import": number("a{n},", "{% from 'x' import ", " a %}"),
    "includes that are missing": number("{% include 'x{n}' ignore missing %}"),
    "call blocks": fill("{% call m() %}{% endcall %}", "{% macro m() %}{{ caller() }}{% endmacro %}"),
    "filter blocks": fill("{% filter upper %}{% endfilter %}"),
    "a loop over much": join("{% for a in range(100000) %}{% for b in range(100000) %}", "{{ a }}" * 100000, "{% endfor %}{% endfor %}"),
    "a loop over much that is not rendered": join("{% for a in range(999999999) %}{% if 0 %}", NAMES, "{% endif %}{% endfor %}"),
    "a macro with many names": join("{% macro m() %}{% if 0 %}", number("{% set a{n}=1 %}", size=LARGE * 9 // 10),
                                    "{% endif %}{% endmacro %}{% for i in range(999999999) %}{{ m() }}{% endfor %}"),
}
EARLY = {
    "a text that is too long": "{{ 'a' * 60000000 }}",
    "a text that is much too long": "{{ 'a' * 9000000000000000000 }}",
    "a list that is too long": "{{ [1] * 100000000 }}",
    "a text with a width": "{{ 'a'|center(9000000000000000000) }}",
    "a text with a long indent": "{{ 'a\\n'|indent(9000000000000000000) }}",
    "a conversion that is too wide": "{{ '%999999999d' % 1 }}",
    "calls in calls": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "includes in includes": "{% include 'a' %}",
    "extended by itself": "{% extends 'a' %}",
    "many parentheses": "{{ " + "(" * 100000,
    "many brackets": "{{ " + "[" * 100000,
    "many conditions in one another": "{% if 1 %}" * 20000,
    "many loops in one another": "{% for x in [1] %}" * 10000,
    "many minus signs": "{{ " + "-" * 100000 + "1 }}",
    "a dict in itself": "{% set d = {} %}{% do d.update(d=d) %}{{ d }}",
    "lists that compare without end": "{% set a = [] %}{% set b = [] %}{% do a.append(a) %}{% do b.append(b) %}{{ a == b }}",
}
MEMORY = {
    "values": "{% set ns = namespace(l=[]) %}{% for i in range(999999999) %}{% do ns.l.append([i]) %}{% endfor %}",
    "texts": "{% set ns = namespace(l=[]) %}{% for i in range(999999999) %}{% do ns.l.append('a' * 1000) %}{% endfor %}",
    "large texts": "{% set ns = namespace(l=[]) %}{% for i in range(999999999) %}{% do ns.l.append('a' * 1000000) %}{% endfor %}",
    "a text of texts": "{% set s = 'a' * 30000000 %}{% set t = s ~ 'b' %}{{ t }}{{ t|replace('a', 'b') }}",
    "a text in a list": "{% set s = ['a' * 15000000] * 2 %}{% set t = s|string %}{{ t }}{{ t ~ '' }}",
    "output": "{% for i in range(999999999) %}{{ 'a' * 1000 }}{% endfor %}",
    "output behind values": "{% set l = ['a' * 30000000, 'b' * 30000000, 'c' * 30000000] %}{{ l[0] }}{{ l|join }}",
    "json": "{{ (['\x01' * 1000] * 10000)|tojson }}",
    "repr": "{{ (['\x01' * 1000] * 10000)|string }}",
    "indented json": "{{ [[[[[[[[[[1]]]]]]]]]]|tojson(indent='x' * 3000000) }}",
    "sorting": "{{ (range(900000)|list|sort)|length }}",
    "a module": "{% import 'x' as x %}{{ x }}{{ x }}{{ x }}",
}


def inputs():
    files = (("x", "{% macro m() %}{% endmacro %}text\n" * 10),)
    for name, text in SHAPES.items():
        yield template(f"a megabyte of {name}", text, files=files)
    for name, text in EARLY.items():
        yield template(f"early: {name}", text, early=True)
    for name, text in MEMORY.items():
        yield template(f"memory: {name}", text, files=(("x", "{{ 'a' * 30000000 }}"),))
        yield template(f"memory, behind a megabyte: {name}", join("{{1}}" * 190000, text), files=(("x", "{{ 'a' * 30000000 }}"),))
    yield template("data of a megabyte", "{% for i in range(999999999) %}{% if l|sort|length and l|sum and l|unique|list %}{% endif %}{% endfor %}", data=DATA)
    yield template("data of a megabyte that is changed", "{% for i in range(999999999) %}{% do l.append(1) %}{% do l.pop(0) %}{% endfor %}", data=DATA)
