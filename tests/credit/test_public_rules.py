"""No figure that rests on few can be computed from those that are shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.credit.public.rules import SMALL_CELL, is_untold, untold


@dataclass
class Place:
    """A region: what lies in it but in no region below, and those below."""

    own: int | None
    below: list["Place"] = field(default_factory=list)

    @property
    def parts(self) -> dict[str, int]:
        """As the queries find them: what there is nothing of is not among them."""
        own = {} if self.own is None else {"": self.own}
        return own | {
            f"{number}.": one.postings for number, one in enumerate(self.below) if one.parts
        }

    @property
    def postings(self) -> int:
        return sum(self.parts.values())


COUNTS = st.none() | st.integers(0, 2 * SMALL_CELL)
PLACES = st.recursive(
    st.builds(Place, COUNTS),
    lambda below: st.builds(Place, COUNTS, st.lists(below, max_size=4)),
    max_leaves=20,
)


def walk(
    place: Place, links: tuple[str, ...] = (), levels: tuple[dict[str, int], ...] = ()
) -> Iterator[tuple[tuple[str, ...], Place, bool]]:
    """Every region there is anything of, by its path, and whether its figure is withheld."""
    if not place.parts:
        return
    withheld = place.postings < SMALL_CELL if not links else None
    for part, parts in zip(reversed(links), reversed(levels), strict=True):
        if withheld is None:
            withheld = is_untold(part, parts)
    yield links, place, bool(withheld)
    for number, one in enumerate(place.below):
        yield from walk(one, (*links, f"{number}."), (*levels, place.parts))


Sum = dict[tuple[str, ...], Fraction]
"""What is known of figures that are not shown: their sum, each with its factor."""


def reduced(sums: list[Sum]) -> dict[tuple[str, ...], Sum]:
    """The same knowledge, each with a figure of its own that stands in no other (Gauss)."""
    solved: dict[tuple[str, ...], Sum] = {}
    for one in sums:
        left = dict(one)
        for pivot, known in solved.items():
            left = less(left, known, left.get(pivot, Fraction(0)))
        if left:
            pivot, factor = next(iter(left.items()))
            left = {figure: number / factor for figure, number in left.items()}
            solved = {
                old: less(row, left, row.get(pivot, Fraction(0))) for old, row in solved.items()
            }
            solved[pivot] = left
    return solved


def less(one: Sum, other: Sum, times: Fraction) -> Sum:
    found = {figure: one.get(figure, 0) - times * other.get(figure, 0) for figure in {*one, *other}}
    return {figure: Fraction(number) for figure, number in found.items() if number}


@given(PLACES)
def test_what_rests_on_few_is_no_difference_of_what_is_shown(root: Place) -> None:
    places = {links: (place, hidden) for links, place, hidden in walk(root)}
    unknown = {links: place.postings for links, (place, hidden) in places.items() if hidden}
    for links, (place, _) in places.items():
        unknown |= {(*links, ""): place.own} if place.own is not None else {}
    sums = []
    for links, (place, _) in places.items():
        known = {links: Fraction(-1)} | {(*links, part): Fraction(1) for part in place.parts}
        sums.append({one: factor for one, factor in known.items() if one in unknown})

    computed = [figure for figure, known in reduced(sums).items() if len(known) == 1]

    assert [figure for figure in computed if unknown[figure] < SMALL_CELL] == []


@given(
    parts=st.dictionaries(st.sampled_from(["", *"abcde"]), st.integers(0, 9)),
    whole_untold=st.booleans(),
)
def test_what_is_withheld_together_does_not_rest_on_few(
    parts: dict[str, int], *, whole_untold: bool
) -> None:
    found = untold(parts, whole_untold=whole_untold)

    resting = sum(parts[part] for part in found)
    needed = whole_untold or bool(found)
    assert {part for part, number in parts.items() if number < SMALL_CELL} <= found
    assert not needed or resting >= SMALL_CELL or found == {*parts}


@given(st.dictionaries(st.sampled_from([*"abcde"]), st.integers(SMALL_CELL, 99), min_size=1))
def test_where_nothing_is_small_nothing_is_withheld(parts: dict[str, int]) -> None:
    assert untold(parts, whole_untold=False) == set()


def test_the_smallest_of_the_others_is_withheld_with_the_small_one() -> None:
    parts = {"a": 4, "b": 9, "c": 5, "d": 7}

    assert untold(parts, whole_untold=False) == {"a", "c"}
    assert untold(parts | {"e": 1}, whole_untold=False) == {"a", "e"}
    assert untold(parts | {"a": 6}, whole_untold=True) == {"c"}
