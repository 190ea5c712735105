"""Service logs over HTTP: what is recorded, what is refused, and who sees it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from services.procurement.service_log.model import ServiceLog
from services.procurement.worker_replica.model import WorkerReplica
from shared import ids
from shared.access import Actor, Role
from shared.contracts.registry import WorkerState
from shared.records import fingerprint
from tests.procurement.delivery import Delivery, given_a_delivery
from tests.procurement.market import Market

NOBODY = "00000000-0000-7000-8000-000000000000"


async def refused(delivery: Delivery, by: Actor | None = None, **fields: Any) -> tuple[int, str]:
    """Try to record a service; answers the status and the problem's name."""
    method = fields.pop("method", "casework")
    answer = await delivery.market.kit.post(
        f"{delivery.path}/service-logs", delivery.log(method, **fields), as_=by or delivery.manager
    )
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"hours_ago": 0.5}, "/ends_at"),
        ({"starts_at": "2026-03-10T09:00:00Z", "ends_at": "2026-03-10T08:00:00Z"}, "/ends_at"),
        ({"hours_ago": 24 * 12}, "/starts_at"),
        ({"worker_ids": [NOBODY]}, "/worker_ids"),
        ({"beneficiaries": ["x" * 22]}, "/beneficiaries/0"),
        ({"method": "groupwork", "beneficiaries": []}, "/beneficiaries"),
    ],
    ids=str,
)
async def test_what_is_wrong_with_a_log_is_said_at_its_field(
    delivery: Delivery, fields: dict[str, Any], pointer: str
) -> None:
    method = fields.get("method", "casework")
    body = delivery.log(method, **{k: v for k, v in fields.items() if k != "method"})

    answer = await delivery.market.kit.post(
        f"{delivery.path}/service-logs", body, as_=delivery.manager
    )

    told = answer.json()
    assert answer.status_code == 422
    assert told["errors"] == [{"pointer": pointer, "detail": told["detail"]}]


async def test_a_recorded_service_is_submitted_and_chained_to_the_contract(
    delivery: Delivery,
) -> None:
    first = await delivery.record(narrative="老人情绪有好转，愿意参加活动。")
    second = await delivery.record("groupwork")

    assert (first["state"], first["seq"], first["flags"]) == ("submitted", 1, [])
    assert first["prev_hash"] == delivery.contract["record_sha256"]
    assert (second["seq"], second["prev_hash"]) == (2, first["hash"])
    told = f"{first['prev_hash']}|1|{first['record_sha256']}"
    assert first["hash"] == hashlib.sha256(told.encode()).hexdigest()


async def test_anyone_can_follow_the_chain_and_see_nothing_of_its_content(
    delivery: Delivery,
) -> None:
    for _ in range(3):
        await delivery.record()

    links = (await delivery.market.kit.get(f"{delivery.path}/service-log-chain")).json()["items"]

    previous = delivery.contract["record_sha256"]
    for number, link in enumerate(links, start=1):
        assert set(link) == {"id", "seq", "record_sha256", "prev_hash", "hash"}
        assert (link["seq"], link["prev_hash"]) == (number, previous)
        previous = link["hash"]
    assert len(links) == 3


async def test_a_stored_record_still_has_its_fingerprint(delivery: Delivery) -> None:
    made = await delivery.record(narrative="记录", attachments=["a" * 64])

    async with delivery.market.kit.begin() as uow:
        uow.session.expunge_all()
        stored = await uow.session.get_one(ServiceLog, UUID(made["id"]))
        assert fingerprint(stored.record) == made["record_sha256"]


async def test_not_even_the_application_may_change_what_a_log_says(delivery: Delivery) -> None:
    made = await delivery.record()

    for change in ("UPDATE service_log SET qty = 9", "DELETE FROM service_log"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with delivery.market.kit.begin() as uow:
                await uow.session.execute(text(f"{change} WHERE id = '{made['id']}'"))


async def test_the_same_worker_at_the_same_time_is_refused(delivery: Delivery) -> None:
    made = await delivery.record(worker_ids=[str(delivery.worker_id)])

    answer = await delivery.market.kit.post(
        f"{delivery.path}/service-logs",
        delivery.log("community_work", hours_ago=2.5),
        as_=delivery.manager,
    )

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"] == "/problems/worker-overlap"
    assert (problem["worker_id"], problem["log_id"]) == (str(delivery.worker_id), made["id"])


@pytest.mark.parametrize(("fabricated", "status"), [(False, 201), (True, 409)])
async def test_what_was_rejected_as_wrong_is_recorded_anew_and_what_was_invented_is_not(
    delivery: Delivery, fabricated: bool, status: int
) -> None:
    told = delivery.log(qty=2)
    path = f"{delivery.path}/service-logs"
    wrong = await delivery.must(path, told, as_=delivery.manager, status=201)
    await delivery.sampled()
    why = {"reason": "数量与签到表不符", "fabricated": fabricated}
    await delivery.must(f"/service-logs/{wrong['id']}/rejection", why, as_=delivery.checker)

    answer = await delivery.market.kit.post(path, told | {"qty": 1}, as_=delivery.manager)

    assert answer.status_code == status, answer.text


async def test_a_dispute_that_is_won_takes_the_time_again_unless_it_is_taken(
    delivery: Delivery,
) -> None:
    told, path = delivery.log(), f"{delivery.path}/service-logs"
    first = await delivery.must(path, told, as_=delivery.manager, status=201)
    base = f"/service-logs/{first['id']}"
    await delivery.sampled()
    await delivery.must(f"{base}/rejection", {"reason": "缺签到表"}, as_=delivery.checker)
    other = await delivery.must(path, told, as_=delivery.manager, status=201)
    await delivery.must(f"{base}/dispute", {"reason": "有签到为证"}, as_=delivery.manager)

    twice = await delivery.market.kit.post(f"{base}/verification", as_=delivery.checker)
    back = f"/service-logs/{other['id']}/correction"
    await delivery.must(back, as_=delivery.manager, status=201)
    await delivery.must(f"{base}/verification", as_=delivery.checker)
    again = await delivery.market.kit.post(path, told, as_=delivery.manager)

    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/worker-overlap")
    assert (twice.json()["log_id"], again.json()["log_id"]) == (other["id"], first["id"])


async def test_a_service_is_recorded_in_a_community_of_the_contract(delivery: Delivery) -> None:
    street = {"community_id": str(delivery.market.street.id)}

    answer = await delivery.market.kit.post(
        f"{delivery.path}/service-logs", delivery.log() | street, as_=delivery.manager
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/community_id"


async def test_the_database_itself_refuses_overlapping_time(delivery: Delivery) -> None:
    first, second = await delivery.record(), await delivery.record()

    with pytest.raises(DBAPIError, match="ex_working_time_overlap"):
        async with delivery.market.kit.begin() as uow:
            await uow.session.execute(
                text(
                    "INSERT INTO working_time SELECT :second, worker_id, starts_at, ends_at, true"
                    " FROM working_time WHERE log_id = :first"
                ),
                {"first": first["id"], "second": second["id"]},
            )


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"hours_ago": 0.5}, (422, "not-yet-served")),
        ({"hours_ago": 24 * 12}, (422, "outside-contract")),
        ({"worker_ids": [NOBODY]}, (422, "foreign-worker")),
        ({"item_id": NOBODY}, (422, "bad-value")),
        ({"beneficiaries": ["x" * 22]}, (422, "unknown-beneficiary")),
        ({"phase": None}, (422, "bad-value")),
        ({"qty": 0}, (422, "invalid-request")),
        ({"qty": 1.5}, (422, "invalid-request")),
        ({"method": "groupwork", "session": 9}, (422, "bad-value")),
        ({"starts_at": "2026-03-10T08:00:00"}, (422, "invalid-request")),
        ({"surprise": 1}, (422, "invalid-request")),
    ],
    ids=str,
)
async def test_what_cannot_be_true_is_refused(
    delivery: Delivery, fields: dict[str, Any], problem: tuple[int, str]
) -> None:
    status, name = await refused(delivery, **fields)

    assert status == problem[0]
    if problem[1] != "invalid-request":
        assert name == problem[1]


async def test_what_was_served_before_both_had_signed_is_refused(market: Market) -> None:
    delivery = await given_a_delivery(market, starts_on="2026-03-01")

    assert delivery.contract["starts_on"] == "2026-03-01"
    assert await refused(delivery, hours_ago=24) == (422, "outside-contract")
    assert (await delivery.record(hours_ago=4))["served_on"] == "2026-03-10"


async def test_a_group_of_two_is_refused(delivery: Delivery) -> None:
    two = delivery.tokens[:2]

    assert await refused(delivery, method="groupwork", beneficiaries=two) == (
        422,
        "too-few-attending",
    )


async def test_people_outside_the_target_group_are_refused(delivery: Delivery) -> None:
    issued = await delivery.must(
        f"{delivery.path}/beneficiaries", {"count": 1}, as_=delivery.manager, status=201
    )
    outsider = issued["items"][0]["token"]

    assert await refused(delivery, beneficiaries=[outsider]) == (422, "outside-target-group")


async def test_a_worker_whose_registration_lapsed_is_refused_for_later_days(
    delivery: Delivery,
) -> None:
    lapsed = WorkerState(
        worker_id=delivery.worker_id,
        version=2,
        person_id=ids.new(),
        organization_id=delivery.contract["organization_id"],
        level="social_worker",
        registered_until=delivery.market.kit.now.date() - timedelta(days=1),
    )
    await delivery.market.kit.receive(lapsed)

    assert await refused(delivery) == (409, "worker-not-registered")
    async with delivery.market.kit.begin() as uow:
        kept = await uow.session.scalars(select(WorkerReplica.version))
        assert sorted(kept) == [2]


async def test_more_than_twelve_hours_of_one_worker_are_refused(delivery: Delivery) -> None:
    delivery.market.kit.now += timedelta(hours=14, minutes=30)  # 23:30
    worker_ids = [str(delivery.worker_id)]
    start = delivery.market.kit.now - timedelta(hours=13)
    for part in range(2):
        begins = start + timedelta(hours=6 * part)
        ends = begins + timedelta(hours=6)
        told = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
        await delivery.record(worker_ids=worker_ids, **told)

    status = await refused(delivery, hours_ago=1)

    assert status == (409, "too-many-hours")


async def test_an_entry_a_week_late_and_one_above_the_cap_are_flagged(delivery: Delivery) -> None:
    delivery.market.kit.now += timedelta(days=9)

    late = await delivery.record(hours_ago=24 * 8)
    over = await delivery.record(qty=12)

    assert late["flags"] == ["late_entry"]
    assert over["flags"] == ["over_cap"]


async def test_a_photograph_used_twice_is_flagged(delivery: Delivery) -> None:
    photo = ["c" * 64]
    await delivery.record(attachments=photo)

    assert (await delivery.record(attachments=photo))["flags"] == ["attachment_reused"]


async def test_a_correction_reverses_and_frees_the_time(delivery: Delivery) -> None:
    one: dict[str, Any] = {"worker_ids": [str(delivery.worker_id)], "attachments": ["c" * 64]}
    wrong = await delivery.record(**one, qty=2)

    reversal = await delivery.must(
        f"/service-logs/{wrong['id']}/correction", as_=delivery.manager, status=201
    )
    right = await delivery.record(**one, qty=1)

    assert (reversal["state"], reversal["qty"]) == ("reversal", -2)
    assert reversal["corrects_id"] == wrong["id"]
    told = await delivery.market.kit.events("procurement.servicelog.rejected.v1")
    assert [one["log_id"] for one in told] == [wrong["id"]]
    assert (right["seq"], right["flags"]) == (3, [])
    shown = await delivery.market.kit.get(f"/service-logs/{wrong['id']}", as_=delivery.manager)
    assert (shown.json()["state"], shown.json()["qty"]) == ("corrected", 2)
    again = await delivery.market.kit.post(
        f"/service-logs/{wrong['id']}/correction", as_=delivery.manager
    )
    assert again.status_code == 409


async def test_only_the_supplier_records(delivery: Delivery) -> None:
    assert await refused(delivery, delivery.checker) == (403, "supplier-only")
    _, stranger = await delivery.market.organization(name="别的机构")
    assert (await refused(delivery, stranger))[0] == 404


async def test_a_log_is_not_seen_from_elsewhere(delivery: Delivery) -> None:
    made = await delivery.record()
    kit = delivery.market.kit
    elsewhere = await kit.region()
    stranger = kit.actor(Role.COMMUNITY_MANAGER, region=elsewhere)

    assert (await kit.get(f"/service-logs/{made['id']}", as_=stranger)).status_code == 404
    assert (await kit.get("/service-logs", as_=stranger)).json()["items"] == []


async def test_a_narrative_is_for_the_organization_and_its_supervisor_only(
    delivery: Delivery,
) -> None:
    made = await delivery.record(narrative="与子女关系紧张")
    kit, path = delivery.market.kit, f"/service-logs/{made['id']}/narrative"
    supervisor = kit.actor(Role.SUPERVISOR, region=delivery.market.city)

    for reader in (delivery.manager, supervisor):
        assert (await kit.get(path, as_=reader)).json()["narrative"] == "与子女关系紧张"
    assert (await kit.get(path, as_=delivery.checker)).status_code == 404
    async with kit.begin() as uow:
        stored = await uow.session.scalar(select(ServiceLog.narrative))
        assert stored is not None
        assert "子女".encode() not in stored
