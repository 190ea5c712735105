"""Earning policies over HTTP: public, so that anyone can check what a service is worth."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.credit.policy.model import EarningPolicy
from services.credit.policy.queries import policy_of, published
from services.credit.policy.schemas import EarningPolicyView
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.web import Begin, Public, problems

router = APIRouter(prefix="/earning-policies", tags=["earning policies"])


@router.get("", response_model=Listed[EarningPolicyView])
async def list_policies(_: Public, begin: Begin, page: Page) -> Response:
    """Every version of the earning policy, newest first."""
    async with begin() as uow:
        versions = await page_of(uow, published(), EarningPolicy.id, page)
        return await uow.answer(200, Listed[EarningPolicyView], versions)


@router.get("/{policy_id}", response_model=EarningPolicyView, responses=problems(Unknown))
async def read_policy(policy_id: UUID, _: Public, begin: Begin) -> Response:
    """One version of the earning policy."""
    async with begin() as uow:
        return await uow.answer(200, EarningPolicyView, await policy_of(uow, policy_id))
