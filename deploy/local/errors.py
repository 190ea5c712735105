"""What can go wrong with a command, told in a sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from rich.console import Console


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
        _fail(f"the database does not answer ({error}): does `sanshe status` show it ready?")
    except (OSError, EOFError) as error:  # a disk that is full, a file that is cut short
        _fail(str(error) or "no answer in time")


def _fail(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(sentence, style="red", markup=False, soft_wrap=True)
    sys.exit(1)
