"""The procurement worker: relay, consumers and timers; `python -m services.procurement.worker`."""

from services.procurement.settings import Settings
from shared import worker
from shared.handlers import Handlers
from shared.timers import Timers

HANDLERS = Handlers()
TIMERS = Timers()

if __name__ == "__main__":
    worker.main("procurement", Settings(), HANDLERS, TIMERS)
