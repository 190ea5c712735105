"""Earning policies over HTTP: drafted by officers, public once they are published."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.credit.account.errors import FourEyes
from services.credit.account.queries import OFFICERS, STEWARDS
from services.credit.policy import queries, use_cases
from services.credit.policy.errors import OverlapsLater, PublishedTooLate
from services.credit.policy.model import EarningPolicy
from services.credit.policy.schemas import (
    EarningPolicyDraft,
    EarningPolicyDraftView,
    EarningPolicyView,
)
from shared.access import Actor
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, Public, problems, requires

router = APIRouter(tags=["earning policies"])

Reader = Annotated[Actor, requires(*OFFICERS)]
Steward = Annotated[Actor, requires(*STEWARDS)]


@router.get("/earning-policies", response_model=Listed[EarningPolicyView])
async def list_policies(
    _: Public,
    begin: Begin,
    page: Page,
    region: Annotated[UUID | None, Query(description="Versions of this very region")] = None,
) -> Response:
    """Every published version, the newest draft first: the history of what a service is worth."""
    async with begin() as uow:
        only = {EarningPolicy.region_id: region}
        listed = await page_of(uow, queries.PUBLISHED, EarningPolicy.id, page, only)
        listed["items"] = [EarningPolicyView.of(policy) for policy in listed["items"]]
        return await uow.answer(200, Listed[EarningPolicyView], listed)


@router.get(
    "/earning-policies/{policy_id}", response_model=EarningPolicyView, responses=problems(Unknown)
)
async def read_policy(policy_id: UUID, _: Public, begin: Begin) -> Response:
    """One published version."""
    async with begin() as uow:
        policy = await uow.see(EarningPolicy, policy_id, queries.PUBLIC)
        return await uow.answer(200, EarningPolicyView, EarningPolicyView.of(policy))


@router.get("/earning-policy-drafts", response_model=Listed[EarningPolicyDraftView])
async def list_drafts(actor: Reader, begin: Begin, page: Page) -> Response:
    """What is drafted in the caller's region and not published yet, newest first."""
    async with begin() as uow:
        listed = await page_of(uow, queries.drafts_seen_by(actor), EarningPolicy.id, page)
        listed["items"] = [EarningPolicyDraftView.of(policy) for policy in listed["items"]]
        return await uow.answer(200, Listed[EarningPolicyDraftView], listed)


@router.get(
    "/earning-policy-drafts/{policy_id}",
    response_model=EarningPolicyDraftView,
    responses=problems(Unknown),
)
async def read_draft(policy_id: UUID, actor: Reader, begin: Begin) -> Response:
    """One draft, or what it became."""
    async with begin() as uow:
        policy = await uow.get(EarningPolicy, policy_id, where=queries.visible(actor))
        return await uow.answer(200, EarningPolicyDraftView, EarningPolicyDraftView.of(policy))


@router.post(
    "/earning-policy-drafts",
    status_code=201,
    response_model=EarningPolicyDraftView,
    responses=problems(Unknown, BadValue),
)
async def draft_policy(asked: EarningPolicyDraft, _: Steward, begin: Begin) -> Response:
    """Draft a version for a region the caller governs."""
    async with begin() as uow:
        policy = await use_cases.draft_policy(uow, **asked.kept())
        view = EarningPolicyDraftView.of(policy)
        place = f"/earning-policy-drafts/{policy.id}"
        return await uow.answer(201, EarningPolicyDraftView, view, place)


@router.put(
    "/earning-policy-drafts/{policy_id}",
    response_model=EarningPolicyDraftView,
    responses=problems(Unknown, BadValue, IllegalMove),
)
async def revise_draft(
    policy_id: UUID, asked: EarningPolicyDraft, actor: Steward, begin: BeginEdit
) -> Response:
    """Write a draft anew, until it is published; it must be simulated again."""
    async with begin() as uow:
        policy = await uow.get(EarningPolicy, policy_id, where=queries.stewarded(actor))
        await use_cases.revise_policy(uow, policy=policy, **asked.kept())
        return await uow.answer(200, EarningPolicyDraftView, EarningPolicyDraftView.of(policy))


@router.post(
    "/earning-policy-drafts/{policy_id}/publication",
    response_model=EarningPolicyDraftView,
    responses=problems(Unknown, BadValue, IllegalMove, FourEyes, PublishedTooLate, OverlapsLater),
)
async def publish_policy(policy_id: UUID, actor: Steward, begin: Begin) -> Response:
    """Publish a simulated draft; not by who drafted it, and ahead of the time it holds from."""
    async with begin() as uow:
        policy = await uow.get(EarningPolicy, policy_id, where=queries.stewarded(actor))
        await use_cases.publish_policy(uow, policy=policy)
        return await uow.answer(200, EarningPolicyDraftView, EarningPolicyDraftView.of(policy))
