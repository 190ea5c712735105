"""How a need comes in. Everything happens in one transaction, its acceptance included."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.needs.clock.rules import ClockName
from services.needs.clock.use_cases import start_clock
from services.needs.duplicate.queries import Alike, possible_duplicates
from services.needs.duplicate.rules import sketch
from services.needs.intake import rules
from services.needs.intake.errors import AlreadyFiled
from services.needs.intake.queries import Ground, filed_since, ground
from services.needs.intake.rules import Filing
from services.needs.menu_item.queries import serving
from services.needs.need.errors import OutOfCharge
from services.needs.need.model import Need
from services.needs.need.queries import STAFF
from services.needs.need.rules import (
    PAST,
    Channel,
    Sensitivity,
    Urgency,
    least_sensitivity,
    stricter,
)
from services.needs.need.use_cases import RECOUNT, accept_need
from shared import numbers
from shared.clock import LOCAL
from shared.crypto import Vault
from shared.db import UnitOfWork
from shared.edge_errors import TOO_MANY_REQUESTS
from shared.errors import BadValue
from shared.policy import Parameter, whole
from shared.regions import RegionReplica

DAILY_FILINGS = Parameter(
    "intake.daily_filings", whole(1, 1_000_000), default=10, source="spec/needs.md §2.3"
)
"""Needs one person may file on one day; staff who file for others are exempt."""


TOO_MANY_TODAY = replace(
    TOO_MANY_REQUESTS,
    zh="您今天已提交 {limit} 件需求，请明天再提交；急需帮助的，请联系社区代为登记。",
    en="You filed {limit} needs today; file more tomorrow, or ask your community to file them.",
)


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What came of a filing."""

    need: Need
    possible_duplicates: list[Alike]
    advice: list[str]
    missing: list[str]
    raised_to: Sensitivity | None


async def file_need(uow: UnitOfWork, *, told: Filing, at: datetime) -> Filed:
    """Take a need in; where a menu item serves it, the community accepts it at once."""
    base = await ground(
        uow,
        region_id=told.region_id,
        category_code=told.category_code,
        external_ref=told.external_ref,
    )
    region, kind = base.region, base.kind
    told = rules.masked(_speaker(uow, told, region))
    if base.known is not None:  # of two at one instant the constraint stops one
        raise AlreadyFiled(*base.known)
    kind.must_take(day=at.astimezone(LOCAL).date(), pointer="/category_code")
    rules.check(told, at)
    advice = rules.advice(told)
    await _limit(uow, told, advice, at)
    need = _need(uow, told, base, emergency=bool(advice), at=at)
    _seal(need, told, uow.vault)
    alike = await possible_duplicates(uow, need, at, phoned=told.on_behalf)
    item = await serving(uow, category_code=need.category_code, region_id=need.region_id)
    uow.add(need)
    uow.emit(need.submitted())
    await start_clock(uow, need=need, name=ClockName.ACCEPT, at=at)
    if item is not None:
        await accept_need(uow, need=need, receiver_id=need.region_id, at=at)
    elif kind.may_be_common:
        await uow.schedule(RECOUNT, need.id, at)
    return Filed(
        need=need,
        possible_duplicates=alike,
        advice=advice,
        missing=rules.missing_elements(
            contact=bool(told.phone or need.reporter_person_id),
            place=bool(told.address or told.point),
            occurred=told.occurred_at is not None,
            past=told.kind in PAST,
            description=told.description,
        ),
        raised_to=need.sensitivity if need.sensitivity is not told.sensitivity else None,
    )


def _speaker(uow: UnitOfWork, told: Filing, region: RegionReplica) -> Filing:
    """Who the reporter is: the caller himself, or the one that staff file for."""
    if told.on_behalf:
        if not uow.actor.governs(region.path, *STAFF):
            raise OutOfCharge(roles=[*STAFF])
        own = {uow.actor.person_id, uow.actor.household_id} - {None}
        if own & {told.person_id, told.household_id}:
            raise BadValue(
                "/on_behalf",
                "您本人或家庭的需求请以居民身份提交，不填 on_behalf。",
                "File your own household's needs as a resident, without on_behalf.",
            )
        return told
    if told.channel is Channel.IMPORT_12345 or told.external_ref is not None:
        raise BadValue(
            "/on_behalf",
            "导入由工作人员办理，请填写 on_behalf。",
            "Staff import: say for whom, in on_behalf.",
        )
    if uow.actor.person_id is None:
        raise BadValue(
            "/on_behalf",
            "此账号未登记为居民本人：代居民登记请填写 on_behalf；本人提需求请先到社区登记身份。",
            "This account stands for no registered person: say for whom, in on_behalf, or have "
            "your community register you first.",
        )
    return replace(told, person_id=uow.actor.person_id, household_id=uow.actor.household_id)


async def _limit(uow: UnitOfWork, told: Filing, advice: list[str], at: datetime) -> None:
    """Refuse the eleventh need of a day; two at one instant may both pass, which harms nobody.

    Who is in danger is told whom to call all the same.
    """
    if told.on_behalf:
        return
    limit = await DAILY_FILINGS.value(uow, region_id=told.region_id, at=at)
    today = at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    if await filed_since(uow, today) >= limit:
        wait = int((today + timedelta(days=1) - at).total_seconds()) + 1
        too_many = replace(TOO_MANY_TODAY, headers={"Retry-After": str(wait)})
        raise too_many.problem(limit=limit, advice=advice)


def _need(uow: UnitOfWork, told: Filing, base: Ground, *, emergency: bool, at: datetime) -> Need:
    least = least_sensitivity(
        told.target_groups, base.kind.min_sensitivity, victim=emergency or told.kind in PAST
    )
    latitude, longitude = told.point or (None, None)
    return Need(
        need_no=_number(base, at),
        region_id=base.region.id,
        category_code=base.kind.code,
        channel=told.channel,
        kind=told.kind,
        relation=told.relation,
        title=told.title,
        description=told.description,
        filed_by_id=uow.actor.id,
        reporter_person_id=told.person_id,
        household_id=told.household_id,
        phone_enc=None,
        phone_blind=None,
        address_enc=None,
        latitude=latitude,
        longitude=longitude,
        beneficiaries=told.beneficiaries,
        target_groups=sorted(set(told.target_groups)),
        urgency=Urgency.EMERGENCY if emergency else told.urgency,
        sensitivity=stricter(told.sensitivity, least),
        occurred_at=told.occurred_at,
        submitted_at=at,
        external_ref=told.external_ref,
        sketch=sketch(f"{told.title}\n{told.description}"),
    )


def _number(base: Ground, at: datetime) -> str:
    """What people say and write: the community, the day, a number and its check digits."""
    day = at.astimezone(LOCAL).strftime("%Y%m%d")
    code = (base.region.code or "").ljust(12, "0")
    check = numbers.check_digits(f"{code}{day}{base.seq:05d}")
    return f"XQ-{code}-{day}-{base.seq:05d}{check}"


def _seal(need: Need, told: Filing, vault: Vault) -> None:
    if told.phone is not None:
        phone = rules.e164(told.phone) or ""
        need.phone_enc = vault.seal("need.phone", need.id, phone)
        need.phone_blind = vault.blind("need.phone", phone)
    if told.address is not None:
        need.address_enc = vault.seal("need.address", need.id, told.address)
