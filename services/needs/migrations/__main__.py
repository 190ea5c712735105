"""`python -m services.needs.migrations [upgrade|check|revision]`."""

import services.needs.app
import services.needs.worker  # noqa: F401 - registers every table
from services.needs.entity import METADATA
from services.needs.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("needs", Settings, METADATA)
