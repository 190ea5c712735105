"""The same facts about one order lead to the same state, in whatever order they arrive."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from services.credit.account.model import Balance
from services.credit.transfer.model import Entry
from shared import ids
from shared.contracts.needs import SurveyReviewed
from shared.events import Event
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit
from tests.credit.given import (
    account_of,
    an_order,
    at,
    confirmed,
    current_of,
    disputed,
    failed,
    organization_state,
    rated,
)

WINDOW_ENDS = "the window ends"

FACTS = (
    "organization",
    "confirmed",
    "disputed",
    "confirmed again",
    "rated",
    "rated again",
    "rated under review",
    "reviewed",
    "failed",
    WINDOW_ENDS,
)
WEEKS_LATER = at(24 * 30)


def facts_of(order: dict[str, Any], community: RegionReplica) -> dict[str, Event]:
    """Everything that can be told of one order, each with the time it happened."""
    doubtful = rated(order, 5, after=timedelta(hours=70), flagged=True)
    more = confirmed(order | {"at": at(48)}, kind="casework", vulnerable=True, beneficiaries=2)
    return {
        "organization": organization_state(community, organization_id=order["organization_id"]),
        "confirmed": confirmed(order, beneficiaries=3),
        "disputed": disputed(order, after=timedelta(hours=24)),
        "confirmed again": more,
        "rated": rated(order, 4, after=timedelta(hours=5)),
        "rated again": rated(order, 5, after=timedelta(hours=60)),
        "rated under review": doubtful,
        "reviewed": SurveyReviewed(**doubtful.model_dump() | {"at": at(75)}, accepted=True),
        "failed": failed(order, after=timedelta(hours=80)),
    }


async def outcome(
    credit: ServiceKit, order: dict[str, Any], names: list[str], facts: dict[str, Event]
) -> tuple[Any, ...]:
    """Where an order stands weeks after these facts: what it earns, what is in the ledger."""
    credit.now = MONDAY
    for name in names:
        if name == WINDOW_ENDS:
            await credit.tick(WEEKS_LATER)
        else:
            await credit.receive(facts[name])
    await credit.tick(WEEKS_LATER)
    account = await account_of(credit, order["organization_id"])
    async with credit.begin() as uow:
        balance = await uow.session.get_one(Balance, account.id)
        mine = select(func.coalesce(func.sum(Entry.amount), 0))
        entries = await uow.session.scalar(mine.where(Entry.account_id == account.id))
    try:
        earning = await current_of(credit, order)
    except ValueError:
        return account.state, balance.posted, entries, None
    return (
        account.state,
        balance.posted,
        entries,
        (earning.state, earning.amount, earning.inputs, earning.steps),
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arriving=st.lists(st.sampled_from(FACTS), unique=True, min_size=2))
async def test_every_order_of_arrival_has_one_outcome(
    credit: ServiceKit, arriving: list[str]
) -> None:
    _, _, community = await credit.regions()
    found = []

    for names in (arriving, sorted(arriving)):
        order = an_order(ids.new(), community)
        found.append(await outcome(credit, order, names, facts_of(order, community)))

    assert found[0] == found[1]
