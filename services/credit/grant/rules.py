"""What a line of a grant must be, before anyone looks at accounts."""

from datetime import date

from shared.errors import BadValue


def check_month(day: date, *, today: date, pointer: str) -> None:
    """What is new is granted in its own month; a month that is over takes corrections only."""
    if day < today.replace(day=1):
        raise BadValue(
            pointer,
            "该月已结账，只能以更正（adjust）补记。",
            "That month is closed: only an adjustment (adjust) may take effect in it.",
        )


def check_day(day: date, *, opened_on: date, today: date, pointer: str) -> None:
    """The effective day lies between the opening of the account and today."""
    if day > today:
        raise BadValue(pointer, "生效日期不能晚于今天。", "The effective day lies in the future.")
    if day < opened_on:
        raise BadValue(
            pointer,
            f"生效日期早于开户日 {opened_on}。",
            f"The effective day lies before the account was opened on {opened_on}.",
        )
