"""`python -m services.procurement.migrations`: brings the database to the newest state."""

from services.procurement.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("procurement", Settings)
