"""What a ballot is cast by."""

from shared.states import Named


class Medium(Named):
    """How it was cast."""

    WEB = "web", "网络票"
    PAPER = "paper", "纸质票"
