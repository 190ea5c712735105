"""The menu item: what is promised, by whom, where and at what price."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.needs.entity import NeedsEntity
from services.needs.menu_item.errors import CapMismatch
from services.needs.menu_item.rules import Fee, cap_fits
from services.needs.menu_item.states import MENU_ITEM, MenuItemAction, MenuItemState
from shared.money import Money
from shared.orm import choice


class MenuItem(NeedsEntity, kw_only=True):
    """A service on the menu of a region and everything under it."""

    __tablename__ = "menu_item"
    __table_args__ = (
        CheckConstraint("slots >= 1 AND duration_minutes >= 1", name="positive"),
        Index(
            "ix_menu_item_serving",
            "category_code",
            "region_id",
            postgresql_where="state = 'published'",
        ),
    )

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    category_code: Mapped[str]
    region_id: Mapped[UUID] = mapped_column(index=True)
    team_ids: Mapped[list[Any]]
    """Teams that provide it, as text; empty: every filed team with the skills."""
    preferred_skills: Mapped[list[Any]]
    """Beyond the category's required skills: they raise a team's score."""
    slots: Mapped[int]
    """Orders it can take in one window of 90 days (spec/needs.md §2.4, the U of a need)."""
    duration_minutes: Mapped[int]
    fee: Mapped[Fee] = mapped_column(choice(Fee, "fee"))
    price_cap_fen: Mapped[int | None]
    respond_minutes: Mapped[int]
    arrive_minutes: Mapped[int]
    finish_work_days: Mapped[int]
    state: Mapped[MenuItemState] = mapped_column(
        choice(MenuItemState, "state"), default=MENU_ITEM.initial
    )

    def __post_init__(self) -> None:
        if not cap_fits(self.fee, self.price_cap_fen):
            raise CapMismatch("/price_cap", self.fee, self.price_cap_fen)

    @property
    def cap_fen(self) -> int:
        """The most a resident may be asked to pay, in fen; 0 when free."""
        return self.price_cap_fen or 0

    @property
    def price_cap(self) -> Money | None:
        """The same as money; None when free."""
        return Money.of_fen(self.price_cap_fen) if self.price_cap_fen else None

    def move(self, action: MenuItemAction) -> None:
        """Publish, suspend, resume or retire it; orders already running are not touched."""
        self.state = MENU_ITEM.after(self.state, action)
