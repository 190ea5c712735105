"""`python -m services.credit.migrations`: brings the database to the newest state."""

from services.credit.settings import Settings
from shared.migrations import runner

SEALED = f"""
SELECT greatest((SELECT max(xid_upto) FROM checkpoint), (SELECT max(xid) + 1 FROM transfer),
  ({runner.SEALED}))
"""  # noqa: S608 - a text of our own

if __name__ == "__main__":
    runner.main("credit", Settings, sealed=SEALED)
