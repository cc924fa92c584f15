#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Chooses free TCP ports on loopback and remembers them.

usage: ports.py FILE BASE NAME[:PREFERRED]…

A port remembered in FILE is kept while it is free; otherwise the preferred one, otherwise the next free one from BASE.
Prints "name port" lines, and writes the same to FILE.
"""

import pathlib
import socket
import sys


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT is free, one that somebody listens on is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def main() -> None:
    file, base, wanted = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    remembered = {}
    if file.exists():
        remembered = {name: int(port) for name, port in (line.split() for line in file.read_text().splitlines())}
    chosen: dict[str, int] = {}
    for item in wanted:
        name, _, preferred = item.partition(":")
        candidates = [remembered.get(name), int(preferred) if preferred else None, *range(base, base + 2000)]
        reserved = {port for other, port in remembered.items() if other != name}
        chosen[name] = next(
            port
            for port in candidates
            if port and port not in chosen.values() and port not in reserved and is_free(port)
        )
        remembered[name] = chosen[name]
    lines = "".join(f"{name} {port}\n" for name, port in chosen.items())
    file.write_text(lines)
    print(lines, end="")


main()
