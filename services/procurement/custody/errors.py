"""Why something about the key of a purchase may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden, Invalid


class NotACustodian(Forbidden):
    """Only who was given a share of this key hands it in."""

    zh: ClassVar[str] = "您不是本采购活动的密钥托管人，请由被指定的托管人办理。"
    en: ClassVar[str] = "You were given no share of this key; one of its custodians must do this."


@dataclass(eq=False)
class OpeningTooEarly(Conflict):
    """Nothing is opened before the tender is closed and its closing is published."""

    opens_at: datetime

    zh: ClassVar[str] = "截止时间（{opens_at}）届满并发布截止公告后方可提交密钥份额，请届时再办理。"
    en: ClassVar[str] = (
        "No share is taken before the deadline ({opens_at}) and the notice of closing; come then."
    )


@dataclass(eq=False)
class WrongShare(Invalid):
    """What was handed in is not the share that this custodian was given."""

    pointer: str

    zh: ClassVar[str] = "提交的内容不是您所托管的密钥份额，请用本人私钥重新解密后提交。"
    en: ClassVar[str] = "This is not the share you were given; open it again with your own key."


@dataclass(eq=False)
class ShareGiven(Conflict):
    """This custodian has handed his share in."""

    given_at: datetime

    zh: ClassVar[str] = "您已于 {given_at} 提交密钥份额，请等待其他托管人提交。"
    en: ClassVar[str] = "Your share was handed in at {given_at}; the others' are awaited."


class WeakKey(Invalid):
    """No key of X25519 looks like this."""

    zh: ClassVar[str] = "公钥无效：应为 X25519 公钥（64 位十六进制），请重新生成后提交。"
    en: ClassVar[str] = "This is no public key of X25519 in hexadecimal; make another and send it."
