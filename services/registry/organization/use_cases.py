"""What can be done with organizations."""

from datetime import date, datetime, timedelta
from uuid import UUID

from services.registry.account.queries import own_accounts
from services.registry.organization import errors, queries, rules
from services.registry.organization.model import FILING_YEARS, MEMBERS_MIN, Organization
from services.registry.organization.states import OrganizationAction, Tier
from services.registry.team.use_cases import tell_of_organization
from shared import numbers, regions
from shared.access import SYSTEM, Role
from shared.clock import day_of, midnight
from shared.db import UnitOfWork

LAPSE = "organization_filing_lapse"
"""The timer that ends a filing."""


async def submit_organization(uow: UnitOfWork, *, organization_id: UUID) -> Organization:
    """Ask the authority to file or register it."""
    organization = await in_charge(uow, organization_id, queries.AUTHORS)
    members_min = await MEMBERS_MIN.value(uow, region_id=organization.home_region_id, at=uow.at)
    organization.submit(members_min=members_min)
    await tell(uow, organization)
    return organization


async def accept_organization(uow: UnitOfWork, *, organization_id: UUID) -> Organization:
    """Say yes: the street files the group, the district registers the body."""
    organization = await under_decision(uow, organization_id)
    await require_other(uow, organization.author_id, organization.revised_by_id)
    today = day_of(uow.at)
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
    today = day_of(uow.at)
    organization.renew(until=await _filed_until(uow, organization, today))
    await tell(uow, organization)
    return organization


async def decide_on_organization(
    uow: UnitOfWork, *, organization_id: UUID, action: OrganizationAction, reason: str
) -> Organization:
    """Let the authority decide anything else, with its reason."""
    organization = await under_decision(uow, organization_id)
    organization.decide(action, reason)
    organization.lapse(on=day_of(uow.at))  # its time may be over when taken up
    await tell(uow, organization)
    return organization


async def lapse_filing(uow: UnitOfWork, *, organization_id: UUID, at: datetime) -> None:
    """End a filing that was not renewed in time."""
    organization = await uow.get(Organization, organization_id)
    if organization.lapse(on=day_of(at)):
        await tell(uow, organization)


async def in_charge(
    uow: UnitOfWork, organization_id: UUID, roles: dict[bool, tuple[Role, ...]]
) -> Organization:
    """An organization in sight, of whoever holds one of the roles for its kind at its home."""
    organization = await uow.get(Organization, organization_id, where=queries.visible(uow.actor))
    home = await regions.get(uow.session, organization.home_region_id)
    must_hold(uow, home.path, roles[organization.tier is Tier.REGISTERED])
    return organization


async def under_decision(uow: UnitOfWork, organization_id: UUID) -> Organization:
    """An organization whoever asks may decide on: nobody does where he works."""
    organization = await in_charge(uow, organization_id, queries.DECIDERS)
    if uow.actor.belongs_to(organization.id):
        raise errors.ConflictOfInterest
    return organization


async def body_overseen(uow: UnitOfWork, organization_id: UUID, *roles: Role) -> Organization:
    """A registered body, locked, that one of these roles oversees: nobody does where he works."""
    seen = await uow.see(Organization, organization_id, queries.visible(uow.actor))
    if seen.tier is not Tier.REGISTERED or seen.state not in queries.PUBLIC:
        raise errors.NotOverseen(organization=seen.name, state=seen.state)
    home = await regions.get(uow.session, seen.home_region_id)
    must_hold(uow, home.path, roles)
    if uow.actor.belongs_to(seen.id):
        raise errors.ConflictOfInterest
    return await uow.lock(Organization, seen.id)


async def require_other(uow: UnitOfWork, *earlier: UUID | None) -> None:
    """Refuse whoever took an earlier step, with whichever of his accounts."""
    if {*earlier} & await own_accounts(uow):
        raise errors.FourEyes


def must_hold(uow: UnitOfWork, path: str, roles: tuple[Role, ...]) -> None:
    """Refuse who has none of the roles there."""
    if uow.actor != SYSTEM and not uow.actor.governs(path, *roles):
        raise errors.NotYourAuthority


async def _filed_until(uow: UnitOfWork, organization: Organization, today: date) -> date:
    """The last day of a filing that begins today, with the timer that ends it on the day after."""
    years = await FILING_YEARS.value(uow, region_id=organization.home_region_id, at=uow.at)
    until = rules.years_after(today, years)
    await uow.schedule(LAPSE, organization.id, midnight(until + timedelta(days=1)))
    return until


async def tell(uow: UnitOfWork, organization: Organization) -> None:
    """Announce its state, and its teams with it."""
    await uow.flush()
    uow.emit(organization.as_state())
    await tell_of_organization(uow, organization=organization)
