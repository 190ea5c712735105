"""A panel on which everybody sits who may, and its reviews in every state."""

from typing import Any
from uuid import UUID

from services.procurement.panel.model import Panel
from services.procurement.panel.queries import ROLE_OF
from services.procurement.panel.use_cases import appoint_panel
from services.procurement.review.model import Review, ScoreSheet
from services.procurement.review.states import ReviewState
from services.procurement.review.use_cases import open_review
from shared import ids
from shared.access import Actor
from tests.procurement.judging import CRITERIA, WHY
from tests.procurement.market import Market
from tests.security.cells import Ask, copied


async def given_a_panel(market: Market, own: dict[str, Actor]) -> dict[str, Ask]:
    """The panel of a call, judging one candidate."""
    kit, candidate = market.kit, ids.new()
    terms: dict[str, Any] = {"call_id": ids.new(), "region_id": market.street.id, "rules": {}}
    members = [
        {"account_id": own[role].id, "person_id": own[role].person_id, "capacity": capacity}
        for capacity, role in ROLE_OF.items()
    ]
    async with kit.begin() as uow:
        criteria = {"criteria": CRITERIA, "trim_from": None}
        panel = await appoint_panel(uow, terms=terms | criteria, members=members, place="")
        review = await open_review(
            uow, panel=panel, stage="expert", candidates={candidate: ids.new()}
        )
    reviews = {
        "idle": await copied(kit, Review, review.id, stage="idle", candidates=[]),
        "ready": await copied(
            *(kit, Review, review.id), stage="ready", candidates=[], state=ReviewState.CHECKING
        ),
        "odd": await copied(kit, Review, review.id, stage="roadshow", state=ReviewState.CHECKING),
    }
    shown = await kit.get(f"/panels/{panel.id}", as_=own["expert"])
    seats = [UUID(one["id"]) for one in shown.json()["members"]]
    await _departing(market, reviews["odd"], candidate, seats)
    return _asks(panel, review, reviews, seats[0], str(candidate))


async def _departing(market: Market, review: UUID, candidate: UUID, seats: list[UUID]) -> None:
    async with market.kit.begin() as uow:
        for number, member in enumerate(seats):
            scores = [
                {"code": "roadshow_record", "score": number, "reason": WHY},
                {"code": "roadshow_plan", "score": 0, "reason": WHY},
            ]
            whose: dict[str, Any] = {"member_id": member, "candidate_id": candidate}
            uow.add(ScoreSheet(review_id=review, scores=scores, **whose))


def _asks(
    panel: Panel, review: Review, reviews: dict[str, UUID], seat: UUID, candidate: str
) -> dict[str, Ask]:
    def of(asked: UUID, body: Any = None) -> Ask:
        return Ask({"review_id": asked}, body, names="review_id")

    about = {"candidate_id": candidate}
    scores = [
        {"code": "expert_record", "score": 0, "reason": WHY},
        {"code": "expert_plan", "score": 0, "reason": WHY},
    ]
    mended = about | {"code": "roadshow_record", "score": 0, "reason": WHY}
    aside = {"member_id": str(seat), "organization_id": str(ids.new())}
    aside |= {"ground": "other", "reason": WHY}
    other = {"account_id": str(ids.new()), "person_id": str(ids.new()), "reason": WHY}
    one, named = "/reviews/{review_id}", {"panel_id": panel.id}
    return {
        "GET /panels/{panel_id}": Ask(named, names="panel_id"),
        "POST /panels/{panel_id}/recusals": Ask(named, aside, names="panel_id"),
        "POST /panels/{panel_id}/members/{member_id}/replacement": Ask(
            named | {"member_id": seat}, other, names="panel_id"
        ),
        "GET /reviews": Ask(query={"limit": 200}, tells=review.id),
        f"GET {one}": of(review.id),
        f"POST {one}/sheets": of(review.id, about | {"scores": scores}),
        f"POST {one}/lock": of(reviews["idle"]),
        f"POST {one}/corrections": of(reviews["odd"], mended),
        f"POST {one}/signature": of(reviews["ready"], {}),
    }
