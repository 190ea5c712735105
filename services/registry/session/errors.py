"""Why a login or its renewal is refused, apart from the edge's own 401 and 429."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict


@dataclass(eq=False)
class AlreadyRefreshed(Conflict):
    """This refresh token was used a moment ago."""

    zh: ClassVar[str] = "该登录凭证刚刚已被更换，请使用最新的凭证；如未收到，请重新登录。"
    en: ClassVar[str] = (
        "The refresh token was exchanged a moment ago; use the new one, or sign in again."
    )
