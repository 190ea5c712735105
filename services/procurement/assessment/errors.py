"""Why a step of the assessment may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.errors import Conflict


@dataclass(eq=False)
class NotAllChecked(Conflict):
    """Bids are left whose bidder nobody has checked."""

    bid_ids: list[UUID]

    zh: ClassVar[str] = "尚有投标人未完成资格审查，请全部审查后再组织评审。"
    en: ClassVar[str] = "Bidders are left to be checked; check them all, then begin."


class PriceNotInQuestion(Conflict):
    """This bid's price is not abnormally low, or has been decided on."""

    zh: ClassVar[str] = "该投标报价不在异常低价审查之列或已作出认定，无需办理。"
    en: ClassVar[str] = "This price is not in question, or was decided on; nothing is to be done."


@dataclass(eq=False)
class ExplanationAwaited(Conflict):
    """The bidder has time left to explain his price."""

    explain_by: datetime

    zh: ClassVar[str] = "投标人可在 {explain_by} 前说明报价，请待其说明或期满后认定。"
    en: ClassVar[str] = "The bidder may explain his price until {explain_by}; decide after that."


@dataclass(eq=False)
class PricesUndecided(Conflict):
    """Abnormally low prices are left to decide on."""

    bid_ids: list[UUID]

    zh: ClassVar[str] = "尚有异常低价投标未作出认定，请认定后再确认评审报告。"
    en: ClassVar[str] = "Abnormally low prices are left; decide on them before the report."
