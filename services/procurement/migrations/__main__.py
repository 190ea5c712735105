"""`python -m services.procurement.migrations [upgrade|check|revision]`."""

import services.procurement.app
import services.procurement.worker  # noqa: F401 - registers every table
from services.procurement.entity import METADATA
from services.procurement.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("procurement", Settings, METADATA)
