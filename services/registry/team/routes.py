"""Teams over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.registry.organization.errors import ConflictOfInterest
from services.registry.team import queries, use_cases
from services.registry.team.errors import (
    NotYourTeam,
    OrganizationInactive,
    OutsideChina,
    ShiftInvalid,
    SkillUnverified,
)
from services.registry.team.model import Team
from services.registry.team.schemas import (
    AvailableTeams,
    Skill,
    TeamDescription,
    TeamFormation,
    TeamView,
)
from services.registry.team.states import TeamAction, TeamFiling
from shared.access import Actor
from shared.errors import Unknown
from shared.pages import Listed, Page, page_of
from shared.schemas import Instant
from shared.states import IllegalMove
from shared.web import Begin, BeginEdit, BeginOnce, Now, SignedIn, problems, requires

MINUTES_MAX = 24 * 60

router = APIRouter(prefix="/teams", tags=["teams"])

Writer = Annotated[Actor, requires(*use_cases.WRITERS)]
Filer = Annotated[Actor, requires(*use_cases.FILERS)]
DESCRIBED = problems(Unknown, NotYourTeam, SkillUnverified, ShiftInvalid, OutsideChina)
DECIDED = problems(
    Unknown, NotYourTeam, ConflictOfInterest, IllegalMove, OrganizationInactive, SkillUnverified
)


@router.post("", response_model=TeamView, status_code=201, responses=DESCRIBED)
async def form(asked: TeamFormation, begin: BeginOnce, _: Writer) -> Response:
    """Write a team of an organization down; it is sent out once it is filed."""
    described = asked.columns()
    described.pop("organization_id")
    async with begin() as uow:
        team = await use_cases.form_team(
            uow, organization_id=asked.organization_id, described=described
        )
        return await uow.answer(201, TeamView, team, location=f"/teams/{team.id}")


@router.get("", response_model=Listed[TeamView], responses=problems(Unknown))
async def list_teams(
    page: Page,
    begin: Begin,
    _: SignedIn,
    *,
    region: UUID | None = None,
    organization: UUID | None = None,
    filing: TeamFiling | None = None,
    mine: Annotated[bool, Query(description="Only those the caller is listed in")] = False,
) -> Response:
    """The teams of a region or an organization, or those one is listed in."""
    async with begin() as uow:
        rows = await queries.teams_matching(uow, region_id=region, mine=mine)
        only = {Team.organization_id: organization, Team.filing: filing}
        found = await page_of(uow, rows, Team.id, page, only)
        return await uow.answer(200, Listed[TeamView], found)


@router.get("/available", response_model=AvailableTeams, responses=problems(Unknown))
async def list_available(
    begin: Begin,
    now: Now,
    _: SignedIn,
    *,
    region: Annotated[UUID, Query(description="Where the service is needed")],
    skill: Annotated[Skill, Query(description="Verified for an active member")],
    at: Annotated[Instant, Query(description="When it begins")],
    minutes: Annotated[int, Query(ge=1, le=MINUTES_MAX, description="How long it takes")],
) -> Response:
    """The filed teams of active organizations with the skill, on duty and covering the place."""
    async with begin() as uow:
        found = await queries.teams_available(
            uow, region_id=region, skill=skill, at=at, minutes=minutes
        )
        return await uow.answer(200, AvailableTeams, {"as_of": now, "items": found})


@router.get("/{team_id}", response_model=TeamView, responses=problems(Unknown))
async def read_team(team_id: UUID, begin: Begin, actor: SignedIn) -> Response:
    """One team."""
    async with begin() as uow:
        team = await uow.get(Team, team_id, where=queries.visible(actor))
        return await uow.answer(200, TeamView, team)


@router.put("/{team_id}", response_model=TeamView, responses=DESCRIBED)
async def change(team_id: UUID, asked: TeamDescription, begin: BeginEdit, _: Writer) -> Response:
    """Say anew who is in the team and what it does; new members or skills are filed again."""
    described = asked.columns()
    async with begin() as uow:
        team = await use_cases.change_team(uow, team_id=team_id, described=described)
        return await uow.answer(200, TeamView, team)


@router.post("/{team_id}/filing", response_model=TeamView, responses=DECIDED)
async def file(team_id: UUID, begin: Begin, _: Filer) -> Response:
    """File the team: from now on it may be sent out."""
    async with begin() as uow:
        team = await use_cases.file_team(uow, team_id=team_id)
        return await uow.answer(200, TeamView, team)


@router.post("/{team_id}/suspension", response_model=TeamView, responses=DECIDED)
async def suspend(team_id: UUID, begin: Begin, _: Filer) -> Response:
    """Send the team nowhere until further notice."""
    async with begin() as uow:
        team = await use_cases.decide_on_team(uow, team_id=team_id, action=TeamAction.SUSPEND)
        return await uow.answer(200, TeamView, team)


@router.post("/{team_id}/reinstatement", response_model=TeamView, responses=DECIDED)
async def reinstate(team_id: UUID, begin: Begin, _: Filer) -> Response:
    """Let a suspended team be sent out again."""
    async with begin() as uow:
        team = await use_cases.decide_on_team(uow, team_id=team_id, action=TeamAction.REINSTATE)
        return await uow.answer(200, TeamView, team)


@router.post("/{team_id}/departure", response_model=TeamView, responses=problems(Unknown))
async def leave(team_id: UUID, begin: Begin, _: SignedIn) -> Response:
    """Leave a team; one need not have agreed to be listed in it."""
    async with begin() as uow:
        team = await use_cases.leave_team(uow, team_id=team_id)
        return await uow.answer(200, TeamView, team)
