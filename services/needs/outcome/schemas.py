"""Outcomes as the API takes them."""

from services.needs.need.schemas import Free, Reasoned
from shared.schemas import Input


class Result(Input):
    """What was done or answered."""

    result: Reasoned


class Dispute(Input):
    """Why the need is not met."""

    reason: Free
