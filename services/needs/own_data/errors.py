"""Why there is nothing to copy."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import NotFound


@dataclass(eq=False)
class NobodysAccount(NotFound):
    """This account stands for no person, so nothing is kept of one."""

    zh: ClassVar[str] = "当前账号不对应任何个人，没有可查阅的个人信息；请用本人的居民账号登录。"
    en: ClassVar[str] = (
        "This account stands for no person, so nothing is kept of one; sign in with your own."
    )
