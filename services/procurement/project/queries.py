"""Which projects someone may see, and who is in charge of one."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true

from services.procurement.contract.model import Contract
from services.procurement.fund.queries import check_charge_of
from services.procurement.project.errors import PartyToIt
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectState
from services.procurement.succession.queries import held
from services.procurement.worker_replica.queries import is_of
from shared import regions
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.errors import BadValue
from shared.regions import RegionReplica

AUTHORS = (Role.BUYER,)
APPROVERS = (Role.BUYER, Role.DEPARTMENT, Role.SUPERVISING_AUTHORITY)
FUNDERS = (Role.FINANCE,)
STAFF = (
    *(*APPROVERS, *FUNDERS),
    *(Role.STREET_OFFICER, Role.COMMUNITY_MANAGER, Role.CITY_ADMIN, Role.AUDITOR),
)
"""Who sees every project of his region."""

MEMBERS = (Role.ORG_MANAGER, Role.SOCIAL_WORKER)
"""They see what may be claimed, and what their organization has a contract for."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """What everyone is consulted on, the region of staff, and of organizations theirs."""
    if actor is SYSTEM:
        return true()
    governed = within(actor, *STAFF, region=Project.region_id)
    consulted = Project.state == ProjectState.CONSULTING
    if not actor.holds(*MEMBERS):
        return or_(governed, consulted)
    mine = held(actor, *MEMBERS, of=Contract.organization_id, contract=Contract.id)
    contracted = Project.id.in_(select(Contract.project_id).where(mine))
    return or_(governed, consulted, contracted, Project.state == ProjectState.PROCURING)


@by_rights
def projects(actor: Actor) -> Select[Project]:
    """The projects in sight."""
    return select(Project).where(visible(actor))


async def seen_project(uow: UnitOfWork, project_id: UUID) -> Project:
    """One project in sight, or Unknown."""
    return await uow.see(Project, project_id, visible(uow.actor))


async def project_in_charge(uow: UnitOfWork, project_id: UUID, *roles: Role) -> Project:
    """A project in sight, locked, that the caller decides on: by his role, and as no party."""
    project = await uow.get(Project, project_id, where=visible(uow.actor))
    await check_charge_of(uow, project.region_id, *roles)
    await check_no_party(uow, *(UUID(one) for one in project.designer_organization_ids))
    return project


async def check_no_party(uow: UnitOfWork, *organization_ids: UUID) -> None:
    """Refuse whoever belongs to one of these organizations."""
    if await is_of(uow, *organization_ids):
        raise PartyToIt


async def check_no_party_to(uow: UnitOfWork, project_id: UUID, organization_id: UUID) -> None:
    """Refuse whoever belongs to who has a project, or to who designed it."""
    await check_no_party(uow, organization_id, *await designers_of(uow, project_id))


async def check_communities(
    uow: UnitOfWork, region: RegionReplica, told: list[str], *, place: str
) -> None:
    """Refuse a community that does not lie in the region."""
    asked = [UUID(one) for one in told]
    theirs = select(RegionReplica.id).where(
        RegionReplica.id.in_(asked),
        RegionReplica.level == "community",
        RegionReplica.id.in_(regions.below(region.path)),
    )
    known = {*await uow.session.scalars(theirs)} if asked else set()
    for position, community_id in enumerate(asked):
        if community_id not in known:
            raise BadValue(
                f"{place}/communities/{position}",
                "请选择项目所在区域内的社区。",
                "Choose a community of the project's region.",
            )


async def designers_of(uow: UnitOfWork, project_id: UUID) -> list[UUID]:
    """The organizations that designed a project."""
    named = select(Project.designer_organization_ids).where(Project.id == project_id)
    return [UUID(one) for one in await uow.session.scalar(named) or ()]


def check_no_hand_in(uow: UnitOfWork, project: Project) -> None:
    """Refuse whoever wrote, approved or funded a project, with whichever account."""
    account, person = uow.actor.id, str(uow.actor.person_id)
    if project.is_of(account) or account in {project.approved_by, project.funded_by}:
        raise PartyToIt
    if person in project.party_person_ids:
        raise PartyToIt
