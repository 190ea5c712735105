"""Who may see which people."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.registry.person.model import Person, blind
from services.registry.person.states import PersonalField, PersonState
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
    """The people of the actor's regions, and himself; of whom is restricted, the auditor."""
    used = and_(within(actor, *STAFF, region=Person.region_id), Person.state == PersonState.ACTIVE)
    kept = and_(
        within(actor, Role.AUDITOR, region=Person.region_id), Person.state == PersonState.RESTRICTED
    )
    return or_(used, kept, and_(within(actor, owner=Person.id), not_erased()))


def not_erased() -> ColumnElement[bool]:
    """Those of whom the register still knows who they are."""
    return Person.state != PersonState.ERASED


def people_with(actor: Actor, vault: Vault, field: PersonalField, value: str) -> Select[Person]:
    """The visible people whose field has exactly this value; there is no partial match."""
    column = {
        PersonalField.NAME: Person.name_blind,
        PersonalField.PHONE: Person.phone_blind,
        PersonalField.ID_NUMBER: Person.id_number_blind,
    }[field]
    return select(Person).where(visible(actor), column == blind(vault, field, value))
