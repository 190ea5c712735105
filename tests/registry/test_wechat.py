import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from services.registry.account.model import Account, AccountKind
from services.registry.wechat.clients import BYTES_MAX, WeChat
from shared.access import Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.identity import bearer, given_account, log_in, tokens_of

pytestmark = pytest.mark.usefixtures("keys")

APP, SECRET = "wx0123456789abcdef", "a-secret-of-the-mini-program"


@dataclass
class Stranger:
    """Stands for WeChat's own service, as its documents describe it; `told` are its next words."""

    told: list[bytes | None] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def says(self, *answers: Any) -> None:
        self.told += [json.dumps(one).encode() for one in answers]

    def knows(self, *users: str) -> None:
        self.says(*({"openid": one, "session_key": "never kept"} for one in users))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(parse_qs(urlsplit(head.split()[1]).query))
        body = self.told.pop(0)
        if body is None:  # hangs
            await reader.read()  # until the caller hangs up
        else:
            length = f"Content-Length: {len(body)}\r\n"
            writer.write(f"HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()


@pytest.fixture
async def wechat(
    registry: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Stranger, None]:
    stranger = Stranger()
    server = await asyncio.start_server(stranger.answer, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    client = WeChat(APP, SecretStr(SECRET), address)
    monkeypatch.setattr(registry.app.state, "wechat", client)
    yield stranger
    server.close()


async def sign_in(
    kit: ServiceKit, region: RegionReplica | None = None, code: str = "a-code"
) -> httpx.Response:
    home = {} if region is None else {"region_id": str(region.id)}
    return await kit.post("/sessions/wechat", {"code": code} | home)


async def test_the_first_sign_in_opens_an_account_and_the_next_finds_it(
    registry: ServiceKit, wechat: Stranger
) -> None:
    _, _, community = await registry.regions()
    wechat.knows("wang", "wang", "wang")

    nowhere = await sign_in(registry)
    first = await sign_in(registry, community)
    next_ = await sign_in(registry)
    me = [
        (await registry.send("GET", "/me", headers=bearer(one.json()))).json()
        for one in (first, next_)
    ]

    assert (nowhere.status_code, nowhere.json()["type"]) == (422, "/problems/community-needed")
    assert (first.status_code, next_.status_code) == (201, 201)
    assert me[0] == me[1]
    assert me[0]["account"]["region_id"] == str(community.id)
    assert [role["role"] for role in me[0]["roles"]] == ["resident"]
    assert wechat.asked[0] == {
        "appid": [APP],
        "secret": [SECRET],
        "js_code": ["a-code"],
        "grant_type": ["authorization_code"],
    }


async def test_a_home_is_a_community(registry: ServiceKit, wechat: Stranger) -> None:
    city, _, _ = await registry.regions()
    wechat.knows("wang")

    answer = await sign_in(registry, city)

    assert answer.json()["errors"][0]["pointer"] == "/region_id"


@pytest.mark.parametrize(
    ("told", "status", "slug"),
    [
        ({"errcode": 40029, "errmsg": "invalid code"}, 422, "wechat-code-refused"),
        ({"errcode": 40163, "errmsg": "code been used"}, 422, "wechat-code-refused"),
        ({"errcode": 45011, "errmsg": "frequency limit"}, 429, "too-many-requests"),
        ({"errcode": 40226, "errmsg": "risk"}, 403, "wechat-at-risk"),
        ({"errcode": 40013, "errmsg": "invalid appid"}, 503, "wechat-silent"),
        ({"openid": ""}, 503, "wechat-silent"),
        ({"openid": 7}, 503, "wechat-silent"),
        (["openid"], 503, "wechat-silent"),
        ("x" * (BYTES_MAX + 1), 503, "wechat-silent"),
    ],
)
async def test_what_wechat_says_is_told_in_our_words(
    registry: ServiceKit, wechat: Stranger, told: Any, status: int, slug: str
) -> None:
    wechat.says(told)

    answer = await sign_in(registry)

    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert (answer.headers.get("retry-after") == "60") == (status == 429)


async def test_garbage_silence_and_a_closed_door_are_no_fault_of_ours(
    registry: ServiceKit,
    wechat: Stranger,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("WARNING")
    monkeypatch.setattr("services.registry.wechat.clients.SECONDS", 0.2)
    wechat.told += [b"<html>", b"\xff\xfe", b"", None]

    met = [await sign_in(registry) for _ in range(4)]
    registry.app.state.wechat = WeChat(APP, SecretStr(SECRET), "http://127.0.0.1:1")
    met.append(await sign_in(registry))

    assert {answer.status_code for answer in met} == {503}
    assert {answer.json()["type"] for answer in met} == {"/problems/wechat-silent"}
    assert SECRET not in caplog.text + "".join(answer.text for answer in met)


async def test_a_busy_wechat_is_asked_again(registry: ServiceKit, wechat: Stranger) -> None:
    _, _, community = await registry.regions()
    wechat.says({"errcode": -1}, {"errcode": -1})
    wechat.knows("wang")

    assert (await sign_in(registry, community)).status_code == 201
    assert len(wechat.asked) == 3


async def test_a_wechat_that_hangs_holds_up_a_few_only(
    registry: ServiceKit, wechat: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.registry.wechat.clients.SECONDS", 0.5)
    wechat.told += [None] * 20

    met = await asyncio.gather(*(sign_in(registry) for _ in range(12)))

    assert {answer.status_code for answer in met} == {503}
    assert len(wechat.asked) == 8


async def test_an_account_with_a_password_takes_a_user_and_gives_him_up(
    registry: ServiceKit, wechat: Stranger
) -> None:
    _, _, community = await registry.regions()
    account = await given_account(registry, "wang.fang", region=community)
    mine = bearer(await tokens_of(registry, "wang.fang"))
    wechat.knows("wang", "wang", "wang")

    bound = await registry.send("PUT", "/me/wechat", json={"code": "a"}, headers=mine)
    by_wechat = await sign_in(registry)
    undone = await registry.send("DELETE", "/me/wechat", headers=mine)
    after = await sign_in(registry)
    twice = await registry.send("DELETE", "/me/wechat", headers=mine)

    me = await registry.send("GET", "/me", headers=bearer(by_wechat.json()))
    assert me.json()["account"]["id"] == str(account.id)
    assert (bound.status_code, undone.status_code) == (204, 204)
    assert after.json()["type"] == "/problems/community-needed"
    assert twice.json()["type"] == "/problems/not-bound"


async def test_who_came_by_wechat_first_is_led_to_his_account(
    registry: ServiceKit, wechat: Stranger
) -> None:
    _, _, community = await registry.regions()
    account = await given_account(registry, "wang.fang", region=community)
    wechat.knows(*["wang"] * 4)
    early = await sign_in(registry, community)
    mine = bearer(await tokens_of(registry, "wang.fang"))

    alone = await registry.send("DELETE", "/me/wechat", headers=bearer(early.json()))
    bound = await registry.send("PUT", "/me/wechat", json={"code": "b"}, headers=mine)
    renewed = await registry.post(
        "/sessions/refresh", {"refresh_token": early.json()["refresh_token"]}
    )
    later = await sign_in(registry)

    me = await registry.send("GET", "/me", headers=bearer(later.json()))
    assert alone.json()["type"] == "/problems/no-other-way"
    assert bound.status_code == 204
    assert renewed.status_code == 401
    assert me.json()["account"]["id"] == str(account.id)


async def test_a_user_of_somebody_else_stays_his(registry: ServiceKit, wechat: Stranger) -> None:
    _, _, community = await registry.regions()
    wechat.knows("wang", "wang")
    for name in ("wang.fang", "li.lei"):
        await given_account(registry, name, region=community)
        mine = bearer(await tokens_of(registry, name))
        answer = await registry.send("PUT", "/me/wechat", json={"code": "a"}, headers=mine)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/wechat-taken")


async def test_staff_sign_in_with_a_password(registry: ServiceKit, wechat: Stranger) -> None:
    await given_account(registry, "officer.li")
    wechat.knows("li")

    answer = await registry.send(
        "PUT",
        "/me/wechat",
        json={"code": "a"},
        headers=bearer(await tokens_of(registry, "officer.li")),
    )

    assert answer.json()["type"] == "/problems/residents-only"


async def test_a_disabled_account_lets_nobody_in_and_opens_no_other(
    registry: ServiceKit, wechat: Stranger
) -> None:
    _, _, community = await registry.regions()
    wechat.knows("wang", "wang", "wang")
    await sign_in(registry, community)
    async with registry.begin() as uow:
        (account,) = await uow.session.scalars(
            select(Account).where(Account.kind == AccountKind.PERSON)
        )
    chief = registry.actor(Role.PLATFORM_ADMIN)
    await registry.post(f"/accounts/{account.id}/disablement", {}, as_=chief)
    refused = await sign_in(registry, community)
    await registry.post(f"/accounts/{account.id}/enablement", {}, as_=chief)

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/account-disabled")
    assert (await sign_in(registry)).status_code == 201
    assert (await log_in(registry, account.username)).status_code == 401


async def test_without_a_mini_program_it_is_said(registry: ServiceKit) -> None:
    answer = await sign_in(registry)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/wechat-not-set-up")
