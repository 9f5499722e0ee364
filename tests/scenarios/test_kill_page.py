"""The server killed in the middle of plain saves, then started again: nothing acknowledged is lost, nothing sent twice."""

import http.client
import re
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from html import unescape

import pytest
from django.conf import settings

from alongside.commons.messaging.models import Conversation, Message
from alongside.ground.outbox.models import OutboxMessage
from tests.browser.area import free_port
from tests.scenarios.conftest import make_area
from tests.unit.jobs import processes

N = 8
SERVER = """
import os
import django
django.setup()
from wsgiref.simple_server import WSGIServer, make_server
from socketserver import ThreadingMixIn
from django.core.wsgi import get_wsgi_application
class Many(ThreadingMixIn, WSGIServer):
    daemon_threads = True
make_server("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application(), Many).serve_forever()
"""


class Phone:
    """A browser over real HTTP, with the cookies of one that has signed in."""

    def __init__(self, base, browser):
        self.base = base
        opener = urllib.request.build_opener()
        opener.addheaders = [("Cookie", "; ".join(f"{name}={given.value}" for name, given in browser.cookies.items()))]
        self.open = opener.open

    def get(self, path):
        with closing(self.open(self.base + path, timeout=30)) as answer:
            return answer.geturl().removeprefix(self.base), answer.read().decode()

    def post(self, path, page, **typed):
        hidden = {name: unescape(value) for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2])}
        sent = urllib.parse.urlencode({**hidden, **typed}).encode()
        asked = urllib.request.Request(self.base + path, sent, {"Referer": self.base + path})
        with closing(self.open(asked, timeout=30)) as answer:
            return answer.geturl().removeprefix(self.base), answer.read().decode()


def serve(port):
    process = processes.start(SERVER, PORT=str(port), ALONGSIDE_MODE="demo", BASE_URL=f"http://127.0.0.1:{port}",
                              SECRET_KEY=settings.SECRET_KEY)

    def answers():
        assert process.poll() is None, process.stderr.read().decode()[-2000:]
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        return True

    processes.wait_for(answers, seconds=90)
    return process


def write(phone, address, forms, acknowledged):
    """Send answer after answer; one counts as acknowledged when the page that follows has come."""
    for number, page in forms:
        try:
            phone.post(address, page, words=f"Answer number {number}.")
        except (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException):
            return
        acknowledged.append(number)


def kept():
    return sorted(int(re.search(r"\d+", words)[0]) for words in Message.objects.filter(
        words__startswith="Answer number").values_list("words", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("process killed during a plain save")
def test_a_server_killed_between_saves_loses_nothing_that_it_acknowledged_and_sends_nothing_twice(at_home):
    cast = make_area()
    life = cast.tell("amelia")
    talk = Conversation.objects.get(child=life.child)
    before = OutboxMessage.objects.count()
    address, port = f"/messages/{talk.uuid}/", free_port()
    browser = cast.browser("amina")
    browser.read(address)
    process = serve(port)
    phone, acknowledged = Phone(f"http://127.0.0.1:{port}", browser), []
    try:
        forms = [(number, phone.get(address)[1]) for number in range(N)]
        writer = threading.Thread(target=write, args=(phone, address, forms, acknowledged))
        writer.start()
        processes.wait_for(lambda: len(acknowledged) >= 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        writer.join(60)
    finally:
        processes.end(process)
    assert 2 <= len(acknowledged) < N
    assert set(acknowledged) <= set(kept())
    assert len(kept()) == len(set(kept())) <= len(acknowledged) + 1
    again = serve(port)
    try:
        write(phone, address, forms, sent_again := [])
    finally:
        processes.end(again)
    assert sent_again == list(range(N))
    assert kept() == list(range(N))
    told = list(OutboxMessage.objects.order_by("pk").values_list("key", flat=True))[before:]
    assert len(told) == len(set(told)) == N
