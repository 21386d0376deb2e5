"""Random templates from a grammar of Jinja, mostly ones that render."""
import json
import random

WORDS = ["a", "", "Zebra", "x y", "foo-bar baz", "1", "42", "-7", "1.50", "true", "None", "héllo", "日本", "it's",
         'say "hi"', "a\nb\n", "  pad ", "{{ x }}", "%s and %d", "k=v;k2=v2", "<b>&", "tab\there", "UPPER lower", "ß",
         "back\\slash", "0x1f", "🎉 party", "a,b,,c", "\u00a0nbsp", "e\u0301"]
NUMBERS = [0, 1, 2, 3, -1, -5, 7, 10, 42, 1000, 65536, 123456789, -2147483649]
FLOATS = [0.0, 0.5, -1.5, 3.14159, 1e10, 2.675, 1e-7, 100.0, -0.25, 1e22]

# filter: kind of its subject, kind of its result, kinds of arguments (? before those that may miss)
FILTERS = {
    "abs": ("number", "number", ""), "attr": ("dict", "any", "word"), "batch": ("list", "lists", "small ?any"),
    "capitalize": ("text", "text", ""), "center": ("text", "text", "?width"), "count": ("list", "number", ""),
    "d": ("any", "any", "?any ?bool"), "default": ("any", "any", "any ?bool"),
    "dictsort": ("dict", "pairs", "?bool ?by ?bool"), "filesizeformat": ("number", "text", "?bool"),
    "first": ("list", "any", ""), "float": ("any", "number", "?float"), "format": ("template", "text", "any"),
    "groupby": ("rows", "lists", "column ?any"), "indent": ("text", "text", "?small ?bool ?bool"),
    "int": ("any", "number", "?number"), "items": ("dict", "pairs", ""), "join": ("list", "text", "?text"),
    "last": ("list", "any", ""), "length": ("any", "number", ""), "list": ("any", "list", ""),
    "lower": ("text", "text", ""), "map": ("list", "list", "mapped"), "max": ("numbers", "any", ""),
    "min": ("texts", "any", ""), "reject": ("list", "list", "?test"), "rejectattr": ("rows", "rows", "column ?test"),
    "replace": ("text", "text", "text text ?small"), "reverse": ("list", "list", ""),
    "round": ("number", "number", "?precision ?method"), "select": ("list", "list", "?test"),
    "selectattr": ("rows", "rows", "column ?test"), "slice": ("list", "lists", "small ?any"),
    "sort": ("numbers", "list", "?bool"), "string": ("any", "text", ""), "sum": ("numbers", "number", ""),
    "title": ("text", "text", ""), "tojson": ("any", "text", "?small"), "trim": ("text", "text", "?text"),
    "truncate": ("text", "text", "?width ?bool ?text ?small"), "unique": ("list", "list", "?bool"),
    "upper": ("text", "text", ""), "wordcount": ("text", "number", ""), "wordwrap": ("text", "text", "?width ?bool"),
}
LAZY = ["batch", "items", "map", "reject", "rejectattr", "reverse", "select", "selectattr", "slice", "unique"]
TESTS = {
    "boolean": "", "callable": "", "defined": "", "divisibleby": "whole", "eq": "any", "equalto": "any", "even": "",
    "false": "", "filter": "", "float": "", "ge": "number", "gt": "number", "in": "list", "integer": "",
    "iterable": "", "le": "number", "lower": "", "lt": "number", "mapping": "", "ne": "any", "none": "", "number": "",
    "odd": "", "sequence": "", "string": "", "test": "", "true": "", "undefined": "", "upper": "",
}
METHODS = {
    "text": ["upper()", "lower()", "strip()", "lstrip('x ')", "rstrip()", "title()", "capitalize()", "swapcase()",
             "split()", "split(',')", "split(' ', 1)", "rsplit(' ', 1)", "splitlines()", "partition('-')",
             "startswith('a')", "endswith(('a', 'b'))", "find('a')", "rfind('o')", "count('o')", "replace('o', '0')",
             "replace('o', '0', 1)", "zfill(5)", "ljust(6, '.')", "rjust(6)", "center(7, '*')", "isdigit()",
             "isalpha()", "isupper()", "islower()", "isspace()", "isalnum()", "join(['x', 'y'])",
             "index('a')", "expandtabs(4)", "casefold()", "removeprefix('foo')",
             "removesuffix('baz')", "istitle()"],
    "list": ["index(1)", "count(1)", "append(1)", "insert(0, 9)", "pop()", "extend([1])", "reverse()", "copy()",
             "clear()", "count('a')", "append(n)"],
    "dict": ["items()", "keys()", "values()", "get('a')", "get('zz', 3)", "pop('a', 1)", "update(b=2)",
             "update({'q': 1})", "setdefault('n', [])", "copy()", "items()|list", "keys()|list|length"],
}
LOOP = ["index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem",
        "nextitem", "cycle('a', 'b')", "changed(x)"]
DATA = {
    "number": "n", "text": "s", "list": "xs", "texts": "words", "numbers": "nums", "dict": "d", "rows": "rows",
}


class Grammar:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.macros = []
        self.names = []
        self.loops = 0
        self.in_macro = False

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, share):
        return self.random.random() < share

    # Values

    def json_value(self, depth=2):
        kind = self.random.randrange(8 if depth else 5)
        if kind == 0:
            return self.pick(NUMBERS)
        if kind == 1:
            return self.pick([True, False, None])
        if kind == 2:
            return self.pick(FLOATS)
        if kind < 5:
            return self.pick(WORDS)
        if kind < 7:
            return [self.json_value(depth - 1) for _ in range(self.random.randrange(4))]
        return {self.pick("abcxyz"): self.json_value(depth - 1) for _ in range(self.random.randrange(4))}

    def data(self):
        some = self.random.randrange
        return json.dumps({
            "n": self.pick(NUMBERS), "f": self.pick(FLOATS), "s": self.pick(WORDS), "t": self.pick(WORDS),
            "yes": True, "no": False, "nothing": None,
            "xs": [self.json_value(1) for _ in range(some(5))], "nums": [self.pick(NUMBERS) for _ in range(some(5))],
            "words": [self.pick(WORDS) for _ in range(some(5))],
            "d": {self.pick("abcdk"): self.json_value() for _ in range(some(5))},
            "rows": [{"a": self.pick(NUMBERS), "b": self.pick(WORDS), "c": {"d": self.pick(NUMBERS)}}
                     for _ in range(some(4))],
            "tree": [{"v": 1, "c": [{"v": 2, "c": []}, {"v": self.pick(WORDS), "c": [{"v": 4, "c": []}]}]}],
        }, ensure_ascii=self.chance(0.5))

    # Expressions

    def literal(self, kind):
        if kind in ("number", "width", "whole", "small", "precision", "float"):
            if kind == "width":
                return str(self.pick([0, 5, 9, 20, 79]))
            if kind == "whole":
                return str(self.pick([1, 2, 3, 10]))
            if kind == "small":
                return str(self.pick([1, 2, 3, 4]))
            if kind == "precision":
                return str(self.pick([0, 1, 2, -1]))
            number = self.pick(FLOATS if kind == "float" or self.chance(0.2) else NUMBERS)
            return repr(number) if number >= 0 else f"({number!r})"
        if kind == "bool":
            return self.pick(["true", "false", "True", "False"])
        if kind == "word":
            return self.quote(self.pick("abck"))
        if kind == "column":
            return self.quote(self.pick(["a", "b", "c", "c.d"]))
        if kind == "by":
            return self.quote(self.pick(["key", "value"]))
        if kind == "method":
            return self.quote(self.pick(["common", "ceil", "floor"]))
        if kind == "test":
            return self.quote(self.pick(sorted(TESTS)))
        if kind == "mapped":
            if self.chance(0.3):
                return f"attribute={self.literal('column')}" + (", default='-'" if self.chance(0.4) else "")
            return self.quote(self.pick(["upper", "string", "int", "tojson", "trim", "lower", "default", "title"]))
        if kind == "template":
            return self.quote(self.pick(["%s", "%s|", "%-6s|", "%r", "%8s", "%.2s"]))
        return self.quote(self.pick(WORDS))

    def quote(self, text):
        mark = self.pick("'\"")
        text = text.replace("\\", "\\\\").replace(mark, "\\" + mark)
        return mark + (text.replace("\n", "\\n") if self.chance(0.8) else text) + mark

    def variable(self, kind):
        if self.names and self.chance(0.6 if kind == "any" else 0.02):
            return self.pick(self.names)
        if kind in DATA and self.chance(0.98):
            return DATA[kind]
        if self.chance(0.05):
            return "missing"
        return self.pick(["n", "f", "s", "t", "yes", "no", "nothing", "xs", "nums", "words", "d", "rows"])

    def arguments(self, kinds, depth):
        result = []
        for kind in kinds.split():
            if kind[0] == "?":
                if self.chance(0.5):
                    break
                kind = kind[1:]
            result.append(self.expression(kind, depth - 1) if kind in ("any", "text", "number", "list")
                          else self.literal(kind))
        return ", ".join(result)

    def filtered(self, kind, depth):
        fits = [name for name, (_, result, _) in FILTERS.items() if result == kind]
        if kind == "any" or self.chance(0.02):
            fits = sorted(FILTERS)
        if not fits:
            return self.variable(kind)
        name = self.pick(fits)
        subject, _, kinds = FILTERS[name]
        arguments = self.arguments(kinds, depth)
        text = f"{self.operand(subject, depth - 1)}{self.pick(['|', ' | '])}{name}"
        if arguments or self.chance(0.1):
            text += f"({arguments})"
        return f"{text}|list" if name in LAZY and self.chance(0.9) else text

    def operand(self, kind, depth):
        text = self.expression(kind, depth)
        return text if text.replace("_", "a").isalnum() or text[:1] in "'\"[{" and text[-1:] in "'\"]}" else f"({text})"

    def tested(self, depth):
        name = self.pick(sorted(TESTS))
        kinds = TESTS[name]
        argument = self.operand(kinds if kinds != "whole" else "number", 0) if kinds else ""
        form = self.pick(["({})", " {}"]) if argument else ""
        if argument.startswith("(") or argument.startswith("["):
            form = "({})"
        return f"{self.operand('any', depth - 1)} is {self.pick(['', '', 'not '])}{name}{form.format(argument)}"

    def number(self, depth):
        operator = self.pick(["+", "-", "*", "/", "//", "%", "**"])
        right = self.operand("number", depth - 1) if operator in "+-*" else self.pick(["2", "3", "-2", "7", "n"])
        return f"{self.operand('number', depth - 1)} {operator} {right}"

    def item(self, depth):
        form = self.random.randrange(6)
        if form == 0:
            return f"{self.operand('dict', depth - 1)}.{self.pick('abckz')}"
        if form == 1:
            return f"{self.operand('dict', depth - 1)}[{self.literal('word')}]"
        if form == 2:
            return f"{self.operand('list', depth - 1)}[{self.pick(['0', '-1', '1', '5', 'n'])}]"
        if form == 3:
            bounds = [self.pick(["", "0", "1", "2", "-1", "-2", "9", "n"]) for _ in range(self.pick([2, 3]))]
            if len(bounds) == 3:
                bounds[2] = self.pick(["", "1", "2", "-1", "-2"])
            return f"{self.operand(self.pick(['list', 'text']), depth - 1)}[{':'.join(bounds)}]"
        kind = self.pick(sorted(METHODS))
        return f"{self.operand(kind, depth - 1)}.{self.pick(METHODS[kind])}"

    def comparison(self, depth):
        kind = self.pick(["number", "text", "any"])
        text = self.operand(kind, depth - 1)
        for _ in range(self.pick([1, 1, 1, 2])):
            if self.chance(0.2):
                text += f" {self.pick(['in', 'not in'])} {self.operand('list', depth - 1)}"
            else:
                operator = self.pick(["==", "!="] if kind == "any" else ["==", "!=", "<", "<=", ">", ">="])
                text += f" {operator} {self.operand(kind, depth - 1)}"
        return text

    def boolean(self, depth):
        form = self.random.randrange(5)
        if form == 0:
            return f"not {self.operand('bool', depth - 1)}"
        if form == 1:
            return f"{self.operand('bool', depth - 1)} {self.pick(['and', 'or'])} {self.operand('any', depth - 1)}"
        return self.tested(depth) if form == 2 else self.comparison(depth)

    def collection(self, kind, depth):
        items = [self.expression("any" if kind == "list" else kind.rstrip("s"), depth - 1)
                 for _ in range(self.random.randrange(4))]
        if kind == "dict":
            return "{" + ", ".join(f"{self.literal('word')}: {item}" for item in items) + "}"
        if self.chance(0.2) and len(items) != 1:
            return "(" + ", ".join(items) + ")"
        return "[" + ", ".join(items) + "]"

    def expression(self, kind="any", depth=3):
        if self.chance(0.01):
            kind = "any"
        if kind == "any" and depth > 0:
            kind = self.pick(["number", "text", "list", "dict", "bool", "texts", "item", "rows", "any"])
        if depth <= 0:
            if kind == "bool" or self.chance(0.5) and kind in ("number", "text", "any"):
                return self.literal(kind)
            return self.variable(kind)
        if self.chance(0.08):
            return f"{self.operand(kind, depth - 1)} if {self.operand('bool', depth - 1)}" + (
                f" else {self.operand(kind, depth - 1)}" if self.chance(0.8) else "")
        if self.macros and kind == "text" and self.chance(0.25):
            return self.call(depth)
        if kind == "item" or self.chance(0.02):
            return self.item(depth)
        if self.chance(0.35):
            return self.filtered(kind, depth)
        if kind == "number":
            return self.number(depth) if self.chance(0.6) else self.literal(kind)
        if kind == "bool":
            return self.boolean(depth)
        if kind in ("list", "dict", "texts", "numbers"):
            return self.collection(kind, depth) if self.chance(0.6) else self.variable(kind)
        if kind == "text" and self.chance(0.4):
            return " ~ ".join(self.operand("any", depth - 1) for _ in range(2))
        if kind == "text" and self.chance(0.2):
            return f"{self.literal('template')} % {self.operand(self.pick(['number', 'text']), depth - 1)}"
        return self.variable(kind) if self.chance(0.6) else self.literal(kind)

    def call(self, depth):
        name, parameters = self.pick(self.macros)
        arguments = [self.expression("any", depth - 1) for _ in parameters]
        if arguments and parameters and self.chance(0.3):
            arguments[-1] = f"{parameters[-1]}={arguments[-1]}"
        return f"{name}({', '.join(arguments)})"

    # Statements

    def tag(self, inside):
        return f"{{%{self.pick(['', '', '', '-', '+'])} {inside} {self.pick(['', '', '', '-'])}%}}"

    def text(self):
        return self.pick(["", " ", "\n", "text ", "\n  line\n", "<p>", "a\n\nb", "  ", "é", "\t", "{ }", "# no", "%"])

    def body(self, depth):
        return "".join(self.statement(depth) for _ in range(self.random.randrange(1, 3)))

    def statement(self, depth):
        if depth <= 0 or self.chance(0.3):
            return self.text() + self.output()
        forms = [self.when, self.when, self.loop, self.loop, self.assign, self.assign, self.capture, self.within,
                 self.filter_block, self.comment, self.raw, self.space, self.change]
        if not self.loops and not self.in_macro:
            forms += [self.macro, self.macro]
        if self.macros:
            forms += [self.call_block]
        return self.text() + self.pick(forms)(depth) + self.text()

    def output(self):
        return f"{{{{{self.pick(['', '', '-'])} {self.expression()} {self.pick(['', '', '-'])}}}}}"

    def when(self, depth):
        text = self.tag(f"if {self.expression('bool', 2)}") + self.body(depth - 1)
        if self.chance(0.3):
            text += self.tag(f"elif {self.expression('bool', 2)}") + self.body(depth - 1)
        if self.chance(0.5):
            text += self.tag("else") + self.body(depth - 1)
        return text + self.tag("endif")

    def loop(self, depth):
        if self.chance(0.12):
            return "{% for node in tree recursive %}{{ node.v }}" + self.pick(["", "{{ loop.depth }}"]) + \
                "{% if node.c %}[{{ loop(node.c) }}]{% endif %}{% endfor %}"
        target, over = self.pick([("x", self.expression("list", 2)), ("x", self.expression("numbers", 1)),
                                  ("k, v", self.operand("dict", 1) + ".items()"), ("row", "rows"), ("x", "range(3)"),
                                  ("x", "s"), ("a, b", "[(1, 2), ('x', 'y')]"), ("x", "d")])
        self.loops += 1
        known = list(self.names)
        self.names += target.split(", ")
        condition = f" if {self.expression('bool', 1)}" if self.chance(0.25) else ""
        text = self.tag(f"for {target} in {over}{condition}")
        text += f"{{{{ loop.{self.pick(LOOP).replace('(x)', '(' + target.split(', ')[0] + ')')} }}}}" if self.chance(0.5) else ""
        text += self.body(depth - 1)
        if self.chance(0.2):
            text += self.tag(f"if {self.expression('bool', 1)}") + self.tag(self.pick(["break", "continue"])) + \
                self.tag("endif") + self.text()
        self.names = known
        self.loops -= 1
        if self.chance(0.25):
            text += self.tag("else") + self.body(depth - 1)
        return text + self.tag("endfor")

    def assign(self, depth):
        name = self.pick(["v", "w", "x", "n"])
        if self.chance(0.15):
            text = self.tag(f"set {name}, w2 = {self.expression('any', 1)}, {self.expression('any', 1)}")
        else:
            text = self.tag(f"set {name} = {self.expression('any', 2)}")
        self.names.append(name)
        return text

    def capture(self, depth):
        pipe = self.pick(["", "", " | upper", " | trim | length"])
        text = self.tag(f"set captured{pipe}") + self.body(depth - 1) + self.tag("endset")
        return text + "{{ captured }}"

    def within(self, depth):
        known = list(self.names)
        text = self.tag(f"with v = {self.expression('any', 1)}, w = {self.expression('any', 1)}")
        self.names += ["v", "w"]
        text += self.body(depth - 1) + self.tag("endwith")
        self.names = known
        return text

    def filter_block(self, depth):
        name = self.pick(["upper", "trim", "indent(2)", "replace('a', 'b')", "title", "length", "wordwrap(10)"])
        return self.tag(f"filter {name}") + self.body(depth - 1) + self.tag("endfilter")

    def comment(self, depth):
        return self.pick(["{# note #}", "{#- note -#}", "{# {{ x }} {% if %} #}", "{#\n#}"])

    def raw(self, depth):
        return self.tag("raw") + self.pick(["{{ x }}", "{% if %}", "plain\n", "{# #}"]) + self.tag("endraw")

    def space(self, depth):
        name = self.pick(["ns", "ns2"])
        return (self.tag(f"set {name} = namespace(a={self.expression('any', 1)}, c=0)") +
                f"{{% for i in range(3) %}}{{% set {name}.c = {name}.c + i %}}{{% endfor %}}{{{{ {name}.c }}}}{{{{ {name}.a }}}}")

    def change(self, depth):
        return self.tag(f"do {self.pick(['xs.append(1)', 'd.update(z=2)', 'nums.insert(0, 5)', 'words.extend([1])'])}")

    def macro(self, depth):
        name = self.pick(["m1", "m2", "m3"])
        parameters = ["p", "q", "r"][:self.random.randrange(4)]
        known, loops = list(self.names), self.loops
        self.names += parameters
        self.in_macro = True
        defaults = self.random.randrange(len(parameters) + 1)
        shown = [p if i < defaults else f"{p}={self.expression('any', 1)}" for i, p in enumerate(parameters)]
        inside = self.pick(["", "{{ varargs }}", "{{ kwargs }}", "{{ caller() if caller else '' }}", ""])
        text = self.tag(f"macro {name}({', '.join(shown)})") + inside + self.body(depth - 1) + self.tag("endmacro")
        self.in_macro = False
        self.names, self.loops = known, loops
        self.macros.append((name, parameters))
        return text

    def call_block(self, depth):
        return self.tag(f"call {self.call(2)}") + self.body(depth - 1) + self.tag("endcall")

    # Templates

    def blocks(self, depth):
        return "".join(f"{self.text()}{{% block {name} %}}{self.pick(['', '{{ super() }}', ''])}{self.body(depth)}"
                       f"{{% endblock %}}" for name in self.random.sample(["one", "two", "three"], 2))

    def imported(self):
        return "".join(f"{{% macro {name}(a, b=2) %}}<{name}:{{{{ a }}}}:{{{{ b }}}}>{{% endmacro %}}"
                       for name in ("lib1", "lib2")) + "{% set shared = 'S' %}{% set _hidden = 1 %}"

    def files(self):
        base = Grammar(self.random.random())
        part = Grammar(self.random.random())
        return {"lib": self.imported(), "base": base.blocks(1).replace("{{ super() }}", "") + base.text(),
                "part": part.body(2)}

    def template(self):
        """The text of a template that may use the files lib, base and part."""
        form = self.random.randrange(10)
        if form == 0:
            return "{% extends 'base' %}" + self.body(1) + self.blocks(1)
        if form == 1:
            context = self.pick(["", " with context", " without context", " ignore missing"])
            return self.body(2) + f"{{% include {self.pick(['part', ['nope', 'part']])!r}{context} %}}" + self.body(1)
        if form == 2:
            self.macros += [("lib1", ["a", "b"]), ("l2", ["a", "b"])]
            return "{% from 'lib' import lib1, lib2 as l2, shared %}" + self.body(2) + "{{ shared }}"
        if form == 3:
            self.macros += [("lib.lib1", ["a", "b"])]
            return "{% import 'lib' as lib with context %}" + self.body(2) + "{{ lib.shared }}"
        return self.body(3) + self.body(2)
