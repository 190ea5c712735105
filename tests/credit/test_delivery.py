"""Project credits: what a contract is worth, whatever the order its facts arrive in."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.credit.account.model import Balance
from services.credit.delivery.model import ContractPart, ContractRecord
from services.credit.delivery.rules import Log, Terms, evaluation_told, worth
from services.credit.policy.model import EarningPolicy
from services.credit.policy.rules import Rates
from services.credit.verification.use_cases import first_fault
from shared import ids
from shared.testing.kit import ServiceKit
from tests.credit.contracts import APRIL, MARCH, Contract
from tests.credit.given import account_of, days_of

PERCENTS = {"excellent": 20, "good": 10, "pass": 0, "fail": -30}


@pytest.fixture
async def rates(credit: ServiceKit) -> Rates:
    async with credit.begin() as uow:
        return (await uow.session.scalars(select(EarningPolicy))).one().rates


def log(*people: int, item: int = 1, day: date = MARCH, **fields: Any) -> Log:
    given: dict[str, Any] = {
        "id": ids.new(),
        "item_id": UUID(int=item),
        "method": "groupwork",
        "served_on": day,
        "tokens": frozenset(f"t{person}" for person in people),
        "vulnerable": False,
        "fabricated": False,
        "rejected": False,
    }
    return Log(**given | fields)


def valued(rates: Rates, *logs: Log, score: int | None = 4, grade: str | None = None) -> Any:
    by_month = {MARCH: rates, APRIL: rates}
    return worth(logs, rates=by_month, score=score, grade=grade, terms=Terms(PERCENTS, 3))


async def test_a_person_counts_once_for_each_item_and_month(rates: Rates) -> None:
    one = valued(rates, log(1, 2), log(2, 3))
    two = valued(rates, log(1, 2), log(2, 3, item=2), log(1, day=APRIL))

    assert [part.made.amount for part in one.parts] == [30]
    assert [part.made.amount for part in two.parts] == [20, 10, 20]


@pytest.mark.parametrize(
    ("grade", "share"), [("excellent", 20), ("good", 10), ("pass", 0), ("fail", -30), (None, 0)]
)
async def test_the_final_grade_gives_or_takes_a_share(
    rates: Rates, grade: str | None, share: int
) -> None:
    found = valued(rates, log(*range(10)), grade=grade)

    assert (found.earned, found.evaluation) == (100, share)


async def test_fabricated_logs_count_for_nothing_and_cost_three_times_their_credits(
    rates: Rates,
) -> None:
    found = valued(rates, log(*range(10)), log(*range(10, 14), fabricated=True))

    assert (found.earned, found.penalty) == (100, 120)


async def test_rejected_logs_count_for_nothing_and_cost_nothing(rates: Rates) -> None:
    found = valued(rates, log(*range(10)), log(*range(10, 14), rejected=True))
    nothing = valued(rates, log(1, 2, rejected=True))

    assert (found.earned, found.penalty) == (100, 0)
    assert (nothing.earned, nothing.penalty) == (0, 0)


async def test_casework_for_vulnerable_people_weighs_as_in_an_order(rates: Rates) -> None:
    found = valued(rates, log(1, method="casework", vulnerable=True), score=5)

    assert found.earned == 21


async def outcome(
    credit: ServiceKit, contract: Contract, names: list[str], cut: int | None = None
) -> tuple[Any, ...]:
    """Where a contract stands after these facts; they arrive in two batches, if that is said."""
    facts = [contract.facts[name] for name in names]
    if cut is None:
        await credit.receive(*facts)
    else:
        for batch in filter(None, (facts[:cut], facts[cut:])):
            await credit.receive_together(*batch)
    async with credit.begin() as uow:
        record = await uow.session.get(ContractRecord, contract.id)
        mine = select(ContractPart).where(ContractPart.contract_id == contract.id)
        parts = (await uow.session.scalars(mine.order_by(ContractPart.month))).all()
    stood = [(part.month, part.amount, part.posted, part.state, part.inputs) for part in parts]
    known = record and (record.evaluation, record.penalty, record.grade, record.score)
    try:
        account = await account_of(credit, contract.organization_id)
    except Exception:  # noqa: BLE001 - nothing was told that opens an account
        return stood, known, None, []
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id, populate_existing=True)
    days = await days_of(credit, account.id)
    return stood, known, (balance.posted, balance.arrears), days


async def test_a_chinese_sentence_says_the_grade_in_chinese(rates: Rates) -> None:
    found = valued(rates, log(*range(10)), grade="good")

    why = evaluation_told(found, found.evaluation, grade="good", withdrawn=0)

    assert why["zh"] == "末期评估良好，按入账 100 积分计 +10，本次 +10。"


async def test_a_contract_is_posted_with_its_final_evaluation(credit: ServiceKit) -> None:
    _, _, community = await credit.regions()
    contract = Contract(community)

    expected = await outcome(credit, contract, ["organization", "log", "mid-term"])
    posted = await outcome(credit, contract, ["final"])

    assert expected[2] == (0, 0)
    assert [part[1:3] for part in expected[0]] == [(80, 0)]
    assert [part[1:3] for part in posted[0]] == [(120, 120)]
    assert posted[1][0] == 24
    assert posted[2] == (144, 0)


async def test_a_violation_takes_what_was_posted_and_three_times_its_worth(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    contract = Contract(community)
    told = ["organization", "log", "fabricated log", "corrected"]

    before = await outcome(credit, contract, told)
    after = await outcome(credit, contract, ["violation"])

    assert before[2] == (140 + 14, 0)
    assert after[2] == (0, 10)


async def test_what_was_found_invented_before_it_was_ever_verified_costs_three_times_its_worth(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    contract = Contract(community)

    before = await outcome(credit, contract, ["organization", "log", "final"])
    after = await outcome(credit, contract, ["caught at the check"])

    assert (before[2], after[2]) == ((120 + 24, 0), (0, 0))
    assert after[1][1] == 3 * 48


async def test_a_corrected_evaluation_moves_everything_to_its_day_and_verifies(
    credit: ServiceKit,
) -> None:
    _, _, community = await credit.regions()
    contract = Contract(community)
    told = ["organization", "log", "next month", "fabricated log", "violation", "final"]
    before = await outcome(credit, contract, told)
    again = [await outcome(credit, contract, [name]) for name in ("corrected", "violated again")]

    assert before[3] == [(date(2026, 3, 11), -144), (date(2026, 3, 12), 187)]
    assert again[0][3] == [(date(2026, 3, 11), -120), (date(2026, 3, 14), 143)]
    assert again[1][3] == [(date(2026, 3, 14), 143), (date(2026, 3, 22), -120)]
    async with credit.begin() as uow:
        assert await first_fault(uow, witnessed={}) is None


@pytest.mark.parametrize(
    ("second_look", "stands"), [("violation overturned", (140 + 14, 0)), ("only wrong", (110, 0))]
)
async def test_a_second_look_that_finds_nothing_invented_gives_the_penalty_back(
    credit: ServiceKit, second_look: str, stands: tuple[int, int]
) -> None:
    _, _, community = await credit.regions()
    contract = Contract(community)
    told = ["organization", "log", "fabricated log", "corrected", "violation"]

    before = await outcome(credit, contract, told)
    after = await outcome(credit, contract, [second_look])

    assert before[2] == (0, 10)
    assert after[2] == stands


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_every_order_of_arrival_has_one_outcome(credit: ServiceKit, data: Any) -> None:
    _, _, community = await credit.regions()
    names = [*Contract(community).facts]
    arriving = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=2))

    one = await outcome(credit, Contract(community), arriving)
    other = await outcome(credit, Contract(community), sorted(arriving))
    cut = data.draw(st.integers(min_value=0, max_value=len(arriving)))
    together = await outcome(credit, Contract(community), arriving, cut)

    assert one == other == together
