"""The base of everything the procurement service stores."""

from sqlalchemy import MetaData

from shared.orm import NAMING, Entity, Row

METADATA = MetaData(naming_convention=NAMING)
"""This service's own tables; its own metadata keeps services from sharing any."""


class ProcurementEntity(Entity, kw_only=True):
    """A thing with an identity and a life in the procurement database."""

    __abstract__ = True
    metadata = METADATA


class ProcurementRow(Row, kw_only=True):
    """Any other row in the procurement database: read copies, entries, counters."""

    __abstract__ = True
    metadata = METADATA
