"""What every service answers besides its own domain: its policies, its audit, who saw my data."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, field_validator
from sqlalchemy import select
from starlette.responses import Response

from shared import regions
from shared.access import Actor, Role
from shared.access_log import AccessLogRow
from shared.audit_seal import LOG, AuditCheckpoint
from shared.calendar import CalendarNotLoaded
from shared.checkpoint_view import CheckpointView
from shared.durations import Duration, due
from shared.errors import BadValue, Unknown
from shared.pages import Listed, Page, page_of
from shared.policy import Parameter, Policy
from shared.schemas import Input, Instant, View, Words
from shared.web import Begin, BeginOnce, Now, Public, RoleRequired, SignedIn, problems, requires

router = APIRouter()


class PolicyDraft(Input):
    """A value to hold in a region from a moment on; from now where that is past."""

    name: Annotated[str, Field(max_length=100, examples=["dispatch.offer_ttl.normal"])]
    region_id: UUID
    value: Any = Field(examples=[{"value": 60, "unit": "min", "hours": "work"}])
    valid_from: Instant
    valid_to: Instant | None = None
    source: Annotated[Words, Field(max_length=500, examples=["太民发〔2026〕12号"])]


class PolicyView(View):
    """A published value."""

    id: UUID
    name: str
    region_id: UUID
    value: Any
    valid_from: datetime
    valid_to: datetime | None
    source: str

    @field_validator("value", mode="before")
    @classmethod
    def _unwrapped(cls, stored: dict[str, Any]) -> Any:
        return stored["value"]


class ParameterView(View):
    """A parameter with the value that is shipped."""

    name: str
    default: Any
    source: str


class PoliciesView(View):
    """Every number that may be set, and what is published now and for later."""

    parameters: list[ParameterView]
    published: Listed[PolicyView]


class AccessLogView(View):
    """One look at my data."""

    id: UUID
    at: datetime
    viewer_id: UUID
    field: str
    subject_id: UUID
    purpose: str


@router.get("/policies", response_model=PoliciesView, tags=["policies"])
async def policies(_: Public, begin: Begin, page: Page) -> Response:
    """Every threshold and what it is set to: a resident can recompute any decision."""
    parameters = [
        {"name": known.name, "default": known.plain(known.default), "source": known.source}
        for known in sorted(Parameter.known.values(), key=lambda known: known.name)
    ]
    async with begin() as uow:
        published = await page_of(uow, select(Policy), Policy.id, page)
        return await uow.answer(
            200, PoliciesView, {"parameters": parameters, "published": published}
        )


@router.post(
    "/policies",
    status_code=201,
    response_model=PolicyView,
    responses=problems(Unknown, RoleRequired, BadValue, CalendarNotLoaded),
    tags=["policies"],
)
async def publish_policy(
    draft: PolicyDraft,
    begin: BeginOnce,
    now: Now,
    actor: Annotated[Actor, requires(Role.CITY_ADMIN)],
) -> Response:
    """Set a parameter for a region, never for the past: no figure already told becomes another."""
    parameter = Parameter.known.get(draft.name)
    if parameter is None:
        raise BadValue(
            "/name",
            "没有这个参数，可设置的参数见 GET /policies。",
            "There is no such parameter; GET /policies lists them.",
        )
    holds_from = max(draft.valid_from, now)
    if draft.valid_to is not None and draft.valid_to <= holds_from:
        raise BadValue(
            "/valid_to",
            "失效时间应晚于生效时间和现在。",
            "It must end after it starts, and after now.",
        )
    value = parameter.parse(draft.value)
    if isinstance(value, Duration):
        due(now, value)  # refuses what the loaded calendar cannot count
    async with begin() as uow:
        region = await regions.get(uow.session, draft.region_id)
        if not actor.governs(region.path, Role.CITY_ADMIN):
            raise Unknown(kind="region", id=str(draft.region_id))
        policy = Policy(
            name=draft.name,
            region_id=draft.region_id,
            value={"value": parameter.plain(value)},
            valid_from=holds_from,
            valid_to=draft.valid_to,
            source=draft.source,
        )
        uow.add(policy)
        return await uow.answer(201, PolicyView, policy, "/policies")


@router.get("/audit/checkpoints", response_model=Listed[CheckpointView], tags=["audit"])
async def audit_checkpoints(_: Public, begin: Begin, page: Page) -> Response:
    """What seals the record of every change, newest first: keep one, and hold us to it."""
    async with begin() as uow:
        keys = await LOG.keys(uow)
        found = await page_of(uow, select(AuditCheckpoint), AuditCheckpoint.number, page)
        found["items"] = [CheckpointView.of(made, keys) for made in found["items"]]
        return await uow.answer(200, Listed[CheckpointView], found)


@router.get("/me/access-log", response_model=Listed[AccessLogView], tags=["me"])
async def access_log(actor: SignedIn, begin: Begin, page: Page) -> Response:
    """Who saw my personal data in clear, when and what for."""
    mine = select(AccessLogRow).where(AccessLogRow.person_id == actor.person_id)
    async with begin() as uow:
        found = await page_of(uow, mine, AccessLogRow.id, page)
        return await uow.answer(200, Listed[AccessLogView], found)
