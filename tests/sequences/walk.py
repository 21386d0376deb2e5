"""One random sequence of what happens to a checkout and to an engine, and what must hold of it."""
import random
import re
import subprocess

from builds import Wrong, execute, people_see
from checkout import BASEGEN, ROOT, SETTINGS
from engine import FAULTS, key_of

# What can be done, and how often.
OPERATIONS = {
    "edit": 5, "edit_origin": 2, "edit_note": 1, "add_or_remove": 2, "revert": 3, "commit": 2, "touch": 1,
    "prune": 4, "steal": 3, "build": 4, "build_twice": 2, "build_with_fault": 9,
}
# Calls of the engine at which something goes wrong; {} is an image.
MOMENTS = ["^build ", "^build .*/{}-[^/]*$", "^tag ", "^tag .* loom/{}:latest$", "^tag .* loom/{}:1$", "^images", "^version",
           "^image inspect", "^image inspect .*loom/{}:key-", "^network"]
# These kill what would have removed its lock and the folder of its run.
UNTIDY = ["orphans", "crashes"]


def must(holds, what):
    if not holds:
        raise Wrong(what)


class Walk:
    def __init__(self, seed, folder, start):
        self.random = random.Random(seed)
        self.folder = folder
        self.start = start
        self.steps = []
        self.checkout = start.checkout.copy(folder / "a family")
        self.engine = self.random.choice([start.empty, start.full, start.full]).copy(folder / "engine")
        self.did("start: the engine holds " + ("all" if self.engine.held() else "nothing"))
        self.built = set()  # the IDs of all images that were ever built
        self.excused = set()  # what processes left that were killed
        self.tags = 1

    def run(self):
        names, weights = zip(*OPERATIONS.items())
        for _ in range(self.random.randint(4, 6)):
            self.note_built()
            getattr(self, self.random.choices(names, weights)[0])()
        self.end()

    def did(self, what):
        self.steps.append(what)

    # What people do

    def an_image(self):
        return self.random.choice(sorted(self.checkout.images()))

    def edit(self):
        name = self.an_image()
        key, value = self.random.choice(sorted(SETTINGS.items()))
        self.did(f"edit: {name} has {key}: {value}")
        self.checkout.set(name, key, value)

    def edit_origin(self):
        name = self.an_image()
        origin = self.random.choice(self.checkout.origins(name))
        self.did(f"edit: {name} stands on {origin}")
        self.checkout.stand_on(name, origin)

    def edit_note(self):
        text = self.random.choice(["one", "two"])
        self.did(f"edit: the file that is copied holds {text}")
        self.checkout.note(text)

    def add_or_remove(self):
        if "extra" not in self.checkout.images() and self.random.random() < 0.6:
            origin = self.random.choice(self.checkout.origins("extra"))
            self.did(f"edit: add extra on {origin}")
            self.checkout.add("extra", origin)
        elif len(self.checkout.images()) > 1:
            name = self.random.choice(self.checkout.removable())
            self.did(f"edit: remove {name}")
            self.checkout.remove(name)

    def revert(self):
        self.did("git checkout .")
        self.checkout.revert()

    def commit(self):
        self.tags += 1
        tag = self.random.choice([f"v1.0.{self.tags}", None])
        self.did(f"commit, with the tag {tag}" if tag else "commit")
        self.checkout.commit(tag)

    def touch(self):
        self.did("touch all files with any time")
        self.checkout.touch(lambda: self.random.randint(0, 2**31))

    def prune(self):
        name = self.an_image()
        pattern = self.random.choice([f"loom/{name}:1$", f"loom/{name}:1-", f"loom/{name}:latest", f"loom/{name}:key-",
                                      f"loom/{name}:", ":key-", "."])
        self.did(f"prune {pattern}")
        self.engine.hold({tag: image for tag, image in self.engine.held().items() if not re.search(pattern, tag)})

    def steal(self):
        held = self.engine.held()
        if held:
            kind = self.random.choice([":key-", ":"])
            name = self.random.choice(sorted(name for name in held if kind in name) or sorted(held))
            image = self.random.choice(["sha256:somebody", *sorted(set(held.values()))])
            self.did(f"somebody gives the name {name} to {image}")
            self.engine.hold({**held, name: image})

    # What is built

    def some_names(self):
        return self.random.sample(sorted(self.checkout.images()), self.random.randint(1, min(2, len(self.checkout.images()))))

    def command(self, names):
        """Words that build these images, or all without a name, and variables for them."""
        program = self.random.choice([[BASEGEN, "build"], ["make", "-rR", "-f", str(ROOT / "tests/lib/family.mk")]])
        words = [*program, *self.random.choice([[], ["-k"], ["-j2"], ["-k", "-j2"]]), *names]
        given = self.checkout.words()
        return words, {"BASEGEN": BASEGEN, **self.random.choice([{}, given])}

    def build(self):
        names = self.random.choice([[], [], self.some_names()])
        self.succeed(names, [self.command(names)])

    def build_twice(self):
        names = self.random.choice([[], self.some_names()])
        self.succeed(names, [self.command(names), self.command(names)])

    def build_with_fault(self):
        if not self.needed([]):
            self.edit()
        moment = self.random.choice(MOMENTS).format(self.an_image())
        fault = self.random.choice(FAULTS)
        names = self.random.choice([[], [], self.some_names()])
        self.did(f"{fault}: at {moment}")
        statuses, _ = self.execute([self.command(names)], {fault: moment})
        if fault in UNTIDY:
            self.excused |= self.left()
        if statuses == [0]:
            self.check_names(names)

    def succeed(self, names, commands):
        """Runs builds at the same time, without any fault."""
        needed = self.needed(names)
        statuses, output = self.execute(commands)
        must(not any(statuses), f"an ordinary build ended with {statuses}:\n{output}")
        must(self.engine.builds() == needed, f"to be built was {needed}, built was {self.engine.builds()}")
        self.check_names(names)

    def execute(self, commands, faults=()):
        self.checkout.render()
        for words, variables in commands:
            self.did(" ".join([*(f"{name}={value}" for name, value in variables.items()), *words]))
        self.engine.listen(faults)
        before = self.engine.held()
        running = [self.start.begin(self.checkout, self.engine, self.folder, *command) for command in commands]
        result = execute(running, self.engine)
        self.check_moved(before)
        return result

    # What must hold

    def note_built(self):
        self.built |= {image for name, image in self.engine.held().items() if name.endswith(f":key-{key_of(image)}")}

    def check_moved(self, before):
        """Whatever happens to a build, it gives a name only to what was built wholly and has the key for it."""
        self.note_built()
        keys = self.checkout.keys()
        for name, image in self.engine.held().items():
            if before.get(name) != image and name.startswith("loom/"):
                must(image in self.built, f"{name} names {image}, which was never built")
                must(key_of(image) == keys[re.split("[/:]", name)[1]], f"{name} names {image}, which has another key")

    def needed(self, names):
        """The images, of these and what they need, that the engine does not hold as their key says."""
        keys, held = self.checkout.keys(), self.engine.held()
        return [name for name in self.checkout.with_parents(names or sorted(keys))
                if key_of(held.get(f"loom/{name}:key-{keys[name]}")) != keys[name]]

    def check_names(self, names):
        """After a build that says it succeeded, all names of these images stand for what their key does."""
        must(not self.needed(names), f"not there under their keys: {self.needed(names)}")
        keys, held, version = self.checkout.keys(), self.engine.held(), self.checkout.version()
        for name in self.checkout.with_parents(names or sorted(keys)):
            made = held[f"loom/{name}:key-{keys[name]}"]
            for tag in (f"loom/{name}:1", f"loom/{name}:1-{version}", f"loom/{name}:latest"):
                must(held.get(tag) == made, f"{tag} is {held.get(tag)}, not {made}")

    def left(self):
        """The folders of runs."""
        return {str(run) for run in (*self.folder.glob("tmp/*"), *self.checkout.path.glob("build/tmp/*"))}

    def end(self):
        self.did("at the end")
        self.succeed([], [self.command([])])
        wanted, got = self.start.from_nothing(self.checkout, self.folder), people_see(self.checkout, self.engine)
        must(got == wanted, f"a build from nothing gives {wanted}\nbut here is {got}")
        must(self.left() <= self.excused, f"left behind: {self.left() - self.excused}")
        self.did("nothing to do")
        statuses, output = self.execute([self.command([])])
        questions = [call for call in self.engine.calls() if not call.startswith("version")]
        must(statuses == [0] and len(questions) == 1, f"with nothing to do it ends with {statuses} and asks {questions}:\n{output}")
