"""Filing a need over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.needs.duplicate.rules import DUPLICATES_READ, DUPLICATES_SHOWN
from services.needs.need.model import Need
from services.needs.need.rules import Sensitivity
from shared import ids
from shared.access import Role
from shared.clock import LOCAL
from shared.numbers import check_digits
from shared.testing.kit import ServiceKit
from tests.needs.given_needs import DRAIN, a_need, a_receiver, a_resident, an_item


async def test_a_need_gets_a_number_that_checks(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)

    first = await a_need(needs, community, by=resident)
    second = await a_need(needs, community, by=resident)

    code, day, seq = first["need_no"].removeprefix("XQ-").split("-")
    assert (code, day) == (community.code, "20260302")
    assert seq[5:] == check_digits(code + day + seq[:5])
    assert second["need_no"].split("-")[3][:5] == f"{int(seq[:5]) % 99_999 + 1:05d}"
    assert first["state"] == "submitted"
    assert first["household_id"] == str(resident.household_id)
    told = await needs.events("needs.need.submitted.v1")
    assert [fact["need_id"] for fact in told] == [first["id"], second["id"]]


async def test_who_asks_into_a_year_that_is_not_loaded_is_told_so_and_not_to_try_again(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    needs.now = datetime(2100, 12, 31, 16, 0, tzinfo=LOCAL)
    body = DRAIN | {"region_id": str(community.id)}

    answer = await needs.post("/needs", body, as_=a_resident(needs, community))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/calendar-not-loaded")
    assert "retry-after" not in answer.headers


async def test_the_same_key_files_once(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    body = DRAIN | {"region_id": str(community.id)}

    first = await needs.post("/needs", body, as_=resident, key="one-and-the-same-key")
    again = await needs.post("/needs", body, as_=resident, key="one-and-the-same-key")
    without = await needs.post("/needs", body, as_=resident, key=None)

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(await needs.events("needs.need.submitted.v1")) == 1
    assert without.status_code == 400


@pytest.mark.parametrize(
    ("fields", "slug", "pointer"),
    [
        ({"title": "太" * 61}, "validation-failed", "/title"),
        ({"title": "  "}, "validation-failed", "/title"),
        ({"title": "😀😀"}, "validation-failed", "/title"),
        ({"description": "长" * 4001}, "validation-failed", "/description"),
        ({"description": "abc\u202edef"}, "validation-failed", "/description"),
        ({"beneficiaries": 0}, "validation-failed", "/beneficiaries"),
        ({"beneficiaries": 1_000_000_000}, "validation-failed", "/beneficiaries"),
        ({"beneficiaries": 31}, "bad-value", "/beneficiaries"),
        ({"occurred_at": "2026-03-02T09:00:00"}, "validation-failed", "/occurred_at"),
        ({"occurred_at": "2026-03-02T10:06:00+08:00"}, "bad-value", "/occurred_at"),
        ({"phone": "12345"}, "bad-value", "/phone"),
        ({"location": {"latitude": 0, "longitude": 0}}, "bad-value", "/location"),
        ({"location": {"latitude": "29,5", "longitude": 121}}, "validation-failed", None),
        ({"category_code": "repair"}, "category-not-leaf", "/category_code"),
        ({"category_code": "no.such"}, "unknown-category", "/category_code"),
        ({"description": "证号 11010519491231002X 谢谢"}, "pii-in-text", "/description"),
        ({"unknown": 1}, "validation-failed", "/unknown"),
    ],
)
async def test_bad_input_is_refused_at_its_field(
    needs: ServiceKit, fields: dict[str, Any], slug: str, pointer: str | None
) -> None:
    _, _, community = await needs.regions()
    body = DRAIN | {"region_id": str(community.id)} | fields

    answer = await needs.post("/needs", body, as_=a_resident(needs, community))

    assert answer.status_code == 422
    assert answer.json()["type"] == f"/problems/{slug}"
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_identity_number_is_refused_with_its_place_and_never_echoed(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    body = DRAIN | {"region_id": str(community.id), "title": "证号11010519491231002X"}

    answer = await needs.post("/needs", body, as_=a_resident(needs, community))

    assert answer.json()["offsets"] == [[2, 20]]
    assert answer.json()["detail"] == "文字中含有身份证号码，为保护个人信息，请删去后重新提交。"
    assert "11010519491231002X" not in answer.text


async def test_a_street_is_no_place_for_a_need(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    body = DRAIN | {"region_id": str(street.id)}

    answer = await needs.post("/needs", body, as_=a_resident(needs, community))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/region_id"


async def test_the_eleventh_need_of_a_day_waits_for_tomorrow(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    for _ in range(10):
        await a_need(needs, community, by=resident)

    answer = await needs.post("/needs", DRAIN | {"region_id": str(community.id)}, as_=resident)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == str(14 * 3600 + 1)
    assert "今天已提交 10 件需求，请明天再提交" in answer.json()["detail"]
    needs.now += timedelta(days=1)
    await a_need(needs, community, by=resident)


async def test_who_may_file_no_more_is_told_whom_to_call_in_an_emergency(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    resident = a_resident(needs, community)
    for _ in range(10):
        await a_need(needs, community, by=resident)
    fire = {"region_id": str(community.id), "category_code": "repair.drain", "title": "厨房着火了"}

    answer = await needs.post("/needs", fire | {"description": "火势很大"}, as_=resident)

    assert answer.status_code == 429
    assert "119" in answer.json()["advice"][0]


async def test_staff_file_for_others_without_a_limit(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)
    household = str(ids.new())

    for _ in range(11):
        need = await a_need(
            needs, community, by=receiver, channel="hotline",
            on_behalf={"person_id": None, "household_id": household},
        )  # fmt: skip

    assert need["household_id"] == household
    assert need["reporter_person_id"] is None


async def test_what_many_people_need_the_staff_file(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    receiver = a_receiver(needs, community)

    home = await a_need(needs, community, beneficiaries=30)
    house = await a_need(needs, community, by=receiver, on_behalf={}, beneficiaries=120)

    assert (home["beneficiaries"], house["beneficiaries"]) == (30, 120)


async def test_what_staff_file_for_a_resident_leaves_him_his_own(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    resident, receiver = a_resident(needs, community), a_receiver(needs, community)
    for_him = {"person_id": str(resident.person_id), "household_id": None}
    for _ in range(10):
        await a_need(needs, community, by=receiver, channel="hotline", on_behalf=for_him)

    own = await a_need(needs, community, by=resident)

    assert own["reporter_person_id"] == str(resident.person_id)


async def test_a_resident_cannot_file_for_others(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    body = DRAIN | {"region_id": str(community.id), "on_behalf": {"person_id": str(ids.new())}}

    answer = await needs.post("/needs", body, as_=a_resident(needs, community))

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/out-of-charge"


async def test_emergency_words_raise_the_urgency_and_say_whom_to_call(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()

    need = await a_need(needs, community, description="厨房有煤气味，老人晕倒了")

    assert need["urgency"] == "emergency"
    assert [any(number in line for line in need["advice"]) for number in ("119", "120")] == [
        True,
        True,
    ]


async def test_a_sensitive_group_raises_the_sensitivity_and_says_so(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()

    need = await a_need(needs, community, target_groups=["drug_related"])
    plain = await a_need(needs, community, target_groups=["elderly"])

    assert (need["sensitivity"], need["raised_to"]) == ("restricted", "restricted")
    assert (plain["sensitivity"], plain["raised_to"]) == ("public", None)


async def test_phone_and_address_are_sealed_and_a_chinese_point_is_converted(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    point = {"latitude": 31.17530398, "longitude": 121.53154186, "crs": "GCJ02"}

    filed = await a_need(
        needs, community, phone="138 1234 5678", address="郑和路88号3幢502室", location=point
    )

    async with needs.begin() as uow:
        need = await uow.session.get_one(Need, filed["id"])
    assert need.phone_enc is not None
    assert b"138" not in need.phone_enc
    assert needs.vault.open("need.phone", need.id, need.phone_enc) == "+8613812345678"
    assert need.phone_blind == needs.vault.blind("need.phone", "+8613812345678")
    assert need.latitude == pytest.approx(31.1774276, abs=2e-6)


async def test_a_near_and_similar_need_is_suggested_and_nothing_is_blocked(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    here = {"latitude": 31.4515, "longitude": 121.0956}
    first = await a_need(needs, community, location=here)
    await a_need(needs, community, location={"latitude": 31.4615, "longitude": 121.0956})
    await a_need(needs, community, location=here, category_code="repair.lock")
    await a_need(needs, community, location=here, sensitivity="restricted")

    again = await a_need(needs, community, location={"latitude": 31.4524, "longitude": 121.0956})

    assert [one["need_no"] for one in again["possible_duplicates"]] == [first["need_no"]]
    assert again["possible_duplicates"][0]["similarity"] == 1.0
    assert "distance_m" not in again["possible_duplicates"][0], "three of them tell the place"


async def test_without_a_point_the_community_is_near_enough(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    elsewhere = await needs.region(parent=street)
    first = await a_need(needs, community)
    await a_need(needs, elsewhere)

    again = await a_need(needs, community)

    assert [one["need_no"] for one in again["possible_duplicates"]] == [first["need_no"]]


async def test_whose_telephone_a_need_was_filed_with_only_staff_learn(needs: ServiceKit) -> None:
    _, street, community = await needs.regions()
    elsewhere = await needs.region(parent=street)
    phone = "138 1234 5678"
    first = await a_need(needs, community, phone=phone)
    receiver = a_receiver(needs, elsewhere)

    stranger = await a_need(needs, elsewhere, phone=phone)
    by_staff = await a_need(needs, elsewhere, by=receiver, on_behalf={}, phone=phone)

    assert stranger["possible_duplicates"] == []
    assert first["need_no"] in [one["need_no"] for one in by_staff["possible_duplicates"]]


async def test_where_a_crowd_says_the_same_the_newest_few_are_suggested(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()
    filed = [await a_need(needs, community) for _ in range(DUPLICATES_READ + 3)]

    again = await a_need(needs, community)

    shown = {one["need_no"] for one in again["possible_duplicates"]}
    assert len(shown) == DUPLICATES_SHOWN
    assert shown <= {one["need_no"] for one in filed[-DUPLICATES_READ:]}


async def test_a_served_category_is_accepted_by_itself_for_the_community(
    needs: ServiceKit,
) -> None:
    _, _, community = await needs.regions()
    await an_item(needs, community)

    need = await a_need(needs, community)

    assert need["state"] == "accepted"
    assert need["first_receiver_id"] == str(community.id)
    assert need["due_at"] == "2026-03-09T09:30:00Z"


async def test_a_category_forces_its_least_sensitivity(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()

    need = await a_need(needs, community, category_code="mind.drug_recovery")

    assert need["sensitivity"] == Sensitivity.CONFIDENTIAL


async def test_nobody_files_without_a_token(needs: ServiceKit) -> None:
    _, _, community = await needs.regions()

    answer = await needs.post("/needs", DRAIN | {"region_id": str(community.id)})

    assert answer.status_code == 401
    assert Role.RESIDENT not in answer.text
