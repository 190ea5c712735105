"""Nobody is listed unheard, nor by one officer; the lists are public (spec/registry.md §2.9)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.credit_entry.errors import LettersNeeded
from services.registry.credit_entry.rules import basis_of_letters, months_after
from services.registry.credit_entry.states import Ground
from services.registry.organization.rules import full_years_on
from services.registry.penalty.rules import ground_of
from services.registry.penalty.states import PenaltyKind
from shared.access import Role
from shared.clock import LOCAL
from shared.testing.kit import ServiceKit
from tests.registry.given import given_an_organization, who_also_manages
from tests.registry.overseeing import EVIDENCE, FACTS, Authority, given_an_authority

WHY = "经核实，情况属实。"
ABNORMAL, SERIOUS = (
    [f"registry.credit.{kind}_{fact}.v1" for fact in ("listed", "removed")]
    for kind in ("abnormal", "serious")
)
CORRECTED = "registry.credit.corrected.v1"


@pytest.fixture
async def authority(registry: ServiceKit) -> Authority:
    return await given_an_authority(registry)


@pytest.mark.parametrize(
    ("apart", "unreachable"), [(19, False), (20, True), (60, True), (61, False)]
)
def test_two_letters_twenty_to_sixty_days_apart_show_that_a_body_is_unreachable(
    apart: int, *, unreachable: bool
) -> None:
    letters = (date(2026, 1, 5), date(2026, 1, 5) + timedelta(days=apart))
    if unreachable:
        assert basis_of_letters(Ground.A6, letters)["days"] == apart
        return
    with pytest.raises(LettersNeeded):
        basis_of_letters(Ground.A6, letters)


@pytest.mark.parametrize(
    ("day", "full"),
    [
        (date(2024, 2, 29), date(2026, 3, 1)),
        (date(2024, 2, 28), date(2026, 2, 28)),
        (date(2024, 12, 31), date(2026, 12, 31)),
    ],
)
def test_two_years_are_full_to_the_day(day: date, full: date) -> None:
    assert full_years_on(day, 2) == full


def test_six_months_from_the_last_of_a_month_end_on_the_last_of_a_shorter_one() -> None:
    assert months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert months_after(date(2026, 3, 2), 6) == date(2026, 9, 2)


@pytest.mark.parametrize(
    ("kind", "fen", "lighter", "ground"),
    [
        (PenaltyKind.FINE, 4_999_999, 0, Ground.A5),
        (PenaltyKind.FINE, 5_000_000, 0, Ground.B4),
        (PenaltyKind.FINE, 5_000_000, 3, Ground.B4),
        (PenaltyKind.WARNING, None, 0, Ground.A5),
        (PenaltyKind.WARNING, None, 1, Ground.B5),
        (PenaltyKind.FINE, 4_999_999, 1, Ground.B5),
        (PenaltyKind.STOP_ORDER, None, 1, Ground.B3),
        (PenaltyKind.REVOCATION, None, 0, Ground.B7),
        (PenaltyKind.OTHER, None, 5, None),
    ],
)
def test_what_was_imposed_says_which_ground_it_is(
    kind: PenaltyKind, fen: int | None, lighter: int, ground: Ground | None
) -> None:
    assert ground_of(kind, fen, fine_fen=5_000_000, lighter=lighter, times=2) is ground


@given(fen=st.integers(1, 10**10), lighter=st.integers(0, 3), limit=st.integers(1, 10**9))
def test_a_fine_is_of_the_graver_list_from_its_limit_on_or_by_its_number(
    fen: int, lighter: int, limit: int
) -> None:
    ground = ground_of(PenaltyKind.FINE, fen, fine_fen=limit, lighter=lighter, times=2)

    graver = Ground.B4 if fen >= limit else Ground.B5
    assert ground is (graver if fen >= limit or lighter else Ground.A5)


async def test_a_body_is_told_and_heard_and_another_officer_lists_it(authority: Authority) -> None:
    entry = await authority.proposed("A2")
    place = f"/credit-entries/{entry['id']}"
    hidden = await authority.kit.get(place, as_=authority.manager)
    notice = await authority.post(f"{place}/notice", as_=authority.registrar)
    yes = {"listed": True, "reason": WHY, "to_mend": "按规定设立党组织。"}
    both = authority.kit.actor(
        Role.REGISTRAR, Role.DISTRICT_APPROVER, region=authority.tree.district
    )
    kin = who_also_manages(authority.approver, authority.manager)

    early = await authority.refused(f"{place}/decision", yes, as_=authority.approver)
    alone = await authority.refused(
        "/credit-entries",
        {"organization_id": str(authority.body), "ground": "A2"}
        | {"facts": FACTS, "evidence": EVIDENCE},
        as_=authority.registrar,
    )
    party = await authority.refused(f"{place}/decision", yes, as_=kin)
    stated = await authority.post(f"{place}/statement", {"text": WHY}, as_=authority.manager)
    listed = await authority.post(f"{place}/decision", yes, as_=authority.approver)
    second = await authority.post(
        "/credit-entries",
        {"organization_id": str(authority.body), "ground": "A7", "facts": FACTS}
        | {"evidence": EVIDENCE},
        as_=both,
    )
    same = await authority.refused(
        f"/credit-entries/{second['id']}/decision", yes | {"listed": False}, as_=both
    )

    assert hidden.status_code == 404
    assert notice["statement_due"] == "2026-03-16T09:30:00Z"
    assert (early, alone, party) == ("statement-pending", "entry-open", "conflict-of-interest")
    assert (stated["state"], listed["state"], listed["ends_on"]) == ("stated", "listed", None)
    assert same == "four-eyes"
    (told,) = await authority.kit.events(ABNORMAL[0])
    assert (told["organization_id"], told["ground"]) == (str(authority.body), "A2")
    (public,) = await authority.published("abnormal")
    assert public["uscc"] == "52320585MJ0000018C"
    assert public["ground_zh"] == "未按规定设立党组织"
    assert public.keys().isdisjoint({"facts", "statement", "decided_by"})
    assert await authority.published("serious") == []


async def test_who_says_nothing_in_time_is_decided_about_and_a_filed_group_never(
    authority: Authority,
) -> None:
    entry = await authority.proposed("A7")
    place = f"/credit-entries/{entry['id']}"
    await authority.post(f"{place}/notice", as_=authority.registrar)
    group = await given_an_organization(authority.kit, authority.tree)
    filed = {"organization_id": str(group), "ground": "A1", "facts": FACTS, "evidence": EVIDENCE}

    not_registered = await authority.refused("/credit-entries", filed, as_=authority.registrar)
    letters = filed | {"organization_id": str(authority.body), "ground": "A6"}
    no_letters = await authority.refused("/credit-entries", letters, as_=authority.registrar)
    authority.kit.now = datetime(2026, 3, 17, 9, tzinfo=LOCAL)
    late = await authority.refused(f"{place}/statement", {"text": WHY}, as_=authority.manager)
    dropped = await authority.post(
        f"{place}/decision", {"listed": False, "reason": WHY}, as_=authority.approver
    )

    assert (not_registered, no_letters) == ("not-overseen", "letters-needed")
    assert (late, dropped["state"]) == ("statement-over", "dropped")
    assert await authority.published("abnormal") == []


async def test_what_was_mended_is_verified_and_off_the_list_within_five_working_days(
    authority: Authority,
) -> None:
    entry = await authority.decided(await authority.proposed("A2"), to_mend="按规定设立党组织。")
    place = f"/credit-entries/{entry['id']}"
    applied = await authority.post(f"{place}/application", {"text": WHY}, as_=authority.manager)
    verified = await authority.post(
        f"{place}/verification", {"reason": WHY}, as_=authority.registrar
    )
    both = authority.kit.actor(
        Role.REGISTRAR, Role.DISTRICT_APPROVER, region=authority.tree.district
    )
    no = {"removed": False, "reason": WHY}

    kept = await authority.post(f"{place}/removal", no, as_=authority.approver)
    await authority.post(f"{place}/verification", {"reason": WHY}, as_=both)
    same = await authority.refused(f"{place}/removal", no | {"removed": True}, as_=both)
    await authority.kit.tick(datetime(2026, 3, 9, 17, 30, tzinfo=LOCAL))
    still = await authority.published("abnormal")
    await authority.kit.tick(datetime(2026, 3, 9, 17, 31, tzinfo=LOCAL))

    assert (applied["state"], verified["remove_by"]) == ("applied", "2026-03-09T09:30:00Z")
    assert (kept["state"], same, len(still)) == ("listed", "four-eyes", 1)
    (shown,) = await authority.entries()
    assert (shown["state"], shown["ended_on"]) == ("removed", "2026-03-09")
    assert await authority.published("abnormal") == []
    (told,) = await authority.kit.events(ABNORMAL[1])
    assert told["entry_id"] == entry["id"]


async def test_where_nothing_is_to_be_mended_six_months_run_from_the_last_ground(
    authority: Authority,
) -> None:
    first = await authority.decided(await authority.proposed("A5"))
    authority.kit.now = datetime(2026, 5, 11, 9, tzinfo=LOCAL)
    second = await authority.decided(await authority.proposed("A4"))
    await authority.kit.tick(datetime(2026, 9, 2, 1, tzinfo=LOCAL))
    both = await authority.published("abnormal")
    await authority.kit.tick(datetime(2026, 11, 11, 1, tzinfo=LOCAL))

    assert (first["ends_on"], second["since_on"]) == ("2026-09-02", "2026-03-02")
    assert [one["ends_on"] for one in both] == ["2026-11-11"] * 2
    assert {one["state"] for one in await authority.entries()} == {"removed"}


async def test_a_mistake_is_taken_back_by_another_officer(authority: Authority) -> None:
    entry = await authority.decided(await authority.proposed("B6"))
    place = f"/credit-entries/{entry['id']}"
    another = authority.kit.actor(Role.DISTRICT_APPROVER, region=authority.tree.city)

    own = await authority.refused(f"{place}/correction", {"reason": WHY}, as_=authority.approver)
    done = await authority.post(f"{place}/correction", {"reason": WHY}, as_=another)

    assert (own, done["state"]) == ("four-eyes", "corrected")
    assert await authority.published("serious") == []
    assert [len(await authority.kit.events(one)) for one in (*SERIOUS, CORRECTED)] == [1, 0, 1]


async def test_who_is_two_years_on_the_abnormal_list_is_proposed_for_the_serious_one(
    registry: ServiceKit,
) -> None:
    registry.now = datetime(2024, 2, 29, 10, tzinfo=LOCAL)
    authority = await given_an_authority(registry)
    entry = await authority.decided(await authority.proposed("A2"), to_mend="设立党组织。")

    await registry.tick(datetime(2026, 2, 28, 23, 59, tzinfo=LOCAL))
    before = await authority.entries()
    await registry.tick(datetime(2026, 3, 1, 0, 0, tzinfo=LOCAL))
    proposed, _ = await authority.entries()

    assert [one["id"] for one in before] == [entry["id"]]
    assert (proposed["ground"], proposed["state"]) == ("B1", "proposed")
    assert proposed["basis"] == {"entry_id": entry["id"], "since_on": "2024-02-29", "years": 2}
    assert await authority.published("serious") == []


async def test_nobody_leaves_the_serious_list_before_two_years_nor_unasked(
    registry: ServiceKit,
) -> None:
    registry.now = datetime(2024, 3, 1, 10, tzinfo=LOCAL)
    authority = await given_an_authority(registry)
    entry = await authority.decided(await authority.proposed("B4"))
    place = f"/credit-entries/{entry['id']}"
    found = {"reason": WHY}

    unasked = await authority.refused(f"{place}/verification", found, as_=authority.registrar)
    await authority.post(f"{place}/application", {"text": WHY}, as_=authority.manager)
    early = await authority.refused(f"{place}/verification", found, as_=authority.registrar)
    registry.now = datetime(2026, 3, 2, 10, tzinfo=LOCAL)
    open_one = await authority.proposed("A1")
    later = await authority.refused(f"{place}/verification", found, as_=authority.registrar)
    no = {"listed": False, "reason": WHY}
    await authority.post(f"/credit-entries/{open_one['id']}/decision", no, as_=authority.approver)
    await authority.post(f"{place}/verification", found, as_=authority.registrar)
    gone = {"removed": True, "reason": WHY}
    removed = await authority.post(f"{place}/removal", gone, as_=authority.approver)

    assert (unasked, early, later) == ("not-applied-for", "listed-too-short", "later-ground")
    assert removed["state"] == "removed"
    assert len(await registry.events(SERIOUS[1])) == 1


async def test_penalties_propose_the_list_they_lead_to_and_an_annulled_one_counts_no_more(
    authority: Authority,
) -> None:
    fine = {"organization_id": str(authority.body), "kind": "fine", "agency": "太仓市民政局"}
    fine |= {"document_no": "太民罚〔2026〕1号", "decided_on": "2026-02-02"}

    def of(amount: str) -> dict[str, object]:
        return fine | {"amount": {"amount": amount}}

    small = await authority.post("/penalties", of("49999.99"), as_=authority.registrar)
    await authority.post("/penalties", of("50000.00"), as_=authority.registrar)
    grounds = [one["ground"] for one in await authority.entries()]
    own = await authority.refused(
        f"/penalties/{small['id']}/annulment", {"reason": WHY}, as_=authority.registrar
    )
    paid = await authority.post(
        f"/penalties/{small['id']}/fulfillment",
        {"fulfilled_on": "2026-02-20"},
        as_=authority.registrar,
    )
    await authority.post(
        f"/penalties/{small['id']}/annulment", {"reason": WHY}, as_=authority.approver
    )
    warning = fine | {"kind": "warning", "document_no": "太民罚〔2026〕2号"}
    no_amount = await authority.refused(
        "/penalties", fine | {"document_no": "太民罚〔2026〕4号"}, as_=authority.registrar
    )
    await authority.post("/penalties", warning, as_=authority.registrar)
    again = await authority.post("/penalties", warning, as_=authority.registrar)
    newest, *_ = await authority.entries()

    assert grounds == ["B4", "A5"]
    assert (own, no_amount, paid["state"]) == ("role-required", "validation-failed", "fulfilled")
    assert newest["ground"] == "B5"
    assert newest["basis"]["penalties"][-1] == again["id"]
    assert len(newest["basis"]["penalties"]) == 2


async def test_who_loses_its_registration_is_proposed_and_leaves_the_list_once_it_is_canceled(
    registry: ServiceKit,
) -> None:
    registry.now = datetime(2024, 3, 1, 10, tzinfo=LOCAL)
    they = await given_an_authority(registry)
    group = await given_an_organization(registry, they.tree)
    street = registry.actor(Role.STREET_OFFICER, region=they.tree.street)
    await they.post(f"/organizations/{group}/revocation", {"reason": WHY}, as_=street)
    await they.post(f"/organizations/{they.body}/revocation", {"reason": WHY}, as_=they.registrar)
    (entry,) = await they.entries()
    place = f"/credit-entries/{entry['id']}"
    await they.decided(entry)
    await they.post(f"{place}/application", {"text": WHY}, as_=they.manager)
    registry.now = datetime(2026, 3, 2, 10, tzinfo=LOCAL)

    early = await they.refused(f"{place}/verification", {"reason": WHY}, as_=they.registrar)
    await they.post(f"/organizations/{they.body}/cancellation", {"reason": WHY}, as_=they.approver)
    done = await they.post(f"{place}/verification", {"reason": WHY}, as_=they.registrar)

    assert done["state"] == "verified"
    assert (entry["ground"], entry["state"], early) == ("B7", "proposed", "not-canceled")
    staff = await registry.get("/credit-entries", as_=they.registrar)
    assert [one["ground"] for one in staff.json()["items"]] == ["B7"]
