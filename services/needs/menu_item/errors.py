"""Why a menu item may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class CapMismatch(Invalid):
    """A free service has no price cap, every other one needs a positive cap."""

    pointer: str
    fee: str
    price_cap_fen: int | None

    zh: ClassVar[str] = "免费服务不得填写限价；补贴或限价服务必须填写大于 0 元的限价。"
    en: ClassVar[str] = "A free service has no cap; any other needs a cap above 0.00 yuan."


@dataclass(eq=False)
class CodeTaken(Conflict):
    """Another menu item has this code."""

    code: str

    zh: ClassVar[str] = "菜单编码 {code} 已被使用，请更换。"
    en: ClassVar[str] = "The code {code} is taken; choose another."


@dataclass(eq=False)
class RegionNotYours(Forbidden):
    """The region lies outside the caller's responsibility."""

    region_id: str

    zh: ClassVar[str] = "该区域不在您的管理范围内，请选择您负责的区域，或由该区域的工作人员办理。"
    en: ClassVar[str] = (
        "That region lies outside your responsibility; choose yours, or ask its staff."
    )
