"""Why an item cannot be had."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class OutOfStock(Conflict):
    """Nothing of this item is left."""

    code: str

    zh: ClassVar[str] = "该项目（{code}）已兑完，请选择其他项目或等待补充。"
    en: ClassVar[str] = "Nothing of {code} is left; choose another item or wait for more."


@dataclass(eq=False)
class ItemNotValid(Conflict):
    """The item is not offered on this day, or not in the organization's region."""

    code: str
    valid_from: date
    valid_to: date | None

    zh: ClassVar[str] = "该项目（{code}）目前不对贵组织开放，请查看有效期和适用地区。"
    en: ClassVar[str] = "{code} is not open to this organization now; see its period and region."


@dataclass(eq=False)
class TierTooLow(Conflict):
    """The item is for organizations of a higher tier."""

    tier: int
    tier_min: int

    zh: ClassVar[str] = "该项目要求等级 T{tier_min}，贵组织目前为 T{tier}，请选择其他项目。"
    en: ClassVar[str] = "The item takes T{tier_min}, the organization is T{tier}; choose another."


@dataclass(eq=False)
class CodeTaken(Conflict):
    """Another item has this code."""

    code: str

    zh: ClassVar[str] = "编号 {code} 已被使用，请换一个。"
    en: ClassVar[str] = "The code {code} is taken; choose another."


@dataclass(eq=False)
class LimitReached(Conflict):
    """The organization has had as many of this item as one may have."""

    limit: int

    zh: ClassVar[str] = "每个组织限兑 {limit} 次，已达上限，请选择其他项目。"
    en: ClassVar[str] = "An organization may have it {limit} times, and has; choose another item."
