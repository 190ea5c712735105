"""Funds and claims with many takers, in a database of its own: these commit."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import structlog
from sqlalchemy.ext.asyncio import create_async_engine  # noqa: TID251 - many at once

from deploy.local.credentials import Credentials
from deploy.local.postgres import PostgresServer
from services.procurement.claim import use_cases as claims
from services.procurement.claim.model import Claim
from services.procurement.contract.states import Gate
from services.procurement.fund import use_cases as funds
from services.procurement.fund.errors import InsufficientFunds
from services.procurement.project.model import Project
from services.procurement.settlement import use_cases as settlements
from shared import ids
from shared.access import Actor, Role
from shared.crypto import Vault
from shared.testing.kit import MONDAY, ServiceKit
from tests.own_database import own_database
from tests.procurement.delivery import AFTER_PUBLICITY, given_a_delivery
from tests.procurement.market import SHA, Market, given_a_market
from tests.waiting import until_waited_for

CONNECTIONS = 16
ORGANIZATIONS = 12
TAKERS = 60


@pytest.fixture(scope="module")
async def crowded(
    postgres: PostgresServer, credentials: Credentials, procurement_parts: Any
) -> AsyncGenerator[Market, None]:
    """A market whose transactions really commit, many at once."""
    async with own_database(postgres, credentials, "procurement", "procurement_crowd") as urls:
        engine = create_async_engine(
            urls["app"], pool_size=CONNECTIONS, max_overflow=0, pool_timeout=60
        )
        kit = ServiceKit(procurement_parts.programs, engine, Vault.load(procurement_parts.keys))
        await kit.start()
        yield await given_a_market(kit)
        await engine.dispose()


async def test_concurrent_reservations_never_overdraw_and_never_deadlock(
    crowded: Market,
) -> None:
    first, second = await crowded.fund(100), await crowded.fund(150)
    lane = asyncio.Semaphore(CONNECTIONS)

    async def reserve(number: int) -> str:
        order = [first, second] if number % 2 else [second, first]
        lines = [{"fund_id": fund, "amount_fen": 700} for fund in order]
        try:
            async with lane, crowded.kit.begin() as uow:
                await funds.reserve(uow, lines=lines, ref=ids.new(), key=ids.new())
        except InsufficientFunds:
            return "short"
        return "reserved"

    async with asyncio.timeout(60):
        found = Counter(await asyncio.gather(*map(reserve, range(TAKERS))))

    assert found == {"reserved": 14, "short": TAKERS - 14}
    assert (await crowded.balance(first))["available"] == "2.00"
    assert (await crowded.balance(second))["reserved"] == "98.00"


async def test_of_many_claims_at_once_exactly_one_wins(crowded: Market) -> None:
    project = await crowded.listed()
    takers = [await crowded.organization() for _ in range(ORGANIZATIONS)]
    lane = asyncio.Semaphore(CONNECTIONS - 4)

    async def claim(number: int) -> str:
        async with lane:
            answer = await crowded.claim(project, *takers[number % len(takers)])
        return f"{answer.status_code} {answer.json().get('type', '')}".strip()

    async with asyncio.timeout(60):
        found = Counter(await asyncio.gather(*map(claim, range(TAKERS))))

    again = TAKERS // ORGANIZATIONS - 1  # the winner's own, as often as everybody claims
    lost = {"409 /problems/claim-lost": TAKERS - 1 - again, "409 /problems/already-claimed": again}
    assert found == {"201": 1} | lost
    assert len(await crowded.kit.events("procurement.claim.won.v1")) == 1


async def test_an_organization_cannot_exceed_its_limit_by_claiming_at_once(
    crowded: Market,
) -> None:
    fund = await crowded.fund(1_000_000)
    listed = [await crowded.listed(fund) for _ in range(8)]
    organization, manager = await crowded.organization()

    answers = await asyncio.gather(
        *(crowded.claim(project, organization, manager) for project in listed)
    )

    assert Counter(answer.status_code for answer in answers) == {201: 3, 409: 5}


async def test_the_end_of_a_contract_locks_the_project_before_its_claim(crowded: Market) -> None:
    delivery = await given_a_delivery(crowded)
    await delivery.record()
    await delivery.verify_all()
    await delivery.evaluate("final", government=9_000, third_party=9_000, ratings=[5])
    made = await delivery.settle("final")
    await delivery.confirm(made)
    path = f"/settlements/{made['id']}/payment"
    payment = await delivery.must(path, as_=delivery.checker, status=201)
    path = f"/payments/{payment['id']}"
    for step in ("approval", "dispatch"):
        await delivery.must(f"{path}/{step}", as_=crowded.finance)
    release = f"/claims/{delivery.contract['claim_id']}/release"
    why = {"reason": "人员变动，无法按期承接该项目"}

    async with asyncio.timeout(60):
        async with crowded.kit.begin() as uow:
            await uow.get(Project, UUID(delivery.contract["project_id"]))
            paying = asyncio.create_task(
                crowded.kit.post(f"{path}/confirmation", as_=crowded.finance)
            )
            await until_waited_for(uow)
            await uow.get(Claim, UUID(delivery.contract["claim_id"]))
        paid = await paying
        late = await crowded.kit.post(release, why, as_=delivery.manager)

    assert paid.json()["state"] == "paid"
    assert late.json()["type"] == "/problems/illegal-move"


async def test_an_advance_worked_out_while_its_contract_is_ended_goes_with_it(
    crowded: Market,
) -> None:
    crowded.kit.now = MONDAY
    delivery = await given_a_delivery(crowded)
    why = {"reason": "双方协商一致，提前终止合同"}
    told: dict[str, Any] = {"contract_id": UUID(delivery.contract["id"]), "gate": Gate.SIGNING}

    async with asyncio.timeout(60):
        async with crowded.kit.begin(delivery.checker) as uow:
            await settlements.settle_tranche(uow, **told, penalties=[])
            await uow.flush()
            ending = asyncio.create_task(
                crowded.kit.post(f"{delivery.path}/termination", why, as_=crowded.buyer)
            )
            await until_waited_for(uow)
        ended = await ending
    asked = {"contract_id": delivery.contract["id"]}
    listed = await crowded.kit.get("/settlements", params=asked, as_=delivery.checker)
    freed = await crowded.kit.post(f"{delivery.path}/decommitment", as_=crowded.finance)

    assert ended.json()["state"] == "terminated"
    assert [one["state"] for one in listed.json()["items"]] == ["unpaid"]
    assert freed.status_code == 200


async def test_a_claim_confirmed_at_the_last_moment_fails_no_timer(crowded: Market) -> None:
    crowded.kit.now = MONDAY
    project, (organization, manager) = await crowded.listed(), await crowded.organization()
    claim = (await crowded.claim(project, organization, manager)).json()
    last = datetime.fromisoformat(claim["confirm_by"])
    crowded.kit.now = last - timedelta(seconds=1)

    async with asyncio.timeout(60):
        async with crowded.kit.begin(manager) as uow:
            await claims.confirm_claim(uow, claim_id=UUID(claim["id"]))
            await uow.flush()
            ticking = asyncio.create_task(crowded.kit.tick(last))
            await until_waited_for(uow)
        with structlog.testing.capture_logs() as lines:
            await ticking

    shown = await crowded.kit.get(f"/claims/{claim['id']}", as_=manager)
    assert shown.json()["state"] == "confirmed"
    assert [line for line in lines if line["event"] == "timer.failed"] == []


async def at_once(
    market: Market, path: str, json: Any = None, *, by: Sequence[Actor], status: int = 200
) -> Any:
    """Two send the same at the same moment: it is done once, and the other is told so."""
    told = {"json": json, "if_match": "*"}
    answers = await asyncio.gather(*(market.kit.post(path, as_=who, **told) for who in by))
    done = {answer.status_code: answer for answer in answers}
    assert {*done} == {status, 409}, [answer.text for answer in answers]
    return done[status].json()


async def test_two_officers_decide_on_each_step_of_a_project_at_once(crowded: Market) -> None:
    crowded.kit.now = MONDAY
    buyers = [crowded.kit.actor(Role.BUYER, region=crowded.street) for _ in range(2)]
    approvers = [crowded.kit.actor(Role.DEPARTMENT, region=crowded.city) for _ in range(2)]
    finance = [crowded.kit.actor(Role.FINANCE, region=crowded.street) for _ in range(2)]
    fund_id, why = await crowded.fund(), {"reason": "服务内容须按居民意见补充"}
    plan = crowded.plan(fund_id)
    asked: dict[str, Any] = {"region_id": str(crowded.street.id), "form": "direct_claim"}
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": SHA}
    asked |= {"plan": plan, "sources": [source]}
    heard = await crowded.must("/projects", asked, as_=buyers[0], status=201)
    await at_once(crowded, f"/projects/{heard['id']}/consultation", by=buyers)
    path = f"/briefs/{(await crowded.brief())['id']}/acceptance"
    project = await at_once(crowded, path, plan, by=buyers, status=201)
    path = f"/projects/{project['id']}"

    await at_once(crowded, f"{path}/submission", by=buyers)
    back = await at_once(crowded, f"{path}/return", why, by=approvers)
    told = {"if_match": f'"{back["version"]}"'}
    anew = await asyncio.gather(*(crowded.kit.put(path, plan, as_=who, **told) for who in buyers))
    await at_once(crowded, f"{path}/submission", by=buyers)
    await at_once(crowded, f"{path}/approval", by=approvers)
    await at_once(crowded, f"{path}/funding", by=finance)
    await at_once(crowded, f"{path}/listing", by=buyers, status=201)
    await at_once(crowded, f"{path}/listing/withdrawal", why, by=buyers)
    reserved = (await crowded.balance(fund_id))["reserved"]
    await at_once(crowded, f"{path}/cancellation", why, by=buyers)

    assert {answer.status_code for answer in anew} == {200, 412}
    assert reserved == "40000.00"
    assert (await crowded.balance(fund_id))["available"] == "100000.00"
    for subject in ("accepted", "rejected"):
        facts = await crowded.kit.events(f"procurement.brief.{subject}.v1")
        assert [one["cluster_id"] for one in facts].count(project["cluster_id"]) == 1


async def test_two_officers_decide_on_each_step_of_a_contract_at_once(crowded: Market) -> None:
    crowded.kit.now, why = MONDAY, {"reason": "双方协商一致，提前终止合同"}
    buyers = [crowded.kit.actor(Role.BUYER, region=crowded.street) for _ in range(2)]
    fund_id = await crowded.fund()
    project = await crowded.listed(fund_id)
    organization, manager = await crowded.organization()
    managers = [manager, replace(manager, id=ids.new())]
    asked = {"organization_id": str(organization)}
    path = f"/projects/{project['id']}"
    claim = await at_once(crowded, f"{path}/claims", asked, by=managers, status=201)
    await at_once(crowded, f"/claims/{claim['id']}/confirmation", by=managers)
    await crowded.kit.tick(AFTER_PUBLICITY)

    draft = await at_once(crowded, f"{path}/contract", {}, by=buyers, status=201)
    await at_once(crowded, f"/contracts/{draft['id']}/annulment", why, by=buyers)
    organization, manager = await crowded.organization()
    managers = [manager, replace(manager, id=ids.new())]
    claim = (await crowded.claim(project, organization, manager)).json()
    await crowded.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    await crowded.kit.tick(AFTER_PUBLICITY + timedelta(days=7))
    contract = await at_once(crowded, f"{path}/contract", {}, by=buyers, status=201)
    path = f"/contracts/{contract['id']}"
    await at_once(crowded, f"{path}/signature", by=buyers)
    signed = await at_once(crowded, f"{path}/signature", by=managers)
    committed = (await crowded.balance(fund_id))["committed"]
    await at_once(crowded, f"{path}/termination", why, by=buyers)
    finance = [crowded.kit.actor(Role.FINANCE, region=crowded.street) for _ in range(2)]
    freed = await asyncio.gather(
        *(crowded.kit.post(f"{path}/decommitment", as_=who) for who in finance)
    )

    assert (signed["state"], committed) == ("active", "40000.00")
    assert {answer.status_code for answer in freed} == {200}
    balance = await crowded.balance(fund_id)
    assert (balance["available"], balance["committed"]) == ("100000.00", "0.00")


async def test_two_officers_decide_on_each_step_of_a_payment_at_once(crowded: Market) -> None:
    crowded.kit.now = MONDAY
    delivery = await given_a_delivery(crowded)
    checkers = [delivery.checker, replace(delivery.checker, id=ids.new())]
    managers = [delivery.manager, replace(delivery.manager, id=ids.new())]
    finance = [crowded.kit.actor(Role.FINANCE, region=crowded.street) for _ in range(2)]
    path, gate = f"{delivery.path}/settlements", {"gate": "signing"}
    made = await at_once(crowded, path, gate, by=checkers, status=201)
    path, why = f"/settlements/{made['id']}", {"reason": "金额与合同约定不符"}
    await at_once(crowded, f"{path}/dispute", why, by=managers)
    await at_once(crowded, f"{path}/calculation", by=checkers)
    await at_once(crowded, f"{path}/confirmation", by=managers)
    asked = await at_once(crowded, f"{path}/payment", by=checkers, status=201)

    path = f"/payments/{asked['id']}"
    for step, body in (
        ("approval", None),
        ("dispatch", None),
        ("failure", {"reason": "收款账号有误"}),
        ("retry", None),
    ):
        await at_once(crowded, f"{path}/{step}", body, by=finance)
    others = [crowded.kit.actor(Role.FINANCE, region=crowded.street) for _ in range(2)]
    for step in ("approval", "dispatch", "confirmation"):
        done = await at_once(crowded, f"{path}/{step}", by=others)

    assert (done["state"], done["attempts"]) == ("paid", 2)
    assert (await crowded.balance(delivery.fund_id))["paid"] == "9000.00"
    facts = await crowded.kit.events("procurement.settlement.paid.v1")
    assert [one["settlement_id"] for one in facts].count(made["id"]) == 1
