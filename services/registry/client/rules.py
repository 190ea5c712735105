"""Where a client may call from."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

from services.registry.client.errors import BadNetwork


def networks(given: Iterable[str]) -> list[str]:
    """IP networks in their usual form; a single address is a network of one."""
    return [_network(item, at=f"/ip_allow/{place}") for place, item in enumerate(given)]


def is_allowed(address: str, allowed: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks; an empty list allows every address."""
    listed = [ip_network(item) for item in allowed]
    if not listed:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in listed)


def _network(given: str, *, at: str) -> str:
    try:
        return str(ip_network(given.strip(), strict=False))
    except ValueError:
        raise BadNetwork(pointer=at) from None
