"""docs/generated/: the numbers a city may set, and what each service must be told."""

import json

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from deploy.docs import sources
from deploy.docs.markdown import page, table


def pages() -> dict[str, str]:
    """The policy parameters and the settings."""
    return {"docs/generated/policies.md": _policies(), "docs/generated/settings.md": _settings()}


def _policies() -> str:
    rows = [
        (
            f"`{parameter.name}`",
            f"`{json.dumps(parameter.plain(parameter.default), ensure_ascii=False)}`",
            parameter.source,
        )
        for parameter in sources.parameters()
    ]
    return page(
        "Policies",
        "Numbers a city sets with `POST /policies`: the row of the nearest region that is valid "
        "at the time wins, else the default below. What was begun under a value keeps it.",
        table(["parameter", "default", "where it comes from"], rows),
    )


def _settings() -> str:
    parts = [
        f"## {service}\n\n{table(['variable', 'default', 'what it is'], _rows(service))}"
        for service in sources.SERVICES
    ]
    return page(
        "Settings",
        "What a service must be told from outside, as environment variables or as files of that "
        "name in the folder for secrets. A missing required one stops the start.",
        *parts,
    )


def _rows(service: str) -> list[tuple[str, str, str]]:
    kind = sources.settings(service)
    prefix = kind.model_config.get("env_prefix", "")
    return [
        (f"`{prefix}{name}`".upper(), _default(field), field.description or "")
        for name, field in kind.model_fields.items()
    ]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    shipped = field.get_default(call_default_factory=True, validated_data={})
    plain = shipped.get_secret_value() if isinstance(shipped, SecretStr) else shipped
    return "" if plain is None else f"`{plain}`"
