"""What a test of credits starts from."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.credit.account.model import Account
from services.credit.earning.model import Earning
from services.credit.earning.states import EarningState
from services.credit.transfer.model import Entry, Transfer, TransferKind
from shared import ids
from shared.contracts.needs import OrderConfirmed, OrderDisputed, OrderFailed, SurveyAnswered
from shared.contracts.registry import OrganizationState
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit


def organization_state(region: RegionReplica, **fields: Any) -> OrganizationState:
    """The registry tells of an active organization."""
    given: dict[str, Any] = {
        "organization_id": ids.new(),
        "version": 1,
        "name": "太仓市娄东社会工作服务社",
        "tier": "registered",
        "legal_type": "agency",
        "state": "active",
        "home_region_id": region.id,
        "founded_on": None,
    }
    return OrganizationState(**given | fields)


async def given_an_organization(credit: ServiceKit, region: RegionReplica) -> UUID:
    """An organization the registry has told of, with its account."""
    told = organization_state(region)
    await credit.receive(told)
    return told.organization_id


def an_order(organization_id: UUID, region: RegionReplica, **fields: Any) -> dict[str, Any]:
    """What every fact about one order says."""
    return {
        "order_id": ids.new(),
        "need_id": ids.new(),
        "team_id": ids.new(),
        "organization_id": organization_id,
        "region_id": region.id,
        "at": MONDAY,
    } | fields


def confirmed(order: dict[str, Any], **fields: Any) -> OrderConfirmed:
    """A menu service for one person, confirmed."""
    given: dict[str, Any] = {
        "category_code": "0101",
        "kind": "menu",
        "household_id": None,
        "beneficiaries": 1,
        "vulnerable": False,
        "team_members": 3,
        "minutes": 60,
    }
    return OrderConfirmed(**order | given | fields)


def disputed(order: dict[str, Any], *, after: timedelta) -> OrderDisputed:
    """The resident disputes, so long after the order's time."""
    return OrderDisputed(**order | {"at": order["at"] + after})


def failed(order: dict[str, Any], *, after: timedelta) -> OrderFailed:
    """No service took place after all."""
    return OrderFailed(**order | {"at": order["at"] + after}, reason="failed")


def rated(
    order: dict[str, Any], score: int, *, after: timedelta = timedelta(hours=1), **fields: Any
) -> SurveyAnswered:
    """The resident rates the order."""
    given: dict[str, Any] = {
        "survey_id": ids.new(),
        "solved": "yes",
        "contacted": True,
        "flagged": False,
    }
    return SurveyAnswered(**order | given | {"at": order["at"] + after} | fields, score=score)


async def account_of(credit: ServiceKit, organization_id: UUID) -> Account:
    """The organization's account as it is stored."""
    async with credit.begin() as uow:
        mine = select(Account).where(Account.organization_id == organization_id)
        return (await uow.session.scalars(mine)).one()


async def days_of(credit: ServiceKit, account_id: UUID) -> list[tuple[date, int]]:
    """What facts brought an account, by the day it counts for; loans and repayments are none."""
    async with credit.begin() as uow:
        mine = select(Entry.effective_on, func.sum(Entry.amount)).join(
            Transfer, Transfer.id == Entry.transfer_id
        )
        mine = mine.where(Entry.account_id == account_id, Transfer.kind != TransferKind.ARREARS)
        days = mine.group_by(Entry.effective_on).having(func.sum(Entry.amount) != 0)
        found = await uow.session.execute(days.order_by(Entry.effective_on))
        return [(day, int(amount)) for day, amount in found]


async def revisions_of(credit: ServiceKit, order: dict[str, Any]) -> Sequence[Earning]:
    """Every revision of what an order earns, oldest first."""
    async with credit.begin() as uow:
        mine = select(Earning).where(Earning.order_id == order["order_id"])
        return (await uow.session.scalars(mine.order_by(Earning.revision))).all()


async def current_of(credit: ServiceKit, order: dict[str, Any]) -> Earning:
    """What an order earns by all that is known now."""
    (current,) = [
        earning
        for earning in await revisions_of(credit, order)
        if earning.state is not EarningState.SUPERSEDED
    ]
    return current


def at(hours: float) -> datetime:
    """So many hours after ten o'clock on an ordinary Monday."""
    return MONDAY + timedelta(hours=hours)
