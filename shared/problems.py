"""Refusals and the edge's own errors as RFC 9457 problems, in Chinese or English."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from starlette.responses import Response

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unavailable

RETRY_AFTER_SECONDS = 1
"""What a caller is told to wait when the platform is busy."""

KINDS: dict[type[Refusal], tuple[HTTPStatus, str]] = {
    NotFound: (HTTPStatus.NOT_FOUND, "没有找到"),
    Forbidden: (HTTPStatus.FORBIDDEN, "无权操作"),
    Conflict: (HTTPStatus.CONFLICT, "当前状态不允许"),
    Invalid: (HTTPStatus.UNPROCESSABLE_ENTITY, "内容不符合要求"),
    Unavailable: (HTTPStatus.SERVICE_UNAVAILABLE, "服务暂时不可用"),
}


@dataclass(frozen=True)
class EdgeError:
    """An error of the HTTP edge itself: its type slug, status and sentences."""

    slug: str
    status: HTTPStatus
    title_zh: str
    title_en: str
    zh: str
    en: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def problem(self, **members: Any) -> "EdgeProblem":
        """This error, ready to be raised, with the facts the caller needs."""
        return EdgeProblem(self, members)


class EdgeProblem(Exception):
    """An edge error that was raised."""

    def __init__(self, error: EdgeError, members: Mapping[str, Any]) -> None:
        super().__init__(error.slug)
        self.error = error
        self.members = members


_RETRY = {"Retry-After": str(RETRY_AFTER_SECONDS)}
_S = HTTPStatus
# fmt: off
MALFORMED_BODY = EdgeError("malformed-body", _S.BAD_REQUEST, "请求体无法解析", "The body cannot be parsed", "请求体不是合法的 JSON：{reason}。请修正后重新提交。", "The body is not valid JSON: {reason}. Correct it and send again.")
IDEMPOTENCY_KEY_MISSING = EdgeError("idempotency-key-missing", _S.BAD_REQUEST, "缺少幂等键", "Idempotency-Key is missing", "此操作必须携带 Idempotency-Key 请求头（16 至 255 个字符），重试时请使用同一个值。", "Send an Idempotency-Key header (16 to 255 characters); use the same one when you retry.")
IDEMPOTENCY_KEY_IN_USE = EdgeError("idempotency-key-in-use", _S.CONFLICT, "相同请求正在处理", "The same request is in progress", "相同幂等键的请求正在处理，请稍后用同一个键重试。", "A request with this key is in progress; retry shortly with the same key.", _RETRY)
IDEMPOTENCY_KEY_REUSED = EdgeError("idempotency-key-reused", _S.UNPROCESSABLE_ENTITY, "幂等键已被使用", "The Idempotency-Key was used for another request", "此幂等键已用于内容不同的请求，请为新的请求换用新的键。", "This key was used for a request with another body; use a new key for a new request.")
UNAUTHENTICATED = EdgeError("unauthenticated", _S.UNAUTHORIZED, "需要登录", "Not signed in", "请登录后再试：缺少访问令牌，或令牌无效、已过期。", "Sign in: the access token is missing, invalid or expired.", {"WWW-Authenticate": 'Bearer realm="sanshe"'})
WRONG_CREDENTIALS = EdgeError("wrong-credentials", _S.UNAUTHORIZED, "登录失败", "Signing in failed", "用户名或密码不正确，或账号不可用。请核对后再试；如忘记密码，请联系管理员重置。", "The username or password is wrong, or the account cannot be used. Check them, or ask an administrator.", {"WWW-Authenticate": 'Bearer realm="sanshe"'})
SESSION_ENDED = EdgeError("session-ended", _S.UNAUTHORIZED, "登录已失效", "The session has ended", "登录已失效，请重新登录。", "The session has ended; sign in again.", {"WWW-Authenticate": 'Bearer realm="sanshe"'})
PRECONDITION_FAILED = EdgeError("precondition-failed", _S.PRECONDITION_FAILED, "内容已被他人修改", "Changed by someone else", "您看到的内容已被修改，请重新读取后再提交。", "What you saw has changed since; read it again, then send again.")
PRECONDITION_REQUIRED = EdgeError("precondition-required", _S.PRECONDITION_REQUIRED, "缺少 If-Match", "If-Match is missing", "修改时必须携带 If-Match 请求头，值为最近一次读取得到的 ETag。", "Send If-Match with the ETag you last read.")
BODY_TOO_LARGE = EdgeError("body-too-large", _S.REQUEST_ENTITY_TOO_LARGE, "请求体过大", "The body is too large", "请求体超过上限 {limit} 字节，请精简或分批提交。", "The body exceeds {limit} bytes; shorten or split it.")
UNSUPPORTED_MEDIA_TYPE = EdgeError("unsupported-media-type", _S.UNSUPPORTED_MEDIA_TYPE, "不支持的内容类型", "Unsupported media type", "请以 {expected} 格式提交（UTF-8）。", "Send the body as {expected} (UTF-8).")
VALIDATION_FAILED = EdgeError("validation-failed", _S.UNPROCESSABLE_ENTITY, "内容不符合要求", "The values cannot be accepted", "有 {count} 处内容不符合要求，请按 errors 中的说明修改。", "{count} value(s) cannot be accepted; see errors.")
NOT_FOUND = EdgeError("not-found", _S.NOT_FOUND, "没有找到", "Not found", "没有这个地址，请核对接口文档。", "There is nothing at this address; see the API documents.")
METHOD_NOT_ALLOWED = EdgeError("method-not-allowed", _S.METHOD_NOT_ALLOWED, "不支持的请求方法", "Method not allowed", "此地址不支持该请求方法，请核对接口文档。", "This address does not take that method; see the API documents.")
CONFLICTING_CHANGE = EdgeError("conflicting-change", _S.CONFLICT, "与同时进行的修改冲突", "In conflict with another change", "与另一项同时进行的修改冲突，请刷新后再试。", "Another change got in the way; reload and try again.", _RETRY)
TOO_MANY_REQUESTS = EdgeError("too-many-requests", _S.TOO_MANY_REQUESTS, "请求过于频繁", "Too many requests", "请求过于频繁，请稍后再试。", "Too many requests; wait and try again.", _RETRY)
OVERLOADED = EdgeError("overloaded", _S.SERVICE_UNAVAILABLE, "系统繁忙", "Overloaded", "系统繁忙，请稍后重试；重试时请使用同一个 Idempotency-Key。", "The service is busy; retry with the same Idempotency-Key.", _RETRY)
FAULT = EdgeError("fault", _S.INTERNAL_SERVER_ERROR, "系统出错", "An error of ours", "系统出错，未做任何更改。请稍后重试，并在反馈时提供 trace_id。", "An error of ours; nothing was changed. Retry later and quote the trace_id.")
# fmt: on
EDGE_ERRORS = [error for error in list(globals().values()) if isinstance(error, EdgeError)]
"""Every edge error, for the documentation."""


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
    facts = asdict(refusal) if is_dataclass(refusal) else {}
    sentence = (refusal.en if english else refusal.zh).format(**facts)
    body: dict[str, Any] = {
        "type": f"/problems/{slug_of(kind)}",
        "title": title_of(kind, english=english),
        "status": status_of(kind).value,
        "detail": sentence,
    }
    if "pointer" in facts:
        facts = {key: value for key, value in facts.items() if not key.startswith("reason_")}
        body["errors"] = [{"pointer": facts.pop("pointer"), "detail": sentence}]
    return body | facts


def edge_body(problem: EdgeProblem, *, english: bool) -> dict[str, Any]:
    """An edge error as the members of a problem."""
    error = problem.error
    return {
        "type": f"/problems/{error.slug}",
        "title": error.title_en if english else error.title_zh,
        "status": error.status.value,
        "detail": (error.en if english else error.zh).format(**problem.members),
        **{key: value for key, value in problem.members.items() if key != "reason"},
    }


def wants_english(accept_language: str) -> bool:
    """Whether the caller prefers English; Chinese is the default."""
    return accept_language.strip().lower().startswith("en")


def respond(body: dict[str, Any], headers: Mapping[str, str], trace_id: str) -> Response:
    """A problem as the answer to a request."""

    text = json.dumps(body | {"trace_id": trace_id}, ensure_ascii=False, default=_plain)
    return Response(text.encode(), body["status"], headers, "application/problem+json")


def _plain(value: object) -> str:
    assert isinstance(value, UUID) or hasattr(value, "isoformat"), value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
