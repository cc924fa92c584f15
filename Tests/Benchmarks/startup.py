#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Starts a process six times and prints a row: how long until /ready, and how much memory it has when idle.

usage: startup.py NAME HEALTH-PORT COMMAND…
"""

import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

DEADLINE = 30.0


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def memory(pid: int) -> tuple[float, float]:
    """Megabytes: all that is resident, and what is neither a file nor shared."""
    values = {}
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            key, _, value = line.partition(":")
            if key in ("VmRSS", "RssAnon"):
                values[key] = int(value.split()[0]) / 1024
    return values["VmRSS"], values["RssAnon"]


def main() -> int:
    name, port, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    times, idle = [], (0.0, 0.0)
    for attempt in range(6):
        begun = time.monotonic()
        # `env` becomes the command itself, so the process is the one that was started.
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not is_ready(port):
                if process.poll() is not None or time.monotonic() - begun > DEADLINE:
                    print(f"{name} did not become ready", file=sys.stderr)
                    return 1
                time.sleep(0.005)
            times.append(time.monotonic() - begun)
            if attempt == 5:
                time.sleep(3)
                idle = memory(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    print(
        f"| {name} | {times[0]:.2f} s, {statistics.median(times[1:]):.2f} s | {idle[0]:.0f} MB | {idle[1]:.0f} MB |",
        flush=True,
    )
    return 0


sys.exit(main())
