"""How a scheme is published."""

from typing import Any

from services.registry.evaluation_scheme.model import EvaluationScheme
from services.registry.organization.use_cases import must_hold
from services.registry.oversight.queries import REGISTRARS
from shared import regions
from shared.clock import day_of
from shared.db import UnitOfWork
from shared.errors import BadValue


async def publish_scheme(uow: UnitOfWork, *, scheme: dict[str, Any]) -> EvaluationScheme:
    """Publish it for a region, for a year that has begun."""
    region = await regions.get(uow.session, scheme["region_id"])
    must_hold(uow, region.path, REGISTRARS)
    if scheme["year"] > day_of(uow.at).year:
        raise BadValue("/year", "评估年度不能晚于今年。", "That year has not begun.")
    legal_types = [*scheme["legal_types"]]
    given = scheme | {"legal_types": legal_types}
    made = EvaluationScheme(**given, published_by=uow.actor.id, published_at=uow.at)
    uow.add(made)
    return made
