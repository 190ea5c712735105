"""The read copy of a standing, and what it is worth when a team is looked for."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsRow
from shared.policy import Parameter

TIER_BONUS = Parameter(
    "dispatch.tier_bonus",
    Annotated[list[Annotated[float, Field(ge=0, le=0.05)]], Field(min_length=5, max_length=5)],
    default=[0.0, 0.0125, 0.025, 0.0375, 0.05],
    source="spec/credit.md §5: dispatch bonus ≤ 0.05 of the score",
)
"""What each tier, T0 … T4, adds to the score of an organization's teams.

So little that a new organization that is nearer, idler or better rated is still asked first.
"""


class StandingReplica(NeedsRow, kw_only=True):
    """An organization's standing; `id` is the organization. No row: no account, so nothing held."""

    __tablename__ = "standing_replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    tier: Mapped[int]
    frozen: Mapped[bool]
    arrears: Mapped[bool]
