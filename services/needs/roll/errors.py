"""Why a roll may not be written, frozen or used."""

from dataclasses import dataclass
from typing import ClassVar

from shared.errors import Conflict, Forbidden


@dataclass(eq=False)
class RollFull(Conflict):
    """A roll has room for so many."""

    limit: int

    zh: ClassVar[str] = "名册最多 {limit} 条，请分片区或改为代表会议召开。"
    en: ClassVar[str] = "A roll has at most {limit} entries: meet by districts or representatives."


@dataclass(eq=False)
class RollEmpty(Conflict):
    """Nobody on the roll may vote."""

    zh: ClassVar[str] = "名册为空或全部须回避，请先登记参加人再发布通知。"
    en: ClassVar[str] = "Nobody on the roll may vote: enter who takes part, then give notice."


@dataclass(eq=False)
class ProxiesWrong(Conflict):
    """A proxy is on the roll, speaks for himself, and for three others at most."""

    roll_nos: list[str]
    limit: int

    zh: ClassVar[str] = (
        "以下名册号的委托有误：{roll_nos}。受托人须在册、"
        "本身未委托他人也无须回避，且最多受托 {limit} 户。"
    )
    en: ClassVar[str] = (
        "The proxies of {roll_nos} are wrong: one is on the roll, has none himself and no "
        "interest, and stands for {limit} others at most."
    )


@dataclass(eq=False)
class AreaMissing(Conflict):
    """Owners vote by head and area: each entry says its area."""

    roll_nos: list[str]

    zh: ClassVar[str] = "业主共同决定须按面积计票，请补充以下名册号的面积：{roll_nos}。"
    en: ClassVar[str] = "Owners vote by area, too: enter the area of {roll_nos}."


@dataclass(eq=False)
class NotOnTheRoll(Forbidden):
    """Only who is on the roll, or his proxy, does this."""

    zh: ClassVar[str] = "您不在该名册号上，也不是其受托人；请核对名册号，或由社区工作人员代为登记。"
    en: ClassVar[str] = (
        "You are not on the roll under this number, nor its proxy: check it, or let staff enter it."
    )


@dataclass(eq=False)
class Conflicted(Forbidden):
    """Who has an interest in the matter speaks, and does not vote."""

    zh: ClassVar[str] = "该名册号与议题有利害关系，可以发言，但须回避表决。"
    en: ClassVar[str] = "This number has an interest in the matter: it speaks, and does not vote."
