"""Which certificate counts."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.registry.social_worker.states import CertificateLevel

FIRST_EXAM = date(2008, 1, 1)
"""The first national examination was held in 2008; no certificate is older."""


def normal_cert_no(text: str) -> str:
    """A certificate's number without the ways people type it: full width, lower case, in groups."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


class Held(NamedTuple):
    """A certificate as far as it counts: it never expires itself, its registration does."""

    level: CertificateLevel
    registered_until: date | None


def highest(held: Iterable[Held]) -> Held | None:
    """The highest certificate counts, never their sum; of one level, the one registered longest."""
    rank = list(CertificateLevel)
    return max(
        held,
        key=lambda one: (rank.index(one.level), one.registered_until or date.min),
        default=None,
    )
