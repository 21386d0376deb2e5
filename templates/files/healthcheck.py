#!/usr/bin/env -S python3 -IS
"""Is this container healthy? One line says what was checked; the exit status is 0 if it is, else 1.

LOOM_HEALTHCHECK_URL   GET it: healthy if the status is 2xx or 3xx
LOOM_HEALTHCHECK_TCP   host:port: healthy if it accepts a connection
neither                healthy if process 1 runs: it is neither stopped nor a zombie
"""

import os
import sys

TIMEOUT = 2  # seconds


def check_url(url):
    # Not urllib.request: it would follow redirects and ask the proxy for the loopback address.
    from http.client import HTTPConnection, HTTPException, HTTPSConnection
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False, "is no http or https address"
    connection_type = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connection_type(parts.hostname, parts.port, timeout=TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", target, headers={"User-Agent": "healthcheck"})
        status = connection.getresponse().status
    except HTTPException as error:
        return False, f"answers no HTTP: {error!r}"
    finally:
        connection.close()
    return 200 <= status < 400, f"answers {status}"


def check_tcp(address):
    import socket

    host, _, port = address.rpartition(":")
    if not 0 < int(port) < 65536:  # socket would take the port modulo 65536
        raise ValueError(f"port {port} is not in the range 1-65535")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=TIMEOUT):
        return True, "accepts connections"


def check_process(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        state = file.read().rpartition(")")[2].split()[0]
    return state not in "ZXTt", f"has the state {state}"


def main():
    if url := os.environ.get("LOOM_HEALTHCHECK_URL"):
        what, check, subject = url, check_url, url
    elif address := os.environ.get("LOOM_HEALTHCHECK_TCP"):
        what, check, subject = address, check_tcp, address
    else:
        what, check, subject = "process 1", check_process, 1
    try:
        healthy, found = check(subject)
    except (OSError, ValueError) as error:
        healthy, found = False, f"fails: {error}"
    print("healthy:" if healthy else "unhealthy:", what, found)
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main())
