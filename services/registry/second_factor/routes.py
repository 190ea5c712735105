"""Taking away a second factor; getting one and using it belong to signing in (`session`)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.registry.account.model import Account
from services.registry.second_factor.errors import NoSecondFactor, OwnSecondFactor
from services.registry.second_factor.use_cases import take_away_factor
from shared.access import Actor, Role
from shared.errors import Unknown
from shared.web import Begin, problems, requires

router = APIRouter(tags=["accounts"])

Administrator = Annotated[Actor, requires(Role.PLATFORM_ADMIN)]


@router.post(
    "/accounts/{account_id}/second-factor-removal",
    status_code=204,
    responses=problems(Unknown, OwnSecondFactor, NoSecondFactor),
)
async def take_away(account_id: UUID, begin: Begin, _: Administrator) -> Response:
    """Take away the second factor of somebody who lost his phone; he gets another by signing in."""
    async with begin() as uow:
        await take_away_factor(uow, await uow.get(Account, account_id))
        return uow.done()
