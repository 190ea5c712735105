"""The category: a node of the catalogue, valid from one day to another."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.category.errors import CategoryNotLeaf, CategoryRetired
from services.needs.classification.rules import Route
from services.needs.entity import NeedsEntity
from services.needs.need.rules import Sensitivity
from shared.orm import choice


class Category(NeedsEntity, kw_only=True):
    """A kind of need. Its code is never used again, so old needs stay readable."""

    __tablename__ = "category"
    __table_args__ = (CheckConstraint("professionality BETWEEN 0 AND 4", name="professionality"),)

    code: Mapped[str] = mapped_column(unique=True)
    parent_code: Mapped[str | None]
    name: Mapped[str]
    leaf: Mapped[bool]
    required_skills: Mapped[list[Any]]
    """Skills a team must have, in the registry's words."""
    professionality: Mapped[int]
    """0 anyone can do it … 4 licensed specialists only."""
    public_affairs: Mapped[bool]
    """Touches the public: settled by deliberation (policy document 003)."""
    default_route: Mapped[Route | None] = mapped_column(choice(Route, "default_route"))
    min_sensitivity: Mapped[Sensitivity] = mapped_column(choice(Sensitivity, "min_sensitivity"))
    remote_ok: Mapped[bool]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None] = mapped_column(default=None)
    """The first day it takes no new needs."""
    successor_code: Mapped[str | None] = mapped_column(default=None)

    @property
    def may_be_common(self) -> bool:
        """Whether asking for it is demand for a service; what is unsorted may be anything."""
        return self.default_route not in (Route.ANSWER, Route.TRANSFER, Route.MANUAL)

    def in_use(self, day: date) -> bool:
        """Whether it takes new needs on this day, as far as its validity goes."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def must_take(self, *, day: date, pointer: str) -> None:
        """Refuse a new need under a group or outside the validity; `pointer` names the field."""
        if not self.in_use(day):
            raise CategoryRetired(
                pointer=pointer, code=self.code, successor_code=self.successor_code
            )
        if not self.leaf:
            raise CategoryNotLeaf(pointer=pointer, code=self.code)

    def retire(self, *, day: date, successor_code: str | None) -> None:
        """Take no new needs from this day on; needs already filed go on."""
        if self.valid_until is not None:
            raise CategoryRetired(
                pointer="/code", code=self.code, successor_code=self.successor_code
            )
        self.valid_until = day
        self.successor_code = successor_code
