"""The counters that slow guessing down."""

from datetime import datetime, timedelta

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.entity import RegistryRow


class LoginCounter(RegistryRow, kw_only=True):
    """Tries of one account, one address, or one account from one address; `key` is a keyed hash.

    Unknown usernames are counted like known ones, so the answer never tells them apart.
    """

    __tablename__ = "login_counter"
    __table_args__ = (Index("ix_login_counter_since", "since"),)

    key: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    """The first try of those counted for an address, the last one otherwise."""
    tries: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None] = mapped_column(default=None)

    def start_again_after(self, age: timedelta, *, at: datetime) -> None:
        """Count from zero when what was counted is old enough."""
        if at - self.since >= age:
            self.since = at
            self.tries = 0
