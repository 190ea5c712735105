"""What becomes of a wish to be erased. Each function runs inside its caller's transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from services.registry.account.use_cases import erase_accounts, lock_accounts
from services.registry.erasure import queries
from services.registry.erasure.errors import ErasureAsked, NoErasure, OwnErasure
from services.registry.erasure.model import Erasure
from services.registry.erasure.rules import obstacles
from services.registry.erasure.states import OPEN, ErasureState, Obstacle
from services.registry.expulsion.use_cases import forget_expulsions
from services.registry.household.model import Household
from services.registry.person.model import Person
from services.registry.person.use_cases import own_person
from services.registry.social_worker.use_cases import forget_certificates
from services.registry.volunteer.use_cases import forget_volunteer
from services.registry.volunteer_transfer.use_cases import forget_transfers
from shared.db import UnitOfWork
from shared.durations import Duration, due
from shared.policy import Parameter

ANSWER = Parameter(
    "erasure.answer",
    Duration,
    default=Duration(value=15, unit="wd"),
    source="RELIABILITY §5.2: answered within 15 working days (个人信息保护法第五十条)",
)
DUTY_KEPT = Parameter(
    "erasure.duty_kept",
    Duration,
    default=Duration(value=1096, unit="day"),
    source="docs/decisions/0020: who held an office stays on record for three years",
)
PURCHASE_KEPT = Parameter(
    "erasure.purchase_kept",
    Duration,
    default=Duration(value=5479, unit="day"),
    source="政府采购法第四十二条: files of purchases are kept for 15 years",
)

SETTLEMENT = "erasure_settlement"
LOOKED_AT_AGAIN = timedelta(days=1)
"""How often it is asked whether what must be kept still must."""


async def request_erasure(uow: UnitOfWork, *, at: datetime) -> Erasure:
    """Ask that what is kept of oneself be destroyed; it is answered by the day that is told."""
    person = await own_person(uow)
    known = await queries.latest_of(uow, person.id)
    if known is not None and known.state in OPEN:
        raise ErasureAsked(state=known.state, due_at=known.due_at)
    length = await ANSWER.value(uow, region_id=person.region_id, at=at)
    wish = Erasure(
        person_id=person.id,
        region_id=person.region_id,
        requested_at=at,
        due_at=due(at, length).at,
    )
    uow.add(wish)
    await uow.schedule(SETTLEMENT, wish.id, wish.due_at)
    return wish


async def withdraw_erasure(uow: UnitOfWork) -> Erasure:
    """Stay after all; whoever was restricted is shown and served as before."""
    known = await queries.latest_of(uow, uow.actor.person_id)
    if known is None:
        raise NoErasure
    wish = await uow.get(Erasure, known.id)
    was = wish.state
    wish.withdraw()
    if was is ErasureState.RESTRICTED:
        (await uow.get(Person, wish.person_id)).release()
    await uow.unschedule(SETTLEMENT, wish.id)
    return wish


async def grant_erasure(uow: UnitOfWork, *, erasure_id: UUID, at: datetime) -> Erasure:
    """Let it be done at once, as far as the law allows."""
    wish = await _decidable(uow, erasure_id)
    await _settle(uow, wish, at=at)
    return wish


async def refuse_erasure(
    uow: UnitOfWork, *, erasure_id: UUID, reason: str, at: datetime
) -> Erasure:
    """Say no with a reason that the person reads; he may ask again."""
    wish = await _decidable(uow, erasure_id)
    wish.refuse(reason, by=uow.actor.id, at=at)
    await uow.unschedule(SETTLEMENT, wish.id)
    return wish


async def settle_erasure(uow: UnitOfWork, *, erasure_id: UUID, at: datetime) -> None:
    """Nobody answered in time, or what had to be kept may be over: do what can be done."""
    wish = await uow.get(Erasure, erasure_id)
    if wish.state in OPEN:
        await _settle(uow, wish, at=at)


async def _decidable(uow: UnitOfWork, erasure_id: UUID) -> Erasure:
    """A wish in the registrar's sight; not his own, nor that of somebody he lives with."""
    wish = await uow.get(Erasure, erasure_id, where=queries.visible(uow.actor))
    person = await uow.session.get_one(Person, wish.person_id)
    if person.concerns(uow.actor):
        raise OwnErasure
    return wish


async def _settle(uow: UnitOfWork, wish: Erasure, *, at: datetime) -> None:
    """Erase him, or keep what must be kept and look again tomorrow."""
    asked = select(Person.household_id).where(Person.id == wish.person_id)
    home_id = await uow.session.scalar(asked)
    home = await uow.get(Household, home_id) if home_id else None  # first, as whoever moves in
    person = await uow.get(Person, wish.person_id)
    await lock_accounts(uow, person_id=person.id)
    standing = await _obstacles(uow, person, at=at)
    if standing:
        wish.restrict(standing, by=uow.actor.id, at=at)
        person.restrict()
        await uow.schedule(SETTLEMENT, wish.id, at + LOOKED_AT_AGAIN)
        return
    wish.finish(by=uow.actor.id, at=at)
    await uow.unschedule(SETTLEMENT, wish.id)
    heir_id = await queries.heir_of(uow, person)
    if home is not None and await queries.lives_alone(uow, person):
        home.forget()
    await erase_accounts(uow, person_id=person.id, at=at)
    await forget_certificates(uow, person_id=person.id)
    await forget_volunteer(uow, person_id=person.id, at=at)
    await forget_transfers(uow, person_id=person.id)
    await forget_expulsions(uow, person_id=person.id)
    uow.emit(person.erase(heir_id=heir_id, at=at))


async def _obstacles(uow: UnitOfWork, person: Person, *, at: datetime) -> list[Obstacle]:
    region_id = person.region_id
    duty = await DUTY_KEPT.value(uow, region_id=region_id, at=at)
    purchase = await PURCHASE_KEPT.value(uow, region_id=region_id, at=at)
    return obstacles(
        await queries.duties_of(uow, person.id, duty=duty, purchase=purchase),
        employed=await queries.is_employed(uow, person.id),
        in_team=await queries.is_in_team(uow, person.id),
        at=at,
    )
