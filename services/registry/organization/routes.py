"""Organizations over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.registry.credit_entry import use_cases as credit_entries
from services.registry.draft import use_cases as drafts
from services.registry.organization import queries, use_cases
from services.registry.organization.errors import (
    ConflictOfInterest,
    FilingInReview,
    FourEyes,
    NameTaken,
    NoAuthorityAbove,
    NotYourAuthority,
    TooFewMembers,
    UsccCharset,
    UsccCheck,
    UsccForbidden,
    UsccInnerCheck,
    UsccRequired,
    UsccTypeMismatch,
    UsccUsed,
)
from services.registry.organization.model import Organization
from services.registry.organization.queries import AUTHORS, DECIDERS
from services.registry.organization.rules import uscc as checked_uscc
from services.registry.organization.schemas import (
    Decision,
    DecisionReason,
    OrganizationDescription,
    OrganizationDraft,
    OrganizationView,
)
from services.registry.organization.states import OrganizationState
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import Text
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, SignedIn, problems, requires

router = APIRouter(prefix="/organizations", tags=["organizations"])

Author = Annotated[Actor, requires(*AUTHORS[False], *AUTHORS[True])]
Decider = Annotated[Actor, requires(*DECIDERS[False], *DECIDERS[True])]
MOVES = problems(
    *(Unknown, NotYourAuthority, ConflictOfInterest, IllegalMove, FourEyes, TooFewMembers)
)


@router.post(
    "",
    response_model=OrganizationView,
    status_code=201,
    responses=problems(
        *(NotYourAuthority, NoAuthorityAbove, NameTaken, FilingInReview, UsccUsed, UsccRequired),
        *(UsccForbidden, UsccCharset, UsccCheck, UsccInnerCheck, UsccTypeMismatch, BadValue),
    ),
)
async def draft(asked: OrganizationDraft, begin: BeginOnce, _: Author) -> Response:
    """Write an organization down: a filed group without a code, a registered body with one."""
    async with begin() as uow:
        made = await drafts.draft_organization(uow, draft=drafts.Draft(**dict(asked)))
        return await uow.answer(201, OrganizationView, made, location=f"/organizations/{made.id}")


@router.get("", response_model=Listed[OrganizationView], responses=problems(Unknown))
async def list_organizations(
    page: Page,
    begin: Begin,
    _: SignedIn,
    region: Annotated[UUID | None, Query(description="At home under this region")] = None,
    state: OrganizationState | None = None,
    q: Annotated[Text | None, Query(max_length=100, description="Words in the name")] = None,
) -> Response:
    """The organizations of a region."""
    async with begin() as uow:
        rows = await queries.organizations_matching(uow, region_id=region, q=q)
        found = await page_of(uow, rows, Organization.id, page, {Organization.state: state})
        return await uow.answer(200, Listed[OrganizationView], found)


@router.get(
    "/by-uscc/{uscc}",
    response_model=OrganizationView,
    responses=problems(Unknown, UsccCharset, UsccCheck, UsccInnerCheck),
)
async def read_by_uscc(uscc: str, begin: Begin, actor: SignedIn) -> Response:
    """The organization that holds a unified social credit code, however it is typed."""
    code = checked_uscc(uscc)
    async with begin() as uow:
        found = await uow.session.scalar(queries.holder_of(code, actor))
        if found is None:
            raise Unknown(kind="organization", id=code)
        return await uow.answer(200, OrganizationView, await uow.get(Organization, found))


@router.get("/{organization_id}", response_model=OrganizationView, responses=problems(Unknown))
async def read_organization(organization_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One organization."""
    async with begin() as uow:
        found = await uow.get(Organization, organization_id, where=queries.visible(actor))
        return await uow.answer(200, OrganizationView, found)


@router.put(
    "/{organization_id}",
    response_model=OrganizationView,
    responses=problems(
        *(Unknown, NotYourAuthority, IllegalMove, NameTaken, FilingInReview, BadValue)
    ),
)
async def revise(
    organization_id: UUID, asked: OrganizationDescription, begin: BeginEdit, _: Author
) -> Response:
    """Correct a draft until it is submitted, or after it was returned."""
    async with begin() as uow:
        found = await drafts.revise_draft(
            uow, organization_id=organization_id, said=drafts.Description(**dict(asked))
        )
        return await uow.answer(200, OrganizationView, found)


@router.post("/{organization_id}/name-check", response_model=OrganizationView, responses=MOVES)
async def check_name(organization_id: UUID, begin: Begin, _: Decider) -> Response:
    """Confirm that the name of a body to be registered is free and fitting."""
    async with begin() as uow:
        found = await use_cases.check_name(uow, organization_id=organization_id)
        return await uow.answer(200, OrganizationView, found)


@router.post("/{organization_id}/submission", response_model=OrganizationView, responses=MOVES)
async def submit(organization_id: UUID, begin: Begin, _: Author) -> Response:
    """Ask the authority to file or register it."""
    async with begin() as uow:
        found = await use_cases.submit_organization(uow, organization_id=organization_id)
        return await uow.answer(200, OrganizationView, found)


@router.post("/{organization_id}/acceptance", response_model=OrganizationView, responses=MOVES)
async def accept(organization_id: UUID, begin: Begin, _: Decider) -> Response:
    """File the group, or register the body; never by the account that wrote it down."""
    async with begin() as uow:
        found = await use_cases.accept_organization(uow, organization_id=organization_id)
        return await uow.answer(200, OrganizationView, found)


@router.post("/{organization_id}/renewal", response_model=OrganizationView, responses=MOVES)
async def renew(organization_id: UUID, begin: Begin, _: Decider) -> Response:
    """File a lapsed group again."""
    async with begin() as uow:
        found = await use_cases.renew_filing(uow, organization_id=organization_id)
        return await uow.answer(200, OrganizationView, found)


@router.post("/{organization_id}/{decision}", response_model=OrganizationView, responses=MOVES)
async def decide(
    organization_id: UUID, decision: Decision, asked: DecisionReason, begin: Begin, _: Decider
) -> Response:
    """Let the authority decide anything else, with its reason."""
    told: dict[str, Any] = {"organization_id": organization_id, "reason": asked.reason}
    async with begin() as uow:
        if decision is Decision.REVOCATION:
            found = await credit_entries.revoke_body(uow, **told)
        else:
            found = await use_cases.decide_on_organization(uow, action=decision.action, **told)
        return await uow.answer(200, OrganizationView, found)
