#!/usr/bin/env python3
"""In front of a real registry on loopback: denying-registry.py PORT REGISTRY-PORT.

It takes a login, and denies whoever reads a repository that is not there, as Docker Hub, ghcr.io and Artifactory do. The user
`writer` may push, and read nothing; the user `hub` is denied with 401, others with 403; `stranger` may do nothing.
"""
import base64
import http.client
import http.server
import json
import re
import sys

PORT, REGISTRY = int(sys.argv[1]), int(sys.argv[2])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def refuse(self, status, code, message):
        self.body()
        body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="test"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def ask(self, method, path, body=b"", headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", REGISTRY)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        # A name may come several times.
        for name, value in headers:
            connection.putheader(name, value)
        if not headers:
            connection.putheader("Host", "127.0.0.1")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer, answer.read()

    def user(self):
        word = self.headers.get("Authorization", "")
        return base64.b64decode(word[len("Basic "):]).decode().split(":")[0] if word.startswith("Basic ") else ""

    def answer(self):
        user = self.user()
        repository = re.match(r"/v2/(.+)/(?:manifests|blobs|tags)/", self.path)
        reads = self.command in ("GET", "HEAD") and "/blobs/" not in self.path
        if not user:
            return self.refuse(401, "UNAUTHORIZED", "authentication required")
        if repository and (user == "stranger" or reads and (
                user == "writer" or self.ask("GET", f"/v2/{repository[1]}/tags/list")[0].status == 404)):
            if user == "hub":
                return self.refuse(401, "UNAUTHORIZED", "authentication required")
            return self.refuse(403, "DENIED", "requested access to the resource is denied")
        headers = [pair for pair in self.headers.items() if pair[0] not in ("Authorization", "Transfer-Encoding", "Content-Length")]
        answer, body = self.ask(self.command, self.path, self.body(), headers)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name not in ("Content-Length", "Transfer-Encoding", "Date", "Connection") or self.command == "HEAD" and name == "Content-Length":
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
