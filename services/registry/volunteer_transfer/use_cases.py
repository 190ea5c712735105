"""What can be done with transfers. Each function runs inside its caller's transaction."""

from datetime import datetime
from uuid import UUID

from services.registry.account.use_cases import check_home
from services.registry.organization.errors import ConflictOfInterest
from services.registry.person.model import Person
from services.registry.volunteer.errors import NotYourVolunteer
from services.registry.volunteer.model import Volunteer
from services.registry.volunteer.queries import visible as volunteer_visible
from services.registry.volunteer.states import ADMITTED
from services.registry.volunteer.use_cases import KEEPERS, SOURCE, require_keeper, tell
from services.registry.volunteer_transfer import queries
from services.registry.volunteer_transfer.errors import NotAdmitted, TransferOpen
from services.registry.volunteer_transfer.model import VolunteerTransfer
from services.registry.volunteer_transfer.states import TransferAction, TransferState
from shared import regions
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.errors import BadValue
from shared.policy import Parameter

ANSWER = Parameter(
    "registry.volunteer.transfer_answer",
    Duration,
    default=Duration(value=10, unit="wd"),
    source=SOURCE,
)
SILENCE = "volunteer_transfer_silence"
"""The timer after which the receiving community has accepted."""


async def request_transfer(
    uow: UnitOfWork, *, volunteer_id: UUID, region_id: UUID, at: datetime
) -> VolunteerTransfer:
    """Ask another community to keep a volunteer's record: himself, or his community for him."""
    volunteer = await uow.get(Volunteer, volunteer_id, where=volunteer_visible(uow.actor))
    if uow.actor.person_id != volunteer.person_id:
        await require_keeper(uow, volunteer)
    if volunteer.state not in ADMITTED or volunteer.number is None:
        raise NotAdmitted(state=volunteer.state)
    check_home(await regions.get(uow.session, region_id))
    if region_id == volunteer.region_id:
        raise BadValue(
            "/region_id", "该社区就是其现在所在的社区。", "That is the community where he is now."
        )
    if await queries.is_open(uow, volunteer.id):
        raise TransferOpen
    length = await ANSWER.value(uow, region_id=region_id, at=at)
    made = VolunteerTransfer(
        volunteer_id=volunteer.id,
        number=volunteer.number,
        from_region_id=volunteer.region_id,
        to_region_id=region_id,
        requested_at=at,
        answer_by=due(at, length).at,
    )
    uow.add(made)
    await uow.schedule(SILENCE, made.id, made.answer_by)
    return made


async def accept_transfer(uow: UnitOfWork, *, transfer_id: UUID) -> VolunteerTransfer:
    """Keep his record from now on; number, hours and skills come along."""
    transfer, volunteer = await _answerable(uow, transfer_id)
    if volunteer.state not in ADMITTED:
        raise NotAdmitted(state=volunteer.state)
    await _accept(uow, transfer, volunteer)
    await uow.unschedule(SILENCE, transfer.id)
    return transfer


async def refuse_transfer(uow: UnitOfWork, *, transfer_id: UUID, reason: str) -> VolunteerTransfer:
    """Say no with a reason that he reads; he stays where he was."""
    transfer, _ = await _answerable(uow, transfer_id)
    transfer.decide(TransferAction.REFUSE, by=uow.actor.id, reason=reason)
    await uow.unschedule(SILENCE, transfer.id)
    return transfer


async def withdraw_transfer(uow: UnitOfWork, *, transfer_id: UUID) -> VolunteerTransfer:
    """Stay after all: himself, or his community for him."""
    transfer, volunteer = await _found(uow, transfer_id)
    if uow.actor.person_id != volunteer.person_id:
        await require_keeper(uow, volunteer)
    transfer.decide(TransferAction.WITHDRAW, by=uow.actor.id)
    await uow.unschedule(SILENCE, transfer.id)
    return transfer


async def end_silence(uow: UnitOfWork, *, transfer_id: UUID) -> None:
    """Nobody answered: he is taken, unless he is no volunteer any more."""
    transfer, volunteer = await _found(uow, transfer_id)
    if transfer.state is not TransferState.REQUESTED:
        return
    if volunteer.state in ADMITTED:
        await _accept(uow, transfer, volunteer)
    else:
        transfer.decide(TransferAction.WITHDRAW, by=uow.actor.id)


async def forget_transfers(uow: UnitOfWork, *, person_id: UUID) -> None:
    """Destroy what was written about somebody who wished to move."""
    for transfer in await queries.transfers_of(uow, person_id):
        transfer.forget()


async def _accept(uow: UnitOfWork, transfer: VolunteerTransfer, volunteer: Volunteer) -> None:
    transfer.decide(TransferAction.ACCEPT, by=uow.actor.id)
    volunteer.region_id = transfer.to_region_id
    await tell(uow, volunteer)


async def _answerable(uow: UnitOfWork, transfer_id: UUID) -> tuple[VolunteerTransfer, Volunteer]:
    """One that the actor answers: for the receiving community, and not about himself or his kin."""
    transfer, volunteer = await _found(uow, transfer_id)
    region = await regions.get(uow.session, transfer.to_region_id)
    if not uow.actor.governs(region.path, *KEEPERS):
        raise NotYourVolunteer
    person = await uow.see(Person, volunteer.person_id)
    if person.concerns(uow.actor):
        raise ConflictOfInterest
    return transfer, volunteer


async def _found(uow: UnitOfWork, transfer_id: UUID) -> tuple[VolunteerTransfer, Volunteer]:
    named = await uow.see(VolunteerTransfer, transfer_id, queries.visible(uow.actor))
    volunteer = await uow.lock(Volunteer, named.volunteer_id)
    return await uow.get(VolunteerTransfer, transfer_id), volunteer
