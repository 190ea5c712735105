from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.region.rules import (
    RegionRow,
    disagrees,
    kind_of,
    name_norm,
    place,
    readings,
    rows_of,
    urban_rural_of,
)
from services.registry.region.states import Kind, Level, UrbanRural
from services.registry.region.use_cases import SHIPPED, read_file
from shared import ids

JIANGSU = Path(__file__).parents[3] / "shared" / "data" / "regions-jiangsu-2023.csv.gz"
CHENGXIANG = RegionRow("320585100", "320585", "street", "城厢镇")


@pytest.mark.parametrize(
    ("level", "code", "name", "kind"),
    [
        (Level.CITY, "3205", "苏州市", Kind.PREFECTURE),
        (Level.CITY, "1101", "市辖区", Kind.VIRTUAL),
        (Level.DISTRICT, "320505", "虎丘区", Kind.DISTRICT),
        (Level.DISTRICT, "320576", "苏州工业园区", Kind.FUNCTIONAL_ZONE),
        (Level.DISTRICT, "320321", "丰县", Kind.COUNTY),
        (Level.DISTRICT, "320585", "太仓市", Kind.COUNTY_CITY),
        (Level.DISTRICT, "460400", "儋州市", Kind.VIRTUAL),
        (Level.STREET, "320505001", "横塘街道", Kind.STREET),
        (Level.STREET, "320585100", "城厢镇", Kind.TOWN),
        (Level.STREET, "320585400", "经济开发区", Kind.FUNCTIONAL_ZONE),
        (Level.COMMUNITY, "320585100007", "弇山社区居委会", Kind.RESIDENTS_COMMITTEE),
        (Level.COMMUNITY, "320585100201", "胜泾村委会", Kind.VILLAGERS_COMMITTEE),
        (Level.COMMUNITY, "320505400498", "虚拟社区", Kind.VIRTUAL),
    ],
)
def test_the_code_says_what_a_region_is(level: Level, code: str, name: str, kind: Kind) -> None:
    assert kind_of(level, code, name) is kind


def test_quasi_units_are_in_no_denominator() -> None:
    assert urban_rural_of(Kind.RESIDENTS_COMMITTEE) is UrbanRural.URBAN
    assert urban_rural_of(Kind.VILLAGERS_COMMITTEE) is UrbanRural.RURAL
    assert urban_rural_of(Kind.VIRTUAL) is None


def test_a_name_that_contradicts_its_code_wants_review() -> None:
    assert disagrees(Kind.RESIDENTS_COMMITTEE, "店埠村委会")
    assert disagrees(Kind.VILLAGERS_COMMITTEE, "花园社区居委会")
    assert not disagrees(Kind.VILLAGERS_COMMITTEE, "胜泾村委会")
    assert not disagrees(Kind.VIRTUAL, "某村委会")


def test_names_compare_without_width_case_blanks_and_invisible_characters() -> None:
    assert name_norm("弇山 社区（A区）\u200b") == name_norm("弇山社区(a区)")


def test_a_name_is_typed_in_full_or_by_initials() -> None:
    assert readings("城厢镇") == ("chengxiangzhen", "cxz")


@given(text=st.text(max_size=40))
def test_comparing_twice_changes_nothing(text: str) -> None:
    once = name_norm(name_norm(text))
    assert once == name_norm(once)


def test_paths_go_from_the_city_down() -> None:
    rows = [CHENGXIANG, RegionRow("320585", "3205", "district", "太仓市")]
    rows.append(RegionRow("3205", "32", "city", "苏州市"))

    plan = place(rows, {}, new_id=ids.new)

    city, district, street = plan.new
    assert city.parent_id is None
    assert street.path == f"{city.id.hex}.{district.id.hex}.{street.id.hex}."
    assert street.parent_id == district.id


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (RegionRow("32058510", "320585", "street", "城厢镇"), "9 位"),
        (RegionRow("３２０５８５１００", "320585", "street", "城厢镇"), "9 位"),
        (RegionRow("320585100", "320585", "grid", "城厢镇"), "级别"),
        (RegionRow("320585100", "320585", "street", ""), "名称"),
        (RegionRow("320585100", "320585", "street", " \u3000"), "名称"),
        (RegionRow("320585100", "320585", "street", "城\x07厢"), "控制字符"),
        (CHENGXIANG, "上级代码"),
    ],
)
def test_a_bad_row_is_named_with_its_reason(row: RegionRow, reason: str) -> None:
    plan = place([row], {}, new_id=ids.new)

    assert plan.new == []
    assert reason in plan.errors[0]["reason"]


def test_a_code_twice_in_a_file_is_refused() -> None:
    row = RegionRow("3205", "32", "city", "苏州市")
    assert "重复" in place([row, row], {}, new_id=ids.new).errors[0]["reason"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("a,b\n", 1), ("code,parent_code,level,name\n1,2\n", 2), ('"code', 1)],
)
def test_a_file_of_another_form_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=f"^{line}$"):
        rows_of(text)


def test_the_shipped_regions_of_taicang_and_suzhou() -> None:
    plan = place(read_file(SHIPPED), {}, new_id=ids.new)
    fields = [region.fields() for region in plan.new]
    communities = [one for one in fields if one["level"] is Level.COMMUNITY]
    taicang = [one for one in communities if one["code"].startswith("320585")]
    towns = [one for one in fields if one["level"] is Level.STREET]

    assert plan.errors == []
    assert len(communities) == 2_248
    assert sum(one["code"].startswith("320585") for one in towns) == 8
    assert len(taicang) == 160
    assert sum(one["urban_rural"] is UrbanRural.URBAN for one in taicang) == 88
    assert sum(one["urban_rural"] is UrbanRural.RURAL for one in taicang) == 72


def test_the_whole_province() -> None:
    if not JIANGSU.exists():
        pytest.skip("the region file of Jiangsu is not here")

    rows = [row for row in read_file(JIANGSU) if row.level != "province"]
    plan = place(rows, {}, new_id=ids.new)

    counts = {level: sum(one.row.level == level for one in plan.new if one.row) for level in Level}
    assert counts == {"city": 13, "district": 104, "street": 1_487, "community": 21_958}
    kinds = [
        kind_of(Level.COMMUNITY, one.row.code, one.name)
        for one in plan.new
        if one.row and one.row.level == "community"
    ]
    assert kinds.count(Kind.RESIDENTS_COMMITTEE) == 8_383
    assert kinds.count(Kind.VILLAGERS_COMMITTEE) == 13_263
    assert kinds.count(Kind.VIRTUAL) == 312
