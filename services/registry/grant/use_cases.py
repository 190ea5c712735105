"""What can be done with grants. Each function runs inside its caller's transaction."""

from datetime import datetime
from uuid import UUID

from services.registry.account.model import Account
from services.registry.account.queries import own_accounts
from services.registry.grant.errors import (
    AlreadyHeld,
    OnDutyElsewhere,
    OwnGrant,
    TooManyGrants,
)
from services.registry.grant.model import (
    GRANTS_MAX,
    HELPING,
    RoleGrant,
    Scope,
    check_binding,
    check_giver,
    check_term,
    is_within_reach,
)
from services.registry.grant.queries import (
    grants_of,
    has_ended,
    held_scopes,
    home_path,
    is_holder_seen,
    is_on_duty_elsewhere,
)
from shared import regions
from shared.db import UnitOfWork
from shared.errors import Unknown


async def give_role_to_account(uow: UnitOfWork, wanted: RoleGrant, *, at: datetime) -> RoleGrant:
    """Give a role to an account; its id is enough, so that an organization can take on anyone.

    A person is on duty with one of his accounts: with two he could be both pairs of eyes.
    """
    account = await uow.get(Account, wanted.holder_id)
    given = await give_role(uow, wanted, at=at)
    account.check_usable()
    decides = wanted.organization_id is None and wanted.role not in HELPING
    if decides and await is_on_duty_elsewhere(uow, account):
        raise OnDutyElsewhere
    return given


async def give_role(uow: UnitOfWork, wanted: RoleGrant, *, at: datetime) -> RoleGrant:
    """Give a role to a holder the caller has locked, as far as the giver's own grants reach.

    They are read here, not taken from his token: whoever lost a role a minute ago cannot pass
    it on.
    """
    check_term(wanted.valid_from, wanted.valid_to, at=at)
    check_binding(wanted.role, wanted.region_id, wanted.organization_id)
    hidden = Unknown(kind="account", id=str(wanted.holder_id))
    ended = await has_ended(uow, wanted.organization_id)
    await _check_giver(uow, wanted, valid_to=wanted.valid_to, at=at, hidden=hidden, ended=ended)
    return await store_role(uow, wanted, at=at)


async def store_role(uow: UnitOfWork, wanted: RoleGrant, *, at: datetime) -> RoleGrant:
    """Store a role once it may be given; the platform's own first grants come here directly."""
    held = await grants_of(uow, wanted.holder_id, at=at)
    if any(grant.repeats(wanted) for grant in held):
        raise AlreadyHeld(role=wanted.role)
    if len(held) >= GRANTS_MAX:
        raise TooManyGrants(limit=GRANTS_MAX)
    uow.add(wanted)
    return wanted


async def revoke_role(uow: UnitOfWork, *, grant_id: UUID, at: datetime) -> RoleGrant:
    """Take a role away: whoever may give it may revoke it.

    An organization takes on anyone, an officer who decides on it as well: he may give it up.
    """
    grant = await uow.get(RoleGrant, grant_id)
    hidden = Unknown(kind=RoleGrant.__tablename__, id=str(grant_id))
    unasked = grant.organization_id is not None and grant.holder_id in await own_accounts(uow)
    if not unasked:
        await _check_giver(uow, grant, valid_to=at, at=at, hidden=hidden)
    grant.revoke(by=uow.actor.id, at=at)
    return grant


async def _check_giver(
    uow: UnitOfWork,
    grant: RoleGrant,
    *,
    valid_to: datetime,
    at: datetime,
    hidden: Unknown,
    ended: bool = False,
) -> None:
    """Refuse who may not give this; `hidden` is what he is told where nothing is in his scope.

    For an organization that has `ended` only an officer gives.
    """
    if grant.holder_id in await own_accounts(uow):
        raise OwnGrant
    region = await regions.get(uow.session, grant.region_id) if grant.region_id else None
    scope = Scope(
        role=grant.role,
        region_path=region.path if region else "",
        organization_id=grant.organization_id,
        valid_to=valid_to,
        home_path=await home_path(uow, grant.organization_id),
    )
    held = await held_scopes(uow, uow.actor.id, at=at)
    if not is_within_reach(held, scope) and not await is_holder_seen(uow, grant.holder_id):
        raise hidden
    check_giver([one for one in held if not (ended and one.organization_id)], scope)
