"""Refusals and the edge's own errors as RFC 9457 problems, in Chinese or English."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from operator import itemgetter
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from shared.clock import LOCAL
from shared.edge_errors import RETRY, EdgeProblem
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable
from shared.states import Named

KINDS: dict[type[Refusal], tuple[HTTPStatus, str]] = {
    NotFound: (HTTPStatus.NOT_FOUND, "没有找到"),
    Forbidden: (HTTPStatus.FORBIDDEN, "无权操作"),
    Conflict: (HTTPStatus.CONFLICT, "当前状态不允许"),
    Invalid: (HTTPStatus.UNPROCESSABLE_ENTITY, "内容不符合要求"),
    Unavailable: (HTTPStatus.SERVICE_UNAVAILABLE, "服务暂时不可用"),
}


_WEIGHT = re.compile(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*")
MOMENT = "%Y-%m-%d %H:%M:%S"


def slug_of(refusal: type[Refusal]) -> str:
    """AboveLimit -> above-limit."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", refusal.__name__).lower()


def status_of(refusal: type[Refusal]) -> HTTPStatus:
    """The HTTP status of the kind of refusal this is."""
    return next(status for kind, (status, _) in KINDS.items() if issubclass(refusal, kind))


def title_of(refusal: type[Refusal], *, english: bool) -> str:
    """The short name of this type of problem."""
    if english:
        return (refusal.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return next(title for kind, (_, title) in KINDS.items() if issubclass(refusal, kind))


def refusal_body(refusal: Refusal, *, english: bool) -> dict[str, Any]:
    """A refusal as the members of a problem."""
    kind = type(refusal)
    facts: dict[str, Any] = asdict(refusal) if is_dataclass(refusal) else {}
    said = {name: _said(fact, english=english) for name, fact in facts.items()}
    sentence = (refusal.en if english else refusal.zh).format(**said)
    body: dict[str, Any] = {
        "type": f"/problems/{slug_of(kind)}",
        "title": title_of(kind, english=english),
        "status": status_of(kind).value,
        "detail": sentence,
    }
    facts = {key: value for key, value in facts.items() if not key.startswith("reason_")}
    if "pointer" in facts:
        body["errors"] = [{"pointer": facts.pop("pointer"), "detail": sentence}]
    if "parameter" in facts:
        body["errors"] = [{"parameter": facts.pop("parameter"), "in": "query", "detail": sentence}]
    return body | facts


def edge_body(problem: EdgeProblem, *, english: bool) -> dict[str, Any]:
    """An edge error as the members of a problem."""
    error = problem.error
    return {
        "type": f"/problems/{error.slug}",
        "title": error.title_en if english else error.title_zh,
        "status": error.status.value,
        "detail": (error.en if english else error.zh).format(**problem.members),
        **{key: value for key, value in problem.members.items() if not key.startswith("reason_")},
    }


def wants_english(accept_language: str) -> bool:
    """Whether the caller prefers English; Chinese is the default."""
    wanted = [_preference(one) for one in accept_language.lower().split(",")]
    spoken = [one for one in wanted if one[1] in {"zh", "en"}]
    weight, language = max(spoken, key=itemgetter(0), default=(0.0, "zh"))
    return language == "en" and weight > 0


def _preference(told: str) -> tuple[float, str]:
    """How much a language is wanted, and which: `en-US;q=0.8`."""
    tag, _, weight = told.partition(";")
    found = _WEIGHT.fullmatch(weight)
    return (float(found[1]) if found else float(not weight)), tag.strip().partition("-")[0]


def speaks_english(request: Request) -> bool:
    """Whether who asks prefers English."""
    return wants_english(request.headers.get("accept-language", ""))


def refused(request: Request, refusal: Refusal) -> Response:
    """A refusal as the answer to a request."""
    body = refusal_body(refusal, english=speaks_english(request))
    headers = RETRY if isinstance(refusal, Unavailable) else {}
    return respond(body, headers, request.state.trace_id)


def respond(body: dict[str, Any], headers: Mapping[str, str], trace_id: str) -> Response:
    """A problem as the answer to a request."""
    text = json.dumps(body | {"trace_id": trace_id}, ensure_ascii=False, default=_plain)
    return Response(text.encode(), body["status"], headers, "application/problem+json")


def _said(fact: Any, *, english: bool) -> Any:
    """A fact as it stands in a sentence: lists in a row, moments as the clock here shows them."""
    if isinstance(fact, list):
        return (", " if english else "、").join(str(_said(one, english=english)) for one in fact)
    if fact is None:
        return "not set" if english else "未定"
    if isinstance(fact, Named):
        return fact.value if english else fact.zh
    return fact.astimezone(LOCAL).strftime(MOMENT) if isinstance(fact, datetime) else fact


def _plain(value: object) -> str:
    assert isinstance(value, UUID) or hasattr(value, "isoformat"), value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
