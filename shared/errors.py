"""What a rule may answer instead of yes.

A rule raises a subclass of one of these five kinds. The subclass name is the problem type, its
docstring the English title, its fields the facts the caller needs. `zh` and `en` are sentences
that say what to do; `{field}` in them is filled from the fields. Only shared/problems.py knows
which HTTP status a kind becomes.
"""

from dataclasses import dataclass
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The request was understood and refused."""

    zh: ClassVar[str] = "请求未被接受。"
    en: ClassVar[str] = "The request was refused."


class NotFound(Refusal):
    """Nothing exists under that identifier."""

    zh: ClassVar[str] = "没有找到对应的内容，请核对编号。"
    en: ClassVar[str] = "Nothing exists under that identifier; check it."


class Forbidden(Refusal):
    """The caller may not do this."""

    zh: ClassVar[str] = "当前账号无权执行此操作。"
    en: ClassVar[str] = "This account may not do this."


class Conflict(Refusal):
    """The current state does not allow this."""

    zh: ClassVar[str] = "当前状态不允许此操作，请刷新后再试。"
    en: ClassVar[str] = "The current state does not allow this; reload and try again."


class Invalid(Refusal):
    """The values cannot be accepted."""

    zh: ClassVar[str] = "提交的内容不符合要求，请修改后重新提交。"
    en: ClassVar[str] = "The values cannot be accepted; correct them and send again."


class Unavailable(Refusal):
    """Something this needs is not answering."""

    zh: ClassVar[str] = "服务暂时不可用，请稍后重试。"
    en: ClassVar[str] = "Temporarily unavailable; try again later."


@dataclass(eq=False)
class Unknown(NotFound):
    """Nothing exists under that identifier."""

    kind: str
    id: str

    zh: ClassVar[str] = "没有找到编号为 {id} 的记录，请核对编号。"
    en: ClassVar[str] = "There is no {kind} with the identifier {id}; check it."


@dataclass(eq=False)
class BadValue(Invalid):
    """One value cannot be accepted."""

    pointer: str
    reason_zh: str
    reason_en: str

    zh: ClassVar[str] = "{reason_zh}"
    en: ClassVar[str] = "{reason_en}"
