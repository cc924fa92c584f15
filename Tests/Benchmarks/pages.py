#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Loads pages with wrk, 32 clients that ask again as soon as they are answered, and prints a row for each page.

usage: pages.py HTTP-PORT EMAIL PASSWORD-FILE RUN-FOLDER [SECONDS]

The account's practice and its case are made by the API as anybody would make them. RUN-FOLDER holds NAME.pid of each
process, whose processor time is read before and after.
"""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import uuid

CLIENTS = 32
PROCESSES = ["gateway", "identity", "registry", "compliance", "rabbitmq", "postgres"]
TICK = os.sysconf("SC_CLK_TCK")


class Program:
    """Speaks to the API."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token = ""

    def call(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status >= 400 and answer.status != 404:
            sys.exit(f"{method} {path} gave {answer.status}: {text.decode()[:300]}")
        return answer.status, json.loads(text) if text else {}

    def until(self, path: str, ready) -> dict:
        for _ in range(200):
            status, answer = self.call("GET", path)
            if status == 200 and ready(answer):
                return answer
            time.sleep(0.1)
        sys.exit(f"{path} did not become what was waited for")


def practice(program: Program) -> str:
    """A case with contacts and every requirement answered."""
    address = {"lines": ["1 Bench Road"], "town": "Leeds", "county": "", "postcode": "LS1 4AP"}
    name = f"Bench Surgery {uuid.uuid4().hex[:8]}"
    _, made = program.call(
        "POST",
        "organisations",
        {
            "category": "general-practice",
            "name": name,
            "address": address,
            "applicantRole": "administrator",
            "contactEmail": "bench@example.nhs.uk",
        },
    )
    done = program.until(f"organisations/registrations/{made['id']}", lambda answer: answer.get("organisation"))
    organisation = done["organisation"]
    cases = program.until(f"organisations/{organisation}/cases", lambda answer: answer["items"])
    case = cases["items"][0]["id"]
    program.until(f"cases/{case}", lambda answer: True)
    person = {"name": "Dr Grace Sample", "position": "Partner", "email": "grace@example.nhs.uk"}
    person["telephone"] = "0113 496 0000"
    program.call(
        "PUT",
        f"cases/{case}/contacts",
        {"signatory": person, "contact": {**person, "name": "Max Muster", "email": "max@example.nhs.uk"}},
    )
    _, assessment = program.call("GET", f"cases/{case}/assessment")
    for requirement in assessment["requirements"]:
        program.call(
            "PUT",
            f"cases/{case}/assessment/{requirement['number']}",
            {"level": 2, "evidence": "Minutes of the partners' meeting. " * 20},
        )
    return case


def processor(folder: pathlib.Path) -> dict[str, float]:
    """Seconds that each process and its children have used."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = pathlib.Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(fields[1])
            # Of its own, and of children that have ended and were waited for.
            used[int(entry)] = sum(int(field) for field in fields[11:15]) / TICK
    found = {}
    for name in PROCESSES:
        root = int((folder / f"{name}.pid").read_text().split()[0])
        family, grown = {root}, True
        while grown:
            more = {child for child, parent in parents.items() if parent in family} - family
            family |= more
            grown = bool(more)
        found[name] = sum(used.get(process, 0) for process in family)
    return found


def wrk(url: str, clients: int, seconds: int, headers: list[str]) -> dict[str, float]:
    command = ["wrk", "--latency", f"-c{clients}", "-t1", f"-d{seconds}s", "--timeout", "10s"]
    for header in headers:
        command += ["-H", header]
    text = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    units = {"us": 0.001, "ms": 1.0, "s": 1000.0}

    def time_of(share: str) -> float:
        number, unit = re.search(rf"{share}%\s+([0-9.]+)(us|ms|s)", text).groups()
        return float(number) * units[unit]

    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if bad:
        sys.exit(f"{url}: {bad[1]} answers were not good")
    return {
        "p50": time_of("50"),
        "p99": time_of("99"),
        "rate": float(re.search(r"Requests/sec:\s+([0-9.]+)", text)[1]),
        "count": int(re.search(r"(\d+) requests in", text)[1]),
    }


def main() -> int:
    port, email, folder = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[4])
    password = pathlib.Path(sys.argv[3]).read_text().strip()
    seconds = int((sys.argv[5:] or ["10"])[0])
    program = Program(port)
    _, session = program.call("POST", "sessions", {"email": email, "password": password})
    program.token = session["token"]
    case = practice(program)
    cookie = f"Cookie: session={program.token}"
    bearer = f"Authorization: Bearer {program.token}"
    pages = [
        ("start, signed out", "/", [], "Create an account"),
        ("your work", "/", [cookie], "Your work"),
        ("a case", f"/cases/{case}", [cookie], "Tasks"),
        ("a requirement", f"/cases/{case}/assessment/114", [cookie], "How can you show this?"),
        ("check before you submit", f"/cases/{case}/assessment/submission", [cookie], "Your answers"),
        ("directory, a name", "/api/v1/directories/ods?name=practice%2077", [bearer], "PRACTICE"),
        ("a case, by the API", f"/api/v1/cases/{case}", [bearer], "assessing"),
    ]
    print(f"| page, {CLIENTS} clients | requests/s | p50 | p99 | p50 of one client | bytes | processor time a request |")
    print("|---|---|---|---|---|---|---|")
    for name, path, headers, text in pages:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers=dict(header.split(": ", 1) for header in headers))
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200 or text not in body.decode():
            sys.exit(f"{path} is not what it should be: {answer.status}")
        url = f"http://127.0.0.1:{port}{path}"
        alone = wrk(url, 1, max(2, seconds // 3), headers)
        before = processor(folder)
        loaded = wrk(url, CLIENTS, seconds, headers)
        after = processor(folder)
        spent = {each: (after[each] - before[each]) * 1000 / loaded["count"] for each in PROCESSES}
        parts = ", ".join(f"{each} {took:.2f}" for each, took in spent.items() if took >= 0.005)
        print(
            f"| {name} | {loaded['rate']:.0f} | {loaded['p50']:.1f} ms | {loaded['p99']:.1f} ms | {alone['p50']:.1f} ms "
            f"| {len(body)} | {sum(spent.values()):.2f} ms: {parts} |",
            flush=True,
        )
    return 0


sys.exit(main())
