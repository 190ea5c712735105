"""What a household can say about another's need; a support has no life of its own."""

from enum import StrEnum


class Stance(StrEnum):
    """For or against."""

    NEED = "need"
    OPPOSE = "oppose"
