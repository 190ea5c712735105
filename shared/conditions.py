"""What a request says it saw: it changes nothing that another changed meanwhile."""

import re

from starlette.datastructures import Headers

ANY = "*"
"""Whatever version there is will do."""

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def tags_seen(headers: Headers) -> frozenset[str] | None:
    """The tags of If-Match, on however many lines (RFC 9110 §13.1.1); None where there is none.

    A weak tag stands there as it was sent, so it is no version's: they are compared strongly.
    """
    lines = headers.getlist("if-match")
    if not lines:
        return None
    told = ",".join(lines).strip()
    return frozenset([ANY] if told == ANY else _TAG.findall(told))
