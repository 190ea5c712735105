"""Why a wish to be erased may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, NotFound
from shared.states import Named


@dataclass(eq=False)
class ErasureAsked(Conflict):
    """The person asked before, and his wish is still open."""

    state: Named
    due_at: datetime

    zh: ClassVar[str] = (
        "您已申请删除个人信息（{state}），最迟于 {due_at} 答复；"
        "可用 GET /me/erasure 查看进度，无需再次申请。"
    )
    en: ClassVar[str] = (
        "You asked for it before ({state}); it is answered by {due_at}. "
        "Follow it with GET /me/erasure."
    )


@dataclass(eq=False)
class OwnErasure(Forbidden):
    """Nobody decides on his own wish, or on that of somebody he lives with."""

    zh: ClassVar[str] = "不能办理本人或同住家人的删除申请，请由其他登记管理人员办理。"
    en: ClassVar[str] = (
        "It is your own wish, or that of somebody you live with; another registrar must decide."
    )


@dataclass(eq=False)
class NoErasure(NotFound):
    """Nobody asked that the caller's data be destroyed."""

    zh: ClassVar[str] = "您没有申请过删除个人信息；如需删除，请提交 POST /me/erasure。"
    en: ClassVar[str] = "You never asked for it; to have your data destroyed, POST /me/erasure."
