import itertools

import pytest

from services.registry.account.states import ACCOUNT, AccountAction, AccountState
from services.registry.signing_key.states import (
    SIGNING_KEY,
    SigningKeyAction,
    SigningKeyState,
)
from shared.states import IllegalMove

ACCOUNT_LEGAL = {(source, action) for source, action, _ in ACCOUNT.moves}
KEY_LEGAL = {(source, action) for source, action, _ in SIGNING_KEY.moves}


@pytest.mark.parametrize(
    ("state", "action"), sorted(set(itertools.product(AccountState, AccountAction)) - ACCOUNT_LEGAL)
)
def test_an_account_makes_no_move_outside_the_table(
    state: AccountState, action: AccountAction
) -> None:
    with pytest.raises(IllegalMove):
        ACCOUNT.after(state, action)


@pytest.mark.parametrize(
    ("state", "action"),
    sorted(set(itertools.product(SigningKeyState, SigningKeyAction)) - KEY_LEGAL),
)
def test_a_signing_key_makes_no_move_outside_the_table(
    state: SigningKeyState, action: SigningKeyAction
) -> None:
    with pytest.raises(IllegalMove):
        SIGNING_KEY.after(state, action)
