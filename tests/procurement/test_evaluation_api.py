"""Evaluators and residents: who may speak, and how often."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from services.procurement.resident_survey.model import ResidentSurvey
from shared import ids
from shared.access import Role
from tests.procurement.delivery import Delivery, part


async def an_evaluation(delivery: Delivery, phase: str = "final") -> str:
    """The path of an evaluation just opened."""
    opened = await delivery.must(
        f"{delivery.path}/evaluations", {"phase": phase}, as_=delivery.checker, status=201
    )
    return f"/evaluations/{opened['id']}"


async def test_an_evaluator_sees_only_what_was_drawn_for_a_check(delivery: Delivery) -> None:
    kit = delivery.market.kit
    evaluator = await delivery.evaluator()
    log = await delivery.record()
    seen = await kit.get("/service-logs", as_=evaluator)
    assert seen.json()["items"] == []

    await delivery.sampled()

    seen = await kit.get("/service-logs", as_=evaluator, params={"drawn": "true"})
    assert [one["id"] for one in seen.json()["items"]] == [log["id"]]
    own = await kit.get("/engagements", as_=evaluator)
    assert [one["contract_id"] for one in own.json()["items"]] == [delivery.contract["id"]]
    stranger = kit.actor(Role.EVALUATOR_CLIENT, region=delivery.market.city)
    assert (await kit.get("/service-logs", as_=stranger)).json()["items"] == []


async def test_only_the_engaged_evaluator_speaks_for_the_third_party(delivery: Delivery) -> None:
    kit, path = delivery.market.kit, await an_evaluation(delivery)
    evaluator = await delivery.evaluator()
    stranger = kit.actor(Role.EVALUATOR_CLIENT, region=delivery.market.city)
    third = f"{path}/third-party-part"

    assert (await kit.post(third, part(8_000), as_=stranger)).status_code == 404
    assert (await kit.post(third, part(8_000), as_=delivery.checker)).status_code == 403
    given = await delivery.must(third, part(8_000), as_=evaluator)
    again = await kit.post(third, part(9_000), as_=evaluator)

    assert (given["given"], given["parts"]) == (["third_party"], [])
    assert (again.status_code, again.json()["type"]) == (409, "/problems/part-given")
    early = await kit.post(f"{path}/finalization", as_=delivery.checker)
    assert early.json()["missing"] == ["government"]


async def test_nobody_speaks_for_two_parties(delivery: Delivery) -> None:
    kit, path = delivery.market.kit, await an_evaluation(delivery)
    evaluator = await delivery.evaluator()
    both = type(evaluator)(id=evaluator.id, grants=evaluator.grants + delivery.checker.grants)
    await delivery.must(f"{path}/third-party-part", part(8_000), as_=both)

    second = await kit.post(f"{path}/government-part", part(8_000), as_=both)
    await delivery.must(f"{path}/government-part", part(8_000), as_=delivery.checker)

    assert (second.status_code, second.json()["type"]) == (403, "/problems/one-part-each")


async def test_who_is_of_the_evaluator_neither_engages_it_nor_speaks_for_the_government(
    delivery: Delivery,
) -> None:
    kit, path, one = delivery.market.kit, await an_evaluation(delivery), ids.new()
    asked = {"evaluator_id": str(ids.new()), "evaluator_organization_id": str(one)}
    party = replace(delivery.checker, organizations=frozenset({one}))
    engagements = f"{delivery.path}/engagements"

    engaged = await kit.post(engagements, asked, as_=party)
    await delivery.must(engagements, asked, as_=delivery.checker, status=201)
    spoken = await kit.post(f"{path}/government-part", part(8_000), as_=party)
    await delivery.must(f"{path}/government-part", part(8_000), as_=delivery.checker)

    assert (engaged.status_code, engaged.json()["type"]) == (403, "/problems/own-evaluator")
    assert (spoken.status_code, spoken.json()["type"]) == (403, "/problems/one-part-each")


async def test_the_supplier_is_not_its_own_evaluator(delivery: Delivery) -> None:
    asked = {
        "evaluator_id": delivery.contract["id"],
        "evaluator_organization_id": delivery.contract["organization_id"],
    }

    answer = await delivery.market.kit.post(
        f"{delivery.path}/engagements", asked, as_=delivery.checker
    )

    assert answer.json()["type"] == "/problems/evaluator-is-supplier"


async def test_indicators_and_logs_must_be_of_this_contract(delivery: Delivery) -> None:
    kit, path = delivery.market.kit, await an_evaluation(delivery)
    unseen = await delivery.record()
    body: dict[str, Any] = part(8_000)

    short = body | {"indicators": body["indicators"][:1]}
    first, *others = body["indicators"]
    above = body | {"indicators": [*others, first | {"score": first["max_score"] + 1}]}
    undrawn = body | {"log_ids": [unseen["id"]]}

    for wrong, name, pointer in (
        (short, "indicators-not-whole", "/indicators"),
        (above, "indicators-not-whole", f"/indicators/{len(others)}/score"),
        (undrawn, "logs-not-drawn", "/log_ids"),
    ):
        answer = await kit.post(f"{path}/government-part", wrong, as_=delivery.checker)
        assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{name}")
        assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_resident_answers_once_by_a_link_that_is_stored_nowhere(
    delivery: Delivery,
) -> None:
    kit = delivery.market.kit
    await delivery.record("groupwork")
    await delivery.verify_all()
    path = await an_evaluation(delivery)
    links = (
        await delivery.must(
            f"{path}/resident-surveys", {"count": 10}, as_=delivery.checker, status=201
        )
    )["items"]
    assert {one["beneficiary"] for one in links} == {*delivery.tokens[:4]}
    answer = f"/resident-surveys/{links[0]['token']}/answer"

    first = await kit.post(answer, {"score": 5})
    again = await kit.post(answer, {"score": 1})

    assert first.json() == {"accepted": True}
    assert (again.status_code, again.json()["type"]) == (409, "/problems/survey-used")
    assert (await kit.post(answer, {"score": 6})).status_code == 422
    async with kit.begin() as uow:
        stored = {*await uow.session.scalars(select(ResidentSurvey.token_hash))}
    assert stored == {ids.digest(one["token"]) for one in links}
    more = await kit.post(f"{path}/resident-surveys", {"count": 1}, as_=delivery.checker)
    assert more.json()["type"] == "/problems/nobody-to-ask"
    by_supplier = await kit.post(f"{path}/resident-surveys", {"count": 1}, as_=delivery.manager)
    assert by_supplier.status_code == 403


async def test_unknown_links_all_look_alike(delivery: Delivery) -> None:
    kit = delivery.market.kit

    answers = [
        await kit.post(f"/resident-surveys/{token}/answer", {"score": 3})
        for token in ("a", "b" * 43)
    ]

    told = [{**one.json(), "trace_id": "", "instance": ""} for one in answers]
    assert {one.status_code for one in answers} == {404}
    assert told[0] == told[1]


async def test_who_may_not_ask_residents_is_told_only_of_those_who_may(delivery: Delivery) -> None:
    kit, street = delivery.market.kit, delivery.market.street
    path = f"{await an_evaluation(delivery)}/resident-surveys"

    told = await kit.post(path, {"count": 1}, as_=kit.actor(Role.AUDITOR, region=street))

    assert told.status_code == 403
    roles = [Role[name.upper()] for name in told.json()["roles"]]
    assert roles != []
    for role in roles:
        answer = await kit.post(path, {"count": 1}, as_=kit.actor(role, region=street))
        assert answer.json()["type"] == "/problems/nobody-to-ask", role
