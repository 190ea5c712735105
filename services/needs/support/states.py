"""What a household can say about another's need; a support has no life of its own."""

from shared.states import Named


class Stance(Named):
    """For or against."""

    NEED = "need", "同样需要"
    OPPOSE = "oppose", "不赞成"
