"""When signing keys change by themselves."""

from datetime import datetime
from uuid import UUID

from services.registry.signing_key import use_cases
from services.registry.signing_key.use_cases import RETIREMENT, ROTATION
from shared.db import UnitOfWork
from shared.timers import Timers


async def rotate(uow: UnitOfWork, key_id: UUID, at: datetime) -> None:
    """The current key has signed long enough."""
    await use_cases.rotate_keys(uow, at=at)


async def retire(uow: UnitOfWork, key_id: UUID, at: datetime) -> None:
    """Nothing a replaced key signed can still be valid."""
    await use_cases.retire_key(uow, key_id=key_id, at=at)


TIMERS = Timers().on(ROTATION, rotate).on(RETIREMENT, retire)
