"""Why a proposal may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class AboveCap(Invalid):
    """The proposal asks for more than one project of the round may get."""

    pointer: str
    requested: str
    cap: str

    zh: ClassVar[str] = "申请金额 {requested} 元超过单个项目上限 {cap} 元，请调整服务清单。"
    en: ClassVar[str] = "{requested} yuan is above the {cap} a project may get; change its items."
