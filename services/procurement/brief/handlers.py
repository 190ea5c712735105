"""What briefs do when the needs service speaks."""

from services.procurement.brief import use_cases
from shared.contracts.needs import ClusterDissolved, ClusterProposed
from shared.db import UnitOfWork
from shared.handlers import Handlers


async def receive_brief(uow: UnitOfWork, event: ClusterProposed) -> None:
    """A common demand comes into the inbox."""
    await use_cases.receive_brief(uow, fact=event)


async def withdraw_brief(uow: UnitOfWork, event: ClusterDissolved) -> None:
    """A common demand is no longer there."""
    await use_cases.withdraw_brief(uow, cluster_id=event.cluster_id, at=event.at)


HANDLERS = Handlers().on(ClusterProposed, receive_brief).on(ClusterDissolved, withdraw_brief)
