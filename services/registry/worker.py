"""The registry worker: relay, consumers and timers; `python -m services.registry.worker`."""

from services.registry.settings import Settings
from shared import worker
from shared.handlers import Handlers
from shared.timers import Timers

HANDLERS = Handlers()
TIMERS = Timers()

if __name__ == "__main__":
    worker.main("registry", Settings(), HANDLERS, TIMERS)
