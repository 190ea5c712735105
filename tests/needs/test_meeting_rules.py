"""Quorum and majority at their boundaries: 过半数 excludes the half, 以上 includes the figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.needs.meeting.rules import Cast, Figure, Outcome, RuleSet, Vote, outcome, tally
from services.needs.roll.rules import wrong_proxies

R, V = RuleSet, Vote


def votes(yes: int, no: int = 0, abstain: int = 0, absent: int = 0, area: int = 1) -> list[Cast]:
    one = Figure(1, area)
    return [
        *[Cast(one, False, V.YES, 1)] * yes,
        *[Cast(one, False, V.NO)] * no,
        *[Cast(one, False, V.ABSTAIN)] * abstain,
        *[Cast(one, False)] * absent,
    ]


@pytest.mark.parametrize(
    ("rule", "cast", "ended"),
    [
        (R.RESIDENTS_ASSEMBLY, votes(5, absent=5), Outcome.INCONCLUSIVE),  # half is no majority
        (R.RESIDENTS_ASSEMBLY, votes(6, absent=5), Outcome.ADOPTED),
        (R.RESIDENTS_ASSEMBLY, votes(3, no=2, abstain=1), Outcome.REJECTED),  # half of the present
        (R.RESIDENTS_ASSEMBLY, votes(4, no=2, abstain=1), Outcome.ADOPTED),
        (R.COUNCIL, votes(5, absent=3), Outcome.INCONCLUSIVE),  # 5/8 < 2/3
        (R.COUNCIL, votes(5, no=1, absent=3), Outcome.ADOPTED),  # 6/9: two thirds are there
        (R.COUNCIL, votes(4, no=4), Outcome.REJECTED),  # half of the members
        (R.COUNCIL, votes(4, no=2, absent=3), Outcome.REJECTED),  # 4 of 9
        (R.OWNERS_GENERAL, votes(4, no=2, absent=3), Outcome.ADOPTED),
        (R.OWNERS_GENERAL, votes(3, no=3, absent=3), Outcome.REJECTED),
        (R.OWNERS_GENERAL, votes(5, absent=4), Outcome.INCONCLUSIVE),
        (R.OWNERS_MAJOR, votes(6, no=2, absent=4), Outcome.ADOPTED),  # three quarters pass
        (R.OWNERS_MAJOR, votes(5, no=2, absent=3), Outcome.REJECTED),
        (R.OWNERS_MAJOR, votes(0, abstain=9), Outcome.REJECTED),
        (R.RESIDENTS_ASSEMBLY, votes(0, abstain=9), Outcome.REJECTED),
    ],
)
def test_the_table_of_the_rules(rule: RuleSet, cast: list[Cast], ended: Outcome) -> None:
    assert outcome(rule, tally(cast, options=1), least=5)[0] is ended


@pytest.mark.parametrize(
    ("large", "ended"), [(7, Outcome.ADOPTED), (8, Outcome.REJECTED), (30, Outcome.INCONCLUSIVE)]
)
def test_owners_need_the_area_as_well_as_the_heads(large: int, ended: Outcome) -> None:
    no = [Cast(Figure(1, large), True, V.NO)]
    absent = [Cast(Figure(1, 30), False)] if ended is Outcome.INCONCLUSIVE else []

    found = outcome(R.OWNERS_GENERAL, tally([*votes(8), *no, *absent], options=1), least=5)

    assert found[0] is ended


def test_a_hearing_takes_enough_people_and_no_vote() -> None:
    there = [Cast(Figure(1), True)] * 5

    assert outcome(R.HEARING, tally(there, options=0), least=5)[0] is Outcome.HEARD
    assert outcome(R.HEARING, tally(there[1:], options=0), least=5)[0] is Outcome.INCONCLUSIVE


def test_options_that_only_pass_together_leave_it_open() -> None:
    first, second = Cast(Figure(1), True, V.YES, 1), Cast(Figure(1), True, V.YES, 2)
    no = Cast(Figure(1), True, V.NO)

    split = tally([first] * 3 + [second] * 3 + [no], options=2)
    clear = tally([first] * 2 + [second] * 4 + [no], options=2)
    against = tally([first] * 2 + [second] + [no] * 4, options=2)

    assert outcome(R.RESIDENTS_ASSEMBLY, split, least=5) == (Outcome.INCONCLUSIVE, None)
    assert outcome(R.RESIDENTS_ASSEMBLY, clear, least=5) == (Outcome.ADOPTED, 2)
    assert outcome(R.RESIDENTS_ASSEMBLY, against, least=5) == (Outcome.REJECTED, None)


@given(
    st.sampled_from([rule for rule in R if rule is not R.HEARING]),
    *[st.integers(0, 40)] * 3,
    st.integers(1, 40),
)
def test_nobody_wins_without_the_others_and_more_yes_never_hurts(
    rule: RuleSet, yes: int, no: int, abstain: int, absent: int
) -> None:
    before = outcome(rule, tally(votes(yes, no, abstain, absent), options=1), least=5)
    after = outcome(rule, tally(votes(yes + 1, no, abstain, absent), options=1), least=5)

    if yes + no + abstain == 0:
        assert before[0] is not Outcome.ADOPTED
    if before[0] is Outcome.ADOPTED:
        assert yes > no
        assert after[0] is Outcome.ADOPTED


def test_a_proxy_is_on_the_roll_speaks_for_himself_and_for_three() -> None:
    three: dict[str, str | None] = {"1": None, "2": "1", "3": "1", "4": "1"}

    assert wrong_proxies(three) == []
    assert wrong_proxies(three | {"5": "1"}) == ["2", "3", "4", "5"]
    assert wrong_proxies(three | {"5": "2"}) == ["5"]
    assert wrong_proxies(three | {"5": "9", "6": "6"}) == ["5", "6"]
    assert wrong_proxies(three, conflicted={"1"}) == ["2", "3", "4"]
