"""Seal a bid, hold a key, verify what was signed (docs/procurement/bid.md).

Needs `cryptography` and `rfc8785`.

seal PROCESS.json ORGANIZATION ATTEMPT QUALIFICATION.json TECHNICAL.json PRICE.json
    prints the body to send; PROCESS.json is `GET /processes/{id}`,
    PRICE.json {"unit_prices": {"<id of a service item>": "1000.00"}}
key NEW.key
    prints a custodian's public key; the private one is in the file, and only there
share MY.key SHARE.json PROCESS_ID
    prints the body to hand in; SHARE.json is `GET /processes/{id}/share`
verify SIGNED.json [OPENING.json]
    a receipt or a notice; with the notice of the opening a receipt's place in the chain
"""

import base64
import json
import os
import sys
from hashlib import sha256
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
BLOCK = 4096
PARTS = ("qualification", "technical", "price")


def check(holds, what):
    if not holds:
        sys.exit("WRONG: " + what)


def info(what, context):
    return f"sanshe.{what}.v1|".encode() + rfc8785.dumps(context)


def sealed(key, text, context):
    filled = text + b" " * (-len(text) % BLOCK)  # JSON may end in blanks; its length is hidden so
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(key))
    return base64.b64encode(SUITE.encrypt(filled, public, info("bid", context))).decode()


def seal(process, organization, attempt, *texts):
    parts = {}
    for part, text in zip(PARTS, texts, strict=True):
        context = {"process": process["id"], "bidder_org": organization}
        context |= {"part": part, "attempt": attempt}
        plain = json.dumps(text, ensure_ascii=False).encode()
        parts[part] = sealed(process["sealing_key"], plain, context)
    return {"organization_id": organization, "attempt": attempt, "parts": parts}


def new_key():
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()


def share(private, told, process_id):
    context = {"process": process_id, "custodian": told["account_id"], "number": told["number"]}
    key = X25519PrivateKey.from_private_bytes(bytes.fromhex(private))
    opened = SUITE.decrypt(bytes.fromhex(told["sealed"]), key, info("share", context))
    check(
        sha256(opened).hexdigest() == told["share_sha256"], "this is not the share you were given"
    )
    return {"share": bytes(opened).hex()}


def verify(told, chain=None):
    record = told["record"] if "record" in told else told["content"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["public_key"]))
    try:
        key.verify(bytes.fromhex(told["signature"]), rfc8785.dumps(record))
    except InvalidSignature:
        sys.exit("WRONG: its signature is not that of its key")
    if "record" in told:
        check(sha256(rfc8785.dumps(record)).hexdigest() == told["hash"], "its hash is another")
    if chain is not None:
        hashes = [chain["content"]["chain_start"], *chain["content"]["receipts"]]
        check(hashes[-1] == chain["content"]["closing_root"], "the chain has another end")
        check(told["hash"] in hashes[1:], "the receipt is not in the chain")
        before = hashes[hashes.index(told["hash"]) - 1]
        check(record["previous"] == before, "another receipt stands before it")


def read(path):
    return json.loads(Path(path).read_text("utf-8"))


def main(what, *given):
    match what:
        case "seal":
            said = seal(read(given[0]), given[1], int(given[2]), *map(read, given[3:]))
        case "key":
            private, said = new_key()
            with os.fdopen(
                os.open(given[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(private)
        case "share":
            said = share(Path(given[0]).read_text("utf-8").strip(), read(given[1]), given[2])
        case "verify":
            said = verify(*map(read, given)) or "all right"
        case _:
            sys.exit(__doc__)
    print(said if isinstance(said, str) else json.dumps(said))


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
