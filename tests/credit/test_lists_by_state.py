"""Officers and managers list what waits for them apart from what is done."""

from typing import Any

import pytest

from shared.testing.kit import ServiceKit
from tests.credit.spending import Scene, a_scene


@pytest.fixture
async def scene(credit: ServiceKit) -> Scene:
    made = await a_scene(credit)
    await made.earn(100)
    return made


async def listed(scene: Scene, what: str, state: str) -> list[Any]:
    found = await scene.credit.get(f"/{what}", params={"state": state}, as_=scene.officer())
    assert found.status_code == 200, found.text
    return [one["id"] for one in found.json()["items"]]


async def test_penalties_and_grants_are_listed_by_state(scene: Scene) -> None:
    account, evidence = str(scene.account_id), ["回访记录"]
    penalty = {"account_id": account, "ground": "记录不符", "points": 5, "evidence": evidence}
    grant = {"kind": "grant", "credit": account, "amount": 5, "effective_on": "2026-03-02"}
    asked = {"penalties": penalty, "transfers": grant | {"reason": "奖励", "evidence": evidence}}

    made = {
        path: (await scene.credit.post(f"/{path}", body, as_=scene.officer())).json()["id"]
        for path, body in asked.items()
    }

    assert await listed(scene, "penalties", "proposed") == [made["penalties"]]
    assert await listed(scene, "penalties", "final") == []
    assert await listed(scene, "grants", "proposed") == [made["transfers"]]
    assert await listed(scene, "grants", "rejected") == []


async def test_redemptions_are_listed_by_state(scene: Scene) -> None:
    item = await scene.item()
    body = {"account_id": str(scene.account_id), "item_id": item}

    made = (await scene.credit.post("/redemptions", body, as_=scene.manager)).json()

    assert await listed(scene, "redemptions", "requested") == [made["id"]]
    assert await listed(scene, "redemptions", "fulfilled") == []
