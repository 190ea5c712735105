"""Questions about needs. `visible` decides for lists, single reads and commands alike."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, true
from sqlalchemy.orm import aliased

from services.needs.classification.model import Classification
from services.needs.clock.model import SlaClock
from services.needs.need.model import Need
from services.needs.need.rules import Sensitivity
from services.needs.need.states import NeedState
from shared.access import SYSTEM, Actor, Role, by_rights, within
from shared.audit import AuditRow
from shared.db import UnitOfWork
from shared.errors import Unknown

STAFF = (Role.RECEIVER, Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER)
"""Who works on needs in his region."""

ADMITTED = {
    Sensitivity.PUBLIC: (*STAFF, Role.AUDITOR),
    Sensitivity.RESTRICTED: (Role.RECEIVER, Role.COMMUNITY_MANAGER, Role.STREET_OFFICER),
    Sensitivity.CONFIDENTIAL: (Role.COMMUNITY_MANAGER, Role.STREET_OFFICER),
}
"""Who of them sees a need, by its sensitivity."""

IN_ALL = tuple(role for role in STAFF if all(role in roles for roles in ADMITTED.values()))
"""Who of them sees every need."""

_DECIDED = aliased(Classification)
_IN_FORCE = (
    select(_DECIDED.id)
    .where(_DECIDED.need_id == Need.id)
    .order_by(_DECIDED.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""The latest decision about a need."""
_DETAIL = (
    select(Need, Classification, SlaClock)
    .select_from(Need)
    .outerjoin(Classification, Classification.id == _IN_FORCE)
    .outerjoin(SlaClock, SlaClock.need_id == Need.id)
    .where(Need.id == bindparam("need_id"))
    .order_by(SlaClock.id)
)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """A resident sees his own needs, staff those of their region as far as the sensitivity lets.

    Who filed for somebody without an account sees that need as long as he is of the staff there.
    """
    if actor is SYSTEM:
        return true()
    return or_(within(actor, owner=Need.reporter_person_id), *_by_duty(actor, Role.AUDITOR))


def _by_duty(actor: Actor, *besides: Role) -> list[ColumnElement[bool]]:
    """What somebody sees for his work: as staff, or in one of the roles besides."""
    duties = {*STAFF, *besides}
    filed = and_(Need.reporter_person_id.is_(None), Need.filed_by_id == actor.id)
    return [
        and_(filed, within(actor, *STAFF, region=Need.region_id)),
        *(
            and_(Need.sensitivity == sensitivity, within(actor, *roles, region=Need.region_id))
            for sensitivity, admitted in ADMITTED.items()
            if actor.holds(*(roles := duties.intersection(admitted)))
        ),
    ]


def on_duty(actor: Actor, *, region: Any, need_id: Any) -> ColumnElement[bool]:
    """What belongs to needs that staff of its region may see, as a condition on its columns."""
    its = select(Need.sensitivity).where(Need.id == need_id)
    sensitivity = its.scalar_subquery()
    for_another = its.with_only_columns(Need.filed_by_id).where(Need.reporter_person_id.is_(None))
    filed = for_another.scalar_subquery() == actor.id
    return or_(
        within(actor, *IN_ALL, region=region),
        *(
            and_(sensitivity == one, within(actor, *others, region=region))
            for one, roles in ADMITTED.items()
            if actor.holds(*(others := {*roles} - {*IN_ALL}))
        ),
        and_(filed, within(actor, *{*STAFF} - {*IN_ALL}, region=region)),
    )


@by_rights
def followable(actor: Actor) -> ColumnElement[bool]:
    """Whose progress one may follow: his scope, and every public need, without its words."""
    return or_(Need.sensitivity == Sensitivity.PUBLIC, visible(actor))


async def need(uow: UnitOfWork, need_id: UUID) -> Need:
    """One need in the caller's scope, or Unknown."""
    return await uow.see(Need, need_id, visible(uow.actor))


async def detail(
    uow: UnitOfWork, need_id: UUID
) -> tuple[Need, Classification | None, list[SlaClock]]:
    """One need in the caller's scope, the decision in force and its clocks as they started."""
    rows = (await uow.session.execute(_detail(uow.actor), {"need_id": need_id})).all()
    if not rows:
        raise Unknown(kind="need", id=str(need_id))
    found, classification, _ = rows[0]
    return found, classification, [clock for *_, clock in rows if clock is not None]


@by_rights
def _detail(actor: Actor) -> Select[Need, Classification, SlaClock]:
    return _DETAIL.where(visible(actor))


@by_rights
def needs(actor: Actor) -> Select[Need]:
    """The needs in the caller's scope."""
    return select(Need).where(visible(actor))


@by_rights
def queue(actor: Actor) -> Select[Need]:
    """The manual queue of the regions he is of the staff of: classified, and nobody is at work."""
    return select(Need).where(or_(*_by_duty(actor)), Need.state == NeedState.CLASSIFIED)


async def history(uow: UnitOfWork, need_id: UUID) -> list[AuditRow]:
    """What happened to a need, from the audit rows of the need itself."""
    mine = (AuditRow.entity == Need.__tablename__, AuditRow.entity_id == need_id)
    rows = select(AuditRow).where(*mine).order_by(AuditRow.seq)
    return list(await uow.session.scalars(rows))
