"""What can be done with organizations."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from services.registry.account.queries import own_accounts
from services.registry.organization import errors, queries, rules
from services.registry.organization.model import FILING_YEARS, MEMBERS_MIN, Organization
from services.registry.organization.states import (
    Category,
    LegalType,
    OrganizationAction,
    Tier,
)
from services.registry.region.rules import name_norm
from services.registry.region.states import Level
from services.registry.team.use_cases import tell_of_organization
from shared import numbers, regions
from shared.access import SYSTEM, Role
from shared.clock import LOCAL
from shared.db import UnitOfWork
from shared.errors import BadValue

LAPSE = "organization_filing_lapse"
"""The timer that ends a filing."""


@dataclass(frozen=True)
class Draft:
    """What an organization says about itself."""

    name: str
    tier: Tier
    legal_type: LegalType
    home_region_id: UUID
    uscc: str | None = None
    categories: tuple[Category, ...] = ()
    is_sw_agency: bool = False
    members_count: int | None = None
    founded_on: date | None = None


async def draft_organization(uow: UnitOfWork, *, draft: Draft) -> Organization:
    """Write an organization down; its authority has not been asked yet."""
    home = await regions.get(uow.session, draft.home_region_id)
    registered = draft.tier is Tier.REGISTERED
    _require(uow, home.path, queries.AUTHORS[registered])
    level = Level.DISTRICT if registered else Level.STREET
    authority = await queries.authority_of(uow, home.path, level)
    if authority is None or (not registered and home.level != Level.COMMUNITY):
        raise errors.NoAuthorityAbove("/home_region_id", level)
    if draft.founded_on is not None and draft.founded_on > uow.at.astimezone(LOCAL).date():
        raise BadValue("/founded_on", "成立日期不能晚于今天。", "Nothing was founded after today.")
    uscc = await _free_uscc(uow, draft)
    await _free_name(uow, authority, draft)
    organization = Organization(
        name=draft.name,
        name_norm=name_norm(draft.name),
        tier=draft.tier,
        legal_type=draft.legal_type,
        categories=[*draft.categories],
        is_sw_agency=draft.is_sw_agency,
        home_region_id=draft.home_region_id,
        authority_region_id=authority,
        author_id=uow.actor.id,
        uscc=uscc,
        members_count=draft.members_count,
        founded_on=draft.founded_on,
    )
    uow.add(organization)
    await tell(uow, organization)
    return organization


async def submit_organization(uow: UnitOfWork, *, organization_id: UUID) -> Organization:
    """Ask the authority to file or register it."""
    organization = await _in_charge(uow, organization_id, queries.AUTHORS)
    members_min = await MEMBERS_MIN.value(uow, region_id=organization.home_region_id, at=uow.at)
    organization.submit(members_min=members_min)
    await tell(uow, organization)
    return organization


async def accept_organization(uow: UnitOfWork, *, organization_id: UUID) -> Organization:
    """Say yes: the street files the group, the district registers the body."""
    organization = await under_decision(uow, organization_id)
    if organization.author_id in await own_accounts(uow):
        raise errors.FourEyes
    today = uow.at.astimezone(LOCAL).date()
    if organization.tier is Tier.REGISTERED:
        organization.register(on=today)
    else:
        home = await regions.get(uow.session, organization.home_region_id)
        heading = f"BA{home.code or home.id.hex}{today.year}"
        number = f"{heading}{await numbers.take(uow, heading):04d}"
        until = await _filed_until(uow, organization, today)
        organization.accept_filing(number=number, until=until)
    await tell(uow, organization)
    return organization


async def check_name(uow: UnitOfWork, *, organization_id: UUID) -> Organization:
    """Confirm the name of a body to be registered; that it is free, the draft has shown."""
    organization = await under_decision(uow, organization_id)
    organization.check_name()
    await tell(uow, organization)
    return organization


async def renew_filing(uow: UnitOfWork, *, organization_id: UUID) -> Organization:
    """File a lapsed group again."""
    organization = await under_decision(uow, organization_id)
    today = uow.at.astimezone(LOCAL).date()
    organization.renew(until=await _filed_until(uow, organization, today))
    await tell(uow, organization)
    return organization


async def decide_on_organization(
    uow: UnitOfWork, *, organization_id: UUID, action: OrganizationAction, reason: str
) -> Organization:
    """Let the authority decide anything else, with its reason."""
    organization = await under_decision(uow, organization_id)
    organization.decide(action, reason)
    organization.lapse(on=uow.at.astimezone(LOCAL).date())  # its time may be over when taken up
    await tell(uow, organization)
    return organization


async def lapse_filing(uow: UnitOfWork, *, organization_id: UUID, at: datetime) -> None:
    """End a filing that was not renewed in time."""
    organization = await uow.get(Organization, organization_id)
    if organization.lapse(on=at.astimezone(LOCAL).date()):
        await tell(uow, organization)


async def _in_charge(
    uow: UnitOfWork, organization_id: UUID, roles: dict[bool, tuple[Role, ...]]
) -> Organization:
    organization = await uow.get(Organization, organization_id, where=queries.visible(uow.actor))
    home = await regions.get(uow.session, organization.home_region_id)
    _require(uow, home.path, roles[organization.tier is Tier.REGISTERED])
    return organization


async def under_decision(uow: UnitOfWork, organization_id: UUID) -> Organization:
    """An organization whoever asks may decide on: nobody does where he works."""
    organization = await _in_charge(uow, organization_id, queries.DECIDERS)
    if uow.actor.belongs_to(organization.id):
        raise errors.ConflictOfInterest
    return organization


def _require(uow: UnitOfWork, path: str, roles: tuple[Role, ...]) -> None:
    if uow.actor != SYSTEM and not uow.actor.governs(path, *roles):
        raise errors.NotYourAuthority


async def _free_uscc(uow: UnitOfWork, draft: Draft) -> str | None:
    if draft.tier is not Tier.REGISTERED:
        if draft.uscc is not None or draft.legal_type is not LegalType.COMMUNITY_GROUP:
            raise errors.UsccForbidden(rules.POINTER)
        return None
    if draft.uscc is None:
        raise errors.UsccRequired(rules.POINTER)
    uscc = rules.social_uscc(draft.uscc, draft.legal_type)
    if await uow.session.scalar(select(Organization.id).where(Organization.uscc == uscc)):
        raise errors.UsccUsed
    return uscc


async def _free_name(uow: UnitOfWork, authority: UUID, draft: Draft) -> None:
    other = await queries.namesake(uow, authority, draft.name)
    if other is not None and other.in_review_at(draft.home_region_id):
        raise errors.FilingInReview
    if other is not None:
        raise errors.NameTaken


async def _filed_until(uow: UnitOfWork, organization: Organization, today: date) -> date:
    """The last day of a filing that begins today, with the timer that ends it on the day after."""
    years = await FILING_YEARS.value(uow, region_id=organization.home_region_id, at=uow.at)
    until = rules.years_after(today, years)
    ends = datetime.combine(until + timedelta(days=1), time(), LOCAL)
    await uow.schedule(LAPSE, organization.id, ends)
    return until


async def tell(uow: UnitOfWork, organization: Organization) -> None:
    """Announce its state, and its teams with it."""
    await uow.flush()
    uow.emit(organization.as_state())
    await tell_of_organization(uow, organization=organization)
