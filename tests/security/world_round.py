"""Rounds and proposals in every state in which something can be done with them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.procurement.panel.use_cases import appoint_panel
from services.procurement.proposal.model import Proposal
from services.procurement.proposal.states import ProposalState
from services.procurement.review.model import Review
from services.procurement.review.states import ReviewState
from services.procurement.round.model import Round
from services.procurement.round.states import RoundState
from shared import ids
from shared.access import Actor
from tests.procurement.judging import CRITERIA, given_judges
from tests.procurement.market import Market
from tests.procurement.pitching import CALL, Pitching, given_a_round
from tests.security.cells import Ask, copied

WHY = {"reason": "申报材料不符合本轮要求，请核对。"}
P, R = ProposalState, RoundState


async def given_rounds(market: Market, own: dict[str, Actor]) -> dict[str, Ask]:
    """A round that is collected for, one whose call is open, and copies of it further on."""
    draft, pitching = await given_a_round(market), await given_a_round(market)
    await pitching.publish()
    organization = next(iter(own["org_manager"].bodies))
    told = {"organization_id": str(organization), "plan": pitching.plan(1_000)}
    path = f"{pitching.path}/proposals"
    pitched = await market.must(path, told, as_=own["org_manager"], status=201)
    later = Later(market, pitching, pitched["id"])
    found = {**await _rounds(market, draft, later), **await _proposals(pitching, later, pitched)}
    found["POST /rounds/{round_id}/proposals"] = Ask(
        {"round_id": pitching.round["id"]}, told, names="round_id"
    )
    return found


class Later:
    """Copies of a round and its one proposal in later states."""

    def __init__(self, market: Market, pitching: Pitching, proposal: str) -> None:
        self.market, self.kit = market, market.kit
        self.round, self.proposal = pitching.round["id"], proposal

    async def at(self, state: RoundState, of: ProposalState, **fields: Any) -> tuple[UUID, UUID]:
        """A round and its proposal in these states."""
        found = await copied(self.kit, Round, self.round, state=state, **fields)
        return found, await copied(self.kit, Proposal, self.proposal, state=of, round_id=found)

    async def judged(self, state: RoundState, of: ProposalState) -> tuple[UUID, UUID]:
        """The same, with both of its reports signed."""
        found, proposal = await self.at(state, of, votes_until=self.kit.now)
        terms: dict[str, Any] = {"call_id": found, "region_id": self.market.street.id, "rules": {}}
        line = {"candidate_id": str(proposal), "totals": [100], "total": 100, "below": []}
        async with self.kit.begin() as uow:
            more = {"criteria": CRITERIA, "trim_from": None}
            panel = await appoint_panel(uow, terms=terms | more, members=[], place="")
            for stage in ("expert", "roadshow"):
                given: dict[str, Any] = {"panel_id": panel.id, "stage": stage, "candidates": []}
                given |= {"region_id": panel.region_id, "ranking": [line | {"rank": 1}]}
                if stage == "expert" or state is R.ROADSHOW:
                    uow.add(Review(state=ReviewState.SIGNED, **given))
        return found, proposal


async def _rounds(market: Market, draft: Pitching, later: Later) -> dict[str, Ask]:
    kit, brief = market.kit, await market.brief(cluster_id=ids.new())
    plan = {name: draft.round[name] for name in ("title", "summary", "purpose", "criteria")}
    plan |= {name: draft.round[name] for name in ("budget_lines", "cap", "shortlist_max")}
    plan |= {"closes_at": (kit.now + CALL).isoformat()}
    until = kit.now + timedelta(days=3)
    checked, _ = await later.at(R.FORMAL_CHECK, P.ELIGIBLE)
    reviewed, _ = await later.judged(R.EXPERT_REVIEW, P.ELIGIBLE)
    city = {"region_id": market.city.id, "votes_until": until}
    voting, pitched = await later.at(R.ROADSHOW, P.SHORTLISTED, **city)
    async with kit.begin() as uow:  # nobody who may vote is of who pitched it
        (await uow.get(Proposal, pitched)).organization_id = ids.new()
    ready, _ = await later.judged(R.ROADSHOW, P.SHORTLISTED)
    done, _ = await later.judged(R.ROADSHOW, P.SHORTLISTED)
    await market.must(f"/rounds/{done}/determination", as_=market.buyer, status=201)

    def of(asked: UUID | str, body: Any = None) -> Ask:
        return Ask({"round_id": asked}, body, names="round_id")

    mine, one = draft.round["id"], "/rounds/{round_id}"
    members = {"members": given_judges(market).members}
    new = plan | {"region_id": str(market.street.id)}
    return {
        "POST /rounds": Ask(body=new, names="region_id"),
        "GET /rounds": Ask(query={"limit": 200}, tells=mine),
        f"GET {one}": of(mine),
        f"PUT {one}": of(mine, plan),
        f"POST {one}/needs": of(mine, {"brief_id": brief["id"]}),
        f"POST {one}/publication": of(mine),
        f"POST {one}/expert-review": of(checked, members),
        f"POST {one}/roadshow": of(reviewed, {"votes_until": until.isoformat()}),
        f"POST {one}/cancellation": of(mine, WHY),
        f"POST {one}/votes": of(voting, {"proposal_id": str(pitched)}),
        f"POST {one}/determination": of(ready),
        f"GET {one}/determination": of(done),
    }


async def _proposals(pitching: Pitching, later: Later, told: dict[str, Any]) -> dict[str, Ask]:
    now = later.kit.now
    _, checked = await later.at(R.FORMAL_CHECK, P.SUBMITTED)
    taking, granted = await later.at(R.AGREEMENT, P.GRANTED, publicity_ends_at=now)
    async with later.kit.begin() as uow:
        line = {"proposal_id": str(granted)}
        (await uow.get(Round, taking)).record = {"lines": [line]}
        offered = await uow.get(Proposal, granted)
        offered.granted_fen, offered.accept_by = 100_000, now + timedelta(days=1)

    def of(asked: UUID | str, body: Any = None) -> Ask:
        return Ask({"proposal_id": asked}, body, names="proposal_id")

    mine, one = told["id"], "/proposals/{proposal_id}"
    return {
        "GET /proposals": Ask(query={"limit": 200}, tells=checked),
        f"GET {one}": of(checked),
        f"GET {one}/record": of(checked),
        f"PUT {one}": of(mine, pitching.plan(2_000)),
        f"POST {one}/withdrawal": of(mine),
        f"POST {one}/eligibility": of(checked),
        f"POST {one}/return": of(checked, WHY),
        f"POST {one}/rejection": of(checked, WHY),
        f"POST {one}/acceptance": of(granted, {}),
        f"POST {one}/refusal": of(granted, WHY),
    }
