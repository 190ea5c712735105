"""`python -m services.credit.migrations [upgrade|check|revision]`."""

import services.credit.app
import services.credit.worker  # noqa: F401 - registers every table
from services.credit.entity import METADATA
from services.credit.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("credit", Settings, METADATA)
