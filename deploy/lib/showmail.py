#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Shows the newest message that the mail server kept, or the one that came N-1 before it.

usage: showmail.py FOLDER [N]
"""

import email
import email.policy
import html
import pathlib
import re
import sys


def text_of(message: email.message.EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return "(no text part)"
    text = body.get_content()
    if body.get_content_type() == "text/html":
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return text.replace("\r\n", "\n").rstrip()


def main() -> None:
    folder, place = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    kept = sorted(folder.glob("new/*.eml"))
    if not 1 <= place <= len(kept):
        sys.exit("No message yet." if not kept else f"There are {len(kept)} messages: choose 1 (newest) to {len(kept)}.")
    file = kept[-place]
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    for name in ("From", "To", "Cc", "Subject", "Date"):
        if message[name]:
            print(f"{name + ':':<9}{message[name]}")
    print(f"\n{text_of(message)}\n\n(message {place} of {len(kept)}, newest first: {file})")


main()
