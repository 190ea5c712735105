"""Who is asking, and what lies in his scope.

A permission is a role, held inside a region subtree, perhaps for one organization (DESIGN.md §9).
Routes declare the roles they admit (shared/web.py, `requires`); queries and use cases narrow what
is visible with `within`, so that a list, a single read and a count agree.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, false, or_, select

from shared.regions import RegionReplica
from shared.states import Named

P = ParamSpec("P")
T = TypeVar("T")

_OWN: dict[str, Any] = {
    name: bindparam(f"asker_{name}", type_=Uuid()) for name in ("id", "person_id", "household_id")
}
"""Stand for what is the asker's own in a question that is kept for all alike."""


class Role(Named):
    """What someone is trusted to do; the list of spec/registry.md §2.6 and DESIGN.md §12."""

    RESIDENT = "resident", "居民"
    VOLUNTEER = "volunteer", "志愿者"
    ORG_MANAGER = "org_manager", "组织负责人"
    SOCIAL_WORKER = "social_worker", "社会工作者"
    SUPERVISOR = "supervisor", "督导"
    TEAM_LEADER = "team_leader", "服务队队长"
    COMMUNITY_WORKER = "community_worker", "社区工作者"
    COMMUNITY_MANAGER = "community_manager", "社区负责人"
    STREET_OFFICER = "street_officer", "街道工作人员"
    REGISTRAR = "registrar", "登记管理人员"
    DISTRICT_APPROVER = "district_approver", "区级审批人员"
    INSPECTOR = "inspector", "检查人员"
    HUB_OFFICER = "hub_officer", "枢纽机构工作人员"
    INCUBATOR_MANAGER = "incubator_manager", "孵化基地管理人员"
    EXPERT = "expert", "专家"
    EVALUATOR_PERSON = "evaluator_person", "评估人员"
    EVALUATOR_CLIENT = "evaluator_client", "评估机构系统"
    RECEIVER = "receiver", "受理人员"
    DEPARTMENT = "department", "职能部门"
    BUYER = "buyer", "采购人员"
    FINANCE = "finance", "财务人员"
    SUPERVISING_AUTHORITY = "supervising_authority", "监管部门"
    CUSTODIAN = "custodian", "托管人员"
    CITY_ADMIN = "city_admin", "市级管理员"
    AUDITOR = "auditor", "审计人员"
    PLATFORM_ADMIN = "platform_admin", "平台管理员"


AT_HOME = frozenset({Role.RESIDENT, Role.VOLUNTEER})
"""They say where somebody lives; what is shown to him is his own, wherever that is."""

QUESTIONS_KEPT = 512
"""For so many different rights, at some 25 KiB for each."""


@dataclass(frozen=True)
class Grant:
    """A role, the region subtree it holds in, and the organisation it is bound to, if any."""

    role: Role
    region_path: str
    organization_id: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """A verified caller; `person_id` and `household_id` are absent for systems and clients.

    `session_id` is the login the token came from, absent for clients; `organizations` are those
    that the same person acts for with his other account, and whoever took over from any of his.
    """

    id: UUID
    name: str = "account"
    person_id: UUID | None = None
    household_id: UUID | None = None
    session_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    organizations: frozenset[UUID] = frozenset()

    @cached_property
    def alike(self) -> "Actor":
        """Whoever has the same rights; `own` is told when a question of his is asked."""
        own = {name: bound for name, bound in _OWN.items() if getattr(self, name) is not None}
        grants = tuple(grant for grant in self.grants if grant.role not in AT_HOME)
        return replace(self, name="", session_id=None, grants=grants, **own)

    @cached_property
    def own(self) -> dict[str, UUID]:
        """What is his alone, under the names it has in questions."""
        return {bound.key: getattr(self, name) for name, bound in _OWN.items()}

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def acts_for(self, organization_id: UUID, *roles: Role) -> bool:
        """Whether one of these roles is held for this organisation."""
        return any(
            grant.role in roles and grant.organization_id == organization_id
            for grant in self.grants
        )

    @property
    def bodies(self) -> set[UUID]:
        """The organisations he holds any role for, with whichever account."""
        bound = {grant.organization_id for grant in self.grants} | self.organizations
        return {one for one in bound if one is not None}

    def belongs_to(self, *organization_ids: UUID | None) -> bool:
        """Whether he holds any role for one of these organisations, with whichever account."""
        return not self.bodies.isdisjoint(organization_ids)

    def governs(self, region_path: str, *roles: Role) -> bool:
        """Whether one of these roles is held over the region with this path."""
        return any(
            grant.role in roles
            and grant.organization_id is None
            and region_path.startswith(grant.region_path)
            for grant in self.grants
        )


SYSTEM = Actor(id=UUID(int=0), name="system")
"""The platform itself: timers and event handlers."""


def by_rights(question: Callable[Concatenate[Actor, P], T]) -> Callable[Concatenate[Actor, P], T]:
    """Make a question once for all who have the same rights: that costs more than many an answer.

    It may put the actor's ids into SQL, but not look at them: the session tells it whose they are
    (shared/database.py), so it is asked in a transaction of that actor.
    """
    made: Callable[..., T] = lru_cache(QUESTIONS_KEPT)(question)

    @wraps(question)
    def kept(actor: Actor, /, *args: P.args, **given: P.kwargs) -> T:
        return made(actor if actor is SYSTEM else actor.alike, *args, **given)

    return cast(Callable[Concatenate[Actor, P], T], kept)


def within(
    actor: Actor,
    *roles: Role,
    region: Any = None,
    organization: Any = None,
    owner: Any = None,
) -> ColumnElement[bool]:
    """The rows that lie in the actor's scope, as a condition on the columns given.

    `region`: rows under a region where one of `roles` is held without an organisation;
    `organization`: rows of an organisation one of `roles` is held for; `owner`: rows of the
    person himself, whatever his roles. A column that is not given opens nothing.
    """
    assert AT_HOME.isdisjoint(roles), "who lives somewhere sees nothing for that"
    held = [grant for grant in actor.grants if grant.role in roles]
    opened: list[ColumnElement[bool]] = []
    if organization is not None:
        own = [grant.organization_id for grant in held if grant.organization_id is not None]
        opened += [organization.in_(own)] if own else []
    if region is not None:
        paths = {grant.region_path for grant in held if grant.organization_id is None}
        opened += [_under(region, frozenset(paths))] if paths else []
    if owner is not None and actor.person_id is not None:
        opened.append(owner == actor.person_id)
    return or_(*opened) if opened else false()


@lru_cache(4_096)  # half of what a list costs before it is asked; colleagues share theirs
def _under(region: Any, paths: frozenset[str]) -> ColumnElement[bool]:
    """One subquery, and no constant beside it: the planner turns it into an index join."""
    starts = [RegionReplica.path.startswith(path, autoescape=True) for path in sorted(paths)]
    found: ColumnElement[bool] = region.in_(select(RegionReplica.id).where(or_(*starts)))
    return found
