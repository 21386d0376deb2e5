#!/usr/bin/env python3
"""Checks pages in Markdown as GitHub renders them (cmark-gfm), and prints what they show: a line for each cell row,
paragraph and line of code. What is outside of code must be the program's own words, and no element but those that it
writes may come out. Usage: page.py FILE...
"""
import html.parser
import re
import subprocess
import sys

ELEMENTS = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "details", "summary", "br"}
OWN = re.compile(r"[A-Za-z0-9 .,:;+()→\n-]*")
RENDER = ["cmark-gfm", "--unsafe", *(word for name in ("table", "autolink", "strikethrough", "tagfilter") for word in ("-e", name))]


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.line, self.lines = [], "", []

    def handle_starttag(self, tag, attrs):
        assert tag in ELEMENTS, f"an element {tag}"
        assert {name for name, _ in attrs} <= {"align", "class", "lang"}, f"{tag} has {attrs}"
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} ends out of turn"
        if tag in ("th", "td"):
            self.line += "\t"
        if tag in ("h2", "p", "tr", "pre", "summary"):
            self.lines.append(self.line.strip("\n\t "))
            self.line = ""

    def handle_data(self, data):
        assert "code" in self.open or OWN.fullmatch(data), f"outside of code: {data!r}"
        self.line += data if "code" in self.open else data.strip("\n")

    def handle_comment(self, data):
        raise AssertionError(f"a comment {data!r}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def main():
    text = b"".join(open(name, "rb").read() for name in sys.argv[1:])
    page = Page()
    page.feed(subprocess.run(RENDER, input=text, capture_output=True, check=True).stdout.decode())
    page.close()
    assert not page.open, f"{page.open} have no end"
    print("\n".join(filter(None, page.lines)))


main()
