"""The errors of the HTTP edge itself: before a use case runs, or when none can."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

RETRY_AFTER_SECONDS = 1
"""What a caller is told to wait when the platform is busy."""

RETRY = {"Retry-After": str(RETRY_AFTER_SECONDS)}


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
        """The error, ready to be raised, with the facts the caller needs."""
        return EdgeProblem(self, members)


class EdgeProblem(Exception):  # noqa: N818 - an answer, not a fault
    """An edge error that was raised."""

    def __init__(self, error: EdgeError, members: Mapping[str, Any]) -> None:
        super().__init__(error.slug)
        self.error = error
        self.members = members


MALFORMED_BODY = EdgeError(
    slug="malformed-body",
    status=HTTPStatus.BAD_REQUEST,
    title_zh="请求体无法解析",
    title_en="The body cannot be parsed",
    zh="请求体无法解析：{reason_zh}。请修正后重新提交。",
    en="The body cannot be parsed: {reason_en}. Correct it and send again.",
)
IDEMPOTENCY_KEY_MISSING = EdgeError(
    slug="idempotency-key-missing",
    status=HTTPStatus.BAD_REQUEST,
    title_zh="缺少幂等键",
    title_en="Idempotency-Key is missing",
    zh="此操作必须携带 Idempotency-Key 请求头（16 至 255 个字符），重试时请使用同一个值。",
    en=("Send an Idempotency-Key header (16 to 255 characters); use the same one when you retry."),
)
IDEMPOTENCY_KEY_IN_USE = EdgeError(
    slug="idempotency-key-in-use",
    status=HTTPStatus.CONFLICT,
    title_zh="相同请求正在处理",
    title_en="The same request is in progress",
    zh="相同幂等键的请求正在处理，请稍后用同一个键重试。",
    en="A request with this key is in progress; retry shortly with the same key.",
    headers=RETRY,
)
IDEMPOTENCY_KEY_REUSED = EdgeError(
    slug="idempotency-key-reused",
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    title_zh="幂等键已被使用",
    title_en="The Idempotency-Key was used for another request",
    zh="此幂等键已用于内容不同的请求，请为新的请求换用新的键。",
    en="This key was used for a request with another body; use a new key for a new request.",
)
UNAUTHENTICATED = EdgeError(
    slug="unauthenticated",
    status=HTTPStatus.UNAUTHORIZED,
    title_zh="需要登录",
    title_en="Not signed in",
    zh="请登录后再试：缺少访问令牌，或令牌无效、已过期。",
    en="Sign in: the access token is missing, invalid or expired.",
    headers={"WWW-Authenticate": 'Bearer realm="sanshe"'},
)
WRONG_CREDENTIALS = EdgeError(
    slug="wrong-credentials",
    status=HTTPStatus.UNAUTHORIZED,
    title_zh="登录失败",
    title_en="Signing in failed",
    zh="用户名或密码不正确，或账号不可用。请核对后再试；如忘记密码，请联系管理员重置。",
    en=(
        "The username or password is wrong, or the account cannot be used. Check them, or "
        "ask an administrator."
    ),
    headers={"WWW-Authenticate": 'Bearer realm="sanshe"'},
)
SESSION_ENDED = EdgeError(
    slug="session-ended",
    status=HTTPStatus.UNAUTHORIZED,
    title_zh="登录已失效",
    title_en="The session has ended",
    zh="登录已失效，请重新登录。",
    en="The session has ended; sign in again.",
    headers={"WWW-Authenticate": 'Bearer realm="sanshe"'},
)
PRECONDITION_FAILED = EdgeError(
    slug="precondition-failed",
    status=HTTPStatus.PRECONDITION_FAILED,
    title_zh="内容已被他人修改",
    title_en="Changed by someone else",
    zh="您看到的内容已被修改，请重新读取后再提交。",
    en="What you saw has changed since; read it again, then send again.",
)
PRECONDITION_REQUIRED = EdgeError(
    slug="precondition-required",
    status=HTTPStatus.PRECONDITION_REQUIRED,
    title_zh="缺少 If-Match",
    title_en="If-Match is missing",
    zh="修改时必须携带 If-Match 请求头，值为最近一次读取得到的 ETag。",
    en="Send If-Match with the ETag you last read.",
)
BODY_TOO_LARGE = EdgeError(
    slug="body-too-large",
    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    title_zh="请求体过大",
    title_en="The body is too large",
    zh="请求体超过上限 {limit} 字节，请精简或分批提交。",
    en="The body exceeds {limit} bytes; shorten or split it.",
)
UNSUPPORTED_MEDIA_TYPE = EdgeError(
    slug="unsupported-media-type",
    status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    title_zh="不支持的内容类型",
    title_en="Unsupported media type",
    zh="请以 {expected} 格式提交（UTF-8）。",
    en="Send the body as {expected} (UTF-8).",
)
VALIDATION_FAILED = EdgeError(
    slug="validation-failed",
    status=HTTPStatus.UNPROCESSABLE_ENTITY,
    title_zh="内容不符合要求",
    title_en="The values cannot be accepted",
    zh="有 {count} 处内容不符合要求，请按 errors 中的说明修改。",
    en="{count} value(s) cannot be accepted; see errors.",
)
NOT_FOUND = EdgeError(
    slug="not-found",
    status=HTTPStatus.NOT_FOUND,
    title_zh="没有找到",
    title_en="Not found",
    zh="没有这个地址，请核对接口文档。",
    en="There is nothing at this address; see the API documents.",
)
METHOD_NOT_ALLOWED = EdgeError(
    slug="method-not-allowed",
    status=HTTPStatus.METHOD_NOT_ALLOWED,
    title_zh="不支持的请求方法",
    title_en="Method not allowed",
    zh="此地址不支持该请求方法，请核对接口文档。",
    en="This address does not take that method; see the API documents.",
)
CONFLICTING_CHANGE = EdgeError(
    slug="conflicting-change",
    status=HTTPStatus.CONFLICT,
    title_zh="与同时进行的修改冲突",
    title_en="In conflict with another change",
    zh="与另一项同时进行的修改冲突，请刷新后再试。",
    en="Another change got in the way; reload and try again.",
    headers=RETRY,
)
TOO_MANY_REQUESTS = EdgeError(
    slug="too-many-requests",
    status=HTTPStatus.TOO_MANY_REQUESTS,
    title_zh="请求过于频繁",
    title_en="Too many requests",
    zh="请求过于频繁，请稍后再试。",
    en="Too many requests; wait and try again.",
    headers=RETRY,
)
OVERLOADED = EdgeError(
    slug="overloaded",
    status=HTTPStatus.SERVICE_UNAVAILABLE,
    title_zh="系统繁忙",
    title_en="Overloaded",
    zh="系统繁忙，请稍后重试；重试时请使用同一个 Idempotency-Key。",
    en="The service is busy; retry with the same Idempotency-Key.",
    headers=RETRY,
)
FAULT = EdgeError(
    slug="fault",
    status=HTTPStatus.INTERNAL_SERVER_ERROR,
    title_zh="系统出错",
    title_en="An error of ours",
    zh="系统出错，未做任何更改。请稍后重试，并在反馈时提供 trace_id。",
    en="An error of ours; nothing was changed. Retry later and quote the trace_id.",
)
EDGE_ERRORS = [error for error in list(globals().values()) if isinstance(error, EdgeError)]
"""Every edge error, for the documentation."""
