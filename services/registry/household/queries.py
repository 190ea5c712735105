"""Who may see which households."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.registry.household.model import GONE, Household
from services.registry.person.model import Person
from services.registry.person.queries import STAFF
from services.registry.person.states import PersonState
from shared.access import Actor, by_rights, within


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The households of the actor's regions, and his own."""
    staff = within(actor, *STAFF, region=Household.region_id)
    known = Household.address_sealed != GONE
    if actor.household_id is None:
        return and_(staff, known)
    return and_(or_(staff, Household.id == actor.household_id), known)


def members_of(household_id: UUID, *, actor: Actor) -> Select[Person]:
    """The people of a household, in the order they were entered; the restricted only to himself."""
    own = Person.id == actor.person_id
    used = or_(Person.state == PersonState.ACTIVE, own)
    return select(Person).where(Person.household_id == household_id, used).order_by(Person.id)
