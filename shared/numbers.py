"""Short numbers that people read, write and say."""

from sqlalchemy.orm import Mapped, mapped_column

from shared.db import UnitOfWork
from shared.orm import KERNEL, Row

_MODULUS = 97
_WEIGHT = 100


class CounterRow(Row, kw_only=True):
    """The last number given out under one heading."""

    __tablename__ = "counter"
    metadata = KERNEL

    heading: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


TAKE = """
INSERT INTO counter (heading, last) VALUES ($1, 1)
ON CONFLICT (heading) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


async def take(uow: UnitOfWork, heading: str) -> int:
    """The next number under a heading, from 1; given back if the transaction fails.

    Whoever wants the next one waits until then, so take it late.
    """
    connection = await uow.session.connection()
    taken: int = (await connection.exec_driver_sql(TAKE, (heading,))).scalar_one()
    return taken


def check_digits(number: str) -> str:
    """The two check digits of ISO 7064 MOD 97-10 for a string of digits."""
    assert number.isascii()
    assert number.isdigit()
    return f"{98 - int(number) * _WEIGHT % _MODULUS:02d}"
