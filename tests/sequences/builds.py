"""Builds of a checkout, from nothing too."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from checkout import BASEGEN, ROOT, Checkout
from engine import Engine, key_of


class Wrong(Exception):
    """What must hold does not."""


def started_on(engine):
    """Whether a process is there that was started with this engine: those of a run that was killed have pipes of their own."""
    setting = f"FAKE={engine.folder}".encode()
    for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if setting in path.read_bytes().split(b"\0"):
                return True
        except OSError:
            pass
    return False


def execute(running, engine):
    """Waits for processes and for all that they started; gives their statuses and what they said."""
    end = time.monotonic() + 60
    try:
        output = "".join(process.communicate(timeout=60)[0] for process in running)
        while started_on(engine):
            if time.monotonic() > end:
                raise Wrong("something that it has started does not end")
            time.sleep(0.01)
    except subprocess.TimeoutExpired:
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
        raise Wrong("it does not end") from None
    return [process.returncode for process in running], output


def people_see(checkout, engine):
    """The key behind each name that the checkout's version has for people; those of other versions are history."""
    version, images = checkout.version(), checkout.images()
    names = {}
    for name, image in engine.held().items():
        repository, tag = name.split(":")
        history = tag.startswith("1-") and tag != f"1-{version}"
        if repository.removeprefix("loom/") in images and not tag.startswith("key-") and not history:
            names[name.replace(version, "VERSION")] = key_of(image)
    return names


class Start:
    """What all sequences have: a checkout to begin with, an engine that has built it and one that has not."""
    def __init__(self, folder):
        self.docker = folder / "docker"
        shutil.copy(ROOT / "tests/lib/fake-docker", self.docker)
        self.known = folder / "known"
        self.known.mkdir()
        self.checkout = Checkout.make(folder / "start")
        self.empty = Engine(folder / "empty")
        self.full = self.build_from_nothing(self.checkout, folder)

    def begin(self, checkout, engine, folder, words, variables):
        """Starts a build in a session of its own; its logs and runs are in the folder."""
        (folder / "tmp").mkdir(exist_ok=True)
        places = {"TMPDIR": folder / "tmp", "LOGS": folder / "log", "FAKE": engine.folder, "ENGINE": self.docker,
                  "DOCKER_HOST": f"unix://{folder}/docker.sock"}
        return subprocess.Popen(words, cwd=checkout.path, start_new_session=True, text=True,
                                env={**checkout.environment, **places, **variables},
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def build_from_nothing(self, checkout, folder):
        engine = self.empty.copy(folder / "from nothing")
        # What is known of the images of the other engine stays so.
        variables = {"BASEGEN_STATE": str(engine.folder / "state"), **checkout.words()}
        statuses, output = execute([self.begin(checkout, engine, folder, [BASEGEN, "build"], variables)], engine)
        if statuses != [0]:
            raise Wrong(f"a build from nothing ends with {statuses}:\n{output}")
        return engine

    def from_nothing(self, checkout, folder):
        """What people see after a build from nothing. An image's key says it all, so it is built only if one is new."""
        keys = checkout.keys()
        known = {name: self.known / f"{name}-{key}" for name, key in keys.items()}
        if not all(path.exists() for path in known.values()):
            names = people_see(checkout, self.build_from_nothing(checkout, folder))
            for image, path in known.items():
                part = {name: key for name, key in names.items() if name.startswith(f"loom/{image}:")}
                (folder / "part").write_text(json.dumps(part))
                (folder / "part").rename(path)
        return {name: key for path in known.values() for name, key in json.loads(path.read_text()).items()}
