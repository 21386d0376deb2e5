"""Asks the service at 127.0.0.1:$UVICORN_PORT; runs in its container, with the base's own packages."""

import os

import httpx
from websockets.sync.client import connect

address = "127.0.0.1:" + os.environ["UVICORN_PORT"]
client = httpx.Client(base_url=f"http://{address}", trust_env=False, transport=httpx.HTTPTransport(retries=5))
print("health:", client.get("/health").json()["status"])
with connect(f"ws://{address}/echo", proxy=None) as socket:
    socket.send("hello")
    print("echo:", socket.recv())
metrics = client.get("/metrics", follow_redirects=True).text
print("metrics:", [line for line in metrics.splitlines() if line.startswith("echoed_messages_total")][0])
