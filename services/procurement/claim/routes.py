"""The claim list over HTTP (认领)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.procurement.claim import errors, queries, use_cases
from services.procurement.claim.model import Claim, Listing
from services.procurement.claim.schemas import ClaimSubmission, ClaimView, ListingView
from services.procurement.claim.states import ClaimState, ListingState
from services.procurement.fund.errors import OutOfCharge
from services.procurement.project.errors import PartyToIt
from services.procurement.project.queries import AUTHORS, MEMBERS, STAFF
from services.procurement.project.schemas import Reason, RecordView
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, problems, requires

router = APIRouter(tags=["claims"])

Buyer = Annotated[Actor, requires(*AUTHORS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Either = Annotated[Actor, requires(Role.ORG_MANAGER, *AUTHORS)]
Reader = Annotated[Actor, requires(*MEMBERS, *STAFF)]


@router.get("/listings", response_model=Listed[ListingView], responses=problems(Unknown))
async def list_listings(
    _: Public,
    begin: Begin,
    page: Page,
    region: Annotated[
        UUID | None, Query(description="Only those of it, of all below it, or from above for it")
    ] = None,
    state: ListingState | None = None,
) -> Response:
    """The public claim list: what can be claimed, and who has won what (公示).

    Of a region: its own, those below it, and those of a street, district or city for it.
    """
    async with begin() as uow:
        rows = await queries.listings(uow, region)
        found = await page_of(uow, rows, Listing.id, page, {Listing.state: state})
        return await uow.answer(200, Listed[ListingView], found)


@router.post(
    "/projects/{project_id}/listing",
    status_code=201,
    response_model=ListingView,
    responses=problems(
        *(Unknown, OutOfCharge, PartyToIt, IllegalMove),
        *(errors.NotClaimable, errors.MustCompete),
    ),
)
async def list_project(project_id: UUID, _: Buyer, begin: Begin) -> Response:
    """Put a funded project on the claim list; the rules of its region are fixed with that."""
    async with begin() as uow:
        listing = await use_cases.list_project(uow, project_id=project_id)
        return await uow.answer(201, ListingView, listing, "/listings")


@router.post(
    "/projects/{project_id}/listing/withdrawal",
    response_model=ListingView,
    responses=problems(Unknown, OutOfCharge, PartyToIt, errors.NotListed, IllegalMove),
)
async def withdraw(project_id: UUID, asked: Reason, _: Buyer, begin: Begin) -> Response:
    """Take a project off the claim list."""
    async with begin() as uow:
        listing = await use_cases.withdraw_listing(uow, project_id=project_id, reason=asked.reason)
        return await uow.answer(200, ListingView, listing)


@router.post(
    "/projects/{project_id}/claims",
    status_code=201,
    response_model=ClaimView,
    responses=problems(
        *(
            Unknown,
            PartyToIt,
            errors.NotYourOrganization,
            errors.Ineligible,
            errors.SeriouslyListed,
        ),
        *(errors.DesignerConflict, errors.ClaimLost, errors.NotListed, errors.ListingClosed),
        *(errors.AlreadyClaimed, errors.ClaimedBefore, errors.TooManyClaims),
        *(errors.YearlyLimitReached,),
    ),
)
async def claim(project_id: UUID, asked: ClaimSubmission, _: Manager, begin: BeginOnce) -> Response:
    """Claim a listed project for an organization; the first one wins."""
    async with begin() as uow:
        made = await use_cases.claim_project(
            uow, project_id=project_id, organization_id=asked.organization_id
        )
        return await uow.answer(201, ClaimView, made, location=f"/claims/{made.id}")


@router.get("/claims", response_model=Listed[ClaimView])
async def list_claims(
    *,
    actor: Reader,
    begin: Begin,
    page: Page,
    state: ClaimState | None = None,
    project_id: UUID | None = None,
) -> Response:
    """The claims of my organization or of my region, newest first."""
    async with begin() as uow:
        only = {Claim.state: state, Claim.project_id: project_id}
        return await uow.answer(
            200, Listed[ClaimView], await page_of(uow, queries.claims(actor), Claim.id, page, only)
        )


@router.get("/claims/{claim_id}", response_model=ClaimView, responses=problems(Unknown))
async def show(claim_id: UUID, _: Reader, begin: Begin) -> Response:
    """One claim."""
    async with begin() as uow:
        return await uow.answer(200, ClaimView, await queries.seen_claim(uow, claim_id))


@router.get("/claims/{claim_id}/record", response_model=RecordView, responses=problems(Unknown))
async def show_record(claim_id: UUID, _: Reader, begin: Begin) -> Response:
    """What the claim's fingerprint is made of, so that anyone can recompute it."""
    async with begin() as uow:
        return await uow.answer(200, RecordView, await queries.seen_claim(uow, claim_id))


@router.post(
    "/claims/{claim_id}/confirmation",
    response_model=ClaimView,
    responses=problems(Unknown, errors.NotYourOrganization, errors.ConfirmationOver, IllegalMove),
)
async def confirm(claim_id: UUID, _: Manager, begin: Begin) -> Response:
    """Stand by a claim that won; without this it expires."""
    async with begin() as uow:
        made = await use_cases.confirm_claim(uow, claim_id=claim_id)
        return await uow.answer(200, ClaimView, made)


@router.post(
    "/claims/{claim_id}/release",
    response_model=ClaimView,
    responses=problems(Unknown, errors.NotYourOrganization, PartyToIt, IllegalMove),
)
async def release(claim_id: UUID, asked: Reason, _: Either, begin: Begin) -> Response:
    """Give a claim up, or as the buyer take it back; the project is open to others again."""
    async with begin() as uow:
        made = await use_cases.release_claim(uow, claim_id=claim_id, reason=asked.reason)
        return await uow.answer(200, ClaimView, made)
