"""What can go wrong with a command, told in a sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from rich.console import Console

DATABASE_AWAY = (
    "the database does not answer ({}): does `sanshe status` show it ready?"
    " 数据库暂时无法使用，请用 sanshe status 查看，就绪后再试。"
)
NOT_MADE_YET = ("28", "3D", "42P01")
"""Roles, databases and tables that `sanshe up` has not made yet, by the beginning of SQLSTATE."""


class CommandError(RuntimeError):
    """A command cannot do what it was asked; the message says why, and the cure if there is one."""


@contextmanager
def explained() -> Iterator[None]:
    """End the command with the sentence instead of a traceback."""
    try:
        yield
    except CommandError as error:
        _fail(str(error))
    except httpx.TransportError as error:
        _fail(f"the registry does not answer ({error}): does `sanshe status` show it ready?")
    except ConnectionError as error:
        _fail(DATABASE_AWAY.format(error))
    except (OSError, EOFError) as error:  # a disk that is full, a file that is cut short
        _fail(str(error) or "no answer in time")
    except Exception as error:
        if (said := _said_by_database(error)) is None:
            raise
        _fail(DATABASE_AWAY.format(said))


def _said_by_database(error: Exception) -> str | None:
    """Why the database cannot be used now, if that is what failed."""
    # Imported on use: it is heavy, and `sanshe status` must not wait for it.
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from shared.outages import is_nobodys_failure  # noqa: PLC0415

    if not isinstance(error, DBAPIError):
        return str(error) if is_nobodys_failure(error) else None
    state = str(getattr(error.orig, "sqlstate", None) or "")
    away = is_nobodys_failure(error) or state.startswith(NOT_MADE_YET)
    return str(getattr(error.orig, "__cause__", None) or error.orig) if away else None


def _fail(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(sentence, style="red", markup=False, soft_wrap=True)
    sys.exit(1)
