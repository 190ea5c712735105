"""Why a step of a visit may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class WrongCode(Conflict):
    """That is not the code the resident was given."""

    tries_left: int

    zh: ClassVar[str] = "验证码不正确，还可再试 {tries_left} 次，请向居民核对。"
    en: ClassVar[str] = "That is not the code; {tries_left} tries left. Ask the resident."


@dataclass(eq=False)
class CodesLocked(Conflict):
    """Too many wrong codes were given."""

    tries: int

    zh: ClassVar[str] = (
        "验证码已连续输错 {tries} 次被锁定，请居民重新生成验证码；"
        "居民没有账号的，请社区工作人员重新生成。"
    )
    en: ClassVar[str] = (
        "Locked after {tries} wrong codes; the resident can ask for new ones, "
        "and the staff for one without an account."
    )


@dataclass(eq=False)
class TooFarAway(Conflict):
    """The team is not where the need is."""

    metres: int
    metres_max: int

    zh: ClassVar[str] = (
        "当前位置距服务地点 {metres} 米，须在 {metres_max} 米以内，或输入居民的到达码。"
    )
    en: ClassVar[str] = "You are {metres} m away, {metres_max} m at most; or give the arrival code."


@dataclass(eq=False)
class PlaceUnknown(Conflict):
    """The need has no position to check against."""

    zh: ClassVar[str] = "该需求没有位置信息，请输入居民的到达码签到。"
    en: ClassVar[str] = "The need has no position; check in with the resident's arrival code."


@dataclass(eq=False)
class OwnService(Forbidden):
    """Who is of the team that served him, or of its organization, does not confirm its work."""

    zh: ClassVar[str] = (
        "该服务由您所在的服务队或组织提供，不能由您确认：未做好请提出异议，否则异议期满自动结案。"
    )
    en: ClassVar[str] = (
        "Your own team or organization served you, so its work is not yours to confirm: "
        "dispute it, or it ends by itself when the dispute window closes."
    )


@dataclass(eq=False)
class ContactNotYet(Forbidden):
    """The resident's contact is shown once the order is accepted."""

    zh: ClassVar[str] = "请先接单：接单后才能查看居民写的内容、联系方式和详细地址。"
    en: ClassVar[str] = (
        "Accept the order first: then you see what to do, the phone and the address."
    )


@dataclass(eq=False)
class ContactOver(Forbidden):
    """The resident's contact is no longer shown for this order."""

    until: datetime | None

    zh: ClassVar[str] = "该服务单已结束，不再提供居民的联系方式；如需联系居民，请通过社区工作人员。"
    en: ClassVar[str] = (
        "The order is over and shows no contact any more; ask the community's staff."
    )
