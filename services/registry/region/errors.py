"""Why a region, or a file of regions, may be refused."""

from dataclasses import dataclass
from typing import Any, ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class BadRegionRows(Invalid):
    """Some rows of the file cannot be imported; nothing was."""

    count: int
    rows: list[dict[str, Any]]

    zh: ClassVar[str] = (
        "文件中有 {count} 行无法导入，未做任何更改，请按 rows 中的说明修改后重新提交。"
    )
    en: ClassVar[str] = "{count} row(s) cannot be imported and nothing was changed; see rows."


@dataclass(eq=False)
class CodeTaken(Conflict):
    """Another region holds this code at that time."""

    system: str
    code: str

    zh: ClassVar[str] = "代码 {code} 在该时段已属于另一个区域，请核对。"
    en: ClassVar[str] = "The code {code} belongs to another region at that time; check it."


@dataclass(eq=False)
class RevisionOutOfOrder(Conflict):
    """A revision must take effect after the one before it and not in the future."""

    since: str
    today: str

    zh: ClassVar[str] = "生效日期必须在 {since} 与 {today} 之间。"
    en: ClassVar[str] = "The effective date must lie between {since} and {today}."


class NotYourRegion(Forbidden):
    """The region lies outside what this account administers; ask its administrator."""

    zh: ClassVar[str] = "该区域不在当前账号的管理范围内，请由负责该区域的管理员办理。"
    en: ClassVar[str] = (
        "The region lies outside what this account administers; ask its administrator."
    )
