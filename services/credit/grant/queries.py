"""Which grants someone may see."""

from collections.abc import Awaitable, Callable, Collection
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, or_, select, text

from services.credit.account.model import Account, AccountKind
from services.credit.account.queries import OFFICERS, STEWARDS, stewarded
from services.credit.annual_evaluation.model import SOURCE as YEAR
from services.credit.annual_evaluation.model import AnnualEvaluation
from services.credit.annual_evaluation.queries import evaluated_by
from services.credit.delivery.model import SOURCE as CONTRACT
from services.credit.delivery.model import ContractPart, Stake
from services.credit.delivery.queries import delivered_by
from services.credit.grant.model import Grant
from services.credit.order_record.model import ORDER, OrderRecord
from services.credit.order_record.queries import order_of
from services.credit.transfer.errors import NotReversible
from services.credit.transfer.model import Reversal, Transfer
from shared.access import Actor, by_rights, within
from shared.db import UnitOfWork

Earned = OrderRecord | ContractPart | Stake | AnnualEvaluation

FACTS: dict[str, Callable[[UnitOfWork, Transfer], Awaitable[Earned | None]]] = {
    ORDER: order_of,
    CONTRACT: delivered_by,
    YEAR: evaluated_by,
}
"""What finds that, by the source of a transfer."""

_HOLDERS = select(Account.id).where(Account.kind == AccountKind.HOLDER)
_SIDES = [Grant.lines[0][side].astext.cast(Uuid) for side in ("debit", "credit")]
_NAMED = Account.id == any_(bindparam("sides", type_=ARRAY(Uuid)))
_OPENING = select(Account.id).where(Account.kind == AccountKind.OPENING, _NAMED)

NAMED_HOLDERS = (
    select(Account)
    .where(Account.kind == AccountKind.HOLDER, _NAMED)
    .order_by(Account.id)
    .with_for_update(of=Account)
)
"""The holders among some accounts (`sides`), locked in their order."""

WRONG = text("""
SELECT coalesce(t.id, said.transfer_id) AS id FROM (
  SELECT g.id, g.kind, g.reverses, line, (outcome->>'transfer_id')::uuid AS transfer_id
  FROM (SELECT * FROM grant_request WHERE jsonb_typeof(outcomes) = 'array') g CROSS JOIN LATERAL
    ROWS FROM (jsonb_array_elements(g.lines), jsonb_array_elements(g.outcomes)) x (line, outcome)
  WHERE g.state = 'approved' AND outcome->>'status' IN ('ok', 'exists')
) said FULL JOIN (
  SELECT * FROM transfer WHERE source_type = 'credit.grant' AND kind <> 'arrears'
) t ON t.id = said.transfer_id
WHERE (t.source_id, t.reverses) IS DISTINCT FROM (said.id, said.reverses)
  OR t.kind <> said.kind AND (t.kind <> 'opening' OR NOT EXISTS (
    SELECT FROM account a WHERE a.id IN (t.debit, t.credit) AND a.kind = 'opening'))
  OR (line->>'debit', line->>'credit', line->>'amount', line->>'effective_on')
    IS DISTINCT FROM (t.debit::text, t.credit::text, t.amount::text, t.effective_on::text)
ORDER BY 1 LIMIT 1
""")
"""A transfer that is not the one outcome of one line of an approved grant, or is not there."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The grants for accounts in someone's region; organizations see the transfers."""
    return _for_accounts(within(actor, *OFFICERS, region=Account.region_id))


@by_rights
def grants(actor: Actor) -> Select[Grant]:
    """The grants in someone's scope."""
    return select(Grant).where(visible(actor))


@by_rights
def decidable(actor: Actor) -> ColumnElement[bool]:
    """The grants someone may approve or decline: an account that moves takes them along."""
    return _for_accounts(within(actor, *STEWARDS, region=Account.region_id))


def _for_accounts(seen: ColumnElement[bool]) -> ColumnElement[bool]:
    """The grants whose first line's holder is one of these accounts."""
    holders = _HOLDERS.where(seen)
    return or_(*(side.in_(holders) for side in _SIDES))


async def left_of(uow: UnitOfWork, transfer: Transfer) -> int:
    """How much of a transfer can be taken back; of what facts moved no more than stands."""
    left = transfer.amount - await reversed_so_far(uow, transfer.id)
    earned = await earned_by(uow, transfer)
    return left if earned is None else min(left, max(earned.stands, 0))


async def earned_by(uow: UnitOfWork, transfer: Transfer) -> Earned | None:
    """What a transfer moved credits for, and facts may move them back; locked.

    Refused for what facts moved back themselves: that is a reversal already.
    """
    if transfer.source_type not in FACTS:
        return None
    earned = await FACTS[transfer.source_type](uow, transfer)
    if earned is None:
        raise NotReversible(transfer=str(transfer.id))
    return earned


async def reversed_so_far(uow: UnitOfWork, transfer_id: UUID) -> int:
    """How much of a transfer was taken back."""
    found = select(Reversal.reversed).where(Reversal.transfer_id == transfer_id)
    return await uow.session.scalar(found) or 0


@by_rights
def nameable(actor: Actor) -> ColumnElement[bool]:
    """The accounts an officer may name: holders in his scope, and the districts' own."""
    return stewarded(actor) | (Account.kind != AccountKind.HOLDER)


async def opening_among(uow: UnitOfWork, sides: Collection[UUID]) -> set[UUID]:
    """Those of some accounts that credits come from which were earned before the platform."""
    return {*await uow.session.scalars(_OPENING, {"sides": list(sides)})}
