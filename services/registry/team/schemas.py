"""Teams as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from services.registry.team.errors import OutsideChina, ShiftInvalid
from services.registry.team.model import PARALLEL_MAX
from services.registry.team.states import TeamFiling
from shared.coordinates import inside_china
from shared.schemas import Day, Input, Point, View, Words
from shared.wording import Formed, wrong

MEMBERS_MAX = 200
SKILLS_MAX = 50
COVERAGE_MAX = 200
SHIFTS_MAX = 50

SKILL = r"^[a-z][a-z0-9_]{1,49}$"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
Skill = Annotated[
    str,
    Field(examples=["plumbing"]),
    Formed(SKILL, "应为技能编码（小写英文），例如 plumbing", "must be a code such as plumbing"),
]
LocalTime = Annotated[
    str,
    Field(examples=["08:30"]),
    Formed(TIME, "应为 24 小时制的时间，例如 08:30", "must be a time such as 08:30"),
]


def _unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


class Proof(Input):
    """A skill that was verified for a member, until a day if it expires."""

    skill: Skill
    expires_on: Day | None = None


class Member(Input):
    """A person in the team; one who is not active proves no skill."""

    person_id: UUID
    active: bool = True
    verified: Annotated[tuple[Proof, ...], Field(max_length=SKILLS_MAX)] = ()


class Shift(Input):
    """Hours of some week days (1 = Monday … 7 = Sunday), local; may end on the next day."""

    weekdays: Annotated[
        list[Annotated[int, Field(ge=1, le=7)]],
        Field(min_length=1, max_length=7),
        AfterValidator(_unique),
    ]
    start: LocalTime
    end: LocalTime


def _each_once(members: list[Member]) -> list[Member]:
    if len({member.person_id for member in members}) < len(members):
        raise wrong("同一人只能列一次", "names a person twice")
    return members


class TeamDescription(Input):
    """Who is in a team, what it can do, where and when."""

    name: Annotated[Words, Field(min_length=2, max_length=60, examples=["弇山管道疏通队"])]
    skills: Annotated[
        list[Skill], Field(min_length=1, max_length=SKILLS_MAX), AfterValidator(_unique)
    ]
    members: Annotated[
        list[Member], Field(min_length=1, max_length=MEMBERS_MAX), AfterValidator(_each_once)
    ]
    coverage: Annotated[
        list[UUID], Field(min_length=1, max_length=COVERAGE_MAX), AfterValidator(_unique)
    ]
    shifts: Annotated[list[Shift], Field(min_length=1, max_length=SHIFTS_MAX)]
    max_parallel: Annotated[int, Field(ge=1, le=PARALLEL_MAX)]
    base_point: Point | None = None

    def columns(self) -> dict[str, Any]:
        """The description as a team stores it; refuses impossible shifts and places."""
        for number, shift in enumerate(self.shifts):
            if shift.start == shift.end:
                raise ShiftInvalid(f"/shifts/{number}/end")
        latitude, longitude = self._point()
        plain = self.model_dump(mode="json", exclude={"base_point"})
        return {**plain, "latitude": latitude, "longitude": longitude}

    def _point(self) -> tuple[float | None, float | None]:
        point = self.base_point
        if point is None:
            return None, None
        if not inside_china(*point.wgs84):
            raise OutsideChina("/base_point")
        return point.wgs84


class TeamFormation(TeamDescription):
    """A team to be written down for an organization."""

    organization_id: UUID


class TeamView(View):
    """A team; the base point is WGS 84."""

    id: UUID
    organization_id: UUID
    region_id: UUID
    name: str
    skills: list[str]
    members: list[Member]
    coverage: list[UUID]
    shifts: list[Shift]
    max_parallel: int
    latitude: float | None
    longitude: float | None
    filing: TeamFiling
    filed_until: date | None


class AvailableTeams(View):
    """The teams able to serve, as of the moment of the answer; how busy they are, needs knows."""

    as_of: datetime
    items: list[TeamView]
