"""A draw that nobody can steer and everybody can repeat."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.procurement.verification.rules import (
    Candidate,
    commitment,
    draw,
    pool_hash,
    sample_size,
    seed,
    shares,
)
from shared import ids


def a_pool(sizes: dict[tuple[str, str], int]) -> list[Candidate]:
    return [
        Candidate(ids.new(), item, worker, f"{item}{worker}{n}")
        for (item, worker), size in sizes.items()
        for n in range(size)
    ]


@pytest.mark.parametrize(
    ("pool", "size"), [(1, 1), (29, 29), (30, 30), (31, 30), (300, 30), (301, 31), (5000, 500)]
)
def test_a_tenth_and_thirty_are_checked_if_there_are(pool: int, size: int) -> None:
    assert sample_size(pool) == size


strata = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 300), min_size=1
)


@given(strata, st.text(min_size=8))
def test_every_item_and_worker_is_looked_at_in_proportion(
    sizes: dict[tuple[str, str], int], word: str
) -> None:
    pool = a_pool(sizes)

    drawn = draw(pool, word)

    taken = Counter((one.item_id, one.worker_id) for one in pool if one.log_id in drawn)
    assert set(taken) == set(sizes)
    assert len(drawn) == max(sample_size(len(pool)), len(sizes))
    assert all(taken[key] <= size for key, size in sizes.items())


@given(strata, st.integers(1, 500))
def test_shares_add_up_and_never_exceed_a_stratum(
    sizes: dict[tuple[str, str], int], total: int
) -> None:
    total = min(total, sum(sizes.values()))

    given_out = shares(sizes, total)

    assert sum(given_out.values()) == max(total, len(sizes))
    assert all(1 <= given_out[key] <= size for key, size in sizes.items())


def test_the_draw_can_be_repeated_from_what_is_published() -> None:
    pool = a_pool({("casework", "zhang"): 200, ("group", "li"): 60})
    secret, word = "platform secret", "buyer's word"

    made = draw(pool, seed(secret, word, pool_hash(pool)))

    assert made == draw([*reversed(pool)], seed(secret, word, pool_hash([*reversed(pool)])))
    assert commitment(secret) == commitment("platform secret")


def test_another_word_draws_others() -> None:
    pool = a_pool({("casework", "zhang"): 200})

    assert draw(pool, seed("s", "one", "p")) != draw(pool, seed("s", "two", "p"))
