"""Real servers on this machine that answer as a test tells them: SMTP, and one that checks like GOV.UK Notify."""

import asyncio
import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
from aiosmtpd.controller import Controller

ISSUER, SECRET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
KEY = f"alongside-{ISSUER}-{SECRET}"


class Mailbox:
    """What the server took, and how it is told to answer at each step."""

    def __init__(self, **answers):
        self.answers = answers
        self.taken = []
        self.began = threading.Event()

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "mail" in self.answers:
            return self.answers["mail"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers.get("drop") == "rcpt":
            server.transport.abort()
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.began.set()
        if "data" in self.answers:
            return self.answers["data"]
        await asyncio.sleep(self.answers.get("slow", 0))
        self.taken.append(envelope)
        while self.answers.get("hold"):
            await asyncio.sleep(0.02)
        if self.answers.get("drop") == "data":
            server.transport.abort()
        return "250 OK queued"


@contextmanager
def smtp(settings, **answers):
    """An SMTP server with scripted answers; the settings point at it."""
    box = Mailbox(**answers)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.SENDING = {**settings.SENDING, "backend": "smtp", "host": "127.0.0.1", "port": port, "user": "",
                        "tls": False}
    try:
        yield box
    finally:
        controller.stop()


class Desk:
    """What the stand-in for Notify took, and how it answers."""

    def __init__(self, status, body, slow, drop):
        self.status, self.body, self.slow, self.drop = status, body, slow, drop
        self.taken = []


def _handler(desk):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            token = self.headers["Authorization"].removeprefix("Bearer ")
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
            assert claims["iss"] == ISSUER
            desk.taken.append((self.path, given, claims))
            time.sleep(desk.slow)
            if desk.drop:
                self.connection.close()
                return
            self.send_response(desk.status)
            self.end_headers()
            self.wfile.write(desk.body)

        def log_message(self, *args):
            """Says nothing."""

    return Handler


@contextmanager
def notify(settings, *, status=201, body=b'{"id": "n-1"}', slow=0, drop=False):
    """A server that checks the token as GOV.UK Notify does; the settings point at it."""
    desk = Desk(status, body, slow, drop)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(desk))
    server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SENDING = {**settings.SENDING, "backend": "notify", "notify_key": KEY, "notify_template": "t-1",
                        "notify_url": f"http://127.0.0.1:{server.server_port}/"}
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
