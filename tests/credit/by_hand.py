"""What people decided, as it stands in their own rows when the journal has it."""

from datetime import date
from uuid import UUID

from services.credit.account.model import Account
from services.credit.grant.model import Grant, Line
from services.credit.grant.states import GrantState
from services.credit.penalty.model import Penalty
from services.credit.penalty.states import PenaltyState
from services.credit.redemption.model import Redemption
from services.credit.redemption.states import RedemptionState
from services.credit.redemption_item.model import ItemKind, RedemptionItem
from services.credit.transfer.model import Hold, Posting
from shared import ids
from shared.db import UnitOfWork


async def approved(uow: UnitOfWork, posted: Posting, transfer_id: UUID, holder: UUID) -> None:
    """Two officers granted, corrected or reversed it."""
    account = await uow.session.get_one(Account, holder)
    line = Line(posted.debit, posted.credit, posted.amount, posted.effective_on)
    grant = Grant(
        id=posted.source_id,
        region_id=account.region_id,
        kind=posted.kind,
        lines=[line.stored()],
        whole=True,
        reason="年度奖励",
        evidence=["太民发〔2026〕12号"],
        proposed_by=ids.new(),
        decided_by=ids.new(),
        reverses=posted.reverses,
        state=GrantState.APPROVED,
        outcomes=[{"transfer_id": str(transfer_id), "status": "ok"}],
    )
    uow.add(grant)


async def upheld(uow: UnitOfWork, posted: Posting, transfer_id: UUID) -> None:
    """Two officers took it as a penalty, and nobody appealed."""
    account = await uow.session.get_one(Account, posted.debit)
    assert account.organization_id is not None
    penalty = Penalty(
        id=posted.source_id,
        account_id=account.id,
        organization_id=account.organization_id,
        region_id=account.region_id,
        ground="late_report",
        points=posted.amount,
        evidence=["核查记录"],
        proposed_by=ids.new(),
        decided_by=ids.new(),
        statement_due=uow.at,
        state=PenaltyState.FINAL,
        transfer_id=transfer_id,
    )
    uow.add(penalty)


async def redeemed(uow: UnitOfWork, hold_id: UUID, amount: int, transfer_id: UUID) -> None:
    """Something was had for what was held."""
    hold = await uow.session.get_one(Hold, hold_id)
    account = await uow.session.get_one(Account, hold.account_id)
    assert account.organization_id is not None
    item = RedemptionItem(
        code=str(hold_id),
        title="街道活动室一小时",
        kind=ItemKind.VENUE_HOURS,
        price=amount,
        stock=0,
        per_holder_limit=None,
        tier_min=0,
        region_id=account.region_id,
        valid_from=date(2026, 1, 1),
        valid_to=None,
        needs_approval=False,
    )
    uow.add(item)
    await uow.flush()
    redemption = Redemption(
        id=hold.source_id,
        account_id=account.id,
        organization_id=account.organization_id,
        region_id=account.region_id,
        item_id=item.id,
        item_kind=item.kind,
        price=amount,
        requested_by=ids.new(),
        expires_at=hold.expires_at,
        state=RedemptionState.FULFILLED,
        hold_id=hold_id,
        transfer_id=transfer_id,
    )
    uow.add(redemption)
