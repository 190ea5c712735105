"""The migrations, run on an empty database, make exactly what the models describe."""

import importlib
from collections.abc import Callable

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from deploy.docs.sources import SERVICES
from shared.migrations import runner


def config_of(service: str, url: str) -> Config:
    for program in ("app", "worker"):
        importlib.import_module(f"services.{service}.{program}")
    metadata = importlib.import_module(f"services.{service}.entity").METADATA
    return runner.config(service, url, metadata)


@pytest.mark.parametrize("service", SERVICES)
def test_models_and_migrations_agree(service: str, address: Callable[[str, str], str]) -> None:
    command.check(config_of(service, address(service, "owner")))


@pytest.mark.parametrize("service", SERVICES)
def test_a_second_upgrade_changes_nothing(service: str, address: Callable[[str, str], str]) -> None:
    config = config_of(service, address(service, "owner"))

    command.upgrade(config, "heads")

    command.check(config)


@pytest.mark.parametrize("service", SERVICES)
def test_a_history_is_one_line(service: str) -> None:
    script = ScriptDirectory.from_config(config_of(service, "unused"))

    heads = [script.get_revision(head) for head in script.get_heads()]
    branches = [label for head in heads for label in head.branch_labels]

    assert sorted({*branches}) == sorted(branches)
    assert {*branches} <= {"kernel", service}
