"""What needs keeps when the credit bank speaks of standings."""

from services.needs.standing_replica.model import StandingReplica
from shared.contracts.credit import StandingState
from shared.handlers import Handlers

HANDLERS = Handlers().replicate(StandingState, StandingReplica)
