"""The credit worker: relay, consumers and timers; `python -m services.credit.worker`."""

from services.credit.account import handlers as account
from services.credit.account.use_cases import measure_suspense
from services.credit.annual_evaluation import handlers as annual_evaluation
from services.credit.checkpoint import timers as checkpoint_timers
from services.credit.checkpoint.use_cases import measure_sealing
from services.credit.delivery import handlers as delivery
from services.credit.earning import timers as earning_timers
from services.credit.expiry import timers as expiry_timers
from services.credit.listing import handlers as listing
from services.credit.monthly_statement import timers as monthly_statement_timers
from services.credit.order_record import handlers as order_record
from services.credit.organization_replica import handlers as organization_replica
from services.credit.penalty import timers as penalty_timers
from services.credit.redemption import timers as redemption_timers
from services.credit.roll_up import timers as roll_up_timers
from services.credit.settings import Settings
from services.credit.simulation import timers as simulation_timers
from services.credit.succession import handlers as succession
from services.credit.succession import timers as succession_timers
from services.credit.tier import timers as tier_timers
from services.credit.volunteer_point import handlers as volunteer_point
from services.credit.volunteer_replica import handlers as volunteer_replica
from shared import worker

HANDLERS = (
    organization_replica.HANDLERS
    | volunteer_replica.HANDLERS
    | account.HANDLERS
    | order_record.HANDLERS
    | delivery.HANDLERS
    | annual_evaluation.HANDLERS
    | listing.HANDLERS
    | succession.HANDLERS
    | volunteer_point.HANDLERS
)
TIMERS = (
    earning_timers.TIMERS
    | checkpoint_timers.TIMERS
    | monthly_statement_timers.TIMERS
    | tier_timers.TIMERS
    | expiry_timers.TIMERS
    | redemption_timers.TIMERS
    | penalty_timers.TIMERS
    | roll_up_timers.TIMERS
    | succession_timers.TIMERS
    | simulation_timers.TIMERS
)

MEASURES = (measure_sealing, measure_suspense)

if __name__ == "__main__":
    worker.main("credit", Settings(), HANDLERS, TIMERS, MEASURES)
