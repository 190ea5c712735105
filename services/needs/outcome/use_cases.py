"""What is done after a result."""

from datetime import datetime

from services.needs.clock.rules import ClockName
from services.needs.clock.use_cases import stop_clock
from services.needs.need.errors import NothingToAskAbout
from services.needs.need.model import Need
from shared.db import UnitOfWork


async def record_callback(uow: UnitOfWork, *, need: Need, at: datetime) -> None:
    """The reporter was asked in person how it went; before a result there is nothing to ask."""
    if need.resolved_at is None:
        raise NothingToAskAbout(state=need.state)
    need.called_back_at = at
    await stop_clock(uow, need_id=need.id, name=ClockName.CALLBACK, at=at)
