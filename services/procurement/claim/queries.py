"""Which listings and claims someone may see, and what an organization has claimed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from services.procurement.abnormal_listing.errors import AbnormallyListed
from services.procurement.abnormal_listing.model import AbnormalListing
from services.procurement.claim.errors import (
    DesignerConflict,
    Ineligible,
    NotListed,
    SeriouslyListed,
)
from services.procurement.claim.model import Claim, Listing
from services.procurement.claim.rules import eligible
from services.procurement.claim.states import ACTIVE, Allocation, ClaimState
from services.procurement.contract.model import Contract
from services.procurement.organization_replica.model import OrganizationReplica
from services.procurement.project.model import Project
from services.procurement.project.queries import MEMBERS, STAFF, designers_of
from services.procurement.serious_listing.model import SeriousListing
from services.procurement.succession.model import NamedHeir
from services.procurement.succession.queries import (
    claimed,
    forebears,
    heirs_of,
    held,
    related,
)
from services.procurement.succession.rules import reach, standing
from shared import regions
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.clock import day_of, midnight
from shared.db import UnitOfWork
from shared.orm import of_row
from shared.regions import RegionReplica


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """Staff see the claims of their region, an organization its own and those it has a share in."""
    if actor is SYSTEM:
        return true()
    governed = within(actor, *STAFF, region=Claim.region_id)
    mine = claimed(actor, *MEMBERS, of=Claim.organization_id)
    return or_(governed, and_(mine, Claim.id.not_in(_named_away(actor))))


def _named_away(actor: Actor) -> Select[UUID]:
    """The claims whose contract the buyer gave to another heir than someone's."""
    words = select(Contract.claim_id).join(NamedHeir, NamedHeir.contract_id == Contract.id)
    split = claimed(actor, *MEMBERS, of=Contract.organization_id)
    has = held(actor, *MEMBERS, of=Contract.organization_id, contract=Contract.id)
    return words.where(split, ~has)


async def listings(uow: UnitOfWork, region_id: UUID | None) -> Select[Listing]:
    """The public claim list, of what reaches one region if that is asked."""
    rows = select(Listing)
    if region_id is None:
        return rows
    return rows.where(_reaches((await regions.get(uow.session, region_id)).path))


def _reaches(path: str) -> ColumnElement[bool]:
    """What is of a region or below it, and what is of one above for it or for all communities."""
    here = regions.below(path)
    within_it = select(RegionReplica.id).where(
        RegionReplica.id.in_(here),
        Project.communities.op("?")(cast(RegionReplica.id, Text)),
    )
    for_all = Project.communities == literal([], JSONB)
    for_it = of_row(or_(for_all, within_it.exists()), Project.id == Listing.project_id)
    above = Listing.region_id.in_(regions.chain(path)[:-1])
    return or_(Listing.region_id.in_(here), and_(above, for_it))


@by_rights
def claims(actor: Actor) -> Select[Claim]:
    """The claims in sight."""
    return select(Claim).where(visible(actor))


async def seen_claim(uow: UnitOfWork, claim_id: UUID) -> Claim:
    """One claim in sight, or Unknown."""
    return await uow.see(Claim, claim_id, visible(uow.actor))


async def acts_for_claimant(uow: UnitOfWork, claim: Claim) -> bool:
    """Whether the caller manages the organization that claimed, or one that took over from it."""
    heirs = await heirs_of(uow, claim.organization_id)
    bodies = reach([claim.organization_id], heirs)
    return any(uow.actor.acts_for(one, Role.ORG_MANAGER) for one in bodies)


async def check_eligible(uow: UnitOfWork, organization_id: UUID, project_id: UUID) -> None:
    """Refuse an organization that may neither claim a project nor sign a contract for it now."""
    if await related(uow, [organization_id], await designers_of(uow, project_id)):
        raise DesignerConflict
    await check_standing(uow, organization_id)


async def check_standing(uow: UnitOfWork, organization_id: UUID) -> None:
    """Refuse an organization that may get no public project now."""
    known = await uow.session.get(OrganizationReplica, organization_id)
    state, tier = (known.state, known.tier) if known else ("unknown", "unknown")
    if organization_id in await heirs_of(uow, organization_id):
        state = "ended"  # its own state may be told later
    if not eligible(state=state, tier=tier):
        raise Ineligible(state=state, tier=tier)
    if await listed_among(uow, [organization_id], SeriousListing):
        raise SeriouslyListed


async def check_grantable(uow: UnitOfWork, organization_id: UUID) -> None:
    """Refuse an organization that may get no new venture grant now (spec/registry.md §2.9)."""
    await check_standing(uow, organization_id)
    if await listed_among(uow, [organization_id], AbnormalListing):
        raise AbnormallyListed


async def listed_among(
    uow: UnitOfWork, bodies: Collection[UUID], *lists: type[SeriousListing | AbnormalListing]
) -> set[UUID]:
    """Those of some bodies that are on one of the lists, or took over from one that is."""
    known = forebears(bodies)
    found = set[UUID]()
    for entry in lists:
        stands = (entry.organization_id == known.c.id) & entry.ended.is_(False)
        found |= {*await uow.session.scalars(select(known.c.by).join(entry, stands))}
    return found


async def check_claimant(uow: UnitOfWork, claim: Claim) -> None:
    """Refuse who has a claim now and may sign nothing; of a split body nobody has it alone."""
    heirs = await heirs_of(uow, claim.organization_id)
    if supplier := standing(claim.organization_id, heirs, {}).supplier_id:
        await check_eligible(uow, supplier, claim.project_id)


async def latest_listing(uow: UnitOfWork, project_id: UUID) -> Listing:
    """The project's last listing, locked; refuses a project that was never listed."""
    rows = select(Listing).where(Listing.project_id == project_id).order_by(Listing.id.desc())
    locked = rows.limit(1).with_for_update().execution_options(populate_existing=True)
    found = await uow.session.scalar(locked)
    if found is None:
        raise NotListed
    return found


async def listing_locked(uow: UnitOfWork, listing_id: UUID) -> tuple[Project, Listing]:
    """A listing and its project, the project locked first; If-Match is left for the claim."""
    seen = await uow.session.get_one(Listing, listing_id)
    return await uow.lock(Project, seen.project_id), await uow.lock(Listing, listing_id)


async def active_claim(uow: UnitOfWork, listing_id: UUID) -> Claim | None:
    """The claim that has a listing now, locked."""
    rows = select(Claim).where(Claim.listing_id == listing_id, Claim.state.in_(ACTIVE))
    return (await uow.session.scalars(rows.with_for_update())).one_or_none()


async def earlier_claim(uow: UnitOfWork, listing_id: UUID, bodies: set[UUID]) -> Claim | None:
    """A claim of an organization, or one it succeeds, on this listing that came to nothing."""
    rows = select(Claim).where(Claim.organization_id.in_(bodies), Claim.listing_id == listing_id)
    return await uow.session.scalar(rows.limit(1))


def _counted(bodies: set[UUID]) -> ColumnElement[bool]:
    """The claims of these bodies, but what they competed for, or another heir was named for."""
    claimed_first = Listing.allocation == Allocation.FIRST_COME
    free = select(Listing.id).where(Listing.id == Claim.listing_id, claimed_first).exists()
    another = (Contract.claim_id == Claim.id, NamedHeir.successor_id.not_in(bodies))
    named = select(NamedHeir.id).join(Contract, Contract.id == NamedHeir.contract_id)
    return Claim.organization_id.in_(bodies) & free & ~named.where(*another).exists()


async def claims_under_way(uow: UnitOfWork, bodies: set[UUID]) -> int:
    """How many claims of an organization, and of those it succeeds, count against its limit."""
    rows = select(func.count()).select_from(Claim)
    mine = rows.where(_counted(bodies), Claim.state.in_(ACTIVE))
    return await uow.session.scalar(mine) or 0


async def claimed_in_year(uow: UnitOfWork, bodies: set[UUID]) -> int:
    """What its claims of the calendar year, and of those it succeeds, are worth, in fen."""
    begins = midnight(day_of(uow.at).replace(month=1, day=1))
    counted = (*ACTIVE, ClaimState.FULFILLED)
    summed = select(func.sum(Claim.value_fen)).where(
        _counted(bodies),
        Claim.won_at >= begins,
        Claim.state.in_(counted),
    )
    return int(await uow.session.scalar(summed) or 0)
