"""Why no person is put behind an account."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Invalid


@dataclass(eq=False)
class NothingToBind(Conflict):
    """Only a resident's account without a person has somebody put behind it."""

    zh: ClassVar[str] = "此账号已对应登记人员，或不是居民账号，无需出示绑定码。"
    en: ClassVar[str] = (
        "The account stands for somebody already, or is not a resident's; it needs no code."
    )


@dataclass(eq=False)
class BindingCodeWrong(Invalid):
    """Nobody shows this code, or no longer."""

    pointer: str = "/code"

    zh: ClassVar[str] = "绑定码有误或已过期，请对照居民手机上的绑定码，或请其重新获取。"
    en: ClassVar[str] = (
        "The code is mistyped or too old; compare it with the resident's phone, or let him get "
        "another."
    )
