"""Sums over the journal up to one transaction; what came later is added by whoever reads them."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.credit.entity import CreditRow


class RolledUp(CreditRow, kw_only=True):
    """How far the journal is summed: every transfer of the transactions before `xid_upto`."""

    __tablename__ = "rolled_up"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The ledger's: there is one row."""
    xid_upto: Mapped[int]


class EarnedMonth(CreditRow, kw_only=True):
    """What one organization earned in one month, by the day of the service, in credits."""

    __tablename__ = "earned_month"

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    earned: Mapped[int]
    postings: Mapped[int]


class RegionMonth(CreditRow, kw_only=True):
    """The same for all organizations at home in one region, without those of regions below it."""

    __tablename__ = "region_month"

    region_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    earned: Mapped[int]
    postings: Mapped[int]
    organizations: Mapped[int]
