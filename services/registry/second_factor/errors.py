"""Why a sign-in with a right password, or a change of how one signs in, is refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class CodeNeeded(Forbidden):
    """This account signs in with a code of the authenticator app too."""

    zh: ClassVar[str] = "此账号须同时填写动态验证码（code），请打开手机上的验证器应用查看。"
    en: ClassVar[str] = "This account needs a code too (code); read it in your authenticator app."


@dataclass(eq=False)
class SecondFactorNeeded(Forbidden):
    """Staff here sign in with a second factor, and this account has none yet."""

    zh: ClassVar[str] = (
        "此处工作人员须使用动态验证码登录，此账号尚未绑定验证器。"
        "请先调用 POST /sessions/second-factor 绑定，再填写验证码（code）登录。"
    )
    en: ClassVar[str] = (
        "Staff here sign in with a second factor, and this account has none yet: "
        "get one by POST /sessions/second-factor, then sign in with its code (code)."
    )


@dataclass(eq=False)
class NoSecondFactor(Conflict):
    """The account has no second factor that could be taken away."""

    zh: ClassVar[str] = "此账号没有绑定验证器，无需解除。"
    en: ClassVar[str] = "The account has no second factor; there is nothing to take away."


@dataclass(eq=False)
class OwnSecondFactor(Forbidden):
    """Nobody takes away his own second factor: with his session open, anybody could."""

    zh: ClassVar[str] = (
        "不能解除自己的验证器。更换手机请用 POST /sessions/second-factor；"
        "手机遗失请由其他平台管理员解除。"
    )
    en: ClassVar[str] = (
        "Nobody takes away his own. For a new phone use POST /sessions/second-factor; "
        "if the old one is lost, ask another administrator."
    )
