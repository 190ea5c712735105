"""Why a settlement may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict
from shared.states import Named


@dataclass(eq=False)
class NoSuchTranche(Conflict):
    """The contract has no tranche at this gate."""

    gate: Named

    zh: ClassVar[str] = "合同没有以“{gate}”为条件的付款批次，请查看合同的付款批次。"
    en: ClassVar[str] = "The contract has no tranche at {gate}; see its tranches."


@dataclass(eq=False)
class SettledBefore(Conflict):
    """This tranche, or a later one, was settled."""

    gate: Named

    zh: ClassVar[str] = "该批次（{gate}）或其后的批次已经结算，不能重复结算。"
    en: ClassVar[str] = "The tranche {gate}, or a later one, was settled before."


@dataclass(eq=False)
class EarlierTrancheOpen(Conflict):
    """An earlier settlement is not paid yet."""

    gate: Named
    state: Named

    zh: ClassVar[str] = "前一批次（{gate}）尚未付清（{state}），请先完成付款。"
    en: ClassVar[str] = "The earlier tranche {gate} is {state}; pay it first."


@dataclass(eq=False)
class NotInForce(Conflict):
    """The contract is not in force."""

    state: Named

    zh: ClassVar[str] = "合同当前状态（{state}）不能结算，请核对合同。"
    en: ClassVar[str] = "A contract that is {state} is not settled; check which one is meant."


@dataclass(eq=False)
class NotSettled(Conflict):
    """What was delivered under a terminated contract is settled before its money is freed."""

    waiting: int

    zh: ClassVar[str] = "尚有 {waiting} 条服务记录未经末期结算，结算并付清后方可释放剩余签约资金。"
    en: ClassVar[str] = "{waiting} logs wait for the last settlement; the money is theirs first."


@dataclass(eq=False)
class EvaluationPending(Conflict):
    """The evaluation this tranche waits for is not final."""

    phase: Named

    zh: ClassVar[str] = "本批次须待“{phase}”评估结论作出后结算。"
    en: ClassVar[str] = "This tranche waits for the final result of the {phase} evaluation."


@dataclass(eq=False)
class RectificationOpen(Conflict):
    """A first failure may still be rectified and evaluated again."""

    until: datetime

    zh: ClassVar[str] = "评估首次不合格，整改期至 {until}；复评或整改期满后方可结算。"
    en: ClassVar[str] = "A first failure may be rectified until {until}; settle after that."


@dataclass(eq=False)
class LogsUndecided(Conflict):
    """Service logs wait for a decision."""

    waiting: int

    zh: ClassVar[str] = "还有 {waiting} 条服务记录未核验完毕，请先完成抽查与核验。"
    en: ClassVar[str] = "{waiting} service logs wait for a decision; decide them first."


@dataclass(eq=False)
class ResidentsNotHeard(Conflict):
    """No resident was heard, and nobody waived it."""

    zh: ClassVar[str] = (
        "尚无居民评价，不能作最终结算（政府采购法实施条例第四十五条）；"
        "确有理由的，由监管部门说明理由后豁免。"
    )
    en: ClassVar[str] = (
        "No resident was heard; ask them, or have the supervising authority waive it with a reason."
    )


@dataclass(eq=False)
class SilenceNotOver(Conflict):
    """The supplier still has time to confirm or dispute."""

    answer_by: datetime

    zh: ClassVar[str] = "承接机构可在 {answer_by} 前确认或提出异议，期满后购买方方可确认。"
    en: ClassVar[str] = "The supplier has until {answer_by} to confirm or dispute."


@dataclass(eq=False)
class Agreed(Conflict):
    """It was confirmed, and is reopened by the buyer alone, while its money is still to move."""

    zh: ClassVar[str] = (
        "该结算已确认。款项尚未申请支付（或追回）且没有后续结算的，由购买方提出异议；"
        "其他情况在后续批次中一并计算。"
    )
    en: ClassVar[str] = (
        "It was confirmed: while its money is still to move the buyer may dispute it, nobody else;"
        " otherwise the next tranche counts what is found."
    )


@dataclass(eq=False)
class NothingToPay(Conflict):
    """The settlement leaves nothing to be paid; nothing is left to do."""

    zh: ClassVar[str] = "该结算没有应付金额，无需付款。"
    en: ClassVar[str] = "The settlement leaves nothing to be paid; nothing is left to do."


@dataclass(eq=False)
class NothingToRecover(Conflict):
    """The settlement leaves nothing to be claimed back, or a later one took it into account."""

    zh: ClassVar[str] = "该结算没有应追回金额，或已在后续结算中抵扣。"
    en: ClassVar[str] = "Nothing is to be claimed back, or a later settlement has set it off."
