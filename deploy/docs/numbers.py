"""docs/generated/: the numbers a city may set, and what each service must be told."""

import json
import re
from collections.abc import Mapping

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from deploy.docs import sources
from deploy.docs.markdown import page, table
from deploy.local.stack import ROOT, Stack
from services.registry.bootstrap import FirstPasswords
from shared.settings import ServiceSettings

OF_COMPOSE = {
    "SANSHE_VERSION": "Which image of ours runs.",
    "SANSHE_PUBLISH": "Where the gateway listens on the machine.",
    "SANSHE_PUBLISH_TLS": "Where it speaks HTTPS, once it has a certificate.",
    "SANSHE_CRYPTO_SUITE": "Algorithms of new keys: `intl` AES and SHA-256, `gm` SM4 and SM3.",
    "SANSHE_GRAFANA": "Where Grafana does, with the profile `observability`.",
    "SANSHE_ALERTMANAGER": "Where the page of Alertmanager does, with that profile.",
    "SANSHE_TRACES": "Where traces go: `http://collector:4318` with that profile; empty: nowhere.",
    "SANSHE_FRONT_SUBNET": "The network between gateway and APIs, where the default is taken.",
    "SANSHE_GATEWAY_IP": "The gateway's address in it.",
}
OF_SANSHE = {
    "SANSHE_DATA": (".data", "Where a stack keeps everything; each command finds one by it."),
    "SANSHE_GATEWAY_PORT": (Stack.gateway_port, "Where people come in."),
    "SANSHE_API_PORT": (Stack.api_port, "The first of the four APIs'."),
    "SANSHE_WORKER_PORT": (Stack.worker_port, "The first of the four workers'."),
    "SANSHE_POSTGRES_PORT": (Stack.postgres_port, "PostgreSQL's."),
    "SANSHE_NATS_PORT": (Stack.nats_port, "NATS's."),
    "SANSHE_POSTGRES_URL": ("", "A superuser's address of a PostgreSQL that is there already."),
    "SANSHE_NATS_URL": ("", "The address of a NATS that is there already."),
    "SANSHE_GATEWAY": ("", "The address of a gateway that is there already, or `off`."),
}
OF_ALL = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "Where traces are sent by OTLP over HTTP; empty: nowhere.",
    "SANSHE_SECRETS_DIR": "The folder of secrets, where it is not `/run/secrets`.",
}


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
        "at the time wins, else the default below. What was begun under a value keeps it, and none "
        "holds before it was published, whatever `valid_from` asks.",
        table(["parameter", "default", "where it comes from"], rows),
    )


def _settings() -> str:
    return page(
        "Settings",
        "What a program must be told from outside, as environment variables or, marked *, also as "
        "files of that name in lower case in `/run/secrets` (`SANSHE_SECRETS_DIR`). `{SERVICE}` is "
        f"one of {', '.join(name.upper() for name in sources.SERVICES)}. A missing required one "
        "stops the start.",
        table(["variable", "default", "who reads it", "what it is"], _rows()),
    )


def _rows() -> list[tuple[str, str, str, str]]:
    """Every setting once: what each service is told, then what only one program is."""
    common = ServiceSettings.model_fields
    rows = _fields("{SERVICE}_", "the four services", common)
    for service in sources.SERVICES:
        kind = sources.settings(service)
        own = {name: field for name, field in kind.model_fields.items() if name not in common}
        rows += _fields(f"{service.upper()}_", service, own)
    rows += _fields("SANSHE_", "bootstrap", FirstPasswords.model_fields)
    return rows + _elsewhere()


def _fields(
    prefix: str, reader: str, fields: Mapping[str, FieldInfo]
) -> list[tuple[str, str, str, str]]:
    return [
        (f"`{prefix}{name.upper()}` *", _default(field), reader, field.description or "")
        for name, field in fields.items()
    ]


def _elsewhere() -> list[tuple[str, str, str, str]]:
    """What is no field of a settings class: whoever adds one to the compose file describes it."""
    compose = (ROOT / "docker-compose.yml").read_text()
    told = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", compose))
    named = [
        *((name, told[name], "docker-compose.yml", OF_COMPOSE[name]) for name in told),
        *((name, default, "`sanshe`", what) for name, (default, what) in OF_SANSHE.items()),
        *((name, "", "every program", what) for name, what in OF_ALL.items()),
    ]
    return [
        (f"`{name}`", f"`{default}`" if default else "", reader, what)
        for name, default, reader, what in named
    ]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    shipped = field.get_default(call_default_factory=True, validated_data={})
    plain = shipped.get_secret_value() if isinstance(shipped, SecretStr) else shipped
    return "" if plain is None else f"`{plain}`"
