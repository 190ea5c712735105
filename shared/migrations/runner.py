"""The migration program of a service: `python -m services.<service>.migrations`."""

import logging
import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import MetaData

from shared.orm import KERNEL
from shared.settings import ServiceSettings

HERE = Path(__file__).parent
OTHERS = """\
{name}: {error}.
A version with other migrations made these tables: it can go on with them, this one cannot.
The data of a development stack is thrown away with `make reset`."""


def config(
    name: str, url: str, metadata: MetaData | None = None, *, only: MetaData | None = None
) -> Config:
    """Alembic's configuration for one service's database.

    `metadata` is what the tables are compared with, besides the kernel's: whoever compares has
    imported every model. `only` narrows autogeneration.
    """
    versions = HERE.parent.parent / "services" / name / "migrations" / "versions"
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", f"{HERE / 'versions'}\n{versions}")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")

    def include_object(item: Any, _: str | None, kind: str, *__: object) -> bool:
        table = item if kind == "table" else getattr(item, "table", None)
        return only is None or table is None or table.name in only.tables

    compared = None if metadata is None else [KERNEL, metadata]
    made.attributes.update(url=url, metadata=compared, include_object=include_object)
    return made


def upgrade(name: str, url: str) -> None:
    """Bring a database to the newest state; no model is imported for it."""
    command.upgrade(config(name, url), "heads")


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


def main(name: str, settings: type[ServiceSettings]) -> str:
    """Upgrade the database that `migration_url` names; its address."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    owner = settings().migration_url
    if owner is None:
        sys.exit(
            f"{name.upper()}_MIGRATION_URL: it has to name the owner's address of the database"
        )
    try:
        upgrade(name, owner.get_secret_value())
    except CommandError as error:
        sys.exit(OTHERS.format(name=name, error=error))
    return owner.get_secret_value()
