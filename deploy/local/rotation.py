"""Logs that do not fill the disk."""

import shutil
from pathlib import Path

LOG_BYTES_MAX = 20 * 1024 * 1024
LOG_GENERATIONS = 3


def rotate(log: Path, bytes_max: int = LOG_BYTES_MAX) -> None:
    """Move a log's content aside once it is over `bytes_max`, keeping a few generations.

    The file itself stays: processes append to it and need not be told. Lines written between
    the copy and the cut are lost.
    """
    if not log.exists() or log.stat().st_size <= bytes_max:
        return
    for older in range(LOG_GENERATIONS, 1, -1):
        newer = _generation(log, older - 1)
        if newer.exists():
            newer.replace(_generation(log, older))
    shutil.copyfile(log, _generation(log, 1))
    with log.open("r+b") as file:
        file.truncate(0)


def _generation(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
