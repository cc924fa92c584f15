#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Somebody else's mail software, for the tests: aiosmtpd as the server, Python's email package as the reader.

smtp.py serve FOLDER [--tls starttls|implicit] [--require-tls] [--login USER:PASSWORD] [--greeting LINE]
    prints its port, keeps each message as FOLDER/N.eml, and ends when its standard input does. What it answers
    depends on the recipient's local part. The certificate is FOLDER/certificate.pem.
smtp.py parse MESSAGE RESULT
    reads a message and writes what it holds as JSON.
"""

import argparse
import asyncio
import email
import email.header
import email.policy
import email.utils
import json
import os
import ssl
import subprocess
import sys
import threading


def parse(source, target):
    with open(source, "rb") as file:
        content = file.read()
    message = email.message_from_bytes(content, policy=email.policy.default)
    # The newer reader of Python 3.11 keeps the space between two encoded words of a name, against RFC 2047 6.2.
    older = email.message_from_bytes(content)

    def mailboxes(name):
        pairs = email.utils.getaddresses(older.get_all(name, []))
        return [[str(email.header.make_header(email.header.decode_header(n))), a] for n, a in pairs]

    def body(kind):
        part = message.get_body((kind,))
        return part.get_content().replace("\r\n", "\n") if part else None

    parts = [message, *message.walk()]
    found = {
        "names": message.keys(),
        "from": mailboxes("From"),
        "to": mailboxes("To"),
        "cc": mailboxes("Cc"),
        "subject": message["Subject"],
        "id": message["Message-ID"],
        "date": email.utils.parsedate_to_datetime(message["Date"]).timestamp(),
        "headers": {name: str(value) for name, value in message.items()},
        "type": message.get_content_type(),
        "plain": body("plain"),
        "html": body("html"),
        "defects": [repr(d) for part in parts for d in part.defects]
        + [repr(d) for header in message.values() for d in header.defects],
    }
    with open(target, "w") as file:
        json.dump(found, file)


def certificate(folder):
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


class Handler:
    """Replies by the recipient's local part; says in its reply which connection a message came over."""

    def __init__(self, folder):
        self.folder, self.kept, self.seen = folder, 0, set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local == "lost-early":
            server.transport.abort()
        if local == "try-later":
            return f"451 4.2.1 <{address}> is busy, {local}"
        if local == "never":
            return f"550 5.1.1 <{address}>: no such user {local}"
        if local == "log-in":
            return "530 5.7.0 Authentication required"
        if local == "stale" and session.number not in self.seen and session.messages > 0:
            self.seen.add(session.number)
            return "421 4.4.2 Idle for too long"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        locals_ = {address.split("@")[0] for address in envelope.rcpt_tos}
        if "drop" in locals_:
            server.transport.abort()
            return "250 never seen"
        if "silent" in locals_:
            await asyncio.sleep(3600)
        if "content-later" in locals_:
            return "452 4.3.1 The disk is full"
        if "content-never" in locals_:
            return "554-5.6.0 Refused\r\n554 5.6.0 for its content"
        self.kept += 1
        session.messages += 1
        with open(os.path.join(self.folder, f"{self.kept}.eml"), "wb") as file:
            file.write(envelope.content)
        with open(os.path.join(self.folder, f"{self.kept}.json"), "w") as file:
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                       "login": bool(session.authenticated)}, file)
        reply = f"250 kept {self.kept} over {session.number}"
        if "hang-up" in locals_:
            await server.push(reply)
            server.transport.close()
        return reply


async def serve(options):
    from aiosmtpd.smtp import SMTP, AuthResult

    class Server(SMTP):
        def _create_session(self):
            session = super()._create_session()
            session.number = Server.connections = Server.connections + 1
            session.messages = 0
            return session

        connections = 0

    def authenticate(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == options.login, handled=False)

    context = certificate(options.folder) if options.tls else None
    handler = Handler(options.folder)
    loop = asyncio.get_running_loop()

    def factory():
        return Server(
            handler,
            hostname="mail.test",
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.require_tls,
            authenticator=authenticate if options.login else None,
            auth_required=bool(options.login),
            auth_require_tls=options.tls == "starttls",
            loop=loop,
        )

    async def refuse(reader, writer):
        writer.write(options.greeting.encode() + b"\r\n")
        await writer.drain()
        writer.close()

    if options.greeting:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    else:
        implicit = context if options.tls == "implicit" else None
        server = await loop.create_server(factory, "127.0.0.1", 0, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    modes = arguments.add_subparsers(dest="mode", required=True)
    parsing = modes.add_parser("parse")
    parsing.add_argument("source")
    parsing.add_argument("target")
    serving = modes.add_parser("serve")
    serving.add_argument("folder")
    serving.add_argument("--tls", choices=["starttls", "implicit"])
    serving.add_argument("--require-tls", action="store_true")
    serving.add_argument("--login")
    serving.add_argument("--greeting")
    options = arguments.parse_args()
    if options.mode == "parse":
        parse(options.source, options.target)
    else:
        threading.Thread(target=end_with_parent, daemon=True).start()
        asyncio.run(serve(options))
