"""Why a social worker's record may be refused."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid
from shared.states import Named


@dataclass(eq=False)
class WorkerKnown(Conflict):
    """This person is registered as a social worker already."""

    zh: ClassVar[str] = "此人已登记为社会工作者。"
    en: ClassVar[str] = "This person is registered as a social worker already."


@dataclass(eq=False)
class CertificateTaken(Conflict):
    """A certificate of this level and number belongs to another record."""

    zh: ClassVar[str] = "该级别的证书编号已被登记，请核对。"
    en: ClassVar[str] = "A certificate of this level and number is registered already."


@dataclass(eq=False)
class CertificateDate(Invalid):
    """The certificate cannot have been issued that day."""

    pointer: str
    earliest: str
    latest: str

    zh: ClassVar[str] = "发证日期应在 {earliest} 与 {latest} 之间。"
    en: ClassVar[str] = "Certificates were issued between {earliest} and {latest}."


@dataclass(eq=False)
class NotAnEmployer(Conflict):
    """Only an active organization employs."""

    state: Named

    zh: ClassVar[str] = "该组织当前状态（{state}）不能聘用社会工作者。"
    en: ClassVar[str] = "An organization in the state {state} does not employ."


@dataclass(eq=False)
class NotYourWorker(Forbidden):
    """This account does not decide about this worker or employer."""

    zh: ClassVar[str] = "当前账号不能为该人员或该组织办理此事项。"
    en: ClassVar[str] = "This account does not decide about this worker or employer."
