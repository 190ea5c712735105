"""A number that a city may set has bounds: none can be published that nobody can calculate with."""

from typing import Any

import pytest

from deploy.docs.sources import parameters
from shared.errors import BadValue
from shared.policy import Parameter

KNOWN = parameters()
NUMBERS = [one for one in KNOWN if isinstance(one.default, int | float)]


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.name)
def test_the_shipped_value_has_the_shape_of_what_may_be_published(one: Parameter[Any]) -> None:
    assert one.parse(one.plain(one.default)) == one.default


@pytest.mark.parametrize("one", NUMBERS, ids=lambda one: one.name)
def test_a_number_beyond_its_bounds_is_refused(one: Parameter[Any]) -> None:
    for value in (-1, 10**15):
        with pytest.raises(BadValue):
            one.parse(value)


def test_a_share_without_a_grade_is_refused() -> None:
    percents = Parameter.known["credit.evaluation.percents"]

    with pytest.raises(BadValue):
        percents.parse({"excellent": 20, "good": 10, "pass": 0})
