#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An SMTP server that keeps every message as a file and delivers none.

usage: mailserver.py ADDRESS:PORT FOLDER

A message appears in FOLDER/new in one step, named so that names sort by time of arrival; its envelope is put before it
as X-Envelope-From and X-Envelope-To. A recipient `reply-NNN@…` is answered with that code (450, 550, …), so that
refusals and retries can be seen too. What goes to `gone@…` is taken, and comes back a moment later: the report is put
into FOLDER/bounces, a Maildir.
"""

import asyncio
import pathlib
import re
import signal
import sys
import time
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from aiosmtpd.smtp import SMTP, Envelope, Session

REPLY = re.compile(r"reply-([45]\d\d)@", re.IGNORECASE)


class Folder:
    """Writes each accepted message to a file."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.incoming, self.new = folder / "tmp", folder / "new"
        self.incoming.mkdir(parents=True, exist_ok=True)
        self.new.mkdir(parents=True, exist_ok=True)
        self.bounces = folder / "bounces"
        for name in ("tmp", "new", "cur"):
            (self.bounces / name).mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if chosen := REPLY.match(address):
            return f"{chosen[1]} As the address asks"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = f"{time.time_ns():020d}.eml"
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        (self.incoming / name).write_bytes(head.encode() + envelope.original_content)
        (self.incoming / name).rename(self.new / name)
        for address in envelope.rcpt_tos:
            if address.lower().startswith("gone@") and envelope.mail_from:
                self.bounce(name, address, envelope)
        return f"250 Kept as {name}"

    def bounce(self, name: str, address: str, envelope: Envelope) -> None:
        """Reports that a message could not be delivered (RFC 3464), as the mail system behind us would."""
        report = MIMEMultipart("report", report_type="delivery-status")
        report["From"], report["To"] = "mailer-daemon@localhost", envelope.mail_from
        report["Subject"] = "Undelivered mail"
        report.attach(MIMEText(f"There is no mailbox {address}.\n"))
        whole, one = Message(), Message()
        whole["Reporting-MTA"] = "dns; localhost"
        one["Final-Recipient"] = f"rfc822; {address}"
        one["Action"], one["Status"] = "failed", "5.1.1"
        one["Diagnostic-Code"] = "smtp; 550 5.1.1 There is no such mailbox"
        status = Message()
        status["Content-Type"] = "message/delivery-status"
        status.set_payload([whole, one])
        report.attach(status)
        headers = envelope.original_content.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
        report.attach(MIMEText(headers.decode("ascii", "replace"), "rfc822-headers"))
        (self.bounces / "tmp" / name).write_bytes(report.as_bytes())
        (self.bounces / "tmp" / name).rename(self.bounces / "new" / name)


async def serve(host: str, port: int, folder: pathlib.Path) -> None:
    handler, loop, stop = Folder(folder), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", ident="Attest mail folder", enable_SMTPUTF8=True, loop=loop),
        host,
        port,
    )
    print(f"listening on {host}:{port}, keeping mail in {handler.new}", flush=True)
    await stop.wait()
    server.close()


host, _, port = sys.argv[1].rpartition(":")
asyncio.run(serve(host, int(port), pathlib.Path(sys.argv[2])))
