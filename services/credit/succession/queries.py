"""Who succeeds whom, and what passed on so far."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, text

from services.credit.account.model import Account
from services.credit.succession.model import SOURCE, SuccessionShare
from services.credit.transfer.model import Entry, Transfer, TransferKind
from shared.db import UnitOfWork

WRONG = (
    text("""
SELECT t.id FROM transfer t JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit
WHERE t.source_type = 'registry.organization' AND t.kind = 'succeed' AND NOT EXISTS (
  SELECT FROM succession_share s WHERE s.organization_id = t.source_id AND (
    (d.organization_id, c.organization_id) = (s.organization_id, s.successor_id)
    OR d.organization_id = s.successor_id AND c.kind = 'adjust'
    OR d.kind = 'adjust' AND c.organization_id = s.organization_id)) ORDER BY t.id LIMIT 1
"""),
    text("""
SELECT max(t.id::text)::uuid AS id FROM transfer t JOIN entry e ON e.transfer_id = t.id
JOIN account a ON a.id = e.account_id AND a.kind = 'adjust'
WHERE t.source_type = 'registry.organization' AND t.kind = 'succeed'
GROUP BY t.source_id HAVING sum(e.amount) <> 0 ORDER BY 1 LIMIT 1
"""),
)
"""A transfer that passes on what is not an heir's, or gives back what no heir gave."""


async def shares_of(uow: UnitOfWork, organization_id: UUID) -> dict[UUID, int]:
    """The successors of an organization that ended, with their shares."""
    mine = select(SuccessionShare).where(SuccessionShare.organization_id == organization_id)
    return {one.successor_id: one.share for one in await uow.session.scalars(mine)}


async def predecessors_of(uow: UnitOfWork, organization_id: UUID) -> Sequence[UUID]:
    """The accounts of the organizations this one succeeds, whole or in part."""
    before = select(Account.id).join(
        SuccessionShare, SuccessionShare.organization_id == Account.organization_id
    )
    mine = before.where(SuccessionShare.successor_id == organization_id)
    return (await uow.session.scalars(mine.order_by(Account.id))).all()


async def accounts_of(uow: UnitOfWork, organizations: set[UUID]) -> dict[UUID, Account]:
    """Their accounts, all locked, always in the same order."""
    wanted = select(Account).where(Account.organization_id.in_(organizations)).order_by(Account.id)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    found = await uow.session.scalars(locked)
    return {one.organization_id: one for one in found if one.organization_id is not None}


async def passed_on(uow: UnitOfWork, account: Account) -> dict[tuple[int, UUID], int]:
    """What left an account for its successors so far, as the journal says."""
    to = func.jsonb_extract_path_text(Transfer.explanation, "inputs", "successor")
    of = func.jsonb_extract_path_text(Transfer.explanation, "inputs", "year")
    mine = (
        select(to, of, Entry.amount)
        .join(Transfer, Transfer.id == Entry.transfer_id)
        .where(Entry.account_id == account.id, Transfer.kind == TransferKind.SUCCEED)
        .where(Transfer.source_type == SOURCE, Transfer.source_id == account.organization_id)
    )
    rows = await uow.session.execute(mine)
    found: Counter[tuple[int, UUID]] = Counter()
    for successor, year, amount in rows:
        found[int(year), UUID(successor)] -= amount
    return dict(found)
