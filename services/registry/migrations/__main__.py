"""`python -m services.registry.migrations`: brings the database to the newest state."""

from services.registry.settings import Settings
from shared.migrations import runner

if __name__ == "__main__":
    runner.main("registry", Settings)
