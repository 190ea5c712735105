"""Who may see which people."""

from sqlalchemy import ColumnElement, Select, select

from services.registry.person.model import Person, blind
from services.registry.person.states import PersonalField
from shared.access import Actor, Role, by_rights, within
from shared.crypto import Vault

STAFF = (
    Role.RECEIVER,
    Role.COMMUNITY_WORKER,
    Role.COMMUNITY_MANAGER,
    Role.STREET_OFFICER,
    Role.REGISTRAR,
)


@by_rights
def visible(actor: Actor) -> ColumnElement[bool]:
    """The people of the actor's regions, and himself."""
    return within(actor, *STAFF, region=Person.region_id, owner=Person.id)


def people_with(actor: Actor, vault: Vault, field: PersonalField, value: str) -> Select[Person]:
    """The visible people whose field has exactly this value; there is no partial match."""
    column = {
        PersonalField.NAME: Person.name_blind,
        PersonalField.PHONE: Person.phone_blind,
        PersonalField.ID_NUMBER: Person.id_number_blind,
    }[field]
    return select(Person).where(visible(actor), column == blind(vault, field, value))
