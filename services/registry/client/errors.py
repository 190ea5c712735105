"""Why something is refused about API clients."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Invalid
from shared.states import Named


@dataclass(eq=False)
class NotForClients(Invalid):
    """A system may not hold this role."""

    pointer: str
    role: Named

    zh: ClassVar[str] = "“{role}”角色不能授予接口客户端。"
    en: ClassVar[str] = "The role {role} cannot be given to a system."


@dataclass(eq=False)
class ClientRevoked(Conflict):
    """The client was revoked before; take in another one."""

    zh: ClassVar[str] = "该接口客户端已被注销，请登记新的客户端。"
    en: ClassVar[str] = "The client was revoked before; take in another one."


@dataclass(eq=False)
class BadValidity(Invalid):
    """The client would be valid in the past only, or for longer than three years."""

    pointer: str = "/valid_to"

    zh: ClassVar[str] = "有效期须晚于现在，且不超过三年。"
    en: ClassVar[str] = "The validity must end in the future, within three years."


@dataclass(eq=False)
class BadNetwork(Invalid):
    """An address that is allowed is not an IP network."""

    pointer: str

    zh: ClassVar[str] = "允许的来源地址须为 IP 地址或网段（CIDR）。"
    en: ClassVar[str] = "The allowed addresses must be IP addresses or networks (CIDR)."
