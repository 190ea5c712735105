"""Why a role may not be given."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class MayNotGive(Forbidden):
    """This account may not give that role."""

    role: Named

    zh: ClassVar[str] = "当前账号无权授予“{role}”角色，请由上级单位授权。"
    en: ClassVar[str] = "This account may not give the role {role}; ask the level above."


@dataclass(eq=False)
class GrantExceeds(Forbidden):
    """The grant reaches further than the giver's own."""

    role: Named
    until: datetime

    zh: ClassVar[str] = (
        "您可授予“{role}”的区域、组织和期限不得超出自身授权（至 {until}），请缩小范围或缩短期限。"
    )
    en: ClassVar[str] = (
        "You give {role} within your own region, organization and term (until {until}); "
        "narrow it or shorten it."
    )


@dataclass(eq=False)
class OwnGrant(Forbidden):
    """Nobody gives a role to himself."""

    zh: ClassVar[str] = "不能给自己授权，请由其他有权人员办理。"
    en: ClassVar[str] = "Nobody gives a role to himself; someone else must."


@dataclass(eq=False)
class BadTerm(Invalid):
    """The term of a grant lies in the past, is empty, or is too long."""

    pointer: str
    months_max: int

    zh: ClassVar[str] = "授权期限须晚于现在，且不超过 {months_max} 个月。"
    en: ClassVar[str] = "The term must end in the future and last at most {months_max} months."


@dataclass(eq=False)
class BadBinding(Invalid):
    """The role needs a region or an organization, or may not have one."""

    pointer: str
    role: Named

    zh: ClassVar[str] = (
        "“{role}”角色的区域或组织填写有误：平台管理员不填区域，其他角色都须填写；"
        "组织内的角色还须填写组织，工作人员的角色不填组织。"
    )
    en: ClassVar[str] = (
        "The role {role} does not go with this: all but platform_admin need a region, "
        "roles within an organization need it besides, those of staff have none."
    )


@dataclass(eq=False)
class AlreadyHeld(Conflict):
    """The same role is already held there."""

    role: Named

    zh: ClassVar[str] = (
        "该账号在此期限、此范围内已有“{role}”角色，请先撤销原授权，或从原授权到期时起续授。"
    )
    en: ClassVar[str] = (
        "The role {role} is already held there at that time; revoke it, or let the new one begin "
        "when it ends."
    )


@dataclass(eq=False)
class OnDutyElsewhere(Conflict):
    """Whoever is on duty with two accounts could be both of the two who must agree."""

    zh: ClassVar[str] = "该人员已以其另一账号履职，请将角色授予该账号，或先撤销其原有角色。"
    en: ClassVar[str] = (
        "This person is on duty with another account; give the role to that one, or revoke its "
        "roles first."
    )


@dataclass(eq=False)
class TooManyGrants(Conflict):
    """An account holds as many roles as a token can carry."""

    limit: int

    zh: ClassVar[str] = "一个账号最多同时持有 {limit} 项授权，请先撤销不再需要的授权。"
    en: ClassVar[str] = "An account holds at most {limit} grants; revoke one first."


@dataclass(eq=False)
class AlreadyRevoked(Conflict):
    """The grant was revoked before; give the role anew if it is needed."""

    zh: ClassVar[str] = "该授权此前已被撤销，无需再次撤销；如仍需要，请重新授权。"
    en: ClassVar[str] = "The grant was revoked before; give the role anew if it is needed."
