"""Personal data at rest: bound to its place, readable after a key change, found without reading."""

import base64
import json
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as some

from deploy.local.credentials import Credentials
from deploy.local.stack import Stack
from shared import ids
from shared.crypto import Key, Sm4Gcm, Suite, Vault, mask_address, mask_id, mask_name, mask_phone

FIRST, SECOND, INDEX = (Key(bytes([number]) * 32) for number in (1, 2, 3))
SM4, SM3 = Key(bytes([4]) * 16, Suite.GM), Key(bytes([5]) * 16, Suite.GM)
VAULT = Vault({1: FIRST}, INDEX)
GM_VAULT = Vault({1: SM4}, SM3)
vaults = pytest.mark.parametrize("vault", [VAULT, GM_VAULT], ids=["intl", "gm"])
PHONE = "+8613812345678"
COLUMN = "person.phone"
ROW = ids.new()


@vaults
@given(text=some.text())
def test_what_was_sealed_opens(vault: Vault, text: str) -> None:
    assert vault.open(COLUMN, ROW, vault.seal(COLUMN, ROW, text)) == text


def test_sm4_in_galois_counter_mode_is_that_of_rfc_8998() -> None:
    """Appendix A.1."""
    cipher = Sm4Gcm(bytes.fromhex("0123456789abcdeffedcba9876543210"))
    nonce = bytes.fromhex("00001234567800000000abcd")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([byte]) * 8 for byte in bytes.fromhex("aabbccddeeffeeaa"))

    sealed = cipher.encrypt(nonce, plain, bound)

    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert cipher.decrypt(nonce, sealed, bound) == plain


@vaults
def test_the_same_text_never_looks_the_same_and_shows_nothing(vault: Vault) -> None:
    sealed = {vault.seal(COLUMN, ROW, PHONE) for _ in range(100)}

    assert len(sealed) == 100
    assert not any(b"138" in blob for blob in sealed)


@pytest.mark.parametrize(
    ("column", "row"), [("person.name", ROW), ("account.phone", ROW), (COLUMN, ids.new())]
)
@vaults
def test_a_ciphertext_moved_elsewhere_does_not_open(vault: Vault, column: str, row: UUID) -> None:
    sealed = vault.seal(COLUMN, ROW, PHONE)

    with pytest.raises(InvalidTag):
        vault.open(column, row, sealed)


@vaults
@given(place=some.integers(3), flip=some.integers(1, 255))
def test_a_changed_byte_is_noticed(vault: Vault, place: int, flip: int) -> None:
    sealed = bytearray(vault.seal(COLUMN, ROW, PHONE))
    sealed[3 + place % (len(sealed) - 3)] ^= flip

    with pytest.raises(InvalidTag):
        vault.open(COLUMN, ROW, bytes(sealed))


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old = VAULT.seal(COLUMN, ROW, PHONE)
    both = Vault({2: SECOND, 1: FIRST}, INDEX)
    new = both.seal(COLUMN, ROW, PHONE)

    assert both.open(COLUMN, ROW, old) == PHONE
    assert Vault({2: SECOND}, INDEX).open(COLUMN, ROW, new) == PHONE
    with pytest.raises(KeyError):
        VAULT.open(COLUMN, ROW, new)


def test_a_city_goes_over_to_the_other_suite_by_a_newer_key() -> None:
    old = VAULT.seal(COLUMN, ROW, PHONE)
    both = Vault({1: FIRST, 2: SM4}, INDEX)
    new = both.seal(COLUMN, ROW, PHONE)

    assert (old[0], new[0]) == (1, 2)
    assert both.open(COLUMN, ROW, old) == both.open(COLUMN, ROW, new) == PHONE


def test_a_key_of_the_same_number_but_another_value_opens_nothing() -> None:
    with pytest.raises(InvalidTag):
        Vault({1: SECOND}, INDEX).open(COLUMN, ROW, VAULT.seal(COLUMN, ROW, PHONE))


@vaults
@given(one=some.text(), other=some.text())
def test_blind_indexes_are_equal_exactly_when_the_values_are(
    vault: Vault, one: str, other: str
) -> None:
    assert (vault.blind(COLUMN, one) == vault.blind(COLUMN, other)) == (one == other)


def test_a_blind_index_says_nothing_across_columns_or_keys() -> None:
    mine = VAULT.blind(COLUMN, PHONE)

    assert len(mine) == 16
    assert mine != VAULT.blind("account.phone", PHONE)
    assert mine != Vault({1: FIRST}, FIRST).blind(COLUMN, PHONE)
    assert mine == Vault({2: SECOND}, INDEX).blind(COLUMN, PHONE), "survives a new data key"


def test_the_keys_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    unnamed = base64.b64encode(FIRST.secret).decode()
    file.write_text(json.dumps({"data": {"1": unnamed, "2": str(SM4)}, "index": str(SM3)}))
    loaded = Vault.load(file)

    assert loaded.open(COLUMN, ROW, VAULT.seal(COLUMN, ROW, PHONE)) == PHONE
    assert loaded.seal(COLUMN, ROW, PHONE)[0] == 2
    assert loaded.blind(COLUMN, PHONE) == GM_VAULT.blind(COLUMN, PHONE)


@pytest.mark.parametrize("suite", Suite)
def test_a_new_stack_has_keys_of_the_suite_that_is_asked_for(
    suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANSHE_CRYPTO_SUITE", suite)
    stack = Stack(data=tmp_path)
    Credentials(stack)

    sealed = Vault.load(Credentials.keys_file(stack, "registry")).seal(COLUMN, ROW, PHONE)

    assert sealed[0] == {Suite.INTL: 1, Suite.GM: 2}[suite]


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (mask_phone(PHONE), "138****5678"),
        (mask_phone("13812345678"), "138****5678"),
        (mask_address("人民南路18号3幢201室"), "人民南路***"),
        (mask_address("沙溪古镇"), "沙溪***"),
        (mask_address("３幢２０１室"), "***"),
        (mask_name("张三丰"), "张**"),
        (mask_name("欧阳娜娜"), "欧***"),
        (mask_id("320522195006150011"), "3205**********0011"),
    ],
)
def test_what_is_shown_by_default_is_masked(masked: str, shown: str) -> None:
    assert masked == shown
