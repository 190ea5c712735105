"""Dispatch by hand as the API takes and shows it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from services.needs.contact.schemas import Nameless
from services.needs.need.states import NeedState
from services.needs.order.schemas import OrderView
from shared.schemas import Input, View, Words
from shared.wording import wrong

REASON_MIN = 10


class DispatchOrder(Input):
    """Start the search again; or name the team, and say why."""

    team_id: UUID | None = None
    reason: Annotated[Words, Field(min_length=REASON_MIN, max_length=500), Nameless] | None = None

    @model_validator(mode="after")
    def _a_named_team_needs_a_reason(self) -> "DispatchOrder":
        if (self.team_id is None) != (self.reason is None):
            raise wrong(
                "指定队伍（team_id）须同时说明理由（reason）", "team_id and reason go together"
            )
        return self


class DispatchView(View):
    """Where the search for a team stands."""

    need_id: UUID
    need_state: NeedState
    offers: list[OrderView]
