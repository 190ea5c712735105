"""Which members a project takes up (spec/needs.md §2.4)."""

from services.needs.classification.rules import Route
from services.needs.need.states import NeedState

MEANT_FOR_IT = (Route.PROJECT, Route.PURCHASE, Route.DELIBERATION)
"""Those that a project meets even where it ended before the need was classified."""

WAITING_FOR_IT = (*MEANT_FOR_IT, Route.MENU, Route.MANUAL)
"""Ways of needs in the manual queue that a project helps: on the menu, no team took them."""

BY_CONSENT = (NeedState.CLASSIFIED, NeedState.DISPATCHING)
"""No team is at work yet: who agreed goes into the project; all others stay as they are."""


def goes_in(*, state: NeedState, route: Route | None, joined: bool, over: bool) -> bool:
    """Whether the project, perhaps one that is over, takes up a need: it waits, or he agreed."""
    ways = MEANT_FOR_IT if over else WAITING_FOR_IT
    waits = state is NeedState.CLASSIFIED and route in ways
    return waits or (joined and state in BY_CONSENT)
