"""A scheme; never changed, only followed by that of a later year."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from services.registry.entity import RegistryEntity


class EvaluationScheme(RegistryEntity, kw_only=True):
    """How the bodies of some legal types at home under a region are evaluated for a year.

    `bands` holds the least score of each grade from 5A to 2A, of 1000; `source` the document.
    """

    __tablename__ = "evaluation_scheme"
    __table_args__ = (Index("ix_evaluation_scheme_region_id_id", "region_id", "id"),)

    region_id: Mapped[UUID]
    name: Mapped[str]
    year: Mapped[int]
    legal_types: Mapped[list[Any]]
    bands: Mapped[dict[str, Any]]
    source: Mapped[str]
    published_by: Mapped[UUID]
    published_at: Mapped[datetime]
