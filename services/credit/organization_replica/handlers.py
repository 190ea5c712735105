"""What keeps the read copy of organizations current."""

from services.credit.organization_replica.model import OrganizationReplica
from shared.contracts.registry import OrganizationState
from shared.handlers import Handlers

HANDLERS = Handlers().replicate(OrganizationState, OrganizationReplica)
