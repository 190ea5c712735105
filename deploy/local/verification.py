"""What the commands share that verify a database as it is."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.local.errors import CommandError, explained
from deploy.local.services import told

if TYPE_CHECKING:
    from shared.db import UnitOfWork
    from shared.sealed import Sealed

Witness = Annotated[
    Path | None, typer.Option(help="checkpoints kept outside; new ones are added to it")
]


def verified(service: str, witness: Path | None, *, log: str, checks: str) -> None:
    """Let a module's `first_fault` read a service's database, and raise what it finds.

    Checkpoints in `witness` must be there as they were kept; where all is right, those that the
    `LOG` of the other module has made since are added. Modules are named, for they are heavy.
    """
    with explained():
        known = _kept(witness)

    async def check(uow: "UnitOfWork") -> None:
        fault = await import_module(checks).first_fault(uow, witnessed=known)
        if fault is not None:
            raise CommandError(f"{fault.row}: {fault.what}")
        if witness is not None:
            _keep(witness, known, await import_module(log).LOG.after(uow, max(known, default=0)))

    reading(service, check)


def reading(service: str, work: "Callable[[UnitOfWork], Coroutine[Any, Any, None]]") -> None:
    """Do something on one unchanging view of a service's database; say what went wrong."""

    async def run() -> None:
        async with _one_moment(service) as uow:
            await work(uow)

    with explained():
        asyncio.run(run())


@asynccontextmanager
async def _one_moment(service: str) -> "AsyncIterator[UnitOfWork]":
    # Imported on use: the service's own code is heavy, and `sanshe status` must not wait for it.
    from shared.database import Database  # noqa: PLC0415
    from shared.engine import engine_of  # noqa: PLC0415
    from shared.sealed import ONE_SNAPSHOT  # noqa: PLC0415

    who = f"sanshe {service}"
    settings = import_module(f"services.{service}.settings").Settings(**told(service))
    engine = engine_of(settings, who)
    try:
        async with Database(engine, settings.vault()).begin(operation=who) as uow:
            for statement in ONE_SNAPSHOT:
                await uow.session.execute(statement)
            yield uow
    finally:
        await engine.dispose()


def _kept(witness: Path | None) -> dict[int, str]:
    if witness is None or not witness.exists():
        return {}
    try:
        return {int(number): told for number, told in json.loads(witness.read_text()).items()}
    except (ValueError, AttributeError) as error:
        raise CommandError(f"{witness} holds no checkpoints: {error}") from None


def _keep(witness: Path, known: Mapping[int, str], new: "Sequence[Sealed]") -> None:
    # the file is the old one or the new one, whenever it ends
    told = {**known, **{one.number: one.hash.hex() for one in new}}
    unfinished = witness.with_name(f"{witness.name}.unfinished")
    unfinished.write_text(json.dumps(told, indent=1))
    unfinished.replace(witness)
