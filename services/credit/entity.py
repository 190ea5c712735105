"""The base of everything the credit service stores."""

from sqlalchemy import MetaData

from shared.orm import NAMING, Entity, Row

METADATA = MetaData(naming_convention=NAMING)
"""This service's own tables; its own metadata keeps services from sharing any."""


class CreditEntity(Entity, kw_only=True):
    """A thing with an identity and a life in the credit database."""

    __abstract__ = True
    metadata = METADATA


class CreditRow(Row, kw_only=True):
    """Any other row in the credit database: read copies, entries, counters."""

    __abstract__ = True
    metadata = METADATA
