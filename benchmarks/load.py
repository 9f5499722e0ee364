"""Requests over one kept-alive connection, and what they cost the server."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks import machine


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one request: CPU milliseconds, thousands of instructions (0 where there are no counters), median ms."""

    cpu_ms: float
    kinstr: float
    p50_ms: float
    n_bytes: int


def measure(base: str, path: str, pids: Callable[[], set[int]], *, cookie: str = "", rounds: int = 3,
            requests: int = 150) -> Cost:
    """The cheapest of some rounds: other work on the machine only ever makes a round dearer."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    for _ in range(20):
        get(connection, path, headers)
    best: Cost | None = None
    for _ in range(rounds):
        found = one_round(connection, path, headers, pids(), requests)
        better = best is None or (found.kinstr or found.cpu_ms) < (best.kinstr or best.cpu_ms)
        best = found if better else best
    connection.close()
    assert best is not None
    return best


def one_round(connection: http.client.HTTPConnection, path: str, headers: dict[str, str], pids: set[int],
              requests: int) -> Cost:
    """So many requests one after another."""
    counter = machine.Instructions(pids) if machine.Instructions.available else None
    before, times, size = machine.cpu_seconds(pids), [], 0
    for _ in range(requests):
        start = time.perf_counter()
        size = get(connection, path, headers)
        times.append(time.perf_counter() - start)
    spent = machine.cpu_seconds(pids) - before
    count = counter.stop() if counter else 0
    return Cost(spent * 1000 / requests, count / 1000 / requests, sorted(times)[requests // 2] * 1000, size)


def get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> int:
    """One request; a page that does not answer 200 stops the measurement."""
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return len(body)
