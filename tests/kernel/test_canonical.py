"""Canonical JSON is what the library of RFC 8785 writes, byte for byte."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.canonical import canonical

INT_MAX = 2**53 - 1
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-INT_MAX, max_value=INT_MAX)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
)


@given(value=VALUES)
def test_every_value_is_written_as_the_library_writes_it(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, [float("nan")], {"a": {1}}, {1: 2}, "\ud800"], ids=repr)
def test_what_has_no_canonical_form_is_refused_as_the_library_refuses_it(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)
