"""Why a social worker's record may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class WorkerKnown(Conflict):
    """This person is registered as a social worker already; use that record."""

    zh: ClassVar[str] = "此人已登记为社会工作者，请使用原有记录。"
    en: ClassVar[str] = "This person is registered as a social worker already; use that record."


@dataclass(eq=False)
class CertificateTaken(Conflict):
    """A certificate of this level and number belongs to another record."""

    zh: ClassVar[str] = "该级别的证书编号已被登记，请对照证书核对编号。"
    en: ClassVar[str] = "This level and number are registered already; compare the certificate."


@dataclass(eq=False)
class CertificateDate(Invalid):
    """The certificate cannot have been issued that day."""

    pointer: str
    earliest: str
    latest: str

    zh: ClassVar[str] = "发证日期应在 {earliest} 与 {latest} 之间，请对照证书核对。"
    en: ClassVar[str] = "Certificates were issued from {earliest} to {latest}; compare it."


@dataclass(eq=False)
class NotAnEmployer(Conflict):
    """Only an active organization employs."""

    state: Named

    zh: ClassVar[str] = (
        "该组织当前状态（{state}）不能聘用社会工作者：请待其恢复正常，已终止的请改选其他组织。"
    )
    en: ClassVar[str] = (
        "An organization that is {state} does not employ: reinstate it first, "
        "or where it has ended choose another."
    )


@dataclass(eq=False)
class NotYourWorker(Forbidden):
    """This account does not decide about it; ask the community, street or employer."""

    zh: ClassVar[str] = "当前账号不能为该人员或该组织办理此事项，请由所在社区、街道或用人单位办理。"
    en: ClassVar[str] = (
        "This account does not decide about it; ask the community, street or employer."
    )
