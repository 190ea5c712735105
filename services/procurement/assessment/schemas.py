"""The steps of an assessment as the API takes them."""

from typing import Annotated

from pydantic import Field, model_validator

from services.procurement.panel.schemas import Members
from shared.schemas import Input, Words
from shared.wording import wrong

Reasons = Annotated[Words, Field(min_length=4, max_length=1000)]


class QualificationCheck(Input):
    """Whether the bidder can show what the documents ask for; if not, why."""

    qualified: bool
    reason: Reasons | None = None

    @model_validator(mode="after")
    def _says_why(self) -> "QualificationCheck":
        if not self.qualified and self.reason is None:
            raise wrong("认定资格不合格时须说明理由", "a refusal is told with its reason")
        return self


class PanelSubmission(Input):
    """Who judges the bids."""

    members: Members


class Explanation(Input):
    """How an abnormally low price comes about, with the evidence of its costs."""

    text: Annotated[Words, Field(min_length=10, max_length=4000)]


class PriceDecision(Input):
    """Whether the panel accepts the price, and why."""

    accepted: bool
    reason: Reasons
