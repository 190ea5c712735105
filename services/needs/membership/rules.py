"""Which members a project takes up (spec/needs.md §2.4)."""

from services.needs.classification.rules import Route
from services.needs.need.states import NeedState

WAITING_FOR_IT = (Route.PROJECT, Route.PURCHASE, Route.MENU, Route.MANUAL)
"""Ways of needs in the manual queue that a project helps: on the menu, no team took them."""

BY_CONSENT = (NeedState.CLASSIFIED, NeedState.DISPATCHING)
"""No team is at work yet: who agreed goes into the project; all others stay as they are."""


def goes_in(*, state: NeedState, route: Route | None, joined: bool) -> bool:
    """Whether the project takes up a need now: it waits for a way, or its reporter agreed."""
    waits = state is NeedState.CLASSIFIED and route in WAITING_FOR_IT
    return waits or (joined and state in BY_CONSENT)
