"""Templates that cost much for their size: filters, methods, operators and statements, each for as long as it may."""
import itertools

from costs import in_summary, in_tag, in_vars, template

FOREVER = "{% for i in range(1000000000) %}"
# Values of a size at which what is quadratic shows.
VALUES = """\
{% set s = 'a' * 1000000 %}{% set words = 'ab ' * 100000 %}{% set lines = 'ab\\n' * 100000 %}{% set u = 'é' * 300000 %}\
{% set t = 'short' %}{% set l = range(50000)|list %}{% set texts = l|map('string')|list %}{% set d = dict(texts|map('list')|map('join')|map('string')|batch(2)|list) %}\
{% set f = [1.1e-300, 1e300, 0.1] * 10000 %}{% set pairs = texts|batch(2)|list %}{% set deep = namespace(v=[1]) %}\
{% for i in range(90) %}{% set deep.v = [deep.v] %}{% endfor %}{% set dag = namespace(v=[1]) %}{% for i in range(90) %}{% set dag.v = [dag.v, dag.v] %}{% endfor %}\
{% set dicts = [] %}{% for i in range(20000) %}{% do dicts.append({'k': i % 7, 'n': i, 't': 't' ~ i}) %}{% endfor %}\
"""
FILTERS = """\
s|upper
u|upper
u|lower
s|capitalize
u|capitalize
words|title
u|title
s|trim
(' ' * 1000000)|trim
s|trim('ba')
u|trim('é')
s|trim('b' * 100000 ~ 'a')
t|center(1000000)
s|center(1000001)
t|center
s|replace('a', 'b')
s|replace('a', '')
s|replace('b', 'a')
s|replace('', '-')
s|replace('aaaaaaaaaaaaaaaaaaaaaaaab', 'b')
s|replace('a' * 500000 ~ 'b', 'b')
u|replace('é', 'e')
s|string
l|string
texts|string
d|string
f|string
deep.v|string
dag.v|string
u|list|string
('\\x01' * 300000)|list|string
lines|indent
lines|indent(100)
lines|indent(1000, true, true)
t|indent(1000000, true)
words|truncate(100000)
u|truncate(100000)
s|truncate(100000, true)
words|wordcount
u|wordcount
s|wordwrap(1)
words|wordwrap(1)
words|wordwrap(40)
u|wordwrap(1)
u|wordwrap(100)
('-' * 300000)|wordwrap(1)
('-' * 300000)|wordwrap(100)
('a-' * 150000)|wordwrap(10)
('aa--' * 75000)|wordwrap(10)
(' ' * 300000)|wordwrap(1)
lines|wordwrap(1)
s|wordwrap(79, false)
('a' * 1000 ~ ' ')|wordwrap(999)
'%s'|format(s)
'%100000d'|format(1)
'%.300f'|format(1e300)
'%f'|format(1.7e308)
'%.99f'|format(1.7e308)
2.2250738585072014e-308|string
1.7976931348623157e308|string
1.7e308|round
1.7e308|round(300)
('%s' * 10000)|format(*texts[:10000])
('%(k)s' * 10000)|format(k=1)
('%%' * 100000)|format
'%r'|format(u)
'%.1s'|format(s)
'%-99999s'|format(u)
s|length
u|length
l|length
s|first
s|last
u|last
l|first
l|last
d|last
s|list
u|list
l|list
d|list
texts|join
texts|join(', ')
texts|join('-' * 100)
l|join
f|join
s|join('-')
dicts|join(', ', attribute='t')
u|reverse
s|reverse
l|reverse|list
d|reverse|list
l|sum
f|sum
dicts|sum(attribute='n')
texts|sum(start='')
pairs|sum(start=[])
texts|unique|list
s|unique|list
dicts|unique(attribute='k')|list
[texts, texts]|map('list')|unique|list
l|batch(2)|list
l|batch(1000000, 'x')|list
l|slice(3)|list
l|slice(1000000)|list
d|items|list
l|sort
texts|sort
texts|sort(reverse=true)
texts|sort(case_sensitive=true)
dicts|sort(attribute='k,n')
dicts|sort(attribute='k,' * 100 ~ 'k')
dicts|sort(attribute='t')
[s, s ~ 'a', s ~ 'b', s ~ 'c']|sort
d|dictsort
d|dictsort(by='value')
texts|min
texts|max
dicts|max(attribute='n')
[u, u ~ 'a']|max
dicts|groupby('k')
dicts|groupby('n')
texts|groupby(0)
none|default(s)
s|default(t)
dicts|map(attribute='t')|list
dicts|map(attribute='t.' * 100 ~ 't')|list
texts|map('upper')|list
texts|map('int')|sum
f|map('round', 3)|list
f|map('round', 3, 'floor')|list
f|map('string')|list
f|map('int')|list
l|map('filesizeformat')|list
texts|map('float')|list
texts|select('equalto', s)|list
texts|select('in', texts)|list
texts|reject('in', s)|list
dicts|selectattr('n', 'in', l)|list
dicts|rejectattr('k')|list
l|map('string')|map('string')|map('string')|list
l|select|list
s|tojson
u|tojson
('\\n' * 300000)|tojson
('<' * 300000)|tojson
texts|tojson
d|tojson
d|tojson(indent=2)
f|tojson
deep.v|tojson(indent=100)
deep.v|tojson(indent='x' * 1000000)
dag.v|tojson
dicts|tojson
s|sh
("'" * 300000)|sh
('$' * 300000)|make
s|make
s|dockerfile
texts|dockerfile
s|attr('upper')
t|attr(s)
('1' * 300)|int
('9' * 18)|int
('0.' ~ '1' * 290)|float
1.5|round(2)
(' ' * 1000000)|int
1e300|round(-200)
-5|abs
"""
METHODS = """\
s.upper()
u.swapcase()
words.title()
s.strip('a')
u.rstrip()
u.lstrip('é')
t.ljust(1000000)
t.rjust(1000000, 'é')
s.zfill(1000001)
s.replace('a', 'bb')
s.replace('', '-', 1000)
s.find('b')
u.find('e')
u.find('é', 299999)
s.rfind('b')
s.rfind('a' * 1000 ~ 'b')
s.find('a' * 1000 ~ 'b')
u.index('é')
u.rindex('é')
s.count('a')
s.count('')
u.count('é')
s.startswith('a' * 999999 ~ 'b')
s.endswith(s)
u.startswith('é', 200000)
s.startswith(('b',) * 100000)
s.removeprefix(s)
s.removesuffix('a')
words.split()
words.split(' ')
words.split('b ')
words.rsplit(' ')
lines.split('\\n', 10)
s.split('a')
u.split('é')
s.partition('b')
s.rpartition('b')
lines.splitlines()
u.splitlines(true)
t.join(texts)
s.join(['', '', ''])
('{}' * 10000).format(*texts[:10000])
('{a}' * 10000).format(a=1)
('{{' * 100000).format()
'{}'.format(s)
('{x}' * 1000).format(x=1, **d2)
s.isdigit()
('1' * 1000000).isdigit()
s.isalpha()
(' ' * 1000000).isspace()
s.isalnum()
s.islower()
u.isupper()
u.islower()
d.keys()|list
d.values()|list
d.items()|list
d.get(s)
d.get('1' * 100000)
d.copy()
dict(d)
dict(d, x=1)
dict(pairs)
dict(**d)
d.update(d)
d.update(pairs)
d.setdefault(i, i)
d.pop(i|string, 1)
d.popitem() if d else d.update(pairs)
l.copy()
l.index(49999)
l.count(1)
texts.index('49999')
l.insert(0, 1) or l.pop(0)
l.pop() or l.append(1)
l.reverse()
l.sort()
texts.sort()
l.extend([1, 2, 3])
l.append(1)
l.remove(49999) or l.append(49999)
[l, l].count(l.copy())
"""
OPERATORS = """\
s ~ s
t ~ 1
s ~ i ~ s
s + t
l + l
t * 100000
[1] * 100000
'%s' % s
'%s%s' % (s, s)
s == s[:999999] ~ 'a'
s != u
s < s[:999999] ~ 'b'
l == l.copy()
d == d.copy()
l < l.copy()
dag.v == dag2.v
deep.v == [deep.v]
'b' in s
'ab' in s
('a' * 1000 ~ 'b') in s
-1 in l
'x' in texts
s in texts
s in d
'x' in d
(1, 2, 3) in pairs
(s, s) in {}
-1 in range(1000000000)
0.5 in l
u[299999]
u[-1]
s[500000]
l[-1]
d['77']
d[s]
d[(1,) * 1000]
s[1:]
u[1:]
u[::2]
u[::-1]
u[299999::-1000]
s[::-1]
s[::100]
l[::2]
l[1:]
[1, 2, 3, 4, 5, 6, 7, 8]
{'a': 1, 'b': 2, 'c': 3}
{s: 1}
{(s, s): 1}
(1, 2, 3) + (4, 5)
2 ** 62
7.5 // 2 % 3
1.5 ** 2
[i, i][0] + [i][0]
i if i else i
not i and i or i
l is iterable
s is upper
u is lower
s is eq s
s is in texts
i is divisibleby 3
i is odd
s is filter
l is sameas l
'upper' is filter
dag.v is eq dag2.v
range(1000000000)|length
range(i)[5:10]
namespace(a=1)
cycler(1, 2, 3).next()
joiner(s)()
1.5e300 % 1.1e-300
1.0000001 ** 1e9
'%*d' % (100000, 1)
few|tojson
few|string
few|dictsort
few == {1: 1}
few.values()|list
(s, s, s)
s|length + u|length
"""
STATEMENTS = {
    "set": "{% set x = i %}",
    "set of a namespace": "{% set deep.x = i %}",
    "set of many names of a namespace": "{% set deep.v = [deep.v, i] %}",
    "block set": "{% set x %}" + "text " * 1000 + "{% endset %}",
    "block set of a value": "{% set x %}{{ s }}{% endset %}",
    "block set with a filter": "{% set x | upper %}{{ s }}{% endset %}",
    "text grows": "{% set deep.s = (deep.s or '') ~ 'text' %}",
    "text doubles": "{% set deep.s = deep.s ~ deep.s if deep.s else 'text' %}",
    "list grows": "{% set deep.l = (deep.l or []) + [1] %}",
    "filter block": "{% filter upper %}{{ u }}{% endfilter %}",
    "filter block without text": "{% filter replace('a', 'b') %}{% endfilter %}",
    "if": "{% if i > 5 and i < 7 or i == 3 %}{% elif i %}{% else %}{% endif %}",
    "with": "{% with a = i, b = i %}{% endwith %}",
    "with many": "{% with " + ", ".join(f"a{n}=i" for n in range(1000)) + " %}{% endwith %}",
    "for of one": "{% for x in [1] %}{% endfor %}",
    "for of many": "{% for x in l %}{% endfor %}",
    "for with if": "{% for x in l if x % 2 %}{% endfor %}",
    "for with else": "{% for x in [] %}{% else %}{% endfor %}",
    "for of pairs": "{% for k, v in d.items() %}{% endfor %}",
    "for of a text": "{% for c in u %}{% endfor %}",
    "for of filters": "{% for x in l|map('string')|select|reject('none') %}{% endfor %}",
    "for of sorted": "{% for x in l|sort(reverse=true) %}{% break %}{% endfor %}",
    "loop.last": "{% for x in l %}{% if loop.last %}{% endif %}{% endfor %}",
    "loop.length of a filter": "{% for x in l|map('string') %}{% if loop.length %}{% break %}{% endif %}{% endfor %}",
    "loop.changed": "{% for x in [1, 2, 3] %}{% if loop.changed(s, l) %}{% endif %}{% endfor %}",
    "loop.changed of equal lists": "{% for x in [1, 2, 3] %}{% if loop.changed(l[:]) %}{% endif %}{% endfor %}",
    "loop.cycle": "{% for x in [1, 2, 3] %}{{ loop.cycle('', '') }}{% endfor %}",
    "loop.previtem": "{% for x in l %}{% if loop.previtem is defined and loop.nextitem is defined %}{% endif %}{% endfor %}",
    "recursive": "{% for x in [[[[[[]]]]]] recursive %}{{ loop(x) }}{% endfor %}",
    "macro": "{% macro m(a, b=1) %}{% endmacro %}{{ m(i) }}{{ m(1, b=2) }}",
    "macro that calls itself": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(100) }}",
    "macro with many arguments": "{% macro m() %}{{ varargs|length }}{% endmacro %}{% set x = m(*l) %}",
    "macro with many names": "{% macro m() %}{{ kwargs|length }}{% endmacro %}{% set x = m(**d2) %}",
    "macro that gives much": "{% macro m() %}{{ s }}{% endmacro %}{% set x = m() %}",
    "call block": "{% macro m() %}{{ caller() }}{% endmacro %}{% set x %}{% call m() %}{{ s }}{% endcall %}{% endset %}",
    "do": "{% do i %}",
    "a list that grows while it is gone through": "{% for x in l %}{% do l.append(x) %}{% endfor %}",
    "dict that is emptied from the front": "{% set e = dict(d) %}{% for k in d %}{% if e|first %}{% do e.pop(k) %}{% endif %}{% endfor %}",
    "dict that is emptied from behind": "{% set e = dict(d) %}{% for k in d %}{% do e.popitem() %}{% endfor %}",
    "print": "{{ i }}",
    "print of much": "{{ s }}",
    "print of a list": "{{ l }}",
    "text": "text " * 1000,
    "condition of many terms": "{% if " + " and ".join(["i >= 0"] * 500) + " %}{% endif %}",
    "long sum": "{% set x = " + " + ".join(["i"] * 500) + " %}",
    "long concatenation": "{% set x = " + " ~ ".join(["s"] * 500) + " %}",
    "long list": "{% set x = [" + ", ".join(["i"] * 5000) + "] %}",
    "long dict": "{% set x = {" + ", ".join(f"{n}: i" for n in range(5000)) + "} %}",
    "chain of filters": "{% set x = i" + "|abs" * 500 + " %}",
    "include that is missing": "{% include 'nope' ~ i ignore missing %}",
    "include of a list": "{% include ['nope'] * 100 ignore missing %}",
    "unpacking": "{% set a, b, c = (1, 2, 3) %}",
}
TEMPLATES = {
    "include": FOREVER + "{% include 'x' %}{% endfor %}",
    "include without context": FOREVER + "{% include 'x' without context %}{% endfor %}",
    "include with many names": "{% set " + " %}{% set ".join(f"a{n} = 1" for n in range(5000)) + " %}" + FOREVER + "{% include 'x' %}{% endfor %}",
    "import": FOREVER + "{% import 'x' as x %}{% endfor %}",
    "import with context": FOREVER + "{% import 'x' as x with context %}{{ x.m() }}{% endfor %}",
    "from import": FOREVER + "{% from 'x' import m %}{{ m() }}{% endfor %}",
    "include of itself": "{% include 'a' %}",
    "block in a loop": FOREVER + "{% block b scoped %}{% endblock %}{% endfor %}",
    "attribute with a long name": FOREVER + "{% set x = i|attr('" + "b" * 100000 + "') %}{% endfor %}",
    "names that are undefined": FOREVER + "{{ name }}{{ i.name }}{% endfor %}",
    "a name near long ones": "".join(f"{{% set {'a' * 1000}{n} = 1 %}}" for n in range(900)) + "{{ " + "a" * 1000 + "b.x }}",
    "a key near many": "{% set d = {} %}{% for i in range(50000) %}{% do d.update({'a' ~ i: 1}) %}{% endfor %}{{ d.b1.c }}",
    "a long value in a message": "{{ 1|round(0, ['\\x01' * 1000000] * 6) }}",
    "a dict whose first entry goes": "{% set d = {} %}{% for i in range(1000) %}{% do d.update({i: 1}) %}{% endfor %}" + FOREVER
                                     + "{% do d.update({i + 1000: 1}) %}{% do d.pop(d|first) %}{% endfor %}",
    "self in a loop": "{% block b %}{% endblock %}" + FOREVER + "{{ self.b() }}{% endfor %}",
}
SMALL = {
    "wordwrap": "{{ ('a'*1000000)|wordwrap(1)|length }}",
    "reverse": "{% for i in range(500) %}{{ ('é'*1000000)|reverse|length }}{% endfor %}",
    "loops in loops": "{% for i in range(9999999) %}{% endfor %}",
    "a long text": "{{ 'a'*60000000 }}",
    "a text as long as may be": "{{ 'a'*30000000 }}",
    "many texts": "{{ 'a'*1000000 }}",
    "a text that is not printed": "{{ ('a'*30000000)|length }}",
    "a list": "{{ (range(1000000)|list)|length }}",
    "a list of lists": "{{ ([[[1]]]*1000000)|length }}",
    "power of texts": "{{ ('%s'*100000)|format(*(range(100000)|list)) }}",
}


def lines(text):
    return [line for line in text.split("\n") if line]


def repeated(expression):
    names = {"few": "{% set few = {} %}{% for i in range(20000) %}{% do few.update({i: 1}) %}{% endfor %}"
             "{% for i in range(19999) %}{% do few.pop(i) %}{% endfor %}", "d2": "{% set d2 = dict(pairs[:500]) %}", "dag2": "{% set dag2 = namespace(v=[1]) %}{% for i in range(90) %}"
             "{% set dag2.v = [dag2.v, dag2.v] %}{% endfor %}"}
    return VALUES + "".join(text for name, text in names.items() if name in expression)


def inputs():
    loops = [(f"{kind}: {expression}", repeated(expression) + FOREVER + "{{ '' if " + expression + " }}{% endfor %}")
             for kind, expressions in (("filter", FILTERS), ("method", METHODS), ("operator", OPERATORS))
             for expression in lines(expressions)]
    loops += [(f"statement: {name}", repeated(statement) + FOREVER + statement + "{% endfor %}")
              for name, statement in STATEMENTS.items()]
    places = itertools.cycle((in_summary, in_tag, in_vars))
    for name, text in loops:
        yield template(name, text)
    for name, text in loops[::5]:
        if len(text) <= 4000:  # a text with axes may be no longer
            yield next(places)(name, text)
    for name, text in TEMPLATES.items():
        yield template(f"template: {name}", text, files=(("x", "{% macro m() %}{% endmacro %}text\n" * 10),))
    for name, text in SMALL.items():
        yield template(f"alone: {name}", text)
        for place in (in_summary, in_tag, in_vars):
            yield place(name, text)
