"""Periods, small cells and a chart, in plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

SMALL_CELL = 5
"""A figure over fewer earnings is not shown: it might tell about a single household."""

MONTHS = 12

WIDTH, HEIGHT, MARGIN = 720, 240, 36
"""The chart, in pixels of the SVG's own grid."""


@dataclass(frozen=True)
class Bar:
    """One column of a chart; one without a value is drawn as "＜": withheld."""

    label: str
    value: int | None


def months_back(today: date, months: int = MONTHS) -> date:
    """The first day of the month so many full months ago."""
    whole = today.year * 12 + today.month - 1 - months
    return date(whole // 12, whole % 12 + 1, 1)


def period_of(asked: str | None, *, today: date) -> tuple[date, date]:
    """The first day of a year (`2026`) or month (`2026-03`), and of the one after it.

    The last twelve full months without one.
    """
    if asked is None:
        until = months_back(today, 0)
        return months_back(until), until
    year, _, month = asked.partition("-")
    since = date(int(year), int(month or 1), 1)
    return since, months_back(since, -1 if month else -MONTHS)


def shown(value: int, postings: int) -> int | None:
    """A figure, or None where it rests on too few postings that earned."""
    return value if postings >= SMALL_CELL else None


def untold(parts: Mapping[str, int], *, whole_untold: bool) -> set[str]:
    """Which parts of a region are withheld, by the postings that each rests on.

    Those that rest on few; and where whoever takes the parts that are shown from the whole would
    find a figure that rests on few, the smallest of the others, too. What lies in no region below
    (the part without a name) is shown nowhere. A whole that is withheld only because another is
    must not be the sum of what is shown: it is treated alike.
    """
    found = {part for part, postings in parts.items() if postings < SMALL_CELL or not part}
    resting = sum(max(parts[part], 0) for part in found)
    others = [(postings, part) for part, postings in parts.items() if part not in found]
    if (found or whole_untold) and resting < SMALL_CELL and others:
        found.add(min(others)[1])
    return found


def is_untold(part: str, parts: Mapping[str, int]) -> bool | None:
    """Whether a part is withheld; None where it is if the whole is, and only then."""
    alone, with_whole = (part in untold(parts, whole_untold=whole) for whole in (False, True))
    return alone if alone == with_whole else None


def explained(earned: int, postings: int, *, since: date, until: date) -> tuple[str, str]:
    """How an organization's figure came about, in Chinese and English."""
    zh = f"{since} 起至 {until} 前所得 {postings} 笔，计入更正、冲正与扣分，合计 {earned} 积分。"
    en = f"{postings} earnings from {since} until before {until}, with what corrected them,"
    return zh, f"{en} less reversals and penalties: {earned} credits."


def chart(title: str, bars: Sequence[Bar]) -> str:
    """A column chart as SVG, readable without colors, with every value as text."""
    top = max((bar.value or 0 for bar in bars), default=0) or 1
    step = (WIDTH - 2 * MARGIN) / max(len(bars), 1)
    floor = HEIGHT - MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' font-family="sans-serif" font-size="11" text-anchor="middle">'
        ),
        f"<title>{escape(title)}</title>",
        f'<text x="{WIDTH / 2}" y="18" font-size="14">{escape(title)}</text>',
        f'<line x1="{MARGIN}" y1="{floor}" x2="{WIDTH - MARGIN}" y2="{floor}" stroke="#444"/>',
    ]
    for place, bar in enumerate(bars):
        middle = MARGIN + step * (place + 0.5)
        tall = max(bar.value or 0, 0) * (floor - 2 * MARGIN) / top
        said = "＜" if bar.value is None else str(bar.value)
        parts += [
            (
                f'<rect x="{middle - step * 0.35:.1f}" y="{floor - tall:.1f}"'
                f' width="{step * 0.7:.1f}" height="{tall:.1f}" fill="#2f6f9f"/>'
            ),
            f'<text x="{middle:.1f}" y="{floor - tall - 4:.1f}">{said}</text>',
            f'<text x="{middle:.1f}" y="{floor + 16}">{escape(bar.label)}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"
