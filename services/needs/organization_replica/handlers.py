"""What needs keeps when the registry speaks of organizations."""

from services.needs.organization_replica.model import OrganizationReplica
from shared.contracts.registry import OrganizationState
from shared.handlers import Handlers

HANDLERS = Handlers().replicate(OrganizationState, OrganizationReplica)
