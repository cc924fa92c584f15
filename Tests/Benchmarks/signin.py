#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Signs in again and again: alone, while 64 clients ask for challenges, and while another network sends 200 wrong passwords a
second; prints a row for each.

usage: signin.py HTTP-PORT EMAIL PASSWORD-FILE [SIGN-INS]
"""

import http.client
import json
import math
import pathlib
import statistics
import sys
import threading
import time
import uuid

CROWD = 64
FLOOD = 200  # a second


def sign_in(port: int, body: bytes) -> float:
    """Milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    begun = time.monotonic()
    connection.request(
        "POST",
        "/api/v1/sessions",
        body,
        {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
    )
    answer = connection.getresponse()
    answer.read()
    took = (time.monotonic() - begun) * 1000
    connection.close()
    if answer.status != 201:
        sys.exit(f"signing in gave {answer.status}")
    return took


class Crowd:
    """Clients that ask for one challenge after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: dict[int, int] = {}
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.ask, daemon=True) for _ in range(CROWD)]

    def ask(self) -> None:
        while not self.ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", "/api/v1/challenges")
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (http.client.HTTPException, OSError):
                status = 0
            finally:
                connection.close()
            with self.lock:
                self.statuses[status] = self.statuses.get(status, 0) + 1

    def __enter__(self) -> "Crowd":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join(30)


class Flood:
    """Wrong passwords from another network, so many a second, whatever becomes of them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: dict[int, int] = {}
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.pacer = threading.Thread(target=self.pace, daemon=True)

    def pace(self) -> None:
        due = time.monotonic()
        while not self.ended.is_set():
            threading.Thread(target=self.guess, daemon=True).start()
            due += 1 / FLOOD
            time.sleep(max(0, due - time.monotonic()))

    def guess(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=("127.0.0.2", 0))
        try:
            body = json.dumps({"email": "nobody@example.nhs.uk", "password": "a wrong password 1!"})
            connection.request("POST", "/api/v1/sessions", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (http.client.HTTPException, OSError):
            status = 0
        finally:
            connection.close()
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1

    def __enter__(self) -> "Flood":
        self.pacer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.pacer.join(30)


def measure(port: int, body: bytes, count: int) -> str:
    times = sorted(sign_in(port, body) for _ in range(count))
    return f"{statistics.median(times):.0f} ms | {times[math.ceil(count * 0.99) - 1]:.0f} ms | {times[-1]:.0f} ms"


def main() -> int:
    port, email, count = int(sys.argv[1]), sys.argv[2], int((sys.argv[4:] or ["100"])[0])
    password = pathlib.Path(sys.argv[3]).read_text().strip()
    body = json.dumps({"email": email, "password": password}).encode()
    for _ in range(20):
        sign_in(port, body)
    print(f"| signing in, {count} times | p50 | p99 | most |\n|---|---|---|---|")
    print(f"| alone | {measure(port, body, count)} |", flush=True)
    begun = time.monotonic()
    with Crowd(port) as crowd:
        row = measure(port, body, count)
    seconds = time.monotonic() - begun
    said = ", ".join(f"{number / seconds:.0f}/s with status {status}" for status, number in sorted(crowd.statuses.items()))
    print(f"| while {CROWD} clients ask for challenges | {row} |", flush=True)
    begun = time.monotonic()
    with Flood(port) as flood:
        row = measure(port, body, count)
        statuses = dict(flood.statuses)
    seconds = time.monotonic() - begun
    flooded = ", ".join(f"{number / seconds:.0f}/s with {status}" for status, number in sorted(statuses.items()))
    print(f"| while another network sends {FLOOD} wrong passwords a second | {row} |")
    print(f"\nThe {CROWD} clients were answered {said}; the flood {flooded}.", flush=True)
    return 0


sys.exit(main())
