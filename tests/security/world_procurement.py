"""A market with a fund, a project, a claim, a contract and all that follows, in every state."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.procurement.claim.model import Claim, Listing
from services.procurement.claim.states import ClaimState, ListingState
from services.procurement.contract.model import Contract
from services.procurement.contract.states import ContractState
from services.procurement.evaluation.model import Evaluation, EvaluationPart
from services.procurement.evaluation.states import EvaluationState, Part
from services.procurement.payment.model import Payment
from services.procurement.payment.states import PaymentState
from services.procurement.project.model import Project
from services.procurement.project.states import ProjectState
from services.procurement.settlement.model import Settlement
from services.procurement.settlement.states import SettlementState
from services.procurement.verification.model import Sample
from shared import ids
from shared.access import Role
from shared.testing.kit import ServiceKit
from tests.procurement.delivery import WORD, Delivery, given_a_delivery, part
from tests.procurement.market import Market, given_a_market, yuan
from tests.procurement.successions import split
from tests.security.cells import Ask, World, copied, everybody
from tests.security.world_needs import policies
from tests.security.world_panel import given_a_panel
from tests.security.world_round import given_rounds
from tests.security.world_tender import tenders

NOTE = {"note": "苏财社〔2026〕12号"}
WHY = {"reason": "经双方协商一致，不再继续执行。"}
OWED = {"settled_fen": 0, "paid_fen": 100, "payable_fen": 0, "clawback_fen": 100}
MONEY = NOTE | {"amount": yuan(10)}


async def world(kit: ServiceKit) -> World:
    """The procurement service with everything in it."""
    market = await given_a_market(kit)
    delivery = await given_a_delivery(market)
    organization = UUID(delivery.contract["organization_id"])
    elsewhere = await kit.region(level="city", kind="prefecture")
    client = await delivery.evaluator()
    found = {**await _funds(market), **await _projects(market, organization)}
    found |= await _deals(delivery)
    found |= {**await _logs(delivery), **await _evaluations(delivery), **await _money(delivery)}
    manager = kit.actor(Role.ORG_MANAGER, region=market.city, organization=organization)
    asked, custodian = await tenders(market, organization, manager)
    found |= asked
    found |= policies(market.city.id, "claim.publicity", {"value": 3, "unit": "wd"})
    people = {"evaluator_client": client, "custodian": custodian}
    own = everybody(kit, market.city, organization, **people)
    found |= {**await given_a_panel(market, own), **await given_rounds(market, own)}
    foreign = everybody(kit, elsewhere, ids.new())
    return World(kit, found, own, foreign, frozenset(map(Role, people)))


async def _funds(market: Market) -> dict[str, Ask]:
    full = await market.fund()
    frozen = await market.fund()
    await market.must(f"/funds/{frozen}/freeze", NOTE, as_=market.authority)
    new: dict[str, Any] = {"region_id": str(market.street.id), "fiscal_year": 2026}
    new |= {"name": "街道资金", "kind": "fiscal_general"}
    new |= {"valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    one = "/funds/{fund_id}"

    def of(fund: str, body: Any = None) -> Ask:
        return Ask({"fund_id": fund}, body, names="fund_id")

    return {
        "POST /funds": Ask(body=new, names="region_id"),
        "GET /funds": Ask(query={"limit": 200}, tells=full),
        f"GET {one}": of(full),
        f"GET {one}/balance": of(full),
        f"GET {one}/entries": of(full),
        f"POST {one}/appropriations": of(full, MONEY),
        f"POST {one}/adjustments": of(full, MONEY),
        f"POST {one}/freeze": of(full, NOTE),
        f"POST {one}/thaw": of(frozen, NOTE),
        f"POST {one}/closure": of(full, NOTE),
    }


async def _projects(market: Market, organization: UUID) -> dict[str, Ask]:
    kit, fund = market.kit, await market.fund()
    brief = await market.brief()
    draft = (await market.project(fund))["id"]
    listed = (await market.listed(fund))["id"]
    async with kit.begin() as uow:
        on_list = select(Listing.id).where(Listing.project_id == UUID(listed))
        listing = (await uow.session.scalars(on_list)).one()
    claimable = await copied(kit, Project, listed)
    await copied(kit, Listing, listing, project_id=claimable)
    wanted = {
        "review": ProjectState.REVIEW,
        "approved": ProjectState.APPROVED,
        "funded": ProjectState.FUNDED,
    }
    made = {name: await copied(kit, Project, draft, state=state) for name, state in wanted.items()}
    made |= {"draft": draft, "listed": listed, "claimable": claimable}
    made["other"] = await copied(kit, Project, draft, sources=[], cluster_id=None)
    plan = market.plan(fund)
    source = {"type": "plan", "id": str(ids.new()), "snapshot_sha256": "a" * 64}
    new = {"region_id": str(market.street.id), "sources": [source], "plan": plan}
    one = "/projects/{project_id}"

    def of(name: str, body: Any = None) -> Ask:
        return Ask({"project_id": made[name]}, body, names="project_id")

    def of_brief(body: Any = None) -> Ask:
        return Ask({"brief_id": brief["id"]}, body, names="brief_id")

    return {
        "GET /briefs": Ask(query={"limit": 200}, tells=brief["id"]),
        "GET /briefs/{brief_id}": of_brief(),
        "POST /briefs/{brief_id}/acceptance": of_brief(plan),
        "POST /briefs/{brief_id}/rejection": of_brief(WHY),
        "POST /projects": Ask(body=new, names="region_id"),
        "GET /projects": Ask(query={"limit": 200}, tells=draft),
        "GET /listings": Ask(query={"limit": 200}, tells=claimable),
        f"GET {one}": of("draft"),
        f"GET {one}/record": of("listed"),
        f"PUT {one}": of("draft", plan),
        f"POST {one}/consultation": of("other"),
        f"POST {one}/submission": of("draft"),
        f"POST {one}/return": of("review", WHY),
        f"POST {one}/approval": of("review"),
        f"POST {one}/funding": of("approved"),
        f"POST {one}/cancellation": of("draft", WHY),
        f"POST {one}/listing": of("funded"),
        f"POST {one}/listing/withdrawal": of("claimable", WHY),
        f"POST {one}/claims": Ask(
            {"project_id": claimable}, {"organization_id": str(organization)}, names="project_id"
        ),
    }


async def _deals(delivery: Delivery) -> dict[str, Ask]:
    market = delivery.market
    kit, signed = market.kit, delivery.contract

    async def won(state: ClaimState, project: ProjectState) -> tuple[UUID, UUID]:
        """A project and the claim that won it."""
        own = await copied(kit, Project, signed["project_id"], state=project)
        async with kit.begin() as uow:
            old = await uow.session.scalar(
                select(Claim).where(Claim.project_id == UUID(signed["project_id"]))
            )
            assert old is not None
        listing = await copied(
            kit, Listing, old.listing_id, project_id=own, state=ListingState.TAKEN
        )
        new: dict[str, Any] = {"project_id": own, "listing_id": listing, "state": state}
        new |= {"confirm_by": kit.now + timedelta(days=3), "confirmed_at": None}
        if state is not ClaimState.WON:  # another's: an organization may have three
            another, _ = await market.organization()
            new |= {"confirmed_at": kit.now, "organization_id": another}
        claim = await copied(kit, Claim, old.id, **new)
        return own, claim

    _, fresh = await won(ClaimState.WON, ProjectState.PROCURING)
    ready, _ = await won(ClaimState.CONFIRMED, ProjectState.PROCURING)
    drawn, claim = await won(ClaimState.CONTRACTED, ProjectState.CONTRACTED)
    unsigned: dict[str, Any] = dict.fromkeys(
        ("buyer_signed_at", "buyer_signed_by", "organization_signed_at", "organization_signed_by")
    )
    draft = await copied(
        *(kit, Contract, signed["id"]),
        **{**unsigned, "project_id": drawn, "claim_id": claim, "state": ContractState.DRAFT},
    )
    stopped, _ = await won(ClaimState.CONTRACTED, ProjectState.TERMINATED)
    ended = await copied(
        *(kit, Contract, signed["id"]),
        project_id=stopped,
        claim_id=claim,
        state=ContractState.TERMINATED,
    )
    gone, (heir, _) = ids.new(), await market.organization()
    await kit.receive(split(market, gone, heir, ids.new()))
    waiting = await copied(kit, Contract, ended, organization_id=gone)
    one = "/contracts/{contract_id}"

    def of(contract: Any, body: Any = None) -> Ask:
        return Ask({"contract_id": contract}, body, names="contract_id")

    def of_claim(body: Any = None) -> Ask:
        return Ask({"claim_id": fresh}, body, names="claim_id")

    return {
        "GET /projects/{project_id}/provenance": Ask(
            {"project_id": signed["project_id"]}, names="project_id"
        ),
        "GET /claims": Ask(query={"limit": 200}, tells=fresh),
        "GET /claims/{claim_id}": of_claim(),
        "GET /claims/{claim_id}/record": of_claim(),
        "POST /claims/{claim_id}/confirmation": of_claim(),
        "POST /claims/{claim_id}/release": of_claim(WHY),
        "POST /projects/{project_id}/contract": Ask({"project_id": ready}, {}, names="project_id"),
        "GET /contracts": Ask(query={"limit": 200}, tells=draft),
        f"GET {one}": of(draft),
        f"GET {one}/record": of(signed["id"]),
        f"POST {one}/signature": of(draft),
        f"POST {one}/annulment": of(draft, WHY),
        f"POST {one}/termination": of(signed["id"], WHY),
        f"POST {one}/decommitment": of(ended),
        f"POST {one}/succession": of(waiting, {"successor_id": str(heir)}),
        f"POST {one}/beneficiaries": of(signed["id"], {"count": 1}),
        f"GET {one}/beneficiaries": Ask(
            {"contract_id": signed["id"]}, names="contract_id", tells=delivery.tokens[0]
        ),
        f"POST {one}/service-logs": of(signed["id"], delivery.log()),
        f"GET {one}/service-log-chain": of(signed["id"]),
        f"POST {one}/engagements": of(
            signed["id"],
            {"evaluator_id": str(ids.new()), "evaluator_organization_id": str(ids.new())},
        ),
        f"POST {one}/settlements": of(signed["id"], {"gate": "signing"}),
        f"POST {one}/evaluations": of(signed["id"], {"phase": "mid_term"}),
    }


async def _logs(delivery: Delivery) -> dict[str, Ask]:
    about = {"contract_id": delivery.contract["id"]}
    await delivery.record("groupwork")
    await delivery.verify_all()
    struck = await delivery.record(narrative="情绪平稳，愿意继续。")
    await delivery.record()
    drawn = await delivery.sampled()
    rejected = next(log["id"] for log in drawn if log["id"] == struck["id"])
    sampled = next(log["id"] for log in drawn if log["id"] != struck["id"])
    await delivery.must(f"/service-logs/{rejected}/rejection", WHY, as_=delivery.checker)
    await delivery.record()
    frozen = await delivery.must(f"{delivery.path}/samples", as_=delivery.checker, status=201)
    late = (await delivery.record())["id"]

    def of(log: str, body: Any = None) -> Ask:
        return Ask({"log_id": log}, body, names="log_id")

    def of_sample(sample: Any, body: Any = None) -> Ask:
        return Ask({"sample_id": sample}, body, names="sample_id")

    decided = await copied(delivery.market.kit, Sample, delivery.sample_id)
    one, sample = "/service-logs/{log_id}", "/samples/{sample_id}"
    return {
        "GET /service-logs": Ask(query={"limit": 200}, tells=sampled),
        f"GET {one}": of(sampled),
        f"GET {one}/narrative": of(rejected),
        f"POST {one}/correction": of(late),
        f"POST {one}/verification": of(sampled),
        f"POST {one}/rejection": of(sampled, WHY),
        f"POST {one}/dispute": of(rejected, WHY),
        "POST /contracts/{contract_id}/samples": Ask(about, names="contract_id"),
        "GET /samples": Ask(query={"limit": 200}, tells=frozen["id"]),
        f"GET {sample}": of_sample(frozen["id"]),
        f"POST {sample}/draw": of_sample(frozen["id"], {"word": WORD}),
        f"POST {sample}/full-check": of_sample(delivery.sample_id),
        f"POST {sample}/closing": of_sample(decided),
    }


async def another(delivery: Delivery) -> UUID:
    """A contract like the one being delivered."""
    kit = delivery.market.kit
    project = await copied(kit, Project, delivery.contract["project_id"])
    return await copied(kit, Contract, delivery.contract["id"], project_id=project)


async def _evaluations(delivery: Delivery) -> dict[str, Ask]:
    kit = delivery.market.kit
    opened = await delivery.must(
        f"{delivery.path}/evaluations", {"phase": "final"}, as_=delivery.checker, status=201
    )
    asked = f"/evaluations/{opened['id']}/resident-surveys"
    spoken = await copied(kit, Evaluation, opened["id"], contract_id=await another(delivery))
    links = await delivery.must(asked, {"count": 1}, as_=delivery.checker, status=201)
    async with kit.begin() as uow:
        for said in Part:
            given: dict[str, Any] = {
                "evaluation_id": spoken,
                "part": said,
                "indicators": [],
                "score": 8_000,
            }
            given |= {"log_ids": [], "comment": "", "given_by": ids.new(), "given_at": kit.now}
            uow.add(EvaluationPart(**given, evaluator_organization_id=None))
    final = await copied(
        *(kit, Evaluation, opened["id"]),
        contract_id=await another(delivery),
        state=EvaluationState.FINALIZED,
    )
    listed = await kit.get("/engagements", as_=delivery.checker)
    engagement = listed.json()["items"][0]["id"]
    one = "/evaluations/{evaluation_id}"

    def of(evaluation: Any, body: Any = None) -> Ask:
        return Ask({"evaluation_id": evaluation}, body, names="evaluation_id")

    named: dict[str, Any] = {"path": {"engagement_id": engagement}, "names": "engagement_id"}
    return {
        "GET /engagements": Ask(query={"limit": 200}, tells=engagement),
        "GET /engagements/{engagement_id}": Ask(**named),
        "POST /engagements/{engagement_id}/ending": Ask(**named),
        "GET /evaluations": Ask(query={"limit": 200}, tells=opened["id"]),
        f"GET {one}": of(opened["id"]),
        f"POST {one}/government-part": of(opened["id"], part(8_000)),
        f"POST {one}/third-party-part": of(opened["id"], part(8_000)),
        f"POST {one}/finalization": of(spoken),
        f"POST {one}/resident-waiver": of(final, WHY),
        f"POST {one}/resident-surveys": of(opened["id"], {"count": 1}),
        "POST /resident-surveys/{token}/answer": Ask(
            {"token": links["items"][0]["token"]}, {"score": 5}, names="token"
        ),
    }


async def _money(delivery: Delivery) -> dict[str, Ask]:
    kit = delivery.market.kit
    contract = await another(delivery)
    fresh = await delivery.must(
        f"/contracts/{contract}/settlements", {"gate": "signing"}, as_=delivery.checker, status=201
    )

    async def settlement(state: SettlementState, **more: Any) -> UUID:
        return await copied(
            *(kit, Settlement, fresh["id"]),
            **{"contract_id": await another(delivery), "state": state, **more},
        )

    disputed = await settlement(SettlementState.DISPUTED)
    owed = await settlement(SettlementState.CONFIRMED, **OWED)
    confirmed = await settlement(SettlementState.CONFIRMED)
    other = await settlement(SettlementState.CALCULATED)
    agreed = f"/settlements/{other}/confirmation"
    await delivery.must(agreed, as_=delivery.manager, if_match="*")
    paying = await delivery.must(f"/settlements/{other}/payment", as_=delivery.checker, status=201)

    async def payment(state: PaymentState) -> UUID:
        due = await settlement(SettlementState.PAYMENT_REQUESTED)
        return await copied(kit, Payment, paying["id"], settlement_id=due, state=state)

    approved, sent = await payment(PaymentState.APPROVED), await payment(PaymentState.SENT)
    failed = await payment(PaymentState.FAILED)

    def of(settlement: Any, body: Any = None) -> Ask:
        return Ask({"settlement_id": settlement}, body, names="settlement_id")

    def of_payment(payment: Any, body: Any = None) -> Ask:
        return Ask({"payment_id": payment}, body, names="payment_id")

    one, pay = "/settlements/{settlement_id}", "/payments/{payment_id}"
    return {
        "GET /settlements": Ask(query={"limit": 200}, tells=fresh["id"]),
        f"GET {one}": of(fresh["id"]),
        f"GET {one}/explanation": of(fresh["id"]),
        f"POST {one}/calculation": of(disputed),
        f"POST {one}/dispute": of(fresh["id"], WHY),
        f"POST {one}/confirmation": of(fresh["id"]),
        f"POST {one}/recovery": of(owed),
        f"POST {one}/payment": of(confirmed),
        "GET /payments": Ask(query={"limit": 200}, tells=paying["id"]),
        f"GET {pay}": of_payment(paying["id"]),
        f"POST {pay}/approval": of_payment(paying["id"]),
        f"POST {pay}/dispatch": of_payment(approved),
        f"POST {pay}/confirmation": of_payment(sent),
        f"POST {pay}/failure": of_payment(sent, WHY),
        f"POST {pay}/retry": of_payment(failed),
        f"POST {pay}/withdrawal": of_payment(approved, WHY),
        f"POST {pay}/reversal": of_payment(failed, WHY),
    }
