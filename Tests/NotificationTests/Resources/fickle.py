#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server that keeps a journal and misbehaves at random, until it has done so often enough.

fickle.py PORT JOURNAL FAULTS SEED
    listens on 127.0.0.1:PORT (0: any), prints the port, and ends when its standard input does.

It refuses, hangs up, or ends as if it had been killed, at any point of a conversation. JOURNAL has the Message-ID
of each message that it took charge of, whether or not it still said so. FAULTS is a file with the number of faults
so far: it goes on where the process before it ended.
"""

import os
import random
import re
import socketserver
import sys
import threading

LIMIT = 500
REFUSALS = {
    "connect": [b"421 4.3.0 Closing down\r\n", b"554 5.3.0 No mail here\r\n"],
    "mail": [b"451 4.3.0 Not now\r\n", b"421 4.3.0 Closing down\r\n"],
    "rcpt": [b"450 4.2.0 Come back later\r\n", b"452 4.2.2 The mailbox is full\r\n", b"421 4.3.0 Closing down\r\n"],
    "data": [b"451 4.3.0 Not now\r\n"],
    "dot": [b"452 4.3.1 The disk is full\r\n", b"421 4.3.0 Closing down\r\n"],
}


class Fault(Exception):
    pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.converse()
        except (Fault, OSError):
            pass

    def converse(self):
        self.trouble("connect")
        self.wfile.write(b"220 fickle\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                self.wfile.write(b"250 fickle\r\n")
            elif verb == b"MAIL":
                self.answer("mail", b"250 ok\r\n")
            elif verb == b"RCPT":
                self.answer("rcpt", b"250 ok\r\n")
            elif verb == b"DATA":
                if self.answer("data", b"354 go\r\n"):
                    self.take()
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")

    def take(self):
        content = b""
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Fault
            content += line
            if len(content) > 500:
                self.trouble("content", refuse=False, chance=0.01)
        identity = re.search(rb"(?im)^message-id: <([^>]+)>", content)[1].decode()
        if not self.answer("dot", b"", chance=0.2):
            return
        # It took charge, and perhaps nobody hears of it.
        write(f"{identity}\n")
        self.trouble("word", refuse=False)
        self.wfile.write(b"250 2.0.0 kept\r\n")

    def answer(self, place, good, chance=0.08):
        if refusal := self.trouble(place, chance=chance):
            self.wfile.write(refusal)
            if refusal.startswith(b"421"):
                raise Fault
            return False
        self.wfile.write(good)
        return True

    def trouble(self, place, refuse=True, chance=0.12):
        with lock:
            if faults() >= LIMIT or dice.random() > chance:
                return None
            count()
            kind = dice.choice(["refuse", "hang-up", "killed"] if refuse else ["hang-up", "killed"])
        if kind == "refuse":
            return dice.choice(REFUSALS[place])
        if kind == "hang-up":
            raise Fault
        os._exit(9)


def faults():
    try:
        with open(counter) as file:
            return int(file.read() or 0)
    except FileNotFoundError:
        return 0


def count():
    number = faults() + 1
    with open(counter + ".new", "w") as file:
        file.write(str(number))
    os.replace(counter + ".new", counter)


def write(line):
    with lock, open(journal, "a") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    port, journal, counter, seed = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    lock, dice = threading.RLock(), random.Random(seed)
    server = Server(("127.0.0.1", port), Handler)
    print(server.server_address[1], flush=True)
    threading.Thread(target=end_with_parent, daemon=True).start()
    server.serve_forever()
