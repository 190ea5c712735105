"""The life of a proposal (spec/procurement.md §2.2, 公益创投)."""

from shared.states import Named, StateTable, from_any


class ProposalState(Named):
    """Where a proposal stands."""

    SUBMITTED = "submitted", "已申报"
    RETURNED = "returned", "退回补充"
    WITHDRAWN = "withdrawn", "已撤回"
    ELIGIBLE = "eligible", "形式审查通过"
    INELIGIBLE = "ineligible", "形式审查未通过"
    SHORTLISTED = "shortlisted", "已入围"
    DECLINED = "declined", "未获资助"
    WAITLISTED = "waitlisted", "候补"
    GRANTED = "granted", "拟资助，待确认"
    ACCEPTED = "accepted", "已接受资助"
    REFUSED = "refused", "已放弃资助"


class ProposalAction(Named):
    """What can happen to a proposal."""

    REVISE = "revise", "修改申报内容"
    RETURN = "return", "退回补充"
    PASS = "pass", "形式审查通过"
    REJECT = "reject", "形式审查不通过"
    SHORTLIST = "shortlist"
    DECLINE = "decline"
    WAIT = "wait"
    GRANT = "grant"
    ACCEPT = "accept", "接受资助"
    REFUSE = "refuse", "放弃资助"
    WITHDRAW = "withdraw", "撤回申报"


S, A = ProposalState, ProposalAction

UNDECIDED = (S.SUBMITTED, S.RETURNED)
"""The formal check has not decided on them."""

WITHDRAWABLE = (*UNDECIDED, S.ELIGIBLE, S.SHORTLISTED, S.WAITLISTED)
"""What is granted is refused instead."""

# fmt: off
PROPOSAL = StateTable("proposal", initial=S.SUBMITTED, moves=[
    *from_any(UNDECIDED, A.REVISE, S.SUBMITTED),
    (S.SUBMITTED,   A.RETURN,    S.RETURNED),
    (S.SUBMITTED,   A.PASS,      S.ELIGIBLE),
    *from_any(UNDECIDED, A.REJECT, S.INELIGIBLE),
    (S.ELIGIBLE,    A.SHORTLIST, S.SHORTLISTED),
    *from_any((S.ELIGIBLE, S.SHORTLISTED, S.WAITLISTED), A.DECLINE, S.DECLINED),
    (S.SHORTLISTED, A.WAIT,      S.WAITLISTED),
    *from_any((S.SHORTLISTED, S.WAITLISTED, S.GRANTED), A.GRANT, S.GRANTED),
    (S.GRANTED,     A.ACCEPT,    S.ACCEPTED),
    (S.GRANTED,     A.REFUSE,    S.REFUSED),
    *from_any(WITHDRAWABLE, A.WITHDRAW, S.WITHDRAWN),
])
# fmt: on
