"""`python -m services.needs.migrations`: brings the database to the newest state."""

from services.needs.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("needs", Settings)
