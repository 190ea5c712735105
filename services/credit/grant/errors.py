"""Why credits cannot be moved by hand."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Invalid


@dataclass(eq=False)
class NotBetweenHolders(Invalid):
    """Credits are never moved from one holder to another."""

    pointer: str

    zh: ClassVar[str] = "积分不能在组织之间转让；请只填写一个组织账户。"
    en: ClassVar[str] = "Credits are not transferable between holders; name one holder's account."
