"""Whom the platform would ask now, and why the others not."""

from datetime import datetime
from typing import Any

from services.needs.candidate import queries as candidates
from services.needs.candidate.rules import ranked, unfit
from services.needs.dispatch.errors import NoMenuItem
from services.needs.menu_item.queries import serving
from services.needs.need.model import Need
from services.needs.need.states import NeedState
from services.needs.order.queries import latest_search
from shared.db import UnitOfWork


async def preview(uow: UnitOfWork, *, need: Need, at: datetime) -> dict[str, Any]:
    """The ranking for a need as it would be now, without asking anyone."""
    item = await serving(uow, category_code=need.category_code, region_id=need.region_id)
    if item is None:
        raise NoMenuItem(category_code=need.category_code)
    begun = need.state is NeedState.DISPATCHING  # else it would be a new search that asks them
    number = await latest_search(uow, need.id) + (not begun)
    wanted = await candidates.demand(uow, need=need, item=item, at=at)
    teams = await candidates.teams_around(uow, need=need, item=item, search=number, lock=False)
    out = [(team, unfit(team, wanted)) for team in teams]
    return {
        "need_id": need.id,
        "candidates": ranked(teams, wanted),
        "excluded": [
            {
                "team_id": team.team_id,
                "organization_id": team.organization_id,
                "name": team.name,
                "reasons": reasons,
            }
            for team, reasons in out
            if reasons
        ],
    }
