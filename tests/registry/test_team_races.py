"""What happens to teams at the same moment, on connections of their own."""

import asyncio
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from services.registry.draft.use_cases import Draft, draft_organization
from services.registry.household.use_cases import register_household
from services.registry.organization.states import LegalType, OrganizationAction, Tier
from services.registry.organization.use_cases import (
    accept_organization,
    decide_on_organization,
    submit_organization,
)
from services.registry.person.use_cases import Details, register_person
from services.registry.region.use_cases import import_regions
from services.registry.team.model import Team
from services.registry.team.use_cases import file_team, form_team
from shared import ids
from shared.outbox import OutboxRow
from shared.regions import RegionReplica
from tests.registry.conftest import Committing
from tests.registry.given import ROWS

COMMUNITY = "320585100007"


class Given(NamedTuple):
    region_id: UUID
    organization_id: UUID
    team_id: UUID
    people: list[UUID]


def described(region_id: UUID, *people: UUID) -> dict[str, Any]:
    proof = {"skill": "plumbing", "expires_on": None}
    return {
        "name": "管道疏通队",
        "skills": ["plumbing"],
        "members": [
            {"person_id": str(person), "active": True, "verified": [proof]} for person in people
        ],
        "coverage": [str(region_id)],
        "shifts": [{"weekdays": [1], "start": "08:00", "end": "18:00"}],
        "max_parallel": 2,
    }


async def given_a_team(world: Committing) -> Given:
    """An organization, its team and the team's two members."""
    author_id = ids.new()
    async with world.database.begin(at=world.now) as uow:
        await import_regions(uow, rows=ROWS)
        region = await uow.session.scalar(select(RegionReplica).filter_by(code=COMMUNITY))
        assert region is not None
        people = [
            await register_person(uow, region_id=region.id, details=Details(name))
            for name in ("陈阿婆", "王大爷")
        ]
        draft = Draft(
            name="睦邻互助队",
            tier=Tier.FILED,
            legal_type=LegalType.COMMUNITY_GROUP,
            home_region_id=region.id,
            members_count=8,
        )
        organization = await draft_organization(uow, draft=draft)
        organization.author_id = author_id
        await submit_organization(uow, organization_id=organization.id)
        await accept_organization(uow, organization_id=organization.id)
        told = described(region.id, *(person.id for person in people))
        team = await form_team(uow, organization_id=organization.id, described=told)
        team.author_id = author_id
        return Given(region.id, organization.id, team.id, sorted(person.id for person in people))


async def test_a_team_is_filed_while_its_organization_is_suspended(world: Committing) -> None:
    given = await given_a_team(world)

    async def file() -> None:
        async with world.database.begin(at=world.now) as uow:
            await file_team(uow, team_id=given.team_id)

    async def suspend() -> None:
        async with world.database.begin(at=world.now) as uow:
            await decide_on_organization(
                uow,
                organization_id=given.organization_id,
                action=OrganizationAction.SUSPEND,
                reason="投诉核查",
            )

    async with world.database.begin(at=world.now) as uow:
        await uow.session.execute(select(Team.id).with_for_update())
        filing = asyncio.create_task(file())
        await asyncio.sleep(0.3)
        suspending = asyncio.create_task(suspend())
        await asyncio.sleep(0.3)
    ended = await asyncio.gather(filing, suspending, return_exceptions=True)

    assert [repr(error) for error in ended if error] == []


async def test_two_households_take_in_members_of_one_team(world: Committing) -> None:
    given = await given_a_team(world)

    async def move(*people: UUID) -> None:
        async with world.database.begin(at=world.now) as uow:
            await register_household(
                uow, region_id=given.region_id, address="人民南路18号", member_ids=people
            )

    async with world.database.begin(at=world.now) as uow:
        await uow.session.execute(select(Team.id).with_for_update())
        together = asyncio.create_task(move(*given.people))
        await asyncio.sleep(0.3)
        alone = asyncio.create_task(move(given.people[1]))
        await asyncio.sleep(0.3)
    ended = await asyncio.gather(together, alone, return_exceptions=True)

    assert [repr(error) for error in ended if error] == []


async def test_a_team_is_formed_while_its_member_moves(world: Committing) -> None:
    given = await given_a_team(world)
    person = given.people[0]

    async def form() -> UUID:
        async with world.database.begin(at=world.now) as uow:
            told = described(given.region_id, person)
            team = await form_team(uow, organization_id=given.organization_id, described=told)
            return team.id

    async with world.database.begin(at=world.now) as uow:
        home = await register_household(
            uow, region_id=given.region_id, address="人民南路18号", member_ids=[person]
        )
        await uow.flush()
        forming = asyncio.create_task(form())
        await asyncio.sleep(0.3)
    team_id = await forming
    async with world.database.begin(at=world.now) as uow:
        told = select(OutboxRow.data).where(OutboxRow.aggregate_id == team_id)
        newest = (await uow.session.scalars(told.order_by(OutboxRow.position.desc()))).first()

    assert newest is not None
    assert newest["household_ids"] == [str(home.id)]
