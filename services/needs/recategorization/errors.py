"""Why a need may not be given another category."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class SameCategory(Conflict):
    """The need is of this category already."""

    category_code: str

    zh: ClassVar[str] = "该需求的类别已经是 {category_code}，无需变更；如类别有误，请选择其他类别。"
    en: ClassVar[str] = "The need is of the category {category_code} already; choose another one."
