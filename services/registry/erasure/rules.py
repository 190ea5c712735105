"""What stands in the way of erasing somebody: moments in, reasons out."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.registry.erasure.states import Obstacle
from shared.durations import Duration, due


class Held(NamedTuple):
    """An office, from when to when it is or was held, and how long that stays on record."""

    since: datetime
    ended: datetime
    kept: Duration


def obstacles(
    held: Iterable[Held], *, employed: bool, in_team: bool, at: datetime
) -> list[Obstacle]:
    """Why he cannot be erased yet; none means that he can."""
    found = {
        Obstacle.DUTY: any(is_on_record(one, at=at) for one in held),
        Obstacle.EMPLOYMENT: employed,
        Obstacle.TEAM: in_team,
    }
    return [obstacle for obstacle, stands in found.items() if stands]


def is_on_record(one: Held, *, at: datetime) -> bool:
    """Whether somebody may still ask who held it; one that never began leaves nothing."""
    return one.ended > one.since and at < due(one.ended, one.kept).at
