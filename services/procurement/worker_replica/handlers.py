"""What procurement keeps when the registry speaks of social workers."""

from services.procurement.worker_replica.model import WorkerReplica
from shared.contracts.registry import WorkerState
from shared.handlers import Handlers

HANDLERS = Handlers().replicate(WorkerState, WorkerReplica)
