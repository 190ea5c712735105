"""Which scheme counts."""

from sqlalchemy import select

from services.registry.evaluation_scheme.model import EvaluationScheme
from services.registry.organization.states import LegalType
from shared.db import UnitOfWork


async def is_followed(uow: UnitOfWork, scheme: EvaluationScheme, legal_type: LegalType) -> bool:
    """Whether the region published a later scheme for bodies of this type."""
    later = select(EvaluationScheme.id).where(
        EvaluationScheme.region_id == scheme.region_id,
        EvaluationScheme.id > scheme.id,
        EvaluationScheme.legal_types.contains([legal_type.value]),
    )
    return await uow.session.scalar(later.limit(1)) is not None
