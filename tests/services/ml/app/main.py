"""Serves a model: POST /predict with a list of numbers answers what it says of them."""

import json
import signal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from model import predict


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(200 if self.path == "/health" else 404, self.path == "/health")

    def do_POST(self):
        try:
            numbers = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.answer(200, predict([float(number) for number in numbers]))
        except (TypeError, ValueError) as error:
            self.answer(400, str(error))


def stop(*_):
    raise SystemExit


signal.signal(signal.SIGTERM, stop)
ThreadingHTTPServer(("", 8080), Handler).serve_forever()
