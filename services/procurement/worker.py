"""The procurement worker: relay, consumers and timers; `python -m services.procurement.worker`."""

from services.procurement.fund.timers import TIMERS as FUND_TIMERS
from services.procurement.organization_replica import handlers as organization_replica
from services.procurement.settings import Settings
from shared import worker
from shared.timers import Timers

HANDLERS = organization_replica.HANDLERS
TIMERS = Timers() | FUND_TIMERS

if __name__ == "__main__":
    worker.main("procurement", Settings(), HANDLERS, TIMERS)
