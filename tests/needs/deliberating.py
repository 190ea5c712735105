"""A community that deliberates, for the tests of matters, meetings and resolutions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from shared.access import Actor, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import a_resident

LIFT = {"title": "三号楼加装电梯", "text": "老人上下楼不便，想加装电梯。"}
WEEK = timedelta(days=8)
"""More than five working days."""


@dataclass
class Community:
    """A place with its staff and its residents, and one matter on its way."""

    needs: ServiceKit
    region: RegionReplica
    manager: Actor
    street: Actor
    residents: list[Actor] = field(default_factory=list)
    matter: dict[str, Any] = field(default_factory=dict)
    meeting: dict[str, Any] = field(default_factory=dict)
    resolution: dict[str, Any] = field(default_factory=dict)

    async def ask(self, path: str, body: Any = None, *, by: Actor | None = None) -> httpx.Response:
        """Post something, as the manager unless said otherwise."""
        return await self.needs.post(path, body, as_=by or self.manager)

    async def done(self, path: str, body: Any = None, *, by: Actor | None = None) -> dict[str, Any]:
        """The same, where it must be done."""
        answer = await self.ask(path, body, by=by)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def state(self) -> str:
        """Where the matter stands."""
        path = f"/matters/{self.matter['id']}"
        found: dict[str, Any] = (await self.needs.get(path, as_=self.manager)).json()
        return str(found["state"])

    async def start(self, **fields: Any) -> None:
        """The community brings a matter up."""
        self.matter = await self.done("/matters", LIFT | self.place | fields)

    @property
    def place(self) -> dict[str, str]:
        """Where it is."""
        return {"region_id": str(self.region.id)}

    async def enroll(self, *numbers: dict[str, Any]) -> None:
        """Write each resident into the roll, as 1, 2, 3 …, with what is said besides."""
        entries = [
            {"roll_no": f"{n}", "unit": f"{n}号", "household_id": str(one.household_id)}
            for n, one in enumerate(self.residents, start=1)
        ]
        for entry, more in zip(entries, numbers, strict=False):
            entry.update(more)
        await self.done(f"/matters/{self.matter['id']}/roll-entries", {"entries": entries})

    async def notice(self, **fields: Any) -> dict[str, Any]:
        """Announce a meeting in eight days."""
        said: dict[str, Any] = {"rule_set": "residents_assembly", "place": "社区议事厅"}
        said |= {"held_at": (self.needs.now + WEEK).isoformat(), "agenda": ["加装电梯"]}
        said |= {"options": ["加装一部电梯"]}
        path = f"/matters/{self.matter['id']}/meetings"
        self.meeting = await self.done(path, said | fields)
        return self.meeting

    def at(self, what: str) -> str:
        """A path of the meeting."""
        return f"/meetings/{self.meeting['id']}/{what}"

    async def open(self) -> None:
        """Let the time of the meeting come, and begin it."""
        self.needs.now = datetime.fromisoformat(self.meeting["held_at"])
        await self.done(self.at("opening"))

    async def vote(self, *votes: str) -> None:
        """The first residents vote so, one after the other; a yes is for the first option."""
        for one, vote in zip(self.residents, votes, strict=False):
            option = 1 if vote == "yes" else None
            await self.done(self.at("ballots"), {"vote": vote, "option": option}, by=one)

    async def close(self) -> dict[str, Any]:
        """Count."""
        self.meeting = await self.done(self.at("closing"))
        return self.meeting

    async def adopt(self) -> None:
        """Hold a meeting that adopts it, with final minutes."""
        await self.enroll()
        await self.notice()
        await self.open()
        await self.vote(*["yes"] * len(self.residents))
        await self.close()
        await self.done(self.at("minutes"), {"text": "全体到会居民同意加装电梯。"})
        await self.done(self.at("final-minutes"))

    async def resolve(self) -> None:
        """Announce the resolution of what was adopted."""
        said = {"text": "同意三号楼加装一部电梯，费用由受益户分担。"}
        self.resolution = await self.done(f"/matters/{self.matter['id']}/resolution", said)

    async def object(self, by: Actor, step: str = "meeting") -> str:
        """Object to it; answers the path of the objection."""
        said = {"ground": "procedure", "step": step, "text": "一号楼的住户没有收到会议通知。"}
        path = f"/resolutions/{self.resolution['id']}/objections"
        return f"/objections/{(await self.done(path, said, by=by))['id']}"

    async def wait(self) -> None:
        """Until the notice of the resolution is over."""
        await self.needs.tick(self.needs.now + WEEK)


async def a_community(needs: ServiceKit, residents: int = 3) -> Community:
    """A community with its manager, its street's officer and some residents."""
    _, street, region = await needs.regions()
    manager = needs.actor(Role.COMMUNITY_MANAGER, region=region)
    officer = needs.actor(Role.STREET_OFFICER, region=street)
    people = [a_resident(needs, region) for _ in range(residents)]
    return Community(needs, region, manager, officer, people)
