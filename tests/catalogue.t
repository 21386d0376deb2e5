#!/usr/bin/env python3
"""The catalogue, out/README.md and out/index.html: what it says of an image, that no text of images.yaml becomes markup,
that no line of the picture crosses a box, and how the page works in a headless Chromium on a phone and on a desktop."""
import base64
import hashlib
import html.parser
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASEGEN = os.environ.get("BASEGEN") or str(pathlib.Path(os.environ.get("BUILD", ROOT)) / "build/basegen")
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/lib"))
from browser import Browser  # noqa: E402
from tap import done_testing, ok, same  # noqa: E402

WITHOUT_END = {"meta", "link", "input", "br", "path", "rect"}
HOSTILE = ["<script>alert(1)</script>", "</code></td></table><b>", "</script><script>alert(1)</script>", "<!-- x", "--> <i>", "]]>",
           "&lt;b&gt; &amp;", "\" onload=\"alert(1)", "' onload='alert(1)", "<img src=http://127.0.0.1:1/x onerror=alert(1)>", "| a | b |",
           "{{ 1 }}", "</style><style>*{display:none}</style>", "\\", "```", "$x$ 100%"]


class Page(html.parser.HTMLParser):
    """A page as a flat list of elements, each with its text; what is wrong with it is in `wrong`."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.stack, self.wrong = [], [], []
        self.feed(text)
        self.close()
        self.wrong += [f"<{element['tag']}> has no end" for element in self.stack]
        ids = [element["id"] for element in self.elements if element.get("id")]
        self.wrong += [f"id {name} twice" for name in {name for name in ids if ids.count(name) > 1}]
        self.wrong += [f"link to {element['href']}" for element in self.elements if element.get("href", "").startswith("#") and element["href"][1:] not in ids]

    def handle_starttag(self, tag, attributes):
        element = {**dict(attributes), "tag": tag, "text": "", "inside": [above["tag"] for above in self.stack]}
        self.elements.append(element)
        self.wrong += [f"{name} of <{tag}>" for name, _ in attributes if name.startswith("on") or name in ("src", "style", "action")]
        if tag not in WITHOUT_END:
            self.stack.append(element)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in WITHOUT_END:
            self.stack.pop()

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1]["tag"] != tag:
            self.wrong.append(f"</{tag}> ends nothing")
        else:
            self.stack.pop()

    def handle_data(self, text):
        for element in self.stack:
            element["text"] += text

    def all(self, tag, **wanted):
        return [element for element in self.elements if element["tag"] == tag and all(element.get(name) == value for name, value in wanted.items())]


def generate(folder, family):
    """Renders a family, which is the text of its images.yaml or data; the text of the two catalogues."""
    folder.mkdir(exist_ok=True)
    (folder / "images.yaml").write_text(family if isinstance(family, str) else json.dumps(family))
    done = subprocess.run([BASEGEN, "-C", folder, "generate"], capture_output=True, text=True)
    if done.returncode:
        ok(False, f"{folder.name} is generated", done.stderr)
    return (folder / "out/README.md").read_text(), (folder / "out/index.html").read_text()


def row(readme, name):
    """The cells of an image's row in README.md."""
    return next(cells for cells in (re.findall("<td>(.*)</td>", text) for text in readme.split("<tr>")) if cells and f">{name}</a>" in cells[0])


def snippet(readme, name):
    return readme.split(f"\n## {name}\n")[1].split("\n## ")[0].split("dockerfile\n")[1].rsplit("\n```", 1)[0]


def check_content(folder):
    readme, page = generate(folder, """
name: loom
defaults: {user: {name: app, uid: 1000, gid: 1000}, workdir: /app}
images:
  base:
    summary: What all stand on
    use-for: Anything
    from: debian:13-slim
    tag: 13-slim
    packages: {apt: [curl, tzdata], pip: [uv]}
    max-size: 400MB
    platforms: [linux/amd64, linux/arm64]
    expose: [8000]
  builder:
    from: base
    tag: "{{ flavour }}"
    matrix: {flavour: [one, two]}
    on-demand: "{{ flavour == 'two' }}"
    tags: [TAG, vMAJOR.MINOR-TAG, DATE-TAG, TAG-VERSION, {command: [cat, /x], tag: x-OUTPUT}]
    example: |
      FROM builder AS one
      FROM --platform=linux/amd64 \\
        builder/two AS two
      COPY --from=one /x /x
      FROM runtime
      COPY --from=builder --chown=app /app/x ./
      COPY --from=two /x ./
      COPY --from=python:3.11 base ./
  runtime: {from: base, example: "COPY x ./\\nCMD [\\"/app/x\\"]"}
  child: {from: runtime}
  grandchild: {from: builder, matrix: {flavour: [one]}, packages: {pip: [flask]}}
  empty: {from: scratch, tag: 1, user: "65532"}
""")
    same(row(readme, "base"), [
        '<a href="#base">base</a>', "Anything",
        "<details><summary>2 apt</summary><code>curl</code><br><code>tzdata</code></details><details><summary>1 pip</summary><code>uv</code></details>",
        "<code>app</code>", "<code>13-slim</code><br><code>13-slim-VERSION</code><br><code>latest</code>",
        "<code>linux/amd64</code><br><code>linux/arm64</code>", "<code>8000</code>", "400MB"], "README.md: a row of the table")
    same(row(readme, "builder")[4], "<code>one</code><br><code>vMAJOR.MINOR-one</code><br><code>DATE-one</code><br><code>one-VERSION</code><br><code>x-OUTPUT</code>",
         "tags have the words of images.yaml")
    same(row(readme, "empty")[2:], ["", "<code>65532</code>", "<code>1</code><br><code>1-VERSION</code><br><code>latest</code>", "any", "", ""],
         "an image with little")
    same(snippet(readme, "builder"), """FROM loom/builder:one AS one
FROM --platform=linux/amd64 \\
  loom/builder:two AS two
COPY --from=one /x /x
FROM loom/runtime:13-slim
COPY --from=loom/builder:one --chown=app /app/x ./
COPY --from=two /x ./
COPY --from=python:3.11 base ./""", "an example names images of the family")
    same(snippet(readme, "child"), 'FROM loom/runtime:13-slim\nCOPY x ./\nCMD ["/app/x"]'.replace("runtime", "child"), "a child has that of its parent")
    python = "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY --chown=app:app app/ ./app/\nCMD [\"python\", \"app/main.py\"]"
    same(snippet(readme, "grandchild"), f"FROM loom/grandchild:one\n{python}", "but none with FROM")
    same(snippet(readme, "empty"), "FROM loom/empty:1\nCOPY --chown=65532:65532 app/ ./app/", "and an image without any has one made up")
    ok('"builder:two"]:::demand' in readme and "classDef demand" in readme, "README.md: what is on demand is dashed")
    parsed = Page(page)
    same(parsed.wrong, [], "index.html is well-formed, and its links lead somewhere")
    same([element["text"] for element in parsed.all("code") if element["inside"][-1] == "pre"],
         [snippet(readme, name) for name in ("base", "builder", "runtime", "child", "grandchild", "empty")], "index.html has the same examples")
    same([element["text"] for element in parsed.all("dd", **{"class": "packages"})], ["curl tzdata", "uv", "flask"], "and packages")
    same([element["text"] for element in parsed.all("span", **{"class": "mark"})], ["at most 400MB"], "and the size")


def check_hostile(folder):
    texts = {f"v{number}": text for number, text in enumerate(HOSTILE)}

    def image(text):
        raw = "{% raw %}" + text + "{% endraw %}"
        return {"from": "debian:12", "tag": "1", "summary": raw, "use-for": raw, "example": f"{raw}\n{raw}", "env": {"A": raw.replace("$", "$$")},
                "healthcheck": {"command": ["check", raw]}, "packages": {"conda": ["x" + raw]}}

    readme, page = generate(folder, {"name": "loom", "images": {name: image(text) for name, text in texts.items()}})
    parsed, table = Page(page), Page(readme[readme.index("<table>"):readme.index("</table>")] + "</table>")
    same(parsed.wrong, [], "hostile texts: index.html is well-formed")
    same([wrong for wrong in table.wrong if not wrong.startswith("link")], [], "hostile texts: so is the table of README.md")
    same({element["tag"] for element in table.elements}, {"table", "tr", "th", "td", "a", "details", "summary", "code", "br"}, "with the elements of the template")
    same([element["text"] for element in parsed.all("p") if element["inside"][-1] == "article"], list(texts.values()), "index.html: summaries")
    facts = [element["text"] for element in parsed.all("dd")]
    for name, text in texts.items():
        same([facts.count(fact) for fact in (text, "x" + text, f"check {text}")], [1, 1, 1], f"index.html: {text} is text")
        same([element["text"] for element in table.all("td")].count(text), 1, f"README.md: {text} is text")
        same([element["text"] for element in parsed.all("td")].count(text), 1, f"index.html: the variable has the value {text}")
        same(snippet(readme, name), f"FROM loom/{name}:1\n{text}\n{text}", f"README.md: {text} ends no block of code")
    rows = [line for line in readme.splitlines() if line.startswith("| `A` | ")]
    same([row for row in rows if "$$" in row], [], "README.md: no value has its dollars twice")
    same(len([row for row in rows if "&#96;" in row]), len([text for text in HOSTILE if "`" in text]), "README.md: a value keeps its backticks")
    same(len(parsed.all("script")) + len(parsed.all("style")), 2, "index.html: no script or style but its own")


def check_policy(page):
    """The policy lets only the style and the script run that the page has, and nothing load."""
    policy = re.search('Content-Security-Policy" content="([^"]*)"', page)[1]
    hashes = {tag: base64.b64encode(hashlib.sha256(re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1].encode()).digest()).decode()
              for tag in ("style", "script")}
    same(policy, f"default-src 'none'; img-src data:; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
         "base-uri 'none'; form-action 'none'", "index.html: its policy has the hashes of its style and its script")
    parsed = Page(page)
    same([element["href"] for element in parsed.elements if "href" in element and not element["href"].startswith("#")], ["data:,"],
         "index.html refers to nothing elsewhere")
    ok("hidden" in parsed.all("div", id="Search")[0] and not [card for card in parsed.all("article") if "hidden" in card],
       "index.html: without scripts, there are all images and no search field")


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def check_contrast(page):
    for number, rule in enumerate(re.findall(r":root \{(.*?)\}", page)):
        colours = dict(re.findall(r"--(\w+): (#\w+)", rule))
        for text, grounds in (("ink", ("page", "card", "tint", "code")), ("soft", ("page", "card", "tint")), ("accent", ("page", "card"))):
            for ground in grounds:
                light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
                ratio = (light + 0.05) / (dark + 0.05)
                ok(ratio >= 4.5, f"{('light', 'dark', 'print')[number]}: {text} can be read on {ground}", f"{ratio:.2f}")


def family_of(numbers, count):
    """A family of any shape: trees, diamonds, copies from above and from outside, perhaps with two variants of each image."""
    images, axis = {}, numbers.random() < 0.3
    for number in range(count):
        above, tag = sorted(images), f"t{number}" + ("-{{ side }}" if axis else "")
        image = {"from": numbers.choice(above) if above and numbers.random() < 0.8 else f"debian:{numbers.randrange(4)}", "tag": tag}
        if axis and image["from"] not in images:
            image["matrix"] = {"side": ["left", "right"]}
        taken = numbers.sample(above, min(len(above), numbers.choice((0, 0, 0, 1, 3)))) + numbers.choice(([], [], ["ghcr.io/a/b:1"]))
        image["copy"] = [{"image": name, "from": "/a", "to": f"/{place}"} for place, name in enumerate(taken)]
        images[f"i{number}" + "-long" * numbers.randrange(9)] = image
    return {"name": "loom", "images": images}


def lines_of(path):
    """The straight parts of a path of H, V and q, as boxes without a width."""
    x, y = map(int, re.match(r"M(\d+) (\d+)", path).groups())
    for command, values in re.findall(r"([HVq])([-\d ]+)", path):
        values = list(map(int, values.split()))
        to_x, to_y = (values[0], y) if command == "H" else (x, values[0]) if command == "V" else (x + values[2], y + values[3])
        yield min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
        x, y = to_x, to_y


def crossings(page):
    """Lines that run into a box, and boxes that do."""
    parsed = Page(page)
    boxes = [tuple(int(element[name]) for name in ("x", "y", "width", "height")) for element in parsed.all("rect")]
    lines = [line for element in parsed.all("path") if "edge" in element.get("class", "") for line in lines_of(element["d"])]
    pieces = lines + [(x, y, x + width, y + height) for x, y, width, height in boxes]
    return [(piece, box) for box in boxes for piece in pieces
            if piece != (box[0], box[1], box[0] + box[2], box[1] + box[3])
            and piece[0] < box[0] + box[2] and piece[2] > box[0] and piece[1] < box[1] + box[3] and piece[3] > box[1]]


def check_pictures(folder):
    seed = int(os.environ.get("SEED") or random.randrange(1 << 32))
    numbers = random.Random(seed)
    for count in [1, 2, *(numbers.randrange(3, 40) for _ in range(20)), 180]:
        _, page = generate(folder, family_of(numbers, count))
        variants = len((folder / "out/keys").read_text().split()) // 2
        parsed = Page(page)
        drawn = sorted(element["text"] for element in parsed.all("title") if "a" in element["inside"])
        same((parsed.wrong, crossings(page)), ([], []), f"{count} images: no line crosses a box (SEED={seed})")
        same((len(drawn), len(set(drawn))), (variants, variants), f"{count} images: each variant has a box (SEED={seed})")
    _, page = generate(folder.with_name("large"), {"name": "loom", "images": {f"i{number}": {"from": "debian:12", "tag": "1"} for number in range(401)}})
    ok("<svg" not in page and "basegen graph" in page and len(Page(page).all("article")) == 401, "401 images: no picture, but all images")


def check_browser(pages):
    with Browser() as browser:
        for name, path in pages.items():
            for width, height in ((390, 844), (1280, 800)):
                where = f"{name}, {width}x{height}"
                browser.open(path.as_uri(), width, height)
                same(browser.run("document.documentElement.scrollWidth <= innerWidth"), True, f"{where}: nothing sticks out")
                same(browser.run("""[...document.querySelectorAll("svg text")].filter(text =>
                    text.getComputedTextLength() > text.parentNode.querySelector("rect").width.baseVal.value - 8).map(text => text.textContent)"""),
                     [], f"{where}: each text fits into its box")
        own = pages["the family"].as_uri()
        for width, height in ((390, 844), (1280, 800)):
            browser.open(f"{own}#q=AIOKAFKA", width, height)
            shown = "[...document.querySelectorAll('article:not([hidden])')].map(card => card.id)"
            same(browser.run(shown), ["kafka-python-base", "fastapi-base"], f"{width}: a link with a search finds a package, inherited too")
            same(browser.run("[...new Set([...document.querySelectorAll('svg a:not(.other)')].map(link => link.getAttribute('href').slice(1)))]"),
                 ["kafka-python-base", "fastapi-base"], f"{width}: and the others fade in the picture")
            browser.press("/")
            browser.type(" endpoints")
            same(browser.run(f"[{shown}, location.hash, document.querySelector('[role=status]').textContent]"),
                 [["fastapi-base"], "#q=AIOKAFKA%20endpoints", f"1 of {len(Page(pages['the family'].read_text()).all('article'))}"], f"{width}: / and typing narrow it")
            browser.run("document.querySelector('svg a[href=\"#python-base\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
            browser.run("new Promise(done => setTimeout(done, 100))")
            same(browser.run("[document.getElementById('python-base').hidden, document.querySelector('input').value]"), [False, ""],
                 f"{width}: a link to an image that is hidden shows it")
            browser.run("document.querySelector('input').focus()")
            for wanted, images in (("3.12-slim", "python-base"), ("loom_log_level", "kafka-python-base"), ("consumers", "kafka-python-base"), ("nowhere-to-be-found", None)):
                browser.run("document.querySelector('input').select()")
                browser.type(wanted)
                found = browser.run(shown)
                ok(images in found if images else not found, f"{width}: finds {wanted}", found)
        browser.run("document.querySelector('button').click()")
        ok(browser.run("new Promise(done => setTimeout(() => done(document.querySelector('button').textContent), 100))") in ("Copied", "Selected"),
           "the button of an example takes it")
        same(browser.run("document.querySelectorAll('button:not([type=button]), input:not([aria-label]), [tabindex]:not([tabindex=\"0\"])').length"), 0,
             "what can be used has a name, in the order of the page")
        same(browser.complaints, [], "and the console stays empty")


def main():
    own = ROOT / "out/index.html"
    page = own.read_text()
    same(Page(page).wrong, [], "out/index.html is well-formed")
    check_policy(page)
    check_contrast(page)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        check_content(folder / "content")
        check_hostile(folder / "hostile")
        check_pictures(folder / "pictures")
        generate(folder / "one", {"name": "loom", "images": {"one": {"from": "debian:12", "tag": "1"}}})
        check_browser({"the family": own, **{name: folder / name / "out/index.html" for name in ("hostile", "pictures", "large", "one")}})


main()
done_testing()
