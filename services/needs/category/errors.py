"""Why a category may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class CatalogueOfAll(Forbidden):
    """The catalogue is one for all regions, and this account is in charge of some of them only."""

    zh: ClassVar[str] = "需求类别目录由全部区域共用，只能由负责全部区域的市级管理员修改。"
    en: ClassVar[str] = (
        "The catalogue is one for all regions: only who administers all of them may change it."
    )


@dataclass(eq=False)
class UnknownCategory(Invalid):
    """There is no such category."""

    pointer: str
    code: str

    zh: ClassVar[str] = "没有编码为 {code} 的需求类别，请从类别目录中选择。"
    en: ClassVar[str] = "There is no category {code}; choose one of the catalogue."


@dataclass(eq=False)
class CategoryRetired(Invalid):
    """The category takes no new needs any more."""

    pointer: str
    code: str
    successor_code: str | None

    zh: ClassVar[str] = "类别 {code} 已停用，不再受理新需求（接替类别：{successor_code}）。"
    en: ClassVar[str] = "The category {code} is retired; its successor is {successor_code}."


@dataclass(eq=False)
class CategoryNotLeaf(Invalid):
    """The category only groups others."""

    pointer: str
    code: str

    zh: ClassVar[str] = "类别 {code} 是分组，请选择其下的具体类别。"
    en: ClassVar[str] = "The category {code} only groups others; choose one below it."


@dataclass(eq=False)
class CategoryExists(Conflict):
    """A category with this code exists already."""

    code: str

    zh: ClassVar[str] = "编码 {code} 已被使用（停用的编码也不再重复使用），请换一个编码。"
    en: ClassVar[str] = "The code {code} is taken (retired codes included); choose another."


@dataclass(eq=False)
class CategoryHasLeaves(Conflict):
    """Categories below this one are still in use."""

    code: str
    below: list[str]

    zh: ClassVar[str] = "类别 {code} 之下仍有在用的类别，请先停用它们。"
    en: ClassVar[str] = "Categories below {code} are in use; retire them first."
