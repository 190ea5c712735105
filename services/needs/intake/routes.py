"""Filing a need over HTTP."""

from fastapi import APIRouter
from starlette.responses import Response

from services.needs.category.errors import CategoryNotLeaf, CategoryRetired, UnknownCategory
from services.needs.intake import use_cases
from services.needs.intake.errors import AlreadyFiled, PiiInText
from services.needs.intake.schemas import NeedFiled, NeedFiling, filed_view
from services.needs.need.errors import OutOfCharge
from shared.errors import BadValue
from shared.web import BeginOnce, Now, SignedIn, problems

router = APIRouter(prefix="/needs", tags=["needs"])


@router.post(
    "",
    status_code=201,
    response_model=NeedFiled,
    responses=problems(
        *(OutOfCharge, UnknownCategory, CategoryRetired, CategoryNotLeaf),
        *(AlreadyFiled, PiiInText, BadValue),
    ),
)
async def file(asked: NeedFiling, begin: BeginOnce, now: Now, _: SignedIn) -> Response:
    """File a need; where a menu item serves it, it is accepted at once."""
    async with begin() as uow:
        filed = await use_cases.file_need(uow, told=asked.filing(), at=now)
        await uow.flush()
        return await uow.answer(
            201, NeedFiled, filed_view(filed), location=f"/needs/{filed.need.id}"
        )
