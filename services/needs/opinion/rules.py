"""What an opinion may be, and what may become of it."""

from typing import Any

from shared.states import Named


class Position(Named):
    """For what somebody speaks."""

    FOR = "for", "赞成"
    AGAINST = "against", "反对"
    OTHER = "other", "其他意见"


class Disposition(Named):
    """What became of what he said."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT = "not", "不采纳"
    OUT_OF_SCOPE = "out_of_scope", "不属于本议题"


def record(roll_no: str, text: str, disposition: Disposition | None) -> dict[str, Any]:
    """An opinion as the hash of the minutes covers it."""
    return {"roll_no": roll_no, "text": text, "disposition": str(disposition)}
