"""What an item of implementation rests on."""

from shared.states import Named

TOLD_FROM = 5
"""Fewer ratings are not told: people could be recognized (§2.8)."""


class LinkKind(Named):
    """By what it is done."""

    NEED = "need", "需求"
    CLUSTER = "cluster", "共性需求"
    PROJECT = "project", "项目"
    TEXT = "text", "其他"
