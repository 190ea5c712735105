"""What a line of a grant must be, before anyone looks at accounts."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from shared.errors import BadValue


def check_sides(debit: UUID | None, credit: UUID | None, *, pointer: str) -> None:
    """The two sides differ; one that is left out is the district's own."""
    if debit == credit:
        raise BadValue(
            pointer,
            "借方和贷方账户必须不同，且至少填写一个组织账户。",
            "Debit and credit must differ, and one of them must be a holder's account.",
        )


def check_gives(*, takes: bool, pointer: str) -> None:
    """A grant gives; what was given wrongly is taken back as a correction."""
    if takes:
        raise BadValue(
            pointer,
            "发放（grant）只能记入组织账户；扣减请用更正（adjust）。",
            "A grant gives credits to a holder; an adjustment (adjust) takes them.",
        )


def check_facing(named: Collection[UUID], own: Collection[UUID], *, pointer: str) -> None:
    """Credits come from, and go back to, what issues or adjusts in the holder's district."""
    if not set(named) <= set(own):
        raise BadValue(
            pointer,
            "对方账户只能是该组织所在区的发放（更正）账户或期初账户；留空即可。",
            "The other side is the issuing or adjusting account of the holder's district, or its"
            " opening account; leave it out.",
        )


def check_month(day: date, *, today: date, pointer: str) -> None:
    """What is new is granted in its own month; a month that is over takes corrections only."""
    if day < today.replace(day=1):
        raise BadValue(
            pointer,
            "该月已结账，只能以更正（adjust）补记。",
            "That month is closed: only an adjustment (adjust) may take effect in it.",
        )


def check_day(day: date, *, since: date, today: date, pointer: str) -> None:
    """The effective day lies between the opening of the account, or what is reversed, and today."""
    if day > today:
        raise BadValue(pointer, "生效日期不能晚于今天。", "The effective day lies in the future.")
    if day < since:
        raise BadValue(
            pointer,
            f"生效日期不能早于 {since}（开户日或被冲正记录的生效日）。",
            f"The effective day lies before {since}, when the account was opened or what is"
            " reversed took effect.",
        )
