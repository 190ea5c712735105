"""Entries and lists over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.registry.credit_entry import errors, queries, use_cases
from services.registry.credit_entry.model import CreditEntry
from services.registry.credit_entry.rules import basis_of_letters
from services.registry.credit_entry.schemas import (
    CreditEntryProposal,
    CreditEntryView,
    ListedBodyView,
    ListingDecision,
    ListingReason,
    RemovalDecision,
    Statement,
)
from services.registry.credit_entry.states import CreditEntryState, CreditList
from services.registry.credit_removal import use_cases as removals
from services.registry.organization.errors import (
    ConflictOfInterest,
    FourEyes,
    NotOverseen,
    NotYourAuthority,
)
from services.registry.oversight.queries import DECIDERS, READERS, REGISTRARS
from shared import regions
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginOnce, Public, problems, requires

router = APIRouter(tags=["credit lists"])

Reader = Annotated[Actor, requires(Role.ORG_MANAGER, *READERS)]
Proposer = Annotated[Actor, requires(*queries.PROPOSERS)]
Registrar = Annotated[Actor, requires(*REGISTRARS)]
Decider = Annotated[Actor, requires(*DECIDERS)]
Manager = Annotated[Actor, requires(Role.ORG_MANAGER)]
Of = Annotated[UUID | None, Query(description="Entries of this body")]
OVERSEEN = (Unknown, NotYourAuthority, NotOverseen, ConflictOfInterest)
DECIDED = (*OVERSEEN, FourEyes, IllegalMove)
ONE = "/credit-entries/{entry_id}"


@router.get(
    "/credit-lists/{credit_list}",
    response_model=Listed[ListedBodyView],
    responses=problems(Unknown),
)
async def read_list(
    credit_list: CreditList,
    _: Public,
    begin: Begin,
    page: Page,
    region: Annotated[UUID | None, Query(description="At home under this region")] = None,
) -> Response:
    """The bodies on a list, newest first; anyone may read it."""
    async with begin() as uow:
        rows = queries.published(credit_list)
        if region is not None:
            rows = rows.where(CreditEntry.region_id.in_(await regions.under(uow.session, region)))
        found = await page_of(uow, rows, CreditEntry.id, page)
        return await uow.answer(200, Listed[ListedBodyView], found)


@router.post(
    "/credit-entries",
    status_code=201,
    response_model=CreditEntryView,
    responses=problems(*OVERSEEN, errors.EntryOpen, errors.LettersNeeded),
)
async def propose(asked: CreditEntryProposal, _: Proposer, begin: BeginOnce) -> Response:
    """Propose that a body is listed; nothing is public yet."""
    charge = use_cases.Charge(
        ground=asked.ground,
        facts=asked.facts,
        evidence=asked.evidence,
        basis=basis_of_letters(asked.ground, asked.letters),
    )
    async with begin() as uow:
        made = await use_cases.propose_entry(
            uow, organization_id=asked.organization_id, charge=charge
        )
        return await uow.answer(201, CreditEntryView, made, location=f"/credit-entries/{made.id}")


@router.get("/credit-entries", response_model=Listed[CreditEntryView])
async def list_entries(
    actor: Reader,
    begin: Begin,
    page: Page,
    organization_id: Of = None,
    state: CreditEntryState | None = None,
) -> Response:
    """The entries in the caller's scope, newest first."""
    async with begin() as uow:
        only = {CreditEntry.organization_id: organization_id, CreditEntry.state: state}
        found = await page_of(uow, queries.entries(actor), CreditEntry.id, page, only)
        return await uow.answer(200, Listed[CreditEntryView], found)


@router.get(ONE, response_model=CreditEntryView, responses=problems(Unknown))
async def read(entry_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One entry."""
    async with begin() as uow:
        found = await uow.see(CreditEntry, entry_id, queries.visible(actor))
        return await uow.answer(200, CreditEntryView, found)


@router.post(
    f"{ONE}/notice",
    response_model=CreditEntryView,
    responses=problems(*OVERSEEN, IllegalMove),
)
async def give_notice(entry_id: UUID, _: Registrar, begin: Begin) -> Response:
    """Tell the body what it is said to have done, and until when it may state its case."""
    async with begin() as uow:
        found = await use_cases.give_notice(uow, entry_id=entry_id)
        return await uow.answer(200, CreditEntryView, found)


@router.post(
    f"{ONE}/statement",
    response_model=CreditEntryView,
    responses=problems(Unknown, IllegalMove, errors.StatementOver),
)
async def state_case(entry_id: UUID, asked: Statement, actor: Manager, begin: Begin) -> Response:
    """State the case of one's organization."""
    async with begin() as uow:
        found = await uow.get(CreditEntry, entry_id, where=queries.answerable(actor))
        found.take_statement(asked.text, at=uow.at)
        return await uow.answer(200, CreditEntryView, found)


@router.post(
    f"{ONE}/decision",
    response_model=CreditEntryView,
    responses=problems(*DECIDED, errors.StatementPending),
)
async def decide(entry_id: UUID, asked: ListingDecision, _: Decider, begin: Begin) -> Response:
    """List the body or not; another officer than who proposed it and who gave notice."""
    async with begin() as uow:
        found = await use_cases.decide_entry(uow, entry_id=entry_id, **dict(asked))
        return await uow.answer(200, CreditEntryView, found)


@router.post(
    f"{ONE}/application",
    response_model=CreditEntryView,
    responses=problems(Unknown, IllegalMove),
)
async def apply(entry_id: UUID, asked: Statement, actor: Manager, begin: Begin) -> Response:
    """Say what was put right, and ask to be removed."""
    async with begin() as uow:
        found = await uow.get(CreditEntry, entry_id, where=queries.answerable(actor))
        found.apply(asked.text)
        return await uow.answer(200, CreditEntryView, found)


@router.post(
    f"{ONE}/verification",
    response_model=CreditEntryView,
    responses=problems(
        *(*OVERSEEN, IllegalMove, errors.NotAppliedFor, errors.ListedTooShort),
        *(errors.LaterGround, errors.NotCanceled),
    ),
)
async def verify(entry_id: UUID, asked: ListingReason, _: Registrar, begin: Begin) -> Response:
    """Confirm that what was to be done is done; the body leaves within five working days."""
    async with begin() as uow:
        found = await removals.verify_entry(uow, entry_id=entry_id, finding=asked.reason)
        return await uow.answer(200, CreditEntryView, found)


@router.post(f"{ONE}/removal", response_model=CreditEntryView, responses=problems(*DECIDED))
async def remove(entry_id: UUID, asked: RemovalDecision, _: Decider, begin: Begin) -> Response:
    """Take the body off the list or not; another officer than who verified it."""
    async with begin() as uow:
        found = await removals.decide_removal(uow, entry_id=entry_id, **dict(asked))
        return await uow.answer(200, CreditEntryView, found)


@router.post(f"{ONE}/correction", response_model=CreditEntryView, responses=problems(*DECIDED))
async def correct(entry_id: UUID, asked: ListingReason, _: Decider, begin: Begin) -> Response:
    """Take back an entry that should never have been made; another officer than who made it."""
    async with begin() as uow:
        found = await removals.correct_entry(uow, entry_id=entry_id, reason=asked.reason)
        return await uow.answer(200, CreditEntryView, found)
