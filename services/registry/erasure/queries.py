"""Questions about wishes to be erased, and about what stands in their way."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, true

from services.registry.account.model import Account, AccountKind
from services.registry.account.states import OUT_OF_USE
from services.registry.erasure.model import IN_PURCHASES, UNRECORDED, Erasure
from services.registry.erasure.rules import Held
from services.registry.grant.model import RoleGrant
from services.registry.household.queries import members_of
from services.registry.person.model import Person
from services.registry.social_worker.model import SocialWorker
from services.registry.team.model import Team
from services.registry.team.queries import has_member
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.db import UnitOfWork
from shared.durations import Duration

DECIDERS = (Role.REGISTRAR,)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The wishes of people of the actor's regions, and his own."""
    if actor is SYSTEM:
        return true()
    staff = (*DECIDERS, Role.AUDITOR)
    return within(actor, *staff, region=Erasure.region_id, owner=Erasure.person_id)


@by_rights
def erasures(actor: Actor) -> Select[Erasure]:
    """The wishes in the actor's sight."""
    return select(Erasure).where(visible(actor))


async def latest_of(uow: UnitOfWork, person_id: UUID | None) -> Erasure | None:
    """A person's newest wish, which alone may be open."""
    mine = select(Erasure).where(Erasure.person_id == person_id)
    return await uow.session.scalar(mine.order_by(Erasure.id.desc()).limit(1))


async def duties_of(
    uow: UnitOfWork, person_id: UUID, *, duty: Duration, purchase: Duration
) -> list[Held]:
    """Every office that he ever held, with whichever account, and how long it is on record."""
    ended = func.least(RoleGrant.valid_to, RoleGrant.revoked_at)
    his = select(Account.id).where(Account.person_id == person_id)
    held = select(RoleGrant.role, RoleGrant.valid_from, ended).where(
        RoleGrant.holder_id.in_(his), RoleGrant.role.not_in(UNRECORDED)
    )
    return [
        Held(since, until, purchase if role in IN_PURCHASES else duty)
        for role, since, until in await uow.session.execute(held)
    ]


async def is_employed(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether he works for an organization as a social worker."""
    mine = select(SocialWorker.id).where(SocialWorker.person_id == person_id)
    employed = mine.where(SocialWorker.organization_id.is_not(None))
    return await uow.session.scalar(employed) is not None


async def is_in_team(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether a team lists him."""
    listed = select(Team.id).where(has_member(person_id)).limit(1)
    return await uow.session.scalar(listed) is not None


async def heir_of(uow: UnitOfWork, person: Person) -> UUID | None:
    """Who of his household answers for what is common: who was entered first and signs in."""
    if person.household_id is None:
        return None
    signs_in = exists().where(
        Account.person_id == Person.id,
        Account.kind == AccountKind.PERSON,
        Account.state.not_in(OUT_OF_USE),
    )
    others = members_of(person.household_id, actor=SYSTEM).where(Person.id != person.id, signs_in)
    return await uow.session.scalar(others.with_only_columns(Person.id).limit(1))


async def lives_alone(uow: UnitOfWork, person: Person) -> bool:
    """Whether nobody else is registered in his household."""
    others = select(Person.id).where(Person.household_id == person.household_id)
    found = await uow.session.scalar(others.where(Person.id != person.id).limit(1))
    return person.household_id is not None and found is None
