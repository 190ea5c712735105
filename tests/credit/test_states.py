from services.credit.account.states import ACCOUNT, AccountState
from services.credit.earning.states import EARNING, EarningState


def test_a_closed_account_stays_closed() -> None:
    assert ACCOUNT.allowed(AccountState.CLOSED) == []


def test_what_was_superseded_stays_so() -> None:
    assert EARNING.allowed(EarningState.SUPERSEDED) == []
