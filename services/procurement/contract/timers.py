"""What becomes due for contracts."""

from datetime import datetime
from uuid import UUID

from services.procurement.contract import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def end_signing(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The time to sign is over."""
    await use_cases.end_signing(uow, contract_id=subject_id)


async def start(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """The first day of service has come."""
    await use_cases.start_contract(uow, contract_id=subject_id)


TIMERS = Timers().on(use_cases.SIGNING_END, end_signing).on(use_cases.CONTRACT_START, start)
