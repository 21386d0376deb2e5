"""A FastAPI service: health, metrics, and a WebSocket that answers what it is told."""

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from prometheus_client import Counter, make_asgi_app

app = FastAPI()
app.mount("/metrics", make_asgi_app())
echoed = Counter("echoed_messages", "Messages sent back")


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
            echoed.inc()
    except WebSocketDisconnect:
        pass
