"""What needs does when the registry erased somebody."""

from services.needs.erased_person import use_cases
from shared.contracts.registry import PersonErased
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def follow(uow: UnitOfWork, event: PersonErased) -> None:
    """He is gone."""
    await use_cases.remember_erased(
        uow, person_id=event.person_id, heir_id=event.heir_id, at=uow.at
    )


HANDLERS = Handlers().on(PersonErased, follow)
