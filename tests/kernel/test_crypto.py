"""Personal data at rest: bound to its place, readable after a key change, found without reading."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as some

from shared import ids
from shared.crypto import Vault, mask_id, mask_name, mask_phone

FIRST, SECOND, INDEX = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
VAULT = Vault({1: FIRST}, INDEX)
PHONE = "+8613812345678"
COLUMN = "person.phone"
ROW = ids.new()


@given(some.text())
def test_what_was_sealed_opens(text: str) -> None:
    assert VAULT.open(COLUMN, ROW, VAULT.seal(COLUMN, ROW, text)) == text


def test_the_same_text_never_looks_the_same_and_shows_nothing() -> None:
    sealed = {VAULT.seal(COLUMN, ROW, PHONE) for _ in range(100)}

    assert len(sealed) == 100
    assert not any(b"138" in blob for blob in sealed)


@pytest.mark.parametrize(
    ("column", "row"), [("person.name", ROW), ("account.phone", ROW), (COLUMN, ids.new())]
)
def test_a_ciphertext_moved_elsewhere_does_not_open(column: str, row: ids.UUID) -> None:
    sealed = VAULT.seal(COLUMN, ROW, PHONE)

    with pytest.raises(InvalidTag):
        VAULT.open(column, row, sealed)


@given(some.integers(3), some.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, flip: int) -> None:
    sealed = bytearray(VAULT.seal(COLUMN, ROW, PHONE))
    sealed[3 + place % (len(sealed) - 3)] ^= flip

    with pytest.raises(InvalidTag):
        VAULT.open(COLUMN, ROW, bytes(sealed))


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old = VAULT.seal(COLUMN, ROW, PHONE)
    both = Vault({2: SECOND, 1: FIRST}, INDEX)
    new = both.seal(COLUMN, ROW, PHONE)

    assert both.open(COLUMN, ROW, old) == PHONE
    assert Vault({2: SECOND}, INDEX).open(COLUMN, ROW, new) == PHONE
    with pytest.raises(KeyError):
        VAULT.open(COLUMN, ROW, new)


def test_a_key_of_the_same_number_but_another_value_opens_nothing() -> None:
    with pytest.raises(InvalidTag):
        Vault({1: SECOND}, INDEX).open(COLUMN, ROW, VAULT.seal(COLUMN, ROW, PHONE))


@given(some.text(), some.text())
def test_blind_indexes_are_equal_exactly_when_the_values_are(one: str, other: str) -> None:
    assert (VAULT.blind(COLUMN, one) == VAULT.blind(COLUMN, other)) == (one == other)


def test_a_blind_index_says_nothing_across_columns_or_keys() -> None:
    mine = VAULT.blind(COLUMN, PHONE)

    assert len(mine) == 16
    assert mine != VAULT.blind("account.phone", PHONE)
    assert mine != Vault({1: FIRST}, FIRST).blind(COLUMN, PHONE)
    assert mine == Vault({2: SECOND}, INDEX).blind(COLUMN, PHONE), "survives a new data key"


def test_the_keys_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    data = {"1": base64.b64encode(FIRST).decode()}
    file.write_text(json.dumps({"data": data, "index": base64.b64encode(INDEX).decode()}))

    assert Vault.load(file).open(COLUMN, ROW, VAULT.seal(COLUMN, ROW, PHONE)) == PHONE


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (mask_phone(PHONE), "138****5678"),
        (mask_phone("13812345678"), "138****5678"),
        (mask_name("张三丰"), "张**"),
        (mask_name("欧阳娜娜"), "欧***"),
        (mask_id("320522195006150011"), "3205**********0011"),
    ],
)
def test_what_is_shown_by_default_is_masked(masked: str, shown: str) -> None:
    assert masked == shown
