"""The migration program of a service: `python -m services.<service>.migrations [command]`."""

import argparse
import logging
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData

import shared.app
import shared.numbers
import shared.worker  # noqa: F401 - these three register every table of the kernel
from shared.orm import KERNEL
from shared.settings import ServiceSettings

HERE = Path(__file__).parent


def config(name: str, url: str, metadata: MetaData, *, only: MetaData | None = None) -> Config:
    """Alembic's configuration for one service's database; `only` narrows autogeneration."""
    versions = HERE.parent.parent / "services" / name / "migrations" / "versions"
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", f"{HERE / 'versions'}\n{versions}")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")

    def include_object(item: Any, _: str | None, kind: str, *__: object) -> bool:
        table = item if kind == "table" else getattr(item, "table", None)
        return only is None or table is None or table.name in only.tables

    made.attributes.update(url=url, metadata=[KERNEL, metadata], include_object=include_object)
    return made


def upgrade(name: str, url: str, metadata: MetaData) -> None:
    """Bring a database to the newest state."""
    command.upgrade(config(name, url, metadata), "heads")


def revise(name: str, url: str, metadata: MetaData, *, message: str, kernel: bool) -> None:
    """Write the migration that the models ask for, into the service's or the kernel's history."""
    branch = "kernel" if kernel else name
    made = config(name, url, metadata, only=KERNEL if kernel else metadata)
    folder = HERE if kernel else HERE.parent.parent / "services" / name / "migrations"
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    count = len(list(versions.glob(f"{branch}_*.py")))
    command.revision(
        made,
        message,
        autogenerate=True,
        rev_id=f"{branch}_{count + 1:04d}",
        head=f"{branch}@head" if count else "base",
        branch_label=None if count else branch,
        depends_on=None if count or kernel else "kernel_0001",
        version_path=str(versions),
    )


def main(name: str, settings: type[ServiceSettings], metadata: MetaData) -> None:
    """Upgrade (the default), check that models and migrations agree, or write a revision."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(prog=f"services.{name}.migrations")
    parser.add_argument("command", nargs="?", default="upgrade")
    parser.add_argument("--message", default="change")
    parser.add_argument("--kernel", action="store_true")
    asked = parser.parse_args()
    owner = settings().migration_url
    assert owner is not None, f"{name.upper()}_MIGRATION_URL must name the owner's database address"
    url = owner.get_secret_value()
    if asked.command == "revision":
        revise(name, url, metadata, message=asked.message, kernel=asked.kernel)
    elif asked.command == "check":
        command.check(config(name, url, metadata))
    else:
        upgrade(name, url, metadata)
