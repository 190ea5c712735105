"""The registry worker: relay, consumers and timers; `python -m services.registry.worker`."""

from services.registry.account import timers as account
from services.registry.annual_check import timers as annual_check
from services.registry.annual_round import timers as annual_round
from services.registry.credit_entry import timers as credit_entry
from services.registry.credit_removal import timers as credit_removal
from services.registry.erasure import timers as erasure
from services.registry.expulsion import timers as expulsion
from services.registry.inspection import timers as inspection
from services.registry.organization import timers as organization
from services.registry.organization_grade import timers as organization_grade
from services.registry.session import timers as session
from services.registry.settings import Settings
from services.registry.signing_key import timers as signing_key
from services.registry.team import timers as team
from services.registry.volunteer import timers as volunteer
from services.registry.volunteer_transfer import timers as volunteer_transfer
from shared import worker
from shared.handlers import Handlers
from shared.timers import Timers

HANDLERS = Handlers()
TIMERS = (
    Timers()
    | account.TIMERS
    | erasure.TIMERS
    | session.TIMERS
    | signing_key.TIMERS
    | organization.TIMERS
    | team.TIMERS
    | volunteer.TIMERS
    | volunteer_transfer.TIMERS
    | expulsion.TIMERS
    | annual_round.TIMERS
    | annual_check.TIMERS
    | credit_entry.TIMERS
    | credit_removal.TIMERS
    | organization_grade.TIMERS
    | inspection.TIMERS
)

if __name__ == "__main__":
    worker.main("registry", Settings(), HANDLERS, TIMERS)
