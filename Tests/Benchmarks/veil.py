#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Asks the same of addresses with an account and without, in turns, and prints how long the answers took: whoever waits
must not learn which are known. Registers the accounts itself, solving the challenge in words.

usage: veil.py HTTP-PORT [ADDRESSES]
"""

import http.client
import json
import statistics
import sys
import time
import uuid

from words import solve


class Door:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, method: str, path: str, body: dict | None = None) -> tuple[float, int, dict]:
        """Milliseconds, the status and the answer."""
        begun = time.monotonic()
        self.connection.request(
            method,
            "/api/v1/" + path,
            json.dumps(body) if body else None,
            {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())},
        )
        answer = self.connection.getresponse()
        text = answer.read()
        return (time.monotonic() - begun) * 1000, answer.status, json.loads(text) if text else {}

    def register(self, email: str) -> float:
        _, _, challenge = self.send("GET", "challenges")
        took, status, answer = self.send(
            "POST",
            "accounts",
            {
                "email": email,
                "displayName": "A Person",
                "password": "three-random-42-words",
                "challenge": challenge["token"],
                "challengeAnswer": solve(challenge["question"]),
            },
        )
        if status != 201:
            sys.exit(f"registering gave {status}: {answer}")
        return took


def said(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=20)
    return f"{cuts[0]:.0f} / {statistics.median(times):.0f} / {cuts[-1]:.0f} ms"


def telling(known: list[float], unknown: list[float]) -> float:
    """How often a guess by time is right that calls the slower of two answers the known one: 50 % is a coin's."""
    wins = sum((one > other) + 0.5 * (one == other) for one in known for other in unknown)
    share = wins / (len(known) * len(unknown))
    return 100 * max(share, 1 - share)


def main() -> int:
    port, count = int(sys.argv[1]), int((sys.argv[2:] or ["100"])[0])
    door = Door(port)
    run = uuid.uuid4().hex[:8]
    known = [f"known{number}.{run}@example.nhs.uk" for number in range(count)]
    unknown = [f"nobody{number}.{run}@example.nhs.uk" for number in range(count)]
    for address in known:
        door.register(address)
    time.sleep(61)  # a link a minute: now each would get another
    door.connection.close()  # it was idle for longer than the front door waits

    def compare(what: str, ask) -> None:
        times: tuple[list[float], list[float]] = ([], [])
        for pair in zip(known, unknown):
            for place, address in enumerate(pair):
                times[place].append(ask(address))
        print(f"| {what} | {said(times[0])} | {said(times[1])} | {telling(*times):.0f} % |", flush=True)

    print(f"| {count} addresses each | known: p5 / p50 / p95 | unknown: p5 / p50 / p95 | told apart by time |")
    print("|---|---|---|---|")
    wrong = {"password": "not the password 1!"}
    compare("a wrong password", lambda address: door.send("POST", "sessions", {"email": address, **wrong})[0])
    compare("the link again", lambda address: door.send("POST", "accounts/verifications", {"email": address})[0])
    compare("a forgotten password", lambda address: door.send("POST", "accounts/password-resets", {"email": address})[0])
    # Last, since it makes the unknown ones known.
    compare("registering", door.register)
    return 0


sys.exit(main())
