"""A registration authority, the body it oversees, and the body's manager."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.access import Actor, Role
from shared.testing.kit import ServiceKit
from tests.registry.given import Tree, given_a_body, given_a_tree, manager_of

FACTS = "逾期未报送 2025 年度工作报告。"
EVIDENCE = ["太民年检〔2026〕3号"]


@dataclass(frozen=True)
class Authority:
    """A district's registrar and approver, who oversee a body, and the body's manager."""

    kit: ServiceKit
    tree: Tree
    body: UUID
    manager: Actor
    registrar: Actor
    approver: Actor

    async def post(self, path: str, body: Any = None, *, as_: Actor) -> dict[str, Any]:
        """A step that is done."""
        answer = await self.kit.post(path, body, as_=as_)
        assert answer.status_code in (200, 201), answer.text
        done: dict[str, Any] = answer.json()
        return done

    async def refused(self, path: str, body: Any = None, *, as_: Actor) -> str:
        """Why a step is not done."""
        answer = await self.kit.post(path, body, as_=as_)
        assert answer.status_code in (403, 404, 409, 422), answer.text
        return str(answer.json()["type"].removeprefix("/problems/"))

    async def proposed(self, ground: str, **more: Any) -> dict[str, Any]:
        """An entry that the registrar proposed."""
        asked = {"organization_id": str(self.body), "ground": ground, "facts": FACTS}
        asked |= {"evidence": EVIDENCE} | more
        return await self.post("/credit-entries", asked, as_=self.registrar)

    async def entries(self, **params: Any) -> list[dict[str, Any]]:
        """The body's entries as its authority sees them, the newest first."""
        asked = {"organization_id": str(self.body)} | params
        found = await self.kit.get("/credit-entries", as_=self.registrar, params=asked)
        items: list[dict[str, Any]] = found.json()["items"]
        return items

    async def decided(self, entry: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An entry that was made known, answered and decided: the body is listed."""
        place = f"/credit-entries/{entry['id']}"
        await self.post(f"{place}/notice", as_=self.registrar)
        await self.post(f"{place}/statement", {"text": "情况属实，愿意改正。"}, as_=self.manager)
        asked = {"listed": True, "reason": "事实清楚，决定列入。"} | more
        return await self.post(f"{place}/decision", asked, as_=self.approver)

    async def published(self, credit_list: str) -> list[dict[str, Any]]:
        """A list as everybody reads it."""
        answer = await self.kit.get(f"/credit-lists/{credit_list}")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


async def given_an_authority(kit: ServiceKit) -> Authority:
    """A body that was registered today."""
    tree = await given_a_tree(kit)
    body = await given_a_body(kit, tree, "social_service_agency")
    return Authority(
        kit,
        tree,
        body,
        manager_of(kit, tree, body),
        kit.actor(Role.REGISTRAR, region=tree.district),
        kit.actor(Role.DISTRICT_APPROVER, region=tree.district),
    )
