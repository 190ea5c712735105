"""Personal data at rest: sealed per field, found by blind index, shown masked.

Envelope: `algorithm(1) ‖ key id(2) ‖ nonce(12) ‖ ciphertext and tag`, bound to
`table.column:row id`, so a ciphertext moved to another row does not open (spec/registry.md §2.14).
"""

import base64
import json
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

NONCE_BYTES = 12
TAG_BYTES = 16
BLIND_BYTES = 16
MASKABLE_DIGITS = 11
"""A shorter number would show most of itself between the stars."""
SHOWN_WITHOUT_NUMBER = 6
"""Characters shown of an address in which no number is found."""
_HEAD = 3


class Suite(StrEnum):
    """Which algorithms a key is for: `gm` are those that 密评 (GB/T 39786-2021) asks for."""

    INTL = "intl"
    GM = "gm"


class Sm4Gcm:
    """SM4 in Galois counter mode, spoken to like `AESGCM`; the key has 16 bytes (GB/T 32907)."""

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
        """The ciphertext and its tag."""
        made = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        made.authenticate_additional_data(bound)
        return made.update(data) + made.finalize() + made.tag

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
        """The plain bytes; raises InvalidTag like `AESGCM`."""
        text, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        opened = Cipher(self._cipher, modes.GCM(nonce, tag)).decryptor()
        opened.authenticate_additional_data(bound)
        return opened.update(text) + opened.finalize()


CIPHERS: dict[Suite, tuple[int, type[AESGCM | Sm4Gcm]]] = {
    Suite.INTL: (1, AESGCM),
    Suite.GM: (2, Sm4Gcm),
}
"""Of each suite the first byte of its envelopes, and what seals: AES-256-GCM or SM4-GCM."""
DIGESTS = {Suite.INTL: hashes.SHA256, Suite.GM: hashes.SM3}
"""Of each suite the hash of its HMAC."""
KEY_BYTES = {Suite.INTL: 32, Suite.GM: 16}


@dataclass(frozen=True)
class Key:
    """A secret and what it is for; in a keys file `gm:BASE64`, where nothing is named `intl`."""

    secret: bytes
    suite: Suite = Suite.INTL

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read it as it stands in a keys file; one that is cut short raises ValueError."""
        named, _, encoded = text.rpartition(":")
        suite = Suite(named or Suite.INTL)
        secret = base64.b64decode(encoded, validate=True)
        if len(secret) != KEY_BYTES[suite]:
            raise ValueError(len(secret))
        return cls(secret, suite)

    @classmethod
    def new(cls, suite: Suite) -> Self:
        """A random one."""
        return cls(os.urandom(KEY_BYTES[suite]), suite)

    def __str__(self) -> str:
        """As it stands in a keys file."""
        return f"{self.suite}:{base64.b64encode(self.secret).decode()}"


class Vault:
    """Seals and opens fields; the newest data key seals, older ones still open."""

    def __init__(self, data_keys: dict[int, Key], index_key: Key) -> None:
        assert data_keys
        self._keys = {
            number.to_bytes(2, "big"): (CIPHERS[key.suite][0], CIPHERS[key.suite][1](key.secret))
            for number, key in data_keys.items()
        }
        self._newest = max(self._keys)
        self._index_key = index_key

    @classmethod
    def load(cls, file: Path) -> Self:
        """Read the keys: `{"data": {"1": key, "2": key}, "index": key}`."""
        keys = json.loads(file.read_text())
        data = {int(number): Key.parse(key) for number, key in keys["data"].items()}
        return cls(data, Key.parse(keys["index"]))

    def seal(self, column: str, row_id: UUID, text: str) -> bytes:
        """Encrypt one field of one row; `column` is `table.column`."""
        algorithm, cipher = self._keys[self._newest]
        nonce = os.urandom(NONCE_BYTES)
        sealed = cipher.encrypt(nonce, text.encode(), _bound(column, row_id))
        return bytes([algorithm]) + self._newest + nonce + sealed

    def open(self, column: str, row_id: UUID, sealed: bytes) -> str:
        """Decrypt one field; raises InvalidTag when it was not sealed for this column and row."""
        algorithm, cipher = self._keys[sealed[1:_HEAD]]
        assert sealed[0] == algorithm
        nonce = sealed[_HEAD : _HEAD + NONCE_BYTES]
        opened = cipher.decrypt(nonce, sealed[_HEAD + NONCE_BYTES :], _bound(column, row_id))
        return opened.decode()

    def blind(self, column: str, text: str) -> bytes:
        """A keyed fingerprint of a normalised value: equal values are found, nothing is read."""
        key = self._digest(self._index_key.secret, column)
        return self._digest(key, text)[:BLIND_BYTES]

    def _digest(self, key: bytes, text: str) -> bytes:
        made = HMAC(key, DIGESTS[self._index_key.suite]())
        made.update(text.encode())
        return made.finalize()


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


def mask_address(address: str) -> str:
    """人民南路18号3幢201室 -> 人民南路***: nothing from the first number on, or less than half."""
    number = re.search(r"\d", address)
    end = number.start() if number else min(SHOWN_WITHOUT_NUMBER, len(address) // 2)
    return f"{address[:end]}***"


def mask_id(number: str) -> str:
    """320522195006150011 -> 3205**********0011; of a short number only the end."""
    if len(number) < MASKABLE_DIGITS:
        return "*" * (len(number) - 2) + number[-2:]
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
