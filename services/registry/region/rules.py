"""How a national code and a name become a region; spec/registry.md §2.1."""

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from services.registry.region.states import CODE_DIGITS, Kind, Level, RegionStatus, UrbanRural

HEADER = ["code", "parent_code", "level", "name"]
NAME_MAX = 60
FILLERS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
"""Names the code system uses where a level is missing."""

# the last digits of a statistical code say what a region is: (first, last, kind)
# fmt: off
DISTRICT_KINDS = [
    (1, 20, Kind.DISTRICT), (21, 70, Kind.COUNTY),
    (71, 80, Kind.FUNCTIONAL_ZONE), (81, 99, Kind.COUNTY_CITY),
]
STREET_KINDS = [
    (1, 99, Kind.STREET), (100, 199, Kind.TOWN),
    (200, 399, Kind.TOWNSHIP), (400, 599, Kind.FUNCTIONAL_ZONE),
]
COMMUNITY_KINDS = [(1, 199, Kind.RESIDENTS_COMMITTEE), (200, 399, Kind.VILLAGERS_COMMITTEE)]
# fmt: on
SUFFIXES = {
    Kind.RESIDENTS_COMMITTEE: ("居委会", "居民委员会"),
    Kind.VILLAGERS_COMMITTEE: ("村委会", "村民委员会"),
}
TAILED = r"(.*?)((?:社区)?(?:居委会|居民委员会|村委会|村民委员会)?)"
ENDS = {Kind.RESIDENTS_COMMITTEE: UrbanRural.URBAN, Kind.VILLAGERS_COMMITTEE: UrbanRural.RURAL}


@dataclass(frozen=True)
class RegionRow:
    """One row of a file: `parent_code` is empty at the top."""

    code: str
    parent_code: str
    level: str
    name: str


@dataclass(frozen=True)
class Placed:
    """A region's place in the tree."""

    id: UUID
    path: str
    name: str
    parent_id: UUID | None = None
    row: RegionRow | None = None

    def fields(self) -> dict[str, Any]:
        """What a statistical row says about a new region, by column."""
        assert self.row is not None
        level = Level(self.row.level)
        kind = kind_of(level, self.row.code, self.name)
        pinyin, initials = readings(self.name)
        return {
            "id": self.id,
            "parent_id": self.parent_id,
            "path": self.path,
            "level": level,
            "kind": kind,
            "name": self.name,
            "name_norm": name_norm(self.name),
            "pinyin": pinyin,
            "initials": initials,
            "code": self.row.code,
            "urban_rural": urban_rural_of(kind),
            "status": RegionStatus.ACTIVE,
            "needs_review": disagrees(kind, self.name),
        }


@dataclass
class Plan:
    """What reading a file would do: regions to add, and rows that want a person."""

    new: list[Placed] = field(default_factory=list)
    differing: list[dict[str, str]] = field(default_factory=list)
    doubtful: list[dict[str, str]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


def rows_of(text: str) -> list[RegionRow]:
    """The rows of a CSV (code,parent_code,level,name); ValueError says which line is wrong."""
    lines = csv.reader(text.lstrip("\ufeff").splitlines(), strict=True)
    try:
        named = next(lines, None) == HEADER
        rows = [RegionRow(*line) for line in lines if line] if named else []
    except (TypeError, csv.Error) as wrong:
        raise ValueError(lines.line_num) from wrong
    if not named:
        raise ValueError(1)
    return rows


def name_norm(name: str) -> str:
    """A name as it is compared: NFKC, lower case, no spaces and no invisible characters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(
        char for char in folded if not char.isspace() and unicodedata.category(char) != "Cf"
    )


def readings(name: str) -> tuple[str, str]:
    """How a name is typed without Chinese characters: full pinyin, and the initials."""
    stem, tail = re.fullmatch(TAILED, name_norm(name), re.DOTALL).groups()  # type: ignore[union-attr]
    syllables = [*_syllables(stem), *_syllables(tail)]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


@lru_cache(maxsize=10_000)
def _syllables(text: str) -> list[str]:
    # looking pinyin up is most of an import, and half of every name is the same few words
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes 45 MiB: only when used

    found: list[str] = lazy_pinyin(text)
    return found


def kind_of(level: Level, code: str, name: str) -> Kind:
    """What a region is, by the last digits of its statistical code."""
    if name in FILLERS:
        return Kind.VIRTUAL
    if level is Level.CITY:
        return Kind.PREFECTURE
    start, ranges = {
        Level.DISTRICT: (4, DISTRICT_KINDS),
        Level.STREET: (6, STREET_KINDS),
        Level.COMMUNITY: (9, COMMUNITY_KINDS),
    }[level]
    number = int(code[start:])
    return next((kind for first, last, kind in ranges if first <= number <= last), Kind.VIRTUAL)


def urban_rural_of(kind: Kind) -> UrbanRural | None:
    """Residents' committees are urban, villages rural; everything else is in no denominator."""
    return ENDS.get(kind)


def disagrees(kind: Kind, name: str) -> bool:
    """Whether a community's name and code name different committees; a person decides."""
    return any(name.endswith(ends) for other, ends in SUFFIXES.items() if other is not kind) and (
        kind in SUFFIXES
    )


def row_error(row: RegionRow) -> str | None:
    """Why a row cannot be imported, in Chinese; None when it can."""
    if row.level not in set(Level):
        return f"级别应为 {'、'.join(Level)}"
    if not Level(row.level).has_code(row.code):
        return f"代码应为 {CODE_DIGITS[Level(row.level)]} 位数字"
    if not name_norm(row.name) or len(row.name) > NAME_MAX:
        return f"名称应为 1 至 {NAME_MAX} 个字符"
    if any(unicodedata.category(char) == "Cc" for char in row.name):
        return "名称含有控制字符"
    return None


def place(rows: list[RegionRow], known: Mapping[str, Placed], new_id: Callable[[], UUID]) -> Plan:
    """Give every unknown row its place below its parent; `known` is what exists, by code."""
    plan, placed, seen = Plan(), dict(known), set[str]()
    depth = {level.value: number for number, level in enumerate(Level)}
    for row in sorted(rows, key=lambda row: depth.get(row.level, 0)):
        reason = row_error(row)
        if reason is None and row.code in seen:
            reason = "代码在文件中重复"
        above = placed if len(row.parent_code) < len(row.code) else {}
        if reason is None and row.level != Level.CITY and row.parent_code not in above:
            reason = "上级代码不在文件中、未登记，或级别不高于本级"
        seen.add(row.code)
        if reason is not None:
            plan.errors.append({"code": row.code, "reason": reason})
        elif row.code not in known:
            parent = None if row.level == Level.CITY else placed[row.parent_code]
            placed[row.code] = _below(parent, row, new_id())
            plan.new.append(placed[row.code])
            if disagrees(kind_of(Level(row.level), row.code, row.name), row.name):
                plan.doubtful.append(
                    {"finding": "needs_review", "code": row.code, "file": row.name}
                )
        elif (here := known[row.code].name) != row.name:
            plan.differing.append(
                {"finding": "differs", "code": row.code, "here": here, "file": row.name}
            )
    return plan


def _below(above: Placed | None, row: RegionRow, id: UUID) -> Placed:
    path, parent_id = (above.path, above.id) if above else ("", None)
    return Placed(id, f"{path}{id.hex}.", row.name, parent_id, row)
