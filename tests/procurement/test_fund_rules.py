from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.fund.errors import FundUnusable, InsufficientFunds, OverCommitment
from services.procurement.fund.model import Fund, FundEntry
from services.procurement.fund.rules import Balances, apportion, moved, purposes_of
from services.procurement.fund.states import (
    LOTTERY,
    EntryKind,
    FundAction,
    FundKind,
    FundState,
    Purpose,
)
from shared import ids
from shared.records import fingerprint
from shared.testing.kit import MONDAY

KINDS = st.sampled_from([*EntryKind])
AMOUNTS = st.integers(1, 10_000)


def a_fund(**fields: object) -> Fund:
    given_fields: dict[str, object] = {
        "region_id": ids.new(),
        "name": "社区服务资金",
        "kind": FundKind.FISCAL_GENERAL,
        "owner_organization_id": None,
        "fiscal_year": 2026,
        "purposes": [],
        "donor_intent": None,
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
    } | fields
    fund = Fund(**given_fields)  # type: ignore[arg-type]
    fund.move(FundAction.OPEN)
    return fund


def post(fund: Fund, kind: EntryKind, amount: int) -> FundEntry:
    actor, key = ids.new(), ids.new()
    return fund.post(kind, amount, ref=None, key=key, note=None, at=MONDAY, actor_id=actor)


@given(st.lists(st.tuples(KINDS, AMOUNTS), max_size=60))
def test_whatever_is_asked_of_a_fund_it_stays_sound_and_chained(
    asked: list[tuple[EntryKind, int]],
) -> None:
    fund = a_fund()
    post(fund, EntryKind.APPROPRIATE, 20_000)
    entries: list[FundEntry] = []

    for kind, amount in asked:
        before = fund.balances
        try:
            entries.append(post(fund, kind, amount))
        except (InsufficientFunds, OverCommitment):
            assert fund.balances == before
        assert fund.balances.sound

    head = entries[0].prev_hash if entries else fund.head
    for entry in entries:
        assert entry.prev_hash == head
        head = fingerprint(entry.contents)
    assert fund.head == head
    assert fund.entries == len(entries) + 1


@given(st.lists(st.tuples(KINDS, AMOUNTS), max_size=40))
def test_the_balances_are_the_sum_of_the_entries(asked: list[tuple[EntryKind, int]]) -> None:
    fund, again = a_fund(), Balances()

    for kind, amount in [(EntryKind.APPROPRIATE, 5_000), *asked]:
        try:
            entry = post(fund, kind, amount)
        except (InsufficientFunds, OverCommitment):
            continue
        again = moved(again, entry.kind, entry.amount_fen)

    assert again == fund.balances


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=10), st.data())
def test_an_amount_is_split_to_the_fen_and_no_fund_gives_more_than_it_holds(
    held: list[int], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(held)))

    shares = apportion(amount, held)

    assert sum(shares) == amount
    assert all(0 <= share <= part for share, part in zip(shares, held, strict=True))
    for share, part in zip(shares, held, strict=True):
        assert abs(share * sum(held) - amount * part) < max(sum(held), 1)


def test_the_odd_fen_goes_to_the_largest_remainder() -> None:
    assert apportion(100, [100, 100, 100]) == [34, 33, 33]
    assert apportion(10, [1, 2, 9]) == [1, 2, 7]
    assert apportion(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize("kind", [EntryKind.RESERVE, EntryKind.COMMIT, EntryKind.PAY])
def test_a_frozen_fund_gives_nothing(kind: EntryKind) -> None:
    fund = a_fund()
    post(fund, EntryKind.APPROPRIATE, 100)
    fund.move(FundAction.FREEZE)

    with pytest.raises(FundUnusable) as refused:
        post(fund, kind, 1)

    assert refused.value.state == FundState.FROZEN


def test_after_its_validity_a_fund_begins_nothing_new_but_pays_what_it_owes() -> None:
    fund = a_fund()
    post(fund, EntryKind.APPROPRIATE, 100)
    post(fund, EntryKind.RESERVE, 60)
    post(fund, EntryKind.COMMIT, 60)
    fund.valid_to = date(2026, 3, 1)

    with pytest.raises(FundUnusable):
        post(fund, EntryKind.RESERVE, 1)
    post(fund, EntryKind.PAY, 60)

    assert fund.balances.paid == 60


def test_lottery_money_serves_its_four_purposes_only() -> None:
    assert purposes_of(FundKind.LOTTERY_WELFARE, []) == [*LOTTERY]
    assert purposes_of(FundKind.LOTTERY_WELFARE, [Purpose.ELDERLY]) == [Purpose.ELDERLY]
    assert purposes_of(FundKind.LOTTERY_WELFARE, [Purpose.COMMUNITY]) is None
    assert purposes_of(FundKind.DONATION, []) == []
