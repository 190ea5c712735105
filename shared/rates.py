"""How much one caller may ask for: a bucket that refills for each person, client and address.

A caller whose token this process has verified before is charged to his own bucket; everyone else
(no token, a forged one, the first use of a new one) to the address he comes from. So a stranger
can use up nobody's quota but his own, and colleagues behind one address do not share theirs.

The buckets live in the process's memory: n processes of a service let n times as much through,
which protects each of them all the same. What must be counted exactly, such as tries of a
password, is counted in the database (services/registry/login_attempt).
"""

import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_network

from shared.access import Actor, Role
from shared.settings import ServiceSettings

WINDOW_SECONDS = 60
BUCKETS_MAX = 50_000
"""Callers remembered at once; who was away longest is forgotten, and starts with a full bucket."""

HOME_NETWORK_BITS = 64
_LOOPBACK = {"127.0.0.1", "::1"}
_PUBLIC = {Role.RESIDENT, Role.VOLUNTEER}


class Caller(StrEnum):
    """Whom a bucket belongs to; also its name in `RateLimit-Policy`."""

    ADDRESS = "address"
    PERSON = "person"
    STAFF = "staff"
    CLIENT = "client"


@dataclass(frozen=True)
class Charge:
    """What became of a request's bucket; `wait_seconds` is 0 if it may go on."""

    caller: Caller
    quota: int
    left: int
    full_in_seconds: int
    wait_seconds: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The fields of draft-ietf-httpapi-ratelimit-headers."""
        policy = f'"{self.caller}";q={self.quota};w={WINDOW_SECONDS}'
        state = f'"{self.caller}";r={self.left};t={self.full_in_seconds}'
        return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", state.encode())]


class RateLimits:
    """The buckets of one process."""

    def __init__(self, per_minute: Mapping[Caller, int]) -> None:
        self._per_minute = per_minute
        self._full_at: OrderedDict[tuple[Caller, object], float] = OrderedDict()

    def charge(self, actor: Actor | None, address: str, at: float) -> Charge | None:
        """Take one request from the caller's bucket; None if his kind is not limited.

        `at` is any steadily rising number of seconds. The machine itself is not limited: its own
        tools call from there, and so does everyone behind a proxy that tells no addresses.
        """
        caller = _kind(actor)
        quota = self._per_minute[caller]
        if not quota or (actor is None and address in _LOOPBACK):
            return None
        key = (caller, actor.id if actor else neighborhood(address))
        interval = WINDOW_SECONDS / quota
        empty_for = max(self._full_at.get(key, at), at) + interval - at
        if empty_for > WINDOW_SECONDS:
            wait = math.ceil(empty_for - WINDOW_SECONDS)
            return Charge(caller, quota, 0, math.ceil(empty_for - interval), wait)
        self._full_at[key] = at + empty_for
        self._full_at.move_to_end(key)
        if len(self._full_at) > BUCKETS_MAX:
            self._full_at.popitem(last=False)
        left = int((WINDOW_SECONDS - empty_for) / interval)
        return Charge(caller, quota, left, math.ceil(empty_for), 0)


def limits_of(settings: ServiceSettings) -> RateLimits:
    """The quotas a service was started with."""
    return RateLimits(
        {
            Caller.ADDRESS: settings.rate_address,
            Caller.PERSON: settings.rate_person,
            Caller.STAFF: settings.rate_staff,
            Caller.CLIENT: settings.rate_client,
        }
    )


def _kind(actor: Actor | None) -> Caller:
    if actor is None:
        return Caller.ADDRESS
    if actor.name == "client":
        return Caller.CLIENT
    if any(grant.role not in _PUBLIC for grant in actor.grants):
        return Caller.STAFF
    return Caller.PERSON


def neighborhood(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 household has."""
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address)
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, HOME_NETWORK_BITS), strict=False))
