"""Why a classification may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class NotAWay(Invalid):
    """A person must choose a way that leads somewhere."""

    pointer: str
    routes: list[Named]

    zh: ClassVar[str] = "人工分类必须选择具体去向：{routes}。"
    en: ClassVar[str] = "Choose one of the ways {routes}."


@dataclass(eq=False)
class NotOnTheMenu(Conflict):
    """No published menu item serves the category here."""

    category_code: str

    zh: ClassVar[str] = "本社区没有已发布的 {category_code} 菜单服务，不能派单，请选择其他去向。"
    en: ClassVar[str] = "No published menu item serves {category_code} here; choose another way."
