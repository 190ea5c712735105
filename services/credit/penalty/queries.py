"""Which penalties someone may see and decide."""

from sqlalchemy import ColumnElement, Select, select, text

from services.credit.account import queries as accounts
from services.credit.account.model import Account
from services.credit.penalty.model import Penalty
from services.credit.succession.model import SuccessionShare
from shared.access import Actor, Role, by_rights, within

WRONG = (
    text("""
SELECT coalesce(t.id, p.transfer_id) AS id FROM penalty p FULL JOIN (
  SELECT t.*, a.organization_id FROM transfer t JOIN account a ON a.id = t.debit
  WHERE t.source_type = 'credit.penalty' AND t.kind = 'penalize'
) t ON t.id = p.transfer_id
WHERE (t.source_id, t.debit, t.amount, t.organization_id)
    IS DISTINCT FROM (p.id, p.account_id, p.points, p.organization_id)
  AND (t.id IS NOT NULL OR p.transfer_id IS NOT NULL) ORDER BY 1 LIMIT 1
"""),
    text("""
SELECT t.id FROM transfer t WHERE t.source_type = 'credit.penalty' AND t.kind = 'reverse'
  AND NOT EXISTS (
    SELECT FROM penalty p WHERE (p.id, p.transfer_id) = (t.source_id, t.reverses)
      AND p.state = 'reversed') ORDER BY t.id LIMIT 1
"""),
)
"""A transfer that takes what no officer decided, or gives back what no appeal won."""


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The penalties in someone's scope: his organization's, or of those at home in his region.

    Who may answer one sees it, too.
    """
    seen = Penalty.account_id.in_(select(Account.id).where(accounts.visible(actor)))
    return seen | own(actor) if actor.holds(Role.ORG_MANAGER) else seen


@by_rights
def penalties(actor: Actor) -> Select[Penalty]:
    """The penalties in someone's scope."""
    return select(Penalty).where(visible(actor))


@by_rights
def decidable(actor: Actor) -> ColumnElement[bool]:
    """The penalties an officer may decide: an account that moves takes them along."""
    return Penalty.account_id.in_(select(Account.id).where(accounts.stewarded(actor)))


@by_rights
def own(actor: Actor) -> ColumnElement[bool]:
    """The penalties a manager may answer: his organization's, and of those that it succeeds."""
    mine = within(actor, Role.ORG_MANAGER, organization=Penalty.organization_id)
    succeeds = within(actor, Role.ORG_MANAGER, organization=SuccessionShare.successor_id)
    ended = select(SuccessionShare.organization_id).where(succeeds).cte("ended", recursive=True)
    before = select(SuccessionShare.organization_id).join(
        ended, SuccessionShare.successor_id == ended.c.organization_id
    )
    return mine | Penalty.organization_id.in_(select(ended.union(before).c.organization_id))
