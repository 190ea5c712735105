"""Questions about matters. Everybody who signed in sees those of every community."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from services.needs.matter.errors import OwnInterest
from services.needs.matter.model import Matter, MatterSupport
from services.needs.matter.states import OPEN
from services.needs.need.errors import OutOfCharge
from shared import regions
from shared.access import Role
from shared.db import UnitOfWork

SCREENERS = (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
"""Who decides whether a matter is deliberated on."""
CONVENERS = (Role.COMMUNITY_MANAGER, Role.COMMUNITY_WORKER)
"""Who prepares and holds the meetings of his community."""

ALL = select(Matter)
"""Made once, so that pages of it are, too (shared/pages.py)."""


async def open_matter_of(uow: UnitOfWork, cluster_id: UUID) -> UUID | None:
    """The matter that is open on a common demand, if there is one."""
    wanted = select(Matter.id).where(Matter.cluster_id == cluster_id, Matter.state.in_(OPEN))
    return await uow.session.scalar(wanted)


def supports_of(person_id: UUID) -> Select[MatterSupport]:
    """What he wanted deliberated on."""
    return select(MatterSupport).where(MatterSupport.person_id == person_id)


def proposed_by(person_id: UUID) -> Select[Matter]:
    """What he asked to deliberate on."""
    return select(Matter).where(Matter.proposer_person_id == person_id)


async def matter_in_charge(uow: UnitOfWork, matter_id: UUID, *roles: Role) -> Matter:
    """A matter of the caller's region, locked; refuses where he holds none of the roles."""
    matter = await uow.get(Matter, matter_id)
    await must_govern(uow, matter.region_id, *roles)
    return matter


async def must_govern(uow: UnitOfWork, region_id: UUID, *roles: Role) -> None:
    """Refuse who holds none of the roles over the region."""
    region = await regions.get(uow.session, region_id)
    if not uow.actor.governs(region.path, *roles):
        raise OutOfCharge(roles=[*roles])


async def must_be_no_supporter(uow: UnitOfWork, matter: Matter) -> None:
    """Refuse who started it, or supports it himself or with his household."""
    own = {uow.actor.person_id, uow.actor.household_id} - {None}
    his = or_(MatterSupport.household_id.in_(own), MatterSupport.person_id.in_(own))
    said = select(MatterSupport.id).where(MatterSupport.matter_id == matter.id, his).limit(1)
    started = uow.actor.id == matter.proposer_id or matter.proposer_person_id in own
    if started or await uow.session.scalar(said) is not None:
        raise OwnInterest
