"""When a roll can be frozen (spec/needs.md §2.7)."""

from collections import Counter
from collections.abc import Collection, Mapping

ROLL_MAX = 5_000
"""Entries of a roll."""
PROXIED_MAX = 3
"""Others that one may stand for."""


def wrong_proxies(
    proxies: Mapping[str, str | None], *, conflicted: Collection[str] = ()
) -> list[str]:
    """The numbers whose proxy is not on the roll, has one himself, an interest, or too many."""
    load = Counter(proxies.values())
    return sorted(
        number
        for number, proxy in proxies.items()
        if proxy is not None
        and (
            proxy == number
            or proxy in conflicted
            or proxies.get(proxy, "") is not None
            or load[proxy] > PROXIED_MAX
        )
    )
