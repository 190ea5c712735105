"""Finds what the code declares: refusals, state tables, events, parameters, APIs, settings."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import Any

from fastapi import FastAPI

from shared.errors import Refusal
from shared.events import Event
from shared.policy import Parameter
from shared.problems import KINDS, slug_of
from shared.settings import DRIVER, ServiceSettings
from shared.states import StateTable

SERVICES = ("registry", "needs", "procurement", "credit")
NOT_FOR_IMPORT = ("migrations", "testing", "__main__")
"""Programs, migration scripts and test kits declare nothing."""

Table = StateTable[Any, Any]


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the kernel and the four services."""
    names = [
        found.name
        for package in ("shared", "services")
        for found in pkgutil.walk_packages([package], f"{package}.")
        if not {*found.name.split(".")} & {*NOT_FOR_IMPORT}
    ]
    return tuple(importlib.import_module(name) for name in sorted(names))


def refusals() -> list[type[Refusal]]:
    """Every refusal a caller may meet, by its problem type."""
    concrete = [found for found in _below(Refusal) if found not in KINDS]
    return sorted(concrete, key=lambda refusal: (slug_of(refusal), refusal.__module__))


def events() -> list[type[Event]]:
    """Every event the services announce, by its subject."""
    named = [found for found in _below(Event) if "subject" in vars(found)]
    return sorted(named, key=lambda event: event.subject)


def tables() -> list[tuple[str, Table]]:
    """Every state table with the service it belongs to."""
    found = {
        (service_of(module), table.name): table
        for module in modules()
        if module.__name__.endswith(".states") and module.__name__.startswith("services.")
        for table in vars(module).values()
        if isinstance(table, StateTable)
    }
    return [(service, found[service, name]) for service, name in sorted(found)]


def parameters() -> list[Parameter[Any]]:
    """Every policy parameter, by name."""
    assert modules()
    return [Parameter.known[name] for name in sorted(Parameter.known)]


def settings(service: str) -> type[ServiceSettings]:
    """What this service must be told from outside."""
    found: type[ServiceSettings] = importlib.import_module(f"services.{service}.settings").Settings
    return found


@cache
def app(service: str) -> FastAPI:
    """The service's API, wired with settings that reach nothing."""
    kind = settings(service)
    fields = kind.model_fields.items()
    required = {name: f"{DRIVER}://unused/unused" for name, field in fields if field.is_required()}
    given = kind.model_validate(required)
    built: FastAPI = importlib.import_module(f"services.{service}.app").build(given)
    return built


def service_of(module: ModuleType) -> str:
    """`services.needs.order.states` -> needs."""
    return module.__name__.split(".")[1]


def _below(kind: type[Any]) -> set[type[Any]]:
    assert modules()
    direct = kind.__subclasses__()
    everything = {*direct}.union(*(_below(found) for found in direct))
    return {found for found in everything if found.__module__.startswith(("shared.", "services."))}
