"""The credit worker: relay, consumers and timers; `python -m services.credit.worker`."""

from services.credit.settings import Settings
from shared import worker
from shared.handlers import Handlers
from shared.timers import Timers

HANDLERS = Handlers()
TIMERS = Timers()

if __name__ == "__main__":
    worker.main("credit", Settings(), HANDLERS, TIMERS)
