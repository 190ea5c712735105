"""The needs worker: relay, consumers and timers; `python -m services.needs.worker`."""

from services.needs.claim.timers import TIMERS as CLAIM_TIMERS
from services.needs.classification.timers import TIMERS as CLASSIFICATION_TIMERS
from services.needs.clock.timers import TIMERS as CLOCK_TIMERS
from services.needs.cluster.timers import TIMERS as CLUSTER_TIMERS
from services.needs.erased_person.handlers import HANDLERS as ERASED_PERSON_HANDLERS
from services.needs.erased_person.timers import TIMERS as ERASED_PERSON_TIMERS
from services.needs.matter.timers import TIMERS as MATTER_TIMERS
from services.needs.meeting.timers import TIMERS as MEETING_TIMERS
from services.needs.membership.timers import TIMERS as MEMBERSHIP_TIMERS
from services.needs.need.timers import TIMERS as NEED_TIMERS
from services.needs.order.timers import TIMERS as ORDER_TIMERS
from services.needs.resolution.timers import TIMERS as RESOLUTION_TIMERS
from services.needs.retention.timers import TIMERS as RETENTION_TIMERS
from services.needs.settings import Settings
from services.needs.standing_replica.handlers import HANDLERS as STANDING_HANDLERS
from services.needs.succession.handlers import HANDLERS as SUCCESSION_HANDLERS
from services.needs.team_replica.handlers import HANDLERS as TEAM_HANDLERS
from services.needs.trail.handlers import HANDLERS as TRAIL_HANDLERS
from services.needs.visit.timers import TIMERS as VISIT_TIMERS
from shared import worker
from shared.handlers import Handlers
from shared.timers import Timers

HANDLERS = (
    (Handlers() | TEAM_HANDLERS | SUCCESSION_HANDLERS | STANDING_HANDLERS)
    | TRAIL_HANDLERS
    | ERASED_PERSON_HANDLERS
)
TIMERS = (
    (Timers() | NEED_TIMERS | CLASSIFICATION_TIMERS | CLOCK_TIMERS)
    | ORDER_TIMERS
    | CLAIM_TIMERS
    | VISIT_TIMERS
    | CLUSTER_TIMERS
    | MEMBERSHIP_TIMERS
    | MATTER_TIMERS
    | MEETING_TIMERS
    | RESOLUTION_TIMERS
    | RETENTION_TIMERS
    | ERASED_PERSON_TIMERS
)

if __name__ == "__main__":
    worker.main("needs", Settings(), HANDLERS, TIMERS)
