"""When two needs may be about the same (spec/needs.md §2.3): texts in, a similarity out."""

import re
import unicodedata
import zlib
from operator import add

SIMILAR = 0.55
"""Jaccard similarity from which two texts are shown as possible duplicates."""

NEAR_M = 250.0
"""Metres within which two needs may be about the same thing."""

DUPLICATE_DAYS = 30
"""How long a resolved need is still compared with new ones."""

DUPLICATES_SHOWN = 5
DUPLICATES_READ = 20
DUPLICATES_COMPARED = 200
"""Suggestions shown, texts read, and sketches compared at most, newest first."""

_NO_ALNUM = re.compile(r"[\W_]+")

SKETCH_PLACES = 64
SKETCH_SIMILAR = 0.25
"""From this estimate on the texts are compared: four standard errors below SIMILAR."""


def bigrams(text: str) -> frozenset[str]:
    """Character pairs after NFKC, letters and digits only, so spacing and width do not matter."""
    kept = _NO_ALNUM.sub("", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(map(add, kept, kept[1:]))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two texts by their character pairs, 0 … 1, rounded to 6 places."""
    shared = len(one & other)
    together = len(one) + len(other) - shared
    return round(shared / together, 6) if together else 0.0


def sketch(text: str) -> bytes:
    """A text in 64 bytes, by which its likes are found without reading them (MinHash).

    Every pair of characters falls into one place; the smallest of a place stays, 0 is none.
    """
    least = bytearray(SKETCH_PLACES)
    for pair in bigrams(text):
        rest, place = divmod(zlib.crc32(pair.encode()), SKETCH_PLACES)
        found = 1 + rest % 255
        if not least[place] or found < least[place]:
            least[place] = found
    return bytes(least)


def likeness(one: bytes, other: bytes) -> float:
    """An estimate of two texts' similarity from their sketches: the share of equal places.

    Places that are empty in both tell nothing.
    """
    a, b = int.from_bytes(one), int.from_bytes(other)
    equal = (a ^ b).to_bytes(SKETCH_PLACES).count(0)
    empty = (a | b).to_bytes(SKETCH_PLACES).count(0)
    return (equal - empty) / (SKETCH_PLACES - empty) if empty < SKETCH_PLACES else 1.0
