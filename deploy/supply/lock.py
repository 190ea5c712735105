"""What requirements-runtime.lock and requirements.lock name."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ALL, RUNTIME = ROOT / "requirements.lock", ROOT / "requirements-runtime.lock"
PACKAGE = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<rest>.*(?:\n    .*)*)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Package:
    """One package in its version, with the SHA-256 of every file it may come as."""

    name: str
    version: str
    sha256: tuple[str, ...]


def packages(lock: Path) -> list[Package]:
    """Everything a lock names, in its order."""
    return [
        Package(one["name"], one["version"], tuple(HASH.findall(one["rest"])))
        for one in PACKAGE.finditer(lock.read_text())
    ]
