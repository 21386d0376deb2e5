#!/usr/bin/env python3
"""Writes gen/jinja/value/unicode_tables.c from this Python's own knowledge of Unicode."""
import sys

POINTS = [c for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000]


def ranges(wanted):
    result = []
    for point in POINTS:
        if not wanted(chr(point)):
            continue
        if result and result[-1][1] == point - 1:
            result[-1][1] = point
        else:
            result.append([point, point])
    return result


def is_odd(c):
    return (len(c.upper()) > 1 or len(c.lower()) > 1 or c == 'Σ' or c.title() != c.upper()
            or c.islower() != (c.upper() != c) or c.isupper() != (c.lower() != c))


def cases(map_case):
    result = []
    for point in POINTS:
        other = map_case(chr(point))
        if len(other) != 1 or other == chr(point):
            continue
        delta = ord(other) - point
        last = result[-1] if result else None
        if last and last[3] == delta and point - last[1] in (1, 2) and (
                last[0] == last[1] or last[2] == point - last[1]):
            last[2] = point - last[1]
            last[1] = point
        else:
            result.append([point, point, 1, delta])
    return result


def write(name, kind, rows):
    print(f"\nconst struct {kind} {name}[] = {{")
    line = "\t"
    for row in rows:
        text = "{" + ", ".join(str(n) if i > 1 else hex(n) for i, n in enumerate(row)) + "}, "
        if len(line) + len(text) > 97:
            print(line.rstrip())
            line = "\t"
        line += text
    print(line.rstrip())
    print("};\n")
    print(f"const size_t {name}_count = sizeof({name}) / sizeof({name}[0]);")


print("/* Unicode beyond ASCII as CPython knows it. Written by tests/jinja/unicode-tables.py. */")
print("/* clang-format off */")
print('#include "jinja/value/unicode_tables.h"\n')
print('#include "support/banned.h"')
write("unicode_printable", "unicode_range", ranges(str.isprintable))
write("unicode_word", "unicode_range", ranges(str.isalnum))
write("unicode_decimal", "unicode_range", ranges(str.isdecimal))
write("unicode_odd", "unicode_range", ranges(is_odd))
write("unicode_upper", "unicode_case", cases(str.upper))
write("unicode_lower", "unicode_case", cases(str.lower))
