"""The fake engine, tests/lib/fake-docker, from its other side: what it holds, and what shall fail."""
import os
import re
import shutil

# What is done at a call that matches a pattern; fake-docker says what each means.
FAULTS = ["fail", "killed", "lost", "dies", "interrupts", "orphans", "crashes"]


def key_of(identity):
    """The key in the label of an image; none if it has none, or is no image."""
    match = re.search(":key-(.*)", identity or "")
    return match and match[1]


class Engine:
    """One that holds what the folder says; nothing if there is none yet."""
    def __init__(self, folder):
        self.folder = folder
        if not folder.exists():
            folder.mkdir()
            self.hold({})

    def copy(self, folder):
        shutil.copytree(self.folder, folder)
        return Engine(folder)

    def held(self):
        """Which image each name stands for."""
        return dict(line.split() for line in (self.folder / "images").read_text().splitlines())

    def hold(self, names):
        (self.folder / "images").write_text("".join(f"{name} {identity}\n" for name, identity in names.items()))

    def listen(self, faults=()):
        """Forgets the calls, and has these faults from now on: names and patterns."""
        for name in FAULTS + ["dead"]:
            (self.folder / name).unlink(missing_ok=True)
        for name in faults:
            (self.folder / name).write_text(faults[name] + "\n")
        (self.folder / "calls").write_text("")

    def calls(self):
        return (self.folder / "calls").read_text().splitlines()

    def builds(self):
        """The images whose build was asked for, sorted."""
        return sorted(re.sub("-[^-]*$", "", os.path.basename(call)) for call in self.calls() if call.startswith("build "))
