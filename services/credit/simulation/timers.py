"""What becomes due for simulations."""

from datetime import datetime
from uuid import UUID

from services.credit.simulation import use_cases
from shared.db import UnitOfWork
from shared.timers import Timers


async def simulate_some(uow: UnitOfWork, subject_id: UUID, at: datetime) -> None:
    """A simulation was asked for, or has more accounts to look at."""
    await use_cases.simulate_some(uow, simulation_id=subject_id)


TIMERS = Timers().on(use_cases.SIMULATION, simulate_some)
