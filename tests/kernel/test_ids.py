from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from shared import ids


@given(space=st.uuids(), name=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_derived_identifier_is_the_standards(space: UUID, name: str) -> None:
    assert ids.derived(space, name) == uuid5(space, name)
    assert type(ids.derived(space, name)) is UUID
