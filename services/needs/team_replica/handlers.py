"""What needs keeps when the registry speaks of teams."""

from services.needs.team_replica.model import TeamReplica
from shared.contracts.registry import TeamState
from shared.handlers import Handlers

HANDLERS = Handlers().replicate(TeamState, TeamReplica)
