"""Who may see which households."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from services.registry.household.model import Household
from services.registry.person.model import Person
from services.registry.person.queries import STAFF
from shared.access import Actor, by_rights, within


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The households of the actor's regions, and his own."""
    staff = within(actor, *STAFF, region=Household.region_id)
    return staff if actor.household_id is None else or_(staff, Household.id == actor.household_id)


def members_of(household_id: UUID) -> Select[Person]:
    """The people of a household, in the order they were entered."""
    return select(Person).where(Person.household_id == household_id).order_by(Person.id)
