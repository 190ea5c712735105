"""Who may do what to whose: every operation, as every role, on one's own, another's, nothing.

The tables in matrix/ are the word; this file holds the services to them.
"""

import tomllib

import pytest

from deploy.local.stack import SERVICES
from shared.access import Role
from tests.conftest import ServiceParts
from tests.security.cells import (
    CALLERS,
    SIGNED_IN,
    TABLES,
    World,
    expected,
    observe,
    operations,
    spelled_out,
    written,
)

NOT_DONE = {
    "GET /checkpoints/{number}": "only what is committed is sealed: test_checkpoint_api",
    "GET /checkpoints/{number}/consistency": "as above",
    "GET /transfers/{transfer_id}/proof": "as above",
    "POST /payments/{payment_id}/confirmation": "no fund holds its money: test_delivery_loop",
    "POST /settlements/{settlement_id}/recovery": "as above",
    "POST /sessions/wechat": "no mini-program is set up: test_wechat",
    "PUT /me/wechat": "as above",
    "DELETE /me/wechat": "as above",
}
"""Rows in which nobody is answered with success, and why."""

ABROAD = {
    "GET /projects/{project_id}/record": "what is on the claim list is public",
    "GET /exports/{wanted}": "it holds the accounts in scope alone: test_export",
    "GET /me": "one's own account",
    "POST /me/password-change": "as above",
    "POST /oauth/token": "a client shows its secret, and no token",
}
"""Rows in which a role is let in where its region is another, and why; one role has no region."""


async def test_everybody_is_answered_as_the_table_says(world: World) -> None:
    table = expected(world.kit.app.title)
    wrong = []

    for operation in operations(world.kit.app):
        found = await observe(world, operation)
        if found != table.get(operation):
            wrong.append(written(operation, found))

    assert not wrong, "answered otherwise than matrix/ says:\n" + "\n".join(wrong)


def test_every_operation_has_a_row_and_every_row_an_operation(parts: ServiceParts) -> None:
    there = operations(parts.programs.app)

    assert sorted(expected(parts.programs.name)) == sorted(there)


@pytest.mark.parametrize("service", SERVICES)
def test_every_row_has_somebody_who_may(service: str) -> None:
    """A row without success proves no admission: its request fails for another reason."""
    for operation, answers in expected(service).items():
        reached = any(cells.startswith("2") for cells in answers.values())
        assert reached or operation in NOT_DONE, operation


@pytest.mark.parametrize("service", SERVICES)
def test_only_what_is_open_to_all_is_open_abroad(service: str) -> None:
    """Whoever is let in for his region or organization is not let in for another's."""
    for operation, answers in expected(service).items():
        abroad = {who for who in CALLERS if answers[who].split()[1].startswith("2")}
        if SIGNED_IN not in abroad and operation not in ABROAD:
            assert abroad <= {Role.PLATFORM_ADMIN}, operation


@pytest.mark.parametrize("service", SERVICES)
def test_a_table_is_written_in_one_way(service: str) -> None:
    text = (TABLES / f"{service}.toml").read_text("utf-8")
    heading, _, rows = text.partition("\n\n")

    assert heading.startswith("#")
    again = [written(name, spelled_out(row)) for name, row in tomllib.loads(text).items()]
    assert rows == "\n".join(again)
