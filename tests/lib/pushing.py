"""Machines that push to one registry: stores of buildah of their own, a real registry on loopback, and a proxy in front of it.

The family is four tiny images whose RUN writes random bytes, so that no two machines build the same.
"""
import http.client
import http.server
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

from tap import done_testing, ok

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BASEGEN = str(pathlib.Path(os.environ.get("BUILD") or ROOT, "build/basegen").resolve())
VERSION = "1.0.0"
PATIENCE = 120  # seconds for one command

TEMPLATE = """{% extends "image/base.Dockerfile.j2" %}
{% block packages %}
RUN dd if=/dev/urandom of=/etc/{{ image.name }} bs=16 count=1 2>/dev/null
{% endblock %}
"""
HEAD = """name: loom
defaults: {template: random.Dockerfile.j2, tag: "1"}
images:
"""
# What each image of the family stands on: its `from`, and what it copies from.
FAMILY = {"root": ("", ""), "child": ("root", ""), "grandchild": ("child", ""), "copying": ("root", "child")}
LATEST = ("root", "copying")  # they have the tag latest too
INDEX = ("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json")
MANIFEST = ("application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json")


def check_needs():
    """Ends the test where it cannot run: as a skip that says why, or as a failure where engines are a must."""
    lacking = [name for name in ("buildah", "skopeo", "busybox") if not shutil.which(name)]
    if not find_registry():
        lacking.append("docker-registry")
    if os.geteuid():
        lacking.append("the rights of root, which buildah with the isolation chroot needs here")
    if not lacking:
        return
    reason = "there is no " + ", no ".join(lacking)
    if os.environ.get("CI"):
        ok(False, f"what this test needs: {reason}")
        done_testing()
    print(f"ok 1 - pushes of real images # SKIP {reason}\n1..1")
    sys.exit(0)


def find_registry():
    return shutil.which("docker-registry") or shutil.which("registry")


def free_port():
    """As in engine.sh: none of those that the kernel gives to connections, which tests that run at the same time make."""
    while True:
        port = random.randrange(10000, 32000)
        with socket.socket() as it:
            if it.connect_ex(("127.0.0.1", port)):
                return port


def wait_for_port(port):
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def environment(folder):
    """What every command gets: of what a person has set, PATH alone."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C", "TZ": "UTC",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def make_family(folder, family=None):
    """A checkout of the family, committed and tagged."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "templates/image/random.Dockerfile.j2").write_text(TEMPLATE)
    lines = [HEAD]
    for name, (parent, copied) in (family or FAMILY).items():
        tags = "" if name in LATEST else ", tags: [TAG, TAG-VERSION]"
        copy = f", copy: [{{image: {copied}, from: /etc/{copied}, to: /etc/copied}}]" if copied else ""
        lines.append(f'  {name}: {{from: {parent or json.dumps("tiny:1")}{copy}{tags}}}\n')
    (folder / "images.yaml").write_text("".join(lines))
    for command in ([BASEGEN, "generate"], ["git", "init", "-q", "."], ["git", "add", "-A"], ["git", "commit", "-qm", "one"],
                    ["git", "tag", f"v{VERSION}"]):
        subprocess.run(command, cwd=folder, env=environment(folder), check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
    return folder


def tags_of(name):
    return ["1", f"1-{VERSION}", *(["latest"] if name in LATEST else [])]


def end_session(leader):
    """Kills a process and all that it has started, whatever group they are in; itself first, as it would see their ends."""
    os.kill(leader, signal.SIGKILL)
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[3]) == leader:
                os.kill(int(path.parent.name), signal.SIGKILL)
        except (OSError, ValueError):
            pass


class Failed(Exception):
    """A command that the test needs did not work."""


class Machine:
    """A store of its own, a state of its own and a clone of the family, with all images built."""
    def __init__(self, folder, family):
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "storage.conf").write_text(f'[storage]\ndriver = "{storage_driver(folder)}"\n'
                                             f'graphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n')
        (folder / "tmp").mkdir()
        self.environment = {**environment(folder), "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
                            "BUILDAH_ISOLATION": "chroot", "TMPDIR": str(folder / "tmp"), "ENGINE": "buildah",
                            "BASEGEN_STATE": str(folder / "state")}
        self.checkout = folder / "checkout"
        subprocess.run(["git", "clone", "-q", family, self.checkout], check=True, env=self.environment)
        self._build_base()
        self.must([BASEGEN, "build"])
        self.images = self._find_images()

    def start(self, words, variables=None, **options):
        """Starts a command in a session of its own; both its outputs come on one pipe."""
        return subprocess.Popen(words, cwd=self.checkout, env={**self.environment, **(variables or {})}, text=True,
                                start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, **options)

    def run(self, words, variables=None):
        """The status and what was said."""
        process = self.start(words, variables)
        try:
            said, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            return None, f"{said}\nit does not end"
        return process.returncode, said

    def must(self, words, variables=None):
        status, said = self.run(words, variables)
        if status:
            raise Failed(f"{words} ends with {status}:\n{said}")
        return said

    def push(self, registry):
        return self.run([BASEGEN, "push"], {"REGISTRY": registry})

    def _build_base(self):
        files = self.folder / "base/rootfs"
        for name in ("bin", "etc", "tmp"):
            (files / name).mkdir(parents=True)
        shutil.copy(shutil.which("busybox"), files / "bin/busybox")
        for name in ("sh", "dd"):
            (files / "bin" / name).symlink_to("busybox")
        (files.parent / "Dockerfile").write_text("FROM scratch\nCOPY rootfs /\nENV PATH=/bin\n")
        self.must(["buildah", "build", "--format", "docker", "--pull-never", "--layers", "-t", "tiny:1", str(files.parent)])

    def _find_images(self):
        """The ID of each image of the family."""
        said = self.must(["buildah", "images", "--no-trunc", "--format", "{{.Name}}:{{.Tag}} {{.ID}}"])
        return {name: ident.removeprefix("sha256:") for name, ident in re.findall(r"loom/(\w+):1 +(\S+)", said)}


def storage_driver(folder):
    """An overlay cannot lie on another; then whole trees are copied."""
    kind = subprocess.run(["stat", "-f", "-c", "%T", folder], check=True, stdout=subprocess.PIPE, text=True).stdout
    return "vfs" if kind.startswith(("overlay", "unknown")) else "overlay"


def unmount(folder):
    """What stores have mounted in the folder."""
    mounted = [line.split()[1] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
    for place in sorted((place for place in mounted if place.startswith(f"{folder}/")), reverse=True):
        subprocess.run(["umount", place], check=False)


class Registry:
    """A registry on loopback that removes what it is told to remove; it is asked without any program of ours.

    With GOGC it spends less time on collecting garbage, of which each request makes much.
    """
    def __init__(self, folder):
        folder.mkdir()
        self.port = free_port()
        self.log = folder / "log"
        (folder / "registry.yml").write_text(
            f'version: 0.1\nstorage: {{filesystem: {{rootdirectory: "{folder}/data"}}, delete: {{enabled: true}}}}\n'
            f'http: {{addr: "127.0.0.1:{self.port}"}}\n')
        with self.log.open("w") as log:
            self.process = subprocess.Popen([find_registry(), "serve", folder / "registry.yml"], stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, "GOGC": "400"})
        wait_for_port(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def get(self, path):
        """What a GET gives; None where there is nothing."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Accept": ", ".join(INDEX + MANIFEST)})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise Failed(f"the registry answers {answer.status} to {path}")
        return json.loads(body)

    def tags(self, repository):
        """The tags that stand for something: the registry lists those too whose manifest was removed."""
        listed = self.get(f"/v2/{repository}/tags/list") or {}
        return sorted(listed.get("tags") or [])

    def image(self, repository, tag):
        """The ID and the diff IDs of what a tag names; None where it names nothing."""
        manifest = self.get(f"/v2/{repository}/manifests/{tag}")
        if not manifest:
            return None
        digest = manifest["config"]["digest"]
        configuration = self.get(f"/v2/{repository}/blobs/{digest}")
        return digest.removeprefix("sha256:"), configuration["rootfs"]["diff_ids"], configuration["config"]["Labels"] or {}

    def state(self, prefix, names):
        """The image behind each tag of the repositories PREFIX/loom/NAME."""
        found = {}
        for name in names:
            for tag in self.tags(f"{prefix}/loom/{name}"):
                image = self.image(f"{prefix}/loom/{name}", tag)
                if image:
                    found[f"{name}:{tag}"] = image[0]
        return found


class Proxy:
    """Hands requests on to a registry, notes each, and does something to one of them.

    `watch(request)` is called with each request before it is handed on, and `after(request)` before it is answered; what
    either returns decides: None goes on, a number is answered as the status, "close" closes the connection.
    """
    def __init__(self, port):
        self.target = port
        self.port = free_port()
        self.lock = threading.Lock()
        self.reset()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def do(self):
                proxy.handle(self)
            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do

            def log_message(self, *arguments):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 64

        self.server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self, watch=None, after=None):
        with self.lock:
            self.requests, self.seen = [], {}
            self.watch, self.after = watch, after

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def note(self, handler):
        """A request as METHOD PATH NUMBER, which says the same in each run: uploads have random names."""
        path = re.sub(r"(/blobs/uploads/)[-0-9a-f]+", r"\1ID", handler.path.split("?")[0])
        path = re.sub(r"sha256:[0-9a-f]*", "DIGEST", path)
        # The repository of the case is not the same in each run either.
        words = f"{handler.command} {re.sub('^/v2/[^/]+/loom/', '', path)}"
        with self.lock:
            self.seen[words] = self.seen.get(words, 0) + 1
            request = f"{words} {self.seen[words]}"
            self.requests.append(request)
            return request, self.watch, self.after

    def handle(self, handler):
        try:
            body = read_body(handler)
        except ValueError:  # the end of a client that was killed
            handler.close_connection = True
            return
        request, watch, after = self.note(handler)
        verdict = watch and watch(request)
        if not verdict:
            answer, bytes_ = self.forward(handler, body)
            verdict = after and after(request)
        if verdict == "close":
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
        elif verdict:
            text = json.dumps({"errors": [{"code": "UNKNOWN", "message": "a fault of the test"}]}).encode()
            send(handler, verdict, [("Content-Type", "application/json"), ("Content-Length", str(len(text)))], text)
        else:
            headers = [(name, value) for name, value in answer.getheaders()
                       if name.lower() not in ("connection", "transfer-encoding", "content-length")]
            length = answer.getheader("Content-Length") if handler.command == "HEAD" else str(len(bytes_))
            send(handler, answer.status, headers + [("Content-Length", length or "0")], bytes_)

    def forward(self, handler, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=PATIENCE)
        # A layer that another repository has would be taken from there now and then, as the client remembers.
        path = re.sub(r"\?.*mount=.*", "", handler.path)
        connection.putrequest(handler.command, path, skip_host=True, skip_accept_encoding=True)
        # One of a name may be there several times: Accept is.
        for name, value in handler.headers.items():
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "expect"):
                connection.putheader(name, value)
        if handler.command in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        bytes_ = answer.read()
        connection.close()
        return answer, bytes_


def run_test(test, images=None):
    """Calls test(folder, family, registry), with a checkout of the family and a registry that is ended with all else."""
    check_needs()
    with tempfile.TemporaryDirectory() as scratch:
        folder, registry = pathlib.Path(scratch), None
        try:
            (folder / "family").mkdir()
            family = make_family(folder / "family", images)
            registry = Registry(folder / "registry")
            test(folder, family, registry)
        except Exception:
            ok(False, "the test itself", traceback.format_exc())
        finally:
            if registry:
                registry.stop()
            unmount(folder)
    done_testing()


def read_body(handler):
    if handler.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    body = b""
    while size := int(handler.rfile.readline().split(b";")[0], 16):
        body += handler.rfile.read(size)
        handler.rfile.readline()
    handler.rfile.readline()
    return body


def send(handler, status, headers, body):
    handler.send_response_only(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)
