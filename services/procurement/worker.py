"""The procurement worker: relay, consumers and timers; `python -m services.procurement.worker`."""

from services.procurement.abnormal_listing.handlers import HANDLERS as ABNORMAL_HANDLERS
from services.procurement.brief.handlers import HANDLERS as BRIEF_HANDLERS
from services.procurement.claim.timers import TIMERS as CLAIM_TIMERS
from services.procurement.contract.timers import TIMERS as CONTRACT_TIMERS
from services.procurement.determination.timers import TIMERS as DETERMINATION_TIMERS
from services.procurement.fund.timers import TIMERS as FUND_TIMERS
from services.procurement.grant.timers import TIMERS as GRANT_TIMERS
from services.procurement.organization_replica import handlers as organization_replica
from services.procurement.process.timers import TIMERS as PROCESS_TIMERS
from services.procurement.round.timers import TIMERS as ROUND_TIMERS
from services.procurement.serious_listing.handlers import HANDLERS as SERIOUS_HANDLERS
from services.procurement.settings import Settings
from services.procurement.succession.handlers import HANDLERS as SUCCESSION_HANDLERS
from services.procurement.worker_replica.handlers import HANDLERS as WORKER_HANDLERS
from shared import worker
from shared.timers import Timers

HANDLERS = organization_replica.HANDLERS | WORKER_HANDLERS | BRIEF_HANDLERS
HANDLERS |= SERIOUS_HANDLERS | ABNORMAL_HANDLERS | SUCCESSION_HANDLERS
TIMERS = Timers() | FUND_TIMERS | CLAIM_TIMERS | CONTRACT_TIMERS | PROCESS_TIMERS
TIMERS |= ROUND_TIMERS | DETERMINATION_TIMERS | GRANT_TIMERS

if __name__ == "__main__":
    worker.main("procurement", Settings(), HANDLERS, TIMERS)
