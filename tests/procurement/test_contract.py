from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.procurement.contract import use_cases
from services.procurement.contract.rules import split_budget, tranches_of
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectAction
from services.procurement.worker_replica.model import WorkerReplica
from shared import ids
from shared.access import Actor, Role
from shared.clock import LOCAL
from shared.contracts.registry import OrganizationState
from shared.records import fingerprint
from tests.procurement.market import Market, yuan

REASON = {"reason": "双方未能就服务安排达成一致"}
NOT_ACTIVE = ["suspended", "lapsed", "liquidating", "canceled", "revoked", "merged", "split"]
PUBLISHED = datetime(2026, 3, 5, 17, 30, tzinfo=LOCAL)


@dataclass
class Deal:
    """A confirmed claim whose publicity is over."""

    market: Market
    project: dict[str, Any]
    fund_id: str
    organization: UUID
    manager: Actor
    claim: dict[str, Any]

    @property
    def path(self) -> str:
        """Where the contract is drawn up."""
        return f"/projects/{self.project['id']}/contract"

    async def contract(self, **asked: Any) -> dict[str, Any]:
        """The contract drawn up."""
        made = await self.market.must(self.path, asked, as_=self.market.buyer, status=201)
        return dict(made)

    async def signed(self, **asked: Any) -> dict[str, Any]:
        """The contract signed by both."""
        contract = await self.contract(**asked)
        path = f"/contracts/{contract['id']}/signature"
        await self.market.must(path, as_=self.market.buyer)
        return dict(await self.market.must(path, as_=self.manager))

    def told(self, version: int, state: str) -> OrganizationState:
        """What the registry says of the organization."""
        return OrganizationState(
            organization_id=self.organization,
            version=version,
            name="春晖社工服务中心",
            tier="registered",
            legal_type="social_service_agency",
            state=state,
            home_region_id=self.market.community.id,
            founded_on=None,
        )

    async def state(self) -> str:
        """Where the project stands."""
        path = f"/projects/{self.project['id']}"
        return str((await self.market.kit.get(path, as_=self.market.buyer)).json()["state"])


@pytest.fixture
async def deal(market: Market) -> Deal:
    fund_id = await market.fund()
    wide = [{"fund_id": fund_id, "amount": yuan(45_000)}]
    project = await market.listed(fund_id, budget_lines=wide, ceiling=yuan(42_000))
    organization, manager = await market.organization()
    claim = (await market.claim(project, organization, manager)).json()
    await market.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    await market.kit.tick(PUBLISHED)
    return Deal(market, project, fund_id, organization, manager, claim)


async def test_two_signatures_bind_and_commit_the_money(deal: Deal) -> None:
    contract = await deal.signed()

    assert contract["state"] == "active"
    assert await deal.state() == "delivering"
    found = await deal.market.balance(deal.fund_id)
    assert (found["committed"], found["reserved"]) == ("40000.00", "0.00")
    assert found["available"] == "60000.00"
    (told,) = await deal.market.kit.events("procurement.contract.signed.v1")
    assert told["value_fen"] == 4_000_000
    assert told["record_sha256"] == contract["record_sha256"]


async def test_a_contract_is_a_frozen_copy_with_its_rules(deal: Deal) -> None:
    contract = await deal.contract()

    assert contract["value"] == yuan(40_000)
    assert contract["items"][0]["qty"] == 40
    assert [(one["gate"], one["ratio_bp"]) for one in contract["tranches"]] == [
        ("signing", 3000),
        ("mid_term", 4000),
        ("final", 3000),
    ]
    assert contract["rules"]["claim.publicity"]["value"] == 3
    assert contract["starts_on"] == "2026-03-05"


async def test_provenance_goes_from_the_contract_to_the_project_and_the_claim(
    deal: Deal,
) -> None:
    contract = await deal.contract()
    path = f"/contracts/{contract['id']}/record"

    told = (await deal.market.kit.get(path, as_=deal.manager)).json()

    assert fingerprint(told["record"]) == told["record_sha256"] == contract["record_sha256"]
    assert told["record"]["project_sha256"] == deal.project["record_sha256"]
    assert told["record"]["claim_sha256"] == deal.claim["record_sha256"]


async def test_no_contract_before_the_publicity_is_over(deal: Deal) -> None:
    deal.market.kit.now = PUBLISHED - timedelta(seconds=1)

    answer = await deal.market.kit.post(deal.path, {}, as_=deal.market.buyer)

    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/claim-not-ready"


@pytest.mark.parametrize(
    "asked",
    [
        *({"ends_on": "2027-01-01"}, {"starts_on": "2026-02-28"}, {"ends_on": "2026-03-04"}),
        {"starts_on": "2027-01-01"},
    ],
)
async def test_a_contract_keeps_to_the_period_of_the_project(
    deal: Deal, asked: dict[str, str]
) -> None:
    answer = await deal.market.kit.post(deal.path, asked, as_=deal.market.buyer)

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/contract-deviates"
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(asked))}"


async def test_a_number_is_no_day_of_a_contract(deal: Deal) -> None:
    answer = await deal.market.kit.post(
        deal.path, {"ends_on": 1_772_323_200}, as_=deal.market.buyer
    )

    assert answer.json()["errors"][0]["pointer"] == "/ends_on"


async def test_a_side_signs_once_and_strangers_never(deal: Deal) -> None:
    contract = await deal.contract()
    path = f"/contracts/{contract['id']}/signature"
    await deal.market.must(path, as_=deal.market.buyer)
    _, stranger = await deal.market.organization()

    twice = await deal.market.kit.post(path, as_=deal.market.buyer)
    foreign = await deal.market.kit.post(path, as_=stranger)

    assert twice.json()["type"] == "/problems/already-signed"
    assert foreign.status_code == 404


async def test_nobody_signs_for_both_sides(deal: Deal) -> None:
    contract = await deal.contract()
    grants = (*deal.market.buyer.grants, *deal.manager.grants)
    both = type(deal.manager)(id=ids.new(), grants=grants)

    answer = await deal.market.kit.post(f"/contracts/{contract['id']}/signature", as_=both)

    assert answer.json()["type"] == "/problems/not-a-signer"


async def test_a_buyer_of_the_organization_draws_up_nothing(deal: Deal) -> None:
    grants = (*deal.market.buyer.grants, *deal.manager.grants)
    both = type(deal.manager)(id=ids.new(), grants=grants)

    answer = await deal.market.kit.post(deal.path, {}, as_=both)

    assert answer.json()["type"] == "/problems/party-to-it"


async def test_who_works_for_the_organization_decides_nothing_for_the_buyer(deal: Deal) -> None:
    kit, market, person = deal.market.kit, deal.market, ids.new()
    insider = kit.actor(Role.BUYER, region=market.street, person=person)
    async with kit.begin() as uow:
        uow.add(
            WorkerReplica(
                id=ids.new(),
                version=1,
                person_id=person,
                organization_id=deal.organization,
                level="social_worker",
                registered_until=None,
            )
        )

    refused = [
        await kit.post(deal.path, {}, as_=insider),
        await kit.post(f"/claims/{deal.claim['id']}/release", REASON, as_=insider),
    ]
    path = f"/contracts/{(await deal.contract())['id']}"
    for step in ("signature", "annulment"):
        told = REASON if step == "annulment" else None
        refused.append(await kit.post(f"{path}/{step}", told, as_=insider))

    assert [one.json().get("type") for one in refused] == ["/problems/party-to-it"] * 4


async def test_who_belongs_to_a_designer_decides_nothing_about_claim_and_contract(
    market: Market,
) -> None:
    designer, insider = await market.organization()
    project = await market.listed(designer_organization_ids=[str(designer)])
    organization, manager = await market.organization()
    claim = (await market.claim(project, organization, manager)).json()
    await market.must(f"/claims/{claim['id']}/confirmation", as_=manager)
    grants = (*market.buyer.grants, *market.finance.grants, *insider.grants)
    partial = type(market.buyer)(id=ids.new(), grants=grants)

    release = f"/claims/{claim['id']}/release"
    refused = [await market.kit.post(release, REASON, as_=partial)]
    await market.kit.tick(PUBLISHED)
    drawn = await market.must(
        f"/projects/{project['id']}/contract", {}, as_=market.buyer, status=201
    )
    for step in ("signature", "annulment", "termination", "decommitment"):
        told = REASON if step in ("annulment", "termination") else None
        path = f"/contracts/{drawn['id']}/{step}"
        refused.append(await market.kit.post(path, told, as_=partial))

    assert [one.json().get("type") for one in refused] == ["/problems/party-to-it"] * 5


async def test_a_contract_starts_on_its_first_day(deal: Deal) -> None:
    contract = await deal.signed(starts_on="2026-04-01")
    assert (contract["state"], await deal.state()) == ("signed", "contracted")

    await deal.market.kit.tick(datetime(2026, 4, 1, tzinfo=LOCAL))

    assert await deal.state() == "delivering"


async def test_a_contract_not_signed_in_thirty_days_is_void(deal: Deal) -> None:
    contract = await deal.contract()

    await deal.market.kit.tick(PUBLISHED + timedelta(days=30))

    path = f"/contracts/{contract['id']}"
    assert (await deal.market.kit.get(path, as_=deal.manager)).json()["state"] == "voided"
    other = await deal.market.organization()
    assert (await deal.market.claim(deal.project, *other)).status_code == 201
    assert (await deal.market.balance(deal.fund_id))["reserved"] == "45000.00"


async def test_at_the_instant_the_signing_ends_a_signature_is_too_late(deal: Deal) -> None:
    contract = await deal.contract()
    path = f"/contracts/{contract['id']}/signature"
    deal.market.kit.now = PUBLISHED + timedelta(days=30, seconds=-1)
    await deal.market.must(path, as_=deal.market.buyer)
    deal.market.kit.now = PUBLISHED + timedelta(days=30)

    late = await deal.market.kit.post(path, as_=deal.manager)

    assert (late.status_code, late.json()["type"]) == (409, "/problems/signing-over")
    assert datetime.fromisoformat(late.json()["sign_by"]) == deal.market.kit.now


@pytest.mark.parametrize("state", NOT_ACTIVE)
async def test_an_organization_that_is_not_active_any_more_gets_no_contract(
    deal: Deal, state: str
) -> None:
    await deal.market.kit.receive(deal.told(2, state))
    early = await deal.market.kit.post(deal.path, {}, as_=deal.market.buyer)
    await deal.market.kit.receive(deal.told(3, "active"))
    contract = await deal.contract()
    await deal.market.kit.receive(deal.told(4, state))
    path = f"/contracts/{contract['id']}/signature"

    late = [await deal.market.kit.post(path, as_=who) for who in (deal.market.buyer, deal.manager)]

    assert [answer.status_code for answer in (early, *late)] == [403, 403, 403]
    assert {answer.json()["type"] for answer in (early, *late)} == {"/problems/ineligible"}


async def test_a_suspension_that_is_over_keeps_nobody_from_signing(deal: Deal) -> None:
    contract = await deal.contract()
    await deal.market.kit.receive(deal.told(2, "suspended"), deal.told(3, "active"))

    for who in (deal.market.buyer, deal.manager):
        contract = await deal.market.must(f"/contracts/{contract['id']}/signature", as_=who)

    assert contract["state"] == "active"


async def test_nobody_signs_a_contract_whose_last_day_is_over(deal: Deal) -> None:
    contract = await deal.contract(ends_on="2026-03-20")
    path = f"/contracts/{contract['id']}"
    await deal.market.must(f"{path}/signature", as_=deal.market.buyer)
    deal.market.kit.now = datetime(2026, 3, 21, tzinfo=LOCAL)

    late = await deal.market.kit.post(f"{path}/signature", as_=deal.manager)
    await deal.market.kit.tick()

    assert (late.status_code, late.json()["type"]) == (409, "/problems/signing-over")
    shown = await deal.market.kit.get(path, as_=deal.manager)
    assert shown.json()["state"] == "voided"


async def test_a_draft_is_annulled_and_the_project_open_again(deal: Deal) -> None:
    contract = await deal.contract()

    await deal.market.must(f"/contracts/{contract['id']}/annulment", REASON, as_=deal.market.buyer)

    shown = await deal.market.kit.get(f"/claims/{deal.claim['id']}", as_=deal.manager)
    assert shown.json()["state"] == "released"


async def test_a_terminated_contract_keeps_its_money_until_it_is_settled(deal: Deal) -> None:
    contract = await deal.signed()
    path = f"/contracts/{contract['id']}"
    early = await deal.market.kit.post(f"{path}/decommitment", as_=deal.market.finance)
    await deal.market.must(f"{path}/termination", REASON, as_=deal.market.buyer)
    held = (await deal.market.balance(deal.fund_id))["committed"]
    (told,) = await deal.market.kit.events("procurement.contract.terminated.v1")

    await deal.market.must(f"{path}/decommitment", as_=deal.market.finance)

    assert (told["contract_id"], told["reason"]) == (contract["id"], REASON["reason"])
    assert early.json()["type"] == "/problems/not-terminated"
    assert held == "40000.00"
    assert (await deal.market.balance(deal.fund_id))["available"] == "100000.00"
    assert await deal.state() == "terminated"


async def test_what_is_freed_already_is_freed_again_without_a_change(deal: Deal) -> None:
    contract = await deal.signed()
    path = f"/contracts/{contract['id']}"
    await deal.market.must(f"{path}/termination", REASON, as_=deal.market.buyer)

    for _ in range(2):
        await deal.market.must(f"{path}/decommitment", as_=deal.market.finance)

    assert (await deal.market.balance(deal.fund_id))["available"] == "100000.00"


async def test_a_completed_contract_frees_what_was_not_paid(deal: Deal) -> None:
    contract = await deal.signed()
    contract_id = UUID(contract["id"])

    async with deal.market.kit.begin() as uow:
        (await uow.get(Project, UUID(deal.project["id"]))).move(ProjectAction.EVALUATE)
        done = await use_cases.conclude_contract(uow, contract_id=contract_id, failed=False)

    assert done.state == "completed"
    assert await deal.state() == "closed"
    assert (await deal.market.balance(deal.fund_id))["committed"] == "0.00"


def test_the_value_is_split_over_the_funds_to_the_fen() -> None:
    first, second = str(ids.new()), str(ids.new())
    lines = [
        {"fund_id": first, "amount_fen": 200},
        {"fund_id": second, "amount_fen": 100},
    ]

    used, left = split_budget(100, lines)

    assert [line["amount_fen"] for line in used] == [67, 33]
    assert [line["amount_fen"] for line in left] == [133, 67]
    assert sum(tranche["ratio_bp"] for tranche in tranches_of((3000, 4000, 3000))) == 10_000
