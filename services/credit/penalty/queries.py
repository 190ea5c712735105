"""Which penalties someone may see and decide."""

from sqlalchemy import ColumnElement, Select, select

from services.credit.account import queries as accounts
from services.credit.account.model import Account
from services.credit.penalty.model import Penalty
from shared.access import Actor, Role, within


def visible(actor: Actor) -> ColumnElement[bool]:
    """The penalties in someone's scope: his organization's, or of those at home in his region."""
    return Penalty.account_id.in_(select(Account.id).where(accounts.visible(actor)))


def decidable(actor: Actor) -> ColumnElement[bool]:
    """The penalties an officer may decide: an account that moves takes them along."""
    return Penalty.account_id.in_(select(Account.id).where(accounts.stewarded(actor)))


def own(actor: Actor) -> ColumnElement[bool]:
    """The penalties an organization's manager may answer."""
    return within(actor, Role.ORG_MANAGER, organization=Penalty.organization_id)


def penalties_seen_by(actor: Actor) -> Select[Penalty]:
    """The penalties in scope."""
    return select(Penalty).where(visible(actor))
