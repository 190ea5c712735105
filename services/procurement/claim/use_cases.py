"""How a project is listed and claimed. Locks: project, listing, claim, organization, in this order.

The one lock on the listing's row decides who was first.
"""

from uuid import UUID

from services.procurement.claim import queries
from services.procurement.claim.errors import ClaimedBefore, NotClaimable, NotYourOrganization
from services.procurement.claim.model import Claim, Listing
from services.procurement.claim.rules import check_load, check_size, check_year
from services.procurement.claim.states import (
    Allocation,
    ClaimAction,
    ClaimState,
    ListingAction,
    ListingState,
)
from services.procurement.organization_replica.model import OrganizationReplica
from services.procurement.project import use_cases as projects
from services.procurement.project.model import Project
from services.procurement.project.queries import (
    AUTHORS,
    check_no_hand_in,
    check_no_party_to,
    project_in_charge,
)
from services.procurement.project.queries import visible as visible_project
from services.procurement.project.rules import cost_of
from services.procurement.project.states import ProjectAction, ProjectForm
from services.procurement.succession.queries import forebears_of
from shared import regions
from shared.access import Role
from shared.contracts.procurement import ProjectListed
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter, whole

LISTING_END, CLAIM_CONFIRMATION = "listing_end", "claim_confirmation"

SPEC, LIMITS = "spec/procurement.md §2.3", "spec/procurement.md §2.4"
FIVE_DAYS, TWO_DAYS = Duration(value=5, unit="day"), Duration(value=48, unit="h")
THREE_WORKING_DAYS = Duration(value=3, unit="wd")
WINDOW = Parameter("claim.window", Duration, default=FIVE_DAYS, source=SPEC)
PUBLICITY = Parameter("claim.publicity", Duration, default=THREE_WORKING_DAYS, source=SPEC)
CONFIRMATION = Parameter("claim.confirmation", Duration, default=TWO_DAYS, source=LIMITS)
FEN = whole(0, 10**12)
ACTIVE_MAX = Parameter("claim.active_max", whole(1, 1_000), default=3, source=LIMITS)
VALUE_MAX_FEN = Parameter("claim.value_max_fen", FEN, default=5_000_000, source=LIMITS)
YEAR_MAX_FEN = Parameter("claim.year_max_fen", FEN, default=20_000_000, source=LIMITS)


async def list_project(uow: UnitOfWork, *, project_id: UUID) -> Listing:
    """Put a funded project on the public claim list; its rules are fixed from now on."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    project.move(ProjectAction.LIST)
    if project.form is not ProjectForm.DIRECT_CLAIM:
        raise NotClaimable(form=project.form)
    await projects.take_up_rules(uow, project=project)
    check_size(project.ceiling_fen, limit_fen=VALUE_MAX_FEN.kept(project.rules))
    listing = Listing(
        project_id=project.id,
        region_id=project.region_id,
        title=project.title,
        value_fen=cost_of(project.service_items),
        allocation=Allocation.FIRST_COME,
        opened_at=uow.at,
        closes_at=due(uow.at, WINDOW.kept(project.rules)).at,
    )
    uow.add(listing)
    await uow.schedule(LISTING_END, listing.id, listing.closes_at)
    uow.emit(ProjectListed(**project.about(uow.at), closes_at=listing.closes_at))
    return listing


async def withdraw_listing(uow: UnitOfWork, *, project_id: UUID, reason: str) -> Listing:
    """Take a project off the claim list; a claim without a contract is released."""
    project = await project_in_charge(uow, project_id, *AUTHORS)
    listing = await queries.latest_listing(uow, project.id)
    listing.move(ListingAction.WITHDRAW)
    project.move(ProjectAction.UNLIST)
    await uow.unschedule(LISTING_END, listing.id)
    claim = await queries.active_claim(uow, listing.id)
    if claim is not None:
        claim.end(ClaimAction.RELEASE, reason=reason, at=uow.at)
        await uow.unschedule(CLAIM_CONFIRMATION, claim.id)
    return listing


async def lapse_listing(uow: UnitOfWork, *, listing_id: UUID) -> None:
    """Nobody claimed it in time: the project can be listed anew or given up."""
    project, listing = await queries.listing_locked(uow, listing_id)
    if listing.state is ListingState.OPEN:
        listing.move(ListingAction.LAPSE)
        project.move(ProjectAction.UNLIST)


async def claim_project(uow: UnitOfWork, *, project_id: UUID, organization_id: UUID) -> Claim:
    """The first eligible organization wins at once; every later one is told when it was lost."""
    project = await uow.get(Project, project_id, where=visible_project(uow.actor))
    if not uow.actor.acts_for(organization_id, Role.ORG_MANAGER):
        raise NotYourOrganization
    listing = await queries.latest_listing(uow, project.id)
    listing.must_be_open(organization_id, at=uow.at)
    await _check_eligible(uow, project, listing, organization_id)
    claim = Claim(
        listing_id=listing.id,
        project_id=project.id,
        region_id=project.region_id,
        organization_id=organization_id,
        claimed_by=uow.actor.id,
        value_fen=listing.value_fen,
        project_sha256=project.record_sha256,
    )
    confirm_by = due(uow.at, CONFIRMATION.kept(project.rules)).at
    publicity_ends_at = due(uow.at, PUBLICITY.kept(project.rules)).at
    claim.win(at=uow.at, confirm_by=confirm_by, publicity_ends_at=publicity_ends_at)
    listing.take(claim)
    uow.add(claim)
    await uow.unschedule(LISTING_END, listing.id)
    await uow.schedule(CLAIM_CONFIRMATION, claim.id, confirm_by)
    uow.emit(claim.won(project.about(uow.at)))
    return claim


async def confirm_claim(uow: UnitOfWork, *, claim_id: UUID) -> Claim:
    """The organization stands by its claim."""
    claim = await uow.get(Claim, claim_id, where=queries.visible(uow.actor))
    if not await queries.acts_for_claimant(uow, claim):
        raise NotYourOrganization
    claim.confirm(at=uow.at)
    await uow.unschedule(CLAIM_CONFIRMATION, claim.id)
    return claim


async def release_claim(uow: UnitOfWork, *, claim_id: UUID, reason: str) -> Claim:
    """Give a claim up, or take it back after an objection; the project is open to others again."""
    seen = await queries.seen_claim(uow, claim_id)
    if not await queries.acts_for_claimant(uow, seen):
        region = await regions.get(uow.session, seen.region_id)
        if not uow.actor.governs(region.path, *AUTHORS):
            raise NotYourOrganization
        await check_no_party_to(uow, seen.project_id, seen.organization_id)
    return await end_claim(uow, claim_id=claim_id, action=ClaimAction.RELEASE, reason=reason)


async def expire_claim(uow: UnitOfWork, *, claim_id: UUID) -> None:
    """Not confirmed in time: the project is open to others again."""
    await queries.listing_locked(uow, (await queries.seen_claim(uow, claim_id)).listing_id)
    if (await uow.get(Claim, claim_id)).state is ClaimState.WON:  # confirmed at the last moment?
        action = ClaimAction.EXPIRE
        await end_claim(uow, claim_id=claim_id, action=action, reason=None)


async def end_claim(
    uow: UnitOfWork, *, claim_id: UUID, action: ClaimAction, reason: str | None
) -> Claim:
    """A claim comes to nothing: others have a whole window again, but not where a panel ranked."""
    listing_id = (await queries.seen_claim(uow, claim_id)).listing_id
    project, listing = await queries.listing_locked(uow, listing_id)
    claim = await uow.get(Claim, claim_id)
    claim.end(action, reason=reason, at=uow.at)
    await uow.unschedule(CLAIM_CONFIRMATION, claim.id)
    if listing.allocation is Allocation.RANKED:
        listing.move(ListingAction.WITHDRAW)
        project.move(ProjectAction.UNLIST)
        return claim
    listing.reopen(at=uow.at, closes_at=due(uow.at, WINDOW.kept(project.rules)).at)
    await uow.schedule(LISTING_END, listing.id, listing.closes_at)
    uow.emit(ProjectListed(**project.about(uow.at), closes_at=listing.closes_at))
    return claim


async def _check_eligible(
    uow: UnitOfWork, project: Project, listing: Listing, organization_id: UUID
) -> None:
    check_no_hand_in(uow, project)
    # the organization's row is locked, so that two claims at once cannot both be the last allowed
    await uow.session.get(OrganizationReplica, organization_id, with_for_update=True)
    await queries.check_eligible(uow, organization_id, project.id)
    bodies = await forebears_of(uow, organization_id)
    if earlier := await queries.earlier_claim(uow, listing.id, bodies):
        raise ClaimedBefore(state=earlier.state)
    active = await queries.claims_under_way(uow, bodies)
    check_load(active=active, limit=ACTIVE_MAX.kept(project.rules))
    claimed = await queries.claimed_in_year(uow, bodies)
    limit = YEAR_MAX_FEN.kept(project.rules)
    check_year(claimed_fen=claimed, value_fen=listing.value_fen, limit_fen=limit)
