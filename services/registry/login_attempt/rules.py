"""How long someone must wait between two logins: counts in, durations out."""

from datetime import timedelta

FREE_TRIES = 5
"""Wrong passwords from one address before the long wait."""

LONG_WAIT = timedelta(minutes=15)
WAIT_MAX = timedelta(hours=24)
FORGET_AFTER = timedelta(hours=24)
"""Tries older than this no longer count."""

TRIES_PER_ACCOUNT = 20
"""Wrong passwords from all addresses together before the account itself is locked."""

TRIES_PER_ADDRESS = 20
"""Logins one address may try in a window, whatever the accounts (RELIABILITY §5.1, API4)."""
ADDRESS_WINDOW = timedelta(minutes=1)

DOUBLINGS_MAX = 10


def wait_after(tries: int) -> timedelta:
    """The wait before the next try for an account from an address: 0, 1, 2, 4 s, 15, 30, 60 min."""
    assert tries > 0
    if tries == 1:
        return timedelta()
    if tries < FREE_TRIES:
        return timedelta(seconds=2 ** (tries - 2))
    return min(LONG_WAIT * (1 << min(tries - FREE_TRIES, DOUBLINGS_MAX)), WAIT_MAX)
