"""What needs does when procurement tells what became of a brief."""

from services.needs.cluster import use_cases as clusters
from services.needs.trail.states import StepKind
from services.needs.trail.use_cases import keep_step
from shared.contracts import procurement as told
from shared.db import UnitOfWork
from shared.handlers import Handlers

KINDS: dict[type[told.ProjectFact], StepKind] = {
    told.ProjectListed: StepKind.PROJECT_LISTED,
    told.ClaimWon: StepKind.CLAIM_WON,
    told.ContractSigned: StepKind.CONTRACT_SIGNED,
    told.ServiceLogVerified: StepKind.SERVICE_LOG_VERIFIED,
    told.EvaluationFinalized: StepKind.EVALUATION_FINALIZED,
    told.SettlementPaid: StepKind.SETTLEMENT_PAID,
}
"""Facts that are kept and change nothing."""


async def keep(uow: UnitOfWork, event: told.ProjectFact) -> None:
    """A step on the way; projects of other origin have no trail here."""
    if event.cluster_id is not None:
        await keep_step(uow, cluster_id=event.cluster_id, kind=KINDS[type(event)], told=event)


async def end(uow: UnitOfWork, event: told.ContractCompleted) -> None:
    """The project is evaluated and settled: its members' needs are resolved."""
    if event.cluster_id is not None:
        await clusters.fulfill_cluster(uow, cluster_id=event.cluster_id, at=uow.at)


async def adopt(uow: UnitOfWork, event: told.BriefAccepted) -> None:
    """The brief is a project now: its members follow."""
    if event.cluster_id is not None:
        kind = StepKind.BRIEF_ACCEPTED
        await keep_step(uow, cluster_id=event.cluster_id, kind=kind, told=event)
        await clusters.adopt_cluster(uow, cluster_id=event.cluster_id, at=uow.at)


async def decline(uow: UnitOfWork, event: told.BriefRejected) -> None:
    """Nothing comes of the brief: its members go back, with the reason."""
    kind = StepKind.BRIEF_REJECTED
    await keep_step(uow, cluster_id=event.cluster_id, kind=kind, told=event)
    await clusters.decline_cluster(uow, cluster_id=event.cluster_id, reason=event.reason, at=uow.at)


async def give_up(uow: UnitOfWork, event: told.ContractTerminated) -> None:
    """The project ends without having met the demand: its members go back, with the reason."""
    if event.cluster_id is not None:
        kind = StepKind.CONTRACT_TERMINATED
        await keep_step(uow, cluster_id=event.cluster_id, kind=kind, told=event)
        await clusters.decline_cluster(
            uow, cluster_id=event.cluster_id, reason=event.reason, at=uow.at
        )


HANDLERS = (
    Handlers()
    .on(told.BriefAccepted, adopt)
    .on(told.BriefRejected, decline)
    .on(told.ContractTerminated, give_up)
    .on(told.ContractCompleted, end)
)
for _event in KINDS:
    HANDLERS = HANDLERS.on(_event, keep)
