"""Questions about API clients."""

from sqlalchemy import ColumnElement, or_, true

from services.registry.client.model import ApiClient
from shared.access import Actor, Role, by_rights, within


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The clients of the city one administers; all for the administrator; itself for a client."""
    if actor.holds(Role.PLATFORM_ADMIN):
        return true()
    return or_(ApiClient.id == actor.id, within(actor, Role.CITY_ADMIN, region=ApiClient.region_id))
