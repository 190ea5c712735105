"""What the API takes wherever bodies are overseen."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.registry.organization.states import LegalType
from shared.schemas import Day, Words

FIRST_YEAR, LAST_YEAR = 2000, 2100
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True, examples=[2025])]
CalculableDay = Annotated[Day, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
"""A day from which years can be counted both ways."""
BodyType = Literal[
    LegalType.ASSOCIATION,
    LegalType.SOCIAL_SERVICE_AGENCY,
    LegalType.FOUNDATION,
    LegalType.OTHER,
]
BodyTypes = Annotated[tuple[BodyType, ...], Field(min_length=1, max_length=4)]
"""Legal types that are registered; a community's groups are filed, and not overseen so."""
Told = Annotated[
    Words, Field(min_length=5, max_length=2_000, examples=["逾期未报送 2025 年度工作报告。"])
]
Evidence = Annotated[
    list[Annotated[Words, Field(max_length=500, examples=["太民年检〔2026〕3号"])]],
    Field(min_length=1, max_length=20),
]
"""Documents by their number or address."""
