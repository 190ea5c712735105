"""docs/generated/problems.md: every answer that is not yes."""

from dataclasses import fields

from deploy.docs import sources
from deploy.docs.markdown import page, table
from shared.edge_errors import EDGE_ERRORS
from shared.errors import Refusal
from shared.problems import slug_of, status_of, title_of


def pages() -> dict[str, str]:
    """One page for the refusals of the domain and the errors of the HTTP edge."""
    return {
        "docs/generated/problems.md": page(
            "Problems",
            "Every error is `application/problem+json` (RFC 9457). `type` is `/problems/` and the "
            "name below; it never changes. Sentences are Chinese, and English with "
            "`Accept-Language: en`; `{…}` stands for a member of the problem.",
            "## Refusals of the domain",
            table(
                ["type", "from", "status", "title", "zh", "en", "members"],
                map(_row, sources.refusals()),
            ),
            "## Errors of the HTTP edge",
            table(
                ["type", "status", "title", "zh", "en"],
                [
                    (f"`{error.slug}`", str(error.status.value), error.title_en, error.zh, error.en)
                    for error in EDGE_ERRORS
                ],
            ),
            "The gateway itself says `not-found` (404), `body-too-large` (413, from 32 MB on) and "
            "`unavailable` (503 with `Retry-After`: a service does not answer), without a "
            "`trace_id`, for no service was asked.",
        )
    }


def _row(refusal: type[Refusal]) -> tuple[str, ...]:
    facts = getattr(refusal, "__dataclass_fields__", {}) and fields(refusal)  # type: ignore[arg-type]
    return (
        f"`{slug_of(refusal)}`",
        _origin(refusal),
        str(status_of(refusal).value),
        title_of(refusal, english=True),
        refusal.zh,
        refusal.en,
        ", ".join(f"`{fact.name}`" for fact in facts if not fact.name.startswith("reason_")),
    )


def _origin(refusal: type[Refusal]) -> str:
    package, service, *_ = refusal.__module__.split(".")
    return service if package == "services" else "every service"
