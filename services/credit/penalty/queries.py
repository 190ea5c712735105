"""Which penalties someone may see and decide."""

from sqlalchemy import ColumnElement, Select, or_, select

from services.credit.account.queries import MEMBERS, OFFICERS, STEWARDS
from services.credit.penalty.model import Penalty
from shared.access import Actor, Role, within


def visible(actor: Actor) -> ColumnElement[bool]:
    """The penalties in someone's scope: his organization's, or those of his region."""
    own = within(actor, *MEMBERS, organization=Penalty.organization_id)
    return or_(own, within(actor, *OFFICERS, region=Penalty.region_id))


def decidable(actor: Actor) -> ColumnElement[bool]:
    """The penalties an officer may decide."""
    return within(actor, *STEWARDS, region=Penalty.region_id)


def own(actor: Actor) -> ColumnElement[bool]:
    """The penalties an organization's manager may answer."""
    return within(actor, Role.ORG_MANAGER, organization=Penalty.organization_id)


def penalties_seen_by(actor: Actor) -> Select[Penalty]:
    """The penalties in scope."""
    return select(Penalty).where(visible(actor))
