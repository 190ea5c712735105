"""What becomes of the needs of who is gone."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import literal, select, update
from sqlalchemy.dialects.postgresql import insert

from services.needs.ballot.model import Ballot
from services.needs.erased_person import queries
from services.needs.erased_person.model import ErasedPerson
from services.needs.implementation.model import ItemRating
from services.needs.matter.model import Matter
from services.needs.need.model import Need
from services.needs.need.rules import Basis, Sensitivity
from services.needs.need.states import ENDED
from services.needs.need.use_cases import withdraw_need
from services.needs.objection.model import Objection
from services.needs.opinion.model import Opinion
from services.needs.order.use_cases import clear_the_way
from services.needs.retention.model import Retention
from services.needs.retention.use_cases import FORGETTING, NEEDS
from services.needs.roll.model import RollEntry
from shared.db import UnitOfWork

FAREWELL = "person_farewell"
LAST_TOKENS = timedelta(hours=1)
"""After that nothing is under way any more that began before: tokens live for ten minutes."""
REPORTER_GONE = "reporter_gone"


async def remember_erased(
    uow: UnitOfWork, *, person_id: UUID, heir_id: UUID | None, at: datetime
) -> None:
    """Somebody is gone: what needs knows of him follows, whenever it becomes known."""
    new = insert(ErasedPerson).values(id=person_id, heir_id=heir_id, heard_at=at)
    await uow.session.execute(new.on_conflict_do_nothing())
    await uow.schedule(FAREWELL, person_id, at)


async def settle_needs(uow: UnitOfWork, *, person_id: UUID, at: datetime) -> None:
    """Forget what is over, pass on or end what waits; what is at work is forgotten at its end."""
    left = await uow.session.get_one(ErasedPerson, person_id)
    heir_id = left.heir_id if left.heir_id not in await queries.gone(uow, {left.heir_id}) else None
    asked = queries.unsettled(person_id, inherited=heir_id is not None)
    waiting = list(await uow.session.scalars(asked))
    for need_id in waiting:
        need = await uow.get(Need, need_id)
        if need.state in ENDED or need.reporter_person_id != person_id:
            continue  # meanwhile
        if heir_id is not None and need.sensitivity is Sensitivity.PUBLIC:
            await _pass_on(uow, need, heir_id)
        else:
            await withdraw_need(uow, need=need, basis=Basis.MOOT, at=at)
            await clear_the_way(uow, need_id=need.id, reason=REPORTER_GONE, at=at)
    await _leave_deliberations(uow, person_id)
    await _forget_soon(uow, person_id, at)
    if waiting:
        await uow.schedule(FAREWELL, person_id, at)
    elif at < left.heard_at + LAST_TOKENS:
        await uow.schedule(FAREWELL, person_id, left.heard_at + LAST_TOKENS)


async def _pass_on(uow: UnitOfWork, need: Need, heir_id: UUID) -> None:
    """Let somebody of the household speak for it: he is served and asked; the phone was not his."""
    need.reporter_person_id = heir_id
    need.phone_enc = need.phone_blind = None
    orders, surveys = await queries.orders_and_surveys(uow, need.id)
    for order in orders:
        order.reporter_person_id = heir_id
    for survey in surveys:
        survey.person_id = heir_id


async def _leave_deliberations(uow: UnitOfWork, person_id: UUID) -> None:
    """What was said and voted stays in the record of the meeting, as nobody's."""
    for one in (Opinion, Ballot, Objection, ItemRating, RollEntry):
        his = update(one).where(one.person_id == person_id)
        await uow.session.execute(his.values(person_id=None))
    started = update(Matter).where(Matter.proposer_person_id == person_id)
    await uow.session.execute(started.values(proposer_person_id=None))


async def _forget_soon(uow: UnitOfWork, person_id: UUID, at: datetime) -> None:
    """What is over is due now, also where its contact was forgotten before and its words not."""
    mine = select(Need.id, literal(at)).where(
        Need.reporter_person_id == person_id, Need.state.in_(ENDED)
    )
    await uow.flush()
    due = insert(Retention).from_select(["need_id", "until"], mine)
    now = due.on_conflict_do_update(
        index_elements=[Retention.need_id], set_={"until": due.excluded.until}
    )
    await uow.session.execute(now)
    await uow.schedule(FORGETTING, NEEDS, at)
