#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
r"""Prints the broker's definitions: virtual hosts, users with the hashes of their passwords, and permissions.

usage: definitions.py system|test SECRETS

SECRETS is a folder with a file broker-NAME holding the password of each user. `system` is the running system: a user
for each process with the least rights that work, and `operator` for attestctl. `test` has the same users, all with the
password of one more, `attest`, who may do everything and speak for anybody, and a `partner`; tests give them their rights
in virtual hosts of their own.

The rights are in broker-rights.json beside this file. They follow from what each message says of its senders:
`attestctl export broker-rights` writes them, and a test compares.

A partner who publishes registrations needs a user with the rights under `partners` there. The services believe it when
its name is in their ATTEST_PARTNERS, and each of its messages must bear it as the property user-id.
"""

import base64
import hashlib
import json
import pathlib
import secrets
import sys

VIRTUAL_HOST = "attest"
RIGHTS = json.loads((pathlib.Path(__file__).parent / "broker-rights.json").read_text())


def hashed(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def main() -> None:
    kind, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    partner = RIGHTS.pop("partners")
    if kind == "test":
        RIGHTS["partner"] = partner
    tags = {name: "monitoring" if name == "operator" else "" for name in RIGHTS}
    hosts = [VIRTUAL_HOST]
    permissions = [
        {"user": name, "vhost": VIRTUAL_HOST} | {right: rights[right] for right in ("configure", "write", "read")}
        for name, rights in RIGHTS.items()
    ]
    if kind == "test":
        tags["attest"] = "administrator,impersonator"
        hosts.append("/")
        permissions += [
            {"user": "attest", "vhost": host, "configure": ".*", "write": ".*", "read": ".*"} for host in hosts
        ]
    document = {
        "vhosts": [{"name": host} for host in hosts],
        "users": [
            {
                "name": name,
                "password_hash": hashed((folder / f"broker-{'attest' if kind == 'test' else name}").read_text().strip()),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": tags[name],
            }
            for name in tags
        ],
        "permissions": permissions,
        "topic_permissions": [
            {"user": name, "vhost": VIRTUAL_HOST, "exchange": exchange} | topic
            for name, rights in RIGHTS.items()
            for exchange, topic in rights["topics"].items()
        ],
    }
    print(json.dumps(document, indent=2))


main()
