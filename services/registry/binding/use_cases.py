"""How a person gets behind an account. Each function runs inside its caller's transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select

from services.registry.account.errors import HasAccount, OutsideRegion
from services.registry.account.model import Account, AccountKind
from services.registry.account.queries import has_account
from services.registry.binding.errors import BindingCodeWrong, NothingToBind
from services.registry.binding.model import BindingCode
from services.registry.grant.errors import OnDutyElsewhere
from services.registry.grant.model import HELPING
from services.registry.grant.queries import grants_of, is_on_duty_elsewhere
from services.registry.organization.errors import ConflictOfInterest
from services.registry.own_account.queries import own_account
from services.registry.person import queries as people
from services.registry.person.model import Person
from shared import ids, regions
from shared.access import Role
from shared.db import UnitOfWork
from shared.numbers import check_digits

BINDERS = (Role.COMMUNITY_WORKER, Role.COMMUNITY_MANAGER)
"""Who opens residents' accounts opens them for the registered as well."""

LIFE = timedelta(minutes=10)
TRIES = 10
"""Codes drawn until one is nobody else's: of a million a few are shown at a time."""
COLUMN = "binding_code.code"


async def new_code(uow: UnitOfWork, *, at: datetime) -> tuple[str, datetime]:
    """Draw a code for the caller's account and tell until when it may be shown; an older one ends.

    Its check digits refuse what is mistyped, which could be another's.
    """
    mine = await uow.get(Account, (await own_account(uow, uow.actor)).id)
    if mine.kind is not AccountKind.PERSON or mine.person_id is not None:
        raise NothingToBind
    ended = or_(BindingCode.account_id == mine.id, BindingCode.expires_at <= at)
    await uow.session.execute(delete(BindingCode).where(ended))
    code = await _free_code(uow)
    known = uow.vault.blind(COLUMN, code)
    uow.add(BindingCode(account_id=mine.id, code=known, expires_at=at + LIFE))
    return code, at + LIFE


async def bind_person(uow: UnitOfWork, *, person_id: UUID, code: str, at: datetime) -> Account:
    """Put a registered person behind the account whose holder shows the code.

    The account is where he lives from now on, whatever its holder chose at his first sign-in.
    """
    person = await uow.get(Person, person_id, where=people.visible(uow.actor))
    region = await regions.get(uow.session, person.region_id)
    if not uow.actor.governs(region.path, *BINDERS):
        raise OutsideRegion
    if person.concerns(uow.actor):
        raise ConflictOfInterest
    if await has_account(uow, person.id, AccountKind.PERSON):
        raise HasAccount
    shown = await _shown(uow, code, at=at)
    account = await uow.get(Account, shown.account_id)
    account.stand_for(person.id, region_id=person.region_id, household_id=person.household_id)
    await uow.session.delete(shown)
    held = await grants_of(uow, account.id, at=at)
    decides = any(one.organization_id is None and one.role not in HELPING for one in held)
    if decides and await is_on_duty_elsewhere(uow, account):
        raise OnDutyElsewhere
    return account


async def _free_code(uow: UnitOfWork) -> str:
    code = ""
    for _ in range(TRIES):
        drawn = ids.code()
        code = drawn + check_digits(drawn)
        taken = select(BindingCode).where(BindingCode.code == uow.vault.blind(COLUMN, code))
        if await uow.session.scalar(taken) is None:
            break
    return code


async def _shown(uow: UnitOfWork, code: str, *, at: datetime) -> BindingCode:
    known = BindingCode.code == uow.vault.blind(COLUMN, code)
    wanted = select(BindingCode).where(known, BindingCode.expires_at > at).with_for_update()
    found: BindingCode | None = await uow.session.scalar(wanted)
    if found is None:
        raise BindingCodeWrong
    return found
