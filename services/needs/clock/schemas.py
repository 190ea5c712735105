"""Clocks as the API shows them."""

from datetime import datetime

from services.needs.clock.rules import ClockName
from services.needs.clock.states import ClockState
from shared.durations import Duration
from shared.schemas import View


class ClockView(View):
    """A promise about a need; a provisional due time may move with next year's calendar."""

    name: ClockName
    state: ClockState
    target: Duration
    started_at: datetime
    due_at: datetime
    due_provisional: bool
    paused_at: datetime | None
    stopped_at: datetime | None
    escalations: int
