from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from services.registry.region.model import Region, RegionCode
from services.registry.region.rules import RegionRow
from services.registry.region.use_cases import SHIPPED, import_regions, read_file
from shared.access import Grant, Role
from shared.regions import RegionReplica
from shared.testing.kit import ServiceKit
from tests.registry.given import given_a_tree

JIANGSU = Path(__file__).parents[3] / "shared" / "data" / "regions-jiangsu-2023.csv.gz"
CSV = "code,parent_code,level,name\n320585102,320585,street,浏河镇\n"
CSV_TYPE = {"Content-Type": "text/csv"}


async def names(kit: ServiceKit, **params: Any) -> list[str]:
    answer = await kit.get("/regions", params=params)
    assert answer.status_code == 200, answer.text
    return sorted(item["name"] for item in answer.json()["items"])


async def test_the_shipped_file_is_loaded_only_once(registry: ServiceKit) -> None:
    rows = read_file(SHIPPED)

    async with registry.begin() as uow:
        first = await import_regions(uow, rows=rows)
    async with registry.begin() as uow:
        second = await import_regions(uow, rows=rows)

    assert (first.created, first.unchanged) == (2_377, 0)
    assert (second.created, second.unchanged) == (0, 2_377)
    async with registry.begin() as uow:
        for table in (Region, RegionReplica, RegionCode):
            assert await uow.session.scalar(select(func.count()).select_from(table)) == 2_377
    assert len(await registry.events("registry.region.state.v1")) == 2_377


async def test_a_whole_province_is_loaded(registry: ServiceKit) -> None:
    if not JIANGSU.exists():
        pytest.skip("the region file of Jiangsu is not here")

    async with registry.begin() as uow:
        # other tests left plans of foreign keys on this connection, made for empty tables
        await uow.session.execute(text("DISCARD PLANS"))
        done = await import_regions(uow, rows=read_file(JIANGSU))

    assert (done.rows, done.skipped, done.created) == (23_563, 1, 23_562)


async def test_a_file_is_given_the_time_it_takes(
    registry: ServiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.edge.REQUEST_SECONDS_MAX", 0.5)
    everywhere = (Grant(Role.PLATFORM_ADMIN, ""),)
    admin = replace(registry.actor(Role.PLATFORM_ADMIN), grants=everywhere)

    answer = await registry.post(
        "/region-imports", as_=admin, content=SHIPPED.read_bytes(), headers=CSV_TYPE
    )

    assert (answer.status_code, answer.json()["created"]) == (200, 2_377), answer.text


async def test_a_subtree_and_a_level(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)

    assert await names(registry, under=tree.street.id) == ["弇山社区居委会", "胜泾村委会"]
    assert await names(registry, level="street") == ["城厢镇", "沙溪镇"]
    assert await names(registry, parent=tree.city.id) == ["太仓市"]


async def test_pages_join_without_gap_or_repeat(registry: ServiceKit) -> None:
    await given_a_tree(registry)

    first = (await registry.get("/regions", params={"limit": 4})).json()
    second = (await registry.get("/regions", params={"limit": 4, "after": first["next"]})).json()

    codes = [item["code"] for item in first["items"] + second["items"]]
    assert len(codes) == len(set(codes)) == 7
    assert second["next"] is None


async def test_children_and_ancestors(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)

    children = await registry.get(f"/regions/{tree.district.id}/children")
    ancestors = await registry.get(f"/regions/{tree.community.id}/ancestors")

    assert {item["code"] for item in children.json()["items"]} == {"320585100", "320585101"}
    assert [item["name"] for item in ancestors.json()["items"]] == ["苏州市", "太仓市", "城厢镇"]


async def test_a_renamed_and_recoded_community_is_found_under_both_names_at_their_time(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)

    revised = await registry.post(
        f"/regions/{tree.village.id}/revisions",
        {
            "effective_on": "2026-01-01",
            "reason": "太政发〔2025〕99号",
            "name": "胜泾社区居委会",
            "code": "320585100015",
        },
        as_=admin,
    )

    assert revised.status_code == 201, revised.text
    place = f"/regions/{tree.village.id}"
    before = (await registry.get(place, params={"as_of": "2025-12-31"})).json()
    after = (await registry.get(place, params={"as_of": "2026-01-01"})).json()
    assert (before["name"], before["code"], before["historical"]) == (
        "胜泾村委会",
        "320585100201",
        True,
    )
    assert (after["name"], after["historical"]) == ("胜泾社区居委会", False)
    assert await names(registry, q="胜泾村", as_of="2025-06-01") == ["胜泾村委会"]
    assert await names(registry, q="胜泾村") == []
    # an old code still finds the community, and shows what it is called now
    assert await names(registry, code="320585100201") == ["胜泾社区居委会"]
    assert await names(registry, code="320585100201", as_of="2026-02-01") == []
    assert await names(registry, code="320585100015", as_of="2025-12-31") == []


async def test_a_region_is_not_known_before_the_day_it_began(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    place = f"/regions/{tree.community.id}"
    days = ("2023-06-29", "2023-06-30")

    answers = [await registry.get(place, params={"as_of": day}) for day in days]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert answers[0].json()["type"] == "/problems/unknown"
    assert await names(registry, q=tree.community.name, as_of=days[0]) == []


async def test_a_revision_is_told_to_the_others_and_to_the_own_replica(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    change = {"effective_on": "2026-03-01", "reason": "人口抽查", "households": 612}

    await registry.post(f"/regions/{tree.community.id}/revisions", change, as_=admin)

    told = (await registry.events("registry.region.state.v1"))[-1]
    assert (told["region_id"], told["version"], told["households"]) == (
        str(tree.community.id),
        2,
        612,
    )
    async with registry.begin() as uow:
        replica = await uow.session.get(RegionReplica, tree.community.id, populate_existing=True)
        assert replica is not None
        assert (replica.version, replica.households) == (2, 612)


async def test_a_revision_lies_between_the_last_one_and_today(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    place = f"/regions/{tree.community.id}/revisions"

    for day in ("2023-06-29", (registry.now + timedelta(days=1)).date().isoformat()):
        change = {"effective_on": day, "reason": "更名", "name": "新名社区"}
        answer = await registry.post(place, change, as_=admin)
        assert answer.json()["type"] == "/problems/revision-out-of-order"


async def test_a_code_in_use_is_refused(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)

    answer = await registry.post(
        f"/regions/{tree.village.id}/revisions",
        {"effective_on": "2026-01-01", "reason": "更码", "code": tree.community.code},
        as_=admin,
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/code-taken")


async def test_an_administrator_of_another_region_may_not_revise(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    other = registry.actor(Role.CITY_ADMIN, region=tree.elsewhere)

    answer = await registry.post(
        f"/regions/{tree.community.id}/revisions",
        {"effective_on": "2026-01-01", "reason": "更名", "name": "新名社区"},
        as_=other,
    )

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-your-region")


async def test_a_dry_run_reports_and_changes_nothing(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)

    answer = await registry.post(
        "/region-imports?dry_run=true", as_=admin, content=CSV.encode(), headers=CSV_TYPE
    )

    assert answer.status_code == 200, answer.text
    assert (answer.json()["created"], answer.json()["dry_run"]) == (1, True)
    assert await names(registry, q="浏河") == []


async def test_an_import_adds_what_is_missing_and_reports_what_differs(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    content = CSV + "320585101,320585,street,沙溪新镇\n320585100008,320585100,community,某村委会\n"

    answer = await registry.post(
        "/region-imports", as_=admin, content=content.encode(), headers=CSV_TYPE
    )

    report = answer.json()
    assert (report["created"], report["differing"], report["needs_review"]) == (2, 1, 1)
    assert {found["finding"] for found in report["findings"]} == {"differs", "needs_review"}
    assert await names(registry, q="沙溪") == ["沙溪镇"]


async def test_a_file_is_known_again_after_one_of_its_regions_was_recoded(
    registry: ServiceKit,
) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    change = {"effective_on": "2026-01-01", "reason": "村改居", "code": "320585100015"}
    await registry.post(f"/regions/{tree.village.id}/revisions", change, as_=admin)
    rows = b"code,parent_code,level,name\n%s,320585100,community,%s\n"
    old = rows % (b"320585100201", "胜泾村委会".encode())
    new = rows % (b"320585100201", "新泾村委会".encode())

    again = await registry.post("/region-imports", as_=admin, content=old, headers=CSV_TYPE)
    later = await registry.post(
        "/region-imports?valid_from=2026-02-01", as_=admin, content=new, headers=CSV_TYPE
    )

    assert again.status_code == 200, again.text
    assert (again.json()["created"], again.json()["unchanged"]) == (0, 1)
    assert (later.json()["created"], later.json()["differing"]) == (1, 0)


async def test_a_code_given_by_mistake_is_free_on_the_same_day(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    change = {"effective_on": "2026-01-01", "reason": "更码"}

    answers = [
        await registry.post(f"/regions/{region.id}/revisions", change | {"code": code}, as_=admin)
        for region, code in (
            (tree.village, "320585100015"),
            (tree.village, "320585100016"),
            (tree.community, "320585100015"),
        )
    ]

    assert [answer.status_code for answer in answers] == [201] * 3, answers[-1].text
    assert await names(registry, code="320585100015") == ["弇山社区居委会"]


@pytest.mark.parametrize("code", ["3205", "320585100", "３２０５８５１０００１５", "32058510001५"])
async def test_a_new_code_has_the_digits_of_its_level(registry: ServiceKit, code: str) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    change = {"effective_on": "2026-01-01", "reason": "村改居", "code": code}

    answer = await registry.post(f"/regions/{tree.village.id}/revisions", change, as_=admin)

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/code"


async def test_a_region_lies_below_one_of_a_higher_level(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    content = "code,parent_code,level,name\n320585103,320585100007,street,某镇\n"
    content += "320585100010,320585100007,community,某社区居委会\n"

    answer = await registry.post(
        "/region-imports", as_=admin, content=content.encode(), headers=CSV_TYPE
    )

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-region-rows")
    assert answer.json()["count"] == 2


async def test_a_file_with_bad_rows_is_refused_whole(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)
    content = CSV + "32058,3205,street,错行\n"

    answer = await registry.post(
        "/region-imports", as_=admin, content=content.encode(), headers=CSV_TYPE
    )

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-region-rows")
    assert answer.json()["rows"][0]["code"] == "32058"
    assert await names(registry, q="浏河") == []


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a;b\n", b"", b'{"type":"Feature","id":"3205"}', b'"code']
)
async def test_what_is_no_such_file_is_refused(registry: ServiceKit, content: bytes) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)

    answer = await registry.post("/region-imports", as_=admin, content=content, headers=CSV_TYPE)

    assert answer.status_code == 422


async def test_nobody_else_imports(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    officer = registry.actor(Role.STREET_OFFICER, region=tree.city)

    answer = await registry.post(
        "/region-imports", as_=officer, content=CSV.encode(), headers=CSV_TYPE
    )

    assert answer.status_code == 403


async def test_two_regions_never_hold_one_code_at_once(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)
    twice = RegionCode(
        system="stat",  # type: ignore[arg-type]
        code="320585100007",
        region_id=tree.village.id,
        valid_from=registry.now.date(),
    )

    with pytest.raises(Exception, match="ex_region_code_system_code_validity"):
        async with registry.begin() as uow:
            uow.add(twice)


async def test_an_import_below_a_known_region_finds_its_parent(registry: ServiceKit) -> None:
    tree = await given_a_tree(registry)

    async with registry.begin() as uow:
        await import_regions(
            uow, rows=[RegionRow("320585100009", "320585100", "community", "南区社区居委会")]
        )

    assert "南区社区居委会" in await names(registry, under=tree.street.id)


@pytest.mark.parametrize(
    "edition", ["valid_from=1699920000", "valid_from=2026-03-03", "source=", f"source={'x' * 101}"]
)
async def test_an_edition_that_cannot_be_is_refused(registry: ServiceKit, edition: str) -> None:
    tree = await given_a_tree(registry)
    admin = registry.actor(Role.CITY_ADMIN, region=tree.city)

    answer = await registry.post(
        f"/region-imports?{edition}", as_=admin, content=CSV.encode(), headers=CSV_TYPE
    )

    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert edition.startswith(error.get("parameter", "") or error["pointer"][1:])
    assert await names(registry, q="浏河") == []
