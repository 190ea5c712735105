"""`python -m services.credit.migrations`: brings the database to the newest state."""

from services.credit.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("credit", Settings)
