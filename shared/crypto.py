"""Personal data at rest: sealed per field, found by blind index, shown masked.

Envelope: `algorithm(1) ‖ key id(2) ‖ nonce(12) ‖ ciphertext and tag`, AES-256-GCM, bound to
`table.column:row id`, so a ciphertext moved to another row does not open (spec/registry.md §2.14).
"""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AES_256_GCM = 1
NONCE_BYTES = 12
BLIND_BYTES = 16
MASKABLE_DIGITS = 11
"""A shorter number would show most of itself between the stars."""
_HEAD = 3


class Vault:
    """Seals and opens fields; the newest data key seals, older ones still open."""

    def __init__(self, data_keys: dict[int, bytes], index_key: bytes) -> None:
        assert data_keys
        self._keys = {number: AESGCM(key) for number, key in data_keys.items()}
        self._newest = max(data_keys)
        self._index_key = index_key

    @classmethod
    def load(cls, file: Path) -> "Vault":
        """Read the keys: `{"data": {"1": base64}, "index": base64}`, 32 bytes each."""
        keys = json.loads(file.read_text())
        data = {int(number): base64.b64decode(key) for number, key in keys["data"].items()}
        return cls(data, base64.b64decode(keys["index"]))

    def seal(self, column: str, row_id: UUID, text: str) -> bytes:
        """Encrypt one field of one row; `column` is `table.column`."""
        head = bytes([AES_256_GCM]) + self._newest.to_bytes(2, "big")
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self._newest].encrypt(nonce, text.encode(), _bound(column, row_id))
        return head + nonce + sealed

    def open(self, column: str, row_id: UUID, sealed: bytes) -> str:
        """Decrypt one field; raises InvalidTag when it was not sealed for this column and row."""
        assert sealed[0] == AES_256_GCM
        key = self._keys[int.from_bytes(sealed[1:_HEAD], "big")]
        nonce = sealed[_HEAD : _HEAD + NONCE_BYTES]
        opened = key.decrypt(nonce, sealed[_HEAD + NONCE_BYTES :], _bound(column, row_id))
        return opened.decode()

    def blind(self, column: str, text: str) -> bytes:
        """A keyed fingerprint of a normalised value: equal values are found, nothing is read."""
        key = hmac.digest(self._index_key, column.encode(), hashlib.sha256)
        return hmac.digest(key, text.encode(), hashlib.sha256)[:BLIND_BYTES]


def _bound(column: str, row_id: UUID) -> bytes:
    return f"{column}:{row_id}".encode()


def mask_phone(phone: str) -> str:
    """+8613812345678 -> 138****5678; of a short number only the end."""
    digits = phone.removeprefix("+86")
    if len(digits) < MASKABLE_DIGITS:
        return f"****{digits[-2:]}"
    return f"{digits[:3]}****{digits[-4:]}"


def mask_name(name: str) -> str:
    """张三丰 -> 张**."""
    return name[:1] + "*" * (len(name) - 1)


def mask_id(number: str) -> str:
    """320522195006150011 -> 3205**********0011; of a short number only the end."""
    if len(number) < MASKABLE_DIGITS:
        return "*" * (len(number) - 2) + number[-2:]
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
