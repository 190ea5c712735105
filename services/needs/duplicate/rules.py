"""When two needs may be about the same (spec/needs.md §2.3): texts in, a similarity out."""

import unicodedata
from itertools import pairwise

SIMILAR = 0.55
"""Jaccard similarity from which two texts are shown as possible duplicates."""

NEAR_M = 250.0
"""Metres within which two needs may be about the same thing."""

DUPLICATE_DAYS = 30
"""How long a resolved need is still compared with new ones."""

DUPLICATES_SHOWN = 5
DUPLICATES_COMPARED = 200
"""Suggestions shown, and needs compared at most, newest first."""


def bigrams(text: str) -> frozenset[str]:
    """Character pairs after NFKC, letters and digits only, so spacing and width do not matter."""
    kept = [char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum()]
    return frozenset(first + second for first, second in pairwise(kept))


def similarity(a: str, b: str) -> float:
    """Jaccard similarity of the character bigrams of two texts, 0 … 1, rounded to 6 places."""
    one, other = bigrams(a), bigrams(b)
    together = one | other
    return round(len(one & other) / len(together), 6) if together else 0.0
