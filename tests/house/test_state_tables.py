"""Every state machine makes the moves of its table and no others."""

from itertools import product

import pytest

from deploy.docs.sources import Table, tables
from shared.states import IllegalMove, Named


@pytest.mark.parametrize(
    "table", [table for _, table in tables()], ids=[f"{s}-{table.name}" for s, table in tables()]
)
def test_a_move_outside_the_table_is_refused(table: Table) -> None:
    targets = {(source, action): target for source, action, target in table.moves}
    states: type[Named] = type(table.initial)
    actions: set[type[Named]] = {type(action) for _, action, _ in table.moves}
    assert len(actions) == 1

    for state, action in product(states, actions.pop()):
        if (state, action) in targets:
            assert table.after(state, action) is targets[state, action]
            continue
        with pytest.raises(IllegalMove) as refused:
            table.after(state, action)
        assert refused.value.allowed == table.allowed(state)
