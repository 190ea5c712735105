"""Who acts for the authorities over registered bodies (spec/registry.md §2.6)."""

from shared.access import Role

REGISTRARS = (Role.REGISTRAR,)
"""Who takes things down and concludes."""
DECIDERS = (Role.DISTRICT_APPROVER,)
"""Who decides after him, being somebody else."""
READERS = (Role.STREET_OFFICER, *REGISTRARS, *DECIDERS, Role.CITY_ADMIN, Role.AUDITOR)
"""Who of the staff reads the records of his region, open ones too."""
