"""A checkout of a small family, and what people do in it."""
import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BASEGEN = str(pathlib.Path(os.environ.get("BUILD") or ROOT, "build/basegen").resolve())

# What an image can stand on, never in a circle.
ORIGINS = {
    "base": ['"debian:12"', '"debian:13"'],
    "left": ["base", "apart"],
    "right": ["base", "left"],
    "both": ["left", "right"],
    "apart": ['"debian:12"', "base"],
    "extra": ['"debian:12"', "left", "apart"],
}
# What else can be edited, and what it becomes.
SETTINGS = {
    "env": "{WHO: somebody}",
    "args": "{COLOUR: red}",
    "packages": "{apt: [jq]}",
    "files": "[{from: note, to: /note}]",
}
LINE = re.compile(r"^  (\w+): \{(.*)\}$", re.MULTILINE)


def environment(folder):
    """Nothing of what a person has set but PATH, and a commit is the same at any time."""
    people = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
              (("NAME", "a"), ("EMAIL", "a@b"), ("DATE", "2024-01-01T00:00:00Z"))}
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC", **people}


class Checkout:
    def __init__(self, path, home):
        self.path = path
        self.environment = environment(home)
        self.rendered = True
        self._version = None

    @classmethod
    def make(cls, path):
        """The family of tests/lib/family.sh, with a file that one of its images copies."""
        script = 'root=$1 basegen=$2; . "$root/tests/lib/family.sh"; family "$3" && git repack -adq'
        self = cls(path, path.parent)
        subprocess.run(["sh", "-euc", script, "sh", ROOT, BASEGEN, path], check=True, stdout=subprocess.DEVNULL,
                       env={**self.environment, "GIT_TEMPLATE_DIR": ""})
        (path / "templates/files/note").write_text("one\n")
        self.set("apart", "files", SETTINGS["files"])
        self.commit("v1.0.1")
        return self

    def copy(self, path):
        shutil.copytree(self.path, path, symlinks=True)
        return Checkout(path, path.parent)

    def run(self, *command):
        return subprocess.run(command, cwd=self.path, env=self.environment, check=True, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    def images(self):
        return dict(LINE.findall((self.path / "images.yaml").read_text()))

    def keys(self):
        """The content key of each image."""
        self.render()
        return {name: key for key, name in re.findall(r"^(\w+)  (\w+)$", (self.path / "out/keys").read_text(), re.MULTILINE)}

    def version(self):
        """What the program is to say, from git itself."""
        self.render()
        if not self._version:
            self._version = self.run("git", "describe", "--tags", "--dirty", "--abbrev=12", "--match", "v[0-9]*").strip()[1:]
        return self._version

    def words(self):
        """The version as it can be given, so that git is not asked."""
        return {"VERSION": self.version(), "CREATED": "2024-01-01T00:00:00Z", "SOURCE_DATE_EPOCH": "1704067200"}

    def parents(self, name):
        """The images that it is built on or copies from."""
        images = self.images()
        return [other for other in re.findall(r"(?:from|image): (\w+)", images[name]) if other in images]

    def with_parents(self, names):
        """These images and what they need, sorted."""
        wanted = set()
        while names:
            wanted.update(names)
            names = [parent for name in names for parent in self.parents(name) if parent not in wanted]
        return sorted(wanted)

    def set(self, name, key, value):
        images = self.images()
        rest = re.sub(rf", {key}: (\{{[^}}]*\}}|\[[^\]]*\])", "", images[name])
        self._write({**images, name: f"{rest}, {key}: {value}"})

    def stand_on(self, name, origin):
        images = self.images()
        self._write({**images, name: re.sub(r'^from: ("[^"]*"|\w+)', f"from: {origin}", images[name])})

    def add(self, name, origin):
        self._write({**self.images(), name: f"from: {origin}, env: {{WHO: {name}}}"})

    def remove(self, name):
        self._write({other: text for other, text in self.images().items() if other != name})

    def origins(self, name):
        """What an image of this name can stand on."""
        images = self.images()
        return [origin for origin in ORIGINS[name] if origin in images or '"' in origin]

    def removable(self):
        """The images that no other needs."""
        images = self.images()
        needed = {parent for name in images for parent in self.parents(name)}
        return sorted(set(images) - needed)

    def note(self, text):
        (self.path / "templates/files/note").write_text(text + "\n")
        self._edited()

    def revert(self):
        self.run("git", "checkout", "-q", ".")
        self._edited()

    def commit(self, tag=None):
        self.render()
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "--allow-empty", "-m", tag or "work")
        if tag:
            self.run("git", "tag", tag)
        self._version = None

    def touch(self, time):
        """Sets the time of all files, but for git's own."""
        for folder, folders, files in os.walk(self.path):
            folders[:] = [name for name in folders if name != ".git"]
            for name in files:
                os.utime(os.path.join(folder, name), (time(), time()))

    def render(self):
        """What make does before it builds."""
        if not self.rendered:
            self.run(BASEGEN, "generate")
            self.rendered = True

    def _write(self, images):
        path = self.path / "images.yaml"
        head = path.read_text().split("images:\n")[0]
        path.write_text(head + "images:\n" + "".join(f"  {name}: {{{text}}}\n" for name, text in images.items()))
        self._edited()

    def _edited(self):
        self.rendered = False
        self._version = None
