"""What tests of earning policies start from: drafts, simulated and published by two officers."""

from datetime import datetime, timedelta
from typing import Any

from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import MONDAY, ServiceKit

DRAFTS = "/earning-policy-drafts"
SOON = MONDAY + timedelta(days=2)


def officer(credit: ServiceKit, region: RegionReplica) -> Actor:
    """One more officer of a region."""
    return credit.actor(Role.CITY_ADMIN, region=region)


async def shipped(credit: ServiceKit) -> dict[str, Any]:
    """The figures of version 1."""
    listed = (await credit.get("/earning-policies")).json()["items"]
    figures: dict[str, Any] = next(one for one in listed if one["number"] == 1)["document"]
    return figures


async def a_draft(
    credit: ServiceKit,
    region: RegionReplica,
    *,
    valid_from: datetime = SOON,
    valid_to: datetime | None = None,
    **figures: Any,
) -> dict[str, Any]:
    """A draft for a region as it is sent: version 1 with other figures."""
    return {
        "region_id": str(region.id),
        "valid_from": valid_from.isoformat(),
        "valid_to": valid_to and valid_to.isoformat(),
        "source": "太民发〔2026〕12号",
        "document": await shipped(credit) | figures,
    }


async def drafted(
    credit: ServiceKit, region: RegionReplica, *, by: Actor | None = None, **fields: Any
) -> dict[str, Any]:
    """A draft that is stored."""
    asked = await a_draft(credit, region, **fields)
    answer = await credit.post(DRAFTS, asked, as_=by or officer(credit, region))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def simulated(
    credit: ServiceKit,
    draft: dict[str, Any],
    region: RegionReplica,
    *,
    first: str = "2026-01-01",
    last: str = "2026-03-02",
) -> dict[str, Any]:
    """What the draft would have meant, once the timer has been through all accounts."""
    place, by = f"{DRAFTS}/{draft['id']}/simulation", officer(credit, region)
    answer = await credit.post(place, {"first": first, "last": last}, as_=by)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    while made["done_at"] is None:
        await credit.tick(credit.now + timedelta(seconds=1))
        made = (await credit.get(place, as_=by)).json()
    return made


async def publish(credit: ServiceKit, draft: dict[str, Any], by: Actor, **more: Any) -> Any:
    """An officer asks to publish it."""
    return await credit.post(f"{DRAFTS}/{draft['id']}/publication", as_=by, **more)


async def published(credit: ServiceKit, region: RegionReplica, **fields: Any) -> dict[str, Any]:
    """A version that one officer drafted and another one published."""
    draft = await drafted(credit, region, **fields)
    await simulated(credit, draft, region)
    answer = await publish(credit, draft, officer(credit, region))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made
