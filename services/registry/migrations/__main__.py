"""`python -m services.registry.migrations [upgrade|check|revision]`."""

import services.registry.app
import services.registry.worker  # noqa: F401 - registers every table
from services.registry.entity import METADATA
from services.registry.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("registry", Settings, METADATA)
