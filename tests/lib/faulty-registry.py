#!/usr/bin/env python3
"""A registry on loopback that answers as none should: faulty-registry.py PORT STATUS [CERTIFICATE KEY], with TLS if there is one.

401 asks for a password and takes none; 404 has nothing and says so as the protocol wants it.
"""
import http.server
import json
import ssl
import sys

PORT, STATUS = int(sys.argv[1]), int(sys.argv[2])
# OCI Distribution Specification, "Error Codes".
ERRORS = {401: ("UNAUTHORIZED", "authentication required"), 404: ("MANIFEST_UNKNOWN", "manifest unknown")}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        code, message = ERRORS.get(STATUS, ("UNKNOWN", "a fault of the test"))
        body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
        self.send_response(STATUS)
        if STATUS == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="test"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = answer

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
