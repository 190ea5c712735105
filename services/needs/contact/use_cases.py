"""Showing the contact of a need."""

from services.needs.contact.errors import NoContact
from services.needs.contact.queries import contact_of
from services.needs.need.model import Need
from shared.db import UnitOfWork


async def show_contact(uow: UnitOfWork, *, need: Need, purpose: str) -> dict[str, str | None]:
    """Show phone and address in clear; the person can see who looked, when and what for.

    A need without an account behind it is recorded under its own id, for the auditors.
    """
    shown = contact_of(need, uow.vault)
    if not any(shown.values()):
        raise NoContact
    for field, value in shown.items():
        if value is not None:
            person_id = need.reporter_person_id or need.id
            uow.reveal(person_id=person_id, field=field, subject_id=need.id, purpose=purpose)
    return shown
