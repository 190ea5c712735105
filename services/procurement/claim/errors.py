"""Why a listing or a claim may be refused."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.errors import Conflict, Forbidden
from shared.states import Named


@dataclass(eq=False)
class ClaimLost(Conflict):
    """Another organization was faster; it is named when the result is made public."""

    allocation: str
    won_at: datetime

    zh: ClassVar[str] = (
        "该项目按先到先得认领，已于 {won_at} 由其他组织认领成功；若对方放弃，项目将重新开放。"
    )
    en: ClassVar[str] = (
        "First come, first served: another organization claimed it at {won_at};"
        " it opens again if they give it up."
    )


@dataclass(eq=False)
class AlreadyClaimed(Conflict):
    """The organization has it already; what is left to do is to stand by the claim."""

    won_at: datetime

    zh: ClassVar[str] = (
        "贵组织已于 {won_at} 认领本项目，无需重复认领；请查看该认领，尚未确认的请在期限内确认。"
    )
    en: ClassVar[str] = (
        "Your organization claimed it at {won_at}: nothing is to be claimed again, but see the "
        "claim and confirm it in time."
    )


class NotListed(Conflict):
    """The project was never put on the claim list."""

    zh: ClassVar[str] = "该项目尚未发布认领，请先发布。"
    en: ClassVar[str] = "The project was never put on the claim list; list it first."


@dataclass(eq=False)
class ListingClosed(Conflict):
    """The project was taken off the claim list, or the time to claim is over."""

    state: Named
    closes_at: datetime

    zh: ClassVar[str] = (
        "该项目当前不可认领（{state}，认领截止时间：{closes_at}），请关注其他可认领的项目。"
    )
    en: ClassVar[str] = (
        "The project cannot be claimed now: {state}, closing {closes_at}; see the other listings."
    )


@dataclass(eq=False)
class NotClaimable(Conflict):
    """Only projects of the form direct claim can be listed."""

    form: Named

    zh: ClassVar[str] = "该项目的实施方式为 {form}，不能以认领方式发布。"
    en: ClassVar[str] = "A project of the form {form} is not put on the claim list."


@dataclass(eq=False)
class MustCompete(Conflict):
    """The project is too dear to be given away without competition."""

    value: str
    limit: str

    zh: ClassVar[str] = (
        "项目金额 {value} 元超过直接认领限额 {limit} 元，须采用竞争方式，如公开招标或公益创投。"
    )
    en: ClassVar[str] = (
        "{value} yuan is above {limit}: let organizations compete, in a tender or a round."
    )


@dataclass(eq=False)
class TooManyClaims(Conflict):
    """The organization has as many claims as it may have at a time."""

    active: int
    limit: int

    zh: ClassVar[str] = (
        "贵组织已有 {active} 个进行中的认领，上限为 {limit} 个，请待其中一个办结后再认领。"
    )
    en: ClassVar[str] = (
        "The organization has {active} claims under way, {limit} at most; let one end first."
    )


@dataclass(eq=False)
class YearlyLimitReached(Conflict):
    """The organization's claims of the year would be worth more than they may."""

    claimed: str
    value: str
    limit: str

    zh: ClassVar[str] = (
        "贵组织本年度已认领 {claimed} 元，加上本项目 {value} 元将超过年度上限 {limit} 元，"
        "请选择金额较小的项目或待下一年度。"
    )
    en: ClassVar[str] = (
        "{claimed} yuan claimed this year; {value} more is above {limit}: choose a smaller project."
    )


@dataclass(eq=False)
class ClaimedBefore(Conflict):
    """The organization had this listing and gave it up or let it expire."""

    state: Named

    zh: ClassVar[str] = (
        "贵组织曾认领本项目但未履行（{state}），本次发布期内不能再次认领，请选择其他项目。"
    )
    en: ClassVar[str] = (
        "The organization claimed this before and lost it ({state}); choose another project."
    )


@dataclass(eq=False)
class ConfirmationOver(Conflict):
    """The time to confirm the claim is over."""

    confirm_by: datetime

    zh: ClassVar[str] = "确认期限为 {confirm_by}，现已逾期，认领失效；请关注其他可认领的项目。"
    en: ClassVar[str] = (
        "It was to be confirmed by {confirm_by} and has expired; see the other listings."
    )


@dataclass(eq=False)
class Ineligible(Forbidden):
    """Only active, registered or filed organizations claim projects and get contracts for them."""

    state: str
    tier: str

    zh: ClassVar[str] = "只有状态正常的登记或备案组织可以认领项目、签订合同。"
    en: ClassVar[str] = (
        "Only active registered or filed organizations claim and sign: {state}, {tier}."
    )


@dataclass(eq=False)
class SeriouslyListed(Forbidden):
    """Who is on the list of serious violations gets no public project."""

    zh: ClassVar[str] = "该组织在社会组织严重违法失信名单上，移出前不能承接项目、签订合同。"
    en: ClassVar[str] = "The organization is on the list of serious violations and gets no project."


@dataclass(eq=False)
class DesignerConflict(Forbidden):
    """Who collected the needs or wrote the plan does not deliver the project."""

    zh: ClassVar[str] = "贵组织参与了该项目的需求调查或方案编制，依规不能承接该项目。"
    en: ClassVar[str] = "Your organization helped to design this project and may not deliver it."


@dataclass(eq=False)
class NotYourOrganization(Forbidden):
    """Only a manager of the organization claims, confirms and gives up for it."""

    zh: ClassVar[str] = "只有该组织的负责人可以代表组织办理，请由负责人登录办理。"
    en: ClassVar[str] = "Only a manager of the organization may do this for it; ask one."


@dataclass(eq=False)
class ClaimNotReady(Conflict):
    """The claim is not yet confirmed and published long enough for a contract."""

    state: Named
    publicity_ends_at: datetime | None

    zh: ClassVar[str] = (
        "认领须经组织确认且公示期（至 {publicity_ends_at}）届满后方可订立合同，当前状态：{state}。"
    )
    en: ClassVar[str] = (
        "A contract needs a confirmed claim whose publicity is over ({publicity_ends_at});"
        " it is {state}."
    )
