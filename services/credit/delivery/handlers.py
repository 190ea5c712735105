"""What deliveries do when the procurement service speaks."""

from services.credit.delivery.use_cases import take_facts
from shared.contracts.procurement import (
    EvaluationFinalized,
    IntegrityViolated,
    ServiceLogRejected,
    ServiceLogVerified,
)
from shared.handlers import Handlers

HANDLERS = Handlers().gather(
    take_facts, ServiceLogVerified, ServiceLogRejected, EvaluationFinalized, IntegrityViolated
)
