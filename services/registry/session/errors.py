"""Why a login or its renewal is refused, apart from the edge's own 401 and 429."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class AlreadyRefreshed(Conflict):
    """This refresh token was used a moment ago."""

    zh: ClassVar[str] = "该登录凭证刚刚已被更换，请使用最新的凭证；如未收到，请重新登录。"
    en: ClassVar[str] = (
        "The refresh token was exchanged a moment ago; use the new one, or sign in again."
    )


@dataclass(eq=False)
class PasswordGiven(Forbidden):
    """Somebody else chose this password: one signs in with it only while choosing another."""

    zh: ClassVar[str] = "此密码由他人设定，登录时请同时设置您自己的新密码（new_password）。"
    en: ClassVar[str] = (
        "Somebody else chose this password; choose your own while signing in (new_password)."
    )
