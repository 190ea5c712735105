"""What order records do when the needs service speaks."""

from services.credit.order_record.use_cases import take_facts
from shared.contracts.needs import (
    OrderConfirmed,
    OrderDisputed,
    OrderFailed,
    SurveyAnswered,
    SurveyReviewed,
)
from shared.handlers import Handlers

HANDLERS = Handlers().gather(
    take_facts, OrderConfirmed, OrderDisputed, OrderFailed, SurveyAnswered, SurveyReviewed
)
