"""Which penalties someone may see and decide."""

from sqlalchemy import ColumnElement, Select, select

from services.credit.account import queries as accounts
from services.credit.account.model import Account
from services.credit.penalty.model import Penalty
from services.credit.succession.model import SuccessionShare
from shared.access import Actor, Role, by_rights, within


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
