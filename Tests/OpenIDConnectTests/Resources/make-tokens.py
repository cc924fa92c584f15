#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tokens.json: tokens and keys by a library that is not ours (PyJWT, Debian's python3-jwt), good ones and bad ones.

usage: make-tokens.py > tokens.json

Each token has a name and what is to become of it: `accepted`, or the reason for which it is refused. The keys are made anew
with each run; their private halves are kept nowhere.
"""

import base64
import hashlib
import hmac
import json

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

ISSUER, CLIENT, NONCE, NOW = "https://login.example", "attest", "n-0S6_WzA2Mj", 1_814_623_500


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def members(key, kid: str, **more) -> dict:
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    if isinstance(key, rsa.RSAPrivateKey):
        jwk = json.loads(algorithm.to_jwk(key.public_key()))
        jwk.pop("key_ops", None)
    else:
        numbers = key.public_key().public_numbers()
        point = {"x": encoded(numbers.x.to_bytes(32, "big")), "y": encoded(numbers.y.to_bytes(32, "big"))}
        jwk = {"kty": "EC", "crv": "P-256", **point}
    return jwk | {"kid": kid, "use": "sig"} | more


first, other, short = (rsa.generate_private_key(65537, bits) for bits in (2048, 2048, 1024))
curve, foreign_curve = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
public = first.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
keys = [
    members(first, "rsa-1"), members(curve, "ec-1"), members(other, "locked", use="enc"), members(short, "short"),
    {"kty": "oct", "kid": "secret", "k": "c2VjcmV0"}, {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": "AA"},
]

good = {"iss": ISSUER, "aud": CLIENT, "sub": "24400320", "nonce": NONCE, "iat": NOW - 10, "exp": NOW + 300,
        "email": "ada@example.nhs.uk", "email_verified": True, "name": "Ada Example"}
tokens = []


def add(name: str, outcome: str, token: str) -> None:
    tokens.append({"name": name, "outcome": outcome, "token": token})


def signed(claims, key=first, algorithm="RS256", kid="rsa-1", **headers) -> str:
    headers = headers | ({"kid": kid} if kid else {})
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jwt.api_jws.PyJWS().encode(payload, key, algorithm, headers)


def changed(**claims) -> str:
    return signed({name: value for name, value in (good | claims).items() if value is not None})


def by_hand(header: bytes, payload: bytes, signature: bytes) -> str:
    return ".".join(encoded(part) for part in (header, payload, signature))


plain = json.dumps(good).encode()
add("signed with RSA", "accepted", signed(good))
add("signed on a curve", "accepted", signed(good, curve, "ES256", "ec-1"))
add("without a key's name, where one alone fits", "accepted", signed(good, kid=None))
add("for several, and given to us", "accepted", changed(aud=[CLIENT, "other"], azp=CLIENT))
add("given to us", "accepted", changed(azp=CLIENT))
add("from a clock half a minute ahead", "accepted", changed(iat=NOW + 30, nbf=NOW + 30))
add("for one in a list", "accepted", changed(aud=[CLIENT]))

add("unsigned", "algorithm", jwt.encode(good, None, "none"))
add("unsigned, spelt otherwise", "algorithm", by_hand(b'{"alg":"nOnE","kid":"rsa-1"}', plain, b""))
head = b'{"alg":"HS256","kid":"rsa-1"}'
mac = hmac.new(public, f"{encoded(head)}.{encoded(plain)}".encode(), hashlib.sha256).digest()
add("signed with the public key as a secret", "algorithm", by_hand(head, plain, mac))
add("signed with a secret", "algorithm", jwt.encode(good, "secret", "HS256", headers={"kid": "secret"}))
add("signed with a longer digest", "algorithm", signed(good, algorithm="RS512"))
add("signed with PSS", "algorithm", signed(good, algorithm="PS256"))
add("signed with an unknown key", "key-unknown", signed(good, other, kid="rsa-2"))
add("signed with a key that is not for that", "key-unknown", signed(good, other, kid="locked"))
add("signed with a short key", "key-unknown", signed(good, short, kid="short"))
add("named after a key of another kind", "key-unknown", signed(good, kid="ec-1"))
add("signed with another key under the same name", "signature", signed(good, other))
add("signed with another curve's key", "signature", signed(good, foreign_curve, "ES256", "ec-1"))
parts = signed(good).split(".")
add("changed since", "signature", ".".join([parts[0], encoded(plain.replace(b"24400320", b"24400321")), parts[2]]))
add("with its signature cut", "signature", ".".join([parts[0], parts[1], encoded(b"\0" * 256)]))
add("with an empty signature", "signature", ".".join([parts[0], parts[1], ""]))
on_curve = signed(good, curve, "ES256", "ec-1").split(".")
der = curve.sign(f"{on_curve[0]}.{on_curve[1]}".encode(), ec.ECDSA(__import__("cryptography").hazmat.primitives.hashes.SHA256()))
assert decode_dss_signature(der)
add("on a curve with a signature in DER", "signature", ".".join([*on_curve[:2], encoded(der)]))
add("on a curve with a signature of zeros", "signature", ".".join([*on_curve[:2], encoded(b"\0" * 64)]))

add("for somebody else", "audience", changed(aud="other"))
add("for nobody", "audience", changed(aud=None))
add("for our name in other letters", "audience", changed(aud="Attest"))
add("for several, and given to nobody", "authorized-party", changed(aud=[CLIENT, "other"]))
add("given to somebody else", "authorized-party", changed(azp="other"))
add("of another sign-in", "nonce", changed(nonce="n-other"))
add("of no sign-in", "nonce", changed(nonce=None))
add("expired", "expired", changed(exp=NOW - 61))
add("from the future", "not-yet", changed(iat=NOW + 61))
add("not valid yet", "not-yet", changed(nbf=NOW + 61))
add("without an end", "malformed", changed(exp=None))
add("without a beginning", "malformed", changed(iat=None))
add("with an end in words", "malformed", changed(exp=str(NOW + 300)))
add("of another provider", "issuer", changed(iss="https://other.example"))
add("of a provider that is spelt otherwise", "issuer", changed(iss=ISSUER + "/"))
add("of nobody's", "issuer", changed(iss=None))
add("about nobody", "subject", changed(sub=None))
add("about an empty name", "subject", changed(sub=""))
add("about a number", "subject", changed(sub=24400320))
add("about too long a name", "subject", changed(sub="a" * 256))

twice = plain[:-1] + b', "sub": "24400321"}'
add("about two at once", "malformed", signed(twice))
add("about two at once, one in other letters", "malformed", signed(plain[:-1] + rb', "s\u0075b": "24400321"}'))
header = b'{"alg":"RS256","kid":"rsa-1","alg":"none"}'
add("signed in two ways at once", "malformed", by_hand(header, plain, b"x"))
add("with an extension that must be understood", "malformed", signed(good, crit=["exp"]))
add("too long", "too-long", changed(padding="a" * 16_384))
add("a list", "malformed", signed(b"[]"))
add("no JSON", "malformed", signed(b"sub=24400320"))
add("nested deeply", "malformed", signed(b'{"a":' * 40 + b"1" + b"}" * 40))
add("with something after its end", "malformed", signed(plain + b"{}"))
add("in two parts", "malformed", ".".join(parts[:2]))
add("in five parts", "malformed", ".".join([*parts, "a", "b"]))
add("with padding", "malformed", ".".join([parts[0] + "=", *parts[1:]]))
add("empty", "malformed", "")

print(json.dumps({"issuer": ISSUER, "client": CLIENT, "nonce": NONCE, "time": NOW, "keys": {"keys": keys},
                  "tokens": tokens}, indent=1))
