"""The province is one that could have come about: what can be checked of it, is right."""

import pytest

from services.credit.verification.use_cases import first_fault
from tests.province.asking import Asking
from tests.province.conftest import SIZE


@pytest.mark.parametrize("filled", ["credit"], indirect=True)
async def test_the_filled_ledger_is_verified_to_its_last_hash(asking: Asking) -> None:
    async with asking.kit.begin() as uow:
        fault = await first_fault(uow, witnessed={})

    assert fault is None
    assert await asking.count("entry") == 2 * SIZE.transfers
