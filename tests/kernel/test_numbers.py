"""Short numbers: no gaps, no doubles, and a slip of the finger is noticed."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import create_async_engine

from shared import numbers
from shared.crypto import Vault
from shared.database import Database
from shared.numbers import CounterRow, check_digits
from shared.testing.kit import ServiceKit

digits = some.text("0123456789", min_size=1, max_size=30)


def checks(number: str) -> bool:
    """Whether a number with its check digits is right, by ISO 7064."""
    return int(number) % 97 == 1


@pytest.mark.parametrize(("number", "check"), [("794", "44"), ("0", "98"), ("1", "95")])
def test_the_check_digits_are_those_of_iso_7064(number: str, check: str) -> None:
    assert check_digits(number) == check


@given(digits)
def test_a_right_number_checks(number: str) -> None:
    check = check_digits(number)

    assert len(check) == 2
    assert checks(number + check)


@given(digits, some.data())
def test_every_single_wrong_digit_is_noticed(number: str, data: Any) -> None:
    right = number + check_digits(number)
    place = data.draw(some.integers(0, len(right) - 1))
    wrong = data.draw(some.sampled_from("0123456789").filter(lambda digit: digit != right[place]))

    assert not checks(right[:place] + wrong + right[place + 1 :])


@given(digits, some.data())
def test_every_swap_of_two_neighbours_is_noticed(number: str, data: Any) -> None:
    right = number + check_digits(number)
    place = data.draw(some.integers(0, len(right) - 2))
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]

    assert swapped == right or not checks(swapped)


@pytest.mark.parametrize("number", ["", "12a", "-1", "１２", "²", " 1"])
def test_what_is_no_number_has_no_check_digits(number: str) -> None:
    with pytest.raises(AssertionError):
        check_digits(number)


async def test_numbers_count_from_one_under_each_heading(procurement: ServiceKit) -> None:
    async with procurement.begin() as uow:
        taken = [await numbers.take(uow, heading) for heading in ("A", "A", "B", "A")]

    assert taken == [1, 2, 1, 3]


async def test_a_number_is_given_back_when_the_transaction_fails(procurement: ServiceKit) -> None:
    async def take_and_fail() -> None:
        async with procurement.begin() as uow:
            await numbers.take(uow, "A")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await take_and_fail()

    async with procurement.begin() as uow:
        assert await numbers.take(uow, "A") == 1


async def test_thirty_at_once_get_thirty_numbers(procurement_parts: Any) -> None:
    engine = create_async_engine(procurement_parts.url, pool_size=8, max_overflow=0)
    database = Database(engine, Vault.load(procurement_parts.keys))

    async def one() -> int:
        async with database.begin() as uow:
            return await numbers.take(uow, "many")

    taken = await asyncio.gather(*(one() for _ in range(30)))

    async with database.begin() as uow:
        await uow.session.execute(delete(CounterRow))
    await engine.dispose()
    assert sorted(taken) == list(range(1, 31))
