"""One clock for all processes: the database's, carried on by one that nobody sets."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared import clock
from shared.testing.kit import ServiceKit
from shared.timekeeping import take_time

HOUR = timedelta(hours=1)
NEAR = timedelta(seconds=2)


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    zero, told = clock._Carried.zero, clock._Carried.told
    yield
    clock._Carried.zero, clock._Carried.told = zero, told


def test_a_step_of_the_machines_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.now()

    monkeypatch.setattr(clock, "machine", lambda: before + HOUR)

    assert before <= clock.now() < before + NEAR


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
async def test_a_process_goes_by_its_databases_clock(needs: ServiceKit, wrong: timedelta) -> None:
    right = clock.now()
    clock._Carried.zero += wrong

    await take_time(needs.database)

    assert abs(clock.now() - right) < NEAR
    assert clock.is_told()


def test_what_was_told_in_time_moves_nothing() -> None:
    before, zero = clock.now(), clock._Carried.zero

    clock.follow(before + timedelta(milliseconds=1), before=before, after=before + NEAR)

    assert clock._Carried.zero == zero
