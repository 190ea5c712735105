"""What an authority says when a body merges or is split."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.registry.organization.model import WHOLE
from services.registry.organization.schemas import Reason
from shared.schemas import Input
from shared.wording import wrong

SUCCESSORS_MAX = 20


class Merger(Input):
    """Into which body it merges, and why."""

    successor_id: UUID
    reason: Reason


class SuccessorShare(Input):
    """What one successor takes over."""

    organization_id: UUID
    share: Annotated[int, Field(gt=0, lt=WHOLE, examples=[6_000])]
    """In basis points; those of all successors sum to 10000."""


def _distinct(shares: tuple[SuccessorShare, ...]) -> tuple[SuccessorShare, ...]:
    if len({one.organization_id for one in shares}) < len(shares):
        raise wrong("同一承接组织只能列一次", "names a successor twice")
    return shares


Shares = Annotated[
    tuple[SuccessorShare, ...],
    Field(min_length=2, max_length=SUCCESSORS_MAX),
    AfterValidator(_distinct),
]


class Split(Input):
    """Into which bodies it is split, by which shares, and why."""

    shares: Shares
    reason: Reason
