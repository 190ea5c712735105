"""The needs worker: relay, consumers and timers; `python -m services.needs.worker`."""

from services.needs.settings import Settings
from shared import worker
from shared.handlers import Handlers
from shared.timers import Timers

HANDLERS = Handlers()
TIMERS = Timers()

if __name__ == "__main__":
    worker.main("needs", Settings(), HANDLERS, TIMERS)
