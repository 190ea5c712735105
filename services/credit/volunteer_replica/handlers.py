"""What keeps the read copy of volunteers current."""

from services.credit.volunteer_replica.model import VolunteerReplica
from shared.contracts.registry import VolunteerState
from shared.handlers import Handlers

HANDLERS = Handlers().replicate(VolunteerState, VolunteerReplica)
