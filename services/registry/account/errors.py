"""Why something is refused about accounts."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


@dataclass(eq=False)
class UsernameTaken(Conflict):
    """The username is in use."""

    zh: ClassVar[str] = "该用户名已被使用，请换一个。"
    en: ClassVar[str] = "The username is in use; choose another."


@dataclass(eq=False)
class HasAccount(Conflict):
    """The person signs in with an account already, perhaps a disabled one."""

    zh: ClassVar[str] = "该人员已有账号；忘记密码、账号停用或需另一类账号的，请联系平台管理员。"
    en: ClassVar[str] = (
        "The person has an account already; for a new password, one of another kind, or to take "
        "a disabled one back into use, ask the platform's administrator."
    )


@dataclass(eq=False)
class BadUsername(Invalid):
    """The username has a form that is not allowed."""

    pointer: str

    zh: ClassVar[str] = "用户名须为 3 至 64 个字母、汉字、数字或 . _ @ + - 字符。"
    en: ClassVar[str] = "A username is 3 to 64 letters, digits or . _ @ + - characters."


@dataclass(eq=False)
class WeakPassword(Invalid):
    """The password is too short, too long or too easy to guess."""

    pointer: str
    length_min: int
    bytes_max: int
    different_min: int

    zh: ClassVar[str] = (
        "密码至少 {length_min} 个字符、不超过 {bytes_max} 字节，"
        "至少含 {different_min} 种不同字符，不得包含用户名；请换一个。"
    )
    en: ClassVar[str] = (
        "A password has at least {length_min} characters and at most {bytes_max} bytes, "
        "{different_min} different characters or more, and not the username in it."
    )


@dataclass(eq=False)
class WrongPassword(Forbidden):
    """The current password is not this one."""

    zh: ClassVar[str] = "当前密码不正确，请重新输入；如忘记密码，请联系平台管理员重置。"
    en: ClassVar[str] = "That is not the current password; try again, or ask an administrator."


@dataclass(eq=False)
class OutsideRegion(Forbidden):
    """The account would lie outside the creator's region, or be of a kind he may not create."""

    zh: ClassVar[str] = "只能为本人管辖区域内的居民开通账号；其他账号请联系平台管理员。"
    en: ClassVar[str] = (
        "Only accounts of residents of one's own region may be opened; "
        "for any other ask the platform's administrator."
    )


@dataclass(eq=False)
class AccountDisabled(Conflict):
    """The account is disabled; take it back into use first."""

    zh: ClassVar[str] = "该账号已停用，如需使用，请先恢复启用。"
    en: ClassVar[str] = "The account is disabled; take it back into use first."


@dataclass(eq=False)
class OwnAccount(Forbidden):
    """Nobody disables his own account."""

    zh: ClassVar[str] = "不能停用自己的账号，请由其他平台管理员办理。"
    en: ClassVar[str] = "Nobody disables his own account; another administrator must."
