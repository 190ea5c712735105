"""Which texts may be about the same."""

import csv
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.needs.duplicate.rules import (
    SIMILAR,
    SKETCH_PLACES,
    SKETCH_SIMILAR,
    bigrams,
    likeness,
    overlap,
    sketch,
)

MESSAGES = Path(__file__).parents[3] / "shared" / "data" / "messages-replay.csv"
COMPARED = 250


def similarity(a: str, b: str) -> float:
    return overlap(bigrams(a), bigrams(b))


def test_the_same_words_are_alike_whatever_their_width_and_spacing() -> None:
    assert similarity("下水道堵了！３号楼", "下水道 堵了，3号楼") == 1.0
    assert similarity("下水道堵了厨房反水", "下水道堵了厨房反味") == pytest.approx(7 / 9, abs=1e-6)
    assert similarity("下水道堵了", "想学二胡") == 0.0
    assert similarity("", "") == 0.0


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1


@given(st.text(min_size=2))
def test_a_text_is_sketched_alike_whenever_and_is_like_itself(text: str) -> None:
    own = sketch(text)

    assert len(own) == SKETCH_PLACES
    assert own == sketch(text)
    assert likeness(own, own) == 1


def test_width_and_spacing_do_not_matter() -> None:
    assert sketch("３号楼 电梯，停运") == sketch("3号楼电梯停运")


def test_a_text_without_words_is_like_no_other() -> None:
    assert likeness(sketch("！"), sketch("小区电梯停运三天无人维修")) == 0
    assert similarity("！", "！") == 0.0


def test_the_sketch_misses_no_similar_pair_of_real_messages_and_spares_nearly_all_others() -> None:
    if not MESSAGES.exists():
        pytest.skip(f"{MESSAGES} is not there")
    with MESSAGES.open(encoding="utf-8-sig", newline="") as file:
        rows = islice(csv.DictReader(file), COMPARED)
        texts = [f"{row['title']}\n{row['detail']}" for row in rows]
    sketches, letters = [sketch(text) for text in texts], [bigrams(text) for text in texts]
    pairs = [(a, b) for a in range(len(texts)) for b in range(max(0, a - 50), a)]

    chosen = {pair for pair in pairs if likeness(*(sketches[n] for n in pair)) >= SKETCH_SIMILAR}

    similar = {pair for pair in pairs if overlap(*(letters[n] for n in pair)) >= SIMILAR}
    assert similar
    assert similar <= chosen
    assert len(chosen) < len(similar) + len(pairs) / 500
