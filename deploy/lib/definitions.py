#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
r"""Prints the broker's definitions: virtual hosts, users with the hashes of their passwords, and permissions.

usage: definitions.py system|test SECRETS

SECRETS is a folder with a file broker-NAME holding the password of each user. `system` is the running system: a user
for each process with the least rights that work, and `operator` for attestctl. `test` is one user who may do all.

A process may publish its own facts and nobody else's: those that begin with its name. A partner who publishes
registrations needs a user that may configure `^$`, write `^attest\.events$` and read `^$`, with the topic permission to write
`^gateway\.registration-submitted\.v[0-9]+$` there.

Publishing to the default exchange is needed to answer requests by direct reply-to; the broker cannot narrow it to that.
"""

import base64
import hashlib
import json
import pathlib
import secrets
import sys

VIRTUAL_HOST = "attest"
OWNERS = ("identity", "registry", "compliance", "notification")


def permissions(user: str) -> tuple[str, str, str]:
    """What the user may configure, write and read, as regular expressions over names of exchanges and queues."""
    if user in ("operator", "attest"):
        return ".*", ".*", ".*"
    if user == "gateway":
        return r"^(amq\.(gen|rabbitmq)|gateway\.)", r"^(attest\.|gateway\.|amq\.(default$|gen|rabbitmq))", (
            r"^(attest\.|gateway\.|amq\.(gen|rabbitmq))"
        )
    own = rf"{user}\."
    if user == "compliance":
        own = rf"{own}|reviews\."  # the queue of each review team
    return rf"^({own})", rf"^({own}|attest\.|amq\.default$)", rf"^({own}|attest\.)"


def hashed(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def main() -> None:
    kind, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if kind == "system":
        users, hosts = {name: "" for name in ("gateway", *OWNERS)} | {"operator": "monitoring"}, [VIRTUAL_HOST]
    else:
        users, hosts = {"attest": "administrator"}, ["/", VIRTUAL_HOST]
    document = {
        "vhosts": [{"name": host} for host in hosts],
        "users": [
            {
                "name": name,
                "password_hash": hashed((folder / f"broker-{name}").read_text().strip()),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": tags,
            }
            for name, tags in users.items()
        ],
        "permissions": [
            {"user": name, "vhost": host} | dict(zip(("configure", "write", "read"), permissions(name), strict=True))
            for name in users
            for host in hosts
        ],
    }
    if kind == "system":
        document["topic_permissions"] = [
            {"user": name, "vhost": VIRTUAL_HOST, "exchange": "attest.events", "write": rf"^{name}\.", "read": ".*"}
            for name in ("gateway", *OWNERS)
        ]
    print(json.dumps(document, indent=2))


main()
