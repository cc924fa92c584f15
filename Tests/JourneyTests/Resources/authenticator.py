# SPDX-License-Identifier: Apache-2.0
"""A device that keeps passkeys, and the browser before it: what they say is made by Yubico's python-fido2.

authenticator.py make|use JSON, where the JSON has what the page asks (`asked`), where the browser is (`origin`), and how the
device is (`passkey`, `count`, `verified`, `algorithm`). Prints JSON with the fields of the page's form.
"""

import json
import os
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from fido2.client import ClientData
from fido2.cose import ES256, RS256
from fido2.ctap2 import AttestationObject, AttestedCredentialData, AuthenticatorData
from fido2.utils import sha256, websafe_decode, websafe_encode

given = json.loads(sys.argv[2])
asked, count = given["asked"], given["count"]
FLAG = AuthenticatorData.FLAG
flags = FLAG.USER_PRESENT | (FLAG.USER_VERIFIED if given["verified"] else 0)
party = sha256(asked["party"].encode())


def client_data(kind):
    return ClientData.build(type=kind, challenge=asked["challenge"], origin=given["origin"], crossOrigin=False)


def make():
    known = given.get("passkey") or {}
    if given["algorithm"] == -7:
        private, cose = ec.generate_private_key(ec.SECP256R1()), ES256
    else:
        private, cose = rsa.generate_private_key(65537, 2048), RS256
    identifier = websafe_decode(known["id"]) if known else os.urandom(32)
    credential = AttestedCredentialData.create(
        os.urandom(16), identifier, cose.from_cryptography_key(private.public_key())
    )
    data = AuthenticatorData.create(party, flags | FLAG.ATTESTED, count, credential)
    made = AttestationObject.create("none", data, {}).with_string_keys()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "passkey": {"id": websafe_encode(identifier), "key": pem.decode(), "owner": asked["userHandle"]},
        "clientDataJSON": websafe_encode(client_data("webauthn.create")),
        "attestationObject": websafe_encode(made),
    }


def use():
    passkey = given["passkey"]
    private = serialization.load_pem_private_key(passkey["key"].encode(), None)
    data, client = AuthenticatorData.create(party, flags, count), client_data("webauthn.get")
    message = data + client.hash
    if isinstance(private, rsa.RSAPrivateKey):
        signature = private.sign(message, padding.PKCS1v15(), hashes.SHA256())
    else:
        signature = private.sign(message, ec.ECDSA(hashes.SHA256()))
    return {
        "credential": passkey["id"],
        "clientDataJSON": websafe_encode(client),
        "authenticatorData": websafe_encode(data),
        "signature": websafe_encode(signature),
        "userHandle": passkey["owner"],
    }


print(json.dumps({"make": make, "use": use}[sys.argv[1]]()))
