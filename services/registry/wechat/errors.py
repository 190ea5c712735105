"""Why a sign-in from a mini-program is refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid, Unavailable


@dataclass(eq=False)
class WechatNotSetUp(Conflict):
    """This platform has no mini-program."""

    zh: ClassVar[str] = "本平台尚未接入微信小程序，请用用户名和密码登录，或联系平台管理员。"
    en: ClassVar[str] = (
        "This platform has no mini-program of WeChat: sign in with a password, or ask the "
        "platform's administrator."
    )


@dataclass(eq=False)
class WechatCodeRefused(Invalid):
    """WeChat does not know this code, or it was used before."""

    pointer: str = "/code"

    zh: ClassVar[str] = "微信登录凭证无效、已使用或已过期，请重新调用 wx.login 获取。"
    en: ClassVar[str] = "The code is unknown, used or too old; get another with wx.login."


@dataclass(eq=False)
class WechatAtRisk(Forbidden):
    """WeChat holds this user to be dangerous."""

    zh: ClassVar[str] = "微信判定该用户存在风险，暂不能以微信登录；请到社区窗口办理。"
    en: ClassVar[str] = "WeChat holds this user to be a risk; go to the community's window instead."


@dataclass(eq=False)
class WechatSilent(Unavailable):
    """WeChat does not answer, or not as its documents say."""

    zh: ClassVar[str] = "微信服务暂无响应，请稍后重新调用 wx.login 再试，或用密码登录。"
    en: ClassVar[str] = "WeChat does not answer; try again later with another code of wx.login."


@dataclass(eq=False)
class CommunityNeeded(Invalid):
    """Who signs in for the first time says in which community he lives."""

    pointer: str = "/region_id"

    zh: ClassVar[str] = "首次登录请选择您居住的社区（region_id），并重新调用 wx.login。"
    en: ClassVar[str] = "Choose the community you live in (region_id), with another code."


@dataclass(eq=False)
class ResidentsOnly(Forbidden):
    """Staff sign in with a password."""

    zh: ClassVar[str] = "工作人员账号须用密码登录，不能绑定微信；居民账号方可绑定。"
    en: ClassVar[str] = "Staff sign in with a password; only residents' accounts take WeChat."


@dataclass(eq=False)
class WechatTaken(Conflict):
    """This WeChat user signs in to another account."""

    zh: ClassVar[str] = "该微信已绑定另一个账号，请先登录那个账号解除绑定。"
    en: ClassVar[str] = "This WeChat user has another account; sign in there and unbind it first."


@dataclass(eq=False)
class NoOtherWay(Conflict):
    """Without WeChat nobody could sign in to this account any more."""

    zh: ClassVar[str] = "此账号没有密码，解除绑定后将无法登录；请先请社区或管理员设置密码。"
    en: ClassVar[str] = "The account has no password, so nobody could sign in; get one first."


@dataclass(eq=False)
class NotBound(Conflict):
    """The account has no WeChat user."""

    zh: ClassVar[str] = "此账号没有绑定微信，无需解除。"
    en: ClassVar[str] = "No WeChat user is bound to this account; there is nothing to undo."
