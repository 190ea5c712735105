"""No identity number is written into a need after its filing, either."""

from typing import Any

import pytest

from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit

NAMED = "我的身份证号是１１０１０５ 19491231 002x，请核对"
"""Typed as people type it: partly in full width, in groups, with a small x."""


@pytest.mark.parametrize(
    ("path", "field", "more"),
    [
        ("/needs/{id}/information", "information", {}),
        ("/needs/{id}/information-request", "question", {}),
        ("/needs/{id}/refusal", "text", {"reason": "abuse"}),
        ("/needs/{id}/resolution", "result", {}),
        ("/needs/{id}/dispute", "reason", {}),
        ("/orders/{id}/dispute", "reason", {}),
        ("/orders/{id}/decline", "reason", {}),
        ("/orders/{id}/confirmation", "text", {"score": 5}),
        ("/surveys/{id}/answer", "text", {"score": 5}),
        ("/needs/{id}/dispatch", "reason", {"team_id": str(ids.new())}),
        ("/needs/{id}/classification", "override_reason", {"route": "answer"}),
        ("/needs/{id}/contact-views", "purpose", {}),
    ],
)
async def test_an_identity_number_is_refused_wherever_one_writes(
    needs: ServiceKit, path: str, field: str, more: dict[str, Any]
) -> None:
    city, _, _ = await needs.regions()
    anyone = needs.actor(Role.RECEIVER, region=city, person=ids.new())
    told = [
        await needs.post(path.format(id=ids.new()), more | {field: words}, as_=anyone)
        for words in (NAMED, "一切都好，谢谢师傅们的帮助")
    ]

    assert [answer.status_code for answer in told] == [422, 404]
    assert told[0].json()["errors"][0]["pointer"] == f"/{field}"
    assert "身份证号码" in told[0].json()["errors"][0]["detail"]
