"""Organizations as the API shows them."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.registry.organization.rules import has_emoji
from services.registry.organization.states import (
    Category,
    LegalType,
    OrganizationAction,
    OrganizationState,
    Tier,
)
from shared.schemas import Day, Input, Text, View, Words
from shared.wording import wrong

MEMBERS_MAX = 1_000_000


def _printable(name: str) -> str:
    if has_emoji(name):
        raise wrong("名称含有登记簿不印的符号，请删除", "contains symbols that no register prints")
    return name


OrganizationName = Annotated[Words, Field(min_length=2, max_length=100), AfterValidator(_printable)]
Reason = Annotated[Words, Field(min_length=2, max_length=500, examples=["材料不齐"])]


class OrganizationDescription(Input):
    """What an organization says about itself."""

    name: Annotated[OrganizationName, Field(examples=["弇山社区睦邻互助队"])]
    categories: Annotated[tuple[Category, ...], Field(max_length=len(Category))] = ()
    is_sw_agency: bool = False
    members_count: Annotated[int, Field(ge=0, le=MEMBERS_MAX)] | None = None
    founded_on: Day | None = None


class OrganizationDraft(OrganizationDescription):
    """An organization to be written down."""

    tier: Tier
    legal_type: LegalType
    home_region_id: UUID
    uscc: Annotated[Text, Field(max_length=40)] | None = None


class Decision(StrEnum):
    """What an authority may decide with a reason, as it stands in the address."""

    RETURN = "return"
    REFUSAL = "refusal"
    SUSPENSION = "suspension"
    REINSTATEMENT = "reinstatement"
    LIQUIDATION = "liquidation"
    CANCELLATION = "cancellation"
    REVOCATION = "revocation"

    @property
    def action(self) -> OrganizationAction:
        """The action it stands for in the table of states."""
        return {
            Decision.RETURN: OrganizationAction.RETURN,
            Decision.REFUSAL: OrganizationAction.REFUSE,
            Decision.SUSPENSION: OrganizationAction.SUSPEND,
            Decision.REINSTATEMENT: OrganizationAction.REINSTATE,
            Decision.LIQUIDATION: OrganizationAction.LIQUIDATE,
            Decision.CANCELLATION: OrganizationAction.CANCEL,
            Decision.REVOCATION: OrganizationAction.REVOKE,
        }[self]


class DecisionReason(Input):
    """Why the authority decides so."""

    reason: Reason


class SuccessorView(View):
    """Who took over what an organization had."""

    organization_id: UUID
    share: int
    """In basis points; a merger passes on all 10000."""


class OrganizationView(View):
    """A filed group, with its `filing_no`, or a registered body, with its `uscc`."""

    id: UUID
    name: str
    tier: Tier
    legal_type: LegalType
    categories: list[Category]
    is_sw_agency: bool
    home_region_id: UUID
    authority_region_id: UUID
    uscc: str | None
    members_count: int | None
    founded_on: date | None
    registered_on: date | None
    filing_no: str | None
    filed_until: date | None
    reason: str | None
    successors: list[SuccessorView]
    """Those it merged into or was split into; empty for any other."""
    state: OrganizationState
